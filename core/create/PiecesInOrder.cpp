// SPDX-License-Identifier: GPL-3.0-or-later
#include "create/PiecesInOrder.h"

#include "base/UserError.h"
#include "space/LabelsFit.h"
#include "space/NpyFile.h"
#include "space/NpzFile.h"
#include "space/ProjectorFiles.h"

#include <algorithm>
#include <set>

namespace {

using Path = std::filesystem::path;
constexpr std::size_t magicBytes = 8;

std::string magicOf(const Path& path)
{
    const OpenFile file(path, "a file.");
    std::string magic(std::min(file.size(), magicBytes), '\0');
    file.readAt(0, std::as_writable_bytes(std::span(magic)));
    return magic;
}

/// Column *folder*: what stands before the last `/` of a name.
std::optional<LabelColumn> folderColumn(const std::vector<std::string>& names)
{
    std::set<std::string> folders;
    const auto folderOf = [](const std::string& name) {
        const auto slash = name.rfind('/');
        return slash == std::string::npos ? std::string() : name.substr(0, slash);
    };
    for (const std::string& name : names) {
        folders.insert(folderOf(name));
    }
    if (folders.size() < 2) {
        return std::nullopt;
    }
    folders.erase(std::string());
    LabelColumn column{.name = "folder", .values = {folders.begin(), folders.end()}, .codes = {}, .numbers = {}};
    for (const std::string& name : names) {
        const auto found = std::ranges::lower_bound(column.values, folderOf(name));
        const bool isKnown = found != column.values.end() && *found == folderOf(name);
        column.codes.push_back(isKnown ? static_cast<std::uint32_t>(found - column.values.begin())
                                       : LabelColumn::unknown);
    }
    return column;
}

} // namespace

LatentTable latentsOf(const Piece& piece)
{
    const std::string magic = magicOf(piece.path);
    LatentTable latents = magic.starts_with("PK\3\4")      ? NpzFile(piece.path).readLatents(piece.array)
                          : magic.starts_with("\x93NUMPY") ? readLatents(piece.path)
                                                           : readProjectorVectors(piece.path);
    if (latents.isEmpty()) {
        throw UserError(piece.path.string() + ": holds no latents. Choose another file, or leave it out.");
    }
    requireFinite(latents, piece.path.string());
    return latents;
}

LabelTable labelsOf(const Piece& piece)
{
    return readLabelsOfAnyKind(piece.path);
}

OrderedLabels orderLabels(const Piece* piece, const std::vector<std::string>& names, std::size_t count,
                          std::optional<LabelJoining> wish)
{
    OrderedLabels ordered;
    ordered.labels.rows = count;
    if (piece != nullptr) {
        const LabelTable given = labelsOf(*piece);
        JoinedLabels joined;
        if (!names.empty() && wish != LabelJoining::ByOrder) {
            joined = joinLabels(given, names, piece->path);
        } else if (given.rows == count) {
            joined.labels = given;
        } else {
            throw UserError(piece->path.string() + ": the numbers of rows (" + std::to_string(given.rows) +
                            ") and of samples (" + std::to_string(count) +
                            ") differ. Make row i belong to sample i, or leave the labels out.");
        }
        if (wish == LabelJoining::ByFileName && joined.column.empty()) {
            throw UserError(piece->path.string() + ": no column names the pictures' files. Add one, or take the rows "
                                                   "in their order.");
        }
        ordered = {std::move(joined.labels), joined.column.empty() ? LabelJoining::ByOrder : LabelJoining::ByFileName,
                   joined.column, std::move(joined.notes)};
    }
    if (auto folder = folderColumn(names); folder && ordered.labels.find(folder->name) == nullptr) {
        ordered.labels.columns.push_back(std::move(*folder));
    }
    return ordered;
}

LoadRequest loadRequestFor(const NewSpacePlan& plan)
{
    LoadRequest request;
    request.decoder = plan.piece(PieceKind::Decoder)->path;
    if (const Piece* encoder = plan.piece(PieceKind::Encoder)) {
        request.encoder = encoder->path;
        request.encoderPicture = plan.encoderPicture;
        request.encoderRange = plan.encoderRange;
        request.encoderOrder = plan.encoderOrder;
    }
    request.latentSize = plan.latentSize;
    request.range = plan.decoderRange;
    request.picture = plan.picture;
    request.order = plan.decoderOrder;
    request.inputs = plan.inputs;
    return request;
}
