// SPDX-License-Identifier: GPL-3.0-or-later
// From a file of a million latents of 64 dimensions (in the cache) to the first picture of their map along the first
// principal components, as the window makes it, beside a plain read of the file; the two alternate.
#include "BenchReport.h"
#include "components/NarrowPca.h"
#include "latent/PortableRandom.h"
#include "raster/CloudRaster.h"
#include "space/NpyFile.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t rowCount = 1'000'000;
constexpr std::size_t columnCount = 64;
constexpr int rounds = 5;
constexpr int side = 480;

/// Normal, each column of another width.
LatentTable latents()
{
    LatentTable table(rowCount, columnCount);
    for (std::size_t row = 0; row < rowCount; ++row) {
        PortableRandom random(1, row);
        for (std::size_t column = 0; column < columnCount; ++column) {
            const double width = 2.0 / (1.0 + static_cast<double>(column) / 8);
            table.row(row)[column] = static_cast<float>(width * random.normal());
        }
    }
    return table;
}

double plainReadMs(const fs::path& file)
{
    const Stopwatch watch;
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    std::vector<char> bytes(fs::file_size(file));
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t some = ::read(descriptor, bytes.data() + done, bytes.size() - done);
        if (some <= 0) {
            break;
        }
        done += static_cast<std::size_t>(some);
    }
    ::close(descriptor);
    return watch.ms();
}

struct Parts
{
    double read = 0;
    double project = 0;
    double paint = 0;
    [[nodiscard]] double all() const { return read + project + paint; }
};

Parts firstPicture(const fs::path& file)
{
    Parts parts;
    const Stopwatch watch;
    const LatentTable table = readLatents(file);
    requireFinite(table, file.string());
    parts.read = watch.ms();
    const PrincipalComponents components = fitNarrowPca(table);
    const LatentTable coordinates = coordinatesOf(components, table.values(), 2);
    parts.project = watch.ms() - parts.read;
    std::vector<MapPosition> places(coordinates.rows());
    for (std::size_t i = 0; i < places.size(); ++i) {
        places[i] = {coordinates.row(i)[0], coordinates.row(i)[1]};
    }
    const PointCloud cloud(places);
    PointPalette palette{};
    palette[0] = {0x4080c0, 0, PointShape::Disc, true, false};
    std::vector<std::uint32_t> picture(static_cast<std::size_t>(side) * side);
    CloudRaster().paint(picture, cloud, palette, RasterView{.rect = cloud.bounds(), .width = side, .height = side});
    parts.paint = watch.ms() - parts.read - parts.project;
    return parts;
}

} // namespace

int main()
{
    const fs::path folder = fs::temp_directory_path() / ("bench_pca." + std::to_string(::getpid()));
    fs::create_directories(folder);
    const fs::path file = folder / "latents.npy";
    writeLatents(file, latents());
    std::vector<double> reads;
    std::vector<Parts> parts;
    for (int round = 0; round < rounds; ++round) {
        reads.push_back(plainReadMs(file));
        parts.push_back(firstPicture(file));
    }
    fs::remove_all(folder);
    const auto median = [&](const auto& part) {
        std::vector<double> values;
        std::ranges::transform(parts, std::back_inserter(values), part);
        return quantile(values, 0.5);
    };
    BenchReport report("A map's first picture: 1,000,000 x 64 from a file, along all principal components");
    const double ratio = median(&Parts::all) / quantile(reads, 0.5);
    report.add("G17", "a plain read of the file, p50", quantile(reads, 0.5), "ms");
    report.add("G17", "file to first picture, p50", median(&Parts::all), "ms");
    report.add("G17", "of that, reading and checking", median(&Parts::read), "ms");
    report.add("G17", "of that, principal components", median(&Parts::project), "ms");
    report.add("G17", "of that, ordering and painting", median(&Parts::paint), "ms");
    report.add("G17", "file to first picture / plain read", ratio, "x", "<= 3 x", ratio <= 3);
    report.print();
    return 0;
}
