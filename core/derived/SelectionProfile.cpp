// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/SelectionProfile.h"

#include "jobs/LatestJob.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace {

using Profile = SelectionProfile::Profile;

/// What the profile is of: it is computed again when any of it changes.
struct Question
{
    std::shared_ptr<const SampleSet> selection;
    std::shared_ptr<const LatentTable> latents;
    SliderBasis basis = SliderBasis::Latent;
    std::shared_ptr<const LatentTable> table;           ///< that the sliders read
    std::shared_ptr<const LatentStatistics> statistics; ///< of all samples in it
    std::vector<std::shared_ptr<const AttributeVector>> attributes;
    bool operator==(const Question&) const = default;

    [[nodiscard]] bool isComplete() const
    {
        return selection && !selection->empty() && latents && table && statistics &&
               statistics->samples == table->rows() && statistics->mean.size() == table->columns();
    }
};

std::shared_ptr<const Profile> profileOf(const Question& question, const JobControl& control)
{
    auto profile = std::make_shared<Profile>();
    profile->basis = question.basis;
    profile->samples = question.selection->size();
    profile->sliders = extremesOfColumns(*question.table, *question.selection, control);
    profile->histograms = histogramsOf(*question.table, *question.selection, question.statistics->histograms, control);
    for (std::size_t k = 0; k < profile->sliders.size(); ++k) {
        const auto sigma = static_cast<double>(question.statistics->standardDeviation[k]);
        const double away = profile->sliders[k].mean - static_cast<double>(question.statistics->mean[k]);
        profile->deviations.push_back(sigma > 0 ? away / sigma : 0);
    }
    for (const auto& attribute : question.attributes) {
        const bool fits = attribute->vector.size() == question.latents->columns();
        const auto extremes =
            fits ? extremesAlong(*question.latents, *question.selection, attribute->vector, control) : std::nullopt;
        profile->attributes.push_back(extremes.value_or(GroupExtremes()));
    }
    return profile;
}

} // namespace

struct SelectionProfile::Impl
{
    SelectionProfile& self;
    const Session& session;
    const SliderStatistics& statistics;
    Question question;
    std::shared_ptr<const Profile> profile;
    LatestJob<std::shared_ptr<const Profile>> job{
        Supersede::StopRunning, [this](Outcome<std::shared_ptr<const Profile>> outcome) {
            if (auto* found = std::get_if<std::shared_ptr<const Profile>>(&outcome)) {
                profile = std::move(*found);
                Q_EMIT self.changed();
            }
        }};

    [[nodiscard]] Question questionOfNow() const
    {
        const SessionState& state = session.state();
        Question next{.selection = state.selection,
                      .latents = state.space ? state.space->latents : nullptr,
                      .basis = state.basis,
                      .table = statistics.table(),
                      .statistics = statistics.sliders(),
                      .attributes = {}};
        for (const AttributeSlider& attribute : state.attributes) {
            next.attributes.push_back(attribute.vector);
        }
        return next;
    }

    void refresh()
    {
        Question next = questionOfNow();
        if (next == question) {
            return;
        }
        question = std::move(next);
        job.cancel();
        if (std::exchange(profile, nullptr)) {
            Q_EMIT self.changed();
        }
        if (question.isComplete()) {
            job.request([question = question](const JobControl& control) { return profileOf(question, control); });
        }
    }
};

SelectionProfile::SelectionProfile(const Session& session, const SliderStatistics& statistics, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .statistics = statistics})
{
    const auto refresh = [this] { m_impl->refresh(); };
    connect(&session, &Session::spaceChanged, this, refresh);
    connect(&session, &Session::selectionChanged, this, refresh);
    connect(&session, &Session::slidersChanged, this, refresh);
    connect(&session, &Session::attributesChanged, this, refresh);
    connect(&statistics, &SliderStatistics::changed, this, refresh);
    refresh();
}

SelectionProfile::~SelectionProfile() = default;

std::shared_ptr<const SelectionProfile::Profile> SelectionProfile::profile() const
{
    return m_impl->profile;
}

std::vector<std::uint32_t> tellingSliders(const SelectionProfile::Profile& profile, std::size_t most)
{
    constexpr double leastDeviation = 0.1;
    std::vector<std::uint32_t> sliders(profile.deviations.size());
    std::iota(sliders.begin(), sliders.end(), 0U);
    const auto howFar = [&](std::uint32_t slider) { return std::abs(profile.deviations[slider]); };
    std::erase_if(sliders, [&](std::uint32_t slider) { return howFar(slider) <= leastDeviation; });
    std::ranges::stable_sort(sliders, std::greater(), howFar);
    sliders.resize(std::min(sliders.size(), most));
    return sliders;
}
