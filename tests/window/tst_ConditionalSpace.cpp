// SPDX-License-Identifier: GPL-3.0-or-later
#define SMALL_ENGINE MORPHOSCOPE_BIN_DIR "/morphoscope-engine"
#include "WindowFixture.h"

#include "controls/InputPanel.h"
#include "controls/InputSliders.h"
#include "dialogs/GenerateDialog.h"
#include "fixtures/ConditionalSpace.h"
#include "session/InputEdits.h"
#include "session/SessionFile.h"
#include "window/FileCommands.h"
#include "window/PointPicture.h"

#include <QAction>
#include <QComboBox>
#include <QSpinBox>

namespace {

constexpr int patience = 60'000; // ms

} // namespace

/// A space whose decoder takes more than latents, in the window with the real engine.
class tst_ConditionalSpace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { makeConditionalSpace(m_fixture.folder() / "animals"); }
    void init()
    {
        m_window = m_fixture.openWindow(m_fixture.folder() / "animals");
        QTRY_VERIFY_WITH_TIMEOUT(showsItsRow(), patience);
        QCOMPARE(workspace().session.state().space->name(), std::string("Animals"));
    }
    void cleanup() { m_window.reset(); }

    void thePictureFollowsTheInputs()
    {
        QVERIFY(m_window->sliderPanel().findChild<InputPanel*>()->isVisible());
        const LatentVector& point = workspace().session.currentPoint();
        QVERIFY(std::abs(point[0] - 1) < 0.1F); // it opens at the mean of w
        QVERIFY(shows(conditionalPicture(point, 1, 0, 3)));
        workspace().session.edit(QStringLiteral("Set"), [](SessionState& state) {
            setInput(state, 0, 2);
            setInput(state, 1, -0.5F);
            setInput(state, 2, 12);
        });
        QTRY_VERIFY(showsItsRow());
        QVERIFY(shows(conditionalPicture(point, 2, -0.5F, 12)));
        workspace().session.undoStack().undo();
        QTRY_VERIFY(showsItsRow());
        QVERIFY(shows(conditionalPicture(point, 1, 0, 3)));
    }

    void randomPointsComeThroughTheMapping()
    {
        const int steps = workspace().session.undoStack().count();
        m_window->sliderPanel().randomiseAction()->trigger();
        QTRY_COMPARE(workspace().session.undoStack().count(), steps + 1);
        const LatentVector& w = workspace().session.currentPoint(); // (z, 2 z) + 1
        QVERIFY(w[0] != 0);
        QVERIFY(std::abs(w[2] - 1 - 2 * (w[0] - 1)) < 1e-4F);
        QVERIFY(std::abs(w[3] - 1 - 2 * (w[1] - 1)) < 1e-4F);
    }

    void slidersReachAsFarAsTheMappingDoes()
    {
        const auto range = workspace().statistics.range(2);
        QVERIFY(std::abs(range.home - 1) < 0.1F);
        QVERIFY(std::abs(range.sigma - 2) < 0.1F);
        setFirstCoordinate(*m_window, 2);
        m_window->sliderPanel().resetAllAction()->trigger();
        QTRY_VERIFY(showsItsRow());
        QVERIFY(std::abs(workspace().session.currentPoint()[2] - 1) < 0.1F);
        const Picture mean = conditionalPicture(workspace().session.currentPoint(), 1, 0, 3);
        workspace().session.edit(QStringLiteral("Set"), [](SessionState& state) {
            state.base.assign(4, 3.0F);
            setTruncation(state, 0);
        });
        QTRY_VERIFY(showsItsRow());
        QVERIFY(shows(mean));
    }

    void theInfluenceIsMeasuredForTheClassAtHand()
    {
        QTRY_COMPARE_WITH_TIMEOUT(workspace().influence.values().size(), std::size_t{4}, patience);
    }

    void aPictureAndASessionCarryThem()
    {
        workspace().session.edit(QStringLiteral("Set"), [](SessionState& state) {
            setInput(state, 0, 0);
            setTruncation(state, 0.5F);
        });
        QTRY_VERIFY(showsItsRow());
        const auto picture = m_fixture.folder() / "point.png";
        writePointPicture(picture, workspace().preview.image(), workspace().session.state());
        const LatentVector tail = workspace().session.state().rowTail();
        const auto session = m_fixture.folder() / "kept.json";
        writeSession(session, workspace().session.state());
        workspace().session.undoStack().undo();
        m_window->files().take(QString::fromStdString(picture.string()));
        QTRY_COMPARE(workspace().session.state().rowTail(), tail);
        workspace().session.undoStack().undo();
        workspace().opener.openSession(session);
        QTRY_COMPARE(workspace().session.state().rowTail(), tail);
        QTRY_VERIFY_WITH_TIMEOUT(showsItsRow(), patience);
    }

    void theDropDownMovesThePicture()
    {
        auto* box = m_window->sliderPanel().findChild<QComboBox*>(QStringLiteral("input0"));
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Down);
        QTRY_VERIFY(showsItsRow());
        QVERIFY(shows(conditionalPicture(workspace().session.currentPoint(), 2, 0, 3)));
    }

    void samplesAreDrawnThroughTheMappingWithAClassEach()
    {
        m_window->findChild<QAction*>(QStringLiteral("generateSamples"))->trigger();
        auto* dialog = m_window->findChild<GenerateDialog*>();
        QVERIFY(dialog);
        dialog->findChild<QSpinBox*>(QStringLiteral("generateCount"))->setValue(150);
        dialog->findChild<QComboBox*>(QStringLiteral("generateClass"))->setCurrentIndex(1); // drawn for each
        dialog->accept();
        const auto space = [this] { return workspace().session.state().space; };
        QTRY_VERIFY_WITH_TIMEOUT(space()->generated && space()->sampleCount() == 150, patience);
        const LabelColumn* const animals = space()->labels->find("animal");
        QVERIFY(animals);
        QCOMPARE(animals->values, (std::vector<std::string>{"cat", "dog", "owl"}));
        for (const std::uint32_t sample : {0U, 77U, 149U}) {
            const LatentView w = space()->latents->row(sample);
            QVERIFY(std::abs(w[2] - 1 - 2 * (w[0] - 1)) < 1e-4F); // (z, 2 z) + 1
            QVERIFY(std::abs(w[3] - 1 - 2 * (w[1] - 1)) < 1e-4F);
            QTRY_VERIFY_WITH_TIMEOUT(!workspace().samples.picture(sample).isNull(), patience);
            const auto label = static_cast<int>(animals->codes[sample]); // the values are in the classes' order
            QVERIFY(isLike(workspace().samples.picture(sample), conditionalPicture(w, label, 0, 3)));
        }
    }

private:
    [[nodiscard]] Workspace& workspace() const { return m_window->workspace(); }
    [[nodiscard]] bool showsItsRow() const
    {
        return showsItsPoint(*m_window) && workspace().preview.row() == workspace().session.decodedRow();
    }
    [[nodiscard]] bool shows(const Picture& expected) const { return isLike(workspace().preview.image(), expected); }
    [[nodiscard]] static bool isLike(const QImage& image, const Picture& expected)
    {
        for (int i = 0; i < 4; ++i) {
            if (std::abs(image.constScanLine(i / 2)[i % 2] - expected.pixels[static_cast<std::size_t>(i)]) > 1) {
                qWarning("pixel %d is %d, not %d", i, image.constScanLine(i / 2)[i % 2],
                         expected.pixels[static_cast<std::size_t>(i)]);
                return false;
            }
        }
        return true;
    }

    WindowFixture m_fixture;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(tst_ConditionalSpace)
#include "tst_ConditionalSpace.moc"
