// SPDX-License-Identifier: GPL-3.0-or-later
// A million points at 1280 x 800: our raster against QCustomPlot drawing every one, one after the other in one run.
#undef QT_NO_KEYWORDS // qcustomplot.h needs them
#include "BenchReport.h"
#include "raster/CloudRaster.h"
#include "raster/DensityRaster.h"
#include "raster/Lasso.h"
#include "raster/Pick.h"
#include "raster/SpreadOut.h"

#include <QApplication>

#include <qcustomplot.h>

#include <random>

#include <time.h>

namespace {

constexpr std::size_t pointCount = 1000000;
constexpr int width = 1280;
constexpr int height = 800;

/// Processor time of this thread, in which it waits for nothing: others' load does not count.
class ThreadWatch
{
public:
    [[nodiscard]] double ms() const { return now() - m_start; }

private:
    static double now()
    {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
    }
    double m_start = now();
};

std::vector<MapPosition> clusters(std::size_t count)
{
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    std::vector<MapPosition> positions(count);
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const auto cluster = static_cast<float>(i % 10);
        const float spread = 0.3f + 0.1f * cluster;
        positions[i] = {4 * std::cos(cluster) + spread * normal(random),
                        2.5f * std::sin(2 * cluster) + spread * normal(random)};
    }
    return positions;
}

PointPalette tenColours()
{
    PointPalette palette{};
    for (std::size_t i = 0; i < 10; ++i) {
        palette[i] = {static_cast<std::uint32_t>(0x203040 * (i + 1)) & 0xffffff, 0, PointShape::Disc, true, false};
    }
    return palette;
}

/// Step `i` of a path of zooming in and panning about.
MapRect viewAt(int i)
{
    const double zoom = 1.0 + 0.02 * (i % 100);
    const double x = std::sin(i * 0.1);
    const double y = 0.5 * std::cos(i * 0.1);
    return {x - 8 / zoom, y - 5 / zoom, x + 8 / zoom, y + 5 / zoom};
}

std::vector<double> frames(const PointCloud& cloud, const PointPalette& palette)
{
    CloudRaster raster;
    std::vector<std::uint32_t> picture(width * height);
    std::vector<double> times;
    for (int i = 0; i < 200; ++i) {
        const ThreadWatch watch;
        raster.paint(picture, cloud, palette, {viewAt(i), width, height, 1});
        times.push_back(watch.ms());
    }
    return times;
}

/// As density, of `most` points.
std::vector<double> densityFrames(const PointCloud& cloud, const PointPalette& palette, std::size_t most, int count)
{
    DensityRaster raster;
    std::vector<std::uint32_t> picture(width * height);
    std::vector<double> times;
    for (int i = 0; i < count; ++i) {
        const ThreadWatch watch;
        raster.paint(picture, cloud, palette, {viewAt(i), width, height, 1}, most);
        times.push_back(watch.ms());
    }
    return times;
}

/// Ten times as many points, while the view moves and when it rests.
void addMany(BenchReport& report, const PointPalette& palette)
{
    const PointCloud cloud(clusters(10 * pointCount));
    const double moving = quantile(densityFrames(cloud, palette, DensityRaster::enoughWhileMoving, 200), 0.95);
    report.add("G13", "10,000,000 points as density, of a tenth of them while the view moves, p95", moving, "ms",
               "at most 16.7", moving <= 16.7);
    report.add("G13", "the same of all, when it rests, p50",
               quantile(densityFrames(cloud, palette, cloud.size(), 20), 0.5), "ms");
}

std::vector<double> plainFrames(const std::vector<MapPosition>& positions)
{
    QCustomPlot plot;
    plot.resize(width, height);
    auto* curve = new QCPCurve(plot.xAxis, plot.yAxis); // the plot owns it
    QVector<QCPCurveData> data;
    for (const auto [x, y] : positions) {
        data.push_back({static_cast<double>(data.size()), static_cast<double>(x), static_cast<double>(y)});
    }
    curve->data()->set(data, true);
    curve->setLineStyle(QCPCurve::lsNone);
    curve->setScatterStyle(QCPScatterStyle::ssDot);
    std::vector<double> times;
    for (int i = 0; i < 9; ++i) {
        const MapRect view = viewAt(23 * i);
        plot.xAxis->setRange(view.left, view.right);
        plot.yAxis->setRange(view.bottom, view.top);
        const ThreadWatch watch;
        plot.replot(QCustomPlot::rpImmediateRefresh);
        times.push_back(watch.ms());
    }
    return times;
}

std::vector<double> picks(const PointCloud& cloud, const PointPalette& palette)
{
    std::mt19937 random(2);
    std::uniform_real_distribution<double> x(-8, 8);
    std::uniform_real_distribution<double> y(-5, 5);
    std::vector<double> times;
    std::size_t found = 0;
    for (int i = 0; i < 10000; ++i) {
        const PickPlace place{x(random), y(random), 16.0 / width, 10.0 / height, 8};
        const ThreadWatch watch;
        found += pickSample(cloud, palette, place).has_value();
        times.push_back(watch.ms());
    }
    return found > 0 ? times : std::vector<double>{};
}

double lassoMs(const PointCloud& cloud, const PointPalette& palette)
{
    std::vector<MapCorner> shaky;
    for (int i = 0; i < 400; ++i) {
        const double angle = 2 * 3.14159265 * i / 400;
        const double radius = 4 + 0.3 * std::sin(31 * angle);
        shaky.push_back({radius * std::cos(angle), radius * std::sin(angle)});
    }
    std::vector<double> times;
    for (int i = 0; i < 15; ++i) {
        const ThreadWatch watch;
        if (samplesInside(cloud, palette, shaky).empty()) {
            return 0;
        }
        times.push_back(watch.ms());
    }
    return quantile(times, 0.95);
}

/// A scribble of 400 places, 14 pixels to each side.
double brushMs(const PointCloud& cloud, const PointPalette& palette)
{
    std::vector<MapCorner> scribble;
    for (int i = 0; i < 400; ++i) {
        scribble.push_back({4 * std::sin(0.31 * i), 2 * std::sin(0.17 * i)});
    }
    std::vector<double> times;
    for (int i = 0; i < 15; ++i) {
        const ThreadWatch watch;
        if (samplesAlong(cloud, palette, scribble, 14 * 16.0 / width).empty()) {
            return 0;
        }
        times.push_back(watch.ms());
    }
    return quantile(times, 0.95);
}

/// Which samples' pictures are shown, 36 pixels each.
double spreadMs(const PointCloud& cloud, const PointPalette& palette)
{
    std::vector<double> times;
    for (int i = 0; i < 50; ++i) {
        const MapRect view = viewAt(i);
        const ThreadWatch watch;
        if (spreadOut(cloud, palette, view, 36 * view.width() / width, 36 * view.height() / height).empty()) {
            return 0;
        }
        times.push_back(watch.ms());
    }
    return quantile(times, 0.95);
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const std::vector<MapPosition> positions = clusters(pointCount);
    const PointPalette palette = tenColours();
    const ThreadWatch sorting;
    PointCloud cloud(positions);
    const double sortMs = sorting.ms();
    std::vector<std::uint8_t> styles(positions.size());
    for (std::size_t i = 0; i < styles.size(); ++i) {
        styles[i] = static_cast<std::uint8_t>(i % 10);
    }
    cloud.setStyles(styles);

    const std::vector<double> ours = frames(cloud, palette);
    const std::vector<double> smooth = densityFrames(cloud, palette, cloud.size(), 200);
    const double brush = brushMs(cloud, palette);
    const double spread = spreadMs(cloud, palette);
    const std::vector<double> theirs = plainFrames(positions);
    const std::vector<double> pickTimes = picks(cloud, palette);
    const double lasso = lassoMs(cloud, palette);
    const double bytes = static_cast<double>(cloud.memoryBytes()) / static_cast<double>(cloud.size());

    BenchReport report("Map: 1,000,000 points, 1280 x 800, one thread, processor time");
    const double p95 = quantile(ours, 0.95);
    const double ratio = quantile(theirs, 0.5) / quantile(ours, 0.5);
    report.add("G13", "a frame, every point counted, p50", quantile(ours, 0.5), "ms");
    report.add("G13", "a frame, every point counted, p95", p95, "ms", "at most 8", p95 <= 8);
    report.add("G13", "QCustomPlot drawing every point as a dot, p50", quantile(theirs, 0.5), "ms");
    report.add("G13", "QCustomPlot / ours, p50", ratio, "x", "at least 20", ratio >= 20);
    report.add("G15", "bytes a point, drawing and picking", bytes, "bytes", "at most 16", bytes <= 16);
    report.add("G16", "picking the point under the cursor, p95", quantile(pickTimes, 0.95), "ms", "at most 1",
               !pickTimes.empty() && quantile(pickTimes, 0.95) <= 1);
    report.add("", "a lasso with 400 corners over all points, p95", lasso, "ms", "at most 100",
               lasso > 0 && lasso <= 100);
    report.add("", "a brush's scribble over all points, p95", brush, "ms", "at most 100", brush > 0 && brush <= 100);
    report.add("G13", "a frame as density, p95", quantile(smooth, 0.95), "ms", "at most 8",
               quantile(smooth, 0.95) <= 8);
    addMany(report, palette);
    report.add("", "choosing which samples' pictures are shown, p95", spread, "ms");
    report.add("", "sorting the points when a map arrives", sortMs, "ms");
    report.print();
    return 0;
}
