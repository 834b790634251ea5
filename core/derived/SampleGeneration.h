// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/JobList.h"
#include "derived/LiveEngine.h"
#include "session/Session.h"
#include "space/GeneratedSamples.h"

/// Generates samples in an engine of its own and puts them in place of the space's, as one undo step. Sets are kept in
/// a folder of the cache: the same set is not made twice.
class SampleGeneration : public QObject
{
    Q_OBJECT

public:
    SampleGeneration(Session& session, const LiveEngine& engine, JobList& jobs, std::filesystem::path folder,
                     QObject* parent = nullptr);
    ~SampleGeneration() override;

    /// For the session's space, whose models `request` loads; what runs is given up. `afterwards` is what the state has
    /// beside the samples when they come back with a session: selection, groups, sample, colouring.
    void generate(const LoadRequest& request, const GenerationRecipe& recipe,
                  std::optional<SessionState> afterwards = std::nullopt);
    [[nodiscard]] bool isRunning() const;
    void stop(); ///< ends the engine; nothing of the set is kept

    /// The space's own samples again, as one undo step.
    void showOwnSamples();

Q_SIGNALS:
    void changed();                     ///< runs, or does not any more
    void finished(const QString& line); ///< what there is now, with a word on broken pictures
    void failed(const QString& message);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
