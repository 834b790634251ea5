// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/DroppedFile.h"

#include "window/PointPicture.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

namespace {

/// By the first bytes of JPEG, BMP, TIFF, BigTIFF, WebP and GIF, as the engine knows them.
bool isPicture(std::string_view head)
{
    constexpr std::array<std::string_view, 8> starts = {"\xff\xd8\xff", "BM",   "II*",    "II+",
                                                        "MM",           "RIFF", "GIF87a", "GIF89a"};
    return std::any_of(starts.begin(), starts.end(),
                       [head](std::string_view start) { return head.starts_with(start); });
}

} // namespace

DroppedKind kindOfFile(const std::filesystem::path& file)
{
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) {
        return std::filesystem::exists(file / "space.json", ignored) ? DroppedKind::Space : DroppedKind::Folder;
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
        return pointTextOf(file) ? DroppedKind::PointPicture : DroppedKind::Picture;
    }
    if (isPicture(head)) {
        return DroppedKind::Picture;
    }
    const auto first = head.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && head[first] == '{' ? DroppedKind::Session : DroppedKind::Unknown;
}
