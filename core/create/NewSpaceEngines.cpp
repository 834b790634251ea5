// SPDX-License-Identifier: GPL-3.0-or-later
#include "create/NewSpaceEngines.h"

#include <stdexcept>

namespace {

/// Looks for engines once.
std::function<std::vector<EngineProgram>()> remembered(std::function<std::vector<EngineProgram>()> find)
{
    auto found = std::make_shared<std::optional<std::vector<EngineProgram>>>();
    auto mutex = std::make_shared<std::mutex>();
    return [found, mutex, find = std::move(find)] {
        const std::lock_guard lock(*mutex);
        if (!*found || !isComplete(**found)) {
            *found = find();
        }
        return **found;
    };
}

} // namespace

NewSpaceEngines::NewSpaceEngines(EngineWish wish, std::string device, int threads)
    : m_wish(std::move(wish))
    , m_device(std::move(device))
    , m_threads(threads)
{
    const auto find = [executable = m_wish.executable] { return findEngines(executable); };
    m_wish.programs = remembered(m_wish.programs ? m_wish.programs : find);
}

NewSpaceEngines::~NewSpaceEngines()
{
    end();
}

std::vector<pid_t> NewSpaceEngines::pids()
{
    const std::lock_guard lock(m_mutex);
    std::vector<pid_t> pids;
    for (const Process& process : {m_models, m_reader}) {
        if (process) {
            pids.push_back(process->pid());
        }
    }
    return pids;
}

void NewSpaceEngines::end()
{
    const std::lock_guard lock(m_mutex);
    for (const Process& process : {m_models, m_reader}) {
        if (process) {
            process->client().abort();
            process->kill();
        }
    }
}

void NewSpaceEngines::endReader()
{
    const std::lock_guard lock(m_mutex);
    m_reader.reset();
}

void NewSpaceEngines::finish()
{
    const std::lock_guard lock(m_mutex);
    m_isLoaded = false;
    for (Process* process : {&m_models, &m_reader}) {
        if (*process) {
            (*process)->finish();
            process->reset();
        }
    }
}

const LoadedModel& NewSpaceEngines::load(LoadRequest request, const JobControl& control)
{
    request.device = m_device;
    request.threads = m_threads;
    const std::stop_callback ending(control.stop, [this] { end(); });
    if (control.stop.stop_requested()) {
        throw EngineError(EngineProblem::Aborted, "The work was cancelled.");
    }
    const bool isRunning = m_models && m_models->isRunning();
    if (isRunning && m_isLoaded && m_asked == request) {
        return m_model;
    }
    const bool isSameModel =
        isRunning && m_asked && m_asked->decoder == request.decoder && m_asked->encoder == request.encoder;
    m_isLoaded = false;
    m_asked = request;
    m_model = isSameModel ? m_models->client().load(request) : loadAnew(request);
    m_isLoaded = true;
    return m_model;
}

LoadedModel NewSpaceEngines::loadAnew(const LoadRequest& request)
{
    EngineWish wish = m_wish;
    wish.start = [this](const EngineProgram& program) {
        Process process = startProgram(program, m_wish);
        const std::lock_guard lock(m_mutex);
        m_models = process;
        return process;
    };
    try {
        return loadInEngine(wish, request).model;
    } catch (const ModelError& error) {
        if (error.problem() == ModelProblem::NeedsNewerTorch) {
            m_asked.reset();
        }
        throw;
    }
}

EngineClient& NewSpaceEngines::models()
{
    if (!m_models) {
        throw std::logic_error("NewSpaceEngines: nothing is loaded");
    }
    return m_models->client();
}

EngineClient& NewSpaceEngines::reader()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_reader && m_reader->isRunning()) {
            return m_reader->client();
        }
    }
    EngineWish wish = m_wish;
    wish.role = EngineRole::JobHelper;
    Process process = startEngine(wish, "cpu");
    const std::lock_guard lock(m_mutex);
    m_reader = std::move(process);
    return m_reader->client();
}
