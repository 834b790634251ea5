// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/ZipArchive.h"

#include "base/UserError.h"

#include <zlib.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace {

using Path = std::filesystem::path;

constexpr std::size_t mostMembers = 10'000;
constexpr std::size_t mostDirectoryBytes = std::size_t{16} << 20;
constexpr std::size_t mostInflation = 1032; // zlib, technical details

[[noreturn]] void fail(const Path& file, const std::string& what)
{
    throw UserError(file.string() + ": " + what);
}

[[noreturn]] void failDamaged(const Path& file, const std::string& what)
{
    fail(file, "the zip archive is damaged: " + what + ". Copy or write it again.");
}

std::size_t numberAt(std::string_view bytes, std::size_t at, std::size_t length)
{
    std::size_t value = 0;
    for (std::size_t i = length; i-- > 0;) {
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    }
    return value;
}

std::string bytesAt(const OpenFile& file, std::size_t at, std::size_t length)
{
    std::string bytes(length, '\0');
    file.readAt(at, std::as_writable_bytes(std::span(bytes)));
    return bytes;
}

/// Sizes beyond 4 GiB stand in an extra field, in this order, those alone whose own field is full of ones.
void readLongSizes(std::string_view extra, ZipMember& member, const Path& file)
{
    constexpr std::size_t isLong = 0xFFFFFFFF;
    while (extra.size() >= 4) {
        const std::size_t length = numberAt(extra, 2, 2);
        if (length > extra.size() - 4) {
            failDamaged(file, "an extra field is longer than its place");
        }
        if (numberAt(extra, 0, 2) == 1) {
            std::string_view values = extra.substr(4, length);
            for (std::size_t* const size : {&member.size, &member.packedSize, &member.headerAt}) {
                if (*size == isLong && values.size() >= 8) {
                    *size = numberAt(values, 0, 8);
                    values.remove_prefix(8);
                }
            }
        }
        extra.remove_prefix(4 + length);
    }
}

/// Compares the checksum when the last byte was taken.
class CheckedSource final : public ByteSource
{
public:
    CheckedSource(std::unique_ptr<ByteSource> bytes, const ZipMember& member, Path place)
        : m_bytes(std::move(bytes))
        , m_left(member.size)
        , m_wanted(member.crc)
        , m_place(std::move(place))
    {
    }

    std::size_t read(std::span<std::byte> into) override
    {
        into = into.first(std::min(into.size(), m_left));
        const std::size_t taken = m_bytes->read(into);
        m_crc = crc32_z(m_crc, reinterpret_cast<const Bytef*>(into.data()), taken);
        m_left -= taken;
        if (taken < into.size()) {
            failDamaged(m_place, "the data end too early");
        }
        if (taken > 0 && m_left == 0 && m_crc != m_wanted) {
            failDamaged(m_place, "the checksum is wrong");
        }
        return taken;
    }

private:
    std::unique_ptr<ByteSource> m_bytes;
    std::size_t m_left;
    uLong m_crc = 0;
    uLong m_wanted;
    Path m_place;
};

} // namespace

ZipArchive::ZipArchive(const Path& file)
    : m_file(file, "an archive. Choose a file written by numpy.savez.")
{
    constexpr std::size_t endLength = 22;
    constexpr std::size_t mostComment = 0xFFFF;
    const std::size_t tailLength = std::min(m_file.size(), endLength + mostComment);
    const std::string tail = bytesAt(m_file, m_file.size() - tailLength, tailLength);
    const std::size_t end = tail.rfind("PK\5\6");
    if (end == std::string::npos || tail.size() - end < endLength) {
        const bool beganAsZip = m_file.size() >= 4 && bytesAt(m_file, 0, 4) == "PK\3\4";
        fail(file, beganAsZip ? "the zip archive was cut off: its directory, at the end, is missing. Copy it again."
                              : "this is not a zip archive. Write a .npz with numpy.savez(file, z=z).");
    }
    const std::size_t count = numberAt(tail, end + 10, 2);
    const std::size_t length = numberAt(tail, end + 12, 4);
    const std::size_t at = numberAt(tail, end + 16, 4);
    if (at == 0xFFFFFFFF || count == 0xFFFF) {
        fail(file, "the archive is larger than 4 GiB. Save its arrays as .npy files.");
    }
    const std::size_t directoryEnd = m_file.size() - tailLength + end;
    if (at > directoryEnd || length > directoryEnd - at) {
        failDamaged(file, "its directory lies outside");
    }
    readDirectory(at, length, count);
}

void ZipArchive::readDirectory(std::size_t at, std::size_t length, std::size_t count)
{
    const Path& file = m_file.path();
    if (length > mostDirectoryBytes || count > mostMembers) {
        fail(file, "the archive has " + std::to_string(count) + " members; at most " + std::to_string(mostMembers) +
                       " are taken. Save the arrays that are needed alone.");
    }
    const std::string directory = bytesAt(m_file, at, length);
    std::string_view rest = directory;
    std::set<std::string> names;
    for (std::size_t i = 0; i < count; ++i) {
        constexpr std::size_t fixedLength = 46;
        if (rest.size() < fixedLength || !rest.starts_with("PK\1\2")) {
            failDamaged(file, "its directory is broken at member " + std::to_string(i + 1));
        }
        const std::size_t nameLength = numberAt(rest, 28, 2);
        const std::size_t extraLength = numberAt(rest, 30, 2);
        const std::size_t whole = fixedLength + nameLength + extraLength + numberAt(rest, 32, 2);
        if (rest.size() < whole) {
            failDamaged(file, "its directory is broken at member " + std::to_string(i + 1));
        }
        ZipMember member{.name = std::string(rest.substr(fixedLength, nameLength)),
                         .size = numberAt(rest, 24, 4),
                         .packedSize = numberAt(rest, 20, 4),
                         .headerAt = numberAt(rest, 42, 4),
                         .crc = static_cast<std::uint32_t>(numberAt(rest, 16, 4)),
                         .method = static_cast<unsigned>(numberAt(rest, 10, 2)),
                         .isEncrypted = (numberAt(rest, 8, 2) & 1) != 0};
        readLongSizes(rest.substr(fixedLength + nameLength, extraLength), member, file);
        if (!names.insert(member.name).second) {
            failDamaged(file, "two members are called `" + member.name + "`");
        }
        m_members.push_back(std::move(member));
        rest.remove_prefix(whole);
    }
}

std::unique_ptr<ByteSource> ZipArchive::open(const ZipMember& member) const
{
    const Path place = placeOf(member);
    if (member.isEncrypted) {
        fail(place, "is encrypted. Write the archive again without a password.");
    }
    if (member.method != 0 && member.method != 8) {
        fail(place, "is packed by a method (" + std::to_string(member.method) +
                        ") that NumPy does not use. Write the archive again with numpy.savez.");
    }
    constexpr std::size_t fixedLength = 30;
    if (member.headerAt > m_file.size() || m_file.size() - member.headerAt < fixedLength) {
        failDamaged(place, "it lies outside");
    }
    const std::string header = bytesAt(m_file, member.headerAt, fixedLength);
    if (!header.starts_with("PK\3\4")) {
        failDamaged(place, "it does not begin where the directory says");
    }
    const std::size_t start = member.headerAt + fixedLength + numberAt(header, 26, 2) + numberAt(header, 28, 2);
    if (start > m_file.size() || member.packedSize > m_file.size() - start) {
        failDamaged(place, "it lies outside");
    }
    const bool isStored = member.method == 0;
    if (isStored ? member.size != member.packedSize : member.size / mostInflation > member.packedSize) {
        failDamaged(place, "it promises " + std::to_string(member.size) + " bytes in " +
                               std::to_string(member.packedSize) + " packed ones");
    }
    if (!isStored && member.size > mostUnpackedBytes) {
        fail(place, "holds " + std::to_string(member.size) + " bytes, more than the " +
                        std::to_string(mostUnpackedBytes) + " that are unpacked at once. Save it as a .npy file.");
    }
    std::unique_ptr<ByteSource> bytes = std::make_unique<FilePart>(m_file, start, member.packedSize);
    if (!isStored) {
        bytes = std::make_unique<Unpacked>(std::move(bytes), Compression::Deflate, place);
    }
    return std::make_unique<CheckedSource>(std::move(bytes), member, place);
}
