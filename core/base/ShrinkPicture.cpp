// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/ShrinkPicture.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace {

/// How much pixels `first`, `first` + 1, … of a long row count for one pixel of a short one.
struct Share
{
    std::size_t first = 0;
    std::vector<float> weights; ///< sum to 1
};

std::vector<Share> sharesOf(int longer, int shorter)
{
    const double ratio = static_cast<double>(longer) / shorter;
    std::vector<Share> shares(static_cast<std::size_t>(shorter));
    for (int i = 0; i < shorter; ++i) {
        const double from = i * ratio;
        const double to = std::min((i + 1) * ratio, static_cast<double>(longer));
        Share& share = shares[static_cast<std::size_t>(i)];
        share.first = static_cast<std::size_t>(from);
        for (auto pixel = static_cast<int>(from); pixel < to; ++pixel) {
            const double covered = std::min(pixel + 1.0, to) - std::max(static_cast<double>(pixel), from);
            share.weights.push_back(static_cast<float>(covered / ratio));
        }
    }
    return shares;
}

} // namespace

PictureShape shrunkShape(PictureShape picture, std::size_t mostPixels)
{
    const double pixels = static_cast<double>(picture.height) * picture.width;
    if (pixels <= static_cast<double>(mostPixels)) {
        return picture;
    }
    const double scale = std::sqrt(static_cast<double>(mostPixels) / pixels);
    const auto shrunk = [scale](int side) { return std::max(1, static_cast<int>(side * scale)); };
    return {picture.channels, shrunk(picture.height), shrunk(picture.width)};
}

void shrinkPicture(std::span<const std::uint8_t> picture, PictureShape shape, std::span<std::uint8_t> into,
                   PictureShape smaller)
{
    if (shape.channels != smaller.channels || smaller.height > shape.height || smaller.width > shape.width ||
        smaller.height < 1 || smaller.width < 1 || picture.size() != shape.bytes() || into.size() != smaller.bytes()) {
        throw std::logic_error("shrinkPicture: sizes do not fit together");
    }
    const auto channels = static_cast<std::size_t>(shape.channels);
    const std::size_t rowBytes = static_cast<std::size_t>(shape.width) * channels;
    const std::vector<Share> across = sharesOf(shape.width, smaller.width);
    std::vector<float> row(rowBytes);
    auto* to = into.data();
    for (const Share& down : sharesOf(shape.height, smaller.height)) {
        std::fill(row.begin(), row.end(), 0.5F); // rounds
        for (std::size_t y = 0; y < down.weights.size(); ++y) {
            const std::uint8_t* from = picture.data() + (down.first + y) * rowBytes;
            const float weight = down.weights[y];
            for (std::size_t i = 0; i < rowBytes; ++i) {
                row[i] += weight * static_cast<float>(from[i]);
            }
        }
        for (const Share& share : across) {
            for (std::size_t channel = 0; channel < channels; ++channel) {
                float sum = 0;
                for (std::size_t x = 0; x < share.weights.size(); ++x) {
                    sum += share.weights[x] * row[(share.first + x) * channels + channel];
                }
                *to++ = static_cast<std::uint8_t>(std::min(sum, 255.0F));
            }
        }
    }
}
