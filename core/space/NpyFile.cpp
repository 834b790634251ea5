// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/NpyFile.h"

#include "base/AtomicFile.h"
#include "base/SharedBuffer.h"
#include "base/UserError.h"
#include "space/ByteSource.h"
#include "space/NpyHeader.h"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <memory>

static_assert(std::endian::native == std::endian::little, "The files are little-endian and read as they are.");

namespace {

using Path = std::filesystem::path;

[[noreturn]] void fail(const Path& file, const std::string& what)
{
    throw UserError(file.string() + ": " + what);
}

/// A .npy array taken in order, whose header has been read.
class NpyReader
{
public:
    NpyReader(ByteSource& bytes, std::size_t size, const Path& file)
        : m_file(file)
        , m_bytes(bytes)
        , m_size(size)
        , m_beginning(std::min(size, NpyHeader::mostBytes), '\0')
    {
        requireRead(std::as_writable_bytes(std::span(m_beginning)));
        m_header = NpyHeader::parse(m_beginning, file);
        m_beginning.erase(0, m_header.dataOffset);
    }

    [[nodiscard]] const NpyHeader& header() const { return m_header; }

    /// Number of values, after checking that the file holds exactly that many.
    [[nodiscard]] std::size_t checkedCount(std::size_t bytesEach) const
    {
        std::size_t count = 1;
        bool overflow = false;
        for (const std::size_t size : m_header.shape) {
            overflow = overflow || __builtin_mul_overflow(count, size, &count);
        }
        std::size_t bytes = 0;
        overflow = overflow || __builtin_mul_overflow(count, bytesEach, &bytes);
        const std::size_t held = m_size - m_header.dataOffset;
        if (overflow || bytes != held) {
            fail(m_file, "the header promises " + shapeText(m_header.shape) + " values (" +
                             (overflow ? "more bytes than there can be" : std::to_string(bytes) + " bytes") +
                             "), but the file holds " + std::to_string(held) +
                             " bytes of them. It was cut off or damaged: copy or write it again.");
        }
        return count;
    }

    /// The next values.
    void readValues(std::span<std::byte> into)
    {
        const std::size_t kept = std::min(into.size(), m_beginning.size());
        std::ranges::copy(std::as_bytes(std::span(m_beginning)).first(kept), into.begin()); // either may be empty
        m_beginning.erase(0, kept);
        requireRead(into.subspan(kept));
    }

private:
    void requireRead(std::span<std::byte> into)
    {
        if (m_bytes.read(into) != into.size()) {
            fail(m_file, "ends before its last value. It was cut off or damaged: copy or write it again.");
        }
    }

    const Path& m_file;
    ByteSource& m_bytes;
    std::size_t m_size;
    std::string m_beginning; ///< what was read with the header; afterwards the values in it that nobody took yet
    NpyHeader m_header;
};

/// The next `count` values as float32, block after block.
void readFloats(NpyReader& reader, std::size_t count, const std::function<void(std::span<const float>)>& take)
{
    std::vector<float> block(std::min<std::size_t>(count, 1 << 16)); // stays in the processor's cache
    std::vector<double> wide(reader.header().type == "<f8" ? block.size() : 0);
    for (std::size_t first = 0; first < count; first += block.size()) {
        const auto some = std::span(block).first(std::min(block.size(), count - first));
        if (wide.empty()) {
            reader.readValues(std::as_writable_bytes(some));
        } else {
            reader.readValues(std::as_writable_bytes(std::span(wide).first(some.size())));
            std::transform(wide.begin(), wide.begin() + static_cast<std::ptrdiff_t>(some.size()), some.begin(),
                           [](double value) { return static_cast<float>(value); });
        }
        take(some);
    }
}

/// Large tables are read into memory that an engine can be shown: nobody copies them then.
LatentTable readTable(NpyReader& reader, std::size_t rows, std::size_t columns)
{
    const std::size_t count = reader.checkedCount(reader.header().type == "<f8" ? sizeof(double) : sizeof(float));
    if (count < LatentTable::leastShared) {
        std::vector<float> values;
        values.reserve(count);
        readFloats(reader, count,
                   [&](std::span<const float> some) { values.insert(values.end(), some.begin(), some.end()); });
        return {rows, columns, std::move(values)};
    }
    SharedTableWriter table(count * sizeof(float));
    readFloats(reader, count, [&](std::span<const float> some) { table.write(std::as_bytes(some)); });
    return LatentTable::of(std::make_shared<const SharedBuffer>(SharedBuffer::open(
                               std::move(table).sealed(), count * sizeof(float), SharedBuffer::Use::Table)),
                           rows, columns);
}

void writeArray(const Path& file, const std::string& header, std::span<const std::byte> values)
{
    const std::array parts = {std::as_bytes(std::span(header)), values};
    writeFileAtomically(file, std::span<const std::span<const std::byte>>(parts));
}

constexpr const char* wantedFile = "a .npy file. Choose a file written by numpy.save.";

} // namespace

PictureShape pictureShapeOf(const Path& file, const std::vector<std::size_t>& shape)
{
    if (shape.size() != 3 && shape.size() != 4) {
        fail(file, "holds an array of " + shapeText(shape) +
                       "; pictures are n x height x width x channels, or n x height x width for grey ones. "
                       "Reshape it before saving.");
    }
    const std::size_t channels = shape.size() == 4 ? shape[3] : 1;
    if (channels != 1 && channels != 3) {
        const bool channelsFirst = shape[1] == 1 || shape[1] == 3;
        fail(file, "holds " + shapeText(shape) + " values, that is " + std::to_string(channels) +
                       " channels; 1 (grey) or 3 (RGB) are taken, and they come last. " +
                       (channelsFirst ? "Save numpy.transpose(a, (0, 2, 3, 1))." : "Save the first three, or a mean."));
    }
    for (const std::size_t side : {shape[1], shape[2]}) {
        if (side < 1 || side > maxPictureSide) {
            fail(file, "pictures of " + std::to_string(shape[2]) + " x " + std::to_string(shape[1]) +
                           " pixels are not taken; sides are 1 to " + std::to_string(maxPictureSide) +
                           ". Resize them first.");
        }
    }
    return {static_cast<int>(channels), static_cast<int>(shape[1]), static_cast<int>(shape[2])};
}

LatentTable readLatents(const Path& file)
{
    const OpenFile opened(file, wantedFile);
    FilePart bytes(opened, 0, opened.size());
    return readLatents(bytes, opened.size(), file);
}

PictureBatch readPictures(const Path& file)
{
    const OpenFile opened(file, wantedFile);
    FilePart bytes(opened, 0, opened.size());
    return readPictures(bytes, opened.size(), file);
}

LatentTable readLatents(ByteSource& bytes, std::size_t size, const Path& file)
{
    NpyReader reader(bytes, size, file);
    const NpyHeader& header = reader.header();
    const std::string remedy = " Save it with numpy.save(file, numpy.ascontiguousarray(a, '<f4')).";
    if (header.type != "<f4" && header.type != "<f8") {
        fail(file,
             "holds values of type `" + header.type + "`; latents are float32 (`<f4`) or float64 (`<f8`)." + remedy);
    }
    const std::vector<std::size_t>& shape = header.shape;
    if (shape.size() != 1 && shape.size() != 2) {
        fail(file, "holds an array of " + shapeText(shape) +
                       "; latents are n x size: a row for each point. Reshape it before saving.");
    }
    const std::size_t rows = shape.size() == 2 ? shape[0] : 1;
    const std::size_t columns = shape.back();
    if (header.fortranOrder && rows > 1 && columns > 1) {
        fail(file, "is stored column by column (Fortran order)." + remedy);
    }
    if (columns == 0) {
        fail(file, "holds latents of no dimension (" + shapeText(shape) + "). Save at least one column.");
    }
    return readTable(reader, rows, columns);
}

PictureBatch readPictures(ByteSource& bytes, std::size_t size, const Path& file)
{
    NpyReader reader(bytes, size, file);
    const NpyHeader& header = reader.header();
    if (header.type != "|u1") {
        fail(file, "holds values of type `" + header.type +
                       "`; pictures are bytes (`|u1`). If they lie in [0, 1], save them with "
                       "numpy.save(file, (a * 255.0).round().clip(0, 255).astype('u1')).");
    }
    if (header.fortranOrder) {
        fail(file, "is stored column by column (Fortran order). Save it with "
                   "numpy.save(file, numpy.ascontiguousarray(a)).");
    }
    PictureBatch batch{.count = header.shape.empty() ? 0 : header.shape.front(),
                       .shape = pictureShapeOf(file, header.shape)};
    batch.pixels.resize(reader.checkedCount(1));
    reader.readValues(std::as_writable_bytes(std::span(batch.pixels)));
    return batch;
}

void writeLatents(const Path& file, const LatentTable& table)
{
    writeArray(file, NpyHeader::write("<f4", {table.rows(), table.columns()}), std::as_bytes(table.values()));
}

void writePictures(const Path& file, const PictureBatch& pictures)
{
    const auto size = [](int value) { return static_cast<std::size_t>(value); };
    const PictureShape& shape = pictures.shape;
    writeArray(file,
               NpyHeader::write("|u1", {pictures.count, size(shape.height), size(shape.width), size(shape.channels)}),
               std::as_bytes(std::span(pictures.pixels)));
}
