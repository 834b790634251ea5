// SPDX-License-Identifier: GPL-3.0-or-later
#include "MadeMap.h"
#include "plots/MapCanvas.h"
#include "plots/MapView.h"
#include "plots/SamplePopup.h"

#include <QApplication>
#include <QTest>

/// Runs with two device pixels a logical one.
class tst_MapHighResolution : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePointsHaveTwoDevicePixelsALogicalOne();
    void smallPicturesAreEnlargedByWholeFactors_data();
    void smallPicturesAreEnlargedByWholeFactors();
};

void tst_MapHighResolution::thePointsHaveTwoDevicePixelsALogicalOne()
{
    const MadeMap map = madeMap(300);
    Session session;
    session.restore(stateOf(map));
    const SamplePictures pictures(session);
    MapView view(session, pictures);
    view.setMap(componentsContent(*map.components, map.coordinates));
    view.resize(640, 480);
    view.show();
    const QImage grabbed = view.grab().toImage();
    QCOMPARE(grabbed.devicePixelRatio(), 2.0);
    QCOMPARE(view.canvas().picture().size(), 2 * view.canvas().area().size());
    QCOMPARE(view.canvas().picture().devicePixelRatio(), 2.0);
}

void tst_MapHighResolution::smallPicturesAreEnlargedByWholeFactors_data()
{
    QTest::addColumn<QSize>("picture");
    QTest::addColumn<QSize>("shown");
    QTest::newRow("one pixel") << QSize(1, 1) << QSize(96, 96);
    QTest::newRow("a digit") << QSize(28, 28) << QSize(112, 112);
    QTest::newRow("a strip") << QSize(160, 32) << QSize(320, 64);
    QTest::newRow("a face") << QSize(128, 128) << QSize(128, 128);
    QTest::newRow("a large one shrinks") << QSize(1024, 512) << QSize(320, 160);
}

void tst_MapHighResolution::smallPicturesAreEnlargedByWholeFactors()
{
    QFETCH(const QSize, picture);
    QFETCH(const QSize, shown);
    QWidget window;
    SamplePopup popup(&window);
    popup.setSample(QImage(picture, QImage::Format_RGB888), "Sample 1", {});
    QCOMPARE(popup.pictureSize(), shown);
}

int main(int argc, char** argv)
{
    qputenv("QT_SCALE_FACTOR", "2");
    QApplication application(argc, argv);
    tst_MapHighResolution test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_MapHighResolution.moc"
