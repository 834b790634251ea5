// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/MapAgreement.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <stdexcept>

class tst_MapAgreement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMapAgreesWithItselfHoweverItIsTurned();
    void sharedNeighboursAreCounted();
    void shuffledPlacesAgreeAsChanceDoes();
    void groupsThatBothShowAgreeAbout();
    void fewSamplesHaveADefinedShare();
    void aStoppedOneSaysNothing();
    void mapsOfOtherSamplesAreRefused();
};

namespace {

LatentTable randomMap(std::size_t rows, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    LatentTable map(rows, 2);
    for (float& value : map.values()) {
        value = normal(random);
    }
    return map;
}

} // namespace

void tst_MapAgreement::aMapAgreesWithItselfHoweverItIsTurned()
{
    const LatentTable map = randomMap(300, 1);
    LatentTable turned(300, 2);
    for (std::size_t i = 0; i < 300; ++i) {
        turned.row(i)[0] = -8 * map.row(i)[1] + 100; // a quarter, enlarged by a power of two, and elsewhere
        turned.row(i)[1] = 8 * map.row(i)[0];
    }
    QCOMPARE(mapAgreement(map, map, 10, 300), 1.0);
    QVERIFY(mapAgreement(map, turned, 10, 300) > 0.99);
}

void tst_MapAgreement::sharedNeighboursAreCounted()
{
    // On a line, in two orders. Two nearest of each: 0:{1,2} 1:{0,2} 2:{1,3} 3:{2,1}; and with 0 and 3 exchanged
    // 0:{2,1} 1:{2,3} 2:{1,0} 3:{1,2}.
    const LatentTable one(4, 2, {0, 0, 10, 0, 21, 0, 33, 0});
    const LatentTable other(4, 2, {33, 0, 10, 0, 21, 0, 0, 0});
    // 0: both, 1: {2} of two, 2: {1} of two, 3: both.
    QCOMPARE(mapAgreement(one, other, 2, 4), 6.0 / 8);
    QCOMPARE(mapAgreement(other, one, 2, 4), 6.0 / 8);
    QCOMPARE(mapAgreement(one, other, 2, 1), 1.0); // of the first alone
}

void tst_MapAgreement::shuffledPlacesAgreeAsChanceDoes()
{
    const double share = mapAgreement(randomMap(500, 1), randomMap(500, 2), 10, 500);
    QVERIFY2(std::abs(share - 10.0 / 499) < 0.01, qPrintable(QString::number(share)));
}

void tst_MapAgreement::groupsThatBothShowAgreeAbout()
{
    LatentTable one = randomMap(400, 1);
    LatentTable other = randomMap(400, 2);
    for (std::size_t i = 0; i < 400; ++i) { // 20 groups of 20 samples; who is where in them is chance
        one.row(i)[0] += 100 * static_cast<float>(i % 20);
        other.row(i)[1] -= 100 * static_cast<float>(i % 20);
    }
    const double share = mapAgreement(one, other, 10, 400);
    QVERIFY2(std::abs(share - 10.0 / 19) < 0.03, qPrintable(QString::number(share)));
}

void tst_MapAgreement::fewSamplesHaveADefinedShare()
{
    QCOMPARE(mapAgreement(LatentTable(0, 2), LatentTable(0, 2), 10, 100), 1.0);
    QCOMPARE(mapAgreement(LatentTable(1, 2), LatentTable(1, 2), 10, 100), 1.0);
    QCOMPARE(mapAgreement(LatentTable(5, 2), LatentTable(5, 2), 10, 100), 1.0); // all in one place
}

void tst_MapAgreement::aStoppedOneSaysNothing()
{
    std::stop_source stop;
    stop.request_stop();
    JobControl control;
    control.stop = stop.get_token();
    const LatentTable map = randomMap(50, 1);
    QCOMPARE(mapAgreement(map, map, 10, 50, control), 0.0);
}

void tst_MapAgreement::mapsOfOtherSamplesAreRefused()
{
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)mapAgreement(randomMap(5, 1), randomMap(6, 1), 10, 5));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)mapAgreement(LatentTable(5, 3), LatentTable(5, 3), 10, 5));
}

QTEST_GUILESS_MAIN(tst_MapAgreement)
#include "tst_MapAgreement.moc"
