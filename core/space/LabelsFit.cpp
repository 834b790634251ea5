// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/LabelsFit.h"

#include "base/AtomicFile.h"
#include "base/UserError.h"
#include "space/CelebaList.h"
#include "space/DelimitedText.h"
#include "space/IdxFile.h"
#include "space/LabelJoin.h"
#include "space/NpzFile.h"
#include "space/PictureFiles.h"
#include "space/PictureStream.h"
#include "space/ProjectorFiles.h"

namespace {

using Path = std::filesystem::path;

/// A single number has none, and a stranger's file may be one.
std::size_t rowsOf(const auto& shape)
{
    return shape.empty() ? 0 : static_cast<std::size_t>(shape.front());
}

std::size_t rowsOfLatents(const Piece& piece)
{
    const OpenFile file(piece.path, "a file.");
    std::string beginning(std::min(file.size(), NpyHeader::mostBytes), '\0');
    file.readAt(0, std::as_writable_bytes(std::span(beginning)));
    if (beginning.starts_with("PK\3\4")) {
        return rowsOf(NpzFile(piece.path).shapeOf(piece.array));
    }
    return beginning.starts_with("\x93NUMPY") ? rowsOf(NpyHeader::parse(beginning, piece.path).shape)
                                              : readProjectorVectors(piece.path).rows();
}

} // namespace

LabelTable readLabelsOfAnyKind(const Path& file)
{
    if (idxKind(file)) {
        return readIdxLabels(file);
    }
    const std::string text = readWholeFile(file, mostLabelFileBytes);
    if (isCelebaList(text)) {
        return parseCelebaList(text, file);
    }
    return file.filename() == "metadata.tsv" ? parseProjectorMetadata(text, file) : parseDelimitedLabels(text, file);
}

ExpectedSamples samplesOf(const Piece& piece)
{
    ExpectedSamples samples;
    std::error_code ignored;
    try {
        if (piece.kind == PieceKind::Latents) {
            samples.count = rowsOfLatents(piece);
        } else if (std::filesystem::is_directory(piece.path, ignored)) {
            for (PictureFile& file : listPictureNames(piece.path).files) {
                samples.names.push_back(std::move(file.name));
            }
            samples.count = samples.names.size();
        } else if (!isPictureName(piece.path.filename().native())) {
            samples.count = openPictureStream(piece.path, piece.array).count();
        }
    } catch (const UserError&) { // it is said where the piece is used
    }
    return samples;
}

bool labelsFit(const Path& file, const ExpectedSamples& samples)
{
    try {
        const LabelTable table = readLabelsOfAnyKind(file);
        if (table.rows != samples.count && !samples.names.empty()) {
            (void)joinLabels(table, samples.names, file); // throws where no column names them
            return true;
        }
        return table.rows == samples.count;
    } catch (const UserError&) {
        return false;
    }
}
