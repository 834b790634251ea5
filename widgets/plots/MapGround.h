// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/DecodedGround.h"

class MapCanvas;
class MapEdits;
class MapTools;

/// Joins a map with what is decoded behind it: the canvas' view, the pieces, and the button that shows them.
class MapGround : public QObject
{
    Q_OBJECT

public:
    /// All outlive it; it lives as long as `parent`.
    MapGround(const Session& session, DecodedGround& ground, MapEdits& edits, MapCanvas& canvas, MapTools& tools,
              QObject* parent);

    /// While nobody sees the map nothing is decoded for it.
    void setSeen(bool isSeen);

private:
    void look();
    void show();
    void toggle();

    const Session& m_session;
    DecodedGround& m_ground;
    MapEdits& m_edits;
    MapCanvas& m_canvas;
    MapTools& m_tools;
    bool m_isSeen = false;
};
