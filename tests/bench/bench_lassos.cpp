// SPDX-License-Identifier: GPL-3.0-or-later
// Two lassos of 5,000 samples each at 100,000 x 64 in the real window: from the first press of the mouse on the map to
// the live slider, with every click between.
#include "WindowBench.h"
#include "fixtures/SmallSpace.h"
#include "latent/PortableRandom.h"
#include "plots/MapCanvas.h"
#include "space/NpyFile.h"

#include <QAbstractButton>
#include <QTemporaryDir>

namespace {

constexpr std::size_t samples = 100'000;
constexpr std::size_t each = 5'000;
constexpr int latents = 64;
constexpr int rounds = 5;

/// The first 5,000 lie far to one side, the next to the other, all others between.
LatentTable threeClouds()
{
    LatentTable table(samples, latents);
    PortableRandom random(1, 0);
    for (float& value : table.values()) {
        value = static_cast<float>(random.uniform() + random.uniform() - 1);
    }
    for (std::size_t i = 0; i < 2 * each; ++i) {
        table.row(i)[0] += i < each ? 20.0F : -20.0F;
    }
    return table;
}

/// The pixels around the samples from `first` on, as a hand would circle them.
std::vector<QPoint> outlineOf(const MapCanvas& canvas, const LatentTable& places, std::size_t first)
{
    MapPosition low{places.row(first)[0], places.row(first)[1]};
    MapPosition high = low;
    for (std::size_t i = first; i < first + each; ++i) {
        low = {std::min(low.x, places.row(i)[0]), std::min(low.y, places.row(i)[1])};
        high = {std::max(high.x, places.row(i)[0]), std::max(high.y, places.row(i)[1])};
    }
    const QPoint corner = canvas.pixelAt(low).toPoint();
    const QRect box = QRect(corner, canvas.pixelAt(high).toPoint()).normalized().adjusted(-6, -6, 6, 6);
    return {box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft(), box.topLeft()};
}

void drawLasso(MapCanvas& canvas, const std::vector<QPoint>& outline)
{
    constexpr int moves = 20; // of each side
    sendMouse(canvas, QEvent::MouseButtonPress, outline.front());
    for (std::size_t side = 1; side < outline.size(); ++side) {
        for (int move = 1; move <= moves; ++move) {
            sendMouse(canvas, QEvent::MouseMove,
                      outline[side - 1] + (outline[side] - outline[side - 1]) * move / moves);
        }
    }
    sendMouse(canvas, QEvent::MouseButtonRelease, outline.back());
}

void click(const MainWindow& window, const char* name)
{
    window.findChild<QAbstractButton*>(QLatin1String(name))->click();
}

/// Milliseconds; the lassos' own movements are sent at once.
double makeSlider(MainWindow& window, const std::vector<QPoint>& a, const std::vector<QPoint>& b)
{
    Workspace& workspace = window.workspace();
    MapCanvas& canvas = *window.findChild<MapCanvas*>();
    const auto isSelected = [&] {
        const auto& selection = workspace.session.state().selection;
        return selection && selection->size() == each;
    };
    const Stopwatch watch;
    drawLasso(canvas, a);
    waitFor("the first selection", isSelected);
    click(window, "setA");
    drawLasso(canvas, b);
    waitFor("the second selection", isSelected);
    click(window, "setB");
    click(window, "makeFromGroups");
    waitFor("the slider", [&] { return !workspace.session.state().attributes.empty(); });
    return watch.ms();
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("morphoscope"));
    if (argc < 2) {
        std::cerr << "usage: bench_lassos BIN-FOLDER\n";
        return 2;
    }
    QTemporaryDir folder;
    const std::filesystem::path space = folder.path().toStdString() + "/space";
    makeSpace(space, {.model = {.latentSize = latents, .picture = {1, 8, 8}}, .samples = samples});
    writeLatents(space / "latents.npy", threeClouds());
    MainWindow window(benchOptions(argv[1], folder.path().toStdString(), space.string()));
    window.resize(1440, 900);
    window.show();
    Workspace& workspace = window.workspace();
    waitFor("the first picture", [&] { return isUpToDate(workspace); });
    waitFor("the map", [&] { return workspace.shownMap.content().positions != nullptr; });
    rest(1000); // it is painted, and everything else of a new space is computed
    MapCanvas& canvas = *window.findChild<MapCanvas*>();
    canvas.setTool(MapTool::Lasso);
    const LatentTable& places = *workspace.shownMap.content().positions;
    const std::vector<QPoint> a = outlineOf(canvas, places, 0);
    const std::vector<QPoint> b = outlineOf(canvas, places, each);
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
        times.push_back(makeSlider(window, a, b));
        workspace.session.edit(QStringLiteral("Again"), [](SessionState& state) {
            state.attributes.clear();
            state.selection = state.withGroup = state.withoutGroup = nullptr;
        });
        rest(500);
    }
    BenchReport report("Two lassos to a live slider, in the window");
    const double median = quantile(times, 0.5);
    report.add("lassos_to_slider_ms",
               "two lassos of 5,000 in 100k x 64, A, B and Make slider, until the slider is there", median, "ms",
               "1000 ms", median < 1000);
    report.add("lassos_to_slider_worst_ms", "the slowest of five", quantile(times, 1), "ms");
    report.print();
    return 0;
}
