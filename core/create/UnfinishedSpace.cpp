// SPDX-License-Identifier: GPL-3.0-or-later
#include "create/UnfinishedSpace.h"

#include "base/AtomicFile.h"
#include "base/FolderMove.h"
#include "base/UserError.h"
#include "space/NpyHeader.h"

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace {

using Path = std::filesystem::path;
using Json = nlohmann::json;
constexpr std::size_t headerBytes = 128; ///< of a .npy file of two to four dimensions
constexpr std::size_t mostJournalBytes = std::size_t{1} << 30;
constexpr std::chrono::seconds saveEvery(1);
constexpr std::size_t beginEvery = std::size_t{2} << 20; ///< bytes; each beginning costs as much as many pictures

/// As failWriting, and what is done stays.
[[noreturn]] void failKept(const Path& path, int error)
{
    const bool isFull = error == ENOSPC || error == EDQUOT || error == EFBIG;
    throw UserError(path.string() + ": could not be written: " + std::strerror(error) +
                    (isFull ? ". Free some space." : ". Check the permissions.") +
                    " What is done so far is kept: make the same space again to go on.");
}

FileDescriptor openFile(const Path& path, int flags)
{
    FileDescriptor file(::open(path.c_str(), O_CREAT | O_CLOEXEC | flags, 0666));
    if (!file.isValid()) {
        failKept(path, errno);
    }
    return file;
}

void makeFolder(const Path& folder)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        failKept(folder, error.value());
    }
}

/// The journal's whole lines; a last one that was cut off never was.
std::vector<Json> linesOf(const Path& journal)
{
    std::vector<Json> lines;
    std::error_code ignored;
    if (!std::filesystem::exists(journal, ignored)) {
        return lines;
    }
    const std::string text = readWholeFile(journal, mostJournalBytes);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        Json line = Json::parse(text.substr(at, end - at), nullptr, false);
        if (end == std::string::npos || !line.is_object()) {
            break;
        }
        lines.push_back(std::move(line));
        at = end + 1;
    }
    return lines;
}

} // namespace

Path unfinishedFolder(const Path& out)
{
    return withoutSlash(out).string() + ".unfinished";
}

UnfinishedSpace::UnfinishedSpace(const Path& out, const std::string& fingerprint, Shape shape,
                                 CreateOptions::Unfinished wish)
    : m_folder(unfinishedFolder(out))
    , m_shape(shape)
{
    makeFolder(m_folder);
    m_lock = openFile(m_folder / "lock", O_RDWR);
    if (::flock(m_lock.get(), LOCK_EX | LOCK_NB) != 0) {
        throw UserError(m_folder.string() +
                        ": another program is making this space at the moment. Wait for it, or stop "
                        "it.");
    }
    std::error_code ignored;
    const Path work = m_folder / "work.txt";
    const bool isSame = std::filesystem::exists(work, ignored) && readWholeFile(work, mostJournalBytes) == fingerprint;
    if (wish == CreateOptions::Unfinished::GoOn && !isSame) {
        throw UserError(m_folder.string() +
                        (std::filesystem::exists(work, ignored)
                             ? ": the work there is of other pieces, or of other answers. Begin anew "
                               "without going on, or give the pieces as they were."
                             : ": there is nothing to go on from. Begin anew."));
    }
    if (!isSame || wish == CreateOptions::Unfinished::Begin) {
        begin(fingerprint);
    }
    makeFolder(space());
    for (const char* array : {"images.npy", "latents.npy"}) { // an end of the work was interrupted
        if (std::filesystem::exists(space() / array, ignored)) {
            std::filesystem::rename(space() / array, m_folder / array, ignored);
        }
    }
    m_pixels = openFile(m_folder / "images.npy", O_RDWR);
    m_latents = openFile(m_folder / "latents.npy", O_RDWR);
    readJournal();
    m_journal = openFile(m_folder / "journal", O_WRONLY | O_APPEND);
}

void UnfinishedSpace::begin(const std::string& fingerprint)
{
    for (const char* name : {"work.txt", "journal", "images.npy", "latents.npy", "space"}) {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder / name, ignored);
    }
    writeFileAtomically(m_folder / "work.txt", fingerprint);
}

void UnfinishedSpace::readJournal()
{
    std::string kept;
    try {
        for (const Json& line : linesOf(m_folder / "journal")) {
            m_done = line.at("done");
            m_samples = line.at("samples");
            m_animated = line.at("animated");
            for (const Json& one : line.at("unreadable")) {
                m_unreadable.push_back({one.at("name"), one.at("reason")});
                m_unreadablePlaces.push_back(one.at("place"));
            }
            kept += line.dump() + '\n';
        }
        m_told = m_unreadable.size();
    } catch (const Json::exception&) {
        throw UserError((m_folder / "journal").string() + ": is damaged. Remove " + m_folder.string() +
                        " to begin anew.");
    }
    std::error_code ignored;
    if (kept.empty()) {
        std::filesystem::remove(m_folder / "journal", ignored);
    } else if (std::filesystem::file_size(m_folder / "journal", ignored) != kept.size()) { // a line was cut off
        writeFileAtomically(m_folder / "journal", kept);
    }
    const auto isShort = [&](const FileDescriptor& file, std::size_t bytesEach) {
        struct stat status = {};
        return ::fstat(file.get(), &status) != 0 ||
               static_cast<std::size_t>(status.st_size) <
                   (bytesEach > 0 && m_samples > 0 ? headerBytes + m_samples * bytesEach : 0);
    };
    if (isShort(m_pixels, m_shape.picture.bytes()) || isShort(m_latents, m_shape.latents * sizeof(float))) {
        throw UserError(m_folder.string() +
                        ": what is done so far is damaged: a file is too short. Remove the folder to "
                        "begin anew.");
    }
}

void UnfinishedSpace::write(const FileDescriptor& file, std::span<const std::byte> bytes, std::size_t at)
{
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            failKept(m_folder, written < 0 ? errno : ENOSPC);
        }
        at += static_cast<std::size_t>(written);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        m_waiting += static_cast<std::size_t>(written);
    }
    if (m_waiting > beginEvery) { // the disk begins, so that little is left to wait for at the end
        (void)::sync_file_range(m_pixels.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
        (void)::sync_file_range(m_latents.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
        m_waiting = 0;
    }
}

void UnfinishedSpace::add(const SourceBatch& batch, const LatentTable& latents)
{
    if (batch.first != m_done) {
        throw UserError(m_folder.string() + ": another program worked on this space at the same time. Make it again.");
    }
    const std::size_t pictureBytes = m_shape.picture.bytes();
    if (pictureBytes > 0) {
        write(m_pixels, std::as_bytes(std::span(batch.stored.pixels)), headerBytes + m_samples * pictureBytes);
    }
    write(m_latents, std::as_bytes(latents.values()), headerBytes + m_samples * m_shape.latents * sizeof(float));
    m_done = batch.first + batch.count;
    m_samples += batch.samples.size();
    for (const PictureOrigin& origin : batch.origins) {
        m_animated += origin.isAnimated ? 1 : 0;
    }
    m_unreadable.insert(m_unreadable.end(), batch.unreadable.begin(), batch.unreadable.end());
    m_unreadablePlaces.insert(m_unreadablePlaces.end(), batch.unreadablePlaces.begin(), batch.unreadablePlaces.end());
    const bool isSaving = m_saving.valid() && m_saving.wait_for(std::chrono::seconds(0)) != std::future_status::ready;
    if (!isSaving && std::chrono::steady_clock::now() - m_saved > saveEvery) {
        finishSaving();
        m_saving = std::async(std::launch::async, [this, line = nextLine(), told = m_unreadable.size()] {
            writeLine(line);
            return told;
        });
    }
}

void UnfinishedSpace::save()
{
    finishSaving();
    writeLine(nextLine());
    m_told = m_unreadable.size();
}

void UnfinishedSpace::finishSaving()
{
    if (m_saving.valid()) {
        m_told = m_saving.get();
    }
}

std::string UnfinishedSpace::nextLine()
{
    Json unreadable = Json::array();
    for (std::size_t i = m_told; i < m_unreadable.size(); ++i) {
        unreadable.push_back(
            {{"place", m_unreadablePlaces[i]}, {"name", m_unreadable[i].name}, {"reason", m_unreadable[i].reason}});
    }
    m_saved = std::chrono::steady_clock::now();
    return Json{{"done", m_done},
                {"samples", m_samples},
                {"animated", m_animated},
                {"unreadable", std::move(unreadable)}}
               .dump(-1, ' ', false, Json::error_handler_t::replace) +
           '\n';
}

/// After what it speaks of is on the disk. Beside it more may be appended.
void UnfinishedSpace::writeLine(const std::string& line) const
{
    if (::fdatasync(m_pixels.get()) != 0 || ::fdatasync(m_latents.get()) != 0) {
        failKept(m_folder, errno);
    }
    if (::write(m_journal.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
        failKept(m_folder, errno != 0 ? errno : ENOSPC);
    }
    (void)::fdatasync(m_journal.get());
}

std::vector<std::uint8_t> UnfinishedSpace::pixels(std::size_t first, std::size_t n) const
{
    std::vector<std::uint8_t> pixels(n * m_shape.picture.bytes());
    const std::size_t start = headerBytes + first * m_shape.picture.bytes();
    for (std::size_t done = 0; done < pixels.size();) {
        const ssize_t got =
            ::pread(m_pixels.get(), pixels.data() + done, pixels.size() - done, static_cast<off_t>(start + done));
        if (got <= 0 && errno != EINTR) {
            throw UserError(m_folder.string() + ": what was written cannot be read back. Check the disk it lies on.");
        }
        done += static_cast<std::size_t>(std::max<ssize_t>(got, 0));
    }
    return pixels;
}

void UnfinishedSpace::finishArrays(bool withPixels)
{
    const auto finish = [&](const FileDescriptor& file, const char* name, const std::string& header,
                            std::size_t bytes) {
        if (header.size() != headerBytes) {
            throw std::logic_error("UnfinishedSpace: a header of another length");
        }
        write(file, std::as_bytes(std::span(header)), 0);
        if (::ftruncate(file.get(), static_cast<off_t>(headerBytes + bytes)) != 0 || ::fsync(file.get()) != 0) {
            failKept(m_folder / name, errno);
        }
        if (::rename((m_folder / name).c_str(), (space() / name).c_str()) != 0) {
            failKept(space() / name, errno);
        }
    };
    const auto size = [](int value) { return static_cast<std::size_t>(value); };
    const PictureShape& shape = m_shape.picture;
    if (withPixels) {
        finish(m_pixels, "images.npy",
               NpyHeader::write("|u1", {m_samples, size(shape.height), size(shape.width), size(shape.channels)}),
               m_samples * shape.bytes());
    }
    if (m_shape.latents > 0) {
        finish(m_latents, "latents.npy", NpyHeader::write("<f4", {m_samples, m_shape.latents}),
               m_samples * m_shape.latents * sizeof(float));
    }
}

void UnfinishedSpace::become(const Path& out)
{
    moveFolderTo(space(), withoutSlash(out));
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}
