// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/TsneEdits.h"

#include <QTest>

#include <limits>

class tst_TsneEdits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void moreStepsComeOnTop();
    void thereAreNoMoreStepsThanThereMayBe();
    void anotherSeedBesideIsNotThatOfTheMap();
    void theMapTakesNoSeedFromBeside();
    void seedsBeginAnewAtTheEnd();
};

void tst_TsneEdits::moreStepsComeOnTop()
{
    MapProjection projection;
    QCOMPARE(possibleSteps(projection, 500), 500);
    giveMoreSteps(projection, 500);
    QCOMPARE(projection.tsne.iterations, 1500);
}

void tst_TsneEdits::thereAreNoMoreStepsThanThereMayBe()
{
    MapProjection projection;
    projection.tsne.iterations = mostTsneIterations - 20;
    QCOMPARE(possibleSteps(projection, 500), 20);
    giveMoreSteps(projection, 500);
    QCOMPARE(projection.tsne.iterations, mostTsneIterations);
    QCOMPARE(possibleSteps(projection, 500), 0);
}

void tst_TsneEdits::anotherSeedBesideIsNotThatOfTheMap()
{
    MapProjection projection;
    showAnotherSeed(projection);
    QCOMPARE(projection.besideSeed, std::optional<std::uint64_t>(2));
    showAnotherSeed(projection);
    QCOMPARE(projection.besideSeed, std::optional<std::uint64_t>(3));
    projection.tsne.seed = 4;
    showAnotherSeed(projection);
    QCOMPARE(projection.besideSeed, std::optional<std::uint64_t>(5));
}

void tst_TsneEdits::theMapTakesNoSeedFromBeside()
{
    MapProjection projection;
    projection.besideSeed = 2;
    takeNextSeed(projection);
    QCOMPARE(projection.tsne.seed, std::uint64_t{3});
}

void tst_TsneEdits::seedsBeginAnewAtTheEnd()
{
    MapProjection projection;
    projection.tsne.seed = std::numeric_limits<int>::max();
    takeNextSeed(projection);
    QCOMPARE(projection.tsne.seed, std::uint64_t{0});
}

QTEST_GUILESS_MAIN(tst_TsneEdits)
#include "tst_TsneEdits.moc"
