// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/SessionFile.h"

#include "base/AtomicFile.h"
#include "base/Outcome.h"
#include "base/UserError.h"
#include "session/AttributeFiles.h"
#include "session/HintsJson.h"
#include "session/InputEdits.h"
#include "session/JsonWords.h"
#include "session/LabelsJson.h"
#include "session/OtherSamples.h"
#include "session/ProjectionJson.h"
#include "session/UserFiles.h"
#include "session/ViewJson.h"
#include "space/JsonNumbers.h"
#include "space/JsonReader.h"
#include "space/LabelFile.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

using nlohmann::json;

namespace {

namespace fs = std::filesystem;

constexpr int sessionFormat = 1;
constexpr double largestAmount = 1e6;
constexpr double largestPosition = 1e12;
constexpr auto largestCount = std::size_t{1} << 40U;

json spaceToJson(const fs::path& file, const Space& space)
{
    SpaceHints hints;
    if (space.isBareDecoder) {
        if (space.latentSize() > 0) {
            hints.latentSize = space.latentSize();
        }
        if (space.manifest.decoder) {
            hints.range = space.manifest.decoder->range;
        }
        hints.inputs = space.manifest.inputs;
    }
    const fs::path location = fs::absolute(space.location).lexically_normal();
    return {{"path", location.string()},
            {"relative_path", location.lexically_relative(fs::absolute(file).parent_path()).string()},
            {"hash", space.hash},
            {"name", space.name()},
            {"hints", hintsToJson(hints)}};
}

/// What the space's folder does not hold (yet, or because it cannot be written to).
json ownLabelsToJson(const SessionState& state, const SessionView& view)
{
    const std::shared_ptr<const LabelTable> opened = labelsOf(*ownSpace(state.space));
    const LabelTable& saved = view.savedLabels && view.savedLabels->rows == opened->rows ? *view.savedLabels : *opened;
    return changedLabelsToJson(saved, state.ownLabels ? *state.ownLabels : *opened);
}

json generatedLabelsToJson(const SessionState& state)
{
    return state.space->generated && state.generatedLabels
               ? changedLabelsToJson(*labelsOf(*state.space), *state.generatedLabels)
               : json();
}

json attributesToJson(const std::vector<AttributeSlider>& attributes)
{
    json list = json::array();
    for (const AttributeSlider& slider : attributes) {
        json entry = {{"name", slider.name},
                      {"vector", jsonNumbers(slider.vector->vector)},
                      {"amount", jsonNumber(slider.amount)},
                      {"method", slider.method},
                      {"with", slider.with},
                      {"without", slider.without},
                      {"with_count", slider.vector->withCount},
                      {"without_count", slider.vector->withoutCount},
                      {"with_position", slider.vector->withPosition},
                      {"without_position", slider.vector->withoutPosition},
                      {"notes", slider.notes},
                      {"bypassed", slider.isBypassed},
                      {"solo", slider.isSolo}};
        writeAttributeRecord(entry, recordOf(slider));
        list.push_back(std::move(entry));
    }
    return list;
}

json setToJson(const std::shared_ptr<const SampleSet>& set)
{
    return set ? json(*set) : json();
}

AttributeSlider attributeFrom(const JsonReader& object, std::size_t latents)
{
    AttributeVector vector;
    vector.vector = object.numbers("vector", latents);
    vector.withCount = object.whole("with_count", largestCount);
    vector.withoutCount = object.whole("without_count", largestCount);
    vector.withPosition = object.number("with_position", -largestPosition, largestPosition);
    vector.withoutPosition = object.number("without_position", -largestPosition, largestPosition);
    AttributeRecord record = attributeRecordIn(object, latents);
    vector.keptFixed = std::move(record.keptFixed);
    vector.trust = std::move(record.trust);
    vector.pair = std::move(record.pair);
    AttributeSlider slider;
    slider.colour = record.colour;
    slider.isBypassed = object.has("bypassed") && object.flag("bypassed");
    slider.isSolo = object.has("solo") && object.flag("solo");
    slider.name = object.text("name");
    slider.vector = std::make_shared<const AttributeVector>(std::move(vector));
    slider.amount = static_cast<float>(object.number("amount", -largestAmount, largestAmount));
    slider.method = object.text("method");
    slider.with = object.text("with");
    slider.without = object.text("without");
    slider.notes = object.text("notes");
    return slider;
}

/// Opens the space of a session: where it was, or where it now is seen from the session's file; the one with the
/// saved hash if both exist.
std::shared_ptr<const Space> openSpaceOf(const JsonReader& saved, const fs::path& file, std::string& warning)
{
    const fs::path absolutePath = saved.text("path");
    const fs::path relativePath = saved.text("relative_path");
    const std::string hash = saved.text("hash");
    SpaceHints hints = hintsFromJson(saved.object("hints"));
    hints.inputs = hints.inputs.value_or(std::vector<ModelInput>()); // it opened without any
    std::vector<fs::path> places = {absolutePath};
    if (!relativePath.empty()) {
        places.push_back((fs::absolute(file).parent_path() / relativePath).lexically_normal());
    }
    std::shared_ptr<const Space> opened;
    for (const fs::path& place : places) {
        std::error_code ignored;
        if (fs::exists(place, ignored) && (!opened || place != opened->location)) {
            const std::shared_ptr<const Space> candidate = openSpace(place, hints);
            if (candidate->hash == hash) {
                return candidate;
            }
            opened = opened ? opened : candidate;
        }
    }
    if (!opened) {
        throw UserError(file.string() + ": its space \"" + saved.text("name") + "\" is no longer at " +
                        absolutePath.string() + "; put it back, or open it from where it is now.");
    }
    warning = opened->location.string() + " has changed since this session was saved: its pictures may differ.";
    return opened;
}

/// Sample numbers of a session; those of a space that changed may not exist any more and are left out.
std::shared_ptr<const SampleSet> setFrom(const JsonReader& saved, const char* key, std::size_t samples, bool hasChanged)
{
    if (!saved.has(key)) {
        return nullptr;
    }
    SampleSet set = saved.ascending(key, hasChanged ? UINT32_MAX : samples);
    std::erase_if(set, [samples](std::uint32_t sample) { return sample >= samples; });
    return std::make_shared<const SampleSet>(std::move(set));
}

std::set<std::uint32_t> locksFrom(const JsonReader& saved, const char* key, std::size_t latents)
{
    const std::vector<std::uint32_t> locks = saved.ascending(key, latents);
    return {locks.begin(), locks.end()};
}

const Words<SliderBasis> bases = {{"latent", SliderBasis::Latent},
                                  {"principal components", SliderBasis::PrincipalComponents}};
const Words<SliderSort> sorts = {{"index", SliderSort::Index}, {"influence", SliderSort::Influence}};

/// The numbers that the colour bar leaves; a file without the key leaves all.
std::optional<ShownRange> rangeFrom(const JsonReader& saved, const char* key)
{
    if (!saved.has(key)) {
        return std::nullopt;
    }
    const LatentVector ends = saved.numbers(key, 2);
    if (ends[0] > ends[1]) {
        saved.fail(key, "is not two rising numbers", "Write the smaller one first.");
    }
    return ShownRange{ends[0], ends[1]};
}

const Words<PointLook> looks = {
    {"dots", PointLook::Dots}, {"density", PointLook::Density}, {"pictures", PointLook::Pictures}};

/// The later keys are missing in files of earlier versions.
MapAppearance mapFrom(const JsonReader& saved)
{
    const std::vector<std::string> hidden = saved.texts("hidden_values");
    MapAppearance map{.colourBy = saved.text("colour_by"),
                      .hiddenValues = {hidden.begin(), hidden.end()},
                      .shownRange = rangeFrom(saved, "shown_range")};
    if (saved.has("look")) {
        map.look = choiceFrom(saved, "look", looks);
    }
    if (saved.has("names")) {
        map.showsNames = saved.flag("names");
    }
    if (saved.has("shows_ground")) {
        map.showsGround = saved.flag("shows_ground");
    }
    if (saved.has("colours_by_trust")) {
        map.coloursByTrust = saved.flag("colours_by_trust");
    }
    return map;
}

json mapToJson(const MapAppearance& map)
{
    const auto& range = map.shownRange;
    return {{"colour_by", map.colourBy},
            {"hidden_values", map.hiddenValues},
            {"shown_range", range ? json::array({jsonNumber(range->low), jsonNumber(range->high)}) : json()},
            {"look", wordOf(map.look, looks)},
            {"names", map.showsNames},
            {"shows_ground", map.showsGround},
            {"colours_by_trust", map.coloursByTrust}};
}

SessionState stateFrom(const JsonReader& saved, std::shared_ptr<const Space> space, bool hasChanged)
{
    SessionState state;
    const std::size_t samples = space->sampleCount();
    const JsonReader point = saved.object("point");
    state.base = point.numbers("base");
    const std::size_t latents = state.base.size();
    if (space->latentSize() > 0 && latents != static_cast<std::size_t>(space->latentSize())) {
        point.fail("base", "has " + std::to_string(latents) + " numbers",
                   "Write " + std::to_string(space->latentSize()) + ", one per latent of the space.");
    }
    if (point.has("sample") && (!hasChanged || point.whole("sample", UINT32_MAX) < samples)) {
        if (samples == 0) {
            point.fail("sample", "is set", "The space has no samples: write null.");
        }
        state.sample = static_cast<std::uint32_t>(point.whole("sample", samples - 1));
    }
    for (const JsonReader& attribute : saved.objects("attributes")) {
        state.attributes.push_back(attributeFrom(attribute, latents));
    }
    const JsonReader sliders = saved.object("sliders");
    state.basis = choiceFrom(sliders, "basis", bases);
    state.sort = choiceFrom(sliders, "sort", sorts);
    state.lockedLatents = locksFrom(sliders, "locked_latents", latents);
    state.lockedComponents = locksFrom(sliders, "locked_components", latents);
    state.selection = setFrom(saved, "selection", samples, hasChanged);
    state.withGroup = setFrom(saved, "with_group", samples, hasChanged);
    state.withoutGroup = setFrom(saved, "without_group", samples, hasChanged);
    state.map = mapFrom(saved.object("map"));
    state.projection = saved.has("projection") ? projectionFrom(saved.object("projection")) : MapProjection();
    state.space = std::move(space);
    readInputValues(state, saved, !hasChanged);
    return state;
}

/// With the generated set where it is still there; else with the space's own samples, and what has to be made again.
void readGenerated(const JsonReader& saved, const std::shared_ptr<const Space>& own, const fs::path& folder,
                   ReadSession& read)
{
    const GenerationRecipe recipe = recipeFromJson(saved.object("generated"));
    const bool hasChanged = !read.warning.empty();
    const auto there =
        outcomeOf([&] { return withGeneratedSamples(own, recipe, folder / generatedName(*own, recipe)); });
    if (const auto* space = std::get_if<std::shared_ptr<const Space>>(&there)) {
        read.state = stateFrom(saved, *space, hasChanged);
        read.state.generatedLabels = changedLabelsFrom(saved, "generated_labels", *labelsOf(**space));
        return;
    }
    auto counted = std::make_shared<Space>(*own);
    counted->manifest.samples = ManifestSamples{.count = recipe.draws.count};
    read.recipe = recipe;
    read.lost = stateFrom(saved, std::move(counted), hasChanged);
    const LabelTable none{.rows = recipe.draws.count, .columns = {}};
    read.lost->generatedLabels = changedLabelsFrom(saved, "generated_labels", none);
    read.state = withOtherSamples(*read.lost, own);
}

} // namespace

void writeSession(const fs::path& file, const SessionState& state, const SessionView& view)
{
    if (!state.space) {
        throw std::logic_error("a session without a space is not worth a file");
    }
    const json saved = {
        {"format", sessionFormat},
        {"program", "Morphoscope " MORPHOSCOPE_VERSION},
        {"space", spaceToJson(file, *state.space)},
        {"point", {{"base", jsonNumbers(state.base)}, {"sample", state.sample ? json(*state.sample) : json()}}},
        {"attributes", attributesToJson(state.attributes)},
        {"inputs", inputValuesToJson(state)},
        {"truncation", jsonNumber(state.truncation)},
        {"sliders",
         {{"basis", state.basis == SliderBasis::Latent ? "latent" : "principal components"},
          {"sort", state.sort == SliderSort::Index ? "index" : "influence"},
          {"locked_latents", state.lockedLatents},
          {"locked_components", state.lockedComponents}}},
        {"view", viewToJson(view)},
        {"selection", setToJson(state.selection)},
        {"with_group", setToJson(state.withGroup)},
        {"without_group", setToJson(state.withoutGroup)},
        {"map", mapToJson(state.map)},
        {"projection", projectionToJson(state.projection)},
        {"labels", ownLabelsToJson(state, view)},
        {"generated_labels", generatedLabelsToJson(state)},
        {"generated", state.space->generated ? recipeToJson(state.space->generated->recipe) : json()}};
    writeFileAtomically(file, saved.dump(1, ' ', false, json::error_handler_t::replace) + "\n");
}

ReadSession readSession(const fs::path& file, const fs::path& generated)
{
    const json parsed = parseJson(readWholeFile(file, mostUserFileBytes), file);
    const JsonReader saved(parsed, "", file);
    if (saved.whole("format", 1000000) != sessionFormat) {
        saved.fail("format", "is not 1", "This session was saved by a newer Morphoscope: open it with that one.");
    }
    ReadSession read;
    std::shared_ptr<const Space> space = openSpaceOf(saved.object("space"), file, read.warning);
    const std::shared_ptr<const LabelTable> ownLabels = changedLabelsFrom(saved, "labels", *labelsOf(*space));
    if (saved.has("generated")) {
        readGenerated(saved, space, generated, read);
    } else {
        read.state = stateFrom(saved, std::move(space), !read.warning.empty());
    }
    read.state.ownLabels = ownLabels;
    if (read.lost) {
        read.lost->ownLabels = ownLabels;
    }
    if (saved.has("view")) { // sessions of the first days have none
        read.view = viewFrom(saved.object("view"));
    }
    return read;
}
