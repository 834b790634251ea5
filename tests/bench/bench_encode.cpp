// SPDX-License-Identifier: GPL-3.0-or-later
// A folder of PNGs to a space, reading and writing included, against a bare LibTorch loop over the same batches: once
// while a second thread reads the same files with OpenCV, and once alone, with all pictures in memory before. (Two
// processors that share a core take time from one another, whatever the program that reads.) All sides with the same
// kernels, one thread that encodes, and the low priority of a job.
// `bench_encode BIN [28 | 64]` measures one size.
#include "BareEncoder.h"
#include "BenchReport.h"
#include "base/AtomicFile.h"
#include "base/BlasKernels.h"
#include "create/NewSpace.h"
#include "create/NewSpaceEngines.h"
#include "space/PngSheet.h"

#include <opencv2/imgcodecs.hpp>

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

namespace {

constexpr std::size_t pictures = 20'000;
constexpr std::size_t batch = 16; ///< that of the engine for pictures of these sizes
constexpr int latentSize = 32;
constexpr int rounds = 7;

/// Smooth spots: a picture that PNG packs as well as drawings.
std::vector<std::uint8_t> drawnPicture(PictureShape shape, std::mt19937& random)
{
    std::uniform_real_distribution<double> place(0, shape.width);
    const double x0 = place(random);
    const double y0 = place(random);
    std::vector<std::uint8_t> pixels;
    for (int y = 0; y < shape.height; ++y) {
        for (int x = 0; x < shape.width; ++x) {
            const double distance = std::hypot(x - x0, y - y0);
            for (int c = 0; c < shape.channels; ++c) {
                pixels.push_back(static_cast<std::uint8_t>(std::max(0.0, 255 - (8 + 4 * c) * distance)));
            }
        }
    }
    return pixels;
}

std::vector<std::uint8_t> writeFolder(const std::filesystem::path& folder, PictureShape shape)
{
    std::filesystem::create_directories(folder);
    std::mt19937 random(1);
    std::vector<std::uint8_t> all;
    for (std::size_t i = 0; i < pictures; ++i) {
        const auto pixels = drawnPicture(shape, random);
        const std::string png =
            pngSheet(1, shape, 1, [&](std::size_t, std::size_t) { return std::span<const std::uint8_t>(pixels); });
        const std::string name = std::to_string(100'000 + i) + ".png";
        std::FILE* const file = std::fopen((folder / name).c_str(), "wb"); // without the sync of writeFileAtomically
        if (file == nullptr || std::fwrite(png.data(), 1, png.size(), file) != png.size() || std::fclose(file) != 0) {
            throw UserError(folder.string() + " cannot be written to.");
        }
        all.insert(all.end(), pixels.begin(), pixels.end());
    }
    return all;
}

/// Of a process ("self": this one), user and system.
double cpuSeconds(const std::string& process)
{
    std::ifstream file("/proc/" + process + "/stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    text.erase(0, text.rfind(')') + 2);
    std::istringstream fields(text);
    std::string skip;
    for (int i = 0; i < 11; ++i) {
        fields >> skip;
    }
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

/// How long a process's first thread could have run, had a processor been free.
double queuedSeconds(const std::string& process)
{
    std::ifstream file("/proc/" + process + "/schedstat");
    double ran = 0;
    double queued = 0; // nanoseconds
    file >> ran >> queued;
    return queued / 1e9;
}

struct Took
{
    double seconds = 0;
    double cpuSeconds = 0;
};

/// Of the calling thread: that of a job engine. On a busy machine it gets as little as that.
void takePriorityOfAJob()
{
    ::setpriority(PRIO_PROCESS, 0, 10);
    const sched_param parameter = {};
    ::sched_setscheduler(0, SCHED_BATCH, &parameter);
}

/// The bare loop, and before each batch it waits for the thread that reads.
double bareLoopThatReads(const std::filesystem::path& folder, PictureShape shape)
{
    double seconds = 0;
    std::jthread([&] {
        takePriorityOfAJob();
        BareEncoder bare(folder / "encoder.pt", shape, batch, 1, 1);
        std::vector<std::uint8_t> pixels(pictures * shape.bytes());
        std::atomic<std::size_t> done = 0;
        const Stopwatch watch;
        const std::jthread reader([&] {
            takePriorityOfAJob();
            std::vector<std::filesystem::path> files;
            for (const auto& entry : std::filesystem::directory_iterator(folder / "pictures")) {
                files.push_back(entry.path());
            }
            std::ranges::sort(files);
            for (const auto& file : files) {
                const cv::Mat picture =
                    cv::imread(file.string(), shape.channels == 1 ? cv::IMREAD_GRAYSCALE : cv::IMREAD_COLOR);
                std::memcpy(pixels.data() + done * shape.bytes(), picture.data, shape.bytes());
                ++done;
                done.notify_one();
            }
        });
        for (std::size_t first = 0; first < pictures; first += batch) {
            for (std::size_t there = done; there < first + batch; there = done) {
                done.wait(there);
            }
            (void)bare.encode(std::span(pixels).subspan(first * shape.bytes(), batch * shape.bytes()));
        }
        seconds = watch.ms() / 1e3;
    }).join();
    return seconds;
}

/// The bare loop alone.
Took bareLoop(const std::filesystem::path& encoder, PictureShape shape, const std::vector<std::uint8_t>& pixels)
{
    Took took;
    std::jthread([&] {
        takePriorityOfAJob();
        BareEncoder bare(encoder, shape, batch, 1, 1);
        rusage before = {};
        ::getrusage(RUSAGE_THREAD, &before);
        const Stopwatch watch;
        (void)bare.encode(pixels);
        took.seconds = watch.ms() / 1e3;
        rusage after = {};
        ::getrusage(RUSAGE_THREAD, &after);
        const auto seconds = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
        };
        took.cpuSeconds =
            seconds(after.ru_utime) + seconds(after.ru_stime) - seconds(before.ru_utime) - seconds(before.ru_stime);
    }).join();
    return took;
}

void benchSize(BenchReport& report, const std::filesystem::path& programs, const std::filesystem::path& folder,
               PictureShape shape)
{
    const std::string size = std::to_string(shape.width) + " x " + std::to_string(shape.height);
    std::filesystem::create_directories(folder);
    writeConvolutionalEncoder(folder / "encoder.pt", shape, latentSize);
    writeLinearDecoder(folder / "decoder.pt", shape, latentSize);
    const std::vector<std::uint8_t> pixels = writeFolder(folder / "pictures", shape);
    EngineWish wish;
    wish.chosen = programs / "morphoscope-engine";
    wish.role = EngineRole::Job;
    NewSpaceEngines engines(wish, "cpu", 1);
    FoundPieces pieces;
    pieces.pieces = {{PieceKind::Decoder, folder / "decoder.pt", {}, {}},
                     {PieceKind::Encoder, folder / "encoder.pt", {}, {}},
                     {PieceKind::Pictures, folder / "pictures", {}, {}}};
    const NewSpacePlan plan = planNewSpace(pieces, {}, engines);
    std::vector<double> bareSeconds;
    std::vector<double> seconds;
    std::vector<double> readingSeconds;
    std::vector<double> ratios;
    std::vector<double> readingRatios;
    std::vector<double> unqueued;              // ratios as on a machine that has nothing else to do
    std::array<std::vector<double>, 3> shares; // processor time of encoding, reading and this program, bare loop: 1
    for (int round = 0; round < rounds; ++round) {
        const Took bare = bareLoop(folder / "encoder.pt", shape, pixels);
        readingSeconds.push_back(bareLoopThatReads(folder, shape));
        std::vector<std::string> processes;
        for (const pid_t pid : engines.pids()) {
            processes.push_back(std::to_string(pid));
        }
        processes.resize(2, "none"); // the engine that reads starts in the first round
        processes.emplace_back("self");
        std::array<double, 3> before{};
        std::ranges::transform(processes, before.begin(), cpuSeconds);
        std::filesystem::remove_all(folder / "space"); // of the round before
        const double queuedBefore = queuedSeconds(processes.front());
        const Stopwatch watch;
        (void)createSpace(plan, engines, folder / "space",
                          {.unfinished = CreateOptions::Unfinished::Begin, .replace = false, .madeBy = {}});
        seconds.push_back(watch.ms() / 1e3);
        bareSeconds.push_back(bare.seconds);
        ratios.push_back(seconds.back() / bareSeconds.back());
        readingRatios.push_back(seconds.back() / readingSeconds.back());
        unqueued.push_back((seconds.back() - queuedSeconds(processes.front()) + queuedBefore) / bare.cpuSeconds);
        for (std::size_t i = 0; i < shares.size(); ++i) {
            shares[i].push_back((cpuSeconds(processes[i]) - before[i]) / bare.cpuSeconds);
        }
    }
    const double ratio = quantile(readingRatios, 0.5);
    report.add("create", size + ": bare LibTorch loop, batches of 16, one thread", quantile(bareSeconds, 0.5), "s");
    report.add("create", size + ": the bare loop while a thread reads the PNGs for it", quantile(readingSeconds, 0.5),
               "s");
    report.add("create", size + ": 20,000 PNGs in a folder to a space", quantile(seconds, 0.5), "s");
    report.add("create", size + ": the same / bare loop that reads", ratio, "x", "<= 1.15 x", ratio <= 1.15);
    report.add("create", size + ": the same / bare loop with the pictures in memory", quantile(ratios, 0.5), "x");
    report.add("create", size + ": this without the time waited for a processor", quantile(unqueued, 0.5), "x");
    const std::array names = {"the engine that encodes", "the engine that reads", "the program itself"};
    for (std::size_t i = 0; i < shares.size(); ++i) {
        report.add("create", size + ": processor time of " + names[i] + " / bare loop", quantile(shares[i], 0.5), "x");
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::cerr << "usage: bench_encode BIN-FOLDER\n";
        return 2;
    }
    restartWithBlasKernels(argv); // both sides use the same kernels
    const auto folder = std::filesystem::temp_directory_path() / ("bench_encode." + std::to_string(::getpid()));
    BenchReport report("Pictures to a space");
    const std::string only = argc > 2 ? argv[2] : "";
    if (only != "64") {
        benchSize(report, argv[1], folder / "28", {1, 28, 28});
    }
    if (only != "28") {
        benchSize(report, argv[1], folder / "64", {3, 64, 64});
    }
    std::filesystem::remove_all(folder);
    report.print();
    return 0;
}
