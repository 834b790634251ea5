// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/FindPieces.h"

#include "base/UserError.h"
#include "space/CelebaList.h"
#include "space/DelimitedText.h"
#include "space/IdxFile.h"
#include "space/NpzFile.h"
#include "space/PictureFiles.h"
#include "space/ProjectorFiles.h"

#include <algorithm>
#include <array>
#include <set>

namespace {

using Path = std::filesystem::path;

constexpr std::size_t mostEntries = 1'000'000;
constexpr std::size_t mostCodeBytes = std::size_t{16} << 20;

struct Candidate
{
    Piece piece;
    std::uintmax_t size = 0;
};

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

bool holdsAny(std::string_view text, std::initializer_list<std::string_view> words)
{
    return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

Piece modelPiece(const Path& file, const std::string& code)
{
    const std::string name = nameOf(file);
    if (holdsAny(code, {"ConvTranspose", "conv_transpose", "upsample", "interpolate", "pixel_shuffle"})) {
        return {PieceKind::Decoder, file, {}, name + " is taken as the decoder: its code enlarges pictures."};
    }
    if (holdsAny(name, {"enc", "Enc", "ENC"})) {
        return {PieceKind::Encoder,
                file,
                {},
                name + " is taken as the encoder: its name says so, and its code "
                       "enlarges nothing."};
    }
    if (!holdsAny(name, {"dec", "Dec", "gen", "Gen"}) && holdsAny(code, {"Conv2d", "conv2d"})) {
        return {PieceKind::Encoder,
                file,
                {},
                name + " is taken as the encoder: its code has convolutions and enlarges "
                       "nothing."};
    }
    return {PieceKind::Decoder,
            file,
            {},
            name + " is taken as the decoder: it is a TorchScript model, and nothing "
                   "says otherwise."};
}

void addArray(const Path& file, PieceKind kind, const std::vector<std::string>& names, std::uintmax_t size,
              std::vector<Candidate>& found, std::vector<std::string>& notes)
{
    const std::string what = kind == PieceKind::Latents ? "latents" : "pictures";
    if (names.size() == 1) {
        found.push_back({{kind, file, names.front(),
                          nameOf(file) + ": the array `" + names.front() + "` is taken as the " + what +
                              ": its type and shape fit."},
                         size});
    } else if (names.size() > 1) {
        notes.push_back(nameOf(file) + " holds " + std::to_string(names.size()) + " arrays that can be " + what +
                        ". Choose one of them by name.");
    }
}

void addArchive(const Path& file, std::uintmax_t size, std::vector<Candidate>& found, std::vector<std::string>& notes)
{
    const ZipArchive archive(file);
    const auto holds = [&](std::string_view part) {
        return std::ranges::any_of(
            archive.members(), [&](const ZipMember& member) { return member.name.find(part) != std::string::npos; });
    };
    if (holds("/code/")) {
        found.push_back({modelPiece(file, codeIn(archive)), size});
    } else if (holds(".npy")) {
        const NpzFile arrays(file);
        addArray(file, PieceKind::Latents, arrays.latentNames(), size, found, notes);
        addArray(file, PieceKind::Pictures, arrays.pictureNames(), size, found, notes);
    } else if (holds("data.pkl")) {
        notes.push_back(nameOf(file) + " is a state dict or a pickle, which is never opened. Help > From PyTorch shows "
                                       "how to export the model.");
    }
}

std::optional<Piece> arrayPiece(const Path& file, const std::string& beginning)
{
    const NpyHeader header = NpyHeader::parse(std::string_view(beginning).substr(0, NpyHeader::mostBytes), file);
    const std::string what = nameOf(file) + " (" + shapeText(header.shape) + ") is taken as the ";
    if (canBeLatents(header)) {
        return Piece{PieceKind::Latents, file, {}, what + "latents: a row of numbers for each point."};
    }
    if (canBePictures(header)) {
        return Piece{PieceKind::Pictures, file, {}, what + "pictures: bytes, height and width."};
    }
    return std::nullopt;
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

void addFile(const Path& path, std::vector<Candidate>& found, std::vector<std::string>& notes)
{
    const OpenFile file(path, "a file.");
    std::string beginning = beginningOf(file, std::size_t{1} << 20);
    if (beginning.starts_with("PK\3\4")) {
        addArchive(path, file.size(), found, notes);
        return;
    }
    std::optional<Piece> piece;
    if (beginning.starts_with("\x93NUMPY")) {
        piece = arrayPiece(path, beginning);
    } else if (const std::optional<IdxKind> kind = idxKind(path)) {
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
        notes.push_back(nameOf(path) +
                        " was left aside: nothing in it looks like a model, pictures, latents or labels.");
    }
}

Piece sheetPiece(const Path& file, const std::string& why)
{
    return {PieceKind::Pictures, file, {}, nameOf(file) + " is taken as the pictures: " + why};
}

/// `hasLatents`: one picture beside them is the Embedding Projector's sprite.
void addPictureFolder(const Path& folder, bool hasLatents, std::vector<Candidate>& found,
                      std::vector<std::string>& notes)
{
    const std::vector<PictureFile> files = listPictureFiles(folder).files;
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

/// What lies in a folder, its pictures below as well.
void addFolder(const Path& given, std::vector<Candidate>& found, std::vector<std::string>& notes)
{
    const Path folder = given.has_filename() ? given : given.parent_path();
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
    for (const Path& file : files) {
        try {
            addFile(file, found, notes);
        } catch (const UserError& fault) {
            notes.emplace_back(fault.what());
        }
    }
    const bool hasLatents = std::ranges::any_of(
        found, [](const Candidate& candidate) { return candidate.piece.kind == PieceKind::Latents; });
    addPictureFolder(folder, hasLatents, found, notes);
}

FoundPieces largestOfEach(std::vector<Candidate> candidates, std::vector<std::string> notes)
{
    FoundPieces found{.pieces = {}, .notes = std::move(notes)};
    for (const PieceKind kind :
         {PieceKind::Decoder, PieceKind::Encoder, PieceKind::Pictures, PieceKind::Latents, PieceKind::Labels}) {
        const Candidate* largest = nullptr;
        for (const Candidate& candidate : candidates) {
            if (candidate.piece.kind == kind && (largest == nullptr || candidate.size > largest->size)) {
                largest = &candidate;
            }
        }
        for (const Candidate& candidate : candidates) {
            const bool isOther = largest != nullptr && candidate.piece.path != largest->piece.path;
            if (candidate.piece.kind == kind && isOther) { // one file may have been named twice
                found.notes.push_back(nameOf(candidate.piece.path) + " was left aside: " + nameOf(largest->piece.path) +
                                      " is larger and of the same kind.");
            }
        }
        if (largest != nullptr) {
            found.pieces.push_back(largest->piece);
        }
    }
    return found;
}

} // namespace

const Piece* FoundPieces::find(PieceKind kind) const
{
    const auto found = std::ranges::find(pieces, kind, &Piece::kind);
    return found == pieces.end() ? nullptr : &*found;
}

FoundPieces findPieces(const Path& folder)
{
    std::vector<Candidate> candidates;
    std::vector<std::string> notes;
    addFolder(folder, candidates, notes);
    return largestOfEach(std::move(candidates), std::move(notes));
}

FoundPieces findPieces(std::span<const Path> paths)
{
    std::vector<Candidate> candidates;
    std::vector<std::string> notes;
    std::vector<Path> pictures;
    for (const Path& path : paths) {
        std::error_code ignored;
        if (std::filesystem::is_directory(path, ignored)) {
            addFolder(path, candidates, notes);
        } else if (isPictureName(nameOf(path))) {
            pictures.push_back(path);
        } else {
            addFile(path, candidates, notes); // somebody named it: what is wrong with it is said
        }
    }
    if (pictures.size() == 1) {
        candidates.push_back({sheetPiece(pictures.front(), "one picture by itself is a sheet of tiles."), 1});
    } else if (pictures.size() > 1) {
        notes.push_back(std::to_string(pictures.size()) +
                        " picture files were left aside: give the folder that holds them.");
    }
    return largestOfEach(std::move(candidates), std::move(notes));
}
