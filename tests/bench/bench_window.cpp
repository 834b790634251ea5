// SPDX-License-Identifier: GPL-3.0-or-later
// The window on the space Arrows. G4: slider to painted picture. G5: stalls of the GUI thread. G22: idle cost. Memory.
// `bench_window BIN --first-paint` and `--first-picture` print the clock at that moment, for bench_start.
#include "WindowBench.h"
#include "window/Theme.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QWidget>

#include <sys/resource.h>

#include <fstream>

namespace {

double clockMs()
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Longest time between two turns of the event loop.
class Heartbeat : public QObject
{
public:
    Heartbeat()
    {
        connect(&m_timer, &QTimer::timeout, this, [this] {
            gaps.push_back(m_watch.ms());
            m_watch = Stopwatch();
        });
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.start(1);
    }
    std::vector<double> gaps;

private:
    QTimer m_timer;
    Stopwatch m_watch;
};

class PaintCounter : public QObject
{
public:
    int paints = 0;
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        paints += event->type() == QEvent::Paint ? 1 : 0;
        return QObject::eventFilter(watched, event);
    }
};

double cpuSeconds(pid_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
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
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double residentMb(pid_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("VmRSS:")) {
            return std::strtod(line.c_str() + 6, nullptr) / 1024;
        }
    }
    return 0;
}

void benchDrag(BenchReport& report, MainWindow& window)
{
    Workspace& workspace = window.workspace();
    constexpr int rounds = 5;
    std::vector<double> p50;
    std::vector<double> p95;
    std::vector<double> decode95;
    int stale = 0;
    for (int round = 0; round < rounds; ++round) {
        std::vector<double> decodeMs;
        drag(window, 500, decodeMs);
        const auto latency = workspace.preview.latency();
        p50.push_back(latency.p50Ms);
        p95.push_back(latency.p95Ms);
        decode95.push_back(quantile(decodeMs, 0.95));
        stale += workspace.preview.point() != workspace.session.currentPoint() ? 1 : 0;
    }
    const double goal = 16.7 + quantile(decode95, 0.5);
    report.add("G4", "the engine's own decoding, p95", quantile(decode95, 0.5), "ms");
    report.add("G4", "slider to painted picture at 125 moves a second, p50", quantile(p50, 0.5), "ms");
    report.add("G4", "slider to painted picture at 125 moves a second, p95", quantile(p95, 0.5), "ms",
               "<= 16.7 ms + decoding p95", quantile(p95, 0.5) <= goal);
    report.add("G4", "stale final pictures in " + std::to_string(rounds) + " drags", stale, "", "0", stale == 0);
}

/// The same drag with eight vectors that add to the point.
void benchVectors(BenchReport& report, MainWindow& window)
{
    Workspace& workspace = window.workspace();
    constexpr int rounds = 5;
    std::vector<double> without;
    std::vector<double> with;
    const auto dragged = [&] {
        std::vector<double> unused;
        drag(window, 300, unused);
        return workspace.preview.latency().p95Ms;
    };
    const SessionState before = workspace.session.state();
    for (int round = 0; round < rounds; ++round) {
        without.push_back(dragged());
        workspace.session.edit(QStringLiteral("Vectors"), [&](SessionState& state) {
            for (std::size_t i = 0; i < 8; ++i) {
                AttributeVector vector;
                vector.vector.assign(state.base.size(), 0.0F);
                vector.vector[i] = 0.5F;
                AttributeSlider slider;
                slider.name = "vector " + std::to_string(i);
                slider.vector = std::make_shared<const AttributeVector>(std::move(vector));
                slider.amount = 0.3F;
                state.attributes.push_back(std::move(slider));
            }
        });
        with.push_back(dragged());
        workspace.session.edit(QStringLiteral("Vectors"), [&](SessionState& state) { state = before; });
    }
    const double ratio = quantile(with, 0.5) / quantile(without, 0.5);
    report.add("attributes", "slider to picture with eight active vectors / with none, p95", ratio, "x", "<= 1.1",
               ratio <= 1.1);
}

void benchStalls(BenchReport& report, MainWindow& window)
{
    Workspace& workspace = window.workspace();
    const std::filesystem::path space = workspace.session.state().space->location;
    const auto add = [&report](const char* what, const Heartbeat& beat) {
        const double worst = quantile(beat.gaps, 1);
        report.add("G5", std::string("longest stall of the GUI thread: ") + what, worst, "ms", "<= 50 ms", worst <= 50);
    };
    {
        const Heartbeat beat;
        workspace.opener.open(space); // reads the space, loads the model, PCA, statistics, influence
        bool isOpened = false;
        QObject::connect(&workspace.opener, &SpaceOpener::opened, &workspace, [&] { isOpened = true; });
        waitFor("the space open again", [&] { return isOpened && isUpToDate(workspace); });
        waitFor("the map", [&] { return workspace.map.coordinates() != nullptr; });
        rest(500);
        add("load and PCA", beat);
    }
    {
        const Heartbeat beat;
        std::vector<double> unused;
        drag(window, 500, unused);
        add("decode", beat);
    }
}

void benchIdle(BenchReport& report, Workspace& workspace, PaintCounter& counter)
{
    waitFor("the influence", [&] { return !workspace.influence.values().empty(); });
    rest(4000); // status texts, autosave
    constexpr double seconds = 20;
    const double before = cpuSeconds(getpid());
    const double engineBefore = cpuSeconds(workspace.engine.pid());
    const int paintsBefore = counter.paints;
    rest(static_cast<int>(seconds * 1000));
    const double share = 100 * (cpuSeconds(getpid()) - before) / seconds;
    const double engineShare = 100 * (cpuSeconds(workspace.engine.pid()) - engineBefore) / seconds;
    report.add("G22", "idle: window and engine, share of a core", share + engineShare, "%", "<= 0.5 %",
               share + engineShare <= 0.5);
    report.add("G22", "idle: repaints in 20 s", counter.paints - paintsBefore, "", "0", counter.paints == paintsBefore);
    report.add("memory", "window, resident", residentMb(getpid()), "MB");
    report.add("memory", "engine, resident", residentMb(workspace.engine.pid()), "MB");
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("morphoscope"));
    if (argc < 2) {
        std::cerr << "usage: bench_window BIN-FOLDER [--first-paint | --first-picture]\n";
        return 2;
    }
    const QString mode = argc > 2 ? QString::fromLocal8Bit(argv[2]) : QString();
    const QTemporaryDir home;
    MainWindow window(benchOptions(argv[1], home.path().toStdString(), "arrows"));
    applyTheme(window.workspace().settings.theme);
    PaintCounter counter;
    application.installEventFilter(&counter);
    window.resize(1440, 900);
    window.show();
    if (mode == QStringLiteral("--first-paint")) {
        waitFor("a painted window", [&] { return counter.paints > 0; });
        std::cout << std::to_string(clockMs()) << ' ' << window.findChildren<QWidget*>().size() << std::endl;
        std::_Exit(0);
    }
    Workspace& workspace = window.workspace();
    waitFor("the first picture", [&] { return isUpToDate(workspace); });
    if (mode == QStringLiteral("--first-picture")) {
        std::cout << std::to_string(clockMs()) << " 0" << std::endl;
        std::_Exit(0);
    }
    BenchReport report("The window on the space Arrows");
    waitFor("the map", [&] { return workspace.map.coordinates() != nullptr; });
    benchDrag(report, window);
    benchVectors(report, window);
    benchStalls(report, window);
    benchIdle(report, workspace, counter);
    report.print();
    return 0;
}
