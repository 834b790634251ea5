// SPDX-License-Identifier: GPL-3.0-or-later
// The window on decoders made for it. Sliders: a move with 4,096 rows against one with 16. Stop: a model that runs for
// ever is ended by the user.
#include "WindowBench.h"
#include "base/FileDescriptor.h"
#include "fixtures/ScriptedModels.h"
#include "session/PointEdits.h"

#include <QApplication>
#include <QTemporaryDir>

#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

constexpr int rounds = 5;
constexpr int movesInARound = 250;

/// A window of its own on one decoder.
class OpenWindow
{
public:
    OpenWindow(const std::filesystem::path& programs, ScriptedDecoder kind, const ScriptedModel& model)
    {
        const std::filesystem::path home = m_home.path().toStdString();
        const std::filesystem::path file = home / "decoder.pt";
        writeDecoder(file, kind, model);
        m_window = std::make_unique<MainWindow>(benchOptions(programs, home, file));
        m_window->resize(1440, 900);
        m_window->show();
        waitFor("the first picture", [&] { return isUpToDate(workspace()); });
        waitFor("the influence", [&] { return !workspace().influence.values().empty(); });
    }
    [[nodiscard]] MainWindow& window() { return *m_window; }
    [[nodiscard]] Workspace& workspace() { return m_window->workspace(); }

private:
    QTemporaryDir m_home;
    std::unique_ptr<MainWindow> m_window;
};

/// Processor time of this thread, the one that paints.
double threadMs()
{
    rusage usage = {};
    ::getrusage(RUSAGE_THREAD, &usage);
    const auto ms = [](const timeval& time) {
        return 1e3 * static_cast<double>(time.tv_sec) + 1e-3 * static_cast<double>(time.tv_usec);
    };
    return ms(usage.ru_utime) + ms(usage.ru_stime);
}

struct Moves
{
    std::vector<double> p50;
    std::vector<double> p95;
    std::vector<double> processor; ///< of the GUI thread, for one move
};

void dragOnce(MainWindow& window, Moves& moves)
{
    std::vector<double> unused;
    const double before = threadMs();
    drag(window, movesInARound, unused);
    moves.processor.push_back((threadMs() - before) / movesInARound);
    const auto latency = window.workspace().preview.latency();
    moves.p50.push_back(latency.p50Ms);
    moves.p95.push_back(latency.p95Ms);
}

void benchRows(BenchReport& report, const std::filesystem::path& programs)
{
    const PictureShape picture{3, 64, 64};
    OpenWindow few(programs, ScriptedDecoder::Linear, {16, picture});
    OpenWindow many(programs, ScriptedDecoder::Linear, {4096, picture});
    Moves withFew;
    Moves withMany;
    for (int round = 0; round < 2 * rounds; ++round) { // the last 500 moves count: both windows' first rounds fill them
        dragOnce(few.window(), withFew);
        dragOnce(many.window(), withMany);
    }
    const auto add = [&](const char* what, const std::vector<double>& first, const std::vector<double>& second) {
        std::vector<double> ratios;
        for (std::size_t i = 2; i < first.size(); ++i) {
            ratios.push_back(second[i] / first[i]);
        }
        const double ratio = quantile(ratios, 0.5);
        report.add("sliders", std::string(what) + ", 16 rows", quantile(first, 0.5), "ms");
        report.add("sliders", std::string(what) + ", 4,096 rows / 16 rows", ratio, "x", "<= 1.2 x", ratio <= 1.2);
    };
    add("slider to painted picture, p50", withFew.p50, withMany.p50);
    add("slider to painted picture, p95", withFew.p95, withMany.p95);
    add("processor time of the GUI thread for a move", withFew.processor, withMany.processor);
}

void benchStop(BenchReport& report, const std::filesystem::path& programs)
{
    constexpr int stops = 9;
    OpenWindow window(programs, ScriptedDecoder::LoopsAboveTwo, {});
    Workspace& workspace = window.workspace();
    const auto moveTo = [&](float value) {
        workspace.session.edit(QStringLiteral("Move"),
                               [&](SessionState& state) { setSlider(state, nullptr, 0, value); });
    };
    std::vector<double> untilGone;
    std::vector<double> untilPicture;
    std::vector<double> blocked;
    for (int stop = 0; stop < stops; ++stop) {
        const FileDescriptor process(static_cast<int>(::syscall(SYS_pidfd_open, workspace.engine.pid(), 0U)));
        moveTo(3);
        rest(200); // it runs in circles now
        const Stopwatch watch;
        workspace.engine.stopAndRestart();
        blocked.push_back(watch.ms());
        pollfd end = {process.get(), POLLIN, 0};
        waitFor("the end of the engine that was stopped", [&] { return ::poll(&end, 1, 0) == 1; });
        untilGone.push_back(watch.ms());
        moveTo(1);
        waitFor("a picture after the stop", [&] { return isUpToDate(workspace); });
        untilPicture.push_back(watch.ms());
    }
    const double gone = quantile(untilGone, 1);
    report.add("stop",
               "a model that runs for ever: the user's stop to the end of its process, longest of " +
                   std::to_string(stops),
               gone, "ms", "< 500 ms", gone < 500);
    report.add("stop", "the GUI thread meanwhile, longest", quantile(blocked, 1), "ms");
    report.add("stop", "until another engine has decoded, p50", quantile(untilPicture, 0.5), "ms");
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("morphoscope"));
    if (argc < 2) {
        std::cerr << "usage: bench_models BIN-FOLDER\n";
        return 2;
    }
    BenchReport report("Four thousand sliders, and a model that never returns");
    benchRows(report, argv[1]);
    benchStop(report, argv[1]);
    report.print();
    return 0;
}
