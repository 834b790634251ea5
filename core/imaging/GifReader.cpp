// SPDX-License-Identifier: GPL-3.0-or-later
#include "imaging/GifReader.h"

#include "base/UserError.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace {

constexpr std::size_t mostCodes = 4096;

[[noreturn]] void failDamaged()
{
    throw UserError("the picture is damaged or cut off. Copy it again or leave it out.");
}

/// Takes bytes one after the other; none may be missing.
class GifBytes
{
public:
    explicit GifBytes(std::span<const std::byte> file)
        : m_file(file)
    {
    }
    unsigned byte()
    {
        if (m_at == m_file.size()) {
            failDamaged();
        }
        return std::to_integer<unsigned>(m_file[m_at++]);
    }
    unsigned word()
    {
        const unsigned low = byte();
        return low | byte() << 8;
    }
    std::span<const std::byte> take(std::size_t count)
    {
        if (count > m_file.size() - m_at) {
            failDamaged();
        }
        m_at += count;
        return m_file.subspan(m_at - count, count);
    }
    std::vector<std::uint8_t> subBlocks()
    {
        std::vector<std::uint8_t> all;
        for (unsigned size = byte(); size > 0; size = byte()) {
            for (const std::byte value : take(size)) {
                all.push_back(std::to_integer<std::uint8_t>(value));
            }
        }
        return all;
    }

private:
    std::span<const std::byte> m_file;
    std::size_t m_at = 0;
};

/// Colours as blue, green, red.
std::vector<std::array<std::uint8_t, 3>> colourTable(GifBytes& bytes, unsigned packed)
{
    std::vector<std::array<std::uint8_t, 3>> colours(std::size_t{2} << (packed & 7));
    for (auto& colour : colours) {
        for (const std::size_t channel : {2U, 1U, 0U}) {
            colour[channel] = static_cast<std::uint8_t>(bytes.byte());
        }
    }
    return colours;
}

/// Codes of growing width, lowest bit first.
class CodeReader
{
public:
    explicit CodeReader(const std::vector<std::uint8_t>& packed)
        : m_packed(packed)
    {
    }
    std::size_t next(unsigned width)
    {
        while (m_bits < width) {
            if (m_at == m_packed.size()) {
                failDamaged();
            }
            m_held |= std::size_t{m_packed[m_at++]} << m_bits;
            m_bits += 8;
        }
        const std::size_t code = m_held & ((std::size_t{1} << width) - 1);
        m_held >>= width;
        m_bits -= width;
        return code;
    }

private:
    const std::vector<std::uint8_t>& m_packed;
    std::size_t m_at = 0;
    std::size_t m_held = 0;
    unsigned m_bits = 0;
};

/// `count` colour numbers. The specification's appendix F.
std::vector<std::uint8_t> unpackCodes(const std::vector<std::uint8_t>& packed, unsigned rootBits, std::size_t count)
{
    if (rootBits < 1 || rootBits > 8) {
        failDamaged();
    }
    const std::size_t clear = std::size_t{1} << rootBits;
    const std::size_t none = mostCodes;
    std::array<std::size_t, mostCodes> prefix{};
    std::array<std::uint8_t, mostCodes> last{};
    for (std::size_t code = 0; code < clear; ++code) {
        prefix[code] = none;
        last[code] = static_cast<std::uint8_t>(code);
    }
    std::size_t known = clear + 2;
    unsigned width = rootBits + 1;
    std::size_t before = none;
    std::vector<std::uint8_t> values;
    std::vector<std::uint8_t> text; // of one code, backwards
    CodeReader codes(packed);
    while (values.size() < count) {
        const std::size_t code = codes.next(width);
        if (code == clear) {
            known = clear + 2;
            width = rootBits + 1;
            before = none;
            continue;
        }
        if (code == clear + 1 || code > known || (code == known && before == none)) {
            failDamaged();
        }
        text.clear();
        for (std::size_t at = code == known ? before : code; at != none; at = prefix[at]) {
            text.push_back(last[at]);
        }
        if (code == known) { // its own first value ends it
            text.insert(text.begin(), text.back());
        }
        if (before != none && known < mostCodes) {
            prefix[known] = before;
            last[known] = text.back();
            ++known;
            width += known == std::size_t{1} << width && width < 12 ? 1 : 0;
        }
        values.insert(values.end(), text.rbegin(), text.rend());
        before = code;
    }
    return values;
}

/// Rows of an interlaced picture in the order in which they come (appendix E).
std::vector<unsigned> rowOrder(unsigned height, bool isInterlaced)
{
    std::vector<unsigned> rows;
    if (!isInterlaced) {
        for (unsigned y = 0; y < height; ++y) {
            rows.push_back(y);
        }
        return rows;
    }
    for (const auto& [first, step] : {std::pair{0U, 8U}, {4U, 8U}, {2U, 4U}, {1U, 2U}}) {
        for (unsigned y = first; y < height; y += step) {
            rows.push_back(y);
        }
    }
    return rows;
}

using Colours = std::vector<std::array<std::uint8_t, 3>>;

void drawFrame(GifBytes& bytes, const Colours& global, unsigned transparent, GifFrame& frame)
{
    const unsigned left = bytes.word();
    const unsigned top = bytes.word();
    const unsigned width = bytes.word();
    const unsigned height = bytes.word();
    const unsigned packed = bytes.byte();
    const Colours local = (packed & 0x80) != 0 ? colourTable(bytes, packed) : Colours();
    const Colours& colours = local.empty() ? global : local;
    const unsigned rootBits = bytes.byte();
    if (left + width > static_cast<unsigned>(frame.width) || top + height > static_cast<unsigned>(frame.height)) {
        failDamaged();
    }
    const auto values = unpackCodes(bytes.subBlocks(), rootBits, std::size_t{width} * height);
    std::size_t at = 0;
    for (const unsigned row : rowOrder(height, (packed & 0x40) != 0)) {
        for (unsigned x = 0; x < width; ++x, ++at) {
            if (values[at] == transparent) {
                continue;
            }
            if (values[at] >= colours.size()) {
                failDamaged();
            }
            std::uint8_t* const pixel =
                frame.bgra.data() + 4 * (std::size_t{top + row} * static_cast<std::size_t>(frame.width) + left + x);
            std::ranges::copy(colours[values[at]], pixel);
            pixel[3] = 255;
        }
    }
}

/// Whether another picture follows; what is damaged after the first is of no interest.
bool hasAnotherFrame(GifBytes bytes)
{
    try {
        unsigned block = bytes.byte();
        for (; block == 0x21; block = bytes.byte()) {
            (void)bytes.byte();
            (void)bytes.subBlocks();
        }
        return block == 0x2C;
    } catch (const UserError&) {
        return false;
    }
}

} // namespace

bool isGif(std::span<const std::byte> file)
{
    constexpr std::string_view magic = "GIF8";
    return file.size() >= 6 &&
           std::ranges::equal(magic, file.first(magic.size()), {}, [](char c) { return static_cast<std::byte>(c); });
}

GifFrame readGif(std::span<const std::byte> file)
{
    GifBytes bytes(file);
    (void)bytes.take(6);
    GifFrame frame;
    frame.width = static_cast<int>(bytes.word());
    frame.height = static_cast<int>(bytes.word());
    frame.bgra.resize(std::size_t{4} * static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(frame.height));
    const unsigned packed = bytes.byte();
    (void)bytes.take(2); // background, aspect
    const Colours global = (packed & 0x80) != 0 ? colourTable(bytes, packed) : Colours();
    unsigned transparent = 256;
    for (unsigned block = bytes.byte(); block != 0x2C; block = bytes.byte()) {
        if (block != 0x21) {
            failDamaged();
        }
        const bool isControl = bytes.byte() == 0xF9;
        const std::vector<std::uint8_t> content = bytes.subBlocks();
        if (isControl && content.size() >= 4) {
            transparent = (content[0] & 1) != 0 ? content[3] : 256U;
        }
    }
    drawFrame(bytes, global, transparent, frame);
    frame.isAnimated = hasAnotherFrame(bytes);
    return frame;
}
