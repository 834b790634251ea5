// SPDX-License-Identifier: GPL-3.0-or-later
// The window on a space of 100,000 samples: 64 latents, pictures of 28 x 28 in images.npy, three columns of labels.
// Memory: after a start on that space alone. Time: from asking for it in a window that shows another space until its
// points are painted on the map.
#include "WindowBench.h"
#include "fixtures/ScriptedModels.h"
#include "plots/MapCanvas.h"
#include "space/NpyHeader.h"

#include <QApplication>
#include <QTemporaryDir>

#include <unistd.h>

#include <fstream>
#include <random>

namespace {

constexpr std::size_t samples = 100'000;
constexpr std::size_t latents = 64;
constexpr PictureShape shape{1, 28, 28};
constexpr int rounds = 5;

/// Row by row, so that none of it stays in this process's memory.
void writeSpace(const std::filesystem::path& folder)
{
    std::filesystem::create_directories(folder);
    writeDecoder(folder / "decoder.pt", ScriptedDecoder::Linear, {static_cast<int>(latents), shape});
    std::ofstream table(folder / "latents.npy", std::ios::binary);
    std::ofstream images(folder / "images.npy", std::ios::binary);
    std::ofstream labels(folder / "labels.csv");
    table << NpyHeader::write("<f4", {samples, latents});
    images << NpyHeader::write("|u1", {samples, 28, 28, 1});
    labels << "class,size,place\n";
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    std::vector<float> row(latents);
    std::vector<char> picture(shape.bytes());
    for (std::size_t i = 0; i < samples; ++i) {
        const auto cluster = static_cast<float>(i % 10);
        for (std::size_t k = 0; k < latents; ++k) { // ten clouds, wider along the first latents
            row[k] = normal(random) / static_cast<float>(1 + k / 8) + (k == i % 10 ? cluster : 0.0F);
        }
        std::ranges::generate(picture, [&] { return static_cast<char>(random()); });
        table.write(reinterpret_cast<const char*>(row.data()), static_cast<std::streamsize>(latents * sizeof(float)));
        images.write(picture.data(), static_cast<std::streamsize>(picture.size()));
        labels << "kind " << i % 10 << ',' << row[0] << ',' << (i % 7 == 0 ? "" : "p" + std::to_string(i % 100))
               << '\n';
    }
    std::ofstream(folder / "space.json") << R"({"format": 1, "name": "Many",
 "latent": {"size": 64, "shape": "n", "prior": "normal"},
 "decoder": {"file": "decoder.pt",
             "output": {"kind": "image", "channels": 1, "height": 28, "width": 28, "range": [0, 1]}},
 "samples": {"count": 100000, "images": "images.npy", "latents": "latents.npy", "labels": "labels.csv"}}
)";
}

/// A field of /proc/self/status, or of smaps_rollup.
double megabytes(const std::string& file, const std::string& field)
{
    std::ifstream lines("/proc/self/" + file);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(field + ':')) {
            return std::strtod(line.c_str() + field.size() + 1, nullptr) / 1024;
        }
    }
    return 0;
}

void waitForMap(const MainWindow& window, std::size_t points)
{
    const MapCanvas& canvas = *window.findChild<MapCanvas*>();
    const int before = canvas.timesRastered();
    waitFor("the map", [&] { return canvas.pointCount() == points && canvas.timesRastered() > before; });
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("morphoscope"));
    if (argc < 2) {
        std::cerr << "usage: bench_samples BIN-FOLDER\n";
        return 2;
    }
    const QTemporaryDir home;
    const std::filesystem::path folder = home.path().toStdString();
    const std::filesystem::path many = folder / "many";
    writeSpace(many);
    std::ofstream("/proc/self/clear_refs") << 5; // the peak begins anew
    MainWindow window(benchOptions(argv[1], folder, many));
    window.resize(1440, 900);
    window.show();
    waitForMap(window, samples);
    Workspace& workspace = window.workspace();
    waitFor("the influence", [&] { return !workspace.influence.values().empty(); });
    rest(4000); // thumbnails, status texts, autosave
    BenchReport report("100,000 samples");
    const double resident = megabytes("status", "VmRSS");
    report.add("samples", "window after a start on them, resident", resident, "MB", "<= 200 MB", resident <= 200);
    report.add("samples", "the same, its share of what programs share (PSS)", megabytes("smaps_rollup", "Pss"), "MB");
    report.add("samples", "the same, at its peak", megabytes("status", "VmHWM"), "MB");
    std::vector<double> seconds;
    for (int round = 0; round < rounds; ++round) {
        workspace.opener.open(resolveSpace("arrows", std::filesystem::path(argv[1]) / "morphoscope"));
        waitFor("the other space", [&] {
            return !workspace.opener.isOpening() && isUpToDate(workspace) && workspace.map.coordinates() != nullptr &&
                   workspace.map.coordinates()->rows() < samples;
        });
        rest(1000);
        const Stopwatch watch;
        workspace.opener.open(many);
        waitForMap(window, samples);
        seconds.push_back(watch.ms() / 1e3);
        waitFor("the picture", [&] { return isUpToDate(workspace); });
        rest(500);
    }
    report.add("samples", "from opening to the map, painted", quantile(seconds, 0.5), "s", "<= 1 s",
               quantile(seconds, 0.5) <= 1);
    report.add("samples", "window after " + std::to_string(rounds) + " times, resident", megabytes("status", "VmRSS"),
               "MB");
    report.print();
    return 0;
}
