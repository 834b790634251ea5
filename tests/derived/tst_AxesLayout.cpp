// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "derived/AxesLayout.h"
#include "session/AttributeEdits.h"
#include "session/ProjectionJson.h"

#include <QtTest/QTest>

namespace {

/// A map along the attribute "up", and upwards along what is left across it.
struct AxesFixture : LiveFixture
{
    DatasetMap map{session, engine};
    AxesLayout axes{session, map};

    void show(const FormulaSpace& formula, LatentVector vector)
    {
        open(formula);
        session.edit("Along", [&](SessionState& state) {
            AttributeSlider slider;
            slider.name = "up";
            AttributeVector along;
            along.vector = std::move(vector);
            slider.vector = std::make_shared<const AttributeVector>(along);
            addAttribute(state, slider);
            state.projection.kind = MapKind::Axes;
            state.projection.axes = {MapAxis{MapAxis::Kind::Attribute, 0, "up"},
                                     MapAxis{MapAxis::Kind::Component, 0, "up"}};
        });
    }
};

} // namespace

class tst_AxesLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMapAlongAVectorHasAPlane();
    void itFollowsTheName();
    void aVectorThatIsGoneIsSaid();
    void sessionsKeepIt();
};

void tst_AxesLayout::aMapAlongAVectorHasAPlane()
{
    const FormulaSpace formula = FormulaSpace::straight(50);
    AxesFixture live;
    live.show(formula, {0, 3, 0, 0});
    QTRY_VERIFY(live.axes.positions());
    QCOMPARE(live.axes.titles()[0], QStringLiteral("up"));
    QCOMPARE(live.axes.titles()[1], QStringLiteral("PC 1 across up"));
    QVERIFY(live.axes.plane());
    const auto& axes = live.axes.plane()->axes;
    QVERIFY(std::abs(cosine(axes[0], axes[1])) < 1e-6);
    const LatentTable& latents = *formula.space()->latents;
    for (std::size_t i = 0; i < 50; ++i) {
        QVERIFY(std::abs(live.axes.positions()->row(i)[0] - latents.row(i)[1]) < 1e-5F);
        QVERIFY(std::abs(live.axes.positions()->row(i)[1] - latents.row(i)[0]) < 1e-4F);
    }
}

void tst_AxesLayout::itFollowsTheName()
{
    const FormulaSpace formula(50);
    AxesFixture live;
    live.show(formula, {0, 3, 0, 0});
    live.session.edit("Rename", [](SessionState& state) { renameAttribute(state, 0, "north"); });
    QTRY_VERIFY(live.axes.positions());
    QCOMPARE(live.axes.titles()[1], QStringLiteral("PC 1 across north"));
}

void tst_AxesLayout::aVectorThatIsGoneIsSaid()
{
    const FormulaSpace formula(50);
    AxesFixture live;
    live.show(formula, {0, 3, 0, 0});
    QTRY_VERIFY(live.axes.positions());
    live.session.edit("Axes", [](SessionState& state) { state.projection.axes[0] = MapAxis{.index = 0, .name = {}}; });
    live.session.edit("Remove", [](SessionState& state) { removeAttribute(state, 0); });
    QTRY_VERIFY2(live.axes.message().contains("PC 1 across up"), qPrintable(live.axes.message()));
}

void tst_AxesLayout::sessionsKeepIt()
{
    MapProjection projection;
    projection.kind = MapKind::Axes;
    projection.axes = {MapAxis{MapAxis::Kind::Component, 0, "up"}, MapAxis{MapAxis::Kind::Component, 2, {}}};
    const nlohmann::json saved = nlohmann::json::parse(projectionToJson(projection).dump());
    QVERIFY(!saved["axes"][1].contains("across"));
    QCOMPARE(projectionFrom(JsonReader(saved, "projection", "session.json")), projection);
}

QTEST_MAIN(tst_AxesLayout)
#include "tst_AxesLayout.moc"
