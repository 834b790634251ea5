// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/IdxFile.h"

#include "base/UserError.h"
#include "space/ByteSource.h"
#include "space/NpyFile.h"
#include "space/NpyHeader.h"

#include <algorithm>
#include <array>

namespace {

using Path = std::filesystem::path;

/// Deflate makes 1 byte of at most 1032 (zlib, technical details).
constexpr std::size_t mostInflation = 1032;

[[noreturn]] void fail(const Path& file, const std::string& what)
{
    throw UserError(file.string() + ": " + what);
}

/// An IDX file whose header has been read: two zero bytes, type, number of dimensions, then each size as a big-endian
/// 32-bit number.
class IdxReader final : public ByteSource
{
public:
    explicit IdxReader(const Path& path)
        : m_file(path, "an IDX file. Choose a file such as train-images-idx3-ubyte.")
        , m_isGzip(isGzip(m_file))
        , m_bytes(std::make_unique<FilePart>(m_file, 0, m_file.size()))
    {
        if (m_isGzip) {
            m_bytes = std::make_unique<Unpacked>(std::move(m_bytes), Compression::Gzip, path);
        }
        std::array<unsigned char, 4> magic{};
        if (take(magic) != magic.size() || magic[0] != 0 || magic[1] != 0 || magic[2] < 8 || magic[3] == 0) {
            fail(path, "this is not an IDX file. Choose a file such as train-images-idx3-ubyte, plain or as .gz.");
        }
        m_type = magic[2];
        for (unsigned char i = 0; i < magic[3]; ++i) {
            std::array<unsigned char, 4> size{};
            if (take(size) != size.size()) {
                fail(path, "the IDX header is cut off. Copy or download the file again.");
            }
            m_shape.push_back(std::size_t{size[0]} << 24 | std::size_t{size[1]} << 16 | std::size_t{size[2]} << 8 |
                              size[3]);
        }
    }

    /// The bytes after the header.
    [[nodiscard]] std::size_t read(std::span<std::byte> into) override { return m_bytes->read(into); }
    [[nodiscard]] bool holdsBytes() const { return m_type == 8; }
    [[nodiscard]] const std::vector<std::size_t>& shape() const { return m_shape; }

    /// All values, and nothing may follow them.
    [[nodiscard]] std::vector<std::uint8_t> values()
    {
        std::vector<std::uint8_t> values(checkedCount());
        unsigned char after = 0;
        if (take(values) != values.size()) {
            fail(m_file.path(), "the header promises " + shapeText(m_shape) +
                                    " values, but the file ends before the last. Copy or download it again.");
        }
        if (take(std::span(&after, 1)) != 0) {
            fail(m_file.path(), "the header promises " + shapeText(m_shape) +
                                    " values, but the file goes on after them. Copy or download it again.");
        }
        return values;
    }

    /// The number of values, which the file is large enough for.
    [[nodiscard]] std::size_t checkedCount() const
    {
        std::size_t count = 1;
        bool overflow = false;
        for (const std::size_t size : m_shape) {
            overflow = overflow || __builtin_mul_overflow(count, size, &count);
        }
        const std::size_t held = m_file.size();
        const bool isTooMany = overflow || (m_isGzip ? count / mostInflation > held : count > held);
        if (isTooMany || (m_isGzip && count > mostUnpackedBytes)) {
            fail(m_file.path(),
                 "the header promises " + shapeText(m_shape) + " values, more than " +
                     (isTooMany ? "a file of " + std::to_string(held) + " bytes can hold. Copy or download it again."
                                : "are unpacked at once. Unpack it with gunzip."));
        }
        if (count == 0) {
            fail(m_file.path(), "holds nothing (" + shapeText(m_shape) + "). Choose a file with samples in it.");
        }
        return count;
    }

private:
    std::size_t take(std::span<unsigned char> into) { return m_bytes->read(std::as_writable_bytes(into)); }

    OpenFile m_file;
    bool m_isGzip;
    std::unique_ptr<ByteSource> m_bytes;
    unsigned char m_type = 0;
    std::vector<std::size_t> m_shape;
};

void requireBytes(const IdxReader& reader, const Path& file)
{
    if (!reader.holdsBytes()) {
        fail(file, "holds values of another type than bytes. Save them as unsigned bytes (IDX type 8).");
    }
}

std::unique_ptr<IdxReader> pictureReader(const Path& file)
{
    auto reader = std::make_unique<IdxReader>(file);
    requireBytes(*reader, file);
    if (reader->shape().size() == 1) {
        fail(file, "holds labels (" + shapeText(reader->shape()) +
                       "), no pictures. Choose the file called images, idx3-ubyte, beside it.");
    }
    return reader;
}

} // namespace

std::optional<IdxKind> idxKind(const Path& file)
{
    try {
        const IdxReader reader(file);
        const std::size_t dimensions = reader.holdsBytes() ? reader.shape().size() : 0;
        return dimensions == 1                      ? std::optional(IdxKind::Labels)
               : dimensions == 3 || dimensions == 4 ? std::optional(IdxKind::Pictures)
                                                    : std::nullopt;
    } catch (const UserError&) {
        return std::nullopt;
    }
}

PictureStream openIdxPictures(const Path& file)
{
    auto reader = pictureReader(file);
    (void)reader->checkedCount();
    const std::size_t count = reader->shape().front();
    const PictureShape shape = pictureShapeOf(file, reader->shape());
    return {count, shape, std::move(reader), file};
}

PictureBatch readIdxPictures(const Path& file)
{
    const auto reader = pictureReader(file);
    PictureBatch batch{.count = reader->shape().front(), .shape = pictureShapeOf(file, reader->shape())};
    batch.pixels = reader->values();
    return batch;
}

LabelTable readIdxLabels(const Path& file)
{
    IdxReader reader(file);
    requireBytes(reader, file);
    if (reader.shape().size() != 1) {
        fail(file, "holds an array of " + shapeText(reader.shape()) +
                       ", no labels. Choose the file called labels, idx1-ubyte, beside it.");
    }
    std::string csv = "label\n";
    for (const std::uint8_t value : reader.values()) {
        csv += std::to_string(value) + '\n';
    }
    return LabelTable::parse(csv, file);
}
