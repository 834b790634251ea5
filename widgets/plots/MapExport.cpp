// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapExport.h"

#include "base/AtomicFile.h"
#include "plots/MapView.h"

#include <QBuffer>
#include <QSvgGenerator>

#include <qcustomplot.h>

namespace {

QByteArray svgOf(const MapView& map)
{
    QBuffer bytes;
    QSvgGenerator generator;
    generator.setOutputDevice(&bytes);
    generator.setSize(map.drawingSize());
    generator.setViewBox(QRect(QPoint(), map.drawingSize()));
    generator.setTitle(MapView::tr("Map of the samples"));
    QCPPainter painter(&generator);
    map.draw(painter);
    painter.end();
    return bytes.data();
}

QByteArray pngOf(const MapView& map, double pixelRatio)
{
    QImage image((QSizeF(map.drawingSize()) * pixelRatio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(pixelRatio);
    QCPPainter painter(&image);
    map.draw(painter);
    painter.end();
    QBuffer bytes;
    image.save(&bytes, "PNG");
    return bytes.data();
}

} // namespace

void writeMapPicture(const MapView& map, const QString& file, double pixelRatio)
{
    const QByteArray bytes =
        file.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive) ? svgOf(map) : pngOf(map, pixelRatio);
    writeFileAtomically(file.toStdString(), std::string_view(bytes.data(), static_cast<std::size_t>(bytes.size())));
}
