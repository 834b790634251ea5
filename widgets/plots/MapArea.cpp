// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapArea.h"

#include "plots/MapCanvas.h"
#include "plots/MapKey.h"

#include <algorithm>

namespace {
constexpr int gap = 4;
} // namespace

MapArea::MapArea(MapCanvas* canvas, MapKey* key, QWidget* parent)
    : QWidget(parent)
    , m_canvas(canvas)
    , m_key(key)
{
    canvas->setParent(this);
    key->setParent(this);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void MapArea::arrange()
{
    if (m_key->isEmpty() || !m_hasKey) {
        m_key->hide();
        m_canvas->setGeometry(rect());
        return;
    }
    const QSize frame = m_canvas->size() - m_canvas->area().size(); // the numbers on the axes
    const int beside = m_key->widthBeside(width()) + gap;
    const int below = m_key->heightBelow(width(), height()) + gap;
    const auto side = [&](int canvasWidth, int canvasHeight) {
        return std::min(canvasWidth - frame.width(), canvasHeight - frame.height());
    };
    if (side(width() - beside, height()) >= side(width(), height() - below)) {
        m_canvas->setGeometry(0, 0, width() - beside, height());
        m_key->place({width() - beside + gap, 0, beside - gap, height()}, Qt::Vertical);
    } else {
        m_canvas->setGeometry(0, 0, width(), height() - below);
        m_key->place({0, height() - below + gap, width(), below - gap}, Qt::Horizontal);
    }
}

void MapArea::leaveOutKey()
{
    m_hasKey = false;
    arrange();
}

QSize MapArea::sizeHint() const
{
    return m_canvas->sizeHint();
}

QSize MapArea::minimumSizeHint() const
{
    return m_canvas->minimumSizeHint() + QSize(0, 48);
}

void MapArea::resizeEvent(QResizeEvent*)
{
    arrange();
}
