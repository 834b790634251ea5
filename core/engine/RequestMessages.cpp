// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/MessageFields.h"
#include "engine/Messages.h"

// What the client may ask for: each request with its verb, its descriptors and its fields.

namespace {

constexpr int maxThreads = 1024;
constexpr int maxEpochs = 1'000'000;
constexpr std::size_t maxPictures = 64; ///< read at once
constexpr std::size_t maxSteps = 16;    ///< of a network's down-sampling
constexpr int maxInversionSteps = 10'000'000;
constexpr int maxDraws = 1'000'000;

constexpr OneOf<AutoencoderKind, 2> kinds = {{{
    {AutoencoderKind::Variational, "variational"},
    {AutoencoderKind::Plain, "plain"},
}}};

constexpr OneOf<ChannelOrder, 2> orders = {{{{ChannelOrder::Rgb, "rgb"}, {ChannelOrder::Bgr, "bgr"}}}};

constexpr OneOf<PictureFit, 3> fits = {{{
    {PictureFit::Stretch, "stretch"},
    {PictureFit::Border, "border"},
    {PictureFit::Crop, "crop"},
}}};

constexpr OneOf<Prior, 3> priors = {{{
    {Prior::Normal, "normal"},
    {Prior::Uniform, "uniform"},
    {Prior::Unknown, "unknown"},
}}};

constexpr Whole streamOrSerial = {1, maxWhole};
constexpr Whole latents = {1, maxLatentSize};
constexpr Whole rowSize = {1, maxRowSize};
constexpr Whole side = {0, maxPictureSide};

} // namespace

template <> constexpr auto layout<DescribeRequest> = message("describe", 0);
template <> constexpr auto layout<OpenStreamRequest> = message("openStream", 1);

template <>
constexpr auto layout<LoadMessage> = message(
    "load",
    [](const LoadMessage& body) -> std::size_t { return 1 + (body.hasEncoder ? 1 : 0) + (body.hasMapping ? 1 : 0); },
    Field{"hasEncoder", &LoadMessage::hasEncoder, Flag{}}, Field{"device", &LoadMessage::device, Text{64}},
    Field{"threads", &LoadMessage::threads, Whole{0, maxThreads}},
    Field{"latentSize", &LoadMessage::latentSize, latents}, Field{"range", &LoadMessage::range, Range{}},
    Field{"picture", &LoadMessage::picture, Shape{}}, Field{"encoderPicture", &LoadMessage::encoderPicture, Shape{}},
    Field{"encoderRange", &LoadMessage::encoderRange, Range{}}, Field{"order", &LoadMessage::order, orders},
    Field{"encoderOrder", &LoadMessage::encoderOrder, orders},
    Field{"inputs", &LoadMessage::inputs, ListOf<Nested>{maxInputs, {}}},
    Field{"hasMapping", &LoadMessage::hasMapping, Flag{}},
    Field{"mappingSize", &LoadMessage::mappingSize, Whole{0, maxLatentSize}},
    Field{"mappingPrior", &LoadMessage::mappingPrior, priors}, Check<LoadMessage>{[](const auto& body) {
        if (body.hasMapping != (body.mappingSize > 0)) {
            refuseMessage("a mapping comes with its size");
        }
    }});

template <>
constexpr auto layout<CloseStreamRequest> = message("closeStream", 0,
                                                    Field{"stream", &CloseStreamRequest::stream, streamOrSerial});

template <>
constexpr auto layout<DecodeRequest> = message("decode", 0, Field{"stream", &DecodeRequest::stream, streamOrSerial},
                                               Field{"serial", &DecodeRequest::serial, streamOrSerial},
                                               Field{"slot", &DecodeRequest::slot, Whole{0, streamSlots - 1}},
                                               Field{"release", &DecodeRequest::release,
                                                     Whole{0, (1U << streamSlots) - 1}});

template <>
constexpr auto layout<DecodeTableRequest> = message("decodeTable", 1,
                                                    Field{"rows", &DecodeTableRequest::rows, Whole{1, maxCount}},
                                                    Field{"columns", &DecodeTableRequest::columns, rowSize},
                                                    Field{"height", &DecodeTableRequest::height, side},
                                                    Field{"width", &DecodeTableRequest::width, side},
                                                    Check<DecodeTableRequest>{[](const auto& body) {
                                                        if ((body.height > 0) != (body.width > 0)) {
                                                            refuseMessage("a thumbnail has a height and a width");
                                                        }
                                                    }});

template <>
constexpr auto layout<EncodeRequest> = message("encode", 1, Field{"count", &EncodeRequest::count, Whole{1, maxCount}},
                                               Field{"shape", &EncodeRequest::shape, Shape{}},
                                               Check<EncodeRequest>{[](const auto& body) {
                                                   checkTable(body.count, body.shape.bytes());
                                               }});

template <>
constexpr auto layout<MapRequest> = message("map", 1, Field{"rows", &MapRequest::rows, Whole{1, maxCount}},
                                            Field{"columns", &MapRequest::columns, latents});

template <>
constexpr auto
    layout<ProjectionSize> = object(Field{"components", &ProjectionSize::components, Whole{0, maxLatentSize}},
                                    Field{"coordinates", &ProjectionSize::coordinates, Whole{0, maxLatentSize}});

template <>
constexpr auto layout<ProjectRequest> = message("project", 1, Field{"rows", &ProjectRequest::rows, Whole{0, maxCount}},
                                                Field{"columns", &ProjectRequest::columns, Whole{0, maxLatentSize}},
                                                Field{"size", &ProjectRequest::size, Nested{}});

template <>
constexpr auto layout<ClusterOptions> =
    object(Field{"counts", &ClusterOptions::counts, ListOf<Whole>{mostClusterCounts, {0, mostClusters}}},
           Field{"restarts", &ClusterOptions::restarts, Whole{0, mostRestarts}},
           Field{"seed", &ClusterOptions::seed, Whole{0, std::numeric_limits<std::uint64_t>::max()}},
           Field{"threads", &ClusterOptions::threads, Whole{0, maxThreads}});

template <>
constexpr auto layout<ClusterRequest> = message("cluster", 1, Field{"rows", &ClusterRequest::rows, Whole{0, maxCount}},
                                                Field{"columns", &ClusterRequest::columns, Whole{0, maxLatentSize}},
                                                Field{"options", &ClusterRequest::options, Nested{}});

template <>
constexpr auto
    layout<SilhouettesRequest> = message("silhouettes", 2, Field{"rows", &SilhouettesRequest::rows, Whole{0, maxCount}},
                                         Field{"columns", &SilhouettesRequest::columns, Whole{0, maxLatentSize}},
                                         Field{"groups", &SilhouettesRequest::groups, Whole{0, mostSilhouetteGroups}},
                                         Field{"threads", &SilhouettesRequest::threads, Whole{0, maxThreads}});

constexpr OneOf<AttributeMethod, 4> attributeMethods = {{{
    {AttributeMethod::Mean, "mean"},
    {AttributeMethod::Balanced, "balanced"},
    {AttributeMethod::Linear, "linear"},
    {AttributeMethod::Ridge, "ridge"},
}}};

template <>
constexpr auto layout<AttributeOptions> =
    object(Field{"method", &AttributeOptions::method, attributeMethods},
           Field{"seed", &AttributeOptions::seed, Whole{0, std::numeric_limits<std::uint64_t>::max()}},
           Field{"randomSplits", &AttributeOptions::randomSplits, Whole{0, mostRandomSplits}});

template <>
constexpr auto layout<FixedName> = object(Field{"name", &FixedName::name, Text{4000, 1000}},
                                          Field{"directions", &FixedName::directions, Whole{0, maxCount}});

template <>
constexpr auto layout<AttributeRequest> =
    message("attribute", 4, Field{"rows", &AttributeRequest::rows, Whole{0, maxCount}},
            Field{"columns", &AttributeRequest::columns, Whole{1, maxLatentSize}},
            Field{"withCount", &AttributeRequest::withCount, Whole{0, maxCount}},
            Field{"classes", &AttributeRequest::classes, Whole{0, maxCount}},
            Field{"numbers", &AttributeRequest::numbers, Whole{0, maxCount}},
            Field{"options", &AttributeRequest::options, Nested{}},
            Field{"fixed", &AttributeRequest::fixed, ListOf<Nested>{mostFixed, {}}},
            Check<AttributeRequest>{[](const auto& body) {
                const auto isEach = [&](std::size_t count) { return count == 0 || count == body.rows; };
                if (body.withCount > body.rows || !isEach(body.classes) || !isEach(body.numbers) ||
                    body.fixedDirections() > maxCount) {
                    refuseMessage("the groups are not those of the rows");
                }
                checkTable(body.rows, body.columns * sizeof(float));
                checkTable(body.fixedDirections(), body.columns * sizeof(float));
            }});

template <>
constexpr auto layout<InfluenceMessage> =
    message("influence", 3, Field{"bases", &InfluenceMessage::bases, Whole{1, maxCount}},
            Field{"columns", &InfluenceMessage::columns, rowSize}, Field{"scales", &InfluenceMessage::scales, latents},
            Field{"directions", &InfluenceMessage::directions, Whole{0, maxLatentSize}},
            Check<InfluenceMessage>{[](const auto& body) {
                if (body.directions > 0 ? body.scales != body.directions : body.scales > body.columns) {
                    refuseMessage("there is not one scale for each direction");
                }
            }});

template <>
constexpr auto layout<ReadPicturesRequest> = message(
    "readPictures", [](const ReadPicturesRequest& body) { return body.count; },
    Field{"count", &ReadPicturesRequest::count, Whole{1, maxPictures}},
    Field{"shape", &ReadPicturesRequest::shape, Shape{0}}, Field{"fit", &ReadPicturesRequest::fit, fits});

template <>
constexpr auto layout<FitPicturesRequest> = message("fitPictures", 1,
                                                    Field{"count", &FitPicturesRequest::count, Whole{1, maxCount}},
                                                    Field{"shape", &FitPicturesRequest::shape, Shape{}},
                                                    Field{"wanted", &FitPicturesRequest::wanted, Shape{}},
                                                    Field{"fit", &FitPicturesRequest::fit, fits},
                                                    Check<FitPicturesRequest>{[](const auto& body) {
                                                        checkTable(body.count, body.shape.bytes());
                                                        checkTable(body.count, body.wanted.bytes());
                                                    }});

template <>
constexpr auto layout<CutSheetRequest> = message("cutSheet", 1, Field{"tile", &CutSheetRequest::tile, Shape{0}});

template <>
constexpr auto layout<TrainingOptions> =
    object(Field{"kind", &TrainingOptions::kind, kinds}, Field{"latentSize", &TrainingOptions::latentSize, latents},
           Field{"beta", &TrainingOptions::beta, Number{0, largest}},
           Field{"epochs", &TrainingOptions::epochs, Whole{0, maxEpochs}},
           Field{"minutes", &TrainingOptions::minutes, Number{0, largest}},
           Field{"batchSize", &TrainingOptions::batchSize, Whole{1, maxEpochs}},
           Field{"learningRate", &TrainingOptions::learningRate, Number{0, largest}},
           Field{"seed", &TrainingOptions::seed, Whole{0, std::numeric_limits<std::uint64_t>::max()}},
           Field{"validationShare", &TrainingOptions::validationShare, Number{0, 1}},
           Field{"channels", &TrainingOptions::channels, ListOf<Whole>{maxSteps, {0, 65'536}}},
           Field{"device", &TrainingOptions::device, Text{64}});

template <>
constexpr auto layout<TrainRequest> = message(
    "train", [](const TrainRequest& body) -> std::size_t { return body.resumeBytes > 0 ? 2 : 1; },
    Field{"count", &TrainRequest::count, Whole{0, maxCount}}, Field{"shape", &TrainRequest::shape, Shape{}},
    Field{"options", &TrainRequest::options, Nested{}},
    Field{"resumeBytes", &TrainRequest::resumeBytes, Whole{0, maxBytes}},
    Check<TrainRequest>{[](const auto& body) { checkTable(body.count, body.shape.bytes()); }});

template <>
constexpr auto layout<InversionOptions> =
    object(Field{"steps", &InversionOptions::steps, Whole{0, maxInversionSteps}},
           Field{"learningRate", &InversionOptions::learningRate, Number{0, largest}},
           Field{"priorWeight", &InversionOptions::priorWeight, Number{0, largest}},
           Field{"draws", &InversionOptions::draws, Whole{0, maxDraws}},
           Field{"seconds", &InversionOptions::seconds, Number{0, largest}},
           Field{"seed", &InversionOptions::seed, Whole{0, std::numeric_limits<std::uint64_t>::max()}},
           Field{"prior", &InversionOptions::prior, priors});

template <>
constexpr auto layout<InvertRequest> = message("invert", 4, Field{"shape", &InvertRequest::shape, Shape{}},
                                               Field{"columns", &InvertRequest::columns, latents},
                                               Field{"starts", &InvertRequest::starts, Whole{0, maxDraws}},
                                               Field{"scales", &InvertRequest::scales, Whole{0, 2}},
                                               Field{"tail", &InvertRequest::tail, Whole{0, maxInputs + 1}},
                                               Field{"options", &InvertRequest::options, Nested{}},
                                               Check<InvertRequest>{[](const auto& body) {
                                                   if (body.scales == 1) {
                                                       refuseMessage("a centre has no spread");
                                                   }
                                               }});

template <>
constexpr auto
    layout<TsneOptions> = object(Field{"perplexity", &TsneOptions::perplexity, Number{0, largest}},
                                 Field{"iterations", &TsneOptions::iterations, Whole{0, mostTsneIterations}},
                                 Field{"exaggerated", &TsneOptions::exaggerated, Whole{0, mostTsneIterations}},
                                 Field{"exaggeration", &TsneOptions::exaggeration, Number{0, largest}},
                                 Field{"learningRate", &TsneOptions::learningRate, Number{0, largest}},
                                 Field{"seed", &TsneOptions::seed, Whole{0, std::numeric_limits<std::uint64_t>::max()}},
                                 Field{"threads", &TsneOptions::threads, Whole{0, maxThreads}},
                                 Field{"device", &TsneOptions::device, Text{64}});

template <>
constexpr auto layout<TsneRequest> = message(
    "tsne", [](const TsneRequest& body) -> std::size_t { return !body.hasStart   ? 1
                                                                : body.hasMotion ? 3
                                                                                 : 2; },
    Field{"rows", &TsneRequest::rows, Whole{0, maxCount}}, Field{"columns", &TsneRequest::columns, latents},
    Field{"options", &TsneRequest::options, Nested{}},
    Field{"startIteration", &TsneRequest::startIteration, Whole{0, mostTsneIterations}},
    Field{"hasStart", &TsneRequest::hasStart, Flag{}}, Field{"hasMotion", &TsneRequest::hasMotion, Flag{}},
    Check<TsneRequest>{[](const auto& body) {
        checkTable(body.rows, body.columns * sizeof(float));
        if (body.hasMotion && !body.hasStart) {
            refuseMessage("there is motion, and no places");
        }
    }});

template <>
constexpr auto layout<CancelRequest> = message("cancel", 0, Field{"target", &CancelRequest::target, streamOrSerial});

template <>
constexpr auto layout<TrustOptions> = object(Field{"neighbours", &TrustOptions::neighbours,
                                                   Whole{1, mostTrustNeighbours}},
                                             Field{"threads", &TrustOptions::threads, Whole{0, maxThreads}});

template <>
constexpr auto layout<TrustRequest> =
    message("trust", 2, Field{"rows", &TrustRequest::rows, Whole{0, maxCount}},
            Field{"columns", &TrustRequest::columns, latents}, Field{"options", &TrustRequest::options, Nested{}},
            Check<TrustRequest>{[](const auto& body) { checkTable(body.rows, body.columns * sizeof(float)); }});

std::size_t AttributeRequest::fixedDirections() const
{
    std::size_t all = 0;
    for (const FixedName& each : fixed) {
        all += each.directions;
    }
    return all;
}

const char* verbOf(const RequestBody& body)
{
    return std::visit([]<class Body>(const Body&) { return layout<Body>.name; }, body);
}

std::string encodeMessage(const RequestMessage& message)
{
    return textOf(message, "verb");
}

RequestMessage decodeRequest(std::string_view text, std::size_t descriptors)
{
    return messageFrom<RequestMessage>(text, "verb", descriptors);
}
