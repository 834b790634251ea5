// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/JobList.h"
#include "derived/LiveEngine.h"
#include "session/Session.h"
#include "space/AttributeExamples.h"

/// Fits attribute vectors in an engine of their own, and adds each as a slider, as one undo step.
class AttributeFit : public QObject
{
    Q_OBJECT

public:
    AttributeFit(Session& session, const LiveEngine& engine, JobList& jobs, QObject* parent = nullptr);
    ~AttributeFit() override;

    /// What is asked for, and in which words it is kept.
    struct Wish
    {
        AttributeQuestion question;
        QString name;                         ///< "arrow 1: right to left"
        QString withText;                     ///< "arrow 1 = left"
        QString withoutText;                  ///< "arrow 1 = right"
        std::vector<std::string> groupLabels; ///< that tell the groups apart: these ride along of course
    };
    void fit(Wish wish); ///< of the samples that are shown; what runs is given up
    [[nodiscard]] bool isRunning() const;
    void stop(); ///< ends the engine, and says so through `failed`

Q_SIGNALS:
    void changed(); ///< runs, or does not any more
    void failed(const QString& message);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// The method in the words that are kept with a vector: "mean difference, balanced by smile, beard".
[[nodiscard]] QString methodWords(const AttributeQuestion& question);
