// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/MessageParts.h"

namespace {

constexpr int maxThreads = 1024;
constexpr int maxEpochs = 1'000'000;

constexpr EnumNames<AutoencoderKind, 2> kindNames = {{
    {AutoencoderKind::Variational, "variational"},
    {AutoencoderKind::Plain, "plain"},
}};

const char* tagOf(const DescribeRequest*)
{
    return "describe";
}
const char* tagOf(const LoadMessage*)
{
    return "load";
}
const char* tagOf(const OpenStreamRequest*)
{
    return "openStream";
}
const char* tagOf(const CloseStreamRequest*)
{
    return "closeStream";
}
const char* tagOf(const DecodeRequest*)
{
    return "decode";
}
const char* tagOf(const DecodeTableRequest*)
{
    return "decodeTable";
}
const char* tagOf(const EncodeRequest*)
{
    return "encode";
}
const char* tagOf(const ProjectRequest*)
{
    return "project";
}
const char* tagOf(const InfluenceMessage*)
{
    return "influence";
}
const char* tagOf(const ReadPicturesRequest*)
{
    return "readPictures";
}
const char* tagOf(const TrainRequest*)
{
    return "train";
}
const char* tagOf(const CancelRequest*)
{
    return "cancel";
}

std::size_t descriptorsOf(const LoadMessage& body)
{
    return body.hasEncoder ? 2 : 1;
}
std::size_t descriptorsOf(const InfluenceMessage&)
{
    return 3;
}
std::size_t descriptorsOf(const ReadPicturesRequest& body)
{
    return body.count;
}
std::size_t descriptorsOf(const TrainRequest& body)
{
    return body.resumeBytes > 0 ? 2 : 1;
}
std::size_t descriptorsOf(const DescribeRequest&)
{
    return 0;
}
std::size_t descriptorsOf(const CloseStreamRequest&)
{
    return 0;
}
std::size_t descriptorsOf(const DecodeRequest&)
{
    return 0;
}
std::size_t descriptorsOf(const CancelRequest&)
{
    return 0;
}
template <class Body> std::size_t descriptorsOf(const Body&)
{
    return 1;
}

void write(nlohmann::json&, const DescribeRequest&) {}
void write(nlohmann::json&, const OpenStreamRequest&) {}
void read(JsonFields&, DescribeRequest&) {}
void read(JsonFields&, OpenStreamRequest&) {}

void write(nlohmann::json& json, const LoadMessage& body)
{
    json["hasEncoder"] = body.hasEncoder;
    json["device"] = body.device;
    json["threads"] = body.threads;
    if (body.latentSize) {
        json["latentSize"] = *body.latentSize;
    }
    if (body.range) {
        json["range"] = rangeToJson(*body.range);
    }
    if (body.picture) {
        json["picture"] = shapeToJson(*body.picture);
    }
    if (body.encoderPicture) {
        json["encoderPicture"] = shapeToJson(*body.encoderPicture);
    }
    if (body.encoderRange) {
        json["encoderRange"] = rangeToJson(*body.encoderRange);
    }
}

void read(JsonFields& fields, LoadMessage& body)
{
    body.hasEncoder = fields.flag("hasEncoder");
    body.device = fields.text("device", 64);
    body.threads = fields.integer("threads", 0, maxThreads);
    if (fields.has("latentSize")) {
        body.latentSize = fields.integer("latentSize", 1, maxLatentSize);
    }
    if (fields.has("range")) {
        body.range = rangeFromJson(fields.any("range"));
    }
    if (fields.has("picture")) {
        body.picture = shapeFromJson(fields.any("picture"));
    }
    if (fields.has("encoderPicture")) {
        body.encoderPicture = shapeFromJson(fields.any("encoderPicture"));
    }
    if (fields.has("encoderRange")) {
        body.encoderRange = rangeFromJson(fields.any("encoderRange"));
    }
}

void write(nlohmann::json& json, const CloseStreamRequest& body)
{
    json["stream"] = body.stream;
}
void read(JsonFields& fields, CloseStreamRequest& body)
{
    body.stream = fields.whole("stream", 1, maxWhole);
}

void write(nlohmann::json& json, const DecodeRequest& body)
{
    json["stream"] = body.stream;
    json["serial"] = body.serial;
    json["slot"] = body.slot;
    json["release"] = body.release;
}

void read(JsonFields& fields, DecodeRequest& body)
{
    body.stream = fields.whole("stream", 1, maxWhole);
    body.serial = fields.whole("serial", 1, maxWhole);
    body.slot = fields.integer("slot", 0, streamSlots - 1);
    body.release = static_cast<unsigned>(fields.whole("release", 0, (1U << streamSlots) - 1));
}

void write(nlohmann::json& json, const DecodeTableRequest& body)
{
    json["rows"] = body.rows;
    json["columns"] = body.columns;
}

void read(JsonFields& fields, DecodeTableRequest& body)
{
    body.rows = fields.whole("rows", 1, maxCount);
    body.columns = fields.whole("columns", 1, maxLatentSize);
}

void write(nlohmann::json& json, const EncodeRequest& body)
{
    json["count"] = body.count;
    json["shape"] = shapeToJson(body.shape);
}

void read(JsonFields& fields, EncodeRequest& body)
{
    body.count = fields.whole("count", 1, maxCount);
    body.shape = shapeFromJson(fields.any("shape"));
    checkTable(body.count, body.shape.bytes(), 1);
}

void write(nlohmann::json& json, const ProjectRequest& body)
{
    json["rows"] = body.rows;
    json["columns"] = body.columns;
    json["components"] = body.components;
}

void read(JsonFields& fields, ProjectRequest& body)
{
    body.rows = fields.whole("rows", 0, maxCount);
    body.columns = fields.whole("columns", 0, maxLatentSize);
    body.components = fields.integer("components", 0, maxLatentSize);
}

void write(nlohmann::json& json, const InfluenceMessage& body)
{
    json["bases"] = body.bases;
    json["columns"] = body.columns;
    json["scales"] = body.scales;
    json["directions"] = body.directions;
}

void read(JsonFields& fields, InfluenceMessage& body)
{
    body.bases = fields.whole("bases", 1, maxCount);
    body.columns = fields.whole("columns", 1, maxLatentSize);
    body.scales = fields.whole("scales", 1, maxLatentSize);
    body.directions = fields.whole("directions", 0, maxLatentSize);
    if (body.scales != (body.directions > 0 ? body.directions : body.columns)) {
        JsonFields::refuse("there is not one scale for each direction");
    }
}

void write(nlohmann::json& json, const ReadPicturesRequest& body)
{
    json["count"] = body.count;
    json["shape"] = shapeToJson(body.shape);
}

void read(JsonFields& fields, ReadPicturesRequest& body)
{
    body.count = fields.whole("count", 1, 64);
    body.shape = shapeFromJson(fields.any("shape"), 0);
}

nlohmann::json optionsToJson(const TrainingOptions& options)
{
    nlohmann::json json = {{"kind", nameIn(kindNames, options.kind)},
                           {"latentSize", options.latentSize},
                           {"beta", options.beta},
                           {"epochs", options.epochs},
                           {"batchSize", options.batchSize},
                           {"learningRate", options.learningRate},
                           {"seed", options.seed},
                           {"validationShare", options.validationShare},
                           {"channels", options.channels},
                           {"device", options.device}};
    if (options.minutes) {
        json["minutes"] = *options.minutes;
    }
    return json;
}

TrainingOptions optionsFromJson(const nlohmann::json& json)
{
    JsonFields fields(json);
    TrainingOptions options;
    options.kind = valueIn(kindNames, fields.text("kind", 20));
    options.latentSize = fields.integer("latentSize", 1, maxLatentSize);
    options.beta = fields.number("beta", 0, largest);
    options.epochs = fields.integer("epochs", 0, maxEpochs);
    options.batchSize = fields.integer("batchSize", 1, maxEpochs);
    options.learningRate = fields.number("learningRate", 0, largest);
    options.seed = fields.whole("seed", 0, std::numeric_limits<std::uint64_t>::max());
    options.validationShare = fields.number("validationShare", 0, 1);
    for (const nlohmann::json& channels : fields.array("channels", 16)) {
        if (!channels.is_number_unsigned() || channels.get<std::uint64_t>() > 65'536) {
            JsonFields::refuse("channels is not a list of numbers");
        }
        options.channels.push_back(channels.get<int>());
    }
    options.device = fields.text("device", 64);
    if (fields.has("minutes")) {
        options.minutes = fields.number("minutes", 0, largest);
    }
    fields.end();
    return options;
}

void write(nlohmann::json& json, const TrainRequest& body)
{
    json["count"] = body.count;
    json["shape"] = shapeToJson(body.shape);
    json["options"] = optionsToJson(body.options);
    json["resumeBytes"] = body.resumeBytes;
}

void read(JsonFields& fields, TrainRequest& body)
{
    body.count = fields.whole("count", 0, maxCount);
    body.shape = shapeFromJson(fields.any("shape"));
    body.options = optionsFromJson(fields.any("options"));
    body.resumeBytes = fields.whole("resumeBytes", 0, maxBytes);
    checkTable(body.count, body.shape.bytes(), 1);
}

void write(nlohmann::json& json, const CancelRequest& body)
{
    json["target"] = body.target;
}
void read(JsonFields& fields, CancelRequest& body)
{
    body.target = fields.whole("target", 1, maxWhole);
}

struct ReadRequest
{
    template <class Type> const char* tag(const Type* type) const { return tagOf(type); }
    template <class Type> void fields(JsonFields& fields, Type& body) const { read(fields, body); }
};

/// The one request of every frame, without a tree of JSON in between.
std::string encodeDecode(std::uint64_t id, const DecodeRequest& body)
{
    return "{\"id\":" + std::to_string(id) + ",\"verb\":\"decode\",\"stream\":" + std::to_string(body.stream) +
           ",\"serial\":" + std::to_string(body.serial) + ",\"slot\":" + std::to_string(body.slot) +
           ",\"release\":" + std::to_string(body.release) + "}";
}

} // namespace

const char* verbOf(const RequestBody& body)
{
    return std::visit([](const auto& request) { return tagOf(&request); }, body);
}

std::string encodeMessage(const RequestMessage& message)
{
    if (const auto* decode = std::get_if<DecodeRequest>(&message.body)) {
        return encodeDecode(message.id, *decode);
    }
    nlohmann::json json = {{"id", message.id}, {"verb", verbOf(message.body)}};
    std::visit([&](const auto& body) { write(json, body); }, message.body);
    return dumpMessage(json);
}

RequestMessage decodeRequest(std::string_view text, std::size_t descriptors)
{
    const nlohmann::json json = parseMessage(text);
    JsonFields fields(json);
    RequestMessage message;
    message.id = fields.whole("id", 1, maxWhole);
    message.body = readTagged<RequestBody>(fields.text("verb", 40), fields, ReadRequest{});
    fields.end();
    if (descriptors != std::visit([](const auto& body) { return descriptorsOf(body); }, message.body)) {
        JsonFields::refuse("it came with the wrong number of descriptors");
    }
    return message;
}
