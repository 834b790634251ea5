// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/LiveEngine.h"
#include "engine/EngineEntry.h"
#include "session/Session.h"

#include <QDir>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <fstream>
#include <numeric>
#include <random>

/// A space of four (or so many) latents whose decoder the small engine understands: pixel i of a grey 1 x 4 picture is
/// 100 + 10 * z[i].
class FormulaSpace
{
public:
    /// Whether the samples' principal components are just the latents, with variances of 1, 0.9, 0.81, …
    enum class Samples { Normal, Straight };

    explicit FormulaSpace(std::size_t samples = 0, const std::string& decoder = "4 1 1 4", std::size_t latents = 4,
                          Samples kind = Samples::Normal)
    {
        Space made;
        made.location = m_folder.path().toStdString();
        made.decoderFile = made.location / "decoder.pt";
        std::ofstream(made.decoderFile) << decoder;
        made.manifest.name = "formula";
        made.manifest.latentSize = static_cast<int>(latents);
        made.manifest.prior = Prior::Normal;
        made.manifest.decoder = ManifestModel{.file = "decoder.pt", .picture = {1, 1, 4}, .range = ValueRange{0, 1}};
        if (samples > 0) {
            std::mt19937_64 random(1);
            std::normal_distribution<float> normal;
            LatentTable table(samples, latents);
            for (float& value : table.values()) {
                value = normal(random);
            }
            if (kind == Samples::Straight) {
                straighten(table);
            }
            made.latents = std::make_shared<const LatentTable>(std::move(table));
            made.manifest.samples = ManifestSamples{.count = samples};
        }
        m_space = std::make_shared<const Space>(std::move(made));
    }

    /// Samples whose principal components are the latents.
    [[nodiscard]] static FormulaSpace straight(std::size_t samples)
    {
        return FormulaSpace(samples, "4 1 1 4", 4, Samples::Straight);
    }

    [[nodiscard]] const std::shared_ptr<const Space>& space() const { return m_space; }
    [[nodiscard]] LoadRequest request() const
    {
        LoadRequest request;
        request.decoder = m_space->decoderFile;
        return request;
    }
    [[nodiscard]] static std::uint8_t pixelOf(float coordinate)
    {
        return static_cast<std::uint8_t>(std::clamp(100 + 10 * coordinate, 0.0F, 255.0F));
    }

private:
    /// Takes the mean off each column, and what it has in common with those before it.
    static void straighten(LatentTable& table)
    {
        std::vector<std::vector<double>> columns;
        for (std::size_t k = 0; k < table.columns(); ++k) {
            std::vector<double> column(table.rows());
            for (std::size_t i = 0; i < table.rows(); ++i) {
                column[i] = static_cast<double>(table.row(i)[k]);
            }
            const double mean = std::accumulate(column.begin(), column.end(), 0.0) / static_cast<double>(column.size());
            std::ranges::for_each(column, [mean](double& value) { value -= mean; });
            for (const std::vector<double>& before : columns) {
                const double share = std::inner_product(column.begin(), column.end(), before.begin(), 0.0) /
                                     std::inner_product(before.begin(), before.end(), before.begin(), 0.0);
                std::ranges::transform(column, before, column.begin(),
                                       [share](double value, double other) { return value - share * other; });
            }
            const double squares = std::inner_product(column.begin(), column.end(), column.begin(), 0.0);
            const double variance = std::pow(0.9, static_cast<double>(k));
            const double scale = std::sqrt(variance * static_cast<double>(column.size() - 1) / squares);
            for (std::size_t i = 0; i < table.rows(); ++i) {
                table.row(i)[k] = static_cast<float>(column[i] * scale);
            }
            columns.push_back(std::move(column));
        }
    }

    QTemporaryDir m_folder;
    std::shared_ptr<const Space> m_space;
};

// What FormulaBackend does at these first coordinates.
inline constexpr float loopsForEver = 1000;
inline constexpr float killsProcess = 1001;
inline constexpr float throwsModelError = 1002;
inline constexpr float isHalfNan = 1004;

/// A program folder whose own engine is killed the first `deaths` times that it is started, then a small engine; with a
/// `role` ("job") only in that role.
class MortalEngine
{
public:
    explicit MortalEngine(int deaths, const std::string& role = {})
    {
        std::filesystem::create_directories(executable().parent_path());
        std::ofstream(program()) << "#!/bin/sh\n"
                                 << "[ \"$" << engineRoleVariable << "\" = " << (role.empty() ? "live" : role)
                                 << " ] && "
                                 << "for life in $(seq " << deaths << "); do\n"
                                 << "  mkdir '" << m_folder.path().toStdString()
                                 << "'/life$life 2>/dev/null && kill -9 $$\n"
                                 << "done\n"
                                 << "exec '" SMALL_ENGINE "'\n";
        std::filesystem::permissions(program(), std::filesystem::perms::owner_all);
    }
    [[nodiscard]] std::filesystem::path executable() const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / "bin/morphoscope";
    }
    [[nodiscard]] std::filesystem::path program() const { return executable().parent_path() / "morphoscope-engine"; }
    [[nodiscard]] int deaths() const
    {
        return static_cast<int>(QDir(m_folder.path()).entryList({"life*"}, QDir::Dirs).size());
    }

private:
    QTemporaryDir m_folder;
};

/// Session and engine as the window has them.
struct LiveFixture
{
    Session session;
    explicit LiveFixture(const std::filesystem::path& program = SMALL_ENGINE)
        : engine("/nowhere/bin/morphoscope", program)
    {
    }
    LiveEngine engine;

    void open(const FormulaSpace& formula)
    {
        session.edit("Open", [&](SessionState& state) {
            state = {};
            state.space = formula.space();
            state.base.assign(static_cast<std::size_t>(formula.space()->latentSize()), 0.0F);
        });
        engine.load(formula.request());
    }
    void moveTo(float z0)
    {
        session.edit("Move", [z0](SessionState& state) { state.base[0] = z0; });
    }
    void killEngine() const
    {
        if (const pid_t pid = engine.pid(); pid > 0) {
            ::kill(pid, SIGKILL);
        }
    }
    [[nodiscard]] bool isReady() const { return engine.status() == LiveEngine::Status::Ready; }
};
