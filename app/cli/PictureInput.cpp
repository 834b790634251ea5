// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/PictureInput.h"

#include "cli/Verbs.h"
#include "space/DelimitedText.h"
#include "space/NpyFile.h"
#include "space/PictureFiles.h"

#include <algorithm>
#include <numeric>

namespace {

using Path = std::filesystem::path;

std::vector<std::string> picturesIn(const Path& folder)
{
    const PictureFiles found = listPictureNames(folder);
    for (const std::string& note : found.notes) {
        say(note);
    }
    if (found.others > 0) {
        say(noteOnOthers(folder, found.others));
    }
    if (found.files.empty()) {
        throw UserError(folder.string() + ": there is no picture in this folder. Put .png, .jpg, .webp, .bmp, .tif or "
                                          ".gif files into it, or give a .npy array.");
    }
    std::vector<std::string> names;
    std::ranges::transform(found.files, std::back_inserter(names), &PictureFile::name);
    return names;
}

/// What an error says of a file often begins with its name.
std::string withoutName(const std::string& reason, const Path& file)
{
    const std::string start = file.string() + ": ";
    return reason.starts_with(start) ? reason.substr(start.size()) : reason;
}

/// `names` are files in `folder`.
GivenPictures readFiles(const Path& folder, const std::vector<std::string>& names, PictureShape shape,
                        EngineClient& client)
{
    std::vector<Path> files;
    std::ranges::transform(names, std::back_inserter(files), [&](const std::string& name) { return folder / name; });
    ReadPictures read = client.readPictures(files, shape, progressOf("reading pictures"));
    GivenPictures given{.pictures = std::move(read.pictures), .names = {}, .places = {}, .leftOut = {}};
    auto unreadable = read.unreadable.begin();
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (unreadable != read.unreadable.end() && unreadable->index == i) {
            given.leftOut.push_back({names[i], withoutName(unreadable->reason, files[i])});
            ++unreadable;
        } else {
            given.names.push_back(names[i]);
            given.places.push_back(i);
        }
    }
    if (given.count() == 0) {
        const std::size_t more = given.leftOut.size() - 1;
        throw UserError(files.front().string() + ": " + given.leftOut.front().reason +
                        (more > 0 ? " So it is with " + std::to_string(more) + " more." : ""));
    }
    return given;
}

GivenPictures readArray(const Path& file, PictureShape shape)
{
    GivenPictures given{.pictures = readPictures(file), .names = {}, .places = {}, .leftOut = {}};
    if (shape != PictureShape{} && given.pictures.shape != shape) {
        throw UserError(file.string() + ": the pictures are " + pictureText(given.pictures.shape) +
                        ", but the encoder takes " + pictureText(shape) +
                        ". Resize them, or give a folder of picture files, which are resized for you.");
    }
    given.places.resize(given.count());
    std::iota(given.places.begin(), given.places.end(), std::size_t{0});
    return given;
}

} // namespace

GivenPictures readPicturesFrom(const Path& source, PictureShape shape, EngineClient& client)
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
        return readFiles(source, picturesIn(source), shape, client);
    }
    if (isPictureName(source.filename().native())) {
        return readFiles(source.parent_path(), {source.filename().string()}, shape, client);
    }
    return readArray(source, shape);
}

std::string GivenPictures::nameOf(std::size_t picture) const
{
    return names.empty() ? "picture " + std::to_string(picture) + " (counted from 0)" : names.at(picture);
}

void sayLeftOut(const std::vector<LeftOutPicture>& leftOut)
{
    constexpr std::size_t most = 20;
    for (std::size_t i = 0; i < std::min(most, leftOut.size()); ++i) {
        say("left out: " + leftOut[i].name + ": " + leftOut[i].reason);
    }
    if (leftOut.size() > most) {
        say("left out: " + counted(leftOut.size() - most, "more picture") + "; --json lists all of them.");
    }
}

nlohmann::json leftOutJson(const std::vector<LeftOutPicture>& leftOut)
{
    nlohmann::json list = nlohmann::json::array();
    for (const LeftOutPicture& picture : leftOut) {
        list.push_back({{"name", picture.name}, {"reason", picture.reason}});
    }
    return list;
}
