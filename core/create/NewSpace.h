// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "base/Picture.h"
#include "latent/ModelInput.h"
#include "latent/Prior.h"
#include "space/FindPieces.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

class NewSpaceEngines;

// A space from pieces, in four steps that block and can be stopped: findPieces (core/space), planNewSpace,
// previewNewSpace, createSpace. What somebody changes is an answer; planning again with it gives the next plan.

/// What a plan assumes. Each has a sentence that says where it comes from, and can be answered otherwise.
enum class Assumed {
    LatentSize,
    DecoderRange,
    DecoderOrder, ///< of the channels
    EncoderRange,
    EncoderOrder,
    EncoderPicture, ///< size and channels of what the encoder takes
    Fit,            ///< how pictures of another size are brought to it
    Tile,           ///< size of the tiles of a sheet
    LatentSource,
    LabelJoining,
    Prior,
};

enum class LatentSource {
    None,
    Encoder, ///< the pictures are encoded
    Given,   ///< the latents among the pieces
};
enum class LabelJoining {
    ByFileName, ///< a column names the pictures' files
    ByOrder,    ///< row i is picture (or latent) i
};

/// What somebody said in place of an assumption; what is empty is found out.
struct NewSpaceAnswers
{
    std::optional<std::string> name;
    std::optional<int> latentSize;
    std::optional<ValueRange> decoderRange;
    std::optional<ChannelOrder> decoderOrder;
    std::optional<ValueRange> encoderRange;     ///< empty: the decoder's, or what reconstructs pictures better
    std::optional<ChannelOrder> encoderOrder;   ///< likewise
    std::optional<PictureShape> encoderPicture; ///< without channels: the decoder's, or the other number
    std::optional<PictureFit> fit;
    std::optional<PictureShape> tile; ///< channels are of no matter
    std::optional<LatentSource> latentSource;
    std::optional<LabelJoining> labelJoining;
    std::optional<Prior> prior;
    bool operator==(const NewSpaceAnswers&) const = default;
};

struct Assumption
{
    Assumed what;
    std::string sentence; ///< "The decoder's range is 0 to 1: 64 draws of the prior lie in it."
    bool operator==(const Assumption&) const = default;
};

/// All that is known before anything long starts.
struct NewSpacePlan
{
    FoundPieces pieces; ///< `notes` say what was left aside
    NewSpaceAnswers answers;

    std::string name;
    int latentSize = 0;
    PictureShape picture; ///< what the decoder gives: the space's pictures are stored so
    ValueRange decoderRange;
    ChannelOrder decoderOrder = ChannelOrder::Rgb;
    ValueRange encoderRange;
    ChannelOrder encoderOrder = ChannelOrder::Rgb;
    PictureShape encoderPicture;
    PictureFit fit = PictureFit::Stretch;
    PictureShape tile; ///< 0 x 0 x 0 unless the pictures are a sheet
    LatentSource latentSource = LatentSource::None;
    LabelJoining labelJoining = LabelJoining::ByOrder;
    Prior prior = Prior::Normal;
    std::vector<ModelInput> inputs; ///< what goes into the decoder beside the latents, as probing found it

    std::size_t pictureCount = 0; ///< unreadable ones included
    std::size_t latentCount = 0;  ///< of given latents
    std::vector<std::string> labelColumns;

    std::vector<Assumption> assumptions; ///< in the order of Assumed; only those that matter for these pieces
    std::vector<Assumption> questions;   ///< what could not be found and has to be answered first
    std::vector<std::string> warnings;   ///< sentences: numbers that do not agree, labels without pictures, …

    [[nodiscard]] bool isComplete() const { return questions.empty(); }
    [[nodiscard]] const Assumption* find(Assumed what) const;
    [[nodiscard]] const Piece* piece(PieceKind kind) const { return pieces.find(kind); }
    /// How many samples there will be, if all pictures can be read.
    [[nodiscard]] std::size_t sampleCount() const { return pictureCount > 0 ? pictureCount : latentCount; }
};

/// Loads the models and looks at the other pieces. What cannot be found becomes a question of the plan; what makes the
/// pieces useless throws: UserError (no decoder, an unreadable file, widths that do not agree), ModelError,
/// EngineError.
[[nodiscard]] NewSpacePlan planNewSpace(const FoundPieces& pieces, const NewSpaceAnswers& answers,
                                        NewSpaceEngines& engines, const JobControl& control = {});

/// One of a few pictures, and what the models make of it.
struct PreviewRow
{
    std::size_t sample = 0;
    std::string name;              ///< of the picture's file; else empty
    std::optional<Picture> before; ///< as it will stand in the space; none without pictures
    Picture after;                 ///< decoded from its latent, or from a draw of the prior
    std::optional<double> error;   ///< root of the mean squared difference, in shares of black to white
};

struct UnreadableFile
{
    std::string name; ///< below the folder
    std::string reason;
    bool operator==(const UnreadableFile&) const = default;
};

struct NewSpacePreview
{
    std::vector<PreviewRow> rows;
    std::optional<double> error; ///< mean over the rows
    std::string sentence;        ///< what is seen: reconstructions, given latents beside their pictures, prior draws
    std::vector<UnreadableFile> unreadable;
};

/// `count` pictures spread evenly over the data. Needs a complete plan (std::logic_error).
[[nodiscard]] NewSpacePreview previewNewSpace(const NewSpacePlan& plan, NewSpaceEngines& engines, std::size_t count = 8,
                                              const JobControl& control = {});

struct CreateProgress
{
    std::size_t done = 0; ///< pictures or latents
    std::size_t total = 0;
    double secondsLeft = -1; ///< -1: not known yet
};

struct CreateControl
{
    std::stop_token stop;
    std::function<void(const CreateProgress&)> report = [](const CreateProgress&) {};
};

struct CreateOptions
{
    enum class Unfinished {
        GoOnOrBegin, ///< goes on where the same work stopped, else begins
        GoOn,        ///< goes on or throws
        Begin,       ///< drops what was there
    };
    Unfinished unfinished = Unfinished::GoOnOrBegin;
    bool replace = false; ///< a space that bears the name already
    std::string madeBy;   ///< for space.json: program and version
};

struct CreatedSpace
{
    std::filesystem::path folder;
    std::size_t samples = 0;
    std::size_t wentOnAfter = 0; ///< pictures that an earlier run had done; 0: begun from the start
    std::vector<UnreadableFile> unreadable;
    std::vector<std::string> notes; ///< sentences: labels without a picture, first frames of animations, …
};

/// Makes the folder `out`: models, pictures, latents, labels and space.json, all at once at the end. Until then the
/// work lies in `OUT.unfinished` beside it, in batches: when this ends early (stop: EngineError with
/// EngineProblem::Aborted; a full disk: UserError; the engine's end: EngineError) the same call goes on where it
/// stopped. Nothing but a space is ever replaced, and that only where `options` say so.
[[nodiscard]] CreatedSpace createSpace(const NewSpacePlan& plan, NewSpaceEngines& engines,
                                       const std::filesystem::path& out, const CreateOptions& options = {},
                                       const CreateControl& control = {});

/// Where the work lies until it is done.
[[nodiscard]] std::filesystem::path unfinishedFolder(const std::filesystem::path& out);
