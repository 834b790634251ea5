// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/PictureInput.h"

#include "cli/Verbs.h"
#include "space/NpyFile.h"

#include <algorithm>
#include <array>

namespace {

using Path = std::filesystem::path;

bool isNamedLikeAPicture(const Path& file)
{
    constexpr std::array<std::string_view, 7> suffixes = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"};
    std::string suffix = file.extension().string();
    std::ranges::transform(suffix, suffix.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return std::ranges::find(suffixes, suffix) != suffixes.end();
}

std::vector<Path> picturesIn(const Path& folder)
{
    std::error_code error;
    std::vector<Path> files;
    std::size_t others = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (isNamedLikeAPicture(entry.path())) {
            files.push_back(entry.path());
        } else {
            ++others;
        }
    }
    if (error) {
        throw UserError(folder.string() + ": the folder could not be read (" + error.message() +
                        "). Give yourself the right to read it, or choose another.");
    }
    if (files.empty()) {
        throw UserError(folder.string() + ": there is no picture in this folder. Put .png, .jpg, .webp, .bmp or .tif "
                                          "files into it, or give a .npy array.");
    }
    if (others > 0) {
        say(folder.string() + ": " + std::to_string(others) +
            " entries that are not named like pictures are left out.");
    }
    std::ranges::sort(files); // by bytes
    return files;
}

PictureBatch readFiles(const std::vector<Path>& files, PictureShape shape, EngineClient& client)
{
    ReadPictures read = client.readPictures(files, shape, progressOf("reading pictures"));
    if (!read.unreadable.empty()) {
        const UnreadablePicture& first = read.unreadable.front();
        const std::size_t more = read.unreadable.size() - 1;
        throw UserError(files.at(first.index).string() + ": " + first.reason +
                        (more > 0 ? " So it is with " + std::to_string(more) + " more." : "") +
                        " Take it out or repair it.");
    }
    return std::move(read.pictures);
}

} // namespace

PictureBatch readPicturesFrom(const Path& source, PictureShape shape, EngineClient& client)
{
    std::error_code error;
    const auto status = std::filesystem::status(source, error);
    if (error && error != std::errc::no_such_file_or_directory) {
        throw UserError(source.string() + ": could not be opened (" + error.message() +
                        "). Give yourself the right to read it, or choose another.");
    }
    if (!std::filesystem::exists(status)) {
        throw UserError(source.string() + ": there is no such file or folder. Check the name.");
    }
    if (std::filesystem::is_directory(status)) {
        return readFiles(picturesIn(source), shape, client);
    }
    if (isNamedLikeAPicture(source)) {
        return readFiles({source}, shape, client);
    }
    PictureBatch pictures = readPictures(source);
    if (shape != PictureShape{} && pictures.shape != shape) {
        throw UserError(source.string() + ": the pictures are " + pictureText(pictures.shape) +
                        ", but the encoder takes " + pictureText(shape) +
                        ". Resize them, or give a folder of picture files, which are resized for you.");
    }
    return pictures;
}
