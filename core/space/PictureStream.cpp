// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/PictureStream.h"

#include "base/UserError.h"
#include "space/IdxFile.h"
#include "space/NpyFile.h"
#include "space/NpyHeader.h"
#include "space/NpzFile.h"

#include <algorithm>
#include <array>

namespace {

using Path = std::filesystem::path;

/// A source together with what it reads from.
template <class Owner> class OwningSource final : public ByteSource
{
public:
    OwningSource(std::unique_ptr<Owner> owner, std::unique_ptr<ByteSource> bytes)
        : m_owner(std::move(owner))
        , m_bytes(std::move(bytes))
    {
    }
    [[nodiscard]] std::size_t read(std::span<std::byte> into) override { return m_bytes->read(into); }

private:
    std::unique_ptr<Owner> m_owner;
    std::unique_ptr<ByteSource> m_bytes;
};

/// The header, and not a byte more, so that the pixels follow.
NpyHeader takeHeader(ByteSource& bytes, const Path& file)
{
    constexpr std::size_t fixed = 12; // magic, version and, from version 2 on, 4 bytes of length
    std::string text(fixed, '\0');
    text.resize(bytes.read(std::as_writable_bytes(std::span(text))));
    if (text.size() == fixed) {
        const auto digit = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(text[i])); };
        const std::size_t length = digit(6) == 1
                                       ? 10 + digit(8) + 256 * digit(9)
                                       : fixed + digit(8) + 256 * (digit(9) + 256 * (digit(10) + 256 * digit(11)));
        const std::size_t whole = std::clamp(length, fixed, NpyHeader::mostBytes);
        text.resize(whole);
        text.resize(fixed + bytes.read(std::as_writable_bytes(std::span(text)).subspan(fixed)));
    }
    return NpyHeader::parse(text, file);
}

/// How NumPy makes bytes of values of `type` without turning the pictures black.
std::string wayToBytes(const std::string& type)
{
    if (type == "|u1") {
        return "Save them with numpy.save(file, numpy.ascontiguousarray(a)).";
    }
    const bool isFloat = type.size() == 3 && type[1] == 'f';
    if (isFloat || type == "|b1") {
        return "If they lie in [0, 1], save them with "
               "numpy.save(file, numpy.ascontiguousarray((a * 255.0).round().clip(0, 255), 'u1')).";
    }
    return "If they lie in 0 to 255, save them with numpy.save(file, numpy.ascontiguousarray(a.clip(0, 255), 'u1')).";
}

PictureStream streamOfNpy(std::unique_ptr<ByteSource> bytes, std::size_t size, const Path& place)
{
    const NpyHeader header = takeHeader(*bytes, place);
    if (header.type != "|u1" || header.fortranOrder) {
        throw UserError(place.string() + ": holds values of type `" + header.type +
                        (header.fortranOrder ? "` column by column (Fortran order)" : "`") +
                        "; pictures are bytes (`|u1`) in C order. " + wayToBytes(header.type));
    }
    const PictureShape shape = pictureShapeOf(place, header.shape);
    std::size_t promised = 0;
    if (__builtin_mul_overflow(header.shape.front(), shape.bytes(), &promised) ||
        promised != size - std::min(size, header.dataOffset)) {
        throw UserError(place.string() + ": the header promises " + shapeText(header.shape) +
                        " values, but the file holds " + std::to_string(size - std::min(size, header.dataOffset)) +
                        " bytes of them. It was cut off or damaged: copy or write it again.");
    }
    return {header.shape.front(), shape, std::move(bytes), place};
}

bool isZip(const OpenFile& file)
{
    std::array<char, 4> magic{};
    if (file.size() < magic.size()) {
        return false;
    }
    file.readAt(0, std::as_writable_bytes(std::span(magic)));
    return std::string_view(magic.data(), magic.size()) == std::string_view("PK\3\4", 4);
}

} // namespace

PictureStream::PictureStream(std::size_t count, PictureShape shape, std::unique_ptr<ByteSource> pixels, Path place)
    : m_count(count)
    , m_shape(shape)
    , m_pixels(std::move(pixels))
    , m_place(std::move(place))
{
}

PictureBatch PictureStream::next(std::size_t most)
{
    PictureBatch batch{.count = std::min(most, m_count - m_taken), .shape = m_shape};
    batch.pixels.resize(batch.count * m_shape.bytes());
    if (m_pixels->read(std::as_writable_bytes(std::span(batch.pixels))) != batch.pixels.size()) {
        throw UserError(m_place.string() +
                        ": ends before its last picture. It was cut off or damaged: copy or write it "
                        "again.");
    }
    m_taken += batch.count;
    return batch;
}

void PictureStream::skip(std::size_t count)
{
    constexpr std::size_t atOnce = std::size_t{1} << 20;
    const std::size_t some = std::max<std::size_t>(1, atOnce / m_shape.bytes());
    for (std::size_t left = std::min(count, m_count - m_taken); left > 0;) {
        left -= next(std::min(left, some)).count;
    }
}

PictureStream openPictureStream(const Path& file, const std::string& array)
{
    auto opened = std::make_unique<OpenFile>(file, "pictures. Choose a .npy, .npz or IDX file.");
    if (isZip(*opened)) {
        auto archive = std::make_unique<NpzFile>(file);
        NpzFile::Bytes bytes = archive->openPictures(array);
        auto source = std::make_unique<OwningSource<NpzFile>>(std::move(archive), std::move(bytes.source));
        return streamOfNpy(std::move(source), bytes.size, bytes.place);
    }
    if (idxKind(file)) {
        return openIdxPictures(file);
    }
    const std::size_t size = opened->size();
    auto part = std::make_unique<FilePart>(*opened, 0, size);
    return streamOfNpy(std::make_unique<OwningSource<OpenFile>>(std::move(opened), std::move(part)), size, file);
}
