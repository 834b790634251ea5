// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "create/NewSpace.h"
#include "engine/EngineChoice.h"

#include <QObject>
#include <QString>

#include <memory>

/// Makes a space from its plan on a thread of its own, in job engines. What is done when it ends early stays on the
/// disk: `goOn` does the rest.
class SpaceCreation : public QObject
{
    Q_OBJECT

public:
    explicit SpaceCreation(QObject* parent = nullptr);
    ~SpaceCreation() override; ///< stops, keeping what is done

    /// Not while it is running. `wish` has the right engines and their wall; models of the plan are trusted as it says.
    void create(EngineWish wish, const std::string& device, const NewSpacePlan& plan, const std::filesystem::path& out,
                const CreateOptions& options);
    void goOn(); ///< with what was stopped or failed last
    void stop();
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] const CreateProgress& progress() const;
    [[nodiscard]] const QString& overdue() const; ///< a sentence while the model does not answer in time; else empty
    [[nodiscard]] const std::filesystem::path& place() const; ///< of the space that is made, or was last

Q_SIGNALS:
    void runningChanged();
    void progressed();
    void overdueChanged();
    void created(const CreatedSpace& space);
    void stopped(); ///< by hand
    void failed(const QString& message);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
