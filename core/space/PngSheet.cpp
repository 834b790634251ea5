// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/PngSheet.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <vector>

namespace {

constexpr double mostSheetSide = 32767;

std::string bigEndian(std::uint32_t value)
{
    return {static_cast<char>(value >> 24), static_cast<char>(value >> 16 & 0xFF), static_cast<char>(value >> 8 & 0xFF),
            static_cast<char>(value & 0xFF)};
}

void addChunk(std::string& png, const std::string& type, const std::string& content)
{
    const std::string named = type + content;
    const auto* const bytes = reinterpret_cast<const Bytef*>(named.data());
    png += bigEndian(static_cast<std::uint32_t>(content.size())) + named +
           bigEndian(static_cast<std::uint32_t>(::crc32(0, bytes, static_cast<uInt>(named.size()))));
}

/// What is deflated goes into chunks.
class PackedRows
{
public:
    explicit PackedRows(std::string& png)
        : m_png(png)
    {
        if (::deflateInit(&m_stream, Z_DEFAULT_COMPRESSION) != Z_OK) {
            throw std::bad_alloc();
        }
    }
    ~PackedRows() { ::deflateEnd(&m_stream); }
    PackedRows(const PackedRows&) = delete;

    void add(std::vector<std::uint8_t>& bytes, bool isLast)
    {
        m_stream.next_in = bytes.data();
        m_stream.avail_in = static_cast<uInt>(bytes.size());
        do {
            m_stream.next_out = m_packed.data();
            m_stream.avail_out = static_cast<uInt>(m_packed.size());
            (void)::deflate(&m_stream, isLast ? Z_FINISH : Z_NO_FLUSH);
            const std::size_t made = m_packed.size() - m_stream.avail_out;
            if (made > 0) {
                addChunk(m_png, "IDAT", {reinterpret_cast<const char*>(m_packed.data()), made});
            }
        } while (m_stream.avail_out == 0);
    }

private:
    std::string& m_png;
    z_stream m_stream = {};
    std::vector<Bytef> m_packed = std::vector<Bytef>(1 << 18);
};

std::uint8_t paeth(int left, int above, int corner)
{
    const int guess = left + above - corner;
    const int byLeft = std::abs(guess - left);
    const int byAbove = std::abs(guess - above);
    const int byCorner = std::abs(guess - corner);
    return static_cast<std::uint8_t>(byLeft <= byAbove && byLeft <= byCorner ? left
                                     : byAbove <= byCorner                   ? above
                                                                             : corner);
}

/// One row with the filter whose differences are smallest (ISO/IEC 15948, 12.8), behind the filter's number.
void addFiltered(std::span<const std::uint8_t> row, std::span<const std::uint8_t> above, std::size_t pixelBytes,
                 std::vector<std::uint8_t>& into)
{
    constexpr std::array filters = {0, 1, 2, 4}; // none, sub, up, Paeth
    std::vector<std::uint8_t> best;
    std::size_t least = SIZE_MAX;
    std::vector<std::uint8_t> candidate(row.size() + 1);
    for (const int filter : filters) {
        candidate[0] = static_cast<std::uint8_t>(filter);
        std::size_t sum = 0;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const int left = i < pixelBytes ? 0 : row[i - pixelBytes];
            const int corner = i < pixelBytes ? 0 : above[i - pixelBytes];
            const int guess = filter == 0   ? 0
                              : filter == 1 ? left
                              : filter == 2 ? above[i]
                                            : paeth(left, above[i], corner);
            candidate[i + 1] = static_cast<std::uint8_t>(row[i] - guess);
            sum += static_cast<std::size_t>(std::abs(static_cast<std::int8_t>(candidate[i + 1])));
        }
        if (sum < least) {
            least = sum;
            best = candidate;
        }
    }
    into.insert(into.end(), best.begin(), best.end());
}

} // namespace

int sheetColumns(std::size_t count, PictureShape tile, double mostPixels)
{
    const auto tiles = static_cast<double>(count);
    const double columns = std::ceil(std::sqrt(tiles * tile.height / tile.width));
    const double width = columns * tile.width;
    const double height = std::ceil(tiles / columns) * tile.height;
    const bool fits = width <= mostSheetSide && height <= mostSheetSide && width * height <= mostPixels;
    return fits ? static_cast<int>(columns) : 0;
}

std::string pngSheet(std::size_t count, PictureShape tile, int columns,
                     const std::function<std::span<const std::uint8_t>(std::size_t first, std::size_t n)>& tiles)
{
    if (count == 0 || columns < 1 || tile.bytes() == 0) {
        throw std::logic_error("pngSheet: there are no tiles");
    }
    const auto wide = static_cast<std::size_t>(columns);
    const auto channels = static_cast<std::size_t>(tile.channels);
    const std::size_t tileRow = static_cast<std::size_t>(tile.width) * channels;
    const std::size_t bands = (count + wide - 1) / wide;
    const auto height = static_cast<std::size_t>(tile.height);
    std::string png = "\x89PNG\r\n\x1a\n";
    const std::string depthAndColour = {8, static_cast<char>(channels == 1 ? 0 : 2), 0, 0, 0};
    addChunk(png, "IHDR",
             bigEndian(static_cast<std::uint32_t>(wide * static_cast<std::size_t>(tile.width))) +
                 bigEndian(static_cast<std::uint32_t>(bands * height)) + depthAndColour);
    PackedRows packed(png);
    std::vector<std::uint8_t> above(wide * tileRow);
    std::vector<std::uint8_t> row(wide * tileRow);
    std::vector<std::uint8_t> filtered;
    for (std::size_t band = 0; band < bands; ++band) {
        const std::size_t n = std::min(wide, count - band * wide);
        const std::span<const std::uint8_t> pixels = tiles(band * wide, n);
        filtered.clear();
        for (std::size_t y = 0; y < height; ++y) {
            std::ranges::fill(row, 0);
            for (std::size_t i = 0; i < n; ++i) {
                const auto from = pixels.subspan(i * tile.bytes() + y * tileRow, tileRow);
                std::ranges::copy(from, row.begin() + static_cast<std::ptrdiff_t>(i * tileRow));
            }
            addFiltered(row, above, channels, filtered);
            std::swap(row, above);
        }
        packed.add(filtered, band + 1 == bands);
    }
    addChunk(png, "IEND", {});
    return png;
}
