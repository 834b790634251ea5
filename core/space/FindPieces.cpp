// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/FindPieces.h"

#include "base/UserError.h"
#include "space/CelebaList.h"
#include "space/DelimitedText.h"
#include "space/IdxFile.h"
#include "space/ModelGuess.h"
#include "space/NpzFile.h"
#include "space/PictureFiles.h"
#include "space/PieceCandidates.h"
#include "space/ProjectorFiles.h"

#include <algorithm>
#include <array>
#include <set>

namespace {

using Path = std::filesystem::path;

constexpr std::size_t mostEntries = 1'000'000;
constexpr std::size_t mostCodeBytes = std::size_t{16} << 20;

std::string nameOf(const Path& path)
{
    return path.filename().string();
}

std::string beginningOf(const OpenFile& file, std::size_t most)
{
    std::string bytes(std::min(file.size(), most), '\0');
    file.readAt(0, std::as_writable_bytes(std::span(bytes)));
    return bytes;
}

/// The TorchScript code in an archive, as far as it is looked at; empty when there is none.
std::string codeIn(const ZipArchive& archive)
{
    std::string code;
    for (const ZipMember& member : archive.members()) {
        const bool isCode = member.name.find("/code/") != std::string::npos && member.name.ends_with(".py");
        if (isCode && member.size <= mostCodeBytes - code.size()) {
            const std::size_t before = code.size();
            code.resize(before + member.size);
            (void)archive.open(member)->read(std::as_writable_bytes(std::span(code)).subspan(before));
        }
    }
    return code;
}

void addModel(const Path& file, const std::string& code, std::uintmax_t size, std::vector<PieceCandidate>& found,
              std::vector<std::string>& notes)
{
    const ModelGuess guess = guessModel(file, code);
    if (guess.kind == ModelKind::Mapping) {
        notes.push_back(nameOf(file) + " was left aside: its name says that it maps draws to latents. Copy it into the "
                                       "space when that is made, and name it under `mapping` in space.json.");
        return;
    }
    const bool isDecoder = guess.kind == ModelKind::Decoder;
    found.push_back(
        {.piece = {isDecoder ? PieceKind::Decoder : PieceKind::Encoder,
                   file,
                   {},
                   nameOf(file) + " is taken as the " + (isDecoder ? "decoder: " : "encoder: ") + guess.why},
         .size = size,
         .certainty = guess.certainty});
}

/// `name`: of the array, empty for the likeliest.
void addArray(const Path& file, PieceKind kind, const std::string& name, std::uintmax_t size,
              std::vector<PieceCandidate>& found, std::vector<std::string>& notes)
{
    Piece piece{.kind = kind, .path = file, .array = name, .sentence = {}};
    nameArray(piece, notes);
    piece.sentence = nameOf(file) + ": the array `" + piece.array + "` is taken as the " +
                     (kind == PieceKind::Latents ? "latents" : "pictures") +
                     (name.empty() ? ": its type and shape fit." : ", as you said.");
    found.push_back({.piece = std::move(piece), .size = size});
}

void addNamedArray(const Path& file, const std::string& name, std::vector<PieceCandidate>& found,
                   std::vector<std::string>& notes)
{
    const NpzFile arrays(file);
    const auto holds = [&](const std::vector<std::string>& names) {
        return std::ranges::find(names, name) != names.end();
    };
    if (!holds(arrays.latentNames()) && !holds(arrays.pictureNames())) {
        throw UserError(file.string() + ": the array `" + name + "` (" + shapeText(arrays.shapeOf(name)) +
                        ") can be neither latents (float, n x size) nor pictures (bytes). Name another.");
    }
    const PieceKind kind = holds(arrays.latentNames()) ? PieceKind::Latents : PieceKind::Pictures;
    addArray(file, kind, name, 1, found, notes);
}

std::string pickleNote(const Path& file)
{
    return nameOf(file) +
           " is a state dict or a pickle, which is never opened. Help > From PyTorch shows how to export "
           "the model.";
}

std::string uselessNote(const Path& file)
{
    return nameOf(file) + " was left aside: nothing in it looks like a model, pictures, latents or labels.";
}

void addArchive(const Path& file, std::uintmax_t size, std::vector<PieceCandidate>& found,
                std::vector<std::string>& notes)
{
    const ZipArchive archive(file);
    const auto holds = [&](std::string_view part) {
        return std::ranges::any_of(
            archive.members(), [&](const ZipMember& member) { return member.name.find(part) != std::string::npos; });
    };
    if (holds("/code/")) {
        addModel(file, codeIn(archive), size, found, notes);
    } else if (holds(".npy")) {
        const NpzFile arrays(file);
        if (!arrays.latentNames().empty()) {
            addArray(file, PieceKind::Latents, {}, size, found, notes);
        }
        if (!arrays.pictureNames().empty()) {
            addArray(file, PieceKind::Pictures, {}, size, found, notes);
        }
    } else {
        notes.push_back(holds("data.pkl") ? pickleNote(file) : uselessNote(file));
    }
}

std::optional<Piece> arrayPiece(const Path& file, const NpyHeader& header)
{
    const std::string what = nameOf(file) + " (" + shapeText(header.shape) + ") is taken as the ";
    if (canBeLatents(header)) {
        return Piece{PieceKind::Latents, file, {}, what + "latents: a row of numbers for each point."};
    }
    if (canBePictures(header)) {
        return Piece{PieceKind::Pictures, file, {}, what + "pictures: bytes, height and width."};
    }
    return std::nullopt;
}

/// Row by row is the only order of values that is read.
void addPlainArray(const Path& file, const std::string& beginning, std::uintmax_t size,
                   std::vector<PieceCandidate>& found, std::vector<std::string>& notes)
{
    const NpyHeader header = NpyHeader::parse(std::string_view(beginning).substr(0, NpyHeader::mostBytes), file);
    const std::optional<Piece> piece = arrayPiece(file, header);
    if (!piece) {
        notes.push_back(uselessNote(file));
    } else if (header.fortranOrder) {
        found.push_back({*piece, size, 0, "it is stored column by column (Fortran order)."});
    } else {
        found.push_back({*piece, size});
    }
}

/// `text` ends with a whole line.
std::optional<Piece> textPiece(const Path& file, std::string_view text)
{
    const std::string name = nameOf(file);
    if (isCelebaList(text)) {
        return Piece{PieceKind::Labels, file, {}, name + " is taken as the labels: a list as CelebA has them."};
    }
    try {
        if (parseProjectorVectors(text, file).columns() > 1) {
            return Piece{PieceKind::Latents,
                         file,
                         {},
                         name + " is taken as the latents: lines of numbers, parted by "
                                "tabs."};
        }
    } catch (const UserError&) {
        // then it may be a table of labels
    }
    const std::string suffix = file.extension().string();
    const bool isTable = suffix == ".csv" || suffix == ".tsv";
    try {
        const LabelTable labels = parseDelimitedLabels(text, file);
        if (labels.rows > 0 && (labels.columns.size() > 1 || isTable)) {
            return Piece{PieceKind::Labels,
                         file,
                         {},
                         name + " is taken as the labels: a table of " + std::to_string(labels.columns.size()) +
                             (labels.columns.size() == 1 ? " column." : " columns.")};
        }
    } catch (const UserError&) {
        if (isTable) {
            throw; // somebody means it to be one, and wants to know
        }
    }
    return std::nullopt;
}

/// As Python has written them since 2003: protocols 2 to 5.
bool isPickle(std::string_view beginning)
{
    return beginning.size() > 2 && beginning[0] == '\x80' && beginning[1] >= 2 && beginning[1] <= 5;
}

void addFile(const Path& path, std::vector<PieceCandidate>& found, std::vector<std::string>& notes)
{
    const OpenFile file(path, "a file.");
    std::string beginning = beginningOf(file, std::size_t{1} << 20);
    if (beginning.starts_with("PK\3\4")) {
        addArchive(path, file.size(), found, notes);
        return;
    }
    if (beginning.starts_with("\x93NUMPY")) {
        addPlainArray(path, beginning, file.size(), found, notes);
        return;
    }
    if (isPickle(beginning)) {
        notes.push_back(pickleNote(path));
        return;
    }
    std::optional<Piece> piece;
    if (const std::optional<IdxKind> kind = idxKind(path)) {
        const bool isLabels = *kind == IdxKind::Labels;
        piece = Piece{isLabels ? PieceKind::Labels : PieceKind::Pictures,
                      path,
                      {},
                      nameOf(path) + " is taken as the " + (isLabels ? "labels" : "pictures") + ": an IDX file."};
    } else if (beginning.find('\0') == std::string::npos) {
        if (beginning.size() < file.size() && beginning.find('\n') != std::string::npos) {
            beginning.resize(beginning.rfind('\n') + 1);
        }
        piece = textPiece(path, beginning);
    }
    if (piece) {
        found.push_back({std::move(*piece), file.size()});
    } else {
        notes.push_back(uselessNote(path));
    }
}

Piece sheetPiece(const Path& file, const std::string& why)
{
    return {PieceKind::Pictures, file, {}, nameOf(file) + " is taken as the pictures: " + why};
}

/// `hasLatents`: one picture beside them is the Embedding Projector's sprite.
void addPictureFolder(const Path& folder, bool hasLatents, std::vector<PieceCandidate>& found,
                      std::vector<std::string>& notes)
{
    const PictureFiles listed = listPictureNames(folder);
    const std::vector<PictureFile>& files = listed.files;
    notes.insert(notes.end(), listed.notes.begin(), listed.notes.end());
    std::set<std::string> places; // the entries of `folder` that they lie in
    for (const PictureFile& file : files) {
        const auto slash = file.name.find('/');
        places.insert(slash == std::string::npos ? std::string() : file.name.substr(0, slash));
    }
    if (files.size() == 1 && hasLatents) {
        found.push_back(
            {sheetPiece(folder / files.front().name, "one picture beside latents is a sheet of tiles."), 1});
    } else if (files.size() == 1) {
        notes.emplace_back("There is one picture. If it is a sheet of tiles, choose it as such.");
    }
    if (files.size() > 1) {
        const bool liesInOne = places.size() == 1 && !places.begin()->empty();
        const Path taken = liesInOne ? folder / *places.begin() : folder;
        found.push_back({{PieceKind::Pictures,
                          taken,
                          {},
                          nameOf(taken) + " is taken as the pictures: " + std::to_string(files.size()) +
                              " picture files" + (places.size() > 1 ? ", the folders being a label." : ".")},
                         files.size()});
    }
}

/// Regular files in `folder` that are not named like pictures, by name.
std::vector<Path> filesIn(const Path& folder)
{
    std::vector<Path> files;
    std::error_code error;
    for (auto entry = std::filesystem::directory_iterator(folder, error); !error && entry != end(entry);
         entry.increment(error)) {
        std::error_code ignored;
        if (entry->is_regular_file(ignored) && files.size() < mostEntries && !isPictureName(nameOf(entry->path()))) {
            files.push_back(entry->path());
        }
    }
    if (error) {
        throw UserError(folder.string() + ": the folder could not be read (" + error.message() +
                        "). Check its name and its permissions.");
    }
    std::ranges::sort(files);
    return files;
}

void addFiles(const std::vector<Path>& files, std::vector<PieceCandidate>& found, std::vector<std::string>& notes)
{
    for (const Path& file : files) {
        try {
            addFile(file, found, notes);
        } catch (const UserError& fault) {
            notes.emplace_back(fault.what());
        }
    }
}

/// What lies in a folder, its pictures below as well.
void addFolder(const Path& given, std::vector<PieceCandidate>& found, std::vector<std::string>& notes)
{
    const Path folder = given.has_filename() ? given : given.parent_path();
    const std::size_t before = found.size() + notes.size();
    addFiles(filesIn(folder), found, notes);
    addPictureFolder(folder, has(found, PieceKind::Latents), found, notes);
    if (found.size() + notes.size() == before) {
        notes.push_back(folder.string() + ": nothing in this folder looks like a model, pictures, latents or labels.");
    }
}

/// Of the folders below: neither spaces, nor hidden ones, nor what links lead to. At most `mostBelow` files.
void collectBelow(const Path& folder, int levels, std::vector<Path>& files)
{
    constexpr std::size_t mostBelow = 200;
    std::vector<Path> folders;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
        const bool isFolder = entry.is_directory(ignored) && !entry.is_symlink(ignored);
        if (isFolder && !nameOf(entry.path()).starts_with('.') &&
            !std::filesystem::exists(entry.path() / "space.json", ignored)) {
            folders.push_back(entry.path());
        }
    }
    std::ranges::sort(folders);
    for (const Path& inner : folders) {
        try {
            for (const Path& file : filesIn(inner)) {
                if (files.size() < mostBelow) {
                    files.push_back(file);
                }
            }
        } catch (const UserError&) { // that it cannot be read was said where pictures were looked for
            continue;
        }
        if (levels > 1) {
            collectBelow(inner, levels - 1, files);
        }
    }
}

/// Where no decoder is at hand, one that lies deeper comes with what lies beside it; what is there already stays.
void addFromBelow(const std::vector<Path>& folders, std::vector<PieceCandidate>& found, std::vector<std::string>& notes)
{
    for (const Path& folder : folders) {
        std::vector<Path> files;
        collectBelow(folder, 2, files);
        std::vector<PieceCandidate> below;
        std::vector<std::string> notesBelow;
        addFiles(files, below, notesBelow);
        if (has(found, PieceKind::Decoder) || !has(below, PieceKind::Decoder)) {
            continue;
        }
        std::erase_if(below, [&](const PieceCandidate& candidate) { return has(found, candidate.piece.kind); });
        found.insert(found.end(), below.begin(), below.end());
        notes.push_back(folder.string() +
                        ": there is no decoder in this folder itself, so those below it were looked through, two "
                        "levels deep.");
        notes.insert(notes.end(), notesBelow.begin(), notesBelow.end());
    }
}

} // namespace

const Piece* FoundPieces::find(PieceKind kind) const
{
    const auto found = std::ranges::find(pieces, kind, &Piece::kind);
    return found == pieces.end() ? nullptr : &*found;
}

void nameArray(Piece& piece, std::vector<std::string>& notes)
{
    if (!piece.array.empty()) {
        return;
    }
    const NpzFile arrays(piece.path);
    const bool areLatents = piece.kind == PieceKind::Latents;
    const std::vector<std::string> names = areLatents ? arrays.latentNames() : arrays.pictureNames();
    piece.array = areLatents ? arrays.likeliestLatents() : arrays.likeliestPictures();
    std::string others;
    for (const std::string& name : names) {
        others += name == piece.array ? "" : (others.empty() ? "`" : ", `") + name + "`";
    }
    if (!others.empty()) {
        notes.push_back(nameOf(piece.path) + ": of several arrays that can be " +
                        (areLatents ? "latents, `" : "pictures, `") + piece.array + "` (" +
                        shapeText(arrays.shapeOf(piece.array)) + ") is taken. There is also " + others +
                        "; the command line takes another as " + nameOf(piece.path) + ":NAME.");
    }
}

std::pair<Path, std::string> partedArray(const Path& given)
{
    constexpr std::string_view mark = ".npz:";
    const std::string text = given.string();
    const std::size_t at = text.rfind(mark);
    std::error_code ignored;
    if (at == std::string::npos || std::filesystem::exists(given, ignored)) {
        return {given, {}};
    }
    return {text.substr(0, at + mark.size() - 1), text.substr(at + mark.size())};
}

FoundPieces findPieces(const Path& folder)
{
    std::vector<PieceCandidate> candidates;
    std::vector<std::string> notes;
    addFolder(folder, candidates, notes);
    if (!has(candidates, PieceKind::Decoder)) {
        addFromBelow({folder}, candidates, notes);
    }
    return bestOfEach(std::move(candidates), std::move(notes));
}

FoundPieces findPieces(std::span<const Path> paths)
{
    std::vector<PieceCandidate> candidates;
    std::vector<std::string> notes;
    std::vector<Path> pictures;
    std::vector<Path> folders;
    for (const Path& path : paths) {
        std::error_code ignored;
        const auto [file, array] = partedArray(path);
        if (std::filesystem::is_directory(path, ignored)) {
            addFolder(path, candidates, notes);
            folders.push_back(path);
        } else if (!array.empty()) {
            addNamedArray(file, array, candidates, notes);
        } else if (isPictureName(nameOf(path))) {
            pictures.push_back(path);
        } else {
            addFile(path, candidates, notes); // somebody named it: what is wrong with it is said
        }
    }
    if (!has(candidates, PieceKind::Decoder)) {
        addFromBelow(folders, candidates, notes);
    }
    if (pictures.size() == 1) {
        candidates.push_back({sheetPiece(pictures.front(), "one picture by itself is a sheet of tiles."), 1});
    } else if (pictures.size() > 1) {
        notes.push_back(std::to_string(pictures.size()) +
                        " picture files were left aside: give the folder that holds them.");
    }
    return bestOfEach(std::move(candidates), std::move(notes));
}
