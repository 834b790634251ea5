// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// What stands before the numbers of a .npy file (NumPy's format 1.0 to 3.0).
struct NpyHeader
{
    std::string type; ///< as NumPy writes it: "<f4", "|u1"
    bool fortranOrder = false;
    std::vector<std::size_t> shape;
    std::size_t dataOffset = 0; ///< where the numbers begin, in bytes

    /// Reads the beginning of a file. Throws UserError naming `file` and what is wrong.
    static NpyHeader parse(std::string_view beginning, const std::filesystem::path& file);
    /// The bytes of format 1.0, C order, padded to 64.
    [[nodiscard]] static std::string write(const std::string& type, const std::vector<std::size_t>& shape);

    /// The longest beginning that `parse` looks at.
    static constexpr std::size_t mostBytes = 1 << 16;
};

/// "3 x 4 x 5", for messages.
[[nodiscard]] std::string shapeText(const std::vector<std::size_t>& shape);
