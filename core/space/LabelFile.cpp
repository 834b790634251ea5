// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/LabelFile.h"

#include "base/AtomicFile.h"
#include "base/FolderLock.h"
#include "base/UserError.h"
#include "space/JsonReader.h"
#include "space/LabelChange.h"
#include "space/LabelText.h"

#include <fcntl.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t mostManifestBytes = std::size_t{256} << 20;

std::string freeName(const fs::path& folder)
{
    std::string name = "labels.csv";
    for (int number = 2; fs::exists(folder / name); ++number) {
        name = "labels-" + std::to_string(number) + ".csv";
    }
    return name;
}

/// An empty name takes the key away. Only this key changes.
void nameLabels(const fs::path& manifestFile, nlohmann::json manifest, const std::string& name)
{
    if (name.empty()) {
        manifest["samples"].erase("labels");
    } else {
        manifest["samples"]["labels"] = name;
    }
    writeFileAtomically(manifestFile, spaceFileText(manifest));
}

LabelTable readNow(const fs::path& folder, const ManifestSamples& samples)
{
    if (samples.labels.empty()) {
        return {.rows = samples.count, .columns = {}};
    }
    const fs::path file = fileOfSpace(folder, samples.labels, "samples.labels");
    LabelTable labels = LabelTable::parse(readWholeFile(file, mostLabelBytes), file);
    if (labels.rows != samples.count) {
        throw UserError(file.string() + ": there are " + std::to_string(labels.rows) + " rows for " +
                        std::to_string(samples.count) +
                        " samples, so nothing was written. Another program changed the file: bring it into order, row "
                        "i is sample i.");
    }
    return labels;
}

} // namespace

LabelTable writeLabelChange(const fs::path& folder, const LabelTable& before, const LabelTable& after)
try {
    const FolderLock lock(folder);
    const fs::path manifestFile = folder / "space.json";
    const SpaceManifest manifest = SpaceManifest::parse(readWholeFile(manifestFile, mostManifestBytes), manifestFile);
    const ManifestSamples samples = manifest.samples.value_or(ManifestSamples{});
    if (samples.count < after.rows) {
        throw UserError(manifestFile.string() + ": the space has only " + std::to_string(samples.count) +
                        " samples now, so labels for " + std::to_string(after.rows) +
                        " were not written. Open the space anew.");
    }
    const LabelTable now = readNow(folder, samples);
    LabelTable changed = withChange(before, after, now);
    if (changed == now) {
        return changed;
    }
    if (changed.columns.empty()) {
        const fs::path file = fileOfSpace(folder, samples.labels, "samples.labels");
        nameLabels(manifestFile, manifest.original, {});
        fs::remove(file);
        return changed;
    }
    const std::string name = samples.labels.empty() ? freeName(folder) : samples.labels;
    writeFileAtomically(folder / name, labelText(changed));
    if (samples.labels.empty()) {
        nameLabels(manifestFile, manifest.original, name);
    }
    return changed;
} catch (const fs::filesystem_error& error) {
    throw UserError(folder.string() + ": the labels could not be written (" + error.code().message() + ").");
}

std::string whyLabelsCannotBeWritten(const Space& space, const fs::path& executable)
{
    if (isEmbedded(space.location, executable)) {
        return space.name() + " came with the program";
    }
    if (::faccessat(AT_FDCWD, space.location.c_str(), W_OK, AT_EACCESS) != 0) {
        return space.location.string() + " may not be written to";
    }
    return {};
}

std::shared_ptr<const LabelTable> labelsOf(const Space& space)
{
    return space.labels ? space.labels
                        : std::make_shared<const LabelTable>(LabelTable{.rows = space.sampleCount(), .columns = {}});
}
