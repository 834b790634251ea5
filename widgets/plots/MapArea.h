// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class MapCanvas;
class MapKey;

/// Canvas and key, side by side or one below the other: as leaves the canvas the larger square.
class MapArea : public QWidget
{
    Q_OBJECT

public:
    MapArea(MapCanvas* canvas, MapKey* key, QWidget* parent = nullptr); ///< takes both

    void arrange();
    void leaveOutKey(); ///< it stands elsewhere

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    MapCanvas* m_canvas;
    MapKey* m_key;
    bool m_hasKey = true;
};
