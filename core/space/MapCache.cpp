// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/MapCache.h"

#include "base/AtomicFile.h"
#include "base/Sha256.h"
#include "base/UserError.h"
#include "latent/LatentVector.h"
#include "space/JsonReader.h"
#include "space/NpyFile.h"
#include "space/SavedMap.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr auto algorithm = "t-SNE 1\n"; ///< to be counted up when the same options give another map
constexpr auto trustAlgorithm = "trust 1\n";
constexpr std::size_t mostJsonBytes = 4096;

constexpr std::size_t placeColumns = 2;
constexpr std::size_t allColumns = 6; ///< with the motion

fs::path fileIn(const fs::path& folder, const std::string& key, const char* suffix)
{
    return folder / (key + suffix);
}

fs::path fileIn(const fs::path& folder, const std::string& key, int iterations, const char* suffix)
{
    return fileIn(folder, key + '-' + std::to_string(iterations), suffix);
}

/// Iterations of the maps of a run, the most first.
std::vector<int> keptOf(const fs::path& folder, const std::string& key)
{
    std::vector<int> kept;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.size() <= key.size() || !name.starts_with(key) || name[key.size()] != '-') {
            continue;
        }
        int iterations = 0;
        const char* const end = name.data() + name.size();
        const auto read = std::from_chars(name.data() + key.size() + 1, end, iterations);
        if (read.ec == std::errc() && std::string_view(read.ptr, end) == ".json") {
            kept.push_back(iterations);
        }
    }
    std::ranges::sort(kept, std::greater());
    return kept;
}

std::optional<TsneMap> readMap(const fs::path& folder, const std::string& key, int iterations, std::size_t rows)
{
    try {
        const fs::path file = fileIn(folder, key, iterations, ".json");
        const Json parsed = parseJson(readWholeFile(file, mostJsonBytes), file);
        const JsonReader saved(parsed, "", file);
        TsneMap map = qualityFromJson(saved);
        const LatentTable all = readLatents(fileIn(folder, key, iterations, ".npy"));
        const bool hasMotion = all.columns() == allColumns;
        if (all.rows() != rows || !(hasMotion || all.columns() == placeColumns) || !allFinite(all.values()) ||
            map.iterations != iterations) {
            return std::nullopt;
        }
        for (std::size_t i = 0; i < rows; ++i) {
            const LatentView row = all.row(i);
            map.positions.insert(map.positions.end(), row.begin(), row.begin() + placeColumns);
            map.motion.insert(map.motion.end(), row.begin() + placeColumns, row.end());
        }
        return map;
    } catch (const UserError&) {
        return std::nullopt;
    }
}

void removeOldest(const fs::path& folder, std::uintmax_t mostBytes)
{
    struct File
    {
        fs::file_time_type time;
        fs::path path;
        std::uintmax_t bytes = 0;
    };
    std::vector<File> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        if (entry.path().extension() == ".npy") {
            files.push_back({entry.last_write_time(ignored), entry.path(), entry.file_size(ignored)});
        }
    }
    std::ranges::sort(files, std::greater(), &File::time);
    std::uintmax_t kept = 0;
    for (File& file : files) {
        kept += file.bytes;
        if (kept > mostBytes && &file != &files.front()) { // the newest stays, however large
            fs::remove(file.path, ignored);
            fs::remove(file.path.replace_extension(".json"), ignored);
        }
    }
}

} // namespace

std::string mapKey(const LatentTable& latents, const TsneOptions& options, std::span<const float> start)
{
    const Json depends = {latents.rows(),       latents.columns(),    options.perplexity, options.exaggerated,
                          options.exaggeration, options.learningRate, options.seed,       start.size()};
    const std::string text = algorithm + depends.dump();
    Sha256 hash;
    hash.update(std::as_bytes(std::span(text)));
    hash.update(std::as_bytes(latents.values()));
    hash.update(std::as_bytes(start));
    return hash.hexDigest();
}

std::optional<TsneMap> cachedMap(const fs::path& folder, const std::string& key, int iterations, std::size_t rows)
{
    for (const int kept : keptOf(folder, key)) {
        if (kept <= iterations) {
            if (auto map = readMap(folder, key, kept, rows)) {
                return map;
            }
        }
    }
    return std::nullopt;
}

std::string trustKey(const LatentTable& latents, const LatentTable& places)
{
    const Json depends = {latents.rows(), latents.columns()};
    const std::string text = trustAlgorithm + depends.dump();
    Sha256 hash;
    hash.update(std::as_bytes(std::span(text)));
    hash.update(std::as_bytes(latents.values()));
    hash.update(std::as_bytes(places.values()));
    return hash.hexDigest();
}

std::optional<MapTrust> cachedTrust(const fs::path& folder, const std::string& key, std::size_t rows)
{
    try {
        const fs::path file = fileIn(folder, key, ".json");
        const Json parsed = parseJson(readWholeFile(file, mostJsonBytes), file);
        const JsonReader saved(parsed, "", file);
        MapTrust trust;
        trust.neighbours = saved.whole("neighbours", mostTrustNeighbours);
        trust.comparedRows = saved.whole("compared_rows", rows);
        const LatentTable values = readLatents(fileIn(folder, key, ".npy"));
        const bool areTrust =
            std::ranges::all_of(values.values(), [](float value) { return value >= 0 && value <= 1; });
        if (values.rows() != rows || values.columns() != 1 || !areTrust) {
            return std::nullopt;
        }
        trust.values.assign(values.values().begin(), values.values().end());
        return trust;
    } catch (const UserError&) {
        return std::nullopt;
    }
}

void cacheTrust(const fs::path& folder, const std::string& key, const MapTrust& trust, std::uintmax_t mostBytes)
{
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        failWriting(folder, error.value());
    }
    writeLatents(fileIn(folder, key, ".npy"), LatentTable(trust.values.size(), 1, trust.values));
    const Json json = {{"neighbours", trust.neighbours}, {"compared_rows", trust.comparedRows}};
    writeFileAtomically(fileIn(folder, key, ".json"), json.dump(1) + "\n");
    removeOldest(folder, mostBytes);
}

void cacheMap(const fs::path& folder, const std::string& key, const TsneMap& map, std::uintmax_t mostBytes)
{
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        failWriting(folder, error.value());
    }
    const std::size_t rows = map.positions.size() / placeColumns;
    LatentTable all(rows, map.motion.empty() ? placeColumns : allColumns);
    const std::size_t others = all.columns() - placeColumns;
    for (std::size_t i = 0; i < rows; ++i) {
        std::copy_n(map.positions.begin() + static_cast<std::ptrdiff_t>(placeColumns * i), placeColumns,
                    all.row(i).begin());
        std::copy_n(map.motion.begin() + static_cast<std::ptrdiff_t>(others * i), others,
                    all.row(i).begin() + placeColumns);
    }
    writeLatents(fileIn(folder, key, map.iterations, ".npy"), all);
    writeFileAtomically(fileIn(folder, key, map.iterations, ".json"), qualityToJson(map).dump(1) + "\n");
    removeOldest(folder, mostBytes);
}
