// SPDX-License-Identifier: GPL-3.0-or-later
#include "FashionTable.h"

#include "latent/PortableRandom.h"
#include "maps/Pca.h"
#include "space/IdxFile.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <numeric>
#include <span>

namespace {

namespace fs = std::filesystem;

constexpr auto dataFolder = "/usr/share/datasets/fashion-mnist";
constexpr int side = 28;

} // namespace

bool hasFashionPictures()
{
    const bool isThere = fs::exists(dataFolder);
    if (!isThere) {
        std::cerr << "Install dataset-fashion-mnist to measure this.\n";
    }
    return isThere;
}

namespace {

LatentTable fashionPixels()
{
    LatentTable pixels(70'000, 784);
    std::size_t row = 0;
    for (const char* file : {"train-images-idx3-ubyte.gz", "t10k-images-idx3-ubyte.gz"}) {
        const PictureBatch batch = readIdxPictures(fs::path(dataFolder) / file);
        for (std::size_t i = 0; i < batch.count; ++i, ++row) {
            std::ranges::transform(std::span(batch.pixels).subspan(i * 784, 784), pixels.row(row).begin(),
                                   [](std::uint8_t value) { return static_cast<float>(value) / 255; });
        }
    }
    return pixels;
}

LatentTable shuffled(const LatentTable& ordered)
{
    std::vector<std::uint32_t> order(ordered.rows());
    std::iota(order.begin(), order.end(), 0U);
    PortableRandom random(1, 0);
    for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[random.below(i)]);
    }
    LatentTable mixed(ordered.rows(), ordered.columns());
    for (std::size_t i = 0; i < order.size(); ++i) {
        std::ranges::copy(ordered.row(order[i]), mixed.row(i).begin());
    }
    return mixed;
}

/// How the pictures are changed.
struct Variant
{
    bool isMirrored = false;
    int down = 0; ///< pixels
    int right = 0;
};

/// The first three are what bench_graph has always measured.
constexpr std::array<Variant, 18> variants = {{
    {false, 0, 0},
    {true, 0, 0},
    {false, 1, 0},
    {true, 1, 0},
    {false, -1, 0},
    {true, -1, 0},
    {false, 0, 1},
    {true, 0, 1},
    {false, 0, -1},
    {true, 0, -1},
    {false, 1, 1},
    {true, 1, 1},
    {false, -1, 1},
    {true, -1, 1},
    {false, 1, -1},
    {true, 1, -1},
    {false, -1, -1},
    {true, -1, -1},
}};

/// What comes in from outside is black.
LatentTable changed(const LatentTable& pixels, const Variant& how)
{
    LatentTable other(pixels.rows(), pixels.columns());
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const int fromY = y - how.down;
            const int seen = x - how.right;
            const int fromX = how.isMirrored ? side - 1 - seen : seen;
            if (fromY < 0 || fromY >= side || fromX < 0 || fromX >= side) {
                continue;
            }
            const auto to = static_cast<std::size_t>(y * side + x);
            const auto from = static_cast<std::size_t>(fromY * side + fromX);
            for (std::size_t i = 0; i < pixels.rows(); ++i) {
                other.row(i)[to] = pixels.row(i)[from];
            }
        }
    }
    return other;
}

} // namespace

LatentTable fashionTable()
{
    const LatentTable pixels = fashionPixels();
    return shuffled(coordinatesOf(fitPca(pixels, {.components = 50}), pixels));
}

LatentTable fashionVariants(std::size_t count)
{
    const LatentTable pixels = fashionPixels();
    const PrincipalComponents components = fitPca(pixels, {.components = 50});
    std::vector<float> values;
    values.reserve(count * pixels.rows() * 50);
    for (const Variant& how : std::span(variants).first(count)) {
        const LatentTable some = coordinatesOf(components, changed(pixels, how));
        values.insert(values.end(), some.values().begin(), some.values().end());
    }
    return shuffled(LatentTable(count * pixels.rows(), 50, std::move(values)));
}

LatentTable firstRows(const LatentTable& table, std::size_t rows)
{
    const std::size_t count = std::min(rows, table.rows());
    const auto values = table.values().first(count * table.columns());
    return {count, table.columns(), {values.begin(), values.end()}};
}
