// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/AttributePanel.h"
#include "controls/SliderPanel.h"
#include "plots/MapView.h"
#include "space/NpyFile.h"
#include "window/MainWindow.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>

/// A space folder whose decoder the small engine understands: pixel i of a grey 4 x 6 picture is 100 + 10 * z[i % d].
inline void writeFormulaSpace(const std::filesystem::path& folder, std::size_t latents = 3, std::size_t samples = 12)
{
    std::filesystem::create_directories(folder);
    const std::string size = std::to_string(latents);
    const std::string count = std::to_string(samples);
    std::ofstream(folder / "decoder.pt") << size << " 1 4 6";
    LatentTable table(samples, latents);
    for (std::size_t i = 0; i < samples; ++i) {
        for (std::size_t j = 0; j < latents; ++j) {
            table.row(i)[j] = std::sin(1.3F * static_cast<float>(i) + 2.1F * static_cast<float>(j * j + j));
        }
    }
    writeLatents(folder / "latents.npy", table);
    PictureBatch pictures{samples, {1, 4, 6}, std::vector<std::uint8_t>(samples * 24, 80), {}};
    writePictures(folder / "images.npy", pictures);
    std::ofstream labels(folder / "labels.csv");
    labels << "side\n";
    for (std::size_t i = 0; i < samples; ++i) {
        labels << (i % 2 == 0 ? "left\n" : "right\n");
    }
    std::ofstream(folder / "space.json")
        << R"({"format": 1, "name": ")" << folder.filename().string() << R"(", "latent": {"size": )" << size
        << R"(, "prior": "normal"}, "decoder": {"file": "decoder.pt", "output": {"kind": "image", "channels": 1,)"
        << R"("height": 4, "width": 6, "range": [0, 1]}}, "samples": {"count": )" << count
        << R"(, "images": "images.npy", "latents": "latents.npy", "labels": "labels.csv"}})";
}

/// A home of its own with one embedded space, "arrows", and windows on the small engine. The program lies where it
/// finds no others.
class WindowFixture
{
public:
    WindowFixture()
    {
        std::filesystem::create_directories(folder() / "bin");
        std::ofstream(folder() / "bin/morphoscope").flush();
        writeFormulaSpace(folder() / "spaces/arrows");
        qputenv("MORPHOSCOPE_SPACES", (folder() / "spaces").c_str());
    }

    [[nodiscard]] std::filesystem::path folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] StartOptions options(const std::filesystem::path& open = {}) const
    {
        StartOptions options;
        options.executable = folder() / "bin/morphoscope";
        options.folders = {folder() / "config", folder() / "state", folder() / "cache"};
        options.engine = SMALL_ENGINE;
        options.open = open.string();
        return options;
    }
    [[nodiscard]] std::unique_ptr<MainWindow> openWindow(const std::filesystem::path& open = {}) const
    {
        auto window = std::make_unique<MainWindow>(options(open));
        window->show();
        return window;
    }

private:
    QTemporaryDir m_folder;
};

inline bool showsItsPoint(MainWindow& window)
{
    const Workspace& workspace = window.workspace();
    return workspace.session.state().space && !workspace.preview.image().isNull() &&
           workspace.preview.serial() == workspace.preview.newestSerial() &&
           workspace.preview.point() == workspace.session.currentPoint();
}

/// Everything derived has come in, so that nothing moves any more.
inline bool isAtRest(MainWindow& window)
{
    const Workspace& workspace = window.workspace();
    return showsItsPoint(window) && workspace.map.coordinates() && workspace.statistics.sliders() &&
           !workspace.influence.values().empty() && !workspace.samples.picture(0).isNull();
}

inline void setFirstCoordinate(MainWindow& window, float value)
{
    window.workspace().session.edit(QStringLiteral("Move"), [value](SessionState& state) { state.base[0] = value; });
}
