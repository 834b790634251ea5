// SPDX-License-Identifier: GPL-3.0-or-later
#include "../derived/LiveFixture.h"
#include "MadeMap.h"

#include "plots/MapCanvas.h"
#include "plots/MapPairs.h"
#include "session/AttributeEdits.h"
#include "session/SampleLine.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

class tst_MapPairs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPairIsALineThroughThePlane();
    void aMapWithoutAPlanePlacesTheEnds();
    void aChosenPairIsALineBeforeItIsASlider();
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

/// A map of two labels, which has no plane: the first two latents, one of them shifted, but for sample 7.
struct LabelMap : LiveFixture
{
    FormulaSpace formula{60};
    QTemporaryDir folder;
    DatasetMap basis{session, engine};
    TsneLayout tsne{session, engine, folder.path().toStdString()};
    AxesLayout axes{session, basis};
    ShownMap shown{session, basis, tsne, axes};
    PointPlacement placement{session, shown};
    MapCanvas canvas;
    MapPairs pairs{session, canvas};

    LabelMap()
    {
        pairs.setPlacement(placement);
        QObject::connect(&shown, &ShownMap::changed, &canvas, [this] { pairs.setContent(shown.content()); });
        QObject::connect(&placement, &PointPlacement::changed, &canvas, [this] { pairs.show(); });
        QObject::connect(&session, &Session::attributesChanged, &canvas, [this] { pairs.show(); });
        open(formula);
        session.edit("Map of labels", [this](SessionState& state) {
            state.ownLabels = std::make_shared<const LabelTable>(
                LabelTable{60, {placeColumn("across", 0, 10), placeColumn("down", 1, 0)}});
            state.projection.kind = MapKind::Axes;
            state.projection.axes = {MapAxis{MapAxis::Kind::Label, 0, "across"},
                                     MapAxis{MapAxis::Kind::Label, 0, "down"}};
        });
    }
    [[nodiscard]] const LatentTable& latents() const { return *formula.space()->latents; }
    [[nodiscard]] LabelColumn placeColumn(const std::string& name, std::size_t latent, float shift) const
    {
        LabelColumn column = labelColumn(name, {}, {});
        column.isNumeric = true;
        for (std::uint32_t i = 0; i < 60; ++i) {
            const bool isKnown = i != 7;
            column.numbers.push_back(isKnown ? latents().row(i)[latent] + shift
                                             : std::numeric_limits<float>::quiet_NaN());
            column.values.push_back(std::to_string(column.numbers.back()));
            column.codes.push_back(isKnown ? i : LabelColumn::unknown);
        }
        return column;
    }
};

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

void tst_MapPairs::aMapWithoutAPlanePlacesTheEnds()
{
    LabelMap map;
    QTRY_VERIFY(map.shown.content().positions && !map.shown.content().plane);
    const LatentTable& latents = map.latents();
    map.session.edit("Line", [&](SessionState& state) { addAttribute(state, lineBetweenSamples(state, 3, 11)); });
    QTRY_COMPARE(map.canvas.pairs().size(), std::size_t{1});
    QVERIFY(std::abs(map.canvas.pairs()[0].from.x - latents.row(3)[0] - 10) < 1e-4F); // right on the samples
    QVERIFY(std::abs(map.canvas.pairs()[0].to.y - latents.row(11)[1]) < 1e-4F);
    map.session.edit("Edit pair", [](SessionState& state) { // a painted picture is no sample
        AttributeSlider other = state.attributes[0];
        AttributeVector vector = *other.vector;
        (*vector.pair)[1][2] += 0.1F;
        other.vector = std::make_shared<const AttributeVector>(vector);
        addAttribute(state, other);
    });
    QTRY_COMPARE(map.canvas.pairs().size(), std::size_t{2});
    const LatentVector end = (*map.session.state().attributes[1].vector->pair)[1];
    const NearestSamples index(map.formula.space()->latents, NearMetric::Euclidean);
    std::vector<NearSample> nearest = index.nearest(end, placingNeighbours, 1);
    std::erase_if(nearest, [](const NearSample& near) { return near.sample == 7; });
    const PlacedPoint place = placeAmong(nearest, *map.shown.content().positions); // as the current point is
    QVERIFY(std::abs(map.canvas.pairs()[1].to.x - place.x) < 1e-4F);
    QVERIFY(std::abs(map.canvas.pairs()[1].to.y - place.y) < 1e-4F);
    map.pairs.setChosen(std::array<std::uint32_t, 2>{5, 6});
    QTRY_COMPARE(map.canvas.pairs().size(), std::size_t{3});
    QVERIFY(std::abs(map.canvas.pairs()[2].from.x - latents.row(5)[0] - 10) < 1e-4F);
    map.pairs.setChosen({});
    QTRY_COMPARE(map.canvas.pairs().size(), std::size_t{2});
}

void tst_MapPairs::aChosenPairIsALineBeforeItIsASlider()
{
    Fixture map;
    map.pairs.setContent(map.content);
    map.pairs.setChosen(std::array<std::uint32_t, 2>{3, 11});
    QCOMPARE(map.canvas.pairs().size(), std::size_t{1});
    QCOMPARE(map.canvas.pairs()[0].to.x, map.made.coordinates->row(11)[0]);
    map.pairs.setChosen(std::array<std::uint32_t, 2>{3, 60}); // of a space that is there no more
    QVERIFY(map.canvas.pairs().empty());
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
