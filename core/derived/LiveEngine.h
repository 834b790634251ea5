// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ModelError.h"
#include "engine/EngineProcess.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <set>

/// The window's engine: starts it, loads the space's models, and when it dies says so, starts another and loads again.
/// All waiting is on its own thread; the GUI thread only hears of it.
class LiveEngine : public QObject
{
    Q_OBJECT

public:
    enum class Status { Idle, Starting, Loading, Ready, Failed, GaveUp };

    /// `executable` is the running program (engines are found from there), `program` a chosen engine or empty.
    LiveEngine(std::filesystem::path executable, std::filesystem::path program, QObject* parent = nullptr);
    ~LiveEngine() override;

    void setDeadline(double minimumSeconds);
    /// How engines that start from now on are walled in, and which models (`modelHash`) may run without a wall.
    void setSandbox(const SandboxWish& wish, std::set<std::string> trusted);
    /// So many deaths in a minute, 3 unless told otherwise, and it stops trying until the next `load`.
    void setMostDeaths(std::size_t inAMinute);
    /// A model will be loaded soon: an engine reads its libraries meanwhile.
    void prepare();
    /// Starts an engine if there is none and loads; an earlier load still running is given up.
    void load(const LoadRequest& request);
    /// Uses another engine program from now on and reloads.
    void setProgram(std::filesystem::path program);

    [[nodiscard]] Status status() const;
    [[nodiscard]] bool hasGivenUp() const;                            ///< Failed or GaveUp: nothing comes of waiting
    [[nodiscard]] const Sandbox& sandbox() const;                     ///< in which that model runs
    [[nodiscard]] const LoadedModel* model() const;                   ///< null unless Ready
    [[nodiscard]] std::filesystem::path decoder() const;              ///< of the newest load; empty before
    [[nodiscard]] std::string askedDevice() const;                    ///< of the newest load; auto before
    [[nodiscard]] const std::vector<EngineProgram>& programs() const; ///< those found
    [[nodiscard]] QString gpuHint() const;   ///< how to get the GPU used, when there is one and no engine for it
    [[nodiscard]] pid_t pid() const;         ///< of the live engine, for tests and the log
    [[nodiscard]] pid_t preparedPid() const; ///< of the one that `prepare` started, for tests; 0: none waits
    /// How the last engines ended and what they wrote, then what the one of now writes.
    [[nodiscard]] QString log() const;

    /// For workers: the engine as it is now, or null. Their calls throw EngineError when it dies; they need do nothing
    /// more, because `ready` comes again after the restart and everything asks anew.
    [[nodiscard]] std::shared_ptr<EngineProcess> process() const;
    /// The program that it runs; empty before the first.
    [[nodiscard]] std::filesystem::path currentProgram() const;
    /// What a job engine of the model that is Ready is to load: all that was found by probing is said. Nothing
    /// unless Ready.
    [[nodiscard]] std::optional<LoadRequest> jobRequest() const;
    /// A fresh engine of the same program for one long job; the caller owns and kills it. Throws UserError.
    [[nodiscard]] std::unique_ptr<EngineProcess> startJobEngine() const;

    /// The way out of a model that never answers. Until then a call that is overdue is waited for.
    void stopAndRestart();
    /// How often the user stopped an engine: who had an open question then does not ask it again by itself.
    [[nodiscard]] quint64 stops() const;

Q_SIGNALS:
    void statusChanged();
    void ready(); ///< a model is loaded (again): everything derived asks anew
    void loadFailed(ModelProblem problem, const QString& message);
    void restarted(const QString& line);               ///< one line for the user
    void gaveUp(const QString& log);                   ///< three deaths in a minute
    void overdue(const QString& verb, double seconds); ///< comes again when as much time has passed once more
    void answered(); ///< an engine that was overdue has given a sign of life, or ended

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
