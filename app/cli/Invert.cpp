// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/FileTargets.h"
#include "cli/PictureInput.h"
#include "cli/Verbs.h"
#include "space/NpyFile.h"

#include <algorithm>
#include <chrono>
#include <exception>

namespace {

constexpr std::size_t mostSampleStarts = 64;

struct InvertOptions
{
    InversionOptions inversion;
    std::string space;
    std::string pictures;
    std::string out;
    std::string start; ///< prior, samples, encoder, a .npy file; empty: samples where there are some
    double seconds = 0;
};

/// One picture as it went.
struct Inverted
{
    Inversion found;
    double seconds = 0;
};

/// Where each picture's search begins.
class Starts
{
public:
    Starts(const InvertOptions& options, LoadedSpace& loaded, const PictureBatch& pictures)
    {
        const LatentTable* samples = loaded.space->latents.get();
        const bool hasSamples = samples != nullptr && samples->rows() > 0;
        const std::string start = !options.start.empty() ? options.start : hasSamples ? "samples" : "prior";
        if (start == "samples") {
            if (!hasSamples) {
                throw UserError(options.space + ": there are no samples to start from. Use --start prior.");
            }
            m_everyones = startsAmong(*samples, mostSampleStarts);
        } else if (start == "encoder") {
            if (!loaded.model().hasEncoder) {
                throw UserError(options.space + ": there is no encoder to start from. Use --start prior.");
            }
            m_own = loaded.client().encode(pictures, progressOf("encode"));
        } else if (start != "prior") {
            readOwn(start, loaded.model().latentSize, pictures.count);
        }
    }
    [[nodiscard]] const LatentTable& shared() const { return m_everyones; }
    /// Empty, or the one row to begin `picture` with.
    [[nodiscard]] LatentTable own(std::size_t picture) const
    {
        if (picture >= m_own.rows()) {
            return {};
        }
        const LatentView row = m_own.row(picture);
        return {1, row.size(), LatentVector(row.begin(), row.end())};
    }

private:
    void readOwn(const std::string& file, int latentSize, std::size_t pictures)
    {
        m_own = readLatents(file);
        requireFinite(m_own, file);
        if (m_own.columns() != static_cast<std::size_t>(latentSize) || m_own.rows() > pictures) {
            throw UserError(file + ": there are " + std::to_string(m_own.rows()) + " x " +
                            std::to_string(m_own.columns()) + " numbers for " + counted(pictures, "picture") + " of " +
                            std::to_string(latentSize) +
                            " latents. Give one row for each picture, or for the first of them.");
        }
    }

    LatentTable m_everyones;
    LatentTable m_own;
};

InversionRequest requestFor(std::size_t picture, const PictureBatch& pictures, const Starts& starts,
                            const InversionOptions& options, const LatentScale& scale, const LatentVector& tail)
{
    const std::size_t bytes = pictures.shape.bytes();
    const auto first = pictures.pixels.begin() + static_cast<std::ptrdiff_t>(picture * bytes);
    InversionRequest request;
    request.picture = {pictures.shape, {first, first + static_cast<std::ptrdiff_t>(bytes)}};
    request.starts = starts.own(picture);
    request.scale = scale;
    request.tail = tail;
    request.options = options;
    if (request.starts.isEmpty()) {
        request.starts = starts.shared();
    } else {
        request.options.draws = 0; // begin there and nowhere else
    }
    return request;
}

/// Inverts one picture after the other. What is found stays, whatever becomes of the engine.
class PicturesInTurn
{
public:
    PicturesInTurn(const CommandLine& commandLine, const InvertOptions& options, LoadedSpace& loaded,
                   GivenPictures& given, const Starts& starts)
        : m_commandLine(commandLine)
        , m_space(options.space)
        , m_loaded(loaded)
        , m_given(given)
        , m_starts(starts)
        , m_options(options.inversion)
        , m_scale(inversionScale(options.inversion.prior, loaded.space->latents.get()))
        , m_tail(initialValues(loaded.model().inputs))
    {
        if (loaded.model().mappingSize > 0) {
            m_tail.push_back(1); // nothing is truncated
        }
    }

    /// As far as it is not stopped. What ends it before is in `problem`.
    void run(const std::stop_token& stop)
    {
        try {
            while (m_next < m_given.count() && !stop.stop_requested()) {
                invertNext(stop);
            }
        } catch (const UserError&) {
            m_problem = std::current_exception();
        }
    }
    [[nodiscard]] const std::vector<Inverted>& found() const { return m_found; }
    [[nodiscard]] std::size_t begun() const { return m_next; } ///< found or left out
    [[nodiscard]] const std::exception_ptr& problem() const { return m_problem; }

private:
    static constexpr int mostDeaths = 6; ///< then it is not for the pictures that the engine ends

    void invertNext(const std::stop_token& stop)
    {
        if (m_isEnded) {
            say("Another engine is started.");
            m_loaded.engine = {}; // its memory is free before the next one takes as much
            m_loaded.engine = loadNamed(m_commandLine, m_space).engine;
            m_isEnded = false;
        }
        const auto began = std::chrono::steady_clock::now();
        const auto count = static_cast<double>(m_given.count());
        Inverted one;
        try {
            one.found =
                m_loaded.client().invert(requestFor(m_next, m_given.pictures, m_starts, m_options, m_scale, m_tail),
                                         stop, [&](const InversionProgress& now) {
                                             m_progress.report((static_cast<double>(m_next) + now.fraction) / count);
                                         });
        } catch (const EngineError& error) {
            if (error.problem() != EngineProblem::Aborted || !stop.stop_requested()) { // else before its first step
                takeEnd(error);
            }
            return;
        }
        one.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        m_found.push_back(std::move(one));
        ++m_next;
        m_deathsHere = 0;
    }

    /// The picture at hand has another try; one that ends two engines is left out.
    void takeEnd(const EngineError& error)
    {
        const bool isEnd = error.problem() == EngineProblem::Died || error.problem() == EngineProblem::DeadlinePassed;
        if (!isEnd || ++m_deaths > mostDeaths) {
            throw;
        }
        m_isEnded = true;
        say(m_given.nameOf(m_next) + ": " + error.what());
        if (++m_deathsHere == 2) {
            m_given.leftOut.push_back({m_given.nameOf(m_next), "it ended the engine twice. Leave it out."});
            ++m_next;
            m_deathsHere = 0;
        }
    }

    const CommandLine& m_commandLine;
    std::string m_space;
    LoadedSpace& m_loaded;
    GivenPictures& m_given;
    const Starts& m_starts;
    InversionOptions m_options;
    LatentScale m_scale;
    LatentVector m_tail;
    JobControl m_progress = progressOf("invert");
    std::vector<Inverted> m_found;
    std::size_t m_next = 0;
    int m_deaths = 0;
    int m_deathsHere = 0;   ///< of the picture at hand
    bool m_isEnded = false; ///< the engine
    std::exception_ptr m_problem;
};

/// Throws what ended the work, with a word on what is kept.
[[noreturn]] void failAfterWriting(const std::exception_ptr& problem, std::size_t written, const std::string& out)
{
    try {
        std::rethrow_exception(problem);
    } catch (const UserError& error) {
        throw UserError(std::string(error.what()) + " What was found until then, " + counted(written, "row") +
                        ", is written to " + out + ".");
    }
}

void writeFound(const std::string& out, const std::vector<Inverted>& found)
{
    LatentTable points(found.size(), found.front().found.point.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        std::ranges::copy(found[i].found.point, points.row(i).begin());
    }
    writeLatents(out, points);
}

nlohmann::json resultJson(const InvertOptions& options, const std::vector<Inverted>& all, const GivenPictures& given,
                          bool isPart)
{
    nlohmann::json each = nlohmann::json::array();
    double error = 0;
    double seconds = 0;
    for (const Inverted& one : all) {
        each.push_back({{"error", one.found.error},
                        {"start_error", one.found.startError},
                        {"steps", one.found.steps},
                        {"seconds", one.seconds}});
        error += one.found.error;
        seconds += one.seconds;
    }
    const auto count = static_cast<double>(all.size());
    return {{"count", all.size()},
            {"size", all.front().found.point.size()},
            {"out", options.out},
            {"error", error / count},
            {"seconds", seconds / count},
            {"stopped_early", isPart || all.back().found.stoppedEarly},
            {"unreadable", leftOutJson(given.leftOut)},
            {"pictures", each}};
}

void invert(const CommandLine& commandLine, InvertOptions options)
{
    requireFileTargets({{"--out", options.out}});
    const std::stop_token stop = commandLine.stopSignal.stopSaying(
        "Stopping after the step at hand; what was found is written. Ctrl+C again quits at once.");
    LoadedSpace loaded = loadNamed(commandLine, options.space);
    GivenPictures given = readPicturesFrom(options.pictures, loaded.model().picture, loaded.client());
    const Starts starts(options, loaded, given.pictures);
    options.inversion.prior = loaded.space->manifest.prior;
    if (options.seconds > 0) {
        options.inversion.seconds = options.seconds;
    }
    PicturesInTurn turn(commandLine, options, loaded, given, starts);
    turn.run(stop);
    if (loaded.engine.process) {
        loaded.engine.process->finish();
    }
    const std::vector<Inverted>& all = turn.found();
    if (!all.empty()) {
        writeFound(options.out, all);
    }
    sayLeftOut(given.leftOut);
    if (turn.problem() && all.empty()) {
        std::rethrow_exception(turn.problem());
    } else if (turn.problem()) {
        failAfterWriting(turn.problem(), all.size(), options.out);
    } else if (all.empty()) {
        throw UserError(turn.begun() == 0 ? "Stopped before the first picture was begun: nothing is written."
                                          : "No picture could be inverted: nothing is written.");
    }
    const std::size_t more = given.count() - turn.begun();
    const nlohmann::json json = resultJson(options, all, given, more > 0);
    report(commandLine, json,
           std::to_string(all.size()) + " latents of " + std::to_string(json["size"].get<std::size_t>()) +
               " dimensions written to " + options.out + "; mean error " + std::to_string(json["error"].get<double>()) +
               " of the range, " + std::to_string(json["seconds"].get<double>()) + " s a picture" +
               (more > 0 ? "; stopped before " + counted(more, "more picture") : ""));
}

} // namespace

void addInvert(CommandLine& commandLine)
{
    const auto options = std::make_shared<InvertOptions>();
    CLI::App* const verb =
        commandLine.addVerb("invert", "Find the latents of pictures by optimisation, without an encoder",
                            [&commandLine, options] { invert(commandLine, *options); });
    InversionOptions& inversion = options->inversion;
    verb->add_option("SPACE", options->space, "A space folder, a decoder or an embedded space's name")->required();
    verb->add_option("--pictures", options->pictures,
                     "A folder, a picture file, or uint8 n x height x width x channels, .npy")
        ->required();
    verb->add_option("--out", options->out, "Z.npy: float32 n x size")->required();
    verb->add_option("--steps", inversion.steps, "Steps of Adam a picture, at most")
        ->check(CLI::Range(0, 10'000'000))
        ->default_str("200");
    verb->add_option("--seconds", options->seconds, "At most so many a picture")->check(CLI::Range(0.001, 1e6));
    verb->add_option("--starts", inversion.draws, "Draws of the prior that compete for the best start")
        ->check(CLI::Range(0, 1'000'000))
        ->default_str("64");
    verb->add_option("--start", options->start,
                     "prior, samples (64 of them as well; the default where there are some), encoder, or Z.npy with "
                     "one row for each picture");
    verb->add_option("--prior-weight", inversion.priorWeight, "How much nearness to the prior counts")
        ->check(CLI::Range(0.0, 1e6))
        ->default_str("0.0001");
    verb->add_option("--learning-rate", inversion.learningRate, "Adam's first, in standard deviations")
        ->check(CLI::Range(1e-9, 100.0))
        ->default_str("0.15");
    verb->add_option("--seed", inversion.seed, "Same seed, same latents")->default_str("1");
}
