// SPDX-License-Identifier: GPL-3.0-or-later
// The panel Variations in the real window: sixteen samples under one live edit, with decoders of 64 x 64 RGB.
#include "WindowBench.h"
#include "fixtures/SmallSpace.h"
#include "session/AttributeEdits.h"

#include <QApplication>
#include <QDockWidget>
#include <QTemporaryDir>

#include <sys/resource.h>

namespace {

constexpr int latents = 32;
constexpr double wantedRefreshes = 30;
constexpr int seconds = 8;

/// TorchScript of transposed convolutions with `channels` feature maps at 4, 8, 16 and 32 pixels.
std::string decoderSource(const std::vector<int>& channels)
{
    const auto weight = [](int from, const std::string& shape, int count) {
        return "self.weight[" + std::to_string(from) + ":" + std::to_string(from + count) + "].view(" + shape + ")";
    };
    const std::string first = std::to_string(channels[0]);
    std::string body = "def forward(self, z):\n    h = 0.01 * torch.relu(torch.linear(z, " +
                       weight(0, std::to_string(channels[0] * 16) + ", 32", channels[0] * 16 * latents) +
                       ")).view(-1, " + first + ", 4, 4)\n";
    for (std::size_t i = 1; i <= channels.size(); ++i) {
        const int in = channels[i - 1];
        const int out = i < channels.size() ? channels[i] : 3;
        body += "    h = torch.conv_transpose2d(h, " +
                weight(0, std::to_string(in) + ", " + std::to_string(out) + ", 4, 4", in * out * 16) +
                ", None, [2, 2], [1, 1])\n";
        body += i < channels.size() ? "    h = 0.01 * torch.relu(h)\n" : "    return torch.sigmoid(h - 0.5)\n";
    }
    return body;
}

int weightsFor(const std::vector<int>& channels)
{
    int most = channels[0] * 16 * latents;
    for (std::size_t i = 1; i < channels.size(); ++i) {
        most = std::max(most, channels[i - 1] * channels[i] * 16);
    }
    return most;
}

void makeSlider(Session& session)
{
    session.edit(QStringLiteral("Attribute"), [](SessionState& state) {
        AttributeVector along;
        along.vector.assign(state.base.size(), 0.1F);
        AttributeSlider slider;
        slider.name = "along";
        slider.vector = std::make_shared<const AttributeVector>(along);
        slider.amount = 0.1F;
        addAttribute(state, slider);
    });
}

double threadSeconds()
{
    rusage usage = {};
    ::getrusage(RUSAGE_THREAD, &usage);
    const auto of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

/// Moves the amount 125 times a second, as a fast mouse does.
void moveFor(Workspace& workspace, int ms)
{
    QEventLoop loop;
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    const Stopwatch watch;
    const int gesture = workspace.session.newGesture();
    QObject::connect(&timer, &QTimer::timeout, &loop, [&] {
        const auto amount = static_cast<float>(std::sin(watch.ms() / 300));
        workspace.session.edit(
            QStringLiteral("Amount"), [amount](SessionState& state) { setAmount(state, 0, amount); }, gesture);
        if (watch.ms() > ms) {
            loop.quit();
        }
    });
    timer.start(8);
    loop.exec();
}

void bench(BenchReport& report, const std::filesystem::path& programs, const std::string& size,
           const std::filesystem::path& space)
{
    QTemporaryDir folder;
    MainWindow window(benchOptions(programs, folder.path().toStdString(), space.string()));
    window.resize(1440, 900);
    window.show();
    Workspace& workspace = window.workspace();
    waitFor("the first picture", [&] { return isUpToDate(workspace); });
    makeSlider(workspace.session);
    window.findChild<QDockWidget*>(QStringLiteral("variationsDock"))->show();
    Variations& variations = workspace.variations;
    waitFor("the variations", [&] { return variations.wanted() > 0 && variations.done() == variations.wanted(); });
    moveFor(workspace, 1000); // batches find their size
    const quint64 before = variations.decoded();
    const double busyBefore = threadSeconds();
    const Stopwatch watch;
    std::vector<double> decodeMs;
    quint64 hand = 0;
    const auto watching = QObject::connect(&workspace.preview, &DecodedPreview::imageChanged, &workspace, [&] {
        decodeMs.push_back(workspace.preview.decodeMs());
        ++hand;
    });
    moveFor(workspace, seconds * 1000);
    QObject::disconnect(watching);
    const double took = watch.ms() / 1000;
    const double decodes = static_cast<double>(variations.decoded() - before) / took;
    const double refreshes = decodes / 16;
    const std::string id = "variations";
    const std::string what = size + ": ";
    report.add(id, what + "16 samples under one live edit, refreshes a second", refreshes, "Hz", ">= 30",
               refreshes >= wantedRefreshes);
    report.add(id, what + "their decodes", decodes, "decodes/s");
    report.add(id, what + "pictures of the point meanwhile", static_cast<double>(hand) / took, "pictures/s");
    report.add(id, what + "the engine's own decoding of one, p50", quantile(decodeMs, 0.5), "ms");
    report.add(id, what + "share of the engine's one thread that decodes",
               100 * (decodes + static_cast<double>(hand) / took) * quantile(decodeMs, 0.5) / 1000, "%");
    report.add(id, what + "processor time of the GUI thread, share of a core",
               100 * (threadSeconds() - busyBefore) / took, "%");
    report.add(id, what + "slider to painted picture, p95", workspace.preview.latency().p95Ms, "ms");
}

void benchMade(BenchReport& report, const std::filesystem::path& programs, const std::string& size,
               const std::vector<int>& channels)
{
    QTemporaryDir folder;
    const std::filesystem::path space = folder.path().toStdString() + "/space";
    makeSpace(space, {.model = {.latentSize = latents, .picture = {3, 64, 64}}, .samples = 200});
    writeScript(space / "decoder.pt", decoderSource(channels), weightsFor(channels));
    bench(report, programs, size, space);
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("morphoscope"));
    if (argc < 2) {
        std::cerr << "usage: bench_variations BIN-FOLDER\n";
        return 2;
    }
    BenchReport report("Variations: samples under a live edit, 64x64 RGB");
    benchMade(report, argv[1], "20 MFLOP", {128, 64, 32, 32});
    benchMade(report, argv[1], "54 MFLOP", {256, 128, 64, 32});
    if (const auto avatars = std::filesystem::path(MORPHOSCOPE_SOURCE_DIR) / "models/avatars";
        std::filesystem::exists(avatars / "decoder.pt")) {
        bench(report, argv[1], "Avatars", avatars);
    }
    report.print();
    return 0;
}
