// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/GroupPictures.h"

#include <QHeaderView>
#include <QTableWidget>

QPixmap groupPicture(const QImage& image, double pixelRatio)
{
    if (image.isNull()) {
        return {};
    }
    const QSize most(groupPictureWidth, groupPictureHeight);
    const QSize room = image.size().scaled(most, Qt::KeepAspectRatio) * pixelRatio;
    const bool isEnlarged = room.height() > image.height();
    QPixmap pixmap = QPixmap::fromImage(
        image.scaled(room, Qt::KeepAspectRatio, isEnlarged ? Qt::FastTransformation : Qt::SmoothTransformation));
    pixmap.setDevicePixelRatio(pixelRatio);
    return pixmap;
}

void makePictureTable(QTableWidget& table)
{
    table.horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table.horizontalHeader()->setStretchLastSection(true);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(groupPictureHeight + 6);
    table.setIconSize({groupPictureWidth, groupPictureHeight});
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setTabKeyNavigation(false);
    table.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
}
