// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/ByteSource.h"

#include <cstdint>
#include <string>
#include <vector>

/// A file inside a zip archive, as the archive's directory describes it: a claim until it is read.
struct ZipMember
{
    std::string name;
    std::size_t size = 0; ///< unpacked
    std::size_t packedSize = 0;
    std::size_t headerAt = 0;
    std::uint32_t crc = 0;
    unsigned method = 0; ///< 0 stored, 8 deflated
    bool isEncrypted = false;
};

/// The directory of a zip archive (PKWARE's APPNOTE 6.3.10; sizes beyond 4 GiB as in 4.5.3).
class ZipArchive
{
public:
    /// Throws UserError naming `file` when it is no zip archive, is damaged, or names a member twice.
    explicit ZipArchive(const std::filesystem::path& file);

    [[nodiscard]] const std::vector<ZipMember>& members() const { return m_members; }
    [[nodiscard]] const std::filesystem::path& path() const { return m_file.path(); }
    /// What errors name: the archive's path, `/`, the member's name.
    [[nodiscard]] std::filesystem::path placeOf(const ZipMember& member) const
    {
        return path().string() + '/' + member.name;
    }
    /// The unpacked bytes; reading the last of `member.size` checks the checksum. Throws UserError when the member is
    /// encrypted, packed by another method, or promises more than there can be. Needs the archive as long as it lives.
    [[nodiscard]] std::unique_ptr<ByteSource> open(const ZipMember& member) const;

private:
    void readDirectory(std::size_t at, std::size_t length, std::size_t count);

    OpenFile m_file;
    std::vector<ZipMember> m_members;
};
