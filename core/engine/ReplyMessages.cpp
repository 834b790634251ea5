// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/MessageParts.h"

namespace {

constexpr std::size_t maxEpochsAtOnce = 4000;
constexpr double longestMs = 1e12;

constexpr EnumNames<ErrorKind, 6> errorNames = {{
    {ErrorKind::Model, "model"},
    {ErrorKind::User, "user"},
    {ErrorKind::Cancelled, "cancelled"},
    {ErrorKind::Superseded, "superseded"},
    {ErrorKind::Stale, "stale"},
    {ErrorKind::Protocol, "protocol"},
}};

constexpr EnumNames<ModelProblem, 4> problemNames = {{
    {ModelProblem::Unusable, "unusable"},
    {ModelProblem::NeedsNewerTorch, "needsNewerTorch"},
    {ModelProblem::NeedsLatentSize, "needsLatentSize"},
    {ModelProblem::NeedsRange, "needsRange"},
}};

const char* tagOf(const ProgressEvent*)
{
    return "progress";
}
const char* tagOf(const TrainingEvent*)
{
    return "training";
}
const char* tagOf(const CheckpointEvent*)
{
    return "checkpoint";
}
const char* tagOf(const ErrorReply*)
{
    return "error";
}
const char* tagOf(const EngineDescription*)
{
    return "describe";
}
const char* tagOf(const LoadedModel*)
{
    return "load";
}
const char* tagOf(const OpenStreamReply*)
{
    return "openStream";
}
const char* tagOf(const DecodeReply*)
{
    return "decode";
}
const char* tagOf(const DecodeTableReply*)
{
    return "decodeTable";
}
const char* tagOf(const EncodeReply*)
{
    return "encode";
}
const char* tagOf(const ProjectReply*)
{
    return "project";
}
const char* tagOf(const InfluenceReply*)
{
    return "influence";
}
const char* tagOf(const ReadPicturesReply*)
{
    return "readPictures";
}
const char* tagOf(const TrainReply*)
{
    return "train";
}

std::size_t descriptorsOf(const ProgressEvent&)
{
    return 0;
}
std::size_t descriptorsOf(const TrainingEvent&)
{
    return 0;
}
std::size_t descriptorsOf(const ErrorReply&)
{
    return 0;
}
std::size_t descriptorsOf(const EngineDescription&)
{
    return 0;
}
std::size_t descriptorsOf(const LoadedModel&)
{
    return 0;
}
std::size_t descriptorsOf(const DecodeReply&)
{
    return 0;
}
std::size_t descriptorsOf(const DecodeTableReply&)
{
    return 2;
}
std::size_t descriptorsOf(const ProjectReply&)
{
    return 4;
}
std::size_t descriptorsOf(const TrainReply&)
{
    return 2;
}
template <class Body> std::size_t descriptorsOf(const Body&)
{
    return 1;
}

void write(nlohmann::json& json, const ProgressEvent& body)
{
    json["fraction"] = body.fraction;
}
void read(JsonFields& fields, ProgressEvent& body)
{
    body.fraction = fields.number("fraction", 0, 1);
}

void write(nlohmann::json& json, const TrainingEvent& body)
{
    json["fraction"] = body.fraction;
    json["secondsLeft"] = body.secondsLeft;
    json["from"] = body.from;
    nlohmann::json& epochs = json["epochs"] = nlohmann::json::array();
    for (const TrainingEpoch& epoch : body.epochs) {
        epochs.push_back({{"epoch", epoch.epoch},
                          {"reconstruction", epoch.reconstruction},
                          {"kl", epoch.kl},
                          {"validationReconstruction", epoch.validationReconstruction},
                          {"validationKl", epoch.validationKl},
                          {"seconds", epoch.seconds}});
    }
}

TrainingEpoch epochFromJson(const nlohmann::json& json)
{
    JsonFields fields(json);
    TrainingEpoch epoch;
    epoch.epoch = fields.integer("epoch", 0, std::numeric_limits<int>::max());
    epoch.reconstruction = fields.loss("reconstruction");
    epoch.kl = fields.loss("kl");
    epoch.validationReconstruction = fields.loss("validationReconstruction");
    epoch.validationKl = fields.loss("validationKl");
    epoch.seconds = fields.number("seconds", 0, largest);
    fields.end();
    return epoch;
}

void read(JsonFields& fields, TrainingEvent& body)
{
    body.fraction = fields.number("fraction", 0, 1);
    body.secondsLeft = fields.number("secondsLeft", -1, largest);
    body.from = fields.whole("from", 0, maxCount);
    for (const nlohmann::json& epoch : fields.array("epochs", maxEpochsAtOnce)) {
        body.epochs.push_back(epochFromJson(epoch));
    }
}

void write(nlohmann::json& json, const CheckpointEvent& body)
{
    json["bytes"] = body.bytes;
}
void read(JsonFields& fields, CheckpointEvent& body)
{
    body.bytes = fields.whole("bytes", 0, maxBytes);
}

void write(nlohmann::json& json, const ErrorReply& body)
{
    json["kind"] = nameIn(errorNames, body.kind);
    json["problem"] = nameIn(problemNames, body.problem);
    json["aboutEncoder"] = body.aboutEncoder;
    json["message"] = body.message.substr(0, maxMessage / 3); // a damaged byte may become three
}

void read(JsonFields& fields, ErrorReply& body)
{
    body.kind = valueIn(errorNames, fields.text("kind", 20));
    body.problem = valueIn(problemNames, fields.text("problem", 20));
    body.aboutEncoder = fields.flag("aboutEncoder");
    body.message = fields.text("message", maxMessage);
}

void write(nlohmann::json& json, const EngineDescription& body)
{
    json["protocol"] = body.protocol;
    json["libTorch"] = body.libTorch;
    json["devices"] = body.devices;
    json["blas"] = body.blas;
}

void read(JsonFields& fields, EngineDescription& body)
{
    body.protocol = fields.integer("protocol", 0, 1'000'000);
    body.libTorch = fields.text("libTorch", 100);
    for (const nlohmann::json& device : fields.array("devices", 256)) {
        if (!device.is_string() || device.get_ref<const std::string&>().size() > 64) {
            JsonFields::refuse("devices is not a list of names");
        }
        body.devices.push_back(device.get<std::string>());
    }
    body.blas = fields.text("blas", 400);
}

void write(nlohmann::json& json, const LoadedModel& body)
{
    json["latentSize"] = body.latentSize;
    json["picture"] = shapeToJson(body.picture);
    json["range"] = rangeToJson(body.range);
    json["hasEncoder"] = body.hasEncoder;
    json["device"] = body.device;
    json["deviceReason"] = body.deviceReason;
    json["libTorch"] = body.libTorch;
    json["atenThreads"] = body.atenThreads;
    json["blasThreads"] = body.blasThreads;
    json["loadMs"] = body.loadMs;
}

void read(JsonFields& fields, LoadedModel& body)
{
    body.latentSize = fields.integer("latentSize", 1, maxLatentSize);
    body.picture = shapeFromJson(fields.any("picture"));
    body.range = rangeFromJson(fields.any("range"));
    body.hasEncoder = fields.flag("hasEncoder");
    body.device = fields.text("device", 64);
    body.deviceReason = fields.text("deviceReason", 400);
    body.libTorch = fields.text("libTorch", 100);
    body.atenThreads = fields.integer("atenThreads", 0, 1024);
    body.blasThreads = fields.integer("blasThreads", 0, 1024);
    body.loadMs = fields.number("loadMs", 0, longestMs);
}

void write(nlohmann::json& json, const OpenStreamReply& body)
{
    json["stream"] = body.stream;
    json["slotBytes"] = body.slotBytes;
}

void read(JsonFields& fields, OpenStreamReply& body)
{
    body.stream = fields.whole("stream", 1, maxWhole);
    body.slotBytes = fields.whole("slotBytes", 1, maxBytes);
}

void write(nlohmann::json& json, const DecodeReply& body)
{
    json["stream"] = body.stream;
    json["serial"] = body.serial;
    json["slot"] = body.slot;
    json["ms"] = body.ms;
    json["nonFinite"] = body.nonFinite;
}

void read(JsonFields& fields, DecodeReply& body)
{
    body.stream = fields.whole("stream", 1, maxWhole);
    body.serial = fields.whole("serial", 1, maxWhole);
    body.slot = fields.integer("slot", 0, streamSlots - 1);
    body.ms = fields.number("ms", 0, longestMs);
    body.nonFinite = fields.number("nonFinite", 0, 1);
}

void write(nlohmann::json& json, const DecodeTableReply& body)
{
    json["count"] = body.count;
    json["shape"] = shapeToJson(body.shape);
}

void read(JsonFields& fields, DecodeTableReply& body)
{
    body.count = fields.whole("count", 1, maxCount);
    body.shape = shapeFromJson(fields.any("shape"));
    checkTable(body.count, body.shape.bytes(), 1);
}

void write(nlohmann::json& json, const EncodeReply& body)
{
    json["rows"] = body.rows;
    json["columns"] = body.columns;
}

void read(JsonFields& fields, EncodeReply& body)
{
    body.rows = fields.whole("rows", 1, maxCount);
    body.columns = fields.whole("columns", 1, maxLatentSize);
}

void write(nlohmann::json& json, const ProjectReply& body)
{
    json["rows"] = body.rows;
    json["columns"] = body.columns;
    json["components"] = body.components;
    json["totalVariance"] = body.totalVariance;
}

void read(JsonFields& fields, ProjectReply& body)
{
    body.rows = fields.whole("rows", 0, maxCount);
    body.columns = fields.whole("columns", 0, maxLatentSize);
    body.components = fields.whole("components", 0, maxLatentSize);
    body.totalVariance = fields.number("totalVariance", 0, largest);
}

void write(nlohmann::json& json, const InfluenceReply& body)
{
    json["count"] = body.count;
}
void read(JsonFields& fields, InfluenceReply& body)
{
    body.count = fields.whole("count", 1, maxLatentSize);
}

void write(nlohmann::json& json, const ReadPicturesReply& body)
{
    json["count"] = body.count;
    json["shape"] = shapeToJson(body.shape);
    nlohmann::json& unreadable = json["unreadable"] = nlohmann::json::array();
    for (const UnreadablePicture& picture : body.unreadable) {
        unreadable.push_back({{"index", picture.index}, {"reason", picture.reason.substr(0, 400)}});
    }
}

void read(JsonFields& fields, ReadPicturesReply& body)
{
    body.count = fields.whole("count", 0, 64);
    body.shape = shapeFromJson(fields.any("shape"), body.count > 0 ? 1 : 0);
    for (const nlohmann::json& picture : fields.array("unreadable", 64)) {
        JsonFields entry(picture);
        UnreadablePicture unreadable;
        unreadable.index = entry.whole("index", 0, 63);
        unreadable.reason = entry.text("reason", 1300);
        entry.end();
        body.unreadable.push_back(std::move(unreadable));
    }
}

void write(nlohmann::json& json, const TrainReply& body)
{
    json["decoderBytes"] = body.decoderBytes;
    json["encoderBytes"] = body.encoderBytes;
    json["bestEpoch"] = body.bestEpoch;
    json["stoppedEarly"] = body.stoppedEarly;
}

void read(JsonFields& fields, TrainReply& body)
{
    body.decoderBytes = fields.whole("decoderBytes", 0, maxBytes);
    body.encoderBytes = fields.whole("encoderBytes", 0, maxBytes);
    body.bestEpoch = fields.integer("bestEpoch", 0, std::numeric_limits<int>::max());
    body.stoppedEarly = fields.flag("stoppedEarly");
}

struct ReadReply
{
    template <class Type> const char* tag(const Type* type) const { return tagOf(type); }
    template <class Type> void fields(JsonFields& fields, Type& body) const { read(fields, body); }
};

void append(std::string& text, double value)
{
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    text.append(digits.data(), end);
}

/// The one answer of every frame, without a tree of JSON in between.
std::string encodeDecode(std::uint64_t id, const DecodeReply& body)
{
    std::string text =
        "{\"id\":" + std::to_string(id) + ",\"reply\":\"decode\",\"stream\":" + std::to_string(body.stream) +
        ",\"serial\":" + std::to_string(body.serial) + ",\"slot\":" + std::to_string(body.slot) + ",\"ms\":";
    append(text, body.ms);
    text += ",\"nonFinite\":";
    append(text, body.nonFinite);
    return text + "}";
}

} // namespace

bool isEvent(const ReplyBody& body)
{
    return std::holds_alternative<ProgressEvent>(body) || std::holds_alternative<TrainingEvent>(body) ||
           std::holds_alternative<CheckpointEvent>(body);
}

std::string encodeMessage(const ReplyMessage& message)
{
    if (const auto* decode = std::get_if<DecodeReply>(&message.body)) {
        return encodeDecode(message.id, *decode);
    }
    const char* tag = std::visit([](const auto& body) { return tagOf(&body); }, message.body);
    nlohmann::json json = {{"id", message.id}, {"reply", tag}};
    std::visit([&](const auto& body) { write(json, body); }, message.body);
    return dumpMessage(json);
}

ReplyMessage decodeReply(std::string_view text, std::size_t descriptors)
{
    const nlohmann::json json = parseMessage(text);
    JsonFields fields(json);
    ReplyMessage message;
    message.id = fields.whole("id", 1, maxWhole);
    message.body = readTagged<ReplyBody>(fields.text("reply", 40), fields, ReadReply{});
    fields.end();
    if (descriptors != std::visit([](const auto& body) { return descriptorsOf(body); }, message.body)) {
        JsonFields::refuse("it came with the wrong number of descriptors");
    }
    return message;
}
