// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/SampleHover.h"

#include "plots/MapCanvas.h"
#include "plots/TrustLine.h"

#include <QLocale>

namespace {
constexpr int mostLabels = 8;
} // namespace

SampleHover::SampleHover(MapCanvas& canvas, const SamplePictures& pictures)
    : m_canvas(canvas)
    , m_pictures(pictures)
{
}

SampleHover::~SampleHover()
{
    delete m_popup;
}

QStringList SampleHover::linesOf(std::uint32_t sample, const LabelTable* labels, const MapTrust* trust) const
{
    QStringList lines;
    if (labels != nullptr) {
        for (const LabelColumn& each : labels->columns) {
            const std::uint32_t code = each.codes[sample];
            const bool isKnown = code != LabelColumn::unknown;
            lines << SamplePopup::tr("%1: %2").arg(QString::fromStdString(each.name),
                                                   isKnown ? QString::fromStdString(each.values[code])
                                                           : SamplePopup::tr("unknown"));
        }
        if (lines.size() > mostLabels) {
            const auto more = static_cast<qulonglong>(lines.size() - mostLabels + 1);
            lines.resize(mostLabels - 1);
            lines << SamplePopup::tr("and %1 more").arg(QLocale().toString(more));
        }
    }
    if (const QString line = trust != nullptr ? trustOfSample(*trust, sample) : QString(); !line.isEmpty()) {
        lines << line;
    }
    return lines;
}

void SampleHover::show(const LabelTable* labels, const MapTrust* trust)
{
    const auto sample = m_canvas.hovered();
    if (!sample) {
        if (m_popup) {
            m_popup->hide();
        }
        return;
    }
    QWidget* const window = m_canvas.window();
    if (!m_popup || m_popup->parentWidget() != window) {
        delete m_popup;
        m_popup = new SamplePopup(window);
    }
    QStringList lines = linesOf(*sample, labels, trust);
    const QImage picture = m_pictures.picture(*sample);
    if (const QString why = picture.isNull() ? m_pictures.message(*sample) : QString(); !why.isEmpty()) {
        lines << why;
    }
    m_popup->setSample(picture, SamplePopup::tr("Sample %1").arg(QLocale().toString(qulonglong{*sample})), lines);
    m_popup->showBeside(window->mapFromGlobal(m_canvas.mapToGlobal(m_canvas.hoveredPixel()).toPoint()));
}
