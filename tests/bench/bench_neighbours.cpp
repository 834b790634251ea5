// SPDX-License-Identifier: GPL-3.0-or-later
// The samples nearest to a point that moves, among a million latents of 64 dimensions, beside a plain read of the same
// array by as many threads; the two alternate.
#include "BenchReport.h"
#include "latent/NearestSamples.h"
#include "latent/PortableRandom.h"

#include <cstring>
#include <numeric>
#include <thread>

#include <time.h>

namespace {

constexpr std::size_t rowCount = 1000000;
constexpr std::size_t columnCount = 64;
constexpr std::size_t neighbours = 12;
constexpr int threads = 2;

/// Normal, as a trained autoencoder's latents are said to be; each column of another width.
std::shared_ptr<const LatentTable> latents()
{
    auto table = std::make_shared<LatentTable>(rowCount, columnCount);
    for (std::size_t row = 0; row < rowCount; ++row) {
        PortableRandom random(1, row);
        for (std::size_t column = 0; column < columnCount; ++column) {
            const double width = 0.5 + static_cast<double>(column) / columnCount;
            table->row(row)[column] = static_cast<float>(width * random.normal());
        }
    }
    return table;
}

/// Step `i` of a walk from sample to sample, off the data in between.
LatentVector pointAt(const LatentTable& table, std::size_t i)
{
    const std::size_t step = i / 50 * 7919;
    const float share = static_cast<float>(i % 50) / 50;
    const LatentView from = table.row(step % rowCount);
    const LatentView to = table.row((step + 7919) % rowCount);
    LatentVector point(columnCount);
    for (std::size_t column = 0; column < columnCount; ++column) {
        point[column] = (1 - share) * from[column] + share * to[column];
    }
    return point;
}

std::uint64_t readAll(const std::uint64_t* words, std::size_t count)
{
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
        sum += words[i];
    }
    return sum;
}

double plainReadMs(const LatentTable& table, std::uint64_t& sum)
{
    const Stopwatch watch;
    const auto* words = reinterpret_cast<const std::uint64_t*>(table.values().data());
    const std::size_t half = table.values().size() / 4;
    std::uint64_t other = 0;
    {
        const std::jthread second([&] { other = readAll(words + half, half); });
        sum += readAll(words, half);
    }
    sum += other;
    return watch.ms();
}

struct Times
{
    std::vector<double> search;
    std::vector<double> read;
};

Times measure(const NearestSamples& nearest, std::size_t queries, std::uint64_t& sum)
{
    Times times;
    for (std::size_t i = 0; i < queries; ++i) {
        const LatentVector point = pointAt(nearest.table(), i);
        const Stopwatch watch;
        sum += nearest.nearest(point, neighbours, threads).front().sample;
        times.search.push_back(watch.ms());
        if (i % 10 == 0) {
            times.read.push_back(plainReadMs(nearest.table(), sum));
        }
    }
    return times;
}

/// Of one thread that waits for nothing: others' load does not count.
std::vector<double> processorTimes(const NearestSamples& nearest, std::size_t queries, std::uint64_t& sum)
{
    const auto now = [] {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
    };
    std::vector<double> times;
    for (std::size_t i = 0; i < queries; ++i) {
        const LatentVector point = pointAt(nearest.table(), i);
        const double start = now();
        sum += nearest.nearest(point, neighbours, 1).front().sample;
        times.push_back(now() - start);
    }
    return times;
}

} // namespace

int main()
{
    const auto table = latents();
    const Stopwatch preparing;
    const NearestSamples nearest(table, NearMetric::Euclidean);
    const double prepareMs = preparing.ms();
    const NearestSamples byAngle(table, NearMetric::Cosine);
    std::uint64_t sum = 0;
    const Times times = measure(nearest, 1000, sum);
    const std::vector<double> alone = processorTimes(nearest, 200, sum);
    const Times angleTimes = measure(byAngle, 200, sum);

    BenchReport report("Neighbours: the 12 samples nearest to a moving point, 1,000,000 x 64, exact, two threads");
    const double p95 = quantile(times.search, 0.95);
    const double ratio = quantile(times.search, 0.5) / quantile(times.read, 0.5);
    report.add("G19", "Euclidean, p50", quantile(times.search, 0.5), "ms");
    report.add("G19", "Euclidean, p95", p95, "ms", "at most 16.7", p95 <= 16.7);
    report.add("G19", "cosine, p95", quantile(angleTimes.search, 0.95), "ms", "at most 16.7",
               quantile(angleTimes.search, 0.95) <= 16.7);
    report.add("G19", "a plain read of the array by two threads, p50", quantile(times.read, 0.5), "ms");
    report.add("G19", "Euclidean / plain read, p50", ratio, "x", "at most 0.5", ratio <= 0.5);
    report.add("G19", "Euclidean, one thread, its processor time, p95", quantile(alone, 0.95), "ms", "at most 16.7",
               quantile(alone, 0.95) <= 16.7);
    report.add("", "bytes a row beside the latents", static_cast<double>(nearest.memoryBytes()) / rowCount, "bytes",
               "at most 72", nearest.memoryBytes() <= rowCount * (columnCount + 8));
    report.add("", "preparing, one thread", prepareMs, "ms");
    report.print();
    return sum == 0; // so that nothing is left out as unused
}
