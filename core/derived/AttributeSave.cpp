// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/AttributeSave.h"

#include "jobs/LatestJob.h"
#include "session/AttributeFiles.h"

struct AttributeSave::Impl
{
    AttributeSave& self;
    std::shared_ptr<const Space> space;
    std::vector<AttributeSlider> pending; ///< not known to be on disk: a newer request writes them again
    LatestJob<std::size_t> job{Supersede::FinishRunning,
                               [this](const Outcome<std::size_t>& outcome) { receive(outcome); }};

    void receive(const Outcome<std::size_t>& outcome)
    {
        if (const Failure* failure = std::get_if<Failure>(&outcome)) {
            pending.clear();
            Q_EMIT self.failed(QString::fromStdString(failure->message));
            return;
        }
        const std::size_t count = std::get<std::size_t>(outcome);
        pending.erase(pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(std::min(count, pending.size())));
        const QString name = QString::fromStdString(space->name());
        Q_EMIT self.saved(count == 1 ? tr("Saved the attribute to %1.").arg(name)
                                     : tr("Saved %1 attributes to %2.").arg(count).arg(name));
    }
};

AttributeSave::AttributeSave(QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{*this, nullptr, {}})
{
}

AttributeSave::~AttributeSave() = default;

void AttributeSave::save(const std::shared_ptr<const Space>& space, const std::vector<AttributeSlider>& attributes)
{
    if (space != m_impl->space) {
        m_impl->pending.clear();
        m_impl->space = space;
    }
    m_impl->pending.insert(m_impl->pending.end(), attributes.begin(), attributes.end());
    m_impl->job.request([space, all = m_impl->pending](const JobControl&) {
        addToSpaceFile(*space, all);
        return all.size();
    });
}
