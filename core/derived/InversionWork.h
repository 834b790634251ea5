// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/LiveEngine.h"
#include "session/OutsidePicture.h"

#include <QByteArray>

#include <mutex>
#include <optional>

// What PictureInversion's threads do: blocking functions.

/// A picture file as it comes: on disk, or its bytes.
struct PictureFile
{
    std::filesystem::path file;
    QByteArray bytes; ///< when `file` is empty
    std::string name;
};

struct TakenPicture
{
    OutsidePicture outside;
    std::optional<LatentVector> encoded; ///< where there is an encoder
};

/// Reads it in the engine, and encodes it where that has an encoder, which takes pictures of `encoderShape`. Throws
/// UserError that names the picture.
[[nodiscard]] TakenPicture takePicture(EngineProcess& engine, const LoadedModel& model, PictureShape encoderShape,
                                       const PictureFile& file, const JobControl& control);

/// Where a search is, for the thread that shows it.
class SearchSight
{
public:
    void put(const InversionProgress& progress)
    {
        const std::lock_guard lock(m_mutex);
        m_newest = progress;
    }
    [[nodiscard]] std::optional<InversionProgress> newest() const
    {
        const std::lock_guard lock(m_mutex);
        return m_newest;
    }

private:
    mutable std::mutex m_mutex;
    std::optional<InversionProgress> m_newest;
};

/// Searches in an engine of its own; when that dies, once more in another one, from where it was. A stop request ends
/// it at once. Throws UserError.
[[nodiscard]] Inversion searchPoint(const LiveEngine& engine, const LoadRequest& model, InversionRequest request,
                                    SearchSight& sight, const JobControl& control);
