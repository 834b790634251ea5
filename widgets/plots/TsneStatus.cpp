// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/TsneStatus.h"

#include "controls/ElidedLabel.h"
#include "controls/FlatButton.h"

#include <QHBoxLayout>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace {
constexpr int percent = 100;
using Status = TsneLayout::Status;
} // namespace

QString durationText(double seconds)
{
    const int whole = std::max(1, static_cast<int>(std::lround(seconds)));
    return whole < 90 ? TsneStatus::tr("%1 s").arg(whole) : TsneStatus::tr("%1 min").arg((whole + 30) / 60);
}

TsneStatus::TsneStatus(TsneLayout& tsne, const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_tsne(tsne)
    , m_label(new ElidedLabel)
    , m_action(makeFlatButton(name + QStringLiteral("Action"), QString(), QString()))
{
    m_label->setObjectName(name + QStringLiteral("Status"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_label, 1);
    row->addWidget(m_action);
    connect(m_action, &QToolButton::clicked, this, [this] { m_tsne.isRunning() ? m_tsne.stop() : m_tsne.start(); });
    connect(&tsne, &TsneLayout::changed, this, &TsneStatus::showStatus);
    connect(&tsne, &TsneLayout::moved, this, &TsneStatus::showStatus);
    showStatus();
}

void TsneStatus::setPrefix(const QString& prefix)
{
    m_prefix = prefix;
    showStatus();
}

void TsneStatus::setShown(bool isShown)
{
    m_isShown = isShown;
    showStatus();
}

const QString& TsneStatus::text() const
{
    return m_label->text();
}

QString TsneStatus::statusText() const
{
    const auto number = [this](double value, int digits) { return locale().toString(value, 'f', digits); };
    const TsneProgress& progress = m_tsne.progress();
    const TsneMap& map = m_tsne.map();
    const QString quality = tr("KL %1 · %2 % of neighbours kept%3")
                                .arg(number(map.divergence, 2), number(percent * map.neighboursKept, 0),
                                     map.neighbourRecall ? tr(" · from approximate neighbours") : QString());
    const QString anew = m_tsne.hasGrown() ? tr("Samples were added: all are laid out anew · ") : QString();
    switch (m_tsne.status()) {
    case Status::Idle:
        return {};
    case Status::Asking:
        return anew + tr("Takes about %1").arg(durationText(m_tsne.expectedSeconds()));
    case Status::Running:
        if (progress.iteration == 0) {
            return anew + tr("Looking for neighbours…");
        }
        return tr("%1 of %2 · KL %3%4")
            .arg(locale().toString(progress.iteration), locale().toString(m_tsne.options().iterations),
                 number(progress.divergence, 2),
                 progress.secondsLeft >= 0 ? tr(" · %1 left").arg(durationText(progress.secondsLeft)) : QString());
    case Status::Stopped:
        return map.iterations > 0 ? tr("Stopped at %1 · %2").arg(locale().toString(map.iterations), quality)
                                  : tr("Stopped");
    case Status::Failed:
        return m_tsne.problem();
    case Status::Done:
        return quality;
    }
    return {};
}

QString TsneStatus::actionText() const
{
    const bool hasPlaces = m_tsne.map().iterations > 0;
    switch (m_tsne.status()) {
    case Status::Running:
        return tr("Stop");
    case Status::Asking:
        return tr("Compute");
    case Status::Stopped:
        return hasPlaces ? tr("Go on") : tr("Compute");
    case Status::Failed:
        return hasPlaces ? tr("Go on") : tr("Compute anew");
    case Status::Idle:
    case Status::Done:
        return {};
    }
    return {};
}

QString TsneStatus::actionTip() const
{
    if (m_tsne.isRunning()) {
        return tr("Stop; the map stays as it is now, and can go on from there");
    }
    if (const int done = m_tsne.map().iterations; done > 0) {
        return tr("Go on from iteration %1 to %2, in the background; takes about %3")
            .arg(locale().toString(done), locale().toString(m_tsne.options().iterations),
                 durationText(m_tsne.expectedSeconds()));
    }
    return tr("Compute the t-SNE map, in the background");
}

/// What approximate neighbours are, and how good. With many samples only.
QString TsneStatus::recallText() const
{
    const auto& recall = m_tsne.map().neighbourRecall;
    return recall ? tr("\nApproximate neighbours: of those that the map was made from, %1 % are the true nearest ones, "
                       "measured on 1,000 samples")
                        .arg(locale().toString(percent * *recall, 'f', 1))
                  : QString();
}

void TsneStatus::showStatus()
{
    const QString status = statusText();
    const QString joint = m_prefix.isEmpty() || status.isEmpty() ? QString() : QStringLiteral(" · ");
    const QString text = m_isShown ? m_prefix + joint + status : QString();
    m_label->setText(text);
    m_label->setToolTip(
        text.isEmpty() ? QString()
                       : tr("%1\n%2 iterations done; KL: how far the map's neighbourhoods are from those in latent "
                            "space, 0 is best; neighbours kept: of each sample's 10 nearest, the share that is among "
                            "its 10 nearest on the map")
                                 .arg(text, locale().toString(m_tsne.isRunning() ? m_tsne.progress().iteration
                                                                                 : m_tsne.map().iterations)) +
                             recallText());
    const QString action = actionText();
    m_action->setText(action);
    m_action->setAccessibleName(action);
    m_action->setToolTip(actionTip());
    m_action->setVisible(m_isShown && !action.isEmpty());
}
