// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/SeedAgreement.h"

#include "latent/MapAgreement.h"

#include <algorithm>

namespace {

constexpr std::size_t mostAsked = 2000;
constexpr std::size_t mostSteps = 400'000'000; ///< about a second

bool isAtRest(const TsneLayout& layout)
{
    return layout.positions() &&
           (layout.status() == TsneLayout::Status::Done || layout.status() == TsneLayout::Status::Stopped);
}

} // namespace

SeedAgreement::SeedAgreement(const TsneLayout& one, const TsneLayout& other, QObject* parent)
    : QObject(parent)
    , m_one(one)
    , m_other(other)
    , m_job(Supersede::StopRunning, [this](Outcome<double> outcome) {
        if (const double* const share = std::get_if<double>(&outcome)) {
            setShare(*share);
        }
    })
{
    for (const TsneLayout* layout : {&one, &other}) {
        connect(layout, &TsneLayout::changed, this, &SeedAgreement::refresh);
    }
    refresh();
}

std::size_t SeedAgreement::asked() const
{
    const std::size_t rows = m_places ? m_places->rows() : 0;
    return std::min({rows, mostAsked, mostSteps / std::max<std::size_t>(rows, 1)});
}

void SeedAgreement::refresh()
{
    const bool areAtRest =
        isAtRest(m_one) && isAtRest(m_other) && m_one.positions()->rows() == m_other.positions()->rows();
    const Places one = areAtRest ? m_one.positions() : nullptr;
    const Places other = areAtRest ? m_other.positions() : nullptr;
    if (one == m_places && other == m_otherPlaces) {
        return;
    }
    m_places = one;
    m_otherPlaces = other;
    m_job.cancel();
    setShare(std::nullopt);
    if (areAtRest) {
        m_job.request([one, other, most = asked()](const JobControl& control) {
            return mapAgreement(*one, *other, neighbours, most, control);
        });
    }
}

void SeedAgreement::setShare(std::optional<double> share)
{
    if (m_share != share) {
        m_share = share;
        Q_EMIT changed();
    }
}
