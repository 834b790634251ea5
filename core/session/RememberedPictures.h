// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

#include <filesystem>

// Small pictures of what spaces and saved sessions looked like when they were last shown: PNG files in the cache
// folder, named by the place they are of. Only the newest are kept, and what cannot be read is as good as none.

inline constexpr QSize largestRememberedPicture(480, 360);
inline constexpr std::size_t mostRememberedPictures = 40;

/// Takes the place of what was remembered of `place`. Throws UserError.
void rememberPicture(const std::filesystem::path& cache, const std::filesystem::path& place, const QImage& picture);
/// Null when there is none.
[[nodiscard]] QImage rememberedPicture(const std::filesystem::path& cache, const std::filesystem::path& place);
void forgetPicture(const std::filesystem::path& cache, const std::filesystem::path& place);
