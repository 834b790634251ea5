// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/PortableRandom.h"

#include <QTest>

#include <array>
#include <cmath>
#include <vector>

class tst_PortableRandom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLogarithmIsRight();
    void uniformNumbersStayInside();
    void normalNumbersHaveTheirMoments();
    void normalNumbersReachTheTails();
    void exponentialNumbersHaveTheirMoments();
    void belowIsEven();
    void streamsDiffer();
    void theSameSeedGivesTheSameBitsEverywhere();
};

namespace {

struct Moments
{
    std::array<double, 5> of{}; ///< mean of the powers 0 to 4

    template <class Draw> Moments(int count, const Draw& draw)
    {
        for (int i = 0; i < count; ++i) {
            double power = 1;
            const double x = draw();
            for (double& moment : of) {
                moment += power / count;
                power *= x;
            }
        }
    }
};

constexpr int many = 400'000;

bool isNear(double value, double expected, double tolerance)
{
    return std::abs(value - expected) <= tolerance;
}

} // namespace

void tst_PortableRandom::theLogarithmIsRight()
{
    PortableRandom random(5, 0);
    for (int i = 0; i < 100'000; ++i) {
        const double x = std::ldexp(random.uniform(), static_cast<int>(random.below(200)) - 100);
        const double expected = std::log(x);
        QVERIFY2(isNear(portableLog(x), expected, 1e-15 * std::max(std::abs(expected), 1e-3)),
                 qPrintable(QString::number(x, 'g', 17)));
    }
    QCOMPARE(portableLog(1), 0.0);
}

void tst_PortableRandom::uniformNumbersStayInside()
{
    PortableRandom random(2, 0);
    const Moments moments(many, [&random] {
        const double x = random.uniform();
        return x > 0 && x < 1 ? x : 1e9;
    });
    QVERIFY(isNear(moments.of[1], 1.0 / 2, 0.003));
    QVERIFY(isNear(moments.of[2], 1.0 / 3, 0.003));
}

void tst_PortableRandom::normalNumbersHaveTheirMoments()
{
    PortableRandom random(3, 0);
    const Moments moments(many, [&random] { return random.normal(); });
    const double error = 5 / std::sqrt(many); // times the deviation of each moment's term: 1, sqrt 2, sqrt 15, sqrt 96
    QVERIFY(isNear(moments.of[1], 0, error));
    QVERIFY(isNear(moments.of[2], 1, error * std::sqrt(2.0)));
    QVERIFY(isNear(moments.of[3], 0, error * std::sqrt(15.0)));
    QVERIFY(isNear(moments.of[4], 3, error * std::sqrt(96.0)));
}

/// As often beyond 1, 2, 3 and 4 deviations as the error function says.
void tst_PortableRandom::normalNumbersReachTheTails()
{
    PortableRandom random(4, 0);
    std::array<int, 5> beyond{};
    for (int i = 0; i < many; ++i) {
        const double size = std::abs(random.normal());
        for (int limit = 1; limit <= 4; ++limit) {
            beyond.at(static_cast<std::size_t>(limit)) += size > limit ? 1 : 0;
        }
    }
    for (int limit = 1; limit <= 4; ++limit) {
        const double expected = many * std::erfc(limit / std::sqrt(2.0));
        QVERIFY(isNear(beyond.at(static_cast<std::size_t>(limit)), expected, 5 * std::sqrt(expected)));
    }
}

void tst_PortableRandom::exponentialNumbersHaveTheirMoments()
{
    PortableRandom random(6, 0);
    const Moments moments(many, [&random] { return random.exponential(); });
    QVERIFY(isNear(moments.of[1], 1, 0.01));
    QVERIFY(isNear(moments.of[2], 2, 0.05));
}

void tst_PortableRandom::belowIsEven()
{
    PortableRandom random(7, 0);
    std::array<int, 7> counts{};
    for (int i = 0; i < 70'000; ++i) {
        ++counts.at(random.below(counts.size()));
    }
    for (const int count : counts) {
        QVERIFY(isNear(count, 10'000, 500));
    }
}

void tst_PortableRandom::streamsDiffer()
{
    QVERIFY(PortableRandom(1, 0).bits() != PortableRandom(1, 1).bits());
    QVERIFY(PortableRandom(1, 0).bits() != PortableRandom(2, 0).bits());
    QCOMPARE(PortableRandom(1, 3).bits(), PortableRandom(1, 3).bits());
}

void tst_PortableRandom::theSameSeedGivesTheSameBitsEverywhere()
{
    PortableRandom random(1, 0);
    QVERIFY(random.bits() == 0xbd17853175c4f325U);
    QVERIFY(random.uniform() == 0x1.cb0d0f981328ep-2);
    QVERIFY(random.normal() == 0x1.69e983f134109p-4);
    QVERIFY(random.normal() == -0x1.49c3f84c9ac48p+0);
    QVERIFY(random.exponential() == 0x1.97bf2c9f99265p-3);
}

QTEST_GUILESS_MAIN(tst_PortableRandom)
#include "tst_PortableRandom.moc"
