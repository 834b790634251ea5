// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/PictureCanvas.h"

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <set>

class tst_PictureCanvas : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_canvas.reset(); }
    void showsEveryPixelAsABlockOfOneColour();
    void fitsWithAWholeNumberOfScreenPixels();
    void mixesNeighboursOnlyWhenScalingIsSmooth();
    void zoomsAtTheCursor();
    void pansWithTheMouseAndFitsAgain();
    void keysZoomAndPan();
    void putsTheOriginalWhereBothAreLargest();
    void showsBeforeWhileAsked();
    void hatchesWhatIsNotANumberAndNamesItsShare();
    void saysWhyThereIsNoPicture();
    void keepsASentenceBelowAPictureThatIsNoLongerTrue();
    void tellsWhichPictureWasPainted();
    void paintsNothingWhenNothingChanges();

private:
    [[nodiscard]] QImage grabbed() { return m_canvas->grab().toImage().convertToFormat(QImage::Format_RGB32); }
    [[nodiscard]] static QImage twoByOne()
    {
        QImage picture(2, 1, QImage::Format_RGB32);
        picture.setPixel(0, 0, qRgb(250, 10, 10));
        picture.setPixel(1, 0, qRgb(10, 250, 10));
        return picture;
    }
    [[nodiscard]] static QImage filled(QSize size, QRgb colour)
    {
        QImage picture(size, QImage::Format_RGB32);
        picture.fill(colour);
        return picture;
    }
    std::unique_ptr<PictureCanvas> m_canvas;
};

void tst_PictureCanvas::init()
{
    m_canvas = std::make_unique<PictureCanvas>();
    m_canvas->resize(300, 200);
    m_canvas->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_canvas.get()));
}

void tst_PictureCanvas::showsEveryPixelAsABlockOfOneColour()
{
    m_canvas->setPicture(twoByOne(), 1);
    const QRect at = m_canvas->pictureRect();
    const QImage screen = grabbed();
    const int half = at.width() / 2;
    for (const int x : {at.left(), at.left() + half - 1}) {
        QCOMPARE(screen.pixel(x, at.center().y()), qRgb(250, 10, 10));
    }
    for (const int x : {at.left() + half, at.right()}) {
        QCOMPARE(screen.pixel(x, at.center().y()), qRgb(10, 250, 10));
    }
    QCOMPARE(screen.pixel(at.left() - 1, at.center().y()), m_canvas->palette().color(QPalette::Window).rgb());
}

void tst_PictureCanvas::fitsWithAWholeNumberOfScreenPixels()
{
    m_canvas->setPicture(filled({96, 30}, qRgb(1, 2, 3)), 1);
    QCOMPARE(m_canvas->scale(), 2.0);
    m_canvas->setSmoothScaling(true);
    QVERIFY(m_canvas->scale() > 2.9);
}

void tst_PictureCanvas::mixesNeighboursOnlyWhenScalingIsSmooth()
{
    const auto colours = [this] {
        const QImage screen = grabbed();
        const QRect at = m_canvas->pictureRect();
        std::set<QRgb> found;
        for (int x = at.left(); x <= at.right(); ++x) {
            found.insert(screen.pixel(x, at.center().y()));
        }
        return found.size();
    };
    m_canvas->setPicture(twoByOne(), 1);
    QCOMPARE(colours(), std::size_t{2});
    m_canvas->setSmoothScaling(true);
    QVERIFY(colours() > 8);
}

void tst_PictureCanvas::zoomsAtTheCursor()
{
    m_canvas->setPicture(filled({96, 30}, qRgb(1, 2, 3)), 1);
    const QPointF cursor(200, 120);
    const auto under = [&] { return (cursor - QPointF(m_canvas->pictureRect().topLeft())) / m_canvas->scale(); };
    const QPointF before = under();
    const double scale = m_canvas->scale();
    QWheelEvent wheel(cursor, m_canvas->mapToGlobal(cursor), {}, {0, 240}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(m_canvas.get(), &wheel);
    QVERIFY(m_canvas->scale() > 1.5 * scale);
    QVERIFY((under() - before).manhattanLength() < 1);
    QVERIFY(!m_canvas->isFitted());
}

void tst_PictureCanvas::pansWithTheMouseAndFitsAgain()
{
    m_canvas->setPicture(filled({96, 30}, qRgb(1, 2, 3)), 1);
    const QRect fitted = m_canvas->pictureRect();
    QTest::mousePress(m_canvas.get(), Qt::LeftButton, {}, {150, 100});
    QTest::mouseMove(m_canvas.get(), {170, 90});
    QTest::mouseRelease(m_canvas.get(), Qt::LeftButton, {}, {170, 90});
    QCOMPARE(m_canvas->pictureRect(), fitted.translated(20, -10));
    m_canvas->fitToView();
    QCOMPARE(m_canvas->pictureRect(), fitted);
}

void tst_PictureCanvas::keysZoomAndPan()
{
    m_canvas->setPicture(filled({96, 30}, qRgb(1, 2, 3)), 1);
    QTest::keyClick(m_canvas.get(), Qt::Key_Plus);
    QCOMPARE(m_canvas->scale(), 4.0);
    const QRect before = m_canvas->pictureRect();
    QTest::keyClick(m_canvas.get(), Qt::Key_Left);
    QVERIFY(m_canvas->pictureRect().left() > before.left());
    QTest::keyClick(m_canvas.get(), Qt::Key_1);
    QCOMPARE(m_canvas->scale(), 1.0);
    QTest::keyClick(m_canvas.get(), Qt::Key_0);
    QCOMPARE(m_canvas->scale(), 2.0);
}

void tst_PictureCanvas::putsTheOriginalWhereBothAreLargest()
{
    m_canvas->setPicture(filled({90, 15}, qRgb(1, 2, 3)), 1);
    m_canvas->setOriginal(filled({90, 15}, qRgb(200, 0, 0)), QStringLiteral("original"));
    QVERIFY(m_canvas->originalRect().top() > m_canvas->pictureRect().bottom()); // wide pictures: one above the other
    QCOMPARE(m_canvas->originalRect().size(), m_canvas->pictureRect().size());
    m_canvas->setPicture(filled({20, 60}, qRgb(1, 2, 3)), 2);
    m_canvas->setOriginal(filled({20, 60}, qRgb(200, 0, 0)), QStringLiteral("original"));
    QVERIFY(m_canvas->originalRect().left() > m_canvas->pictureRect().right());
    QCOMPARE(grabbed().pixel(m_canvas->originalRect().center()), qRgb(200, 0, 0));
    QVERIFY(QRect({}, m_canvas->size()).contains(m_canvas->originalRect()));
    m_canvas->setDifference(filled({20, 60}, qRgb(0, 0, 200)), QStringLiteral("difference"));
    QVERIFY(m_canvas->differenceRect().left() > m_canvas->originalRect().right());
    QCOMPARE(m_canvas->differenceRect().size(), m_canvas->pictureRect().size());
    QCOMPARE(grabbed().pixel(m_canvas->differenceRect().center()), qRgb(0, 0, 200));
    QVERIFY(QRect({}, m_canvas->size()).contains(m_canvas->differenceRect()));
    m_canvas->setDifference({}, {});
    QVERIFY(m_canvas->differenceRect().isEmpty());
}

void tst_PictureCanvas::showsBeforeWhileAsked()
{
    m_canvas->setPicture(filled({4, 4}, qRgb(1, 2, 3)), 1);
    m_canvas->setBefore(filled({4, 4}, qRgb(90, 80, 70)));
    const QPoint middle = m_canvas->pictureRect().center();
    QCOMPARE(grabbed().pixel(middle), qRgb(1, 2, 3));
    m_canvas->showBefore(true);
    QCOMPARE(grabbed().pixel(middle), qRgb(90, 80, 70));
    m_canvas->showBefore(false);
    QCOMPARE(grabbed().pixel(middle), qRgb(1, 2, 3));
}

void tst_PictureCanvas::hatchesWhatIsNotANumberAndNamesItsShare()
{
    m_canvas->setPicture(filled({4, 4}, qRgb(0, 0, 0)), 1, 0.375);
    const QImage screen = grabbed();
    const QRect at = m_canvas->pictureRect();
    std::set<QRgb> found;
    for (int y = at.top(); y < at.top() + 16; ++y) {
        for (int x = at.left(); x < at.left() + 16; ++x) {
            found.insert(screen.pixel(x, y));
        }
    }
    QVERIFY(found.size() >= 2);
    QVERIFY(!found.contains(qRgb(0, 0, 0)) || qGray(m_canvas->palette().color(QPalette::WindowText).rgb()) == 0);
    QCOMPARE(m_canvas->sentence(), QStringLiteral("38 % of the values are NaN or infinite"));
    m_canvas->setPicture(filled({4, 4}, qRgb(0, 0, 0)), 2, 1.0 / 6);
    QCOMPARE(m_canvas->sentence(), QStringLiteral("17 % of the values are NaN or infinite"));
    m_canvas->setPicture(filled({4, 4}, qRgb(0, 0, 0)), 2, 0.9999);
    QCOMPARE(m_canvas->sentence(), QStringLiteral("99 % of the values are NaN or infinite"));
    m_canvas->setPicture(filled({4, 4}, qRgb(0, 0, 0)), 2, 0.001);
    QCOMPARE(m_canvas->sentence(), QStringLiteral("Less than 1 % of the values are NaN or infinite"));
    m_canvas->setPicture(filled({4, 4}, qRgb(0, 0, 0)), 3, 0);
    QCOMPARE(grabbed().pixel(at.center()), qRgb(0, 0, 0));
    QVERIFY(m_canvas->sentence().isEmpty());
}

void tst_PictureCanvas::saysWhyThereIsNoPicture()
{
    const QImage silent = grabbed();
    m_canvas->setMessage(QStringLiteral("Open a space to see its pictures."));
    QVERIFY(grabbed() != silent);
    QVERIFY(m_canvas->pictureRect().isEmpty());
}

void tst_PictureCanvas::keepsASentenceBelowAPictureThatIsNoLongerTrue()
{
    m_canvas->setPicture(filled({4, 4}, qRgb(1, 2, 3)), 1);
    const QImage before = grabbed();
    m_canvas->setMessage(QStringLiteral("The decoder threw an error."));
    QVERIFY(grabbed() != before);
    QCOMPARE(m_canvas->sentence(), QStringLiteral("The decoder threw an error."));
}

void tst_PictureCanvas::tellsWhichPictureWasPainted()
{
    QSignalSpy painted(m_canvas.get(), &PictureCanvas::painted);
    m_canvas->setPicture(twoByOne(), 41);
    m_canvas->setPicture(twoByOne(), 42);
    QTRY_COMPARE(painted.count(), 1);
    QCOMPARE(painted.first().first().toULongLong(), 42ULL);
}

void tst_PictureCanvas::paintsNothingWhenNothingChanges()
{
    m_canvas->setPicture(twoByOne(), 1);
    QSignalSpy painted(m_canvas.get(), &PictureCanvas::painted);
    QTRY_VERIFY(painted.count() >= 1);
    painted.clear();
    m_canvas->setMessage({});
    m_canvas->setSmoothScaling(false);
    m_canvas->setOriginal({}, {});
    m_canvas->showBefore(false);
    QVERIFY(!painted.wait(100));
}

QTEST_MAIN(tst_PictureCanvas)
#include "tst_PictureCanvas.moc"
