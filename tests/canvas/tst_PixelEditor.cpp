// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/PixelEditor.h"

#include <QSignalSpy>
#include <QTest>

namespace {

/// Eight by four black pixels, ten logical pixels each.
struct Fixture
{
    Fixture()
    {
        QImage black(8, 4, QImage::Format_Grayscale8);
        black.fill(Qt::black);
        editor.resize(80, 40);
        editor.setOriginal(black);
        editor.setDiameter(1);
        editor.show();
    }
    PixelEditor editor;

    [[nodiscard]] static QPoint middleOf(int x, int y) { return {10 * x + 5, 10 * y + 5}; }
    [[nodiscard]] int lightness(int x, int y) const { return qGray(editor.picture().pixel(x, y)); }
    [[nodiscard]] int white() const
    {
        int count = 0;
        for (int y = 0; y < 4; ++y) {
            for (int x = 0; x < 8; ++x) {
                count += lightness(x, y) == 255 ? 1 : 0;
            }
        }
        return count;
    }
    void drag(QPoint from, QPoint to, Qt::MouseButton button = Qt::LeftButton)
    {
        QTest::mousePress(&editor, button, {}, from);
        QMouseEvent move(QEvent::MouseMove, QPointF(to), editor.mapToGlobal(QPointF(to)), Qt::NoButton, button, {});
        QCoreApplication::sendEvent(&editor, &move);
        QTest::mouseRelease(&editor, button, {}, to);
    }
};

} // namespace

class tst_PixelEditor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStrokeHasNoGaps()
    {
        Fixture fixture;
        QSignalSpy changed(&fixture.editor, &PixelEditor::pictureChanged);
        fixture.drag(Fixture::middleOf(1, 1), Fixture::middleOf(6, 1));
        QCOMPARE(fixture.white(), 6);
        QCOMPARE(fixture.lightness(3, 1), 255);
        QVERIFY(fixture.editor.isChanged());
        QVERIFY(!changed.isEmpty());
    }

    void theRightButtonErases()
    {
        Fixture fixture;
        fixture.drag(Fixture::middleOf(0, 0), Fixture::middleOf(7, 0));
        fixture.drag(Fixture::middleOf(2, 0), Fixture::middleOf(3, 0), Qt::RightButton);
        QCOMPARE(fixture.white(), 6);
        fixture.editor.setTool(PixelEditor::Tool::Eraser);
        fixture.drag(Fixture::middleOf(0, 0), Fixture::middleOf(7, 0));
        QVERIFY(!fixture.editor.isChanged());
    }

    void aStrokeIsOneStepToUndo()
    {
        Fixture fixture;
        fixture.drag(Fixture::middleOf(0, 0), Fixture::middleOf(3, 0));
        fixture.drag(Fixture::middleOf(0, 2), Fixture::middleOf(1, 2));
        fixture.editor.undo();
        QCOMPARE(fixture.white(), 4);
        fixture.editor.undo();
        QVERIFY(!fixture.editor.isChanged() && !fixture.editor.canUndo());
        fixture.editor.redo();
        fixture.editor.redo();
        QCOMPARE(fixture.white(), 6);
        fixture.drag(Fixture::middleOf(0, 0), Fixture::middleOf(3, 0)); // white on white
        fixture.editor.undo();
        QCOMPARE(fixture.white(), 4); // that was no step
    }

    void strokesBeyondTheEdgeAreCut()
    {
        Fixture fixture;
        fixture.editor.setDiameter(4);
        fixture.drag(Fixture::middleOf(7, 3), QPoint(200, 100));
        QVERIFY(fixture.editor.isChanged());
        QCOMPARE(fixture.editor.picture().size(), QSize(8, 4));
    }

    void aDiscIsRound()
    {
        Fixture fixture;
        fixture.editor.setDiameter(4);
        QTest::mouseClick(&fixture.editor, Qt::LeftButton, {}, Fixture::middleOf(3, 1));
        QCOMPARE(fixture.white(), 12); // four by four without the corners
    }

    void everyPixelBecomesBlackOrWhite()
    {
        Fixture fixture;
        QImage ramp(8, 4, QImage::Format_RGB32);
        for (int x = 0; x < 8; ++x) {
            for (int y = 0; y < 4; ++y) {
                ramp.setPixelColor(x, y, QColor(32 * x, 32 * x, 32 * x));
            }
        }
        fixture.editor.setOriginal(ramp);
        fixture.editor.makeBlackAndWhite(128);
        QCOMPARE(fixture.white(), 16);
        QCOMPARE(fixture.lightness(3, 0), 0);
        fixture.editor.undo();
        QCOMPARE(fixture.lightness(3, 0), 96);
    }

    void theKeyboardPaints()
    {
        Fixture fixture;
        QTest::keyClick(&fixture.editor, Qt::Key_Space);
        QTest::keyClick(&fixture.editor, Qt::Key_Right);
        QTest::keyClick(&fixture.editor, Qt::Key_Space);
        QCOMPARE(fixture.white(), 2);
        QTest::keyClick(&fixture.editor, Qt::Key_Delete);
        QCOMPARE(fixture.white(), 1);
    }
};

QTEST_MAIN(tst_PixelEditor)
#include "tst_PixelEditor.moc"
