// SPDX-License-Identifier: GPL-3.0-or-later
#include "imaging/PlainPng.h"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <string_view>

namespace {

using Bytes = std::span<const std::byte>;
using Row = std::span<std::uint8_t>;
using ConstRow = std::span<const std::uint8_t>;

constexpr std::string_view signature("\x89PNG\r\n\x1A\n");
constexpr std::size_t headBytes = 13;
constexpr std::size_t chunkFrame = 12;    ///< length, type and checksum
constexpr std::size_t deflateMost = 1032; ///< bytes that deflate makes of one, at most

/// They say nothing about the pixels that are read here. With any other the file is not plain.
constexpr std::array<std::string_view, 11> sayNothing = {"gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "pHYs",
                                                         "tIME", "tEXt", "zTXt", "iTXt", "bKGD"};

std::string_view textOf(Bytes bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::uint32_t numberAt(Bytes bytes, std::size_t at)
{
    std::uint32_t number = 0;
    for (const std::byte byte : bytes.subspan(at, 4)) {
        number = number << 8 | std::to_integer<std::uint32_t>(byte);
    }
    return number;
}

struct Chunk
{
    std::string_view type;
    Bytes data;
};

/// Off the front; none when it is cut off or its checksum is another.
std::optional<Chunk> takeChunk(Bytes& rest)
{
    if (rest.size() < chunkFrame || numberAt(rest, 0) > rest.size() - chunkFrame) {
        return std::nullopt;
    }
    const std::size_t length = numberAt(rest, 0);
    const Bytes checked = rest.subspan(4, 4 + length);
    if (libdeflate_crc32(0, checked.data(), checked.size()) != numberAt(rest, 8 + length)) {
        return std::nullopt;
    }
    rest = rest.subspan(chunkFrame + length);
    return Chunk{textOf(checked.first(4)), checked.subspan(4)};
}

struct PackedPng
{
    PictureShape shape;
    std::vector<Bytes> parts; ///< of zlib's stream, most often one
};

std::optional<PictureShape> shapeOf(Bytes head)
{
    constexpr std::uint32_t mostSide = std::numeric_limits<int>::max();
    if (head.size() != headBytes || numberAt(head, 0) - 1 >= mostSide || numberAt(head, 4) - 1 >= mostSide) {
        return std::nullopt;
    }
    // Bits, colour, and the ways of packing, filtering and interlacing.
    const std::string_view kind = textOf(head.subspan(8));
    const bool isGrey = kind == std::string_view("\x08\x00\x00\x00\x00", 5);
    const bool isColour = kind == std::string_view("\x08\x02\x00\x00\x00", 5);
    if (!isGrey && !isColour) {
        return std::nullopt;
    }
    return PictureShape{isGrey ? 1 : 3, static_cast<int>(numberAt(head, 4)), static_cast<int>(numberAt(head, 0))};
}

std::optional<PackedPng> packedOf(Bytes file)
{
    if (!textOf(file).starts_with(signature)) {
        return std::nullopt;
    }
    Bytes rest = file.subspan(signature.size());
    const auto head = takeChunk(rest);
    const auto shape = head && head->type == "IHDR" ? shapeOf(head->data) : std::nullopt;
    if (!shape) {
        return std::nullopt;
    }
    PackedPng png{.shape = *shape, .parts = {}};
    std::string_view before;
    while (const auto chunk = takeChunk(rest)) {
        const bool isPart = chunk->type == "IDAT";
        if (chunk->type == "IEND") {
            return chunk->data.empty() && rest.empty() ? std::optional(std::move(png)) : std::nullopt;
        }
        if (isPart && !chunk->data.empty() && (png.parts.empty() || before == chunk->type)) { // they follow one another
            png.parts.push_back(chunk->data);
        } else if (isPart || std::ranges::find(sayNothing, chunk->type) == sayNothing.end()) {
            return std::nullopt;
        }
        before = chunk->type;
    }
    return std::nullopt;
}

/// What `packed`, a stream of zlib's, holds: exactly `bytes`. None when it is damaged, or such that zlib itself may
/// refuse it.
std::optional<std::vector<std::uint8_t>> unpacked(Bytes packed, std::size_t bytes)
{
    // Before memory is taken, what is promised is held against what is there.
    if (packed.empty() || bytes / deflateMost > packed.size()) {
        return std::nullopt;
    }
    const auto window = std::size_t{256} << (std::to_integer<std::size_t>(packed[0]) >> 4); // RFC 1950, 2.2: CINFO
    if (window < std::min<std::size_t>(bytes, 32768)) {
        return std::nullopt; // libdeflate looks back further than it was said, zlib does not
    }
    const std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> decompressor(
        libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
    std::vector<std::uint8_t> result(bytes);
    std::size_t taken = 0;
    const bool isWhole =
        decompressor && libdeflate_zlib_decompress_ex(decompressor.get(), packed.data(), packed.size(), result.data(),
                                                      result.size(), &taken, nullptr) == LIBDEFLATE_SUCCESS;
    return isWhole && taken == packed.size() ? std::optional(std::move(result)) : std::nullopt;
}

std::optional<std::vector<std::uint8_t>> unpacked(const std::vector<Bytes>& parts, std::size_t bytes)
{
    if (parts.size() == 1) {
        return unpacked(parts[0], bytes);
    }
    std::vector<std::byte> joined;
    for (const Bytes part : parts) {
        joined.insert(joined.end(), part.begin(), part.end());
    }
    return unpacked(Bytes(joined), bytes);
}

/// Whichever of the three is nearest to left + up - corner; of two as near, the first. Put in this way, as stb_image
/// does, little of it waits for `left`, the byte before, and nothing branches.
int paeth(int left, int up, int corner)
{
    const int threshold = 3 * corner - up - left;
    const int low = std::min(left, up);
    const int high = std::max(left, up);
    const int unlessLow = high <= threshold ? low : corner;
    return threshold <= low ? high : unlessLow;
}

/// `predict(left, up, corner)` is added to each byte; those beside the picture are 0.
template <std::size_t channels, class Predict>
void addPrediction(ConstRow filtered, ConstRow above, Row row, const Predict& predict)
{
    std::array<int, channels> left{}; // not read back from `row`: each byte would wait for the one before it
    std::array<int, channels> corner{};
    for (std::size_t i = 0; i < row.size(); i += channels) {
        for (std::size_t c = 0; c < channels; ++c) {
            const int up = above[i + c];
            left[c] = static_cast<std::uint8_t>(filtered[i + c] + predict(left[c], up, corner[c]));
            corner[c] = up;
            row[i + c] = static_cast<std::uint8_t>(left[c]);
        }
    }
}

/// Clause 9.2. False for a filter that there is not.
template <std::size_t channels> bool unfilter(std::uint8_t filter, ConstRow filtered, ConstRow above, Row row)
{
    const auto add = [&](const auto& predict) { addPrediction<channels>(filtered, above, row, predict); };
    switch (filter) {
    case 0:
        std::ranges::copy(filtered, row.begin());
        return true;
    case 1:
        add([](int left, int, int) { return left; });
        return true;
    case 2:
        add([](int, int up, int) { return up; });
        return true;
    case 3:
        add([](int left, int up, int) { return (left + up) / 2; });
        return true;
    case 4:
        add(paeth);
        return true;
    default:
        return false;
    }
}

} // namespace

std::optional<Picture> readPlainPng(std::span<const std::byte> file)
{
    const auto png = packedOf(file);
    if (!png) {
        return std::nullopt;
    }
    const auto rows = static_cast<std::size_t>(png->shape.height);
    const std::size_t rowBytes = png->shape.bytes() / rows;
    const auto filtered = unpacked(png->parts, (rowBytes + 1) * rows); // before each row stands its filter
    if (!filtered) {
        return std::nullopt;
    }
    Picture picture{.shape = png->shape, .pixels = std::vector<std::uint8_t>(rows * rowBytes)};
    const std::vector<std::uint8_t> nothing(rowBytes);
    const auto unfilterRow = png->shape.channels == 1 ? unfilter<1> : unfilter<3>;
    ConstRow above = nothing;
    for (std::size_t y = 0; y < rows; ++y) {
        const ConstRow from = ConstRow(*filtered).subspan(y * (rowBytes + 1), rowBytes + 1);
        const Row row = Row(picture.pixels).subspan(y * rowBytes, rowBytes);
        if (!unfilterRow(from[0], from.subspan(1), above, row)) {
            return std::nullopt;
        }
        above = row;
    }
    return picture;
}
