// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/TsneLayout.h"
#include "jobs/LatestJob.h"

/// How alike two t-SNE maps of the same samples are, once neither of them moves.
class SeedAgreement : public QObject
{
    Q_OBJECT

public:
    SeedAgreement(const TsneLayout& one, const TsneLayout& other, QObject* parent = nullptr);

    static constexpr std::size_t neighbours = 10;
    /// Of each sample's 10 nearest on the one map the share that is among its 10 nearest on the other.
    [[nodiscard]] std::optional<double> share() const { return m_share; }
    [[nodiscard]] std::size_t asked() const; ///< samples that it is the mean of

Q_SIGNALS:
    void changed();

private:
    using Places = std::shared_ptr<const LatentTable>;
    void refresh();
    void setShare(std::optional<double> share);

    const TsneLayout& m_one;
    const TsneLayout& m_other;
    Places m_places; ///< that `m_share` is about
    Places m_otherPlaces;
    std::optional<double> m_share;
    LatestJob<double> m_job;
};
