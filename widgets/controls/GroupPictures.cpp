// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/GroupPictures.h"

#include "session/SessionState.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QTableWidget>

#include <algorithm>

QSize pictureShapeOf(const SessionState& state)
{
    const bool isKnown = state.space && state.space->manifest.decoder;
    return isKnown ? QSize(state.space->manifest.decoder->picture.width, state.space->manifest.decoder->picture.height)
                   : QSize();
}

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
    constexpr int longestText = 24; // of a cell; its tooltip has the rest
    table.horizontalHeader()->setMaximumSectionSize(longestText * table.fontMetrics().averageCharWidth());
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(groupPictureHeight + 6);
    table.setIconSize({groupPictureWidth, groupPictureHeight});
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setTabKeyNavigation(false);
    table.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
}

void setPictureShape(QTableWidget& table, QSize picture)
{
    constexpr int margins = 6;
    const QSize most(groupPictureWidth, groupPictureHeight);
    const QSize shown = picture.isEmpty() ? most : picture.scaled(most, Qt::KeepAspectRatio);
    const int height = std::max(shown.height(), table.fontMetrics().height()) + margins;
    if (table.verticalHeader()->defaultSectionSize() != height) {
        table.verticalHeader()->setDefaultSectionSize(height);
    }
}

int heightOfRows(const QTableWidget& table, int rows)
{
    return table.horizontalHeader()->sizeHint().height() + rows * table.verticalHeader()->defaultSectionSize() +
           table.horizontalScrollBar()->sizeHint().height() + 2 * table.frameWidth();
}
