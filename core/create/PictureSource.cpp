// SPDX-License-Identifier: GPL-3.0-or-later
#include "create/PictureSource.h"

#include "base/Sha256.h"
#include "base/ThreadPriority.h"
#include "base/UserError.h"
#include "engine/ServedFile.h"
#include "space/DelimitedText.h"
#include "space/PictureFiles.h"
#include "space/PictureStream.h"

#include <fcntl.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <numeric>

namespace {

using Path = std::filesystem::path;

std::string stampOf(const Path& file)
{
    const PictureFile now = pictureFileNow(file.parent_path(), file.filename());
    return file.string() + ' ' + std::to_string(now.size) + ' ' + std::to_string(now.changedNs);
}

/// As the paths are written, or as they are from the root.
bool liesBelow(const Path& file, const Path& folder)
{
    const Path relative = absolute(file).lexically_normal().lexically_relative(absolute(folder).lexically_normal());
    return !relative.empty() && *relative.begin() != ".." && relative != ".";
}

/// Only the pictures whose place `keep` has.
PictureBatch taken(PictureBatch batch, const std::vector<std::size_t>& keep)
{
    if (keep.size() == batch.count) {
        return batch;
    }
    PictureBatch result{.count = keep.size(), .shape = batch.shape};
    const std::size_t bytes = batch.shape.bytes();
    for (const std::size_t i : keep) {
        const auto from = batch.pixels.begin() + static_cast<std::ptrdiff_t>(i * bytes);
        result.pixels.insert(result.pixels.end(), from, from + static_cast<std::ptrdiff_t>(bytes));
    }
    return result;
}

/// Files in and below a folder.
class FolderPictures final : public PictureSource
{
public:
    explicit FolderPictures(const Path& folder)
        : m_folder(folder)
        , m_listed(listPictureNames(folder))
        , m_opened(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC))
    {
        if (m_listed.files.empty()) {
            throw UserError(folder.string() + ": there is no picture in this folder. Put .png, .jpg, .webp, .bmp, .tif "
                                              "or .gif files into it, or give a .npy array.");
        }
        m_noting = std::async(std::launch::async, [this] {
            giveWayToJobs();
            noteFiles(m_folder, m_listed.files, m_noted);
        });
    }
    [[nodiscard]] std::size_t count() const override { return m_listed.files.size(); }
    [[nodiscard]] std::vector<std::string> names() const override
    {
        std::vector<std::string> names;
        for (const PictureFile& file : m_listed.files) {
            names.push_back(file.name);
        }
        return names;
    }
    [[nodiscard]] std::vector<std::string> notes(const FoundPieces& pieces) const override
    {
        const auto below = static_cast<std::size_t>(std::ranges::count_if(
            pieces.pieces, [this](const Piece& piece) { return liesBelow(piece.path, m_folder); }));
        std::vector<std::string> notes = m_listed.notes;
        if (const std::size_t others = m_listed.others - std::min(below, m_listed.others); others > 0) {
            notes.push_back(noteOnOthers(m_folder, others));
        }
        return notes;
    }
    [[nodiscard]] std::string fingerprint() const override
    {
        waitForNotes(count());
        Sha256 hash;
        for (const PictureFile& file : m_listed.files) {
            const std::string line =
                file.name + '\0' + std::to_string(file.size) + ' ' + std::to_string(file.changedNs) + '\n';
            hash.update(std::as_bytes(std::span(line)));
        }
        return m_folder.string() + ' ' + hash.hexDigest();
    }

    [[nodiscard]] SourceBatch read(std::size_t first, std::size_t count, const PictureWish& wish, EngineClient& reader,
                                   const JobControl& control) override
    {
        SourceBatch batch{.first = first, .count = count};
        std::map<std::size_t, std::string> reasons; // by place in the source
        std::vector<FileDescriptor> files;
        std::vector<std::size_t> places;
        for (std::size_t i = first; i < first + count; ++i) {
            try {
                files.push_back(openServedFile(m_opened.get(), m_listed.files[i].name, m_prefix));
                places.push_back(i);
            } catch (const UserError& error) {
                waitForNotes(i + 1);
                reasons[i] = hasGone(m_listed.files[i]) ? gone : error.what();
            }
        }
        ReadPictures stored = reader.readPictures(files, wish.stored, wish.fit, control);
        std::vector<std::size_t> storedPlaces = readable(stored, places, reasons);
        ReadPictures input;
        std::vector<std::size_t> inputPlaces = storedPlaces;
        if (wish.encoderInput.bytes() > 0 && wish.encoderInput != wish.stored) {
            input = reader.readPictures(files, wish.encoderInput, wish.fit, control);
            inputPlaces = readable(input, places, reasons);
        }
        waitForNotes(first + count);
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (!isAsListed(m_listed.files[places[i]], files[i].get())) {
                reasons.insert_or_assign(places[i], changed);
            }
        }
        const auto isKept = [&](std::size_t place) { return !reasons.contains(place); };
        std::vector<std::size_t> keep;
        for (std::size_t i = 0; i < storedPlaces.size(); ++i) {
            if (isKept(storedPlaces[i])) {
                keep.push_back(i);
                batch.samples.push_back(storedPlaces[i]);
                batch.origins.push_back(stored.origins.at(i));
            }
        }
        batch.stored = taken(std::move(stored.pictures), keep);
        if (input.pictures.count > 0) {
            keep.clear();
            for (std::size_t i = 0; i < inputPlaces.size(); ++i) {
                if (isKept(inputPlaces[i])) {
                    keep.push_back(i);
                }
            }
            batch.encoderInput = taken(std::move(input.pictures), keep);
        }
        for (const auto& [place, reason] : reasons) {
            batch.unreadable.push_back({m_listed.files[place].name, reason});
            batch.unreadablePlaces.push_back(place);
        }
        return batch;
    }

private:
    static constexpr auto changed = "it changed while the pictures were read.";
    static constexpr auto gone = "it went away while the pictures were read.";

    /// Until the first `count` files have their sizes and times.
    void waitForNotes(std::size_t count) const
    {
        for (std::size_t noted = m_noted; noted < count; noted = m_noted) {
            m_noted.wait(noted);
        }
    }

    /// Not a link that led nowhere from the first.
    [[nodiscard]] bool hasGone(const PictureFile& listed) const
    {
        return listed.changedNs != 0 && pictureFileNow(m_folder, listed.name).changedNs == 0;
    }

    static std::vector<std::size_t> readable(const ReadPictures& read, const std::vector<std::size_t>& places,
                                             std::map<std::size_t, std::string>& reasons)
    {
        std::vector<std::size_t> found = places;
        if (read.unreadable.empty()) {
            return found;
        }
        for (const UnreadablePicture& picture : read.unreadable) {
            reasons.try_emplace(places.at(picture.index), picture.reason);
        }
        std::erase_if(found, [&](std::size_t place) {
            return std::ranges::any_of(read.unreadable,
                                       [&](const auto& picture) { return places.at(picture.index) == place; });
        });
        return found;
    }

    Path m_folder;
    std::string m_prefix = (m_folder / "").native(); ///< of the names
    PictureFiles m_listed;
    FileDescriptor m_opened;
    std::atomic<std::size_t> m_noted = 0;
    std::future<void> m_noting; // last: it uses the others
};

/// What both kinds of arrays have in common: pictures of one shape that are brought to others.
SourceBatch fittedBatch(PictureBatch pictures, std::size_t first, const PictureWish& wish, EngineClient& reader,
                        const JobControl& control)
{
    SourceBatch batch{.first = first, .count = pictures.count};
    batch.samples.resize(pictures.count);
    std::iota(batch.samples.begin(), batch.samples.end(), first);
    const PictureShape own = pictures.shape;
    batch.origins.assign(pictures.count, {own.channels, own.height, own.width, false});
    const auto brought = [&](PictureShape wanted) {
        return wanted == own || pictures.count == 0 ? pictures
                                                    : reader.fitPictures(pictures, wanted, wish.fit, control);
    };
    const PictureShape stored = wish.stored.bytes() > 0 ? wish.stored : own;
    if (wish.encoderInput.bytes() > 0 && wish.encoderInput != stored) {
        batch.encoderInput = brought(wish.encoderInput);
    }
    batch.stored = brought(stored);
    return batch;
}

/// .npy, .npz or IDX.
class ArrayPictures final : public PictureSource
{
public:
    explicit ArrayPictures(const Piece& piece)
        : m_piece(piece)
        , m_stamp(stampOf(piece.path))
        , m_stream(openPictureStream(piece.path, piece.array))
    {
    }
    [[nodiscard]] std::size_t count() const override { return m_stream.count(); }
    [[nodiscard]] std::string fingerprint() const override { return m_stamp + ' ' + m_piece.array; }
    [[nodiscard]] SourceBatch read(std::size_t first, std::size_t count, const PictureWish& wish, EngineClient& reader,
                                   const JobControl& control) override
    {
        if (stampOf(m_piece.path) != m_stamp) {
            throw UserError(m_piece.path.string() + ": the file changed while it was read. Run again when nothing "
                                                    "writes to it.");
        }
        if (first < m_stream.taken()) {
            m_stream = openPictureStream(m_piece.path, m_piece.array);
        }
        m_stream.skip(first - m_stream.taken());
        return fittedBatch(m_stream.next(count), first, wish, reader, control);
    }

private:
    Piece m_piece;
    std::string m_stamp;
    PictureStream m_stream;
};

class SheetPictures final : public PictureSource
{
public:
    SheetPictures(const Path& file, PictureShape tile, std::size_t mostTiles, EngineClient& reader,
                  const JobControl& control)
        : m_stamp(stampOf(file) + ' ' + std::to_string(tile.width) + 'x' + std::to_string(tile.height))
        , m_tiles(reader.cutSheet(file, {0, tile.height, tile.width}, control))
    {
        m_count = std::min(m_tiles.count, mostTiles);
    }
    [[nodiscard]] std::size_t count() const override { return m_count; }
    [[nodiscard]] std::string fingerprint() const override { return m_stamp; }
    [[nodiscard]] SourceBatch read(std::size_t first, std::size_t count, const PictureWish& wish, EngineClient& reader,
                                   const JobControl& control) override
    {
        std::vector<std::size_t> places(std::min(count, m_count - first));
        std::iota(places.begin(), places.end(), first);
        return fittedBatch(taken(m_tiles, places), first, wish, reader, control);
    }

private:
    std::string m_stamp;
    PictureBatch m_tiles;
    std::size_t m_count = 0;
};

} // namespace

bool isSheet(const Piece& piece)
{
    std::error_code ignored;
    return isPictureName(piece.path.filename().native()) && !std::filesystem::is_directory(piece.path, ignored);
}

std::unique_ptr<PictureSource> openPictures(const Piece& piece, PictureShape tile, std::size_t mostTiles,
                                            EngineClient& reader, const JobControl& control)
{
    std::error_code ignored;
    if (std::filesystem::is_directory(piece.path, ignored)) {
        return std::make_unique<FolderPictures>(piece.path);
    }
    if (isSheet(piece)) {
        return std::make_unique<SheetPictures>(piece.path, tile, mostTiles, reader, control);
    }
    return std::make_unique<ArrayPictures>(piece);
}
