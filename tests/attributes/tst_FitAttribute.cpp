// SPDX-License-Identifier: GPL-3.0-or-later
#include "attributes/FitAttribute.h"
#include "base/AtomicFile.h"
#include "base/UserError.h"
#include "latent/KeepFixed.h"
#include "latent/PortableRandom.h"
#include "space/LabelTable.h"
#include "space/NpyFile.h"

#include <QTest>

#include <cmath>

namespace {

/// Two groups of normal draws whose means differ by `shift`, first those *with*.
LatentTable twoGroups(std::size_t with, std::size_t without, const LatentVector& shift, std::uint64_t seed = 1)
{
    LatentTable rows(with + without, shift.size());
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        PortableRandom random(seed, i);
        for (std::size_t k = 0; k < shift.size(); ++k) {
            rows.row(i)[k] = static_cast<float>(random.normal()) + (i < with ? shift[k] : 0.0F);
        }
    }
    return rows;
}

AttributeTask taskOf(std::size_t withCount, AttributeMethod method = AttributeMethod::Mean)
{
    AttributeTask task;
    task.withCount = withCount;
    task.options.method = method;
    return task;
}

template <class Call> QString errorOf(const Call& call)
{
    try {
        (void)call();
    } catch (const UserError& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

} // namespace

class tst_FitAttribute : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theMeanDifferenceLeadsFromOneMeanToTheOther()
    {
        const LatentTable rows(4, 2, {1, 0, 3, 0, 0, 1, 0, 3});
        const AttributeVector vector = fitAttribute(rows, taskOf(2));
        QCOMPARE(vector.vector, (LatentVector{2, -2}));
        QCOMPARE(vector.withPosition, 0.5);
        QCOMPARE(vector.withoutPosition, -0.5);
        QCOMPARE(vector.withCount, std::size_t{2});
        QCOMPARE(vector.withoutCount, std::size_t{2});
        QCOMPARE(vector.trust->histograms.low, -0.75);
        QCOMPARE(vector.trust->histograms.high, 0.75);
        QCOMPARE(vector.trust->histograms.with.back(), 1U);
        QCOMPARE(vector.trust->histograms.without.front(), 1U);
    }

    void twoPointsAreAVectorThatNobodyCanTest()
    {
        const AttributeVector vector = fitAttribute(LatentTable(2, 1, {5, 3}), taskOf(1));
        QCOMPARE(vector.vector, LatentVector{2});
        QVERIFY(!vector.trust->heldOutAuc);
        QCOMPARE(vector.trust->randomSplits, 0);
        QVERIFY(vector.trust->couldBeNoise());
    }

    /// Beard comes with glasses in nine of ten, so a plain difference of means has the beard in it.
    void balancingLeavesOutWhatTheClassesAreMadeOf()
    {
        constexpr std::size_t with = 400;
        LatentTable rows = twoGroups(with, with, {1, 0, 0});
        AttributeTask task = taskOf(with, AttributeMethod::Balanced);
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            const bool hasBeard = i < with ? i % 10 != 0 : i % 10 == 0;
            rows.row(i)[1] += hasBeard ? 3.0F : 0.0F;
            task.classes.push_back(hasBeard ? 1 : 0);
        }
        const AttributeVector plain = fitAttribute(rows, taskOf(with));
        const AttributeVector balanced = fitAttribute(rows, task);
        QVERIFY(plain.vector[1] > 2);
        QVERIFY(std::abs(balanced.vector[1]) < 0.4F);
        QVERIFY(std::abs(balanced.vector[0] - 1) < 0.3F);
    }

    void classesThatOneGroupLacksWeighNothing()
    {
        const LatentTable rows(4, 1, {7, 100, 5, 200});
        AttributeTask task = taskOf(2, AttributeMethod::Balanced);
        task.classes = {0, 1, 0, 2};
        QCOMPARE(fitAttribute(rows, task).vector, LatentVector{2});
    }

    /// The latents that vary most by themselves say least of the groups: the mean difference follows them, the
    /// classifier does not.
    void theClassifierFindsTheNormalWhereLatentsGoTogether()
    {
        LatentTable rows = twoGroups(2000, 2000, {1, 0});
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            rows.row(i)[1] = rows.row(i)[0] + 0.3F * rows.row(i)[1]; // tells nothing that the first does not
        }
        const AttributeVector mean = fitAttribute(rows, taskOf(2000));
        const AttributeVector linear = fitAttribute(rows, taskOf(2000, AttributeMethod::Linear));
        QVERIFY(cosine(mean.vector, LatentVector{1, 0}) < 0.8);
        QVERIFY(cosine(linear.vector, LatentVector{1, 0}) > 0.98);
        QVERIFY(std::abs(linear.withPosition - linear.withoutPosition - 1) < 1e-3); // the same meaning of amount 1
        QVERIFY(*linear.trust->heldOutAuc > *mean.trust->heldOutAuc);
    }

    /// The weights of the same regression, written down by hand for one latent: the gradient there is zero.
    void theClassifierIsAtItsOptimum()
    {
        const LatentTable rows(6, 1, {2, 1, 0.5F, -2, -1, 0.8F});
        const AttributeVector vector = fitAttribute(rows, taskOf(3, AttributeMethod::Linear));
        QVERIFY(vector.vector[0] > 0); // in one dimension its length is the difference of the means
        QVERIFY(std::abs(vector.vector[0] - (3.5F / 3 + 2.2F / 3)) < 1e-5F);
    }

    void aPerfectSplitHasAnEnd()
    {
        const AttributeVector vector =
            fitAttribute(LatentTable(6, 1, {1, 2, 3, -1, -2, -3}), taskOf(3, AttributeMethod::Linear));
        QVERIFY(allFinite(vector.vector));
        QCOMPARE(*vector.trust->heldOutAuc, 1.0);
    }

    void ridgeFollowsTheNumbers()
    {
        LatentTable rows = twoGroups(0, 1000, {0, 0, 0}, 7);
        std::vector<std::pair<float, std::size_t>> byNumber;
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            byNumber.emplace_back(2 * rows.row(i)[0] - rows.row(i)[2], i);
        }
        std::ranges::sort(byNumber, std::greater());
        LatentTable sorted(rows.rows(), 3);
        AttributeTask task = taskOf(500, AttributeMethod::Ridge);
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            std::ranges::copy(rows.row(byNumber[i].second), sorted.row(i).begin());
            task.numbers.push_back(byNumber[i].first);
        }
        const AttributeVector vector = fitAttribute(sorted, task);
        QVERIFY(cosine(vector.vector, LatentVector{2, 0, -1}) > 0.999);
        QVERIFY(std::abs(vector.withPosition - vector.withoutPosition - 1) < 1e-3);
        QVERIFY(*vector.trust->heldOutAuc > 0.99);
    }

    void whatIsKeptFixedDoesNotMove()
    {
        const LatentTable rows = twoGroups(300, 300, {1, 1, 0, 0});
        AttributeTask task = taskOf(300);
        task.fixed = {{"beard", LatentTable(2, 4, {0, 2, 0, 0, 0, 1, 0, 0})}, {"age", LatentTable(1, 4, {0, 1, 1, 0})}};
        const AttributeVector vector = fitAttribute(rows, task);
        QVERIFY(std::abs(dot(vector.vector, LatentVector{0, 1, 0, 0})) < 1e-6);
        QVERIFY(std::abs(dot(vector.vector, LatentVector{0, 1, 1, 0})) < 1e-6);
        QVERIFY(std::abs(vector.withPosition - vector.withoutPosition - 1) < 1e-3);
        QCOMPARE(vector.keptFixed.size(), std::size_t{2});
        QCOMPARE(vector.keptFixed[0].name, std::string("beard"));
        QVERIFY(std::abs(vector.keptFixed[0].cosineBefore - std::sqrt(0.5)) < 0.1);
    }

    void nothingIsLeftOfAVectorThatIsKeptFixed()
    {
        AttributeTask task = taskOf(2);
        task.fixed = {{"itself", LatentTable(2, 2, {1, 0, 0, 1})}};
        QVERIFY(errorOf([&] {
                    return fitAttribute(LatentTable(4, 2, {1, 0, 3, 0, 0, 1, 0, 3}), task);
                }).contains(QLatin1String("Nothing is left")));
    }

    void eachBadInputHasItsOwnSentence()
    {
        const LatentTable rows(2, 1, {1, 2});
        QVERIFY(errorOf([&] { return fitAttribute(rows, taskOf(0)); }).contains(QLatin1String("*with* is empty")));
        QVERIFY(errorOf([&] { return fitAttribute(rows, taskOf(2)); }).contains(QLatin1String("*without* is empty")));
        QVERIFY(errorOf([&] {
                    return fitAttribute(LatentTable(2, 1, {1, 1}), taskOf(1));
                }).contains(QLatin1String("same mean")));
        QVERIFY(errorOf([&] {
                    return fitAttribute(LatentTable(2, 1, {1, NAN}), taskOf(1));
                }).contains(QLatin1String("NaN")));
    }

    /// With labels dealt at random the vector says so, whatever the method; with a difference that is there it never
    /// does.
    void noiseIsCalledNoise_data()
    {
        QTest::addColumn<int>("method");
        QTest::addColumn<std::size_t>("with");
        QTest::newRow("mean") << static_cast<int>(AttributeMethod::Mean) << std::size_t{60};
        QTest::newRow("mean, one group small") << static_cast<int>(AttributeMethod::Mean) << std::size_t{8};
        QTest::newRow("balanced") << static_cast<int>(AttributeMethod::Balanced) << std::size_t{60};
        QTest::newRow("linear") << static_cast<int>(AttributeMethod::Linear) << std::size_t{60};
    }

    void noiseIsCalledNoise()
    {
        QFETCH(int, method);
        QFETCH(std::size_t, with);
        constexpr std::size_t all = 150;
        int noise = 0;
        int found = 0;
        for (std::uint64_t seed = 1; seed <= 50; ++seed) {
            AttributeTask task = taskOf(with, static_cast<AttributeMethod>(method));
            task.options.seed = seed;
            if (task.options.method == AttributeMethod::Balanced) {
                for (std::size_t i = 0; i < all; ++i) {
                    task.classes.push_back(static_cast<std::uint32_t>(i % 3));
                }
            }
            LatentVector shift(12);
            noise += fitAttribute(twoGroups(with, all - with, shift, seed), task).trust->couldBeNoise() ? 1 : 0;
            shift[3] = 3;
            found += fitAttribute(twoGroups(with, all - with, shift, seed), task).trust->couldBeNoise() ? 0 : 1;
        }
        QVERIFY2(noise >= 45, qPrintable(QString::number(noise)));
        QCOMPARE(found, 50);
    }

    /// The same with the latents of real pictures: every third of the avatars.
    void glassesAreNeverNoiseAndShuffledOnesAre()
    {
        const std::filesystem::path folder = std::filesystem::path(MORPHOSCOPE_SOURCE_DIR) / "models/avatars";
        const LatentTable latents = readLatents(folder / "latents.npy");
        const LabelTable labels =
            LabelTable::parse(readWholeFile(folder / "labels.csv", 1 << 20), folder / "labels.csv");
        const std::vector<std::uint32_t> yes = rowsWhere(labels, {{"glasses", "yes"}});
        std::vector<std::uint32_t> some;
        std::size_t wearing = 0;
        for (std::uint32_t i = 0; i < latents.rows(); i += 3) {
            const bool wears = std::ranges::binary_search(yes, i);
            some.insert(wears ? some.begin() : some.end(), i);
            wearing += wears ? 1 : 0;
        }
        int noise = 0;
        for (std::uint64_t seed = 1; seed <= 50; ++seed) {
            AttributeTask task = taskOf(wearing);
            task.options.seed = seed;
            const auto tableOf = [&](const std::vector<std::uint32_t>& samples) {
                LatentTable rows(samples.size(), latents.columns());
                for (std::size_t i = 0; i < samples.size(); ++i) {
                    std::ranges::copy(latents.row(samples[i]), rows.row(i).begin());
                }
                return rows;
            };
            QVERIFY(!fitAttribute(tableOf(some), task).trust->couldBeNoise());
            std::vector<std::uint32_t> shuffled = some;
            PortableRandom random(seed, 7);
            for (std::size_t i = shuffled.size(); i > 1; --i) {
                std::swap(shuffled[i - 1], shuffled[random.below(i)]);
            }
            noise += fitAttribute(tableOf(shuffled), task).trust->couldBeNoise() ? 1 : 0;
        }
        QVERIFY2(noise >= 45, qPrintable(QString::number(noise)));
    }

    void theSameSeedGivesTheSameBits()
    {
        const LatentTable rows = twoGroups(300, 500, {0.3F, 0, 0, 0.1F});
        for (const AttributeMethod method : {AttributeMethod::Mean, AttributeMethod::Linear}) {
            QVERIFY(fitAttribute(rows, taskOf(300, method)) == fitAttribute(rows, taskOf(300, method)));
        }
    }

    void aReportThatThrowsEndsIt()
    {
        JobControl control;
        control.report = [](double fraction) {
            if (fraction > 0.7) {
                throw std::runtime_error("stopped");
            }
        };
        QVERIFY_THROWS_EXCEPTION(std::runtime_error,
                                 (void)fitAttribute(twoGroups(50, 50, {1, 0}), taskOf(50), control));
    }
};

QTEST_APPLESS_MAIN(tst_FitAttribute)
#include "tst_FitAttribute.moc"
