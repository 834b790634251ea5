// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/PictureDifference.h"

#include <QTest>

#include <cmath>
#include <stdexcept>

class tst_PictureDifference : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalPicturesHaveNone()
    {
        QImage image(5, 3, QImage::Format_RGB888);
        image.fill(qRgb(10, 20, 30));
        const PictureDifference difference = differenceOf(image, image);
        QCOMPARE(difference.error, 0.0);
        QCOMPARE(difference.image.pixel(4, 2), qRgb(0, 0, 0));
    }

    void smallOnesAreMagnifiedAndLargeOnesEndAtWhite()
    {
        QImage a(2, 1, QImage::Format_Grayscale8);
        QImage b(2, 1, QImage::Format_Grayscale8);
        a.fill(0);
        b.fill(0);
        b.scanLine(0)[0] = 10;
        b.scanLine(0)[1] = 200;
        const PictureDifference difference = differenceOf(a, b);
        QCOMPARE(difference.image.constScanLine(0)[0], uchar(10 * PictureDifference::gain));
        QCOMPARE(difference.image.constScanLine(0)[1], uchar(255));
        QVERIFY(std::abs(difference.error - std::sqrt((100.0 + 40000.0) / 2) / 255) < 1e-9);
    }

    void whatCannotBeComparedIsRefused()
    {
        const QImage a(2, 1, QImage::Format_Grayscale8);
        const QImage b(2, 2, QImage::Format_Grayscale8);
        QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)differenceOf(a, b));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)differenceOf(QImage(), QImage()));
    }
};

QTEST_APPLESS_MAIN(tst_PictureDifference)
#include "tst_PictureDifference.moc"
