// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/SpaceOpener.h"

#include "engine/EngineChoice.h"
#include "session/AttributeFiles.h"

#include <utility>

LoadRequest loadRequestOf(const Space& space, const std::string& device)
{
    LoadRequest request;
    request.decoder = space.decoderFile;
    request.encoder = space.encoderFile;
    request.device = device;
    if (space.areInputsKnown) {
        request.inputs = space.manifest.inputs;
    }
    if (space.manifest.mapping) {
        request.mapping = space.mappingFile;
        request.mappingSize = space.manifest.mapping->size;
        request.mappingPrior = space.manifest.mapping->prior;
    }
    if (space.latentSize() > 0) {
        request.latentSize = space.latentSize();
    }
    const auto shapeOf = [](const ManifestModel& model) {
        return model.picture.bytes() > 0 ? std::optional(model.picture) : std::nullopt;
    };
    if (space.manifest.decoder) {
        request.range = space.manifest.decoder->range;
        request.order = space.manifest.decoder->order.value_or(ChannelOrder::Rgb);
        request.picture = shapeOf(*space.manifest.decoder);
    }
    if (space.manifest.encoder) {
        request.encoderRange = space.manifest.encoder->range;
        request.encoderOrder = space.manifest.encoder->order;
        request.encoderPicture = shapeOf(*space.manifest.encoder);
    }
    return request;
}

SessionState firstStateOf(std::shared_ptr<const Space> space)
{
    SessionState state;
    if (space->latents && !space->latents->isEmpty()) {
        const LatentView first = space->latents->row(0);
        state.base.assign(first.begin(), first.end());
        state.sample = 0;
    } else {
        state.base.assign(static_cast<std::size_t>(space->latentSize()), 0.0F);
    }
    for (const SavedAttribute& saved : space->manifest.attributes) {
        state.attributes.push_back(fromSaved(saved));
        state.attributes.back().amount = 0;
    }
    if (space->labels && !space->labels->columns.empty()) { // a first look should show what the data are about
        state.map.colourBy = space->labels->columns.front()->name;
    }
    state.inputs = initialValues(space->manifest.inputs);
    state.space = std::move(space);
    return state;
}

namespace {
SpaceHints whatIsKnownOf(const Space& space)
{
    SpaceHints known;
    known.latentSize = space.latentSize() > 0 ? std::optional(space.latentSize()) : std::nullopt;
    known.range = space.manifest.decoder->range;
    return known;
}
} // namespace

namespace {

bool haveSameModels(const Space& a, const Space& b)
{
    return a.decoderFile == b.decoderFile && a.encoderFile == b.encoderFile && a.latentSize() == b.latentSize() &&
           a.manifest.decoder == b.manifest.decoder && a.manifest.encoder == b.manifest.encoder &&
           a.manifest.inputs == b.manifest.inputs && a.manifest.mapping == b.manifest.mapping;
}

} // namespace

SpaceOpener::SpaceOpener(Session& session, LiveEngine& engine, Settings& settings, std::filesystem::path executable,
                         QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_engine(engine)
    , m_settings(settings)
    , m_executable(std::move(executable))
    , m_hashing(Supersede::StopRunning,
                [this](Outcome<std::string> outcome) {
                    if (const auto* failure = std::get_if<Failure>(&outcome)) {
                        fail(QString::fromStdString(failure->message));
                        return;
                    }
                    m_settings.trustedModels.insert(std::get<std::string>(outcome));
                    m_engine.setSandbox(m_settings.sandboxWish(), m_settings.trustedModels);
                    Q_EMIT settingsChanged();
                    reload();
                })
    , m_reading(Supersede::StopRunning,
                [this](Outcome<std::shared_ptr<const Space>> outcome) {
                    if (const auto* failure = std::get_if<Failure>(&outcome)) {
                        fail(QString::fromStdString(failure->message));
                    } else {
                        const std::shared_ptr<const Space> space = std::get<0>(std::move(outcome));
                        const auto known = m_settings.hints.find(space->hash);
                        m_hints = known == m_settings.hints.end() ? std::nullopt : std::optional(known->second);
                        receive(space);
                    }
                })
    , m_readingSession(Supersede::StopRunning, [this](Outcome<ReadSession> outcome) {
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            fail(QString::fromStdString(failure->message));
            return;
        }
        ReadSession& read = std::get<0>(outcome);
        m_pending.reset();
        Q_EMIT ended();
        m_session.restore(std::move(read.state), std::move(read.view));
        if (const std::filesystem::path file = std::exchange(m_sessionFile, {}); !file.empty()) {
            m_settings.addRecent(file);
            Q_EMIT settingsChanged();
            Q_EMIT userSessionOpened(file);
        }
        Q_EMIT sessionOpened(QString::fromStdString(read.warning));
        if (read.recipe) {
            Q_EMIT samplesLost(*read.recipe, *read.lost);
        }
    })
{
    connect(&m_session, &Session::spaceChanged, this, &SpaceOpener::followSession);
    connect(&m_session, &Session::keptMapsChanged, this, &SpaceOpener::followSession);
    connect(&m_engine, &LiveEngine::ready, this, &SpaceOpener::finish);
    connect(&m_engine, &LiveEngine::loadFailed, this, &SpaceOpener::explainFailure);
}

void SpaceOpener::open(const std::filesystem::path& space)
{
    m_readingSession.cancel();
    m_engine.prepare();
    Q_EMIT began(QString::fromStdString(space.filename().string()));
    m_reading.request([space, hints = m_settings.hints, executable = m_executable](const JobControl&) {
        const std::filesystem::path location = resolveSpace(space.string(), executable);
        auto opened = openSpace(location);
        const auto known = hints.find(opened->hash);
        return known == hints.end() ? opened : openSpace(location, known->second);
    });
}

void SpaceOpener::openSession(const std::filesystem::path& file, SessionOf whose)
{
    m_sessionFile = whose == SessionOf::User ? file : std::filesystem::path();
    m_reading.cancel();
    m_engine.prepare();
    Q_EMIT began(QString::fromStdString(file.filename().string()));
    m_readingSession.request(
        [file, generated = m_generatedFolder](const JobControl&) { return readSession(file, generated); });
}

void SpaceOpener::reload()
{
    if (const auto space = m_pending ? m_pending : m_session.state().space) {
        loadModelOf(space);
    }
}

void SpaceOpener::receive(std::shared_ptr<const Space> space)
{
    m_pending = std::move(space);
    loadModelOf(m_pending);
}

void SpaceOpener::loadModelOf(const std::shared_ptr<const Space>& space)
{
    m_loaded = space;
    m_engine.load(requestFor(*space));
}

LoadRequest SpaceOpener::requestFor(const Space& space) const
{
    LoadRequest request = loadRequestOf(space, m_settings.device);
    request.isTrusted = m_settings.sandbox == SandboxPolicy::Off || isEmbedded(space.location, m_executable);
    return request;
}

void SpaceOpener::trust()
{
    if (const auto space = m_pending ? m_pending : m_loaded) {
        Q_EMIT began(QString::fromStdString(space->name()));
        m_hashing.request([request = requestFor(*space)](const JobControl&) { return modelHash(request); });
    }
}

void SpaceOpener::finish()
{
    const LoadedModel* model = m_engine.model();
    if (!m_pending || !model) {
        return;
    }
    auto space = std::make_shared<Space>(*m_pending);
    m_pending.reset();
    if (const auto answers = std::exchange(m_hints, std::nullopt)) {
        m_settings.hints[space->hash] = *answers;
    }
    space->manifest.latentSize = model->latentSize; // what probing found is part of the space from here on
    space->manifest.inputs = model->inputs;
    space->areInputsKnown = true;
    space->manifest.decoder->picture = model->picture;
    space->manifest.decoder->range = model->range;
    m_loaded = space;
    Q_EMIT ended();
    const QString name = QString::fromStdString(space->name());
    m_settings.addRecent(space->location);
    Q_EMIT settingsChanged();
    SessionState first = firstStateOf(space);
    if (!space->latents && !model->mappedMean.empty()) {
        first.base = model->mappedMean; // nothing is drawn at the origin of w
    }
    if (m_session.state().space || m_session.undoStack().count() > 0) {
        m_session.edit(tr("Open %1").arg(name), [&](SessionState& state) { state = first; });
    } else {
        m_session.restore(std::move(first)); // the history begins here: there is nothing to go back to
    }
    Q_EMIT opened(name);
}

void SpaceOpener::followSession()
{
    const auto& space = m_session.state().space;
    if (!space || space == m_loaded || m_pending) {
        return;
    }
    const bool hasSameModels = m_loaded && (ownSpace(space) == ownSpace(m_loaded) ||
                                            (m_engine.model() != nullptr && haveSameModels(*space, *m_loaded)));
    if (hasSameModels) {
        m_loaded = space; // only its samples or labels are others
    } else {
        loadModelOf(space);
    }
}

void SpaceOpener::explainFailure(ModelProblem problem, const QString& reason)
{
    const auto space = m_pending ? m_pending : m_loaded;
    if (!space) {
        return fail(reason);
    }
    if (problem == ModelProblem::NeedsTrust && m_settings.sandbox == SandboxPolicy::Ask) {
        Q_EMIT ended();
        Q_EMIT trustAsked(reason);
        return;
    }
    const QString model = QString::fromStdString(space->decoderFile.string());
    const bool mayBeTheAnswers = m_hints && problem == ModelProblem::Unusable;
    if (m_pending &&
        (problem == ModelProblem::NeedsLatentSize || problem == ModelProblem::NeedsRange || mayBeTheAnswers)) {
        const SpaceHints known = whatIsKnownOf(*space);
        Q_EMIT ended(); // the user may take their time
        Q_EMIT asked(problem, QString::fromStdString(space->name()), reason, known);
        return;
    }
    fail(reason.contains(model) ? reason : tr("%1: %2").arg(model, reason));
}

void SpaceOpener::answer(const SpaceHints& hints)
{
    if (!m_pending) {
        return;
    }
    m_hints = hints;
    auto space = std::make_shared<Space>(*m_pending);
    if (space->isBareDecoder) {
        space->manifest.latentSize = hints.latentSize.value_or(0);
        space->manifest.inputs.clear(); // found anew
        space->areInputsKnown = false;
        space->manifest.decoder->picture = {};
    }
    if (space->isBareDecoder || hints.range) {
        space->manifest.decoder->range = hints.range;
    }
    Q_EMIT began(QString::fromStdString(space->name()));
    receive(std::move(space));
}

bool SpaceOpener::askAgain()
{
    const auto& space = m_session.state().space;
    if (!space || !space->isBareDecoder) {
        return false;
    }
    if (!isOpening()) {
        m_pending = space;
        Q_EMIT asked(ModelProblem::Unusable, QString::fromStdString(space->name()),
                     tr("What was said or found when it was opened. It opens anew with what stands here."),
                     whatIsKnownOf(*space));
    }
    return true;
}

void SpaceOpener::dismiss()
{
    m_hints.reset();
    if (std::exchange(m_pending, nullptr) && m_loaded != m_session.state().space) {
        m_loaded.reset();
        followSession();
    }
}

void SpaceOpener::cancel()
{
    m_reading.cancel();
    m_readingSession.cancel();
    m_hashing.cancel();
    dismiss();
    Q_EMIT ended();
}

void SpaceOpener::fail(const QString& message)
{
    Q_EMIT ended();
    dismiss(); // the engine goes back to the session's space
    Q_EMIT failed(message);
}
