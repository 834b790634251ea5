// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapKey.h"

#include "plots/ColourBar.h"
#include "plots/LegendView.h"

#include <QLabel>
#include <QLocale>

#include <algorithm>

namespace {
constexpr int gap = 4;
constexpr int widestColumn = 240;
} // namespace

MapKey::MapKey(QWidget* parent)
    : QWidget(parent)
    , m_bar(new ColourBar(this))
    , m_sharedLooks(new QLabel(this))
    , m_legend(new LegendView(this))
{
    setObjectName("mapKey");
    m_sharedLooks->setObjectName("mapSharedLooks");
    m_sharedLooks->setWordWrap(true);
    m_sharedLooks->setForegroundRole(QPalette::PlaceholderText);
    setColouring({}, {});
}

void MapKey::setColouring(const MapColouring& colouring, const std::optional<ShownRange>& shownRange)
{
    m_hasBar = colouring.hasColourBar;
    m_hasSentence = colouring.sharesLooks;
    m_hasLegend = !colouring.legend.empty();
    m_bar->setScale(colouring.low, colouring.high);
    m_bar->setShownRange(colouring.hasColourBar ? shownRange : std::nullopt);
    m_bar->setVisible(m_hasBar);
    m_sharedLooks->setText(tr("%1 values share %2 looks: some are alike.")
                               .arg(locale().toString(static_cast<qulonglong>(colouring.legend.size())),
                                    locale().toString(static_cast<qulonglong>(classLooks))));
    m_sharedLooks->setVisible(m_hasSentence);
    m_legend->setEntries(colouring.legend);
    m_legend->setVisible(m_hasLegend);
    setVisible(!isEmpty());
}

bool MapKey::isEmpty() const
{
    return !m_hasBar && !m_hasLegend;
}

int MapKey::sentenceHeight(int width) const
{
    return m_hasSentence ? m_sharedLooks->heightForWidth(width) + gap : 0;
}

int MapKey::widthBeside(int available) const
{
    const int bar = m_hasBar ? m_bar->breadth(Qt::Vertical) : 0;
    const int legend = m_hasLegend ? m_legend->widthOfColumn() : 0;
    return std::min(std::max(bar, legend), std::clamp(available / 3, 72, widestColumn));
}

int MapKey::heightBelow(int width, int available) const
{
    const int bar = m_hasBar ? m_bar->breadth(Qt::Horizontal) + (m_hasLegend ? gap : 0) : 0;
    const int sentence = sentenceHeight(width);
    const int room = std::max(m_legend->heightOfRows(1), available / 4 - bar - sentence);
    const int legend = m_hasLegend ? std::min(m_legend->heightOfLegend(width), room) : 0;
    return bar + sentence + legend;
}

void MapKey::place(const QRect& place, Qt::Orientation orientation)
{
    setGeometry(place);
    const bool isColumn = orientation == Qt::Vertical;
    m_bar->setOrientation(orientation);
    m_legend->setColumns(!isColumn);
    int y = 0;
    if (m_hasBar) {
        const int legend = m_hasLegend ? m_legend->heightOfLegend(place.width()) + gap : 0;
        const int height = isColumn ? std::max(64, place.height() - legend) : m_bar->breadth(Qt::Horizontal);
        m_bar->setGeometry(0, 0, place.width(), height);
        y = height + gap;
    }
    if (m_hasSentence) {
        const int height = sentenceHeight(place.width());
        m_sharedLooks->setGeometry(0, y, place.width(), height - gap);
        y += height;
    }
    m_legend->setGeometry(0, y, place.width(), std::max(0, place.height() - y));
}
