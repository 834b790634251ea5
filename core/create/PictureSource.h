// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "create/NewSpace.h"
#include "engine/EngineClient.h"

#include <memory>

/// What is wanted of each picture.
struct PictureWish
{
    PictureShape stored;       ///< for the space; without channels and sides: as the first one has them
    PictureShape encoderInput; ///< 0 x 0 x 0: not wanted
    PictureFit fit = PictureFit::Stretch;
};

/// Some pictures of a source.
struct SourceBatch
{
    std::size_t first = 0;
    std::size_t count = 0; ///< asked for; the readable ones may be fewer
    PictureBatch stored;
    PictureBatch encoderInput;        ///< empty where it would be the same as `stored`
    std::vector<std::size_t> samples; ///< places of the readable ones in the source
    std::vector<PictureOrigin> origins;
    std::vector<UnreadableFile> unreadable;
    std::vector<std::size_t> unreadablePlaces;

    [[nodiscard]] const PictureBatch& forEncoder() const { return encoderInput.count > 0 ? encoderInput : stored; }
};

/// The pictures among the pieces, in order, a few at a time.
class PictureSource
{
public:
    virtual ~PictureSource() = default;

    [[nodiscard]] virtual std::size_t count() const = 0;
    /// Of the pictures' files, below their folder; empty when they have none.
    [[nodiscard]] virtual std::vector<std::string> names() const { return {}; }
    /// Changes when the pictures do.
    [[nodiscard]] virtual std::string fingerprint() const = 0;
    /// Sentences about what is left out; `pieces` are not.
    [[nodiscard]] virtual std::vector<std::string> notes(const FoundPieces& /*pieces*/) const { return {}; }
    /// Pictures [first, first + count), best in ascending order. Throws UserError when the whole source cannot be read
    /// on, EngineError when the engine ends.
    [[nodiscard]] virtual SourceBatch read(std::size_t first, std::size_t count, const PictureWish& wish,
                                           EngineClient& reader, const JobControl& control) = 0;
};

/// A folder, an array file, or a sheet of tiles of that size, of which there are at most `mostTiles`. Throws UserError.
[[nodiscard]] std::unique_ptr<PictureSource> openPictures(const Piece& piece, PictureShape tile, std::size_t mostTiles,
                                                          EngineClient& reader, const JobControl& control);
/// Whether the piece is a sheet of tiles: one picture file.
[[nodiscard]] bool isSheet(const Piece& piece);
