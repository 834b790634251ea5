// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/MeanPicture.h"

#include <QTest>

class tst_MeanPicture : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isTheMeanOfEachValue();
    void halvesGoUp();
    void doesNotOverflow();
    void refusesAnotherSize();
};

using Pixels = std::vector<std::uint8_t>;

void tst_MeanPicture::isTheMeanOfEachValue()
{
    MeanPicture mean({1, 1, 3});
    QCOMPARE(mean.mean().pixels, (Pixels{0, 0, 0}));
    mean.add(Pixels{0, 10, 255});
    mean.add(Pixels{4, 10, 1});
    QCOMPARE(mean.count(), 2U);
    QCOMPARE(mean.mean().pixels, (Pixels{2, 10, 128}));
    QCOMPARE(mean.mean().shape, (PictureShape{1, 1, 3}));
}

void tst_MeanPicture::halvesGoUp()
{
    MeanPicture mean({1, 1, 2});
    mean.add(Pixels{0, 0});
    mean.add(Pixels{1, 0});
    mean.add(Pixels{0, 1});
    QCOMPARE(mean.mean().pixels, (Pixels{0, 0}));
    mean.add(Pixels{1, 0});
    QCOMPARE(mean.mean().pixels, (Pixels{1, 0}));
}

void tst_MeanPicture::doesNotOverflow()
{
    MeanPicture mean({1, 1, 1});
    for (int i = 0; i < 100'000; ++i) {
        mean.add(Pixels{255});
    }
    QCOMPARE(mean.mean().pixels, (Pixels{255}));
}

void tst_MeanPicture::refusesAnotherSize()
{
    MeanPicture mean({1, 1, 2});
    QVERIFY_THROWS_EXCEPTION(std::logic_error, mean.add(Pixels{1}));
}

QTEST_APPLESS_MAIN(tst_MeanPicture)
#include "tst_MeanPicture.moc"
