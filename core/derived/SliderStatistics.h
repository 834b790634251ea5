// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/DatasetMap.h"
#include "latent/LatentStatistics.h"

/// Ranges and histograms behind the sliders, in the basis at hand, and the latent statistics that random points are
/// drawn from.
class SliderStatistics : public QObject
{
    Q_OBJECT

public:
    SliderStatistics(const Session& session, const DatasetMap& map, QObject* parent = nullptr);
    ~SliderStatistics() override;

    /// Of latents without samples: mean and standard deviation of what a mapping gives; null for none.
    void setPrior(std::shared_ptr<const LatentStatistics> prior);

    /// In the latent axes: of the samples, or of a mapped prior (which has `samples` 0); null without either or until
    /// computed.
    [[nodiscard]] std::shared_ptr<const LatentStatistics> latents() const;
    /// In the basis that the sliders show; null likewise.
    [[nodiscard]] std::shared_ptr<const LatentStatistics> sliders() const;
    /// The samples that these are of, n x sliders: latents, or coordinates along all principal components.
    [[nodiscard]] std::shared_ptr<const LatentTable> table() const;
    struct Range
    {
        float low = -3;
        float high = 3;
        float home = 0;  ///< the data's mean: where a double-click goes
        float sigma = 1; ///< one standard deviation
    };
    /// From the data (minimum and maximum, padded), or from the prior when there are none.
    [[nodiscard]] Range range(std::size_t slider) const;

    [[nodiscard]] QString message() const; ///< why there are no histograms; empty when there are, or will be soon
    [[nodiscard]] bool isRunning() const;
    void stop();
    void resume(); ///< computes what was stopped

Q_SIGNALS:
    void changed();
    void runningChanged();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
