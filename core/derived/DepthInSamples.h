// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/DatasetMap.h"
#include "latent/SampleDepth.h"

/// How deep the current point lies in the samples' own distribution. Follows it while somebody wants it.
class DepthInSamples : public QObject
{
    Q_OBJECT

public:
    DepthInSamples(const Session& session, const DatasetMap& map, QObject* parent = nullptr);
    ~DepthInSamples() override;

    /// Nothing is computed while nobody looks.
    void setWanted(bool wanted);

    /// Of the newest point that was answered; none until then, and where there is none.
    [[nodiscard]] const std::optional<PointDepth>& depth() const;
    /// There are samples, and too few for a depth of any point to mean something.
    [[nodiscard]] bool areTooFew() const;

Q_SIGNALS:
    void changed();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
