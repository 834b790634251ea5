// SPDX-License-Identifier: GPL-3.0-or-later
#include "attributes/HeldOut.h"

#include "attributes/GroupWeights.h"
#include "attributes/LinearFits.h"
#include "latent/AreaUnderCurve.h"
#include "latent/KeepFixed.h"
#include "latent/PortableRandom.h"

#include <cblas.h>

#include <algorithm>
#include <numeric>

namespace {

constexpr std::size_t mostFolds = 5;
constexpr std::size_t mostSplitRows = 10'000;
constexpr std::size_t mostSplitValues = 2'560'000; ///< rows x columns in each of the random splits

using Rows = std::vector<std::uint32_t>;

void shuffle(std::span<std::uint32_t> rows, PortableRandom& random)
{
    for (std::size_t i = rows.size(); i > 1; --i) {
        std::swap(rows[i - 1], rows[random.below(i)]);
    }
}

/// Some of the examples, with what is held fixed already taken out of what they are scored by.
struct Part
{
    LatentTable rows;
    LatentTable scored;
    std::size_t withCount = 0;
    std::vector<std::uint32_t> classes;
    std::vector<float> numbers;
};

Part partOf(const LatentTable& rows, const AttributeTask& task, const LatentTable& basis, const Rows& wanted)
{
    Part part{LatentTable(wanted.size(), rows.columns()), {}, 0, {}, {}};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        std::ranges::copy(rows.row(wanted[i]), part.rows.row(i).begin());
        part.withCount += wanted[i] < task.withCount ? 1 : 0;
        if (!task.classes.empty()) {
            part.classes.push_back(task.classes[wanted[i]]);
        }
        if (!task.numbers.empty()) {
            part.numbers.push_back(task.numbers[wanted[i]]);
        }
    }
    part.scored = part.rows;
    for (std::size_t i = 0; i < wanted.size() && basis.rows() > 0; ++i) {
        (void)takeOut(part.scored.row(i), basis);
    }
    return part;
}

/// At most `most` of the rows, as many of each group as in the whole, but `least` at any rate; ascending.
Rows someRows(std::size_t count, std::size_t withCount, std::size_t most, PortableRandom& random)
{
    constexpr std::size_t least = 2 * mostFolds;
    Rows all(count);
    std::iota(all.begin(), all.end(), 0U);
    if (count <= most) {
        return all;
    }
    const auto share = [&](std::size_t group) { return std::min(group, std::max(least, most * group / count)); };
    const std::span with = std::span(all).first(withCount);
    const std::span without = std::span(all).subspan(withCount);
    shuffle(with, random);
    shuffle(without, random);
    Rows some(with.begin(), with.begin() + static_cast<std::ptrdiff_t>(share(with.size())));
    some.insert(some.end(), without.begin(), without.begin() + static_cast<std::ptrdiff_t>(share(without.size())));
    std::ranges::sort(some);
    return some;
}

/// Two groups, and the fold in which each row is held out.
struct Split
{
    std::vector<std::uint8_t> isWith; ///< 1 or 0
    std::vector<std::uint8_t> fold;
};

/// Folds that each have their share of both groups.
std::vector<std::uint8_t> foldsFor(const std::vector<std::uint8_t>& isWith, std::size_t folds, PortableRandom& random)
{
    std::vector<std::uint8_t> fold(isWith.size());
    for (const int group : {1, 0}) {
        Rows members;
        for (std::uint32_t i = 0; i < isWith.size(); ++i) {
            if (isWith[i] == group) {
                members.push_back(i);
            }
        }
        shuffle(members, random);
        for (std::size_t i = 0; i < members.size(); ++i) {
            fold[members[i]] = static_cast<std::uint8_t>(i % folds);
        }
    }
    return fold;
}

Split realSplit(const Part& part, std::size_t folds, PortableRandom& random)
{
    Split split{std::vector<std::uint8_t>(part.rows.rows()), {}};
    std::fill_n(split.isWith.begin(), static_cast<std::ptrdiff_t>(part.withCount), std::uint8_t{1});
    split.fold = foldsFor(split.isWith, folds, random);
    return split;
}

/// The rows of each class, or all.
std::vector<Rows> strataOf(const Part& part)
{
    std::vector<Rows> strata(part.classes.empty() ? 1 : static_cast<std::size_t>(std::ranges::max(part.classes)) + 1);
    for (std::uint32_t i = 0; i < part.rows.rows(); ++i) {
        strata[part.classes.empty() ? 0 : part.classes[i]].push_back(i);
    }
    return strata;
}

Split randomSplit(const Part& part, std::vector<Rows>& strata, std::size_t folds, PortableRandom& random)
{
    Split split{std::vector<std::uint8_t>(part.rows.rows()), {}};
    for (Rows& rows : strata) {
        const auto with = std::ranges::count_if(rows, [&](std::uint32_t row) { return row < part.withCount; });
        Rows dealt = rows;
        shuffle(dealt, random);
        for (auto row = dealt.begin(); row != dealt.begin() + with; ++row) {
            split.isWith[*row] = 1;
        }
    }
    split.fold = foldsFor(split.isWith, folds, random);
    return split;
}

double aucOfFold(const Split& split, std::size_t fold, const auto& scoreOf)
{
    std::vector<float> with;
    std::vector<float> without;
    for (std::size_t i = 0; i < split.fold.size(); ++i) {
        if (split.fold[i] == fold) {
            (split.isWith[i] == 1 ? with : without).push_back(scoreOf(i));
        }
    }
    return areaUnderCurve(with, without);
}

/// The held-out AUC of the differences of means of several splits at once: two products of matrices.
std::vector<double> meanDifferenceAucs(const LatentTable& fitted, const LatentTable& scored,
                                       std::span<const std::uint32_t> classes, const std::vector<Split>& splits,
                                       std::size_t folds)
{
    const std::size_t vectors = splits.size() * folds;
    const auto n = static_cast<int>(fitted.rows());
    const auto d = static_cast<int>(fitted.columns());
    const auto m = static_cast<int>(vectors);
    LatentTable weights(vectors, fitted.rows());
    for (std::size_t s = 0; s < splits.size(); ++s) {
        for (std::size_t f = 0; f < folds; ++f) {
            std::vector<std::uint8_t> isTrained(fitted.rows());
            for (std::size_t i = 0; i < isTrained.size(); ++i) {
                isTrained[i] = splits[s].fold[i] != f ? 1 : 0;
            }
            std::ranges::copy(groupWeights(splits[s].isWith, classes, isTrained), weights.row(s * folds + f).begin());
        }
    }
    LatentTable directions(vectors, fitted.columns());
    LatentTable scores(vectors, fitted.rows());
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, d, n, 1, weights.values().data(), n,
                fitted.values().data(), d, 0, directions.values().data(), d);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, d, 1, directions.values().data(), d,
                scored.values().data(), d, 0, scores.values().data(), n);
    std::vector<double> aucs;
    for (std::size_t s = 0; s < splits.size(); ++s) {
        double sum = 0;
        for (std::size_t f = 0; f < folds; ++f) {
            sum += aucOfFold(splits[s], f, [row = scores.row(s * folds + f)](std::size_t i) { return row[i]; });
        }
        aucs.push_back(sum / static_cast<double>(folds));
    }
    return aucs;
}

/// The method itself, fitted anew to all rows but those of each fold.
double refittedAuc(const Part& part, AttributeMethod method, const Split& split, std::size_t folds,
                   const JobControl& control)
{
    double sum = 0;
    for (std::size_t f = 0; f < folds; ++f) {
        control.report(static_cast<double>(f) / static_cast<double>(folds));
        AttributeTask training;
        Rows trained;
        for (std::uint32_t i = 0; i < part.rows.rows(); ++i) {
            if (split.fold[i] != f) {
                trained.push_back(i);
            }
        }
        training.withCount = part.withCount;
        training.numbers = part.numbers;
        const Part some = partOf(part.rows, training, {}, trained);
        const LatentVector direction = method == AttributeMethod::Linear ? logisticNormal(some.rows, some.withCount)
                                                                         : ridgeWeights(some.rows, some.numbers);
        sum +=
            aucOfFold(split, f, [&](std::size_t i) { return static_cast<float>(dot(part.scored.row(i), direction)); });
    }
    return sum / static_cast<double>(folds);
}

std::size_t foldsOf(const Part& part)
{
    return std::min({mostFolds, part.withCount, part.rows.rows() - part.withCount});
}

JobControl stretch(const JobControl& control, double from, double to)
{
    return {control.stop, [&control, from, to](double fraction) { control.report(from + (to - from) * fraction); }};
}

void tryRandomSplits(HeldOutTest& test, const Part& part, const AttributeTask& task, PortableRandom& random,
                     const JobControl& control)
{
    constexpr std::size_t together = 20;
    const std::size_t folds = foldsOf(part);
    const bool isLinear =
        task.options.method == AttributeMethod::Linear || task.options.method == AttributeMethod::Ridge;
    const LatentTable inverse = isLinear ? timesInverseCovariance(part.rows) : LatentTable();
    const LatentTable& fitted = isLinear ? inverse : part.rows;
    const auto aucs = [&](const std::vector<Split>& splits) {
        return meanDifferenceAucs(fitted, part.scored, part.classes, splits, folds);
    };
    const double real = aucs({realSplit(part, folds, random)})[0];
    std::vector<Rows> strata = strataOf(part);
    int asGood = 0;
    while (test.randomSplits < task.options.randomSplits) {
        control.report(static_cast<double>(test.randomSplits) / task.options.randomSplits);
        std::vector<Split> splits;
        while (splits.size() < together &&
               test.randomSplits + static_cast<int>(splits.size()) < task.options.randomSplits) {
            splits.push_back(randomSplit(part, strata, folds, random));
        }
        for (const double auc : aucs(splits)) {
            asGood += auc >= real ? 1 : 0;
        }
        test.randomSplits += static_cast<int>(splits.size());
    }
    test.randomAsGood = test.randomSplits > 0 ? static_cast<double>(asGood) / test.randomSplits : 1;
}

} // namespace

HeldOutTest testHeldOut(const LatentTable& rows, const AttributeTask& task, const LatentTable& basis,
                        const JobControl& control)
{
    HeldOutTest test;
    if (std::min(task.withCount, rows.rows() - task.withCount) < 2) {
        return test;
    }
    PortableRandom random(task.options.seed, 0);
    const auto pick = [&](std::size_t most) {
        return partOf(rows, task, basis, someRows(rows.rows(), task.withCount, most, random));
    };
    const Part tested = pick(mostTestedRows);
    const std::size_t folds = foldsOf(tested);
    const Split split = realSplit(tested, folds, random);
    const bool isMean =
        task.options.method == AttributeMethod::Mean || task.options.method == AttributeMethod::Balanced;
    test.tested = tested.rows.rows();
    test.auc = isMean ? meanDifferenceAucs(tested.rows, tested.scored, tested.classes, {split}, folds)[0]
                      : refittedAuc(tested, task.options.method, split, folds, stretch(control, 0, 0.5));
    const std::size_t most = std::min(mostSplitRows, std::max<std::size_t>(500, mostSplitValues / rows.columns()));
    tryRandomSplits(test, rows.rows() <= most ? tested : pick(most), task, random, stretch(control, 0.5, 1));
    return test;
}
