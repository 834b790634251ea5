// SPDX-License-Identifier: GPL-3.0-or-later
#include "imaging/PictureOrientation.h"

#include <libdeflate.h>

#include <cstdint>
#include <string_view>

namespace {

using Bytes = std::span<const std::byte>;
constexpr int upright = 1;
constexpr std::string_view pngSignature("\x89PNG\r\n\x1A\n");

enum class Order { Big, Little };

bool startsWith(Bytes bytes, std::string_view text)
{
    return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()).starts_with(text);
}

bool isWebp(Bytes file)
{
    return file.size() >= 12 && startsWith(file, "RIFF") && startsWith(file.subspan(8), "WEBP");
}

/// The number of `count` bytes at `at`; none beyond the end.
std::optional<std::uint32_t> numberAt(Bytes bytes, std::size_t at, std::size_t count, Order order)
{
    if (at > bytes.size() || count > bytes.size() - at) {
        return std::nullopt;
    }
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t place = order == Order::Big ? at + i : at + count - 1 - i;
        number = number << 8 | std::to_integer<std::uint32_t>(bytes[place]);
    }
    return number;
}

/// The value of one entry of a directory, where it is the orientation as the standard wants it: one SHORT.
std::optional<int> orientationAt(Bytes exif, std::size_t entry, Order order)
{
    constexpr std::uint32_t orientationTag = 0x0112;
    constexpr std::uint32_t shortType = 3;
    const auto value = numberAt(exif, entry + 8, 2, order);
    const bool isOne = numberAt(exif, entry, 2, order) == orientationTag &&
                       numberAt(exif, entry + 2, 2, order) == shortType && numberAt(exif, entry + 4, 4, order) == 1U;
    return isOne && value && *value >= 1 && *value <= 8 ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

/// From the first directory of a TIFF's head.
int orientationIn(Bytes exif)
{
    using namespace std::string_view_literals;
    constexpr std::string_view jpegPrefix = "Exif\0\0"sv; // some writers carry it over
    exif = startsWith(exif, jpegPrefix) ? exif.subspan(jpegPrefix.size()) : exif;
    const bool isLittle = startsWith(exif, "II*\0"sv);
    if (!isLittle && !startsWith(exif, "MM\0*"sv)) {
        return upright;
    }
    const Order order = isLittle ? Order::Little : Order::Big;
    const std::size_t directory = numberAt(exif, 4, 4, order).value_or(0);
    const std::size_t entries = numberAt(exif, directory, 2, order).value_or(0);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + 12 * i;
        if (entry + 12 > exif.size()) {
            break;
        }
        if (const auto found = orientationAt(exif, entry, order)) {
            return *found;
        }
    }
    return upright;
}

/// The content of the first chunk eXIf whose checksum is right; empty without one.
Bytes exifOfPng(Bytes file)
{
    constexpr std::size_t frame = 12; // length, type and checksum
    Bytes rest = file.subspan(pngSignature.size());
    while (rest.size() >= frame) {
        const std::size_t length = *numberAt(rest, 0, 4, Order::Big);
        if (length > rest.size() - frame) {
            break;
        }
        const Bytes checked = rest.subspan(4, 4 + length);
        if (startsWith(checked, "eXIf") &&
            libdeflate_crc32(0, checked.data(), checked.size()) == numberAt(rest, 8 + length, 4, Order::Big)) {
            return checked.subspan(4);
        }
        rest = rest.subspan(frame + length);
    }
    return {};
}

/// The content of the first chunk EXIF; empty without one.
Bytes exifOfWebp(Bytes file)
{
    constexpr std::size_t frame = 8; // type and length
    Bytes rest = file.subspan(12);
    while (rest.size() >= frame) {
        const std::size_t length = *numberAt(rest, 4, 4, Order::Little);
        if (length > rest.size() - frame) {
            break;
        }
        if (startsWith(rest, "EXIF")) {
            return rest.subspan(frame, length);
        }
        const std::size_t padded = length + length % 2;
        if (padded > rest.size() - frame) {
            break;
        }
        rest = rest.subspan(frame + padded);
    }
    return {};
}

} // namespace

std::optional<int> notedOrientation(Bytes file)
{
    if (startsWith(file, pngSignature)) {
        return orientationIn(exifOfPng(file));
    }
    if (isWebp(file)) {
        return orientationIn(exifOfWebp(file));
    }
    return std::nullopt;
}

bool isAnimatedWebp(Bytes file)
{
    constexpr std::size_t flagsAt = 20;
    constexpr std::byte animated{0x02};
    return isWebp(file) && startsWith(file.subspan(12), "VP8X") && file.size() > flagsAt &&
           (file[flagsAt] & animated) != std::byte{0};
}
