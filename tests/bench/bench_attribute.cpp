// SPDX-License-Identifier: GPL-3.0-or-later
// Fitting attribute vectors: the mean difference of a large table against one plain read of it, two selections of
// 5,000 in 100,000 samples from the click to the vector (a job engine's start included), and a classifier with its
// cross-validation.
#include "BenchReport.h"
#include "attributes/FitAttribute.h"
#include "attributes/GroupWeights.h"
#include "engine/EngineProcess.h"
#include "latent/PortableRandom.h"
#include "space/AttributeExamples.h"
#include "space/RidingLabels.h"

#include <numeric>

namespace {

constexpr std::size_t latents = 64;

LatentTable someLatents(std::size_t rows)
{
    LatentTable table(rows, latents);
    PortableRandom random(1, 0);
    for (float& value : table.values()) {
        value = static_cast<float>(random.uniform() + random.uniform() + random.uniform() - 1.5);
    }
    for (std::size_t i = 0; i < rows; i += 2) { // every other one has it
        table.row(i)[5] += 0.5F;
    }
    return table;
}

/// What a pass over all values costs when nothing is done with them: their sum, eight at a time.
float plainRead(const LatentTable& table)
{
    std::array<float, 16> sums{};
    const std::span<const float> values = table.values();
    for (std::size_t i = 0; i + sums.size() <= values.size(); i += sums.size()) {
        for (std::size_t k = 0; k < sums.size(); ++k) {
            sums[k] += values[i + k];
        }
    }
    return std::accumulate(sums.begin(), sums.end(), 0.0F);
}

std::vector<std::uint32_t> every(std::size_t count, std::uint32_t step, std::uint32_t first)
{
    std::vector<std::uint32_t> rows(count);
    for (std::size_t i = 0; i < count; ++i) {
        rows[i] = first + static_cast<std::uint32_t>(i) * step;
    }
    return rows;
}

void measureMean(BenchReport& report)
{
    constexpr std::size_t rows = 1'000'000;
    constexpr int rounds = 7;
    LatentTable table(rows, latents);
    {
        const LatentTable some = someLatents(10'000);
        for (std::size_t i = 0; i < rows; ++i) {
            std::ranges::copy(some.row(i % (some.rows() / 2) * 2 + (i < rows / 2 ? 0 : 1)), table.row(i).begin());
        }
    }
    std::vector<std::uint8_t> isWith(rows);
    std::fill_n(isWith.begin(), rows / 2, std::uint8_t{1});
    const std::vector<float> weights = groupWeights(isWith, {});
    std::vector<double> fits;
    std::vector<double> reads;
    volatile float sink = 0;
    for (int round = 0; round < rounds; ++round) {
        const Stopwatch reading;
        sink = plainRead(table);
        reads.push_back(reading.ms());
        const Stopwatch fitting;
        sink = weightedSum(table, weights)[0];
        fits.push_back(fitting.ms());
    }
    (void)sink;
    const double ratio = quantile(fits, 0.5) / quantile(reads, 0.5);
    report.add("attribute_mean_read", "mean difference of 1M x 64 / a plain read of the table", ratio, "x", "1.5x",
               ratio <= 1.5);
    report.add("attribute_mean_ms", "mean difference of 1M x 64", quantile(fits, 0.5), "ms");
    AttributeTask task;
    task.withCount = rows / 2;
    const Stopwatch whole;
    (void)fitAttribute(table, task);
    report.add("attribute_mean_tested_ms", "the same with places, histograms and tests", whole.ms(), "ms");
}

void measureLassos(BenchReport& report, const std::filesystem::path& programs)
{
    constexpr int rounds = 5;
    const LatentTable table = someLatents(100'000);
    const LabelTable labels{table.rows(),
                            {columnOf("kind", {"a", "b", "c"}, std::vector<std::uint32_t>(table.rows(), 1))}};
    AttributeQuestion question;
    question.with = every(5'000, 2, 0);
    question.without = every(5'000, 2, 1);
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
        const Stopwatch watch;
        const AttributeExamples examples = gatherExamples(table, &labels, question);
        EngineProcess engine(programs / "morphoscope-engine", EngineRole::Job);
        const AttributeVector vector = engine.client().fitAttribute(examples.rows, examples.task);
        (void)ridingLabels(labels, table, vector.vector, {});
        times.push_back(watch.ms());
        engine.finish();
    }
    const double median = quantile(times, 0.5);
    report.add("attribute_lassos_ms",
               "two selections of 5,000 in 100k x 64 to a vector with its tests, a job engine's "
               "start included",
               median, "ms", "1000 ms", median < 1000);
}

void measureLinear(BenchReport& report)
{
    const LatentTable table = someLatents(20'000);
    LatentTable sorted(table.rows(), latents);
    for (std::size_t i = 0; i < table.rows(); ++i) { // those with it first
        std::ranges::copy(table.row(i), sorted.row(i / 2 + (i % 2 == 0 ? 0 : table.rows() / 2)).begin());
    }
    AttributeTask task;
    task.withCount = table.rows() / 2;
    task.options.method = AttributeMethod::Linear;
    const Stopwatch watch;
    (void)fitAttribute(sorted, task);
    const double time = watch.ms();
    report.add("attribute_linear_ms", "logistic regression on 20k x 64 with cross-validation and 200 random splits",
               time, "ms", "2000 ms", time < 2000);
}

} // namespace

int main(int /*argc*/, char** argv)
{
    BenchReport report("Attribute vectors");
    measureMean(report);
    measureLassos(report, argv[1]);
    measureLinear(report);
    report.print();
}
