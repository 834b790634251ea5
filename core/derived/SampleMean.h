// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/MeanOfSamples.h"
#include "jobs/LatestJob.h"

#include <functional>

/// The mean of many samples, computed behind the window while it is wanted.
class SampleMean
{
public:
    /// What it is of. `pattern` is of labels; where it is empty, `selection` counts.
    struct Question
    {
        std::shared_ptr<const Space> space;
        std::shared_ptr<const SampleSet> selection;
        std::string pattern;
        std::shared_ptr<const LabelTable> labels;
        PictureShape picture; ///< that the mean of the pixels is brought to; empty: that is not wanted
        bool operator==(const Question&) const = default;
    };

    explicit SampleMean(std::function<void()> changed)
        : m_changed(std::move(changed))
    {
    }
    /// Computes it where it is of something else than before; `engine` reads the pictures. Without samples there is
    /// none.
    void want(const Question& question, const std::shared_ptr<EngineProcess>& engine);
    void forget();
    [[nodiscard]] const MeanOfSamples* mean() const { return m_mean ? &*m_mean : nullptr; } ///< null: not known (yet)
    [[nodiscard]] const QString& failure() const { return m_failure; }                      ///< why there will be none
    [[nodiscard]] bool isBusy() const { return m_job.isBusy(); }

private:
    void receive(Outcome<MeanOfSamples> outcome);

    std::function<void()> m_changed;
    Question m_question;
    std::optional<MeanOfSamples> m_mean;
    QString m_failure;
    LatestJob<MeanOfSamples> m_job{Supersede::StopRunning,
                                   [this](Outcome<MeanOfSamples> outcome) { receive(std::move(outcome)); }};
};
