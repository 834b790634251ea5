// SPDX-License-Identifier: GPL-3.0-or-later
#include "FashionTable.h"

#include "latent/PortableRandom.h"
#include "maps/Pca.h"
#include "space/IdxFile.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iostream>
#include <numeric>

namespace {

namespace fs = std::filesystem;

constexpr auto dataFolder = "/usr/share/datasets/fashion-mnist";
constexpr std::size_t side = 28;

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

/// `pixelOf` says where in the original a pixel comes from; outside of it all is black.
LatentTable variant(const LatentTable& pixels, const std::function<std::size_t(std::size_t y, std::size_t x)>& pixelOf)
{
    LatentTable other(pixels.rows(), pixels.columns());
    for (std::size_t y = 0; y < side; ++y) {
        for (std::size_t x = 0; x < side; ++x) {
            const std::size_t from = pixelOf(y, x);
            for (std::size_t i = 0; i < pixels.rows() && from < pixels.columns(); ++i) {
                other.row(i)[y * side + x] = pixels.row(i)[from];
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

LatentTable fashionVariants()
{
    const LatentTable pixels = fashionPixels();
    const PrincipalComponents components = fitPca(pixels, {.components = 50});
    std::vector<float> values;
    const auto add = [&](const LatentTable& pictures) {
        const LatentTable some = coordinatesOf(components, pictures);
        values.insert(values.end(), some.values().begin(), some.values().end());
    };
    add(pixels);
    add(variant(pixels, [](std::size_t y, std::size_t x) { return y * side + side - 1 - x; }));
    add(variant(pixels, [](std::size_t y, std::size_t x) { return y == 0 ? side * side : (y - 1) * side + x; }));
    return shuffled(LatentTable(3 * pixels.rows(), 50, std::move(values)));
}

LatentTable firstRows(const LatentTable& table, std::size_t rows)
{
    const std::size_t count = std::min(rows, table.rows());
    const auto values = table.values().first(count * table.columns());
    return {count, table.columns(), {values.begin(), values.end()}};
}
