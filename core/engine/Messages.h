// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ModelError.h"
#include "engine/EngineTypes.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>

// What client and engine say to each other. Requests carry an id; every answer names the id it belongs to. Tensors and
// pictures travel beside the text as sealed memfds, in the order that each comment gives.

inline constexpr int engineProtocol = 5;
inline constexpr int streamSlots = 3;

struct DescribeRequest
{
    bool operator==(const DescribeRequest&) const = default;
};

/// LoadRequest without its paths. Descriptors: the files of the decoder, the encoder and the mapping, those that there
/// are.
struct LoadMessage
{
    bool hasEncoder = false;
    std::string device = "auto";
    int threads = 0;
    std::optional<int> latentSize;
    std::optional<ValueRange> range;
    std::optional<PictureShape> picture;
    std::optional<PictureShape> encoderPicture;
    std::optional<ValueRange> encoderRange;
    std::optional<std::vector<ModelInput>> inputs = std::nullopt; ///< without the names of classes
    bool hasMapping = false;
    int mappingSize = 0;
    Prior mappingPrior = Prior::Normal;
    ChannelOrder order = ChannelOrder::Rgb;
    std::optional<ChannelOrder> encoderOrder;
    bool operator==(const LoadMessage&) const = default;
};

/// Descriptor: stream memory for three points of the loaded model.
struct OpenStreamRequest
{
    bool operator==(const OpenStreamRequest&) const = default;
};

/// Has no answer.
struct CloseStreamRequest
{
    std::uint64_t stream = 0;
    bool operator==(const CloseStreamRequest&) const = default;
};

struct DecodeRequest
{
    std::uint64_t stream = 0;
    std::uint64_t serial = 0;
    int slot = 0;         ///< where the point stands
    unsigned release = 0; ///< bit i: picture slot i is the engine's again
    bool operator==(const DecodeRequest&) const = default;
};

/// Descriptor: rows x columns floats. With a height and a width the pictures are shrunk to that size and decoded in
/// the batches that are fastest.
struct DecodeTableRequest
{
    std::size_t rows = 0;
    std::size_t columns = 0;
    int height = 0;
    int width = 0;
    bool operator==(const DecodeTableRequest&) const = default;
};

/// Descriptor: the pixels.
struct EncodeRequest
{
    std::size_t count = 0;
    PictureShape shape;
    bool operator==(const EncodeRequest&) const = default;
};

/// Descriptor: rows x columns floats, z for the mapping.
struct MapRequest
{
    std::size_t rows = 0;
    std::size_t columns = 0;
    bool operator==(const MapRequest&) const = default;
};

/// Descriptor: rows x columns floats.
struct ProjectRequest
{
    std::size_t rows = 0;
    std::size_t columns = 0;
    ProjectionSize size;
    bool operator==(const ProjectRequest&) const = default;
};

/// Descriptors: rows x columns floats; where it goes on with a run, the places (rows x 2 floats) and, where it is
/// known, their motion (rows x 4 floats, as in TsneState).
struct TsneRequest
{
    std::size_t rows = 0;
    std::size_t columns = 0;
    TsneOptions options;
    int startIteration = 0;
    bool hasStart = false;
    bool hasMotion = false; ///< only with a start
    bool operator==(const TsneRequest&) const = default;
};

/// Descriptor: rows x columns floats.
struct ClusterRequest
{
    std::size_t rows = 0;
    std::size_t columns = 0;
    ClusterOptions options;
    bool operator==(const ClusterRequest&) const = default;
};

/// Descriptors: rows x columns floats; the group of each row (32-bit numbers; `groups` and more is none).
struct SilhouettesRequest
{
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::size_t groups = 0;
    int threads = 0;
    bool operator==(const SilhouettesRequest&) const = default;
};

/// How many directions of AttributeRequest belong to a name.
struct FixedName
{
    std::string name;
    std::size_t directions = 0;
    bool operator==(const FixedName&) const = default;
};

/// Descriptors: rows x columns floats; the class of each row (32-bit numbers, `classes` of them), what is predicted of
/// each (floats, `numbers` of them), all directions that are held fixed (each `columns` floats).
struct AttributeRequest
{
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::size_t withCount = 0; ///< the first rows
    std::size_t classes = 0;   ///< 0 or rows
    std::size_t numbers = 0;   ///< 0 or rows
    AttributeOptions options;
    std::vector<FixedName> fixed;

    [[nodiscard]] std::size_t fixedDirections() const; ///< all of them
    bool operator==(const AttributeRequest&) const = default;
};

/// Descriptors: bases, scale, directions, as floats.
struct InfluenceMessage
{
    std::size_t bases = 0;
    std::size_t columns = 0;
    std::size_t scales = 0;
    std::size_t directions = 0;
    bool operator==(const InfluenceMessage&) const = default;
};

/// Descriptors: `count` picture files.
struct ReadPicturesRequest
{
    std::size_t count = 0;
    PictureShape shape;
    PictureFit fit = PictureFit::Stretch;
    bool operator==(const ReadPicturesRequest&) const = default;
};

/// Descriptor: the pixels.
struct FitPicturesRequest
{
    std::size_t count = 0;
    PictureShape shape;
    PictureShape wanted;
    PictureFit fit = PictureFit::Stretch;
    bool operator==(const FitPicturesRequest&) const = default;
};

/// Descriptor: the file of a sheet of tiles.
struct CutSheetRequest
{
    PictureShape tile; ///< without channels: as the file has them
    bool operator==(const CutSheetRequest&) const = default;
};

/// Descriptors: the pixels, then the checkpoint to resume from when there is one.
struct TrainRequest
{
    std::size_t count = 0;
    PictureShape shape;
    TrainingOptions options;
    std::size_t resumeBytes = 0;
    bool operator==(const TrainRequest&) const = default;
};

/// Descriptors: the pixels, the starts (starts x columns), the scale (scales x columns: centre and spread, or nothing),
/// the rest of the row.
struct InvertRequest
{
    PictureShape shape;
    std::size_t columns = 0;
    std::size_t starts = 0;
    std::size_t scales = 0; ///< 0 or 2
    std::size_t tail = 0;
    InversionOptions options;
    bool operator==(const InvertRequest&) const = default;
};

/// Has no answer of its own: the request `target` ends with ErrorKind::Cancelled, or with its result (train, invert,
/// tsne).
struct CancelRequest
{
    std::uint64_t target = 0;
    bool operator==(const CancelRequest&) const = default;
};

/// Descriptors: rows x columns floats; the map, rows x 2 floats.
struct TrustRequest
{
    std::size_t rows = 0;
    std::size_t columns = 0;
    TrustOptions options;
    bool operator==(const TrustRequest&) const = default;
};

using RequestBody =
    std::variant<DescribeRequest, LoadMessage, OpenStreamRequest, CloseStreamRequest, DecodeRequest, DecodeTableRequest,
                 EncodeRequest, MapRequest, ProjectRequest, ClusterRequest, AttributeRequest, InfluenceMessage,
                 ReadPicturesRequest, FitPicturesRequest, CutSheetRequest, TrainRequest, InvertRequest, TsneRequest,
                 CancelRequest, TrustRequest, SilhouettesRequest>;

struct RequestMessage
{
    std::uint64_t id = 0;
    RequestBody body;
    bool operator==(const RequestMessage&) const = default;
};

/// A sign of life of a request that goes on.
struct ProgressEvent
{
    double fraction = 0;
    bool operator==(const ProgressEvent&) const = default;
};

/// Progress of training; `epochs` are those that follow the first `from`, which were told before.
struct TrainingEvent
{
    double fraction = 0;
    double secondsLeft = 0;
    std::size_t from = 0;
    std::vector<TrainingEpoch> epochs;
};

/// Descriptor: the checkpoint.
struct CheckpointEvent
{
    std::size_t bytes = 0;
    bool operator==(const CheckpointEvent&) const = default;
};

/// Where an inversion stands. Descriptor: its best point, `columns` floats.
struct InversionEvent
{
    std::size_t columns = 0;
    int step = 0;
    double fraction = 0;
    double loss = 0;
    double error = 0;
    bool operator==(const InversionEvent&) const = default;
};

/// Where a t-SNE run stands. Descriptor: the positions, rows x 2 floats; rows is 0 while neighbours are looked for, and
/// the descriptor then an empty table.
struct TsneEvent
{
    std::size_t rows = 0;
    int iteration = 0;
    double fraction = 0;
    double divergence = 0;
    double secondsLeft = -1;
    bool operator==(const TsneEvent&) const = default;
};

enum class ErrorKind { Model, User, Cancelled, Superseded, Stale, Protocol };

struct ErrorReply
{
    ErrorKind kind = ErrorKind::User;
    ModelProblem problem = ModelProblem::Unusable;
    ModelPart about = ModelPart::Decoder;
    std::string message;
    bool operator==(const ErrorReply&) const = default;
};

/// Descriptor: stream memory for three pictures of `slotBytes`.
struct OpenStreamReply
{
    std::uint64_t stream = 0;
    std::size_t slotBytes = 0;
    bool operator==(const OpenStreamReply&) const = default;
};

struct DecodeReply
{
    std::uint64_t stream = 0;
    std::uint64_t serial = 0;
    int slot = 0; ///< where the picture stands; the client's until it is released
    double ms = 0;
    double nonFinite = 0;
    bool operator==(const DecodeReply&) const = default;
};

/// Descriptors: the pixels, then the shares of non-finite values (doubles).
struct DecodeTableReply
{
    std::size_t count = 0;
    PictureShape shape;
    bool operator==(const DecodeTableReply&) const = default;
};

/// Descriptor: rows x columns floats.
struct EncodeReply
{
    std::size_t rows = 0;
    std::size_t columns = 0;
    bool operator==(const EncodeReply&) const = default;
};

/// Descriptor: rows x columns floats, w.
struct MapReply
{
    std::size_t rows = 0;
    std::size_t columns = 0;
    bool operator==(const MapReply&) const = default;
};

/// Descriptors: mean (columns), components (components x columns), coordinates (rows x as many as were asked for,
/// or `components`) as floats, explained variance (components) as doubles.
struct ProjectReply
{
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::size_t components = 0;
    double totalVariance = 0;
    bool operator==(const ProjectReply&) const = default;
};

/// Descriptors: the cluster of each row (32-bit numbers), centres (clusters x columns), silhouettes, as floats.
struct ClusterReply
{
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::size_t clusters = 0;
    std::size_t silhouettes = 0; ///< at most one for each row
    std::vector<ClusterTrial> trials;
    bool operator==(const ClusterReply&) const = default;
};

/// Descriptor: the vector, `columns` floats.
struct AttributeReply
{
    std::size_t columns = 0;
    std::size_t withCount = 0;
    std::size_t withoutCount = 0;
    double withPosition = 0;
    double withoutPosition = 0;
    std::vector<KeptFixed> keptFixed;
    std::optional<AttributeTrust> trust;
    bool operator==(const AttributeReply&) const = default;
};

/// Descriptor: floats.
struct InfluenceReply
{
    std::size_t count = 0;
    bool operator==(const InfluenceReply&) const = default;
};

/// Descriptor: the pixels.
struct ReadPicturesReply
{
    std::size_t count = 0;
    PictureShape shape;
    std::vector<UnreadablePicture> unreadable;
    std::vector<PictureOrigin> origins; ///< of the readable ones
};

/// Answers FitPicturesRequest and CutSheetRequest. Descriptor: the pixels.
struct PicturesReply
{
    std::size_t count = 0;
    PictureShape shape;
    bool operator==(const PicturesReply&) const = default;
};

/// Descriptors: decoder, encoder.
struct TrainReply
{
    std::size_t decoderBytes = 0;
    std::size_t encoderBytes = 0;
    int bestEpoch = 0;
    bool stoppedEarly = false;
    bool operator==(const TrainReply&) const = default;
};

/// Descriptor: the point, `columns` floats.
struct InvertReply
{
    std::size_t columns = 0;
    int steps = 0;
    double loss = 0;
    double error = 0;
    double startError = 0;
    bool stoppedEarly = false;
    bool operator==(const InvertReply&) const = default;
};

/// Descriptors: the positions, rows x 2 floats; their motion, rows x 4 floats, if there is one.
struct TsneReply
{
    std::size_t rows = 0;
    double divergence = 0;
    double neighboursKept = 0;
    double perplexity = 0;
    int iterations = 0;
    std::uint64_t peakBytes = 0;
    std::string device = {};
    std::string deviceReason = {};
    std::optional<double> neighbourRecall = std::nullopt;
    bool hasMotion = false;
    bool operator==(const TsneReply&) const = default;
};

/// Descriptor: the trust of each row, as floats.
struct TrustReply
{
    std::size_t rows = 0;
    std::size_t neighbours = 0;
    std::size_t comparedRows = 0;
    bool operator==(const TrustReply&) const = default;
};

struct SilhouettesReply
{
    std::vector<GroupSilhouette> groups;
    bool operator==(const SilhouettesReply&) const = default;
};

using ReplyBody =
    std::variant<ProgressEvent, TrainingEvent, CheckpointEvent, InversionEvent, TsneEvent, ErrorReply,
                 EngineDescription, LoadedModel, OpenStreamReply, DecodeReply, DecodeTableReply, EncodeReply, MapReply,
                 ProjectReply, ClusterReply, AttributeReply, InfluenceReply, ReadPicturesReply, PicturesReply,
                 TrainReply, InvertReply, TsneReply, TrustReply, SilhouettesReply>;

struct ReplyMessage
{
    std::uint64_t id = 0;
    ReplyBody body;
};

/// Events leave their request open; everything else ends it.
[[nodiscard]] bool isEvent(const ReplyBody& body);
/// The verb of a request as deadlines and messages name it.
[[nodiscard]] const char* verbOf(const RequestBody& body);

[[nodiscard]] std::string encodeMessage(const RequestMessage& message);
[[nodiscard]] std::string encodeMessage(const ReplyMessage& message);
/// Both check every key, type, size and the number of descriptors. Throw EngineError (Protocol).
[[nodiscard]] RequestMessage decodeRequest(std::string_view text, std::size_t descriptors);
[[nodiscard]] ReplyMessage decodeReply(std::string_view text, std::size_t descriptors);
