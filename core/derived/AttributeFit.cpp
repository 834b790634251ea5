// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/AttributeFit.h"

#include "jobs/LatestJob.h"
#include "session/AttributeEdits.h"

struct AttributeFit::Impl
{
    AttributeFit& self;
    Session& session;
    std::shared_ptr<const Space> space; ///< that the running fit is for
    Groups groups;
    LatestJob<AttributeVector> job{Supersede::StopRunning,
                                   [this](Outcome<AttributeVector> outcome) { receive(std::move(outcome)); }};

    void receive(Outcome<AttributeVector> outcome)
    {
        if (const Failure* failure = std::get_if<Failure>(&outcome)) {
            Q_EMIT self.failed(QString::fromStdString(failure->message));
        } else if (session.state().space == space) {
            addSlider(std::get<AttributeVector>(std::move(outcome)));
        }
        Q_EMIT self.changed();
    }

    void addSlider(AttributeVector vector)
    {
        AttributeSlider slider;
        slider.name = groups.name.toStdString();
        slider.vector = std::make_shared<const AttributeVector>(std::move(vector));
        slider.with = groups.withText.toStdString();
        slider.without = groups.withoutText.toStdString();
        session.edit(tr("Add “%1”").arg(groups.name),
                     [&](SessionState& state) { addAttribute(state, std::move(slider)); });
    }
};

AttributeFit::AttributeFit(Session& session, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{*this, session, nullptr, {}})
{
    connect(&session, &Session::spaceChanged, this, [this] {
        m_impl->job.cancel();
        Q_EMIT changed();
    });
}

AttributeFit::~AttributeFit() = default;

void AttributeFit::fit(Groups groups)
{
    m_impl->space = m_impl->session.state().space;
    if (!m_impl->space || !m_impl->space->latents) {
        Q_EMIT failed(tr("An attribute vector needs samples with latents, and this space has none."));
        return;
    }
    m_impl->groups = std::move(groups);
    m_impl->job.request([latents = m_impl->space->latents, with = m_impl->groups.with,
                         without = m_impl->groups.without](const JobControl& control) {
        return fitMeanDifference(*latents, with, without, control);
    });
    Q_EMIT changed();
}

bool AttributeFit::isRunning() const
{
    return m_impl->job.isBusy();
}

void AttributeFit::stop()
{
    if (isRunning()) {
        m_impl->job.cancel();
        Q_EMIT changed();
        Q_EMIT failed(
            tr("“%1” was stopped before it was made. Make the slider again to have it.").arg(m_impl->groups.name));
    }
}
