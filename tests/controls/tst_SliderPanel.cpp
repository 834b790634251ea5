// SPDX-License-Identifier: GPL-3.0-or-later
#include "MadeControls.h"
#include "controls/SliderPanel.h"

#include <QAction>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QTemporaryDir>
#include <QToolButton>

#include <cmath>
#include <fstream>

class tst_SliderPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void theSortIsAStepToUndo();
    void componentsAreOffWithAReasonWhileThereAreNone();
    void randomiseMovesThePointButNotLockedSliders();
    void ctrlRRepeatsTheLastKind();
    void aroundHereStaysNearByItsAmount();
    void resetAllGoesToTheMeanOfTheData();
    void saysWhyThereAreNoHistograms();
    void showingTheStateIsNoEdit();
    void everyControlHasANameAndATooltip();
    void withoutASpaceNothingCanBePressed();
    void measuredInfluenceSortsAndCounts();
    void componentsMoveThePointAlongThem();

private:
    /// Loads a decoder of eight latents into an engine without LibTorch, whose influences are the standard deviations:
    /// those of odd latents are next to nothing.
    void loadDecoder();
    void click(const char* name) const
    {
        auto* button = m_panel->findChild<QAbstractButton*>(QLatin1String(name));
        QVERIFY(button);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    void trigger(const char* name) const
    {
        auto* action = m_panel->findChild<QAction*>(QLatin1String(name));
        QVERIFY(action);
        action->trigger();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<MadeControls> m_made;
    std::unique_ptr<SliderPanel> m_panel;
};

void tst_SliderPanel::init()
{
    m_made = std::make_unique<MadeControls>();
    m_made->open(8, 300);
    m_panel = std::make_unique<SliderPanel>(m_made->session, m_made->map, m_made->statistics, m_made->influence);
    m_panel->setSeed(7);
    m_panel->resize(260, 400);
    showFocused(*m_panel, m_panel->sliders());
    QTRY_VERIFY(m_made->statistics.latents());
}

void tst_SliderPanel::cleanup()
{
    m_panel.reset();
    m_made.reset();
}

void tst_SliderPanel::theSortIsAStepToUndo()
{
    click("sortInfluence");
    QCOMPARE(m_made->state().sort, SliderSort::Influence);
    m_made->session.undoStack().undo();
    QCOMPARE(m_made->state().sort, SliderSort::Index);
    QVERIFY(m_panel->findChild<QAbstractButton*>(QStringLiteral("sortIndex"))->isChecked());
}

void tst_SliderPanel::componentsAreOffWithAReasonWhileThereAreNone()
{
    m_made->open(8, 1); // one sample varies in no direction
    auto* button = m_panel->findChild<QAbstractButton*>(QStringLiteral("basisComponents"));
    QVERIFY(!m_made->map.components());
    QVERIFY(!button->isEnabled());
    QVERIFY(!button->toolTip().isEmpty());
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(m_made->state().basis, SliderBasis::Latent);
}

void tst_SliderPanel::randomiseMovesThePointButNotLockedSliders()
{
    m_made->session.edit(QStringLiteral("lock"), [](SessionState& state) { state.lockedLatents = {3}; });
    trigger("randomFromData");
    const LatentVector& base = m_made->state().base;
    QCOMPARE(base[3], 0.0f);
    QVERIFY(base[0] != 0 && base[7] != 0);
    QCOMPARE(m_made->undoSteps(), 2);
    m_made->session.undoStack().undo();
    QCOMPARE(m_made->state().base, LatentVector(8, 0.0f));
}

void tst_SliderPanel::ctrlRRepeatsTheLastKind()
{
    m_panel->findChild<QDoubleSpinBox*>(QStringLiteral("randomAmount"))->setValue(0.01);
    trigger("randomAround");
    QTest::keyClick(&m_panel->sliders(), Qt::Key_R, Qt::ControlModifier);
    QCOMPARE(m_made->undoSteps(), 2);
    QVERIFY(norm(m_made->state().base) < 0.3); // two draws from the data would be far away
    QVERIFY(norm(m_made->state().base) > 0);
}

void tst_SliderPanel::aroundHereStaysNearByItsAmount()
{
    auto* amount = m_panel->findChild<QDoubleSpinBox*>(QStringLiteral("randomAmount"));
    amount->setValue(0.01);
    trigger("randomAround");
    const double near = norm(m_made->state().base);
    m_made->session.undoStack().undo();
    amount->setValue(2);
    trigger("randomAround");
    QVERIFY(norm(m_made->state().base) > 20 * near);
}

void tst_SliderPanel::saysWhyThereAreNoHistograms()
{
    const auto* counter = m_panel->findChild<QLabel*>(QStringLiteral("counter"));
    QVERIFY(!counter->text().contains(QStringLiteral("histograms")));
    m_made->open(8, 0);
    QVERIFY2(counter->text().contains(QStringLiteral("no samples, so there are no histograms")),
             qPrintable(counter->text()));
}

void tst_SliderPanel::resetAllGoesToTheMeanOfTheData()
{
    m_made->session.edit(QStringLiteral("go"), [](SessionState& state) { state.base = LatentVector(8, 2.0f); });
    click("resetAllButton");
    QCOMPARE(m_made->state().base, m_made->statistics.latents()->mean);
}

void tst_SliderPanel::showingTheStateIsNoEdit()
{
    m_made->session.edit(QStringLiteral("sort"), [](SessionState& state) { state.sort = SliderSort::Influence; });
    QVERIFY(m_panel->findChild<QAbstractButton*>(QStringLiteral("sortInfluence"))->isChecked());
    QCOMPARE(m_made->undoSteps(), 1);
}

void tst_SliderPanel::everyControlHasANameAndATooltip()
{
    const auto buttons = m_panel->findChildren<QAbstractButton*>();
    int seen = 0;
    for (const QAbstractButton* button : buttons) {
        if (button->isVisible()) {
            ++seen;
            QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(button->objectName()));
            QVERIFY2(!button->toolTip().isEmpty(), qPrintable(button->objectName()));
            QVERIFY2(!button->objectName().isEmpty(), qPrintable(button->text()));
        }
    }
    QCOMPARE(seen, 6);
}

void tst_SliderPanel::withoutASpaceNothingCanBePressed()
{
    m_made->session.restore({});
    for (const QAbstractButton* button : m_panel->findChildren<QAbstractButton*>()) {
        QVERIFY2(!button->isEnabled() || !button->isVisible(), qPrintable(button->objectName()));
    }
    QVERIFY(!m_panel->randomiseAction()->isEnabled());
    QVERIFY(!m_panel->resetAllAction()->isEnabled());
}

void tst_SliderPanel::loadDecoder()
{
    m_panel.reset();
    m_made = std::make_unique<MadeControls>(SMALL_ENGINE);
    Space space = *spaceInMemory(8, 300);
    LatentTable latents = *space.latents;
    for (std::size_t i = 0; i < latents.values().size(); ++i) {
        latents.values()[i] *= i % 2 == 0 ? 1.0f : 1e-3f;
    }
    space.latents = std::make_shared<const LatentTable>(std::move(latents));
    m_made->session.restore(stateAt(std::make_shared<const Space>(std::move(space)), LatentVector(8, 0.0f)));
    m_panel = std::make_unique<SliderPanel>(m_made->session, m_made->map, m_made->statistics, m_made->influence);
    m_panel->resize(260, 400);
    showFocused(*m_panel, m_panel->sliders());
    const std::string file = m_folder.filePath(QStringLiteral("decoder.pt")).toStdString();
    std::ofstream(file) << "8 1 2 2"; // latents, channels, height, width
    m_made->engine.load({.decoder = file});
    QTRY_VERIFY(m_made->influence.values().size() == 8);
}

void tst_SliderPanel::measuredInfluenceSortsAndCounts()
{
    loadDecoder();
    QCOMPARE(m_panel->findChild<QLabel*>(QStringLiteral("counter"))->text(), QStringLiteral("4 of 8 matter"));
    SliderView& view = m_panel->sliders();
    QVERIFY(view.row(0).matters);
    QVERIFY(!view.row(7).matters);
    click("sortInfluence");
    QCOMPARE(view.row(0).influence, 1.0);
    for (int i = 0; i < 8; ++i) {
        QCOMPARE(view.row(i).matters, i < 4);
    }
    const std::uint32_t first = view.sliderAt(0);
    QTest::keyClick(&view, Qt::Key_End, Qt::ControlModifier);
    QTest::keyClick(&view, Qt::Key_Home, Qt::ControlModifier);
    QTest::keyClick(&view, Qt::Key_PageUp); // moves the slider that the first row shows, not the first latent
    QVERIFY(m_made->state().base[first] != 0);
}

void tst_SliderPanel::componentsMoveThePointAlongThem()
{
    loadDecoder();
    QTRY_VERIFY(m_made->map.components());
    click("basisComponents");
    QCOMPARE(m_made->state().basis, SliderBasis::PrincipalComponents);
    SliderView& view = m_panel->sliders();
    QCOMPARE(view.rowCount(), static_cast<int>(m_made->map.components()->components.rows()));
    QCOMPARE(view.row(1).name, QStringLiteral("PC 2"));
    const LatentVector before = m_made->map.components()->coordinates(m_made->session.currentPoint());
    view.setCurrentRow(1);
    QTest::keyClick(&view, Qt::Key_PageUp);
    QCOMPARE(m_made->undoSteps(), 2);
    const LatentVector coordinates = m_made->map.components()->coordinates(m_made->session.currentPoint());
    QVERIFY(std::abs(static_cast<double>(coordinates[1]) - view.row(1).value) < 1e-5);
    QVERIFY(std::abs(coordinates[1] - before[1]) > 0.1F && std::abs(coordinates[0] - before[0]) < 1e-5F);
    m_made->session.undoStack().undo();
    m_made->session.undoStack().undo();
    QCOMPARE(view.row(1).name, QStringLiteral("z1"));
}

QTEST_MAIN(tst_SliderPanel)
#include "tst_SliderPanel.moc"
