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
#include <vector>

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr auto algorithm = "t-SNE 1\n"; ///< to be counted up when the same options give another map
constexpr auto trustAlgorithm = "trust 1\n";
constexpr std::size_t mostJsonBytes = 4096;

fs::path fileIn(const fs::path& folder, const std::string& key, const char* suffix)
{
    return folder / (key + suffix);
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

std::string mapKey(const LatentTable& latents, const TsneOptions& options)
{
    const Json depends = {latents.rows(),      latents.columns(),    options.perplexity,   options.iterations,
                          options.exaggerated, options.exaggeration, options.learningRate, options.seed};
    const std::string text = algorithm + depends.dump();
    Sha256 hash;
    hash.update(std::as_bytes(std::span(text)));
    hash.update(std::as_bytes(latents.values()));
    return hash.hexDigest();
}

std::optional<TsneMap> cachedMap(const fs::path& folder, const std::string& key, std::size_t rows)
{
    try {
        const fs::path file = fileIn(folder, key, ".json");
        const Json parsed = parseJson(readWholeFile(file, mostJsonBytes), file);
        const JsonReader saved(parsed, "", file);
        TsneMap map = qualityFromJson(saved);
        const LatentTable positions = readLatents(fileIn(folder, key, ".npy"));
        if (positions.rows() != rows || positions.columns() != 2 || !allFinite(positions.values())) {
            return std::nullopt;
        }
        map.positions.assign(positions.values().begin(), positions.values().end());
        return map;
    } catch (const UserError&) {
        return std::nullopt;
    }
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
    writeLatents(fileIn(folder, key, ".npy"), LatentTable(map.positions.size() / 2, 2, map.positions));
    writeFileAtomically(fileIn(folder, key, ".json"), qualityToJson(map).dump(1) + "\n");
    removeOldest(folder, mostBytes);
}
