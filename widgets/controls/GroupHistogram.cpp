// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/GroupHistogram.h"

#include "controls/Numbers.h"
#include "controls/SliderPainter.h"
#include "controls/TrustWords.h"

#include <QPainter>

#include <algorithm>
#include <numeric>

static constexpr int plotHeight = 56;
static constexpr int sideMargin = 8;
static constexpr int wordDrop = 5; ///< from the line to the words below it
static constexpr int wordGap = 8;

GroupHistogram::GroupHistogram(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("groupHistogram"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void GroupHistogram::showAttribute(const AttributeSlider& attribute)
{
    const AttributeVector& vector = *attribute.vector;
    const auto isCounted = [](const std::vector<std::uint32_t>& counts) {
        return std::ranges::any_of(counts, [](std::uint32_t count) { return count > 0; });
    };
    m_histograms = vector.trust ? vector.trust->histograms : GroupHistograms{};
    if (!isCounted(m_histograms.with) || !isCounted(m_histograms.without)) {
        m_histograms = {};
    }
    m_histograms.low -= vector.withoutPosition;
    m_histograms.high -= vector.withoutPosition;
    m_withMean = vector.withPosition - vector.withoutPosition;
    m_with = groupWord(attribute.with);
    m_without = groupWord(attribute.without);
    m_colour = QColor(QString::fromStdString(attribute.colour));
    const auto number = [](double value) { return coordinateText(value, 4); };
    setAccessibleName(tr("Where both groups lie along the vector"));
    setAccessibleDescription(
        tr("All samples lie between %1 and %2; the mean of “%3” is at 0, that of “%4” at %5.")
            .arg(number(m_histograms.low), number(m_histograms.high), m_without, m_with, number(m_withMean)));
    setToolTip(accessibleDescription() + QLatin1Char('\n') +
               tr("Filled: “%1”. Line: “%2”. Each as a share of its own group.").arg(m_without, m_with));
    setVisible(hasCounts());
    update();
}

QSize GroupHistogram::sizeHint() const
{
    constexpr int wide = 240;
    return {wide, plotHeight + wordDrop + fontMetrics().height() + 4};
}

static double totalOf(const std::vector<std::uint32_t>& counts)
{
    return std::max(1.0, std::accumulate(counts.begin(), counts.end(), 0.0));
}

QPolygonF GroupHistogram::outline(const std::vector<std::uint32_t>& counts, double tallest, const QRectF& place,
                                  bool closed)
{
    const double most = std::max(1e-9, tallest * totalOf(counts));
    const double width = place.width() / static_cast<double>(counts.size());
    QPolygonF line;
    if (closed) {
        line << place.bottomLeft();
    }
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double y = place.bottom() - place.height() * static_cast<double>(counts[i]) / most;
        const double x = place.left() + width * static_cast<double>(i);
        line << QPointF(x, y) << QPointF(x + width, y);
    }
    if (closed) {
        line << place.bottomRight();
    }
    return line;
}

void GroupHistogram::paintEvent(QPaintEvent*)
{
    if (!hasCounts()) {
        return;
    }
    QPainter painter(this);
    const SliderPainter colours(painter, palette(), isEnabled() ? QPalette::Active : QPalette::Disabled);
    const QRectF place(sideMargin, 2, width() - 2 * sideMargin, plotHeight);
    painter.setBrush(colours.grey(0.28));
    const auto tallestOf = [](const std::vector<std::uint32_t>& counts) {
        return *std::ranges::max_element(counts) / totalOf(counts);
    };
    const double tallest = std::max(tallestOf(m_histograms.with), tallestOf(m_histograms.without));
    painter.drawPolygon(outline(m_histograms.without, tallest, place, true));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_colour.isValid() ? m_colour : colours.grey(0.85), 1.5));
    painter.drawPolyline(outline(m_histograms.with, tallest, place, false));
    painter.setPen(Qt::NoPen);
    painter.fillRect(QRectF(place.left(), place.bottom(), place.width(), 1), colours.grey(0.35));

    const SliderScale scale{m_histograms.low, std::max(m_histograms.high, m_histograms.low + 1e-9), place.left(),
                            place.right()};
    const double without = std::clamp(scale.toPixel(0), place.left(), place.right());
    const double with = std::clamp(scale.toPixel(m_withMean), place.left(), place.right());
    const double middle = (without + with) / 2;
    const auto write = [&](double mean, const QString& word) { // below its mark, and not beyond the middle
        painter.fillRect(QRectF(mean - 0.5, place.bottom(), 1, 5), colours.grey(0.65));
        const double from = mean < middle ? 0 : middle + wordGap / 2.0;
        const double to = mean < middle ? middle - wordGap / 2.0 : width();
        const QString shown = fontMetrics().elidedText(word, Qt::ElideRight, static_cast<int>(to - from));
        const double wide = fontMetrics().horizontalAdvance(shown);
        const double left = std::clamp(mean - wide / 2, from, std::max(from, to - wide));
        painter.setPen(colours.grey(0.6));
        painter.drawText(QPointF(left, place.bottom() + wordDrop + fontMetrics().ascent()), shown);
        painter.setPen(Qt::NoPen);
    };
    write(without, m_without);
    write(with, m_with);
}
