// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/NearestSamples.h"
#include "session/Session.h"

/// The samples nearest to the current point, and how far samples lie from each other: so that one sees whether the
/// point is on the data. Follows the point while somebody wants it.
class NearestToPoint : public QObject
{
    Q_OBJECT

public:
    explicit NearestToPoint(const Session& session, QObject* parent = nullptr);
    ~NearestToPoint() override;

    /// Nothing is computed while nobody looks.
    void setWanted(bool wanted);

    /// Nearest first, as many as the session's view wants, by its metric; of the newest point that was answered. Empty
    /// until then, and where there are none.
    [[nodiscard]] const std::vector<NearSample>& samples() const;
    [[nodiscard]] bool isBusy() const; ///< others are on their way
    /// The metric that `samples` and `typical` are in.
    [[nodiscard]] NearMetric metric() const;
    /// Of the samples from each other; none until computed.
    [[nodiscard]] const TypicalDistance& typical() const;

    [[nodiscard]] QString message() const; ///< why there are no samples (yet); empty when there are
    [[nodiscard]] bool isRunning() const;  ///< latents are being prepared
    void stop();                           ///< until it is wanted anew, or for another space or metric

Q_SIGNALS:
    void changed();
    void runningChanged();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
