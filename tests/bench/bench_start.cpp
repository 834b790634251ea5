// SPDX-License-Identifier: GPL-3.0-or-later
// G6: start to the first painted frame, against a bare Qt window with as many widgets; and start to the first picture.
#include "BenchReport.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <sstream>

namespace {

double clockMs()
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Start
{
    double ms = 0;
    int widgets = 0;
};

/// Runs a program that prints the clock at the moment that counts, and how many widgets it has.
Start startOf(const std::string& command)
{
    const double before = clockMs();
    FILE* pipe = popen(command.c_str(), "r");
    char line[256] = {};
    const bool isRead = pipe != nullptr && fgets(line, sizeof line, pipe) != nullptr;
    if (pipe == nullptr || pclose(pipe) != 0 || !isRead) {
        std::cerr << "failed: " << command << '\n';
        std::_Exit(1);
    }
    Start start;
    double clock = 0;
    std::istringstream(line) >> clock >> start.widgets;
    start.ms = clock - before;
    return start;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::cerr << "usage: bench_start BIN-FOLDER\n";
        return 2;
    }
    const std::string bin = argv[1];
    const std::string folder = std::filesystem::read_symlink("/proc/self/exe").parent_path().string();
    const std::string ours = "'" + folder + "/bench_window' '" + bin + "'";
    const int widgets = startOf(ours + " --first-paint").widgets; // and warms the caches
    const std::string bare = "'" + folder + "/bench_bare_window' " + std::to_string(widgets);
    std::vector<double> ratios;
    std::vector<double> oursMs;
    std::vector<double> bareMs;
    std::vector<double> pictureMs;
    for (int round = 0; round < 8; ++round) {
        oursMs.push_back(startOf(ours + " --first-paint").ms);
        bareMs.push_back(startOf(bare).ms);
        ratios.push_back(oursMs.back() / bareMs.back());
        pictureMs.push_back(startOf(ours + " --first-picture").ms);
    }
    BenchReport report("Start");
    report.add("G6", "a bare Qt window with " + std::to_string(widgets) + " widgets: start to first painted frame",
               quantile(bareMs, 0.5), "ms");
    report.add("G6", "ours: start to first painted frame", quantile(oursMs, 0.5), "ms");
    report.add("G6", "ours / bare", quantile(ratios, 0.5), "x", "<= 2 x", quantile(ratios, 0.5) <= 2);
    report.add("G6", "start to the first decoded sample", quantile(pictureMs, 0.5) / 1000, "s", "<= 3 s",
               quantile(pictureMs, 0.5) <= 3000);
    report.print();
    return 0;
}
