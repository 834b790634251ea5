// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/TrustLine.h"

#include <QLocale>

#include <cmath>

QString trustLine(const ShownTrust& trust)
{
    const auto known = trust.trust();
    return known ? ShownTrust::tr("mean trust %1").arg(QLocale().toString(known->mean(), 'f', 3)) : trust.message();
}

QString trustTip(const MapTrust& trust)
{
    const auto number = [](std::size_t value) { return QLocale().toString(qulonglong{value}); };
    const QString tip =
        ShownTrust::tr("Trust: 1 where the %1 samples that lie next to one on this map are its %1 nearest in latent "
                       "space, less the farther away they are there, 0 at worst. The mean is the map's "
                       "trustworthiness (Venna and Kaski 2001).")
            .arg(number(trust.neighbours));
    return trust.isSampled()
               ? tip + QLatin1Char('\n') +
                     ShownTrust::tr("Estimated: ranks were counted among %1 samples.").arg(number(trust.comparedRows))
               : tip;
}

QString trustOfSample(const MapTrust& trust, std::uint32_t sample)
{
    const bool isKnown = sample < trust.values.size() && std::isfinite(trust.values[sample]);
    return isKnown ? ShownTrust::tr("trust: %1").arg(QLocale().toString(trust.values[sample], 'f', 3)) : QString();
}
