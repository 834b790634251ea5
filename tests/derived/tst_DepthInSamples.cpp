// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "derived/DepthInSamples.h"

#include <QtTest/QTest>

#include <cmath>

namespace {

/// The small engine's components are the latents themselves, with a mean of 0 and a variance of 1.
struct DepthFixture : LiveFixture
{
    DatasetMap map{session, engine};
    DepthInSamples depth{session, map};
};

double shareFartherThan(const LatentTable& latents, double distance)
{
    double count = 0;
    for (std::size_t i = 0; i < latents.rows(); ++i) {
        count += norm(latents.row(i)) > distance ? 1 : 0;
    }
    return count / static_cast<double>(latents.rows());
}

} // namespace

class tst_DepthInSamples : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsThePoint();
    void nothingIsComputedWhileNobodyLooks();
    void saysThatThereAreTooFew();
    void forgetsTheSpaceBefore();
};

void tst_DepthInSamples::followsThePoint()
{
    const FormulaSpace formula(300);
    DepthFixture live;
    live.depth.setWanted(true);
    live.open(formula);
    QTRY_VERIFY(live.depth.depth());
    QCOMPARE(live.depth.depth()->distance, 0.0);
    QCOMPARE(live.depth.depth()->fartherShare, 1.0);
    live.moveTo(1.5F);
    QTRY_COMPARE(live.depth.depth()->distance, 1.5);
    QCOMPARE(live.depth.depth()->fartherShare, shareFartherThan(*formula.space()->latents, 1.5));
    live.moveTo(100);
    QTRY_COMPARE(live.depth.depth()->fartherShare, 0.0);
}

void tst_DepthInSamples::nothingIsComputedWhileNobodyLooks()
{
    const FormulaSpace formula(300);
    DepthFixture live;
    live.open(formula);
    QTRY_VERIFY(live.map.components());
    QVERIFY(!live.depth.depth());
    live.moveTo(2);
    live.depth.setWanted(true);
    QTRY_COMPARE(live.depth.depth().value_or(PointDepth{}).distance, 2.0);
}

void tst_DepthInSamples::saysThatThereAreTooFew()
{
    const FormulaSpace formula(5); // in four dimensions: all lie equally far out
    DepthFixture live;
    live.depth.setWanted(true);
    live.open(formula);
    QTRY_VERIFY(live.depth.areTooFew());
    QVERIFY(!live.depth.depth());
}

void tst_DepthInSamples::forgetsTheSpaceBefore()
{
    const FormulaSpace formula(300);
    DepthFixture live;
    live.depth.setWanted(true);
    live.open(formula);
    QTRY_VERIFY(live.depth.depth());
    live.session.edit("Close", [](SessionState& state) { state = SessionState(); });
    QVERIFY(!live.depth.depth() && !live.depth.areTooFew());
}

QTEST_GUILESS_MAIN(tst_DepthInSamples)
#include "tst_DepthInSamples.moc"
