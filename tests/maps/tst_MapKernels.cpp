// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/MapKernels.h"

#include <QTest>

#include <cmath>
#include <random>
#include <vector>

/// Each instruction set that this machine has, against sums in double.
class tst_MapKernels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void attraction_data() { everySet(); }
    void attraction();
    void logarithmsOfEdges_data() { everySet(); }
    void logarithmsOfEdges();
    void repulsion_data() { everySet(); }
    void repulsion();
    void gaussians_data() { everySet(); }
    void gaussians();
    void placesBelow_data() { everySet(); }
    void placesBelow();
    void distances_data() { everySet(); }
    void distances();

private:
    static void everySet()
    {
        QTest::addColumn<int>("set");
        std::size_t count = 0;
        const MapKernels* const* const all = allMapKernels(&count);
        for (std::size_t i = 0; i < count; ++i) {
            QTest::addRow("%s", all[i]->name) << static_cast<int>(i);
        }
    }
    static const MapKernels& kernels()
    {
        QFETCH(int, set);
        std::size_t count = 0;
        return *allMapKernels(&count)[set];
    }
};

namespace {

constexpr std::size_t points = 61; // no multiple of any vector

std::vector<float> normal(std::size_t count, float deviation, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> distribution(0, deviation);
    std::vector<float> values(count);
    std::ranges::generate(values, [&] { return distribution(random); });
    return values;
}

/// Point i has i edges, so that every remainder of a vector occurs, none included.
struct Edges
{
    std::vector<std::uint64_t> begins = {0};
    std::vector<std::uint32_t> ids;
    std::vector<float> weights;

    Edges()
    {
        std::mt19937 random(3);
        for (std::size_t i = 0; i < points; ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                ids.push_back(static_cast<std::uint32_t>(random() % points));
                weights.push_back(0.001F * static_cast<float>(1 + random() % 100));
            }
            begins.push_back(ids.size());
        }
    }
};

double squared(const std::vector<float>& positions, std::size_t i, std::size_t j)
{
    const double dx = static_cast<double>(positions[2 * i]) - static_cast<double>(positions[2 * j]);
    const double dy = static_cast<double>(positions[2 * i + 1]) - static_cast<double>(positions[2 * j + 1]);
    return dx * dx + dy * dy;
}

bool isNear(double a, double b, double tolerance)
{
    return std::abs(a - b) <= tolerance * (1 + std::abs(b));
}

} // namespace

void tst_MapKernels::attraction()
{
    const Edges edges;
    const std::vector<float> positions = normal(2 * points, 5, 1);
    std::vector<float> forces(2 * points, 99);
    kernels().attract(positions.data(), edges.begins.data(), edges.ids.data(), edges.weights.data(), 0, points,
                      forces.data());
    for (std::size_t i = 0; i < points; ++i) {
        double x = 0;
        double y = 0;
        for (std::uint64_t e = edges.begins[i]; e < edges.begins[i + 1]; ++e) {
            const std::size_t j = edges.ids[e];
            const double pull = static_cast<double>(edges.weights[e]) / (1 + squared(positions, i, j));
            x += pull * (static_cast<double>(positions[2 * i]) - static_cast<double>(positions[2 * j]));
            y += pull * (static_cast<double>(positions[2 * i + 1]) - static_cast<double>(positions[2 * j + 1]));
        }
        QVERIFY(isNear(static_cast<double>(forces[2 * i]), x, 1e-6));
        QVERIFY(isNear(static_cast<double>(forces[2 * i + 1]), y, 1e-6));
    }
}

void tst_MapKernels::logarithmsOfEdges()
{
    const Edges edges;
    for (const float deviation : {1e-4F, 1.0F, 1e3F}) {
        const std::vector<float> positions = normal(2 * points, deviation, 2);
        double sum = 0;
        double weights = 0;
        for (std::size_t i = 10; i < points; ++i) {
            for (std::uint64_t e = edges.begins[i]; e < edges.begins[i + 1]; ++e) {
                weights += static_cast<double>(edges.weights[e]);
                sum += static_cast<double>(edges.weights[e]) * std::log1p(squared(positions, i, edges.ids[e]));
            }
        }
        const double found = kernels().edgeLogs(positions.data(), edges.begins.data(), edges.ids.data(),
                                                edges.weights.data(), 10, points);
        QVERIFY2(std::abs(found - sum) < 4e-6 * weights * (1 + sum / weights),
                 qPrintable(QString::number(found - sum)));
    }
}

void tst_MapKernels::repulsion()
{
    constexpr std::size_t padded = 64;
    const std::vector<float> positions = normal(2 * points, 3, 4);
    std::vector<float> x(padded, 1e15F);
    std::vector<float> y(padded, 1e15F);
    for (std::size_t i = 0; i < points; ++i) {
        x[i] = positions[2 * i];
        y[i] = positions[2 * i + 1];
    }
    std::vector<float> forces(2 * points, 99);
    const double found = kernels().repel(x.data(), y.data(), padded, 5, 50, forces.data());
    double sum = 0;
    for (std::size_t i = 5; i < 50; ++i) {
        double fx = 0;
        double fy = 0;
        for (std::size_t j = 0; j < points; ++j) {
            const double q = 1 / (1 + squared(positions, i, j));
            sum += q;
            fx += q * q * (static_cast<double>(positions[2 * i]) - static_cast<double>(positions[2 * j]));
            fy += q * q * (static_cast<double>(positions[2 * i + 1]) - static_cast<double>(positions[2 * j + 1]));
        }
        QVERIFY(isNear(static_cast<double>(forces[2 * i]), fx, 1e-5));
        QVERIFY(isNear(static_cast<double>(forces[2 * i + 1]), fy, 1e-5));
    }
    QVERIFY(isNear(found, sum, 1e-6));
    QCOMPARE(forces[8], 99.0F); // the others' stay as they are
    QCOMPARE(forces[100], 99.0F);
}

void tst_MapKernels::gaussians()
{
    std::vector<float> values;
    for (const float value : normal(37, 2, 5)) {
        values.push_back(value * value);
    }
    values.push_back(1e4F); // far: its share is 0
    const float smallest = *std::ranges::min_element(values);
    for (const float beta : {0.0F, 0.3F, 7.0F}) {
        std::vector<float> sums(3);
        kernels().gaussianSums(values.data(), values.size(), smallest, beta, sums.data());
        std::vector<float> each(values.size());
        kernels().gaussian(values.data(), values.size(), smallest, beta, 2, each.data());
        std::vector<double> expected(3);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double value = static_cast<double>(values[i]) - static_cast<double>(smallest);
            const double e = std::exp(-static_cast<double>(beta) * value);
            expected[0] += e;
            expected[1] += e * value;
            expected[2] += e * value * value;
            QVERIFY(isNear(static_cast<double>(each[i]), 2 * e, 1e-6));
        }
        for (std::size_t k = 0; k < 3; ++k) {
            QVERIFY(isNear(static_cast<double>(sums[k]), expected[k], 2e-6));
        }
    }
}

void tst_MapKernels::placesBelow()
{
    const std::vector<float> values = normal(100, 1, 6);
    for (const float limit : {-10.0F, -0.5F, values[17], 10.0F, std::numeric_limits<float>::infinity()}) {
        std::vector<std::uint32_t> expected;
        for (std::uint32_t i = 0; i < values.size(); ++i) {
            if (values[i] < limit) {
                expected.push_back(i);
            }
        }
        std::vector<std::uint32_t> places(values.size());
        places.resize(kernels().below(values.data(), values.size(), limit, places.data()));
        QCOMPARE(places, expected);
        QCOMPARE(kernels().countBelow(values.data(), values.size(), limit), expected.size());
    }
}

void tst_MapKernels::distances()
{
    std::vector<float> dots = normal(45, 1, 7);
    const std::vector<float> before = dots;
    const std::vector<float> norms = normal(45, 1, 8);
    kernels().toDistances(dots.data(), norms.data(), dots.size());
    for (std::size_t i = 0; i < dots.size(); ++i) {
        QVERIFY(std::abs(dots[i] - (norms[i] - 2 * before[i])) < 1e-6F);
    }
}

QTEST_GUILESS_MAIN(tst_MapKernels)
#include "tst_MapKernels.moc"
