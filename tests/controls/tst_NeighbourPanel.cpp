// SPDX-License-Identifier: GPL-3.0-or-later
#include "../derived/LiveFixture.h"
#include "MadeControls.h"
#include "controls/DistanceMeter.h"
#include "controls/ElidedLabel.h"
#include "controls/NeighbourPanel.h"
#include "controls/NeighbourTiles.h"
#include "controls/Numbers.h"
#include "space/NpyFile.h"

#include <QAction>
#include <QComboBox>
#include <QLocale>
#include <QSpinBox>
#include <QTemporaryDir>

class tst_NeighbourPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void showsTheNearestFirstWithTheirPictures();
    void aClickGoesToTheSample();
    void altKeepsTheAmounts();
    void keysGoToASample();
    void metricAndCountAreKeptButNotUndone();
    void saysWhetherThePointIsOnTheData();
    void saysHowFarOutThePointLies();
    void pullsBackWithoutBeingShown();
    void aPullBackThatFindsNothingIsForgotten();
    void saysWhyItIsEmpty();
};

namespace {

constexpr int side = 4;

/// A space of 50 samples whose pictures are grey, sample i of level 5 * i.
struct Fixture
{
    QTemporaryDir folder;
    Session session;
    SamplePictures pictures{session};
    NearestToPoint nearest{session};
    NeighbourPanel panel{session, nearest, pictures};

    void open()
    {
        Space space = *spaceInMemory(6, 50);
        space.location = folder.path().toStdString();
        space.manifest.decoder = ManifestModel{.file = "decoder.pt", .picture = {1, side, side}, .range = {}};
        space.manifest.samples = ManifestSamples{.count = 50, .images = "images.npy"};
        PictureBatch batch;
        batch.count = 50;
        batch.shape = {1, side, side};
        for (int i = 0; i < 50; ++i) {
            batch.pixels.insert(batch.pixels.end(), side * side, static_cast<std::uint8_t>(5 * i));
        }
        writePictures(folder.filePath("images.npy").toStdString(), batch);
        session.restore(stateAt(std::make_shared<const Space>(space), LatentVector(6, 0.0F)));
    }
    void show()
    {
        panel.resize(700, 260);
        showFocused(panel, panel.tiles());
    }
    [[nodiscard]] std::vector<NearSample> truth() const
    {
        const SessionView& view = session.view();
        return NearestSamples(session.state().space->latents, view.nearMetric)
            .nearest(session.currentPoint(), static_cast<std::size_t>(view.nearCount));
    }
    [[nodiscard]] bool showsTruth() const
    {
        const auto wanted = truth();
        if (panel.tiles().count() != static_cast<int>(wanted.size())) {
            return false;
        }
        for (int i = 0; i < panel.tiles().count(); ++i) {
            if (panel.tiles().sampleAt(i) != wanted[static_cast<std::size_t>(i)].sample) {
                return false;
            }
        }
        return true;
    }
    [[nodiscard]] QPoint placeOf(int tile) const
    {
        return panel.tiles().visualItemRect(panel.tiles().item(tile)).center();
    }
    [[nodiscard]] QString line() const { return panel.findChild<ElidedLabel*>("neighbourLine")->text(); }
    [[nodiscard]] QString message() const { return panel.tiles().message(); }
    [[nodiscard]] LatentVector latentOf(std::uint32_t sample) const
    {
        const LatentView row = session.state().space->latents->row(sample);
        return {row.begin(), row.end()};
    }
};

int greyOf(const QListWidgetItem& item)
{
    const QImage image = item.icon().pixmap(64, 64).toImage();
    return image.pixelColor(image.width() / 2, image.height() / 2).red();
}

} // namespace

void tst_NeighbourPanel::showsTheNearestFirstWithTheirPictures()
{
    Fixture made;
    made.open();
    made.show();
    QTRY_VERIFY(made.showsTruth());
    QCOMPARE(made.panel.tiles().count(), 12);
    const NearSample first = made.truth().front();
    const QListWidgetItem& item = *made.panel.tiles().item(0);
    QCOMPARE(item.text(), distanceText(first.distance));
    QTRY_COMPARE(greyOf(item), static_cast<int>(5 * first.sample));
    QVERIFY(item.data(Qt::AccessibleTextRole).toString().contains(QString::number(first.sample)));
    made.session.edit("Move", [&](SessionState& state) { state.base = made.latentOf(31); });
    QTRY_COMPARE(made.panel.tiles().sampleAt(0), 31U);
    QVERIFY(made.showsTruth());
    QCOMPARE(item.text(), QStringLiteral("0"));
    QCOMPARE(greyOf(item), 155);
}

void tst_NeighbourPanel::aClickGoesToTheSample()
{
    Fixture made;
    made.open();
    made.show();
    QTRY_VERIFY(made.showsTruth());
    made.session.edit("Add", [](SessionState& state) {
        state.attributes.push_back(sliderAlong({0, 0, 0, 0, 0, 1}, 0.25F));
    });
    QTRY_VERIFY(!made.nearest.isBusy());
    const int steps = made.session.undoStack().count();
    const std::uint32_t sample = made.panel.tiles().sampleAt(2);
    QTest::mouseClick(made.panel.tiles().viewport(), Qt::LeftButton, Qt::NoModifier, made.placeOf(2));
    QCOMPARE(made.session.state().sample, std::optional(sample));
    QCOMPARE(made.session.currentPoint(), made.latentOf(sample));
    QCOMPARE(made.session.undoStack().count(), steps + 1);
    QTRY_COMPARE(made.panel.tiles().sampleAt(0), sample);
    made.session.undoStack().undo();
    QTRY_VERIFY(made.showsTruth());
}

void tst_NeighbourPanel::altKeepsTheAmounts()
{
    Fixture made;
    made.open();
    made.show();
    made.session.edit("Add", [](SessionState& state) {
        state.attributes.push_back(sliderAlong({0, 0, 0, 0, 0, 1}, 0.25F));
    });
    QTRY_VERIFY(made.showsTruth());
    QTest::mouseClick(made.panel.tiles().viewport(), Qt::LeftButton, Qt::AltModifier, made.placeOf(1));
    QVERIFY(made.session.state().sample);
    QCOMPARE(made.session.state().attributes.front().amount, 0.25F);
    QTRY_VERIFY(made.showsTruth());
    QTest::mouseClick(made.panel.tiles().viewport(), Qt::LeftButton, Qt::NoModifier, made.placeOf(1));
    QCOMPARE(made.session.state().attributes.front().amount, 0.0F);
}

void tst_NeighbourPanel::keysGoToASample()
{
    Fixture made;
    made.open();
    made.show();
    QTRY_VERIFY(made.showsTruth());
    QCOMPARE(made.panel.tiles().currentRow(), 0);
    QTest::keyClick(&made.panel.tiles(), Qt::Key_Right);
    QTest::keyClick(&made.panel.tiles(), Qt::Key_Right);
    const std::uint32_t sample = made.panel.tiles().sampleAt(2);
    QTest::keyClick(&made.panel.tiles(), Qt::Key_Return);
    QCOMPARE(made.session.state().sample, std::optional(sample));
}

void tst_NeighbourPanel::metricAndCountAreKeptButNotUndone()
{
    Fixture made;
    made.open();
    made.show();
    QTRY_VERIFY(made.showsTruth());
    auto* metric = made.panel.findChild<QComboBox*>("neighbourMetric");
    metric->setFocus();
    QTest::keyClick(metric, Qt::Key_Down);
    QCOMPARE(made.session.view().nearMetric, NearMetric::Cosine);
    made.panel.findChild<QSpinBox*>("neighbourCount")->setValue(20);
    QCOMPARE(made.session.view().nearCount, 20);
    QCOMPARE(made.session.undoStack().count(), 0);
    QTRY_COMPARE(made.panel.tiles().count(), 20);
    QVERIFY(made.showsTruth());
    made.session.setView({.nearCount = 7});
    QCOMPARE(metric->currentText(), QStringLiteral("Euclidean"));
    QTRY_COMPARE(made.panel.tiles().count(), 7);
    QVERIFY(made.showsTruth());
}

void tst_NeighbourPanel::saysWhetherThePointIsOnTheData()
{
    Fixture made;
    made.open();
    made.show();
    QTRY_VERIFY(made.nearest.typical().samples > 0 && !made.nearest.isBusy());
    const double median = made.nearest.typical().median;
    const double distance = made.truth().front().distance;
    QCOMPARE(made.line(),
             QStringLiteral("Nearest sample at %1, usual %2").arg(distanceText(distance), distanceText(median)));
    auto* meter = made.panel.findChild<DistanceMeter*>();
    QVERIFY(std::abs(meter->share() - distance / (distance + median)) < 1e-9);
    made.session.edit("Far", [](SessionState& state) { state.base.assign(6, 50.0F); });
    QTRY_VERIFY(meter->share() > 0.9);
    const QImage far = meter->grab().toImage();
    made.session.edit("On", [&](SessionState& state) { state.base = made.latentOf(3); });
    QTRY_COMPARE(meter->share(), 0.0);
    QVERIFY(meter->grab().toImage() != far);
}

void tst_NeighbourPanel::saysHowFarOutThePointLies()
{
    const FormulaSpace formula = FormulaSpace::straight(300);
    LiveFixture live;
    const DatasetMap map(live.session, live.engine);
    DepthInSamples depth(live.session, map);
    NearestToPoint nearest(live.session);
    const SamplePictures pictures(live.session);
    NeighbourPanel panel(live.session, nearest, pictures);
    panel.setDepth(depth);
    panel.resize(900, 260);
    showFocused(panel, panel.tiles());
    live.open(formula);
    const auto* line = panel.findChild<ElidedLabel*>("neighbourLine");
    QTRY_VERIFY2(line->text().endsWith(" 100 % of the samples lie farther out"), qPrintable(line->text()));
    live.moveTo(90);
    QTRY_VERIFY2(line->text().endsWith(" 0 % of the samples lie farther out"), qPrintable(line->text()));
    QVERIFY2(line->toolTip().contains("90.0 standard deviations"), qPrintable(line->toolTip()));
    QVERIFY(!line->text().contains("100 %"));
}

void tst_NeighbourPanel::pullsBackWithoutBeingShown()
{
    Fixture made;
    QVERIFY(!made.panel.pullBackAction()->isEnabled());
    made.open();
    QVERIFY(made.panel.pullBackAction()->isEnabled());
    const std::uint32_t nearest = made.truth().front().sample;
    made.panel.pullBackAction()->trigger();
    QTRY_COMPARE(made.session.state().sample, std::optional(nearest));
    QCOMPARE(made.session.undoStack().count(), 1);
    made.session.edit("Move", [](SessionState& state) { state.base.assign(6, 1.0F); });
    QVERIFY(!made.nearest.isBusy()); // nobody looks
    made.panel.pullBackAction()->trigger();
    QTRY_COMPARE(made.session.undoStack().count(), 3);
    QVERIFY(made.session.state().sample.has_value());
}

void tst_NeighbourPanel::aPullBackThatFindsNothingIsForgotten()
{
    Fixture made;
    made.open();
    made.session.edit("Move", [](SessionState& state) { state.base[0] = std::numeric_limits<float>::infinity(); });
    made.panel.pullBackAction()->trigger();
    QTRY_VERIFY(!made.nearest.isBusy());
    made.show();
    made.session.edit("Move", [](SessionState& state) { state.base[0] = 1; });
    QTRY_VERIFY(made.showsTruth());
    QVERIFY(!made.session.state().sample);
}

void tst_NeighbourPanel::saysWhyItIsEmpty()
{
    Fixture made;
    made.show();
    QVERIFY2(made.message().contains("Open a space"), qPrintable(made.message()));
    const QImage opened = made.panel.tiles().viewport()->grab().toImage();
    made.session.restore(stateAt(spaceInMemory(6, 0), LatentVector(6, 0.0F)));
    QVERIFY2(made.message().contains("no samples"), qPrintable(made.message()));
    QVERIFY(made.panel.tiles().viewport()->grab().toImage() != opened);
    made.open();
    QTRY_VERIFY(made.showsTruth());
    QVERIFY(made.message().isEmpty());
}

QTEST_MAIN(tst_NeighbourPanel)
#include "tst_NeighbourPanel.moc"
