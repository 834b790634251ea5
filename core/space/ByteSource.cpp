// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/ByteSource.h"

#include "base/UserError.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>

namespace {

using Path = std::filesystem::path;

[[noreturn]] void fail(const Path& file, const std::string& what)
{
    throw UserError(file.string() + ": " + what);
}

} // namespace

OpenFile::OpenFile(const Path& file, const char* wanted)
    : m_path(file)
    , m_fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK))
{
    struct stat info
    {
    };
    if (!m_fd.isValid() || ::fstat(m_fd.get(), &info) != 0) {
        const int error = errno;
        fail(file, std::string("could not be opened: ") + std::strerror(error) +
                       (error == EACCES ? ". Give yourself the right to read it, or choose another file."
                                        : ". Check the name, or choose another file."));
    }
    if (!S_ISREG(info.st_mode)) {
        fail(file, std::string("is a folder or a device, not ") + wanted);
    }
    m_size = static_cast<std::size_t>(info.st_size);
}

void OpenFile::readAt(std::size_t at, std::span<std::byte> into) const
{
    while (!into.empty()) {
        const ssize_t got = ::pread(m_fd.get(), into.data(), into.size(), static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            fail(m_path, std::string("could not be read: ") + (got < 0 ? std::strerror(errno) : "it grew shorter") +
                             ". Check the disk it lies on.");
        }
        at += static_cast<std::size_t>(got);
        into = into.subspan(static_cast<std::size_t>(got));
    }
}

std::size_t FilePart::read(std::span<std::byte> into)
{
    const std::size_t taken = std::min(into.size(), m_left);
    m_file.readAt(m_at, into.first(taken));
    m_at += taken;
    m_left -= taken;
    return taken;
}

struct Unpacked::Stream
{
    z_stream state{};
    std::array<std::byte, 1 << 16> packed{};
    bool atEnd = false;

    void refill(ByteSource& source)
    {
        if (state.avail_in == 0) {
            state.next_in = reinterpret_cast<Bytef*>(packed.data());
            state.avail_in = static_cast<uInt>(source.read(packed));
        }
    }
};

Unpacked::Unpacked(std::unique_ptr<ByteSource> packed, Compression compression, Path place)
    : m_packed(std::move(packed))
    , m_compression(compression)
    , m_place(std::move(place))
    , m_stream(std::make_unique<Stream>())
{
    const int windowBits = m_compression == Compression::Gzip ? 16 + MAX_WBITS : -MAX_WBITS;
    if (inflateInit2(&m_stream->state, windowBits) != Z_OK) {
        throw std::bad_alloc();
    }
}

Unpacked::~Unpacked()
{
    inflateEnd(&m_stream->state);
}

std::size_t Unpacked::read(std::span<std::byte> into)
{
    z_stream& state = m_stream->state;
    std::size_t done = 0;
    while (done < into.size() && !m_stream->atEnd) {
        m_stream->refill(*m_packed);
        const std::size_t room = std::min(into.size() - done, std::size_t{1} << 30);
        state.next_out = reinterpret_cast<Bytef*>(into.data() + done);
        state.avail_out = static_cast<uInt>(room);
        const int result = inflate(&state, Z_NO_FLUSH);
        done += room - state.avail_out;
        if (result == Z_STREAM_END) {
            m_stream->refill(*m_packed);
            m_stream->atEnd = state.avail_in == 0 || m_compression == Compression::Deflate;
            if (!m_stream->atEnd && inflateReset(&state) != Z_OK) {
                throw std::bad_alloc();
            }
        } else if (result == Z_BUF_ERROR) {
            fail(m_place, "the compressed data end too early: the file was cut off. Copy or download it again.");
        } else if (result != Z_OK) {
            fail(m_place, std::string("the compressed data are damaged") +
                              (state.msg != nullptr ? " (" + std::string(state.msg) + ")" : "") +
                              ". Copy or download the file again.");
        }
    }
    return done;
}

bool isGzip(const OpenFile& file)
{
    std::array<unsigned char, 2> magic{};
    if (file.size() < magic.size()) {
        return false;
    }
    file.readAt(0, std::as_writable_bytes(std::span(magic)));
    return magic[0] == 0x1F && magic[1] == 0x8B;
}
