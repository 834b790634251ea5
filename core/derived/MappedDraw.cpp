// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/MappedDraw.h"

MappedDraw::MappedDraw(LiveEngine& engine, QObject* parent)
    : QObject(parent)
    , m_engine(engine)
    , m_job(Supersede::StopRunning, [this](const Outcome<LatentVector>& outcome) {
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            Q_EMIT failed(QString::fromStdString(failure->message));
        } else if (const auto& latent = std::get<LatentVector>(outcome); !latent.empty()) {
            Q_EMIT drawn(latent);
        }
    })
{
}

void MappedDraw::ask(LatentVector z)
{
    const std::shared_ptr<EngineProcess> process = m_engine.process();
    const LoadedModel* const model = m_engine.model();
    if (!process || model == nullptr || z.size() != static_cast<std::size_t>(model->mappingSize)) {
        return;
    }
    m_job.request([process, z = std::move(z)](const JobControl& control) -> LatentVector {
        try {
            const LatentTable mapped = process->client().map(LatentTable(1, z.size(), z), control);
            return {mapped.values().begin(), mapped.values().end()};
        } catch (const EngineError&) {
            return {}; // the engine was lost, or another draw was asked for: the next one is another question
        }
    });
}
