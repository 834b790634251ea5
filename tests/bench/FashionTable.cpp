// SPDX-License-Identifier: GPL-3.0-or-later
#include "FashionTable.h"

#include "latent/PortableRandom.h"
#include "maps/Pca.h"
#include "space/IdxFile.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <numeric>

namespace {

namespace fs = std::filesystem;

constexpr auto dataFolder = "/usr/share/datasets/fashion-mnist";

} // namespace

bool hasFashionPictures()
{
    const bool isThere = fs::exists(dataFolder);
    if (!isThere) {
        std::cerr << "Install dataset-fashion-mnist to measure this.\n";
    }
    return isThere;
}

LatentTable fashionTable()
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
    const LatentTable ordered = projectOnto(fitPca(pixels, {.components = 50}), pixels);
    std::vector<std::uint32_t> order(ordered.rows());
    std::iota(order.begin(), order.end(), 0U);
    PortableRandom random(1, 0);
    for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[random.below(i)]);
    }
    LatentTable shuffled(ordered.rows(), ordered.columns());
    for (std::size_t i = 0; i < order.size(); ++i) {
        std::ranges::copy(ordered.row(order[i]), shuffled.row(i).begin());
    }
    return shuffled;
}

LatentTable firstRows(const LatentTable& table, std::size_t rows)
{
    const std::size_t count = std::min(rows, table.rows());
    const auto values = table.values().first(count * table.columns());
    return {count, table.columns(), {values.begin(), values.end()}};
}
