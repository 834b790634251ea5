// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/GroupSilhouettes.h"
#include "maps/Silhouettes.h"

#include <QTest>

#include <cmath>
#include <random>

namespace {

using Ids = std::vector<std::uint32_t>;
constexpr std::uint32_t nowhere = ~0U;

/// Group i of `groups` lies around (10 i, 0, …), with so large a spread.
LatentTable blobs(std::size_t rows, std::uint32_t groups, float spread)
{
    std::mt19937_64 random(7);
    std::normal_distribution<float> normal;
    LatentTable table(rows, 4);
    for (std::size_t i = 0; i < rows; ++i) {
        for (float& value : table.row(i)) {
            value = spread * normal(random);
        }
        table.row(i)[0] += 10 * static_cast<float>(i % groups);
    }
    return table;
}

Ids inTurn(std::size_t rows, std::uint32_t groups)
{
    Ids ids;
    for (std::uint32_t i = 0; i < rows; ++i) {
        ids.push_back(i % groups);
    }
    return ids;
}

/// The means of the silhouettes of all, as clusters are compared by.
std::vector<double> exactMeans(const LatentTable& table, const Ids& groupOf, std::size_t groups)
{
    BlockPool pool(1);
    const auto all =
        silhouettes(scaledPoints(table), {{groupOf, groups}}, spreadEvenly(table.rows(), table.rows()), pool).at(0);
    std::vector<double> means(groups);
    std::vector<double> counts(groups);
    for (std::size_t i = 0; i < all.size(); ++i) {
        means[groupOf[i]] += static_cast<double>(all[i]);
        ++counts[groupOf[i]];
    }
    for (std::size_t k = 0; k < groups; ++k) {
        means[k] /= counts[k];
    }
    return means;
}

} // namespace

class tst_GroupSilhouettes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fewSamplesAreAllAsked()
    {
        const LatentTable table = blobs(900, 3, 2);
        const Ids groupOf = inTurn(900, 3);
        const auto found = groupSilhouettes(table, groupOf, 3);
        const auto exact = exactMeans(table, groupOf, 3);
        for (std::size_t k = 0; k < 3; ++k) {
            QCOMPARE(found[k].asked, std::size_t{300});
            QVERIFY(std::abs(found[k].mean - exact[k]) < 1e-9);
        }
        QVERIFY(found[0].mean > found[1].mean); // the middle one has neighbours on both sides
    }

    void groupsThatLieApartAreNearOne()
    {
        for (const GroupSilhouette& group : groupSilhouettes(blobs(200, 2, 0.1F), inTurn(200, 2), 2)) {
            QVERIFY(group.mean > 0.9);
        }
        for (const GroupSilhouette& group : groupSilhouettes(blobs(200, 1, 1), inTurn(200, 2), 2)) {
            QVERIFY(std::abs(group.mean) < 0.1); // one blob, cut in two by chance
        }
    }

    void rowsInNoGroupCountForNothing()
    {
        const LatentTable table = blobs(600, 3, 2);
        Ids groupOf = inTurn(600, 3);
        LatentTable two(400, 4);
        Ids ofTwo;
        for (std::size_t i = 0; i < 600; ++i) {
            if (groupOf[i] < 2) {
                std::ranges::copy(table.row(i), two.row(ofTwo.size()).begin());
                ofTwo.push_back(groupOf[i]);
            }
        }
        std::ranges::replace(groupOf, 2U, nowhere);
        QCOMPARE(groupSilhouettes(table, groupOf, 2), groupSilhouettes(two, ofTwo, 2));
    }

    void ofManySomeOfEachGroupAreAsked()
    {
        const std::size_t rows = 12'000;
        const LatentTable table = blobs(rows, 3, 2);
        Ids groupOf = inTurn(rows, 3);
        for (std::size_t i = 0; i < 20; ++i) {
            groupOf[i * 600] = 3; // a small one of 20
        }
        const auto found = groupSilhouettes(table, groupOf, 5);
        QVERIFY(found[0].asked > 3000 && found[0].asked <= 3334);
        QCOMPARE(found[3].asked, std::size_t{20});
        QCOMPARE(found[4], GroupSilhouette()); // nobody's
        const auto exact = exactMeans(table, groupOf, 4);
        for (std::size_t k = 0; k < 3; ++k) {
            QVERIFY(std::abs(found[k].mean - exact[k]) < 0.01);
        }
        QVERIFY(std::abs(found[3].mean - exact[3]) < 1e-6);
    }

    void threadsDoNotChangeABit()
    {
        const LatentTable table = blobs(12'000, 3, 2);
        const Ids groupOf = inTurn(12'000, 3);
        QCOMPARE(groupSilhouettes(table, groupOf, 3, 2), groupSilhouettes(table, groupOf, 3, 1));
    }

    void oneGroupAndNoneHaveNone()
    {
        QCOMPARE(groupSilhouettes(blobs(10, 1, 1), Ids(10), 1)[0], (GroupSilhouette{.mean = 0, .asked = 10}));
        QCOMPARE(groupSilhouettes(blobs(10, 1, 1), Ids(10, nowhere), 2), std::vector<GroupSilhouette>(2));
        QVERIFY(groupSilhouettes(LatentTable(0, 4), {}, 0).empty());
    }

    void stopsWhenTold()
    {
        std::stop_source stop;
        JobControl control;
        control.stop = stop.get_token();
        control.report = [&](double fraction) {
            if (fraction > 0) {
                stop.request_stop();
            }
        };
        QVERIFY(groupSilhouettes(blobs(9000, 3, 2), inTurn(9000, 3), 3, 2, control).empty());
        QVERIFY(groupSilhouettes(blobs(10, 1, 1), Ids(10), 1, 1, control).empty());
    }
};

QTEST_GUILESS_MAIN(tst_GroupSilhouettes)
#include "tst_GroupSilhouettes.moc"
