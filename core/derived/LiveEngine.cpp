// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/LiveEngine.h"

struct LiveEngine::Impl
{
    std::vector<EngineProgram> programs;
};

LiveEngine::LiveEngine(std::filesystem::path, std::filesystem::path, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl)
{
}
LiveEngine::~LiveEngine() = default;
void LiveEngine::setDeadline(double) {}
void LiveEngine::load(const LoadRequest&) {}
void LiveEngine::setProgram(std::filesystem::path) {}
LiveEngine::Status LiveEngine::status() const
{
    return Status::Idle;
}
const LoadedModel* LiveEngine::model() const
{
    return nullptr;
}
const std::vector<EngineProgram>& LiveEngine::programs() const
{
    return m_impl->programs;
}
QString LiveEngine::gpuHint() const
{
    return {};
}
pid_t LiveEngine::pid() const
{
    return 0;
}
QString LiveEngine::log() const
{
    return {};
}
std::shared_ptr<EngineProcess> LiveEngine::process() const
{
    return nullptr;
}
void LiveEngine::keepWaiting() {}
void LiveEngine::stopAndRestart() {}
