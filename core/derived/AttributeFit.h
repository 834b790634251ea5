// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/Session.h"

/// Fits attribute vectors off the GUI thread and adds each as a slider, as one undo step.
class AttributeFit : public QObject
{
    Q_OBJECT

public:
    explicit AttributeFit(Session& session, QObject* parent = nullptr);
    ~AttributeFit() override;

    struct Groups
    {
        SampleSet with;
        SampleSet without;
        QString name;        ///< "arrow 1: right to left"
        QString withText;    ///< "arrow 1 = left"
        QString withoutText; ///< "arrow 1 = right"
    };
    void fit(Groups groups);
    [[nodiscard]] bool isRunning() const;
    void stop(); ///< says so through `failed`

Q_SIGNALS:
    void changed(); ///< runs, or does not any more
    void failed(const QString& message);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
