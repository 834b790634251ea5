// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/SpaceCopy.h"

#include "base/AtomicFile.h"
#include "base/FolderMove.h"
#include "base/UserError.h"
#include "base/WorkFolder.h"
#include "space/JsonReader.h"
#include "space/LabelFile.h"

namespace fs = std::filesystem;

std::shared_ptr<const Space> copySpace(const Space& space, const LabelTable& labels, const fs::path& out)
try {
    constexpr std::size_t mostManifestBytes = std::size_t{256} << 20;
    if (fs::exists(out)) {
        throw UserError(out.string() + ": this is there already and is not replaced. Choose another name.");
    }
    WorkFolder work(out);
    fs::copy(space.location, work.path(), fs::copy_options::recursive); // what links point to, not the links
    const fs::path file = work.path() / "space.json";
    nlohmann::json manifest = parseJson(readWholeFile(file, mostManifestBytes), file);
    manifest["name"] = withoutSlash(out).filename().string();
    writeFileAtomically(file, spaceFileText(manifest));
    (void)writeLabelChange(work.path(), *labelsOf(space), labels);
    (void)openSpace(work.path()); // what cannot be opened is not handed over
    work.become(out);
    return openSpace(out);
} catch (const fs::filesystem_error& error) {
    throw UserError(out.string() + ": the space could not be copied there (" + error.code().message() +
                    "). Choose a folder that you may write to, with room for it.");
}
