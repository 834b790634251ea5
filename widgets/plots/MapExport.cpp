// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapExport.h"

#include "base/AtomicFile.h"
#include "plots/MapView.h"

#include <QBuffer>
#include <QSvgGenerator>

#include <qcustomplot.h>

namespace {

constexpr int gap = 12; ///< between two maps

/// The maps that are shown, as they stand on the screen; where there are two, each under the seed that it is from.
class Drawing
{
public:
    explicit Drawing(const MapView& map)
        : m_maps(map.shownMaps())
        , m_isBelow(map.orientation() == Qt::Vertical)
        , m_titleHeight(m_maps.size() > 1 ? QFontMetrics(map.font()).height() + gap : 0)
    {
        for (const MapView* each : m_maps) {
            m_places.emplace_back(m_isBelow ? QPoint(0, m_size.height()) : QPoint(m_size.width(), 0));
            const QSize size = each->drawingSize() + QSize(0, m_titleHeight);
            const int between = each == m_maps.back() ? 0 : gap;
            m_size = m_isBelow
                         ? QSize(std::max(m_size.width(), size.width()), m_size.height() + size.height() + between)
                         : QSize(m_size.width() + size.width() + between, std::max(m_size.height(), size.height()));
        }
    }

    [[nodiscard]] QSize size() const { return m_size; }

    void draw(QCPPainter& painter) const
    {
        const MapView& first = *m_maps.front();
        painter.fillRect(QRect(QPoint(), m_size), first.palette().color(QPalette::Base));
        for (std::size_t i = 0; i < m_maps.size(); ++i) {
            painter.save();
            painter.translate(m_places[i]);
            if (m_titleHeight > 0) {
                painter.setFont(first.font());
                painter.setPen(first.palette().color(QPalette::Text));
                painter.drawText(QRect(gap, 0, m_maps[i]->drawingSize().width() - gap, m_titleHeight),
                                 Qt::AlignLeft | Qt::AlignVCenter, first.seedTitle(i));
                painter.translate(0, m_titleHeight);
            }
            m_maps[i]->draw(painter);
            painter.restore();
        }
    }

private:
    std::vector<const MapView*> m_maps;
    bool m_isBelow;
    int m_titleHeight;
    QSize m_size = {0, 0};
    std::vector<QPoint> m_places;
};

QByteArray svgOf(const Drawing& drawing)
{
    QBuffer bytes;
    QSvgGenerator generator;
    generator.setOutputDevice(&bytes);
    generator.setSize(drawing.size());
    generator.setViewBox(QRect(QPoint(), drawing.size()));
    generator.setTitle(MapView::tr("Map of the samples"));
    QCPPainter painter(&generator);
    drawing.draw(painter);
    painter.end();
    return bytes.data();
}

QByteArray pngOf(const Drawing& drawing, double pixelRatio)
{
    QImage image((QSizeF(drawing.size()) * pixelRatio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(pixelRatio);
    QCPPainter painter(&image);
    drawing.draw(painter);
    painter.end();
    QBuffer bytes;
    image.save(&bytes, "PNG");
    return bytes.data();
}

} // namespace

void writeMapPicture(const MapView& map, const QString& file, double pixelRatio)
{
    const Drawing drawing(map);
    const QByteArray bytes =
        file.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive) ? svgOf(drawing) : pngOf(drawing, pixelRatio);
    writeFileAtomically(file.toStdString(), std::string_view(bytes.data(), static_cast<std::size_t>(bytes.size())));
}
