// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/AttributeJson.h"

#include "space/JsonNumbers.h"

#include <algorithm>

using nlohmann::json;

namespace {

constexpr double largestPosition = 1e30;
constexpr double largestEffect = 1e9;
constexpr std::size_t mostSamples = 1'000'000'000;
constexpr int mostSplits = 1'000'000;
constexpr std::size_t mostListed = 10'000;

json histogramsToJson(const GroupHistograms& histograms)
{
    return {
        {"low", histograms.low}, {"high", histograms.high}, {"with", histograms.with}, {"without", histograms.without}};
}

json trustToJson(const AttributeTrust& trust)
{
    json riding = json::array();
    for (const RidingLabel& label : trust.riding) {
        riding.push_back({{"label", label.label}, {"value", label.value}, {"auc", label.auc}});
    }
    json result = {{"tested", trust.tested},
                   {"cohens_d", trust.cohensD},
                   {"random_splits", trust.randomSplits},
                   {"random_as_good", trust.randomAsGood},
                   {"histograms", histogramsToJson(trust.histograms)},
                   {"riding", std::move(riding)}};
    if (trust.heldOutAuc) {
        result["auc"] = *trust.heldOutAuc;
    }
    return result;
}

std::vector<std::uint32_t> countsIn(const JsonReader& object, const std::string& key)
{
    std::vector<std::uint32_t> counts;
    for (const float value : object.numbers(key, GroupHistograms::bins)) {
        if (value < 0 || value > static_cast<float>(mostSamples)) {
            object.fail(key, "has counts that are none", "Write whole numbers from 0.");
        }
        counts.push_back(static_cast<std::uint32_t>(value));
    }
    return counts;
}

AttributeTrust trustIn(const JsonReader& object)
{
    AttributeTrust trust;
    trust.tested = object.whole("tested", mostSamples);
    if (object.has("auc")) {
        trust.heldOutAuc = object.number("auc", 0, 1);
    }
    trust.cohensD = object.number("cohens_d", -largestEffect, largestEffect);
    trust.randomSplits = object.integer("random_splits", 0, mostSplits);
    trust.randomAsGood = object.number("random_as_good", 0, 1);
    const JsonReader histograms = object.object("histograms");
    trust.histograms.low = histograms.number("low", -largestPosition, largestPosition);
    trust.histograms.high = histograms.number("high", trust.histograms.low, largestPosition);
    trust.histograms.with = countsIn(histograms, "with");
    trust.histograms.without = countsIn(histograms, "without");
    const std::vector<JsonReader> riding = object.objects("riding");
    if (riding.size() > mostListed) {
        object.fail("riding", "has too many entries", "Write 10000 at most.");
    }
    for (const JsonReader& label : riding) {
        trust.riding.push_back({label.text("label"), label.text("value"), label.number("auc", 0, 1)});
    }
    return trust;
}

bool isColour(const std::string& text)
{
    constexpr std::size_t length = 7;
    return text.size() == length && text[0] == '#' &&
           text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
}

void put(json& entry, const char* key, bool isThere, auto&& value)
{
    if (isThere) {
        entry[key] = value();
    } else {
        entry.erase(key);
    }
}

} // namespace

void writeAttributeRecord(json& entry, const AttributeRecord& record)
{
    put(entry, "colour", !record.colour.empty(), [&] { return json(record.colour); });
    put(entry, "kept_fixed", !record.keptFixed.empty(), [&] {
        json list = json::array();
        for (const KeptFixed& kept : record.keptFixed) {
            list.push_back({{"name", kept.name}, {"cosine_before", kept.cosineBefore}});
        }
        return list;
    });
    put(entry, "trust", record.trust.has_value(), [&] { return trustToJson(*record.trust); });
    put(entry, "pair", record.pair.has_value(), [&] {
        return json{{"from", jsonNumbers((*record.pair)[0])}, {"to", jsonNumbers((*record.pair)[1])}};
    });
}

AttributeRecord attributeRecordIn(const JsonReader& entry, std::size_t latents)
{
    AttributeRecord record;
    record.colour = entry.text("colour", "");
    if (!record.colour.empty() && !isColour(record.colour)) {
        entry.fail("colour", "is no colour", "Write it as #rrggbb, or leave it out.");
    }
    if (entry.has("kept_fixed")) {
        const std::vector<JsonReader> list = entry.objects("kept_fixed");
        if (list.size() > mostListed) {
            entry.fail("kept_fixed", "has too many entries", "Write 10000 at most.");
        }
        for (const JsonReader& kept : list) {
            record.keptFixed.push_back({kept.text("name"), kept.number("cosine_before", -1, 1)});
        }
    }
    if (entry.has("trust")) {
        record.trust = trustIn(entry.object("trust"));
    }
    if (entry.has("pair")) {
        const JsonReader pair = entry.object("pair");
        record.pair = {pair.numbers("from", latents), pair.numbers("to", latents)};
    }
    return record;
}
