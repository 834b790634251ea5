// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/PictureArrayFile.h"

#include "base/AtomicFile.h"
#include "base/UserError.h"
#include "space/NpyFile.h"
#include "space/NpyHeader.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>

PictureArrayReader::PictureArrayReader(const std::filesystem::path& file)
    : m_file(file, "a .npy file")
{
    std::string beginning(std::min(m_file.size(), NpyHeader::mostBytes), '\0');
    m_file.readAt(0, std::as_writable_bytes(std::span(beginning)));
    const NpyHeader header = NpyHeader::parse(beginning, file);
    m_shape = pictureShapeOf(file, header.shape);
    m_offset = header.dataOffset;
    m_count = header.shape.front();
    const std::size_t held = m_file.size() - std::min(m_offset, m_file.size());
    if (header.type != "|u1" || header.fortranOrder || held / m_shape.bytes() != m_count ||
        held % m_shape.bytes() != 0) {
        throw UserError(file.string() + ": this is not " + shapeText(header.shape) +
                        " bytes in C order, or the file was cut short. Copy or write it again.");
    }
}

void PictureArrayReader::read(std::size_t index, std::span<std::uint8_t> into) const
{
    m_file.readAt(m_offset + index * m_shape.bytes(), std::as_writable_bytes(into));
}

PictureArrayWriter::PictureArrayWriter(std::filesystem::path file, std::size_t count, PictureShape shape)
    : m_path(std::move(file))
    , m_file(::open(m_path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0666))
    , m_left(count * shape.bytes())
{
    if (!m_file.isValid()) {
        failWriting(m_path, errno);
    }
    const auto size = [](int value) { return static_cast<std::size_t>(value); };
    const std::string header =
        NpyHeader::write("|u1", {count, size(shape.height), size(shape.width), size(shape.channels)});
    const int error = ::posix_fallocate(m_file.get(), 0, static_cast<off_t>(header.size() + m_left));
    if (error != 0 && error != EOPNOTSUPP && error != EINVAL) {
        failWriting(m_path, error);
    }
    write(std::as_bytes(std::span(header)));
}

void PictureArrayWriter::append(std::span<const std::uint8_t> pixels)
{
    if (pixels.size() > m_left) {
        throw std::logic_error("more pictures than were announced");
    }
    m_left -= pixels.size();
    write(std::as_bytes(pixels));
}

void PictureArrayWriter::write(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(m_file.get(), bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            failWriting(m_path, errno);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
}

void PictureArrayWriter::finish()
{
    if (m_left > 0) {
        throw std::logic_error("fewer pictures than were announced");
    }
    if (::fsync(m_file.get()) != 0) {
        failWriting(m_path, errno);
    }
}
