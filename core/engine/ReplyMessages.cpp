// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/MessageFields.h"
#include "engine/Messages.h"

// What the engine may answer: each event and reply with its name, its descriptors and its fields.

namespace {

constexpr std::size_t maxEpochsAtOnce = 4000;
constexpr std::size_t maxPictures = 64;                   ///< read at once
constexpr std::size_t maxMessage = std::size_t{16} << 10; ///< of an error sentence
constexpr std::uint64_t mostFileSide = 1 << 16;           ///< of a picture file
constexpr double longestMs = 1e12;

constexpr OneOf<ErrorKind, 6> errorKinds = {{{
    {ErrorKind::Model, "model"},
    {ErrorKind::User, "user"},
    {ErrorKind::Cancelled, "cancelled"},
    {ErrorKind::Superseded, "superseded"},
    {ErrorKind::Stale, "stale"},
    {ErrorKind::Protocol, "protocol"},
}}};

constexpr OneOf<ModelProblem, 5> modelProblems = {{{
    {ModelProblem::Unusable, "unusable"},
    {ModelProblem::NeedsNewerTorch, "needsNewerTorch"},
    {ModelProblem::NeedsLatentSize, "needsLatentSize"},
    {ModelProblem::NeedsRange, "needsRange"},
    {ModelProblem::NeedsTrust, "needsTrust"},
}}};

constexpr OneOf<ModelPart, 3> modelParts = {{{
    {ModelPart::Decoder, "decoder"},
    {ModelPart::Encoder, "encoder"},
    {ModelPart::Mapping, "mapping"},
}}};

constexpr Whole streamOrSerial = {1, maxWhole};
constexpr Whole latents = {1, maxLatentSize};
constexpr Whole threads = {0, 1024};
constexpr Number share = {0, 1};

} // namespace

template <>
constexpr auto layout<ProgressEvent> = message("progress", 0, Field{"fraction", &ProgressEvent::fraction, share});

template <>
constexpr auto layout<TrainingEpoch> = object(Field{"epoch", &TrainingEpoch::epoch, Whole{0, maxInt}},
                                              Field{"reconstruction", &TrainingEpoch::reconstruction, Loss{}},
                                              Field{"kl", &TrainingEpoch::kl, Loss{}},
                                              Field{"validationReconstruction",
                                                    &TrainingEpoch::validationReconstruction, Loss{}},
                                              Field{"validationKl", &TrainingEpoch::validationKl, Loss{}},
                                              Field{"seconds", &TrainingEpoch::seconds, Number{0, largest}});

template <>
constexpr auto layout<TrainingEvent> = message("training", 0, Field{"fraction", &TrainingEvent::fraction, share},
                                               Field{"secondsLeft", &TrainingEvent::secondsLeft, Number{-1, largest}},
                                               Field{"from", &TrainingEvent::from, Whole{0, maxCount}},
                                               Field{"epochs", &TrainingEvent::epochs,
                                                     ListOf<Nested>{maxEpochsAtOnce, {}}});

template <>
constexpr auto layout<CheckpointEvent> = message("checkpoint", 1,
                                                 Field{"bytes", &CheckpointEvent::bytes, Whole{0, maxBytes}});

template <>
constexpr auto layout<InversionEvent> = message("inversion", 1, Field{"columns", &InversionEvent::columns, latents},
                                                Field{"step", &InversionEvent::step, Whole{0, maxInt}},
                                                Field{"fraction", &InversionEvent::fraction, share},
                                                Field{"loss", &InversionEvent::loss, Number{0, largest}},
                                                Field{"error", &InversionEvent::error, share});

template <>
constexpr auto layout<TsneEvent> = message("tsneProgress", 1, Field{"rows", &TsneEvent::rows, Whole{0, maxCount}},
                                           Field{"iteration", &TsneEvent::iteration, Whole{0, maxInt}},
                                           Field{"fraction", &TsneEvent::fraction, share},
                                           Field{"divergence", &TsneEvent::divergence, Number{-largest, largest}},
                                           Field{"secondsLeft", &TsneEvent::secondsLeft, Number{-1, 1e9}});

template <>
constexpr auto layout<ErrorReply> = message("error", 0, Field{"kind", &ErrorReply::kind, errorKinds},
                                            Field{"problem", &ErrorReply::problem, modelProblems},
                                            Field{"about", &ErrorReply::about, modelParts},
                                            Field{"message", &ErrorReply::message,
                                                  Text{maxMessage, maxMessage / 3}}); // a damaged byte may become three

constexpr OneOf<SandboxLevel, 4> levelNames = {sandboxLevels};

template <>
constexpr auto layout<Sandbox> = object(Field{"level", &Sandbox::level, levelNames},
                                        Field{"reason", &Sandbox::reason, Text{400}});

template <>
constexpr auto layout<EngineDescription> = message(
    "describe", 0, Field{"protocol", &EngineDescription::protocol, Whole{0, 1'000'000}},
    Field{"libTorch", &EngineDescription::libTorch, Text{100}},
    Field{"devices", &EngineDescription::devices, ListOf<Text>{256, {64}}},
    Field{"blas", &EngineDescription::blas, Text{400}}, Field{"sandbox", &EngineDescription::sandbox, Nested{}});

template <>
constexpr auto layout<LoadedModel> = message(
    "load", 0, Field{"latentSize", &LoadedModel::latentSize, latents}, Field{"picture", &LoadedModel::picture, Shape{}},
    Field{"range", &LoadedModel::range, Range{}}, Field{"hasEncoder", &LoadedModel::hasEncoder, Flag{}},
    Field{"device", &LoadedModel::device, Text{64}}, Field{"deviceReason", &LoadedModel::deviceReason, Text{400}},
    Field{"libTorch", &LoadedModel::libTorch, Text{100}}, Field{"atenThreads", &LoadedModel::atenThreads, threads},
    Field{"blasThreads", &LoadedModel::blasThreads, threads},
    Field{"loadMs", &LoadedModel::loadMs, Number{0, longestMs}},
    Field{"inputs", &LoadedModel::inputs, ListOf<Nested>{maxInputs, {}}},
    Field{"mappingSize", &LoadedModel::mappingSize, Whole{0, maxLatentSize}},
    Field{"mappedMean", &LoadedModel::mappedMean, ListOf<Real>{maxLatentSize, {}}},
    Field{"mappedDeviation", &LoadedModel::mappedDeviation, ListOf<Real>{maxLatentSize, {}}},
    Check<LoadedModel>{[](const auto& body) {
        const std::size_t mapped = body.mappingSize > 0 ? static_cast<std::size_t>(body.latentSize) : 0;
        if (body.mappedMean.size() != mapped || body.mappedDeviation.size() != mapped) {
            refuseMessage("the mean of w has another size than the latents");
        }
    }});

template <>
constexpr auto layout<OpenStreamReply> = message("openStream", 1,
                                                 Field{"stream", &OpenStreamReply::stream, streamOrSerial},
                                                 Field{"slotBytes", &OpenStreamReply::slotBytes, Whole{1, maxBytes}});

template <>
constexpr auto layout<DecodeReply> = message("decode", 0, Field{"stream", &DecodeReply::stream, streamOrSerial},
                                             Field{"serial", &DecodeReply::serial, streamOrSerial},
                                             Field{"slot", &DecodeReply::slot, Whole{0, streamSlots - 1}},
                                             Field{"ms", &DecodeReply::ms, Number{0, longestMs}},
                                             Field{"nonFinite", &DecodeReply::nonFinite, share});

template <>
constexpr auto layout<DecodeTableReply> =
    message("decodeTable", 2, Field{"count", &DecodeTableReply::count, Whole{1, maxCount}},
            Field{"shape", &DecodeTableReply::shape, Shape{}},
            Check<DecodeTableReply>{[](const auto& body) { checkTable(body.count, body.shape.bytes()); }});

template <>
constexpr auto layout<EncodeReply> = message("encode", 1, Field{"rows", &EncodeReply::rows, Whole{1, maxCount}},
                                             Field{"columns", &EncodeReply::columns, latents});

template <>
constexpr auto layout<MapReply> = message("map", 1, Field{"rows", &MapReply::rows, Whole{1, maxCount}},
                                          Field{"columns", &MapReply::columns, latents});

template <>
constexpr auto layout<ProjectReply> = message("project", 4, Field{"rows", &ProjectReply::rows, Whole{0, maxCount}},
                                              Field{"columns", &ProjectReply::columns, Whole{0, maxLatentSize}},
                                              Field{"components", &ProjectReply::components, Whole{0, maxLatentSize}},
                                              Field{"totalVariance", &ProjectReply::totalVariance, Number{0, largest}});

template <>
constexpr auto layout<ClusterTrial> = object(Field{"asked", &ClusterTrial::asked, Whole{0, mostClusters}},
                                             Field{"clusters", &ClusterTrial::clusters, Whole{0, mostClusters}},
                                             Field{"silhouette", &ClusterTrial::silhouette, Number{-1, 1}},
                                             Field{"inertia", &ClusterTrial::inertia, Number{0, largest}});

template <>
constexpr auto layout<ClusterReply> = message("cluster", 3, Field{"rows", &ClusterReply::rows, Whole{0, maxCount}},
                                              Field{"columns", &ClusterReply::columns, Whole{0, maxLatentSize}},
                                              Field{"clusters", &ClusterReply::clusters, Whole{0, mostClusters}},
                                              Field{"silhouettes", &ClusterReply::silhouettes, Whole{0, maxCount}},
                                              Field{"trials", &ClusterReply::trials,
                                                    ListOf<Nested>{mostClusterCounts, {}}},
                                              Check<ClusterReply>{[](const auto& body) {
                                                  if (body.silhouettes > body.rows || body.clusters > body.rows) {
                                                      refuseMessage("there is more than one for each row");
                                                  }
                                              }});

template <>
constexpr auto layout<GroupSilhouette> = object(Field{"mean", &GroupSilhouette::mean, Number{-1, 1}},
                                                Field{"asked", &GroupSilhouette::asked, Whole{0, maxCount}});

template <>
constexpr auto layout<SilhouettesReply> =
    message("silhouettes", 0, Field{"groups", &SilhouettesReply::groups, ListOf<Nested>{mostSilhouetteGroups, {}}});

template <>
constexpr auto layout<KeptFixed> = object(Field{"name", &KeptFixed::name, Text{4000, 1000}},
                                          Field{"cosineBefore", &KeptFixed::cosineBefore, Number{-1, 1}});

template <>
constexpr auto layout<GroupHistograms> =
    object(Field{"low", &GroupHistograms::low, Number{-largest, largest}},
           Field{"high", &GroupHistograms::high, Number{-largest, largest}},
           Field{"with", &GroupHistograms::with, ListOf<Whole>{GroupHistograms::bins, {0, maxCount}}},
           Field{"without", &GroupHistograms::without, ListOf<Whole>{GroupHistograms::bins, {0, maxCount}}});

template <>
constexpr auto layout<AttributeTrust> = object(Field{"tested", &AttributeTrust::tested, Whole{0, maxCount}},
                                               Field{"heldOutAuc", &AttributeTrust::heldOutAuc, Number{0, 1}},
                                               Field{"cohensD", &AttributeTrust::cohensD, Number{-largest, largest}},
                                               Field{"randomSplits", &AttributeTrust::randomSplits,
                                                     Whole{0, mostRandomSplits}},
                                               Field{"randomAsGood", &AttributeTrust::randomAsGood, Number{0, 1}},
                                               Field{"histograms", &AttributeTrust::histograms, Nested{}});

template <>
constexpr auto layout<AttributeReply> =
    message("attribute", 1, Field{"columns", &AttributeReply::columns, latents},
            Field{"withCount", &AttributeReply::withCount, Whole{0, maxCount}},
            Field{"withoutCount", &AttributeReply::withoutCount, Whole{0, maxCount}},
            Field{"withPosition", &AttributeReply::withPosition, Number{-largest, largest}},
            Field{"withoutPosition", &AttributeReply::withoutPosition, Number{-largest, largest}},
            Field{"keptFixed", &AttributeReply::keptFixed, ListOf<Nested>{mostFixed, {}}},
            Field{"trust", &AttributeReply::trust, Nested{}});

template <>
constexpr auto layout<InfluenceReply> = message("influence", 1, Field{"count", &InfluenceReply::count, latents});

template <>
constexpr auto layout<UnreadablePicture> = object(Field{"index", &UnreadablePicture::index, Whole{0, maxPictures - 1}},
                                                  Field{"reason", &UnreadablePicture::reason, Text{1300, 400}});

/// Pictures that follow each other and are alike: a folder's most often all are.
struct OriginRun
{
    PictureOrigin origin;
    std::size_t count = 0;
};

template <>
constexpr auto layout<PictureOrigin> = object(Field{"channels", &PictureOrigin::channels, Whole{1, 4}},
                                              Field{"height", &PictureOrigin::height, Whole{1, mostFileSide}},
                                              Field{"width", &PictureOrigin::width, Whole{1, mostFileSide}},
                                              Field{"isAnimated", &PictureOrigin::isAnimated, Flag{}});

template <>
constexpr auto layout<OriginRun> = object(Field{"origin", &OriginRun::origin, Nested{}},
                                          Field{"count", &OriginRun::count, Whole{1, maxPictures}});

struct OriginRuns
{
    void read(const nlohmann::json& value, const char* key, std::vector<PictureOrigin>& into) const
    {
        std::vector<OriginRun> runs;
        list.read(value, key, runs);
        for (const OriginRun& run : runs) {
            into.insert(into.end(), run.count, run.origin);
        }
    }
    void write(std::string& text, const std::vector<PictureOrigin>& origins) const
    {
        std::vector<OriginRun> runs;
        for (const PictureOrigin& origin : origins) {
            if (runs.empty() || runs.back().origin != origin) {
                runs.push_back({origin, 0});
            }
            ++runs.back().count;
        }
        list.write(text, runs);
    }
    ListOf<Nested> list{maxPictures, {}};
};

template <>
constexpr auto layout<ReadPicturesReply> =
    message("readPictures", 1, Field{"count", &ReadPicturesReply::count, Whole{0, maxPictures}},
            Field{"shape", &ReadPicturesReply::shape, Shape{0}},
            Field{"unreadable", &ReadPicturesReply::unreadable, ListOf<Nested>{maxPictures, {}}},
            Field{"origins", &ReadPicturesReply::origins, OriginRuns{}}, Check<ReadPicturesReply>{[](const auto& body) {
                if (body.origins.size() != body.count) {
                    refuseMessage("there is not one origin for each picture");
                }
                if (body.count > 0 && body.shape.bytes() == 0) {
                    refuseMessage("there are pictures without a size");
                }
            }});

template <>
constexpr auto layout<PicturesReply> = message("pictures", 1, Field{"count", &PicturesReply::count, Whole{1, maxCount}},
                                               Field{"shape", &PicturesReply::shape, Shape{}},
                                               Check<PicturesReply>{[](const auto& body) {
                                                   checkTable(body.count, body.shape.bytes());
                                               }});

template <>
constexpr auto layout<TrainReply> = message("train", 2,
                                            Field{"decoderBytes", &TrainReply::decoderBytes, Whole{0, maxBytes}},
                                            Field{"encoderBytes", &TrainReply::encoderBytes, Whole{0, maxBytes}},
                                            Field{"bestEpoch", &TrainReply::bestEpoch, Whole{0, maxInt}},
                                            Field{"stoppedEarly", &TrainReply::stoppedEarly, Flag{}});

template <>
constexpr auto layout<InvertReply> = message("invert", 1, Field{"columns", &InvertReply::columns, latents},
                                             Field{"steps", &InvertReply::steps, Whole{0, maxInt}},
                                             Field{"loss", &InvertReply::loss, Number{0, largest}},
                                             Field{"error", &InvertReply::error, share},
                                             Field{"startError", &InvertReply::startError, share},
                                             Field{"stoppedEarly", &InvertReply::stoppedEarly, Flag{}});

template <>
constexpr auto layout<TsneReply> = message(
    "tsne", [](const TsneReply& body) -> std::size_t { return body.hasMotion ? 2 : 1; },
    Field{"rows", &TsneReply::rows, Whole{0, maxCount}},
    Field{"divergence", &TsneReply::divergence, Number{-largest, largest}},
    Field{"neighboursKept", &TsneReply::neighboursKept, share},
    Field{"perplexity", &TsneReply::perplexity, Number{0, largest}},
    Field{"iterations", &TsneReply::iterations, Whole{0, maxInt}},
    Field{"peakBytes", &TsneReply::peakBytes, Whole{0, maxWhole}}, Field{"device", &TsneReply::device, Text{64}},
    Field{"deviceReason", &TsneReply::deviceReason, Text{400}},
    Field{"neighbourRecall", &TsneReply::neighbourRecall, share}, Field{"hasMotion", &TsneReply::hasMotion, Flag{}});

template <>
constexpr auto layout<TrustReply> = message("trust", 1, Field{"rows", &TrustReply::rows, Whole{0, maxCount}},
                                            Field{"neighbours", &TrustReply::neighbours, Whole{0, mostTrustNeighbours}},
                                            Field{"comparedRows", &TrustReply::comparedRows, Whole{0, maxCount}},
                                            Check<TrustReply>{[](const auto& body) {
                                                if (body.comparedRows > body.rows) {
                                                    refuseMessage("there are more rows compared than there are");
                                                }
                                            }});

bool isEvent(const ReplyBody& body)
{
    return std::holds_alternative<ProgressEvent>(body) || std::holds_alternative<TrainingEvent>(body) ||
           std::holds_alternative<CheckpointEvent>(body) || std::holds_alternative<InversionEvent>(body) ||
           std::holds_alternative<TsneEvent>(body);
}

std::string encodeMessage(const ReplyMessage& message)
{
    return textOf(message, "reply");
}

ReplyMessage decodeReply(std::string_view text, std::size_t descriptors)
{
    return messageFrom<ReplyMessage>(text, "reply", descriptors);
}
