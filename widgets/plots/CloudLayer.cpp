// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/CloudLayer.h"

#include "plots/LayerRatio.h"
#include "raster/SpreadOut.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <ranges>

namespace {

/// What the side of a square picture may be, in logical pixels: steps, so that zooming a little changes nothing.
constexpr std::array sides = {96.0, 64.0, 48.0, 36.0, 28.0};
constexpr double frame = 1.5; ///< in the colour of the sample's dot

} // namespace

void CloudLayer::setLook(PointLook look)
{
    m_look = look;
    forget();
}

void CloudLayer::setPictures(Pictures pictures, QSize shape)
{
    m_pictures = std::move(pictures);
    m_shape = shape;
    forget();
}

std::optional<std::uint32_t> CloudLayer::sampleOfPictureAt(QPointF place) const
{
    for (const Shown& shown : m_shown | std::views::reverse) {
        if (shown.place.contains(place)) {
            return shown.sample;
        }
    }
    return std::nullopt;
}

void CloudLayer::draw(QCPPainter* painter)
{
    const QRect area = mParentPlot->axisRect()->rect();
    const double ratio = layerRatio(*painter);
    const RasterView wanted{view, static_cast<int>(area.width() * ratio), static_cast<int>(area.height() * ratio),
                            ratio};
    if (wanted.width <= 0 || wanted.height <= 0) {
        return;
    }
    if (m_isOutdated || wanted != m_painted) {
        raster(wanted);
    }
    painter->drawImage(QRectF(area), m_image);
}

void CloudLayer::raster(const RasterView& wanted)
{
    const auto start = std::chrono::steady_clock::now();
    if (m_image.width() != wanted.width || m_image.height() != wanted.height) {
        m_image = QImage(wanted.width, wanted.height, QImage::Format_ARGB32_Premultiplied);
    }
    m_image.setDevicePixelRatio(wanted.pixelRatio);
    auto* pixels = reinterpret_cast<std::uint32_t*>(m_image.bits()); // rows of 32-bit pixels have no padding
    const std::span picture(pixels, wanted.pixels());
    m_shown.clear();
    if (m_look == PointLook::Density) {
        m_density.paint(picture, m_cloud, m_styles, wanted,
                        m_isMoving ? DensityRaster::enoughWhileMoving : m_cloud.size());
    } else {
        m_dots.paint(picture, m_cloud, m_styles, wanted,
                     m_isMoving ? CloudRaster::shapesWhileMoving : CloudRaster::shapesUpTo);
    }
    if (m_look == PointLook::Pictures && m_pictures) {
        paintPictures(wanted);
    }
    m_painted = wanted;
    m_isOutdated = false;
    ++m_timesRastered;
    m_lastTime = std::chrono::steady_clock::now() - start;
}

/// As large as the points' distance on the whole map leaves room for at this zoom: panning changes no size.
QSizeF CloudLayer::pictureSize(const RasterView& wanted) const
{
    const MapRect& bounds = m_cloud.bounds();
    const double width = bounds.width() * wanted.width / wanted.pixelRatio / wanted.rect.width();
    const double height = bounds.height() * wanted.height / wanted.pixelRatio / wanted.rect.height();
    const double room = std::sqrt(width * height / static_cast<double>(m_cloud.size()));
    const auto* const fitting = std::ranges::find_if(sides, [room](double side) { return side <= room; });
    const double side = fitting == sides.end() ? sides.back() : *fitting;
    const double form =
        m_shape.isEmpty() ? 1 : std::sqrt(static_cast<double>(m_shape.width()) / static_cast<double>(m_shape.height()));
    return {side * form, side / form};
}

void CloudLayer::paintPictures(const RasterView& wanted)
{
    m_lacksPictures = false;
    if (m_cloud.isEmpty()) {
        return;
    }
    const QSizeF size = pictureSize(wanted);
    const double unitsX = wanted.rect.width() / (wanted.width / wanted.pixelRatio);
    const double unitsY = wanted.rect.height() / (wanted.height / wanted.pixelRatio);
    QPainter painter(&m_image);
    for (const SpreadSample& one :
         spreadOut(m_cloud, m_styles, wanted.rect, size.width() * unitsX, size.height() * unitsY)) {
        const QImage picture = m_pictures(one.sample);
        if (picture.isNull()) { // its dot is there
            m_lacksPictures = true;
            continue;
        }
        QRectF place(QPointF(), size);
        place.moveCenter({(static_cast<double>(one.position.x) - wanted.rect.left) / unitsX,
                          (wanted.rect.top - static_cast<double>(one.position.y)) / unitsY});
        const PointStyle& style = m_styles[one.style];
        painter.setOpacity(style.isBackground ? 0.35 : 1);
        painter.fillRect(place, QColor::fromRgb(style.rgb));
        const bool isEnlarged = size.width() * wanted.pixelRatio > 1.5 * picture.width();
        painter.setRenderHint(QPainter::SmoothPixmapTransform, !isEnlarged);
        painter.drawImage(place.adjusted(frame, frame, -frame, -frame), picture);
        m_shown.push_back({one.sample, place});
    }
}
