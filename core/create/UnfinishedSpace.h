// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/FileDescriptor.h"
#include "create/PictureSource.h"

#include <chrono>
#include <future>

/// What is encoded so far, on disk: pixels, latents, and a journal that says how far both are valid. Whoever makes the
/// same space again goes on from there.
class UnfinishedSpace
{
public:
    struct Shape
    {
        PictureShape picture;    ///< 0 x 0 x 0: no pictures are kept
        std::size_t latents = 0; ///< per sample; 0: none are kept
    };

    /// Takes the folder `unfinishedFolder(out)`, alone. `fingerprint` tells the work from another; what belongs to
    /// another is dropped, or with GoOn refused. Throws UserError.
    UnfinishedSpace(const std::filesystem::path& out, const std::string& fingerprint, Shape shape,
                    CreateOptions::Unfinished wish);

    [[nodiscard]] std::size_t done() const { return m_done; }       ///< places of the source that are dealt with
    [[nodiscard]] std::size_t samples() const { return m_samples; } ///< of them, readable
    [[nodiscard]] std::size_t animated() const { return m_animated; }
    [[nodiscard]] const std::vector<UnreadableFile>& unreadable() const { return m_unreadable; }
    [[nodiscard]] const std::vector<std::size_t>& unreadablePlaces() const { return m_unreadablePlaces; }

    /// Appends; the journal follows within seconds, as fast as the disk takes it. `latents` may be empty.
    void add(const SourceBatch& batch, const LatentTable& latents);
    void save(); ///< everything that was added is on the disk afterwards

    /// The pixels of samples [first, first + n).
    [[nodiscard]] std::vector<std::uint8_t> pixels(std::size_t first, std::size_t n) const;

    /// Where the files of the space are put together.
    [[nodiscard]] std::filesystem::path space() const { return m_folder / "space"; }
    /// Moves pixels (unless a sheet takes their place) and latents there as .npy files.
    void finishArrays(bool withPixels);
    /// The space takes its name, and the rest goes away.
    void become(const std::filesystem::path& out);

private:
    void begin(const std::string& fingerprint);
    void readJournal();
    void finishSaving();
    [[nodiscard]] std::string nextLine(); ///< of the journal: all that was added so far
    void writeLine(const std::string& line) const;
    void write(const FileDescriptor& file, std::span<const std::byte> bytes, std::size_t at);

    std::filesystem::path m_folder;
    Shape m_shape;
    FileDescriptor m_lock;
    FileDescriptor m_pixels;
    FileDescriptor m_latents;
    FileDescriptor m_journal;
    std::size_t m_done = 0;
    std::size_t m_samples = 0;
    std::size_t m_animated = 0;
    std::size_t m_waiting = 0; ///< bytes that the disk has not begun with
    std::size_t m_told = 0;    ///< unreadable ones in the journal
    std::vector<UnreadableFile> m_unreadable;
    std::vector<std::size_t> m_unreadablePlaces;
    std::chrono::steady_clock::time_point m_saved = std::chrono::steady_clock::now();
    std::future<std::size_t> m_saving; ///< gives m_told; last: waited for first
};
