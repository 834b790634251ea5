// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "derived/DepthInSamples.h"

#include <QtTest/QTest>

#include <cmath>

namespace {

struct DepthFixture : LiveFixture
{
    DatasetMap map{session, engine};
    DepthInSamples depth{session, map};

    [[nodiscard]] bool isAt(double distance) const
    {
        return depth.depth() && std::abs(depth.depth()->distance - distance) < 1e-4;
    }
};

/// Of straight samples, whose variances are 1, 0.9, 0.81, …
double shareFartherThan(const LatentTable& latents, double distance)
{
    double count = 0;
    for (std::size_t i = 0; i < latents.rows(); ++i) {
        double square = 0;
        for (std::size_t k = 0; k < latents.columns(); ++k) {
            const auto value = static_cast<double>(latents.row(i)[k]);
            square += value * value / std::pow(0.9, static_cast<double>(k));
        }
        count += square > distance * distance ? 1 : 0;
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
    const FormulaSpace formula = FormulaSpace::straight(300);
    DepthFixture live;
    live.depth.setWanted(true);
    live.open(formula);
    QTRY_VERIFY(live.depth.depth());
    QVERIFY(live.isAt(0));
    QCOMPARE(live.depth.depth()->fartherShare, 1.0);
    live.moveTo(1.5F);
    QTRY_VERIFY(live.isAt(1.5));
    QCOMPARE(live.depth.depth()->fartherShare, shareFartherThan(*formula.space()->latents, 1.5));
    live.moveTo(100);
    QTRY_COMPARE(live.depth.depth()->fartherShare, 0.0);
}

void tst_DepthInSamples::nothingIsComputedWhileNobodyLooks()
{
    const FormulaSpace formula = FormulaSpace::straight(300);
    DepthFixture live;
    live.open(formula);
    QTRY_VERIFY(live.map.components());
    QVERIFY(!live.depth.depth());
    live.moveTo(2);
    live.depth.setWanted(true);
    QTRY_VERIFY(live.isAt(2));
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
    const FormulaSpace formula = FormulaSpace::straight(300);
    DepthFixture live;
    live.depth.setWanted(true);
    live.open(formula);
    QTRY_VERIFY(live.depth.depth());
    live.session.edit("Close", [](SessionState& state) { state = SessionState(); });
    QVERIFY(!live.depth.depth() && !live.depth.areTooFew());
}

QTEST_GUILESS_MAIN(tst_DepthInSamples)
#include "tst_DepthInSamples.moc"
