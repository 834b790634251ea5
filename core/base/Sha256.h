// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

/// SHA-256 (FIPS 180-4) of whatever `update` was given, in order.
class Sha256
{
public:
    Sha256();
    void update(std::span<const std::byte> bytes);
    [[nodiscard]] std::string hexDigest(); ///< 64 lower-case digits; the object is spent afterwards

private:
    void block(const std::byte* bytes);

    std::array<std::uint32_t, 8> m_state;
    std::array<std::byte, 64> m_pending{};
    std::size_t m_pendingBytes = 0;
    std::uint64_t m_totalBytes = 0;
};
