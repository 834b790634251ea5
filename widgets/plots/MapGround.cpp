// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapGround.h"

#include "plots/MapCanvas.h"
#include "plots/MapEdits.h"
#include "plots/MapTools.h"

MapGround::MapGround(const Session& session, DecodedGround& ground, MapEdits& edits, MapCanvas& canvas, MapTools& tools,
                     QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_ground(ground)
    , m_edits(edits)
    , m_canvas(canvas)
    , m_tools(tools)
{
    connect(&ground, &DecodedGround::changed, this, &MapGround::show);
    connect(&canvas, &MapCanvas::viewChanged, this, &MapGround::look);
    connect(&canvas, &MapCanvas::groundAsked, this, &MapGround::toggle);
    connect(&tools, &MapTools::groundAsked, this, &MapGround::toggle);
    show();
}

void MapGround::setSeen(bool isSeen)
{
    m_isSeen = isSeen;
    look();
}

void MapGround::look()
{
    const QRect area = m_canvas.area();
    if (m_isSeen && !area.isEmpty() && m_canvas.pointCount() > 0) {
        const MapRect view = m_canvas.view();
        m_ground.setView(GroundView{view, view.width() / area.width(), m_canvas.devicePixelRatioF()});
    } else {
        m_ground.setView(std::nullopt);
    }
}

void MapGround::show()
{
    m_canvas.setGround(m_ground.pieces());
    m_tools.setGround(m_session.state().map.showsGround, m_ground.whyNone(), m_ground.message());
}

void MapGround::toggle()
{
    if (m_ground.whyNone().isEmpty()) {
        m_edits.showGround(!m_session.state().map.showsGround);
    }
}
