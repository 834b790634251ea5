// SPDX-License-Identifier: GPL-3.0-or-later
#include "MadeMap.h"

#include "plots/MapCanvas.h"
#include "plots/MapPairs.h"
#include "session/AttributeEdits.h"
#include "session/SampleLine.h"

#include <QTest>

#include <limits>

class tst_MapPairs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPairIsALineThroughThePlane();
    void aMapWithoutAPlaneShowsPairsOfSamples();
    void theyFollowTheAttributes();
    void theLineIsDrawn();
};

namespace {

struct Fixture
{
    MadeMap made = madeMap(60);
    Session session;
    MapCanvas canvas;
    MapPairs pairs{session, canvas};
    MapContent content{made.coordinates, std::make_shared<const MapPlane>(planeOf(*made.components)), {}, {}};

    Fixture()
    {
        session.restore(stateOf(made));
        QObject::connect(&session, &Session::attributesChanged, &canvas, [this] { pairs.show(); });
    }
    void addLine(std::uint32_t from, std::uint32_t to)
    {
        session.edit("Line", [&](SessionState& state) { addAttribute(state, lineBetweenSamples(state, from, to)); });
    }
};

/// Places of the samples, each `to` the right of its latents, but for sample 7.
std::shared_ptr<const LatentTable> shifted(const LatentTable& latents, float to)
{
    LatentTable places(latents.rows(), 2);
    for (std::size_t i = 0; i < places.rows(); ++i) {
        places.row(i)[0] = latents.row(i)[0] + to;
        places.row(i)[1] = latents.row(i)[1];
    }
    places.row(7)[0] = std::numeric_limits<float>::quiet_NaN();
    return std::make_shared<const LatentTable>(std::move(places));
}

} // namespace

void tst_MapPairs::aPairIsALineThroughThePlane()
{
    Fixture map;
    map.addLine(3, 11);
    map.pairs.setContent(map.content);
    QCOMPARE(map.canvas.pairs().size(), std::size_t{1});
    const LatentTable& latents = *map.made.coordinates;
    QCOMPARE(map.canvas.pairs()[0].from.x, latents.row(3)[0]);
    QCOMPARE(map.canvas.pairs()[0].to.y, latents.row(11)[1]);
}

void tst_MapPairs::aMapWithoutAPlaneShowsPairsOfSamples()
{
    Fixture map;
    map.addLine(3, 11);
    map.addLine(4, 7);                                      // which has no place
    map.session.edit("Edit pair", [](SessionState& state) { // no sample lies where it leads to
        AttributeSlider other = state.attributes[0];
        AttributeVector vector = *other.vector;
        (*vector.pair)[1][2] += 1;
        other.vector = std::make_shared<const AttributeVector>(vector);
        addAttribute(state, other);
    });
    map.content.plane = nullptr;
    for (const float to : {10.0F, 20.0F}) { // a map on its way
        map.content.positions = shifted(*map.made.coordinates, to);
        map.pairs.setContent(map.content);
        QCOMPARE(map.canvas.pairs().size(), std::size_t{1});
        QCOMPARE(map.canvas.pairs()[0].from.x, map.made.coordinates->row(3)[0] + to);
        QCOMPARE(map.canvas.pairs()[0].to.x, map.made.coordinates->row(11)[0] + to);
    }
}

void tst_MapPairs::theyFollowTheAttributes()
{
    Fixture map;
    map.pairs.setContent(map.content);
    QVERIFY(map.canvas.pairs().empty());
    map.addLine(3, 11);
    QCOMPARE(map.canvas.pairs().size(), std::size_t{1});
    map.session.edit("Colour", [](SessionState& state) { state.attributes[0].colour = "#ff0000"; });
    QCOMPARE(map.canvas.pairs()[0].colour, QColor(Qt::red));
    map.session.undoStack().undo();
    map.session.undoStack().undo();
    QVERIFY(map.canvas.pairs().empty());
}

void tst_MapPairs::theLineIsDrawn()
{
    Fixture map;
    map.canvas.resize(400, 300);
    map.canvas.show();
    QVERIFY(QTest::qWaitForWindowExposed(&map.canvas));
    const std::vector<MapPosition> corners = {{-10, -10}, {10, 10}};
    map.canvas.setPositions(corners, true);
    map.canvas.setPairs({{{-5, 0}, {5, 0}, QColor(Qt::red)}});
    const QImage shot = map.canvas.grab().toImage();
    const auto redness = [&](MapPosition place) {
        const QPointF at = map.canvas.pixelAt(place) * shot.devicePixelRatio();
        int most = 0;
        for (int dy = -1; dy <= 1; ++dy) {
            const QColor colour = shot.pixelColor(at.toPoint() + QPoint(0, dy));
            most = std::max(most, colour.red() - colour.green());
        }
        return most;
    };
    QVERIFY(redness({0, 0}) > 100);
    QVERIFY(redness({-5, 0}) > 100);
    QVERIFY(redness({7, 0}) < 20);
}

QTEST_MAIN(tst_MapPairs)
#include "tst_MapPairs.moc"
