// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/InputsJson.h"

#include "space/JsonNumbers.h"

namespace {

using Json = nlohmann::json;

constexpr const char* remedy = "See docs/file-formats.md.";

void readClass(const JsonReader& entry, ModelInput& input)
{
    if (entry.has("names")) {
        input.classNames = entry.texts("names");
    }
    input.classes = entry.has("count") || input.classNames.empty() ? entry.integer("count", 1, maxClasses)
                                                                   : static_cast<int>(input.classNames.size());
    const std::string form = entry.text("form", "integer");
    if (form != "integer" && form != "one-hot") {
        entry.fail("form", "is `" + form + "`", "Write `integer` or `one-hot`.");
    }
    input.isOneHot = form == "one-hot";
}

void readNumber(const JsonReader& entry, ModelInput& input)
{
    const LatentVector ends = entry.numbers("range", 2);
    if (!(ends[0] < ends[1])) {
        entry.fail("range", "is not two rising numbers", "Write the least and the greatest, such as [0, 1].");
    }
    input.low = ends[0];
    input.high = ends[1];
    input.initial = input.low;
}

void readNoise(const JsonReader& entry, ModelInput& input)
{
    for (const float size : entry.numbers("shape")) {
        if (!(size >= 1 && size <= static_cast<float>(maxNoiseValues)) ||
            size != static_cast<float>(static_cast<int>(size))) {
            entry.fail("shape", "is not a list of positive whole numbers",
                       "Write the sizes of one point's noise, without the batch: [1, 64, 64].");
        }
        input.shape.push_back(static_cast<int>(size));
    }
}

ModelInput inputFrom(const JsonReader& entry)
{
    ModelInput input;
    input.name = entry.text("name");
    const std::string kind = entry.text("kind");
    if (kind == "class") {
        input.kind = InputKind::Class;
        readClass(entry, input);
    } else if (kind == "number") {
        input.kind = InputKind::Number;
        readNumber(entry, input);
    } else if (kind == "noise") {
        input.kind = InputKind::Noise;
        readNoise(entry, input);
    } else {
        entry.fail("kind", "is `" + kind + "`", "Write class, number or noise.");
    }
    if (entry.has("default")) {
        input.initial = static_cast<float>(entry.number("default", -1e30, 1e30));
    }
    if (const std::string problem = problemOf(input); !problem.empty()) {
        entry.fail("default", "does not fit: " + problem.substr(0, problem.size() - 1), remedy);
    }
    return input;
}

Json jsonOf(const ModelInput& input, Json entry)
{
    entry["name"] = input.name;
    entry["default"] = jsonNumber(input.initial);
    switch (input.kind) {
    case InputKind::Class:
        entry["kind"] = "class";
        entry["count"] = input.classes;
        entry["form"] = input.isOneHot ? "one-hot" : "integer";
        entry["default"] = static_cast<int>(input.initial);
        if (!input.classNames.empty()) {
            entry["names"] = input.classNames;
        }
        break;
    case InputKind::Number:
        entry["kind"] = "number";
        entry["range"] = {jsonNumber(input.low), jsonNumber(input.high)};
        break;
    case InputKind::Noise:
        entry["kind"] = "noise";
        entry["shape"] = input.shape;
        entry["default"] = static_cast<int>(input.initial);
        break;
    }
    return entry;
}

} // namespace

std::vector<ModelInput> inputsFromJson(const JsonReader& object)
{
    std::vector<ModelInput> inputs;
    if (!object.has("inputs")) {
        return inputs;
    }
    for (const JsonReader& entry : object.objects("inputs")) {
        inputs.push_back(inputFrom(entry));
    }
    if (const std::string problem = problemOf(inputs); !problem.empty()) {
        object.fail("inputs", "cannot be used: " + problem.substr(0, problem.size() - 1), remedy);
    }
    return inputs;
}

Json inputsToJson(const std::vector<ModelInput>& inputs, const Json& old)
{
    Json list = Json::array();
    for (const ModelInput& input : inputs) {
        list.push_back(jsonOf(input, entryNamed(old, input.name)));
    }
    return list;
}

Prior priorFromJson(const JsonReader& object, const std::string& key, Prior missing)
{
    const std::string word = object.text(key, priorToJson(missing));
    for (const Prior prior : {Prior::Normal, Prior::Uniform, Prior::Unknown}) {
        if (word == priorToJson(prior)) {
            return prior;
        }
    }
    object.fail(key, "is `" + word + "`", "Write normal, uniform or unknown.");
}

std::string priorToJson(Prior prior)
{
    return prior == Prior::Normal ? "normal" : prior == Prior::Uniform ? "uniform" : "unknown";
}

Json entryNamed(const Json& entries, const std::string& name)
{
    if (entries.is_array()) {
        for (const Json& entry : entries) {
            if (entry.is_object() && entry.value("name", Json()) == Json(name)) {
                return entry;
            }
        }
    }
    return Json::object();
}
