// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/GroundLayer.h"

#include "plots/LayerRatio.h"

#include <cmath>

namespace {

constexpr double opacity = 0.45;

} // namespace

GroundLayer::GroundLayer(QCustomPlot* plot)
    : QCPLayerable(plot, "ground")
{
}

void GroundLayer::setPieces(std::vector<GroundPiece> pieces)
{
    m_pieces = std::move(pieces);
    m_isOutdated = true;
}

void GroundLayer::draw(QCPPainter* painter)
{
    const QRect area = mParentPlot->axisRect()->rect();
    const double ratio = layerRatio(*painter);
    const QSize size(static_cast<int>(area.width() * ratio), static_cast<int>(area.height() * ratio));
    if (m_pieces.empty() || size.isEmpty()) {
        m_image = {};
        return;
    }
    if (m_isOutdated || m_image.size() != size || view != m_composed) {
        compose(size);
    }
    m_image.setDevicePixelRatio(ratio);
    const double before = painter->opacity();
    painter->setOpacity(opacity);
    painter->drawImage(QRectF(area), m_image);
    painter->setOpacity(before);
}

/// Edges on whole pixels, so that neighbours meet.
void GroundLayer::compose(QSize size)
{
    if (m_image.size() != size) {
        m_image = QImage(size, QImage::Format_ARGB32_Premultiplied);
    }
    m_image.setDevicePixelRatio(1);
    m_image.fill(Qt::transparent);
    QPainter painter(&m_image);
    painter.setCompositionMode(QPainter::CompositionMode_Source);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const double across = size.width() / view.width();
    const double down = size.height() / view.height();
    for (const GroundPiece& piece : m_pieces) {
        const double left = std::round((piece.place.left - view.left) * across);
        const double top = std::round((view.top - piece.place.top) * down);
        const double right = std::round((piece.place.right - view.left) * across);
        const double bottom = std::round((view.top - piece.place.bottom) * down);
        painter.drawImage(QRectF(left, top, right - left, bottom - top), piece.picture, piece.part);
    }
    m_composed = view;
    m_isOutdated = false;
}
