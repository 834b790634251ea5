// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/GroupSummaries.h"

#include <QTest>

class tst_GroupSummaries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhereAGroupLiesAndWhoIsInItsMiddle();
    void anEmptyGroupHasNoMean();
    void aStoppedRunGivesNone();
    void eachRowNeedsAGroup();
};

void tst_GroupSummaries::saysWhereAGroupLiesAndWhoIsInItsMiddle()
{
    const LatentTable latents(6, 2, {0, 0, 4, 0, 2, 1, 9, 9, 100, 100, 2, -4});
    const std::vector<std::uint32_t> groups = {0, 0, 0, 1, 7, 0}; // the fifth is in none
    const auto all = groupSummaries(latents, groups, 2);
    QCOMPARE(all[0].size, std::size_t{4});
    QCOMPARE(all[0].mean, (LatentVector{2, -0.75F}));
    QCOMPARE(all[0].nearest, 2U);
    QCOMPARE(all[0].nearestDistance, 1.75);
    QCOMPARE(all[0].farthest, 5U);
    QCOMPARE(all[0].farthestDistance, 3.25);
    QCOMPARE(all[1].size, std::size_t{1});
    QCOMPARE(all[1].nearest, 3U);
    QCOMPARE(all[1].farthest, 3U);
    QCOMPARE(all[1].farthestDistance, 0.0);
}

void tst_GroupSummaries::anEmptyGroupHasNoMean()
{
    const auto all = groupSummaries(LatentTable(1, 3), std::vector<std::uint32_t>{1}, 2);
    QCOMPARE(all[0].size, std::size_t{0});
    QVERIFY(all[0].mean.empty());
    QCOMPARE(all[0].nearestDistance, 0.0);
    QVERIFY(groupSummaries(LatentTable(), {}, 0).empty());
}

void tst_GroupSummaries::aStoppedRunGivesNone()
{
    std::stop_source source;
    source.request_stop();
    QVERIFY(groupSummaries(LatentTable(1, 1), std::vector<std::uint32_t>{0}, 1, {.stop = source.get_token()}).empty());
}

void tst_GroupSummaries::eachRowNeedsAGroup()
{
    QVERIFY_THROWS_EXCEPTION(std::logic_error,
                             (void)groupSummaries(LatentTable(2, 1), std::vector<std::uint32_t>{0}, 1));
}

QTEST_APPLESS_MAIN(tst_GroupSummaries)
#include "tst_GroupSummaries.moc"
