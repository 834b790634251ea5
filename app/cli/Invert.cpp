// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/FileTargets.h"
#include "cli/PictureInput.h"
#include "cli/Verbs.h"
#include "space/NpyFile.h"

#include <algorithm>
#include <chrono>
#include <cmath>

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

std::vector<Inverted> invertAll(LoadedSpace& loaded, const PictureBatch& pictures, const Starts& starts,
                                const InversionOptions& options, const std::stop_token& stop)
{
    using Clock = std::chrono::steady_clock;
    const LatentScale scale = inversionScale(options.prior, loaded.space->latents.get());
    LatentVector tail = initialValues(loaded.model().inputs);
    if (loaded.model().mappingSize > 0) {
        tail.push_back(1); // nothing is truncated
    }
    const JobControl progress = progressOf("invert");
    std::vector<Inverted> all;
    while (all.size() < pictures.count && !stop.stop_requested()) {
        const std::size_t done = all.size();
        const auto began = Clock::now();
        Inverted one;
        try {
            one.found = loaded.client().invert(
                requestFor(done, pictures, starts, options, scale, tail), stop, [&](const InversionProgress& now) {
                    progress.report((static_cast<double>(done) + now.fraction) / static_cast<double>(pictures.count));
                });
        } catch (const EngineError& error) {
            if (error.problem() == EngineProblem::Aborted && stop.stop_requested()) {
                break; // before its first step: what the others gave is there all the same
            }
            throw;
        }
        one.seconds = std::chrono::duration<double>(Clock::now() - began).count();
        all.push_back(std::move(one));
    }
    return all;
}

nlohmann::json resultJson(const InvertOptions& options, const std::vector<Inverted>& all, std::size_t pictures)
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
            {"stopped_early", all.size() < pictures || all.back().found.stoppedEarly},
            {"pictures", each}};
}

void invert(const CommandLine& commandLine, InvertOptions options)
{
    requireFileTargets({{"--out", options.out}});
    const std::stop_token stop = commandLine.stopSignal.stopSaying(
        "Stopping after the step at hand; what was found is written. Ctrl+C again quits at once.");
    LoadedSpace loaded = loadNamed(commandLine, options.space);
    const PictureBatch pictures = readPicturesFrom(options.pictures, loaded.model().picture, loaded.client());
    const Starts starts(options, loaded, pictures);
    options.inversion.prior = loaded.space->manifest.prior;
    if (options.seconds > 0) {
        options.inversion.seconds = options.seconds;
    }
    const std::vector<Inverted> all = invertAll(loaded, pictures, starts, options.inversion, stop);
    loaded.engine.process->finish();
    if (all.empty()) {
        throw UserError("Stopped before the first picture was begun: nothing is written.");
    }
    LatentTable points(all.size(), all.front().found.point.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::ranges::copy(all[i].found.point, points.row(i).begin());
    }
    writeLatents(options.out, points);
    const nlohmann::json json = resultJson(options, all, pictures.count);
    const bool isPart = all.size() < pictures.count;
    report(commandLine, json,
           std::to_string(all.size()) + " latents of " + std::to_string(points.columns()) + " dimensions written to " +
               options.out + "; mean error " + std::to_string(json["error"].get<double>()) + " of the range, " +
               std::to_string(json["seconds"].get<double>()) + " s a picture" +
               (isPart ? "; stopped before " + counted(pictures.count - all.size(), "more picture") : ""));
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
