// SPDX-License-Identifier: GPL-3.0-or-later
#include "MadeControls.h"
#include "controls/InputPanel.h"
#include "controls/InputSliders.h"

#include <QApplication>
#include <QComboBox>
#include <QMouseEvent>
#include <QRegularExpression>
#include <QSpinBox>
#include <QToolButton>

namespace {

std::shared_ptr<const Space> conditionalSpace()
{
    Space space = *spaceInMemory(3, 0);
    ModelInput animal{.name = "animal", .kind = InputKind::Class, .initial = 1, .classes = 3};
    animal.classNames = {"cat", "dog", "owl"};
    ModelInput noise{.name = "noise", .kind = InputKind::Noise, .initial = 7};
    noise.shape = {1, 4, 4};
    space.manifest.inputs = {animal, {.name = "strength", .initial = 0.5F, .low = -1, .high = 1}, noise};
    space.manifest.mapping = ManifestMapping{.file = "mapping.pt", .size = 2};
    return std::make_shared<const Space>(std::move(space));
}

} // namespace

class tst_InputPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_made = std::make_unique<MadeControls>();
        m_panel = std::make_unique<InputPanel>(m_made->session);
        m_panel->resize(320, 200);
        m_made->session.restore(stateAt(conditionalSpace(), {0, 0, 0}));
        showFocused(*m_panel, sliders());
    }
    void cleanup()
    {
        m_panel.reset();
        m_made.reset();
    }

    void isHiddenWhereNothingGoesIn()
    {
        m_made->open(3);
        QVERIFY(m_panel->isHidden());
        m_made->session.restore(stateAt(conditionalSpace(), {0, 0, 0}));
        QVERIFY(!m_panel->isHidden());
    }

    void aClassIsChosenByName()
    {
        auto* box = m_panel->findChild<QComboBox*>(QStringLiteral("input0"));
        QVERIFY(box);
        QCOMPARE(box->currentText(), QStringLiteral("dog"));
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(m_made->state().rowTail()[0], 2.0F);
        QCOMPARE(m_made->undoSteps(), 1);
        m_made->session.undoStack().undo();
        QCOMPARE(box->currentText(), QStringLiteral("dog"));
        QCOMPARE(m_made->undoSteps(), 1); // showing is not editing
    }

    void noiseHasASeedAndAnother()
    {
        auto* seed = m_panel->findChild<QSpinBox*>(QStringLiteral("input2"));
        QVERIFY(seed);
        QCOMPARE(seed->value(), 7);
        seed->setFocus();
        QTest::keyClick(seed, Qt::Key_Up);
        QTest::keyClick(seed, Qt::Key_Up);
        QCOMPARE(m_made->state().rowTail()[2], 9.0F);
        QCOMPARE(m_made->undoSteps(), 1); // stepped through in one go
        QTest::mouseClick(m_panel->findChild<QToolButton*>(QStringLiteral("newSeed2")), Qt::LeftButton);
        QCOMPARE(m_made->undoSteps(), 2);
        QCOMPARE(static_cast<float>(seed->value()), m_made->state().rowTail()[2]);
    }

    void aNumberIsASliderWithinItsRange()
    {
        QCOMPARE(sliders().rowCount(), 2); // the truncation is the last
        QTest::keyClick(&sliders(), Qt::Key_End);
        sliders().setCurrentRow(0);
        sliders().stepTo(0, -3);
        QCOMPARE(m_made->state().rowTail()[1], -1.0F);
        QCOMPARE(sliders().row(0).name, QStringLiteral("strength"));
        QCOMPARE(sliders().row(0).home, 0.5);
    }

    void aDragIsOneStepAndADoubleClickGoesHome()
    {
        const SliderColumns columns = sliders().columns(1);
        const double handle = columns.scale(sliders().row(1)).toPixel(1);
        const QPoint from(qRound(handle), columns.track.center().y());
        QTest::mousePress(sliders().viewport(), Qt::LeftButton, {}, from);
        for (const int step : {-20, -40}) {
            const QPoint place = from + QPoint(step, 0);
            QMouseEvent move(QEvent::MouseMove, place, sliders().viewport()->mapToGlobal(place), Qt::NoButton,
                             Qt::LeftButton, {});
            QApplication::sendEvent(sliders().viewport(), &move);
        }
        QTest::mouseRelease(sliders().viewport(), Qt::LeftButton, {}, from + QPoint(-40, 0));
        QVERIFY(m_made->state().truncation < 1);
        QCOMPARE(m_made->undoSteps(), 1);
        QTest::mouseDClick(sliders().viewport(), Qt::LeftButton, {}, from);
        QCOMPARE(m_made->state().truncation, 1.0F);
        m_made->session.undoStack().undo();
        QVERIFY(m_made->state().truncation < 1);
    }

    void everyControlHasANameAndATooltip()
    {
        for (const QWidget* control : m_panel->findChildren<QWidget*>(QRegularExpression("^(input|newSeed)[0-9]"))) {
            QVERIFY2(!control->accessibleName().isEmpty(), qPrintable(control->objectName()));
            QVERIFY2(!control->toolTip().isEmpty(), qPrintable(control->objectName()));
        }
        QVERIFY(sliders().describe(0).contains("strength"));
        QVERIFY(sliders().describe(1).contains("mean of w"));
    }

private:
    [[nodiscard]] InputSliders& sliders() const { return *m_panel->findChild<InputSliders*>(); }

    std::unique_ptr<MadeControls> m_made;
    std::unique_ptr<InputPanel> m_panel;
};

QTEST_MAIN(tst_InputPanel)
#include "tst_InputPanel.moc"
