// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "engine/EngineChoice.h"

#include <memory>
#include <mutex>

/// The engines that make a space: one with the models, a second that reads pictures meanwhile. Each starts when it is
/// needed, and again when it has ended. One thread at a time asks for the models, another may ask for the reader.
class NewSpaceEngines
{
public:
    /// The role should be EngineRole::Job; `wish.deadlinePassed` is asked when an answer is overdue.
    explicit NewSpaceEngines(EngineWish wish, std::string device = "auto", int threads = 0);
    ~NewSpaceEngines();
    NewSpaceEngines(const NewSpaceEngines&) = delete;

    /// Loads, unless just that is loaded; device and threads of `request` are set here. A stop ends the engine:
    /// EngineError (Aborted). Throws as loadInEngine.
    const LoadedModel& load(LoadRequest request, const JobControl& control = {});
    /// Of the models loaded last; throws std::logic_error before.
    [[nodiscard]] EngineClient& models();
    /// Of the engine for pictures.
    [[nodiscard]] EngineClient& reader();
    /// Of the engines that there are.
    [[nodiscard]] std::vector<pid_t> pids();
    /// Wakes whoever waits for one of them and ends them, from any thread; the next call starts others.
    void end();
    /// Ends the one for pictures, which answers no more.
    void endReader();
    /// Both end by themselves, so that their processor time is counted.
    void finish();

private:
    using Process = std::shared_ptr<EngineProcess>;
    [[nodiscard]] LoadedModel loadAnew(const LoadRequest& request);

    EngineWish m_wish;
    std::string m_device;
    int m_threads;
    std::mutex m_mutex; ///< guards the processes
    Process m_models;   ///< loading or loaded
    Process m_reader;
    std::optional<LoadRequest> m_asked; ///< of m_models last
    bool m_isLoaded = false;            ///< just that is loaded
    LoadedModel m_model;
};
