// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// CRC-32 of gzip and zip (RFC 1952, section 8), bit by bit.
inline std::uint32_t crcOf(std::string_view bytes)
{
    std::uint32_t crc = ~0U;
    for (const char byte : bytes) {
        crc ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc & 1U) != 0 ? crc >> 1 ^ 0xEDB88320U : crc >> 1;
        }
    }
    return ~crc;
}

/// `value` in `count` bytes, the lowest first.
inline std::string little(std::uint64_t value, int count)
{
    std::string bytes;
    for (int i = 0; i < count; ++i) {
        bytes += static_cast<char>(value >> (8 * i) & 255U);
    }
    return bytes;
}

/// The deflate stream of `bytes` (RFC 1951): what qCompress makes, less Qt's length, zlib's header and checksum.
inline std::string deflated(const std::string& bytes)
{
    if (bytes.empty()) {
        return {"\x03\x00", 2}; // qCompress has a form of its own for nothing
    }
    const QByteArray packed = qCompress(QByteArray::fromStdString(bytes));
    return packed.mid(6, packed.size() - 10).toStdString();
}

/// One gzip member (RFC 1952).
inline std::string gzipped(const std::string& bytes)
{
    return std::string("\x1F\x8B\x08\0\0\0\0\0\0\x03", 10) + deflated(bytes) + little(crcOf(bytes), 4) +
           little(bytes.size(), 4);
}

/// What a zip archive holds, and what its directory says of it.
struct MadeMember
{
    std::string name;
    std::string bytes;
    bool isDeflated = false;
    bool hasLongSizes = false; ///< as Python's zipfile writes members beyond 2 GiB
};

/// A zip archive as numpy.savez (stored) and numpy.savez_compressed (deflated) write it.
inline std::string zipOf(const std::vector<MadeMember>& members)
{
    std::string archive;
    std::string directory;
    for (const MadeMember& member : members) {
        const std::string packed = member.isDeflated ? deflated(member.bytes) : member.bytes;
        const auto size = [&](std::size_t value) { return member.hasLongSizes ? little(~0U, 4) : little(value, 4); };
        const std::string common = little(0, 2) + little(member.isDeflated ? 8 : 0, 2) + little(0, 4) +
                                   little(crcOf(member.bytes), 4) + size(packed.size()) + size(member.bytes.size()) +
                                   little(member.name.size(), 2);
        const std::string extra = little(1, 2) + little(16, 2) + little(member.bytes.size(), 8) +
                                  little(packed.size(), 8); // the local one is there always: force_zip64
        const std::string directoryExtra = member.hasLongSizes ? extra : std::string();
        directory += "PK\1\2" + little(45, 2) + little(45, 2) + common + little(directoryExtra.size(), 2) +
                     little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(archive.size(), 4) +
                     member.name + directoryExtra;
        archive += "PK\3\4" + little(45, 2) + common + little(extra.size(), 2) + member.name + extra + packed;
    }
    const std::string count = little(members.size(), 2);
    return archive + directory + "PK\5\6" + little(0, 4) + count + count + little(directory.size(), 4) +
           little(archive.size(), 4) + little(0, 2);
}
