// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/SliderStatistics.h"
#include "latent/GroupExtremes.h"

/// Where the selected samples lie along the sliders of now: histograms in the bins of those of all samples, means, and
/// the outermost samples; the same along the attribute vectors. Computed in the background whenever something is
/// selected.
class SelectionProfile : public QObject
{
    Q_OBJECT

public:
    SelectionProfile(const Session& session, const SliderStatistics& statistics, QObject* parent = nullptr);
    ~SelectionProfile() override;

    struct Profile
    {
        SliderBasis basis = SliderBasis::Latent;
        std::size_t samples = 0;               ///< that are selected
        std::vector<Histogram> histograms;     ///< of the selection, one for each slider of that basis
        std::vector<GroupExtremes> sliders;    ///< likewise
        std::vector<double> deviations;        ///< of its means from those of all samples, in standard deviations
        std::vector<GroupExtremes> attributes; ///< as the session has them
    };
    /// Null where nothing is selected, and until it is known.
    [[nodiscard]] std::shared_ptr<const Profile> profile() const;

Q_SIGNALS:
    void changed();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// The sliders whose mean is farthest from that of all samples, at most `most`, the farthest first; none that is no
/// farther than a tenth of a standard deviation.
[[nodiscard]] std::vector<std::uint32_t> tellingSliders(const SelectionProfile::Profile& profile, std::size_t most);
