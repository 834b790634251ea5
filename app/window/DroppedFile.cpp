// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/DroppedFile.h"

#include "window/PointPicture.h"

#include <array>
#include <fstream>
#include <string_view>

DroppedKind kindOfFile(const std::filesystem::path& file)
{
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) {
        return std::filesystem::exists(file / "space.json", ignored) ? DroppedKind::Space : DroppedKind::Unknown;
    }
    if (file.filename() == "space.json") {
        return DroppedKind::Space;
    }
    if (!std::filesystem::is_regular_file(file, ignored)) {
        return DroppedKind::Unknown; // opening a pipe or a device could wait for ever
    }
    std::array<char, 8> start{};
    std::ifstream stream(file, std::ios::binary);
    stream.read(start.data(), start.size());
    const std::string_view head(start.data(), static_cast<std::size_t>(stream.gcount()));
    if (head.starts_with("PK\x03\x04")) {
        return DroppedKind::Decoder;
    }
    if (head.starts_with("\x93NUMPY")) {
        return DroppedKind::Direction;
    }
    if (head.starts_with("\x89PNG")) {
        return pointTextOf(file) ? DroppedKind::PointPicture : DroppedKind::Unknown;
    }
    const auto first = head.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && head[first] == '{' ? DroppedKind::Session : DroppedKind::Unknown;
}
