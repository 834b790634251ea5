// SPDX-License-Identifier: GPL-3.0-or-later
#include "imaging/PictureHead.h"

#include <cstdlib>
#include <string_view>

namespace {

/// Reads numbers; beyond the end every byte is 0.
class Bytes
{
public:
    explicit Bytes(std::span<const std::byte> file)
        : m_file(file)
    {
    }
    [[nodiscard]] std::size_t size() const { return m_file.size(); }
    [[nodiscard]] std::uint32_t at(std::size_t i) const
    {
        return i < m_file.size() ? std::to_integer<std::uint32_t>(m_file[i]) : 0;
    }
    [[nodiscard]] std::uint32_t big(std::size_t i, std::size_t count) const
    {
        std::uint32_t value = 0;
        for (std::size_t k = 0; k < count; ++k) {
            value = value << 8 | at(i + k);
        }
        return value;
    }
    [[nodiscard]] std::uint32_t little(std::size_t i, std::size_t count) const
    {
        std::uint32_t value = 0;
        for (std::size_t k = count; k-- > 0;) {
            value = value << 8 | at(i + k);
        }
        return value;
    }
    [[nodiscard]] bool has(std::size_t i, std::string_view text) const
    {
        for (std::size_t k = 0; k < text.size(); ++k) {
            if (i + k >= m_file.size() || at(i + k) != static_cast<unsigned char>(text[k])) {
                return false;
            }
        }
        return true;
    }

private:
    std::span<const std::byte> m_file;
};

using Head = std::optional<PictureHead>;

/// ITU-T T.81, annex B: segments up to the first start of frame.
Head jpegHead(const Bytes& bytes)
{
    for (std::size_t i = 2; i + 9 < bytes.size();) {
        if (bytes.at(i) != 0xFF) {
            return std::nullopt;
        }
        const std::uint32_t marker = bytes.at(i + 1);
        if (marker == 0xFF) {
            ++i; // fill byte
            continue;
        }
        const bool isFrame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (isFrame) {
            return PictureHead{bytes.big(i + 7, 2), bytes.big(i + 5, 2)};
        }
        const bool isBare = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7);
        i += 2 + (isBare ? 0 : bytes.big(i + 2, 2));
    }
    return std::nullopt;
}

/// RFC 9649.
Head webpHead(const Bytes& bytes)
{
    if (bytes.has(12, "VP8X")) {
        return PictureHead{bytes.little(24, 3) + 1, bytes.little(27, 3) + 1};
    }
    if (bytes.has(12, "VP8L")) {
        const std::uint32_t bits = bytes.little(21, 4);
        return PictureHead{(bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1};
    }
    if (bytes.has(12, "VP8 ")) {
        return PictureHead{bytes.little(26, 2) & 0x3FFF, bytes.little(28, 2) & 0x3FFF};
    }
    return std::nullopt;
}

Head bmpHead(const Bytes& bytes)
{
    if (bytes.little(14, 4) == 12) {
        return PictureHead{bytes.little(18, 2), bytes.little(20, 2)};
    }
    const auto height = static_cast<std::int32_t>(bytes.little(22, 4)); // negative: from the top down
    return PictureHead{bytes.little(18, 4), static_cast<std::uint32_t>(std::llabs(height))};
}

/// TIFF 6.0, section 2: the first directory's ImageWidth (256) and ImageLength (257).
Head tiffHead(const Bytes& bytes)
{
    const bool little = bytes.has(0, "II");
    const auto number = [&](std::size_t i, std::size_t count) {
        return little ? bytes.little(i, count) : bytes.big(i, count);
    };
    const std::size_t directory = number(4, 4);
    PictureHead head;
    for (std::size_t entry = 0; entry < number(directory, 2); ++entry) {
        const std::size_t at = directory + 2 + 12 * entry;
        if (at + 12 > bytes.size()) {
            break;
        }
        const std::uint32_t value = number(at + 2, 2) == 3 ? number(at + 8, 2) : number(at + 8, 4);
        if (number(at, 2) == 256) {
            head.width = value;
        } else if (number(at, 2) == 257) {
            head.height = value;
        }
    }
    return head;
}

Head headOfItsKind(const Bytes& bytes)
{
    using namespace std::string_view_literals;
    if (bytes.has(0, "\x89PNG\r\n\x1a\n"sv) && bytes.has(12, "IHDR")) {
        return PictureHead{bytes.big(16, 4), bytes.big(20, 4)};
    }
    if (bytes.has(0, "\xFF\xD8\xFF"sv)) {
        return jpegHead(bytes);
    }
    if (bytes.has(0, "RIFF") && bytes.has(8, "WEBP")) {
        return webpHead(bytes);
    }
    if (bytes.has(0, "BM")) {
        return bmpHead(bytes);
    }
    if (bytes.has(0, "II*\0"sv) || bytes.has(0, "MM\0*"sv)) {
        return tiffHead(bytes);
    }
    if (bytes.has(0, "GIF8")) {
        return PictureHead{bytes.little(6, 2), bytes.little(8, 2)};
    }
    return std::nullopt;
}

} // namespace

std::optional<PictureHead> PictureHead::parse(std::span<const std::byte> file)
{
    const Head head = headOfItsKind(Bytes(file));
    return head && head->width > 0 && head->height > 0 ? head : std::nullopt;
}
