// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"
#include "base/FolderMove.h"
#include "cli/FileTargets.h"
#include "cli/PictureOutput.h"
#include "cli/Verbs.h"
#include "create/NewSpace.h"
#include "create/NewSpaceEngines.h"
#include "create/SpacePlace.h"
#include "space/PngSheet.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>

namespace {

using Path = std::filesystem::path;
using Json = nlohmann::json;

struct CreateVerbOptions
{
    std::vector<std::string> pieces;
    std::map<PieceKind, std::string> named; ///< pieces that were given by what they are
    std::string out;
    std::string name;
    std::string encoderRange;
    std::string size;
    std::string tile;
    std::string resize;
    std::string channels;
    std::string encoderChannels;
    std::string join;
    std::string latentsFrom;
    std::string prior;
    std::string show;
    bool dryRun = false;
    bool force = false;
    bool resume = false;
};

template <class Enum> using Names = std::map<std::string, Enum>;

const Names<PictureFit> fits = {
    {"stretch", PictureFit::Stretch}, {"border", PictureFit::Border}, {"crop", PictureFit::Crop}};
const Names<ChannelOrder> orders = {{"rgb", ChannelOrder::Rgb}, {"bgr", ChannelOrder::Bgr}};
const Names<LabelJoining> joinings = {{"name", LabelJoining::ByFileName}, {"order", LabelJoining::ByOrder}};
const Names<LatentSource> sources = {
    {"encoder", LatentSource::Encoder}, {"file", LatentSource::Given}, {"none", LatentSource::None}};
const Names<Prior> priors = {{"normal", Prior::Normal}, {"uniform", Prior::Uniform}, {"unknown", Prior::Unknown}};

template <class Enum> std::optional<Enum> chosen(const Names<Enum>& names, const std::string& word)
{
    return word.empty() ? std::nullopt : std::optional(names.at(word));
}

/// WIDTHxHEIGHT; the channels stay open.
std::optional<PictureShape> shapeIn(const std::string& size, const char* option)
{
    return size.empty() ? std::nullopt : std::optional(sizeIn(size, option));
}

NewSpaceAnswers answersOf(const CommandLine& commandLine, const CreateVerbOptions& options)
{
    NewSpaceAnswers answers;
    if (!options.name.empty() || !options.out.empty()) {
        answers.name = options.name.empty() ? withoutSlash(options.out).filename().string() : options.name;
    }
    if (commandLine.common.latentSize > 0) {
        answers.latentSize = commandLine.common.latentSize;
    }
    if (!commandLine.common.range.empty()) {
        answers.decoderRange = rangeIn(commandLine.common.range, "--range");
    }
    if (!options.encoderRange.empty()) {
        answers.encoderRange = rangeIn(options.encoderRange, "--encoder-range");
    }
    answers.encoderPicture = shapeIn(options.size, "--size");
    answers.tile = shapeIn(options.tile, "--tile");
    answers.fit = chosen(fits, options.resize);
    answers.decoderOrder = chosen(orders, options.channels);
    answers.encoderOrder = chosen(orders, options.encoderChannels);
    answers.labelJoining = chosen(joinings, options.join);
    answers.latentSource = chosen(sources, options.latentsFrom);
    answers.prior = chosen(priors, options.prior);
    return answers;
}

/// What was found, with what was named in its place.
FoundPieces piecesOf(const CreateVerbOptions& options)
{
    FoundPieces found;
    if (!options.pieces.empty()) {
        const std::vector<Path> paths(options.pieces.begin(), options.pieces.end());
        found = findPieces(paths);
    }
    for (const auto& [kind, path] : options.named) {
        if (path.empty()) {
            continue;
        }
        std::erase_if(found.pieces, [&](const Piece& piece) { return piece.kind == kind; });
        const auto [file, array] = partedArray(path);
        found.pieces.push_back({.kind = kind, .path = file, .array = array, .sentence = path + " is taken as said."});
    }
    std::ranges::sort(found.pieces, {}, &Piece::kind);
    return found;
}

/// Before the models are loaded: when that fails it is known of what.
void sayPieces(const FoundPieces& found)
{
    for (const Piece& piece : found.pieces) {
        say(piece.sentence);
    }
    for (const std::string& note : found.notes) {
        say("note: " + note);
    }
}

/// What came to `found` by looking closer.
void sayPlan(const NewSpacePlan& plan, const FoundPieces& found)
{
    for (const std::string& note : plan.pieces.notes) {
        if (std::ranges::find(found.notes, note) == found.notes.end()) {
            say("note: " + note);
        }
    }
    for (const Assumption& assumption : plan.assumptions) {
        say(assumption.sentence);
    }
    for (const std::string& warning : plan.warnings) {
        say("warning: " + warning);
    }
}

/// The option that answers what the window would ask.
std::string optionFor(Assumed what)
{
    switch (what) {
    case Assumed::LatentSize:
        return "--latent-size N";
    case Assumed::DecoderRange:
        return "--range LO,HI";
    default:
        return "--size WIDTHxHEIGHT";
    }
}

Json jsonOf(const std::vector<UnreadableFile>& unreadable)
{
    Json list = Json::array();
    for (const UnreadableFile& file : unreadable) {
        list.push_back({{"name", file.name}, {"reason", file.reason}});
    }
    return list;
}

Json jsonOf(const NewSpacePlan& plan, const NewSpacePreview& preview)
{
    Json json = {{"name", plan.name},
                 {"latent", {{"size", plan.latentSize}}},
                 {"picture", shapeJson(plan.picture)},
                 {"pictures", plan.pictureCount},
                 {"labels", plan.labelColumns},
                 {"notes", plan.pieces.notes},
                 {"warnings", plan.warnings},
                 {"assumptions", Json::array()},
                 {"pieces", Json::array()}};
    for (const Piece& piece : plan.pieces.pieces) {
        json["pieces"].push_back({{"file", piece.path.string()}, {"taken", piece.sentence}});
    }
    for (const Assumption& assumption : plan.assumptions) {
        json["assumptions"].push_back(assumption.sentence);
    }
    if (preview.error) {
        json["reconstruction_error"] = *preview.error;
    }
    return json;
}

/// Pictures, if there are any, in the upper row; what the models make in the lower one.
void writePreview(const Path& file, const NewSpacePreview& preview, PictureShape shape)
{
    PictureBatch tiles{.shape = shape};
    const auto add = [&](const auto& picture) {
        const bool isThere = picture && picture->shape == shape;
        tiles.pixels.insert(tiles.pixels.end(), shape.bytes(), 0);
        if (isThere) {
            std::ranges::copy(picture->pixels, tiles.pixels.end() - static_cast<std::ptrdiff_t>(shape.bytes()));
        }
        ++tiles.count;
    };
    const bool hasPictures =
        std::ranges::any_of(preview.rows, [](const PreviewRow& row) { return row.before.has_value(); });
    for (const PreviewRow& row : preview.rows) {
        if (hasPictures) {
            add(row.before);
        }
    }
    for (const PreviewRow& row : preview.rows) {
        add(&row.after);
    }
    if (tiles.count == 0) {
        throw UserError(file.string() + ": there is nothing to show, as no picture could be read.");
    }
    writeFileAtomically(
        file,
        pngSheet(tiles.count, shape, static_cast<int>(preview.rows.size()), [&](std::size_t first, std::size_t n) {
            return std::span<const std::uint8_t>(tiles.pixels).subspan(first * shape.bytes(), n * shape.bytes());
        }));
}

std::function<void(const CreateProgress&)> progressLines()
{
    using Clock = std::chrono::steady_clock;
    return [last = Clock::now()](const CreateProgress& progress) mutable {
        if (Clock::now() - last < std::chrono::seconds(1) || progress.total == 0) {
            return;
        }
        last = Clock::now();
        const std::string left =
            progress.secondsLeft < 0 ? "" : ", " + std::to_string(std::lround(progress.secondsLeft)) + " s left";
        say(std::to_string(progress.done) + " of " + std::to_string(progress.total) + " pictures (" +
            std::to_string(100 * progress.done / progress.total) + " %)" + left);
    };
}

void sayResult(const CreatedSpace& created)
{
    constexpr std::size_t most = 20;
    for (const std::string& note : created.notes) {
        say("note: " + note);
    }
    for (std::size_t i = 0; i < std::min(most, created.unreadable.size()); ++i) {
        say("left out: " + created.unreadable[i].name + ": " + created.unreadable[i].reason);
    }
    if (created.unreadable.size() > most) {
        say("left out: " + counted(created.unreadable.size() - most, "more picture") + "; --json lists all of them.");
    }
}

CreateOptions createOptionsOf(const CreateVerbOptions& options)
{
    using Unfinished = CreateOptions::Unfinished;
    return {.unfinished = options.resume ? Unfinished::GoOn : Unfinished::GoOnOrBegin,
            .replace = options.force,
            .madeBy = "morphoscope-cli create " MORPHOSCOPE_VERSION};
}

/// Throws where nothing can be made.
SpacePlace requiredPlace(const Path& out)
{
    const SpacePlace place = lookAtPlace(out);
    if (place == SpacePlace::Occupied) {
        throw UserError(out.string() + ": this is there already and is no space, so it is not replaced. Choose another "
                                       "name for --out.");
    }
    if (place == SpacePlace::NotWritable) {
        throw UserError(out.string() +
                        ": no folder of that name can be made there. Give --out the name of a new folder "
                        "in one that you may write to.");
    }
    return place;
}

/// Better now than after everything was looked at.
void requireUsable(const CreateVerbOptions& options)
{
    if (options.out.empty() && !options.dryRun) {
        throw CLI::RequiredError("--out (or --dry-run)");
    }
    requireFileTargets({{"--show", options.show}});
    if (options.dryRun) {
        return;
    }
    const Path out = withoutSlash(options.out);
    std::error_code ignored;
    const bool isUnfinished = std::filesystem::exists(unfinishedFolder(out), ignored);
    const bool isSpace = requiredPlace(out) == SpacePlace::Space;
    if (options.resume && !isUnfinished && isSpace) {
        throw UserError(out.string() + ": this space is complete (there is no " + unfinishedFolder(out).string() +
                        " to go on from). Make it anew with --force.");
    }
    if (isSpace && !options.force) {
        throw UserError(out.string() + ": this space is there already. Replace it with --force, or choose another name "
                                       "for --out.");
    }
}

CreatedSpace createdSpace(const NewSpacePlan& plan, NewSpaceEngines& engines, const CreateVerbOptions& options,
                          const std::stop_token& stop)
{
    try {
        return createSpace(plan, engines, options.out, createOptionsOf(options), {stop, progressLines()});
    } catch (const EngineError& error) {
        if (error.problem() != EngineProblem::Aborted) {
            throw;
        }
        throw UserError("Stopped. What is done so far is kept in " + unfinishedFolder(options.out).string() +
                        ": the same command goes on from there.");
    }
}

void create(const CommandLine& commandLine, const CreateVerbOptions& options)
{
    const std::stop_token stop =
        commandLine.stopSignal.stopSaying("Stopping; what is encoded so far is kept. Ctrl+C again quits at once.");
    requireUsable(options);
    const JobControl control{.stop = stop, .report = {}};
    NewSpaceEngines engines(wishOf(commandLine, EngineRole::Job), commandLine.common.device,
                            commandLine.common.threads);
    const FoundPieces found = piecesOf(options);
    sayPieces(found);
    const NewSpacePlan plan = planNewSpace(found, answersOf(commandLine, options), engines, control);
    sayPlan(plan, found);
    if (!plan.isComplete()) {
        throw UserError(plan.questions.front().sentence + " Give it with " + optionFor(plan.questions.front().what) +
                        ".");
    }
    const NewSpacePreview preview = previewNewSpace(plan, engines, 8, control);
    Json json = jsonOf(plan, preview);
    if (preview.error) {
        say("Reconstruction error of " + counted(preview.rows.size(), "picture") + ": " +
            std::to_string(*preview.error) + " (root mean square, 1 is black to white).");
    }
    if (!options.show.empty()) {
        writePreview(options.show, preview, plan.picture);
        json["show"] = options.show;
    }
    if (options.dryRun) {
        engines.finish();
        report(commandLine, json, "nothing was written (--dry-run)");
        return;
    }
    const CreatedSpace created = createdSpace(plan, engines, options, stop);
    engines.finish();
    sayResult(created);
    for (const std::string& note : created.notes) {
        json["notes"].push_back(note);
    }
    json["space"] = options.out;
    json["samples"] = created.samples;
    json["went_on_after"] = created.wentOnAfter;
    json["unreadable"] = jsonOf(created.unreadable);
    report(commandLine, json,
           "space of " + counted(created.samples, "sample") + " written to " + options.out +
               (created.unreadable.empty() ? "" : "; " + counted(created.unreadable.size(), "picture") + " left out"));
}

void addPieceOptions(CLI::App& verb, CreateVerbOptions& options)
{
    verb.add_option("PIECES", options.pieces,
                    "A folder, or files and folders: models, pictures, latents, labels, known by their content; "
                    "FILE.npz:NAME is one array");
    verb.add_option("--decoder", options.named[PieceKind::Decoder], "The decoder, in place of what is found");
    verb.add_option("--encoder", options.named[PieceKind::Encoder], "The encoder");
    verb.add_option("--pictures", options.named[PieceKind::Pictures],
                    "Pictures: a folder, .npy, .npz, IDX, or one sheet of tiles");
    verb.add_option("--latents", options.named[PieceKind::Latents], "Latents: .npy, .npz, or lines of numbers");
    verb.add_option("--labels", options.named[PieceKind::Labels], "Labels: CSV, TSV, CelebA's list, IDX");
}

template <class Enum> CLI::IsMember oneOf(const Names<Enum>& names)
{
    std::vector<std::string> words;
    for (const auto& [word, value] : names) {
        words.push_back(word);
    }
    return CLI::IsMember(words);
}

} // namespace

void addCreate(CommandLine& commandLine)
{
    const auto options = std::make_shared<CreateVerbOptions>();
    CLI::App* const verb = commandLine.addVerb("create", "Make a space from models, pictures, latents and labels",
                                               [&commandLine, options] { create(commandLine, *options); });
    addPieceOptions(*verb, *options);
    verb->add_option("--out", options->out, "The space folder to make");
    verb->add_option("--name", options->name, "The space's name; else that of its folder");
    verb->add_option("--encoder-range", options->encoderRange, "LO,HI of the encoder; else the decoder's");
    verb->add_option("--size", options->size, "WIDTHxHEIGHT that the encoder takes; else found by trying");
    verb->add_option("--tile", options->tile, "WIDTHxHEIGHT of a sheet's tiles; else the decoder's");
    verb->add_option("--resize", options->resize, "How pictures are brought to size: stretch, border or crop")
        ->check(oneOf(fits));
    verb->add_option("--channels", options->channels, "The decoder's order of channels: rgb or bgr")
        ->check(oneOf(orders));
    verb->add_option("--encoder-channels", options->encoderChannels, "The encoder's; else the decoder's")
        ->check(oneOf(orders));
    verb->add_option("--join", options->join, "Join labels by file name or by order: name or order")
        ->check(oneOf(joinings));
    verb->add_option("--latents-from", options->latentsFrom, "encoder, file or none")->check(oneOf(sources));
    verb->add_option("--prior", options->prior, "normal, uniform or unknown")->check(oneOf(priors));
    verb->add_option("--show", options->show, "P.png: a few pictures, and below what the models make of them");
    verb->add_flag("--dry-run", options->dryRun, "Say what would be made, and make nothing");
    verb->add_flag("--resume", options->resume, "Go on from OUT.unfinished, or say why not");
    verb->add_flag("--force", options->force, "Replace a space of that name");
}
