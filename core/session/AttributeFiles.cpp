// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/AttributeFiles.h"

#include "base/AtomicFile.h"
#include "base/UserError.h"
#include "space/AttributeEntry.h"
#include "space/NpyFile.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace {

constexpr std::size_t roomForWords = 1 << 20; ///< names, trust and notes of a JSON file
constexpr std::size_t roomForNumber = 32;

/// `space` is the one that it was made in, empty where nobody knows.
void requireWidth(std::size_t width, std::size_t latentSize, const std::filesystem::path& file,
                  const std::string& space = {})
{
    if (width != latentSize) {
        const std::string origin = space.empty() ? "" : " of the space \"" + space + "\"";
        throw UserError(file.string() + ": this vector" + origin + " has " + std::to_string(width) +
                        " numbers, the open space has " + std::to_string(latentSize) +
                        " latents. Choose a vector that was made for this space.");
    }
}

/// By its first bytes, not by its name.
bool holdsJson(const std::filesystem::path& file)
{
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) {
        return false; // opening a pipe would wait
    }
    std::ifstream stream(file, std::ios::binary);
    char first = 0;
    return stream >> first && first == '{';
}

AttributeInFile readJson(const std::filesystem::path& file, std::size_t latentSize)
{
    const std::size_t most = roomForWords + 3 * latentSize * roomForNumber; // a vector and a pair
    const nlohmann::json json = parseJson(readWholeFile(file, most), file);
    const JsonReader entry(json, "", file);
    const std::string space = entry.text("space", "");
    requireWidth(entry.numbers("vector").size(), latentSize, file, space);
    SavedAttribute saved = attributeEntryIn(entry, latentSize);
    saved.amount = 0; // the picture stays until a hand moves it
    return {fromSaved(saved), space};
}

AttributeSlider readNpy(const std::filesystem::path& file, std::size_t latentSize)
{
    // One vector is small: a file that is much larger holds something else and is not read only to say so.
    constexpr std::uintmax_t roomForHeader = 1 << 16;
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(file, error);
    if (!error && size > latentSize * sizeof(double) + roomForHeader) {
        throw UserError(file.string() + ": this file is too large for one vector of " + std::to_string(latentSize) +
                        " numbers. Save the one row that is wanted to a file of its own.");
    }
    const LatentTable table = readLatents(file);
    if (table.rows() != 1) {
        throw UserError(file.string() + ": it holds " + std::to_string(table.rows()) +
                        " rows, an attribute is one. Save the row that is wanted to a file of its own.");
    }
    requireWidth(table.columns(), latentSize, file);
    const LatentView row = table.row(0);
    if (!allFinite(row)) {
        throw UserError(file.string() + ": this vector contains NaN or infinity and cannot be added to a point.");
    }
    AttributeVector vector;
    vector.vector.assign(row.begin(), row.end());
    AttributeSlider attribute;
    attribute.name = file.stem().string();
    attribute.vector = std::make_shared<const AttributeVector>(std::move(vector));
    attribute.method = "file";
    attribute.notes = "Read from " + file.filename().string();
    return attribute;
}

} // namespace

AttributeInFile readAttributeFile(const std::filesystem::path& file, std::size_t latentSize)
{
    return holdsJson(file) ? readJson(file, latentSize) : AttributeInFile{readNpy(file, latentSize), {}};
}

void writeAttributeFile(const std::filesystem::path& file, const AttributeSlider& attribute, const std::string& space)
{
    if (file.extension() == ".json") {
        nlohmann::json entry = attributeEntry(toSaved(attribute));
        entry["space"] = space;
        writeFileAtomically(file, entry.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + '\n');
    } else {
        writeLatents(file, LatentTable(1, attribute.vector->vector.size(), attribute.vector->vector));
    }
}

AttributeRecord recordOf(const AttributeSlider& attribute)
{
    return {attribute.colour, attribute.vector->keptFixed, attribute.vector->trust, attribute.vector->pair};
}

SavedAttribute toSaved(const AttributeSlider& attribute)
{
    const AttributeVector& vector = *attribute.vector;
    return {.name = attribute.name,
            .vector = vector.vector,
            .amount = attribute.amount,
            .method = attribute.method,
            .with = attribute.with,
            .without = attribute.without,
            .withCount = vector.withCount,
            .withoutCount = vector.withoutCount,
            .withPosition = vector.withPosition,
            .withoutPosition = vector.withoutPosition,
            .notes = attribute.notes,
            .record = recordOf(attribute)};
}

AttributeSlider fromSaved(const SavedAttribute& saved)
{
    AttributeVector vector{saved.vector,       saved.withCount,        saved.withoutCount, saved.withoutPosition,
                           saved.withPosition, saved.record.keptFixed, saved.record.trust, saved.record.pair};
    AttributeSlider slider;
    slider.name = saved.name;
    slider.vector = std::make_shared<const AttributeVector>(std::move(vector));
    slider.amount = saved.amount;
    slider.method = saved.method;
    slider.with = saved.with;
    slider.without = saved.without;
    slider.notes = saved.notes;
    slider.colour = saved.record.colour;
    return slider;
}

void addToSpaceFile(const Space& space, const std::vector<AttributeSlider>& attributes)
{
    const std::filesystem::path file = space.location / "space.json";
    if (space.isBareDecoder) {
        throw UserError(space.location.string() + ": a bare decoder has no space.json to keep attributes in. Save them "
                                                  "as .npy files.");
    }
    // What the disk says now, not what it said when the space was opened: an earlier save must not be lost.
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream) {
        throw UserError(file.string() + ": this file cannot be read. Is the folder still there?");
    }
    std::vector<SavedAttribute> all = SpaceManifest::parse(text, file).attributes;
    for (const AttributeSlider& attribute : attributes) {
        const auto same = std::ranges::find(all, attribute.name, &SavedAttribute::name);
        if (same == all.end()) {
            all.push_back(toSaved(attribute));
        } else {
            *same = toSaved(attribute);
        }
    }
    saveAttributes(space, all);
}
