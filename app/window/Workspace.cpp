// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/Workspace.h"

#include "base/UserError.h"

namespace {
/// The command line's choice holds for this run.
Settings startSettings(const Settings& written, const StartOptions& options)
{
    Settings settings = written;
    settings.device = options.device.value_or(settings.device);
    settings.engine = options.engine.value_or(settings.engine);
    return settings;
}

Settings readOrDefault(const StartOptions& options, std::string* problem)
{
    return options.tour.empty() ? readSettings(options.folders, problem) : Settings{};
}
} // namespace

Workspace::Workspace(StartOptions startOptions)
    : options(std::move(startOptions))
    , m_written(readOrDefault(options, &m_settingsProblem))
    , settings(startSettings(m_written, options))
    , engine(options.executable, settings.engine)
    , opener(session, engine, settings, options.executable)
    , map(session, engine)
    , tsne(session, engine, options.folders.cache / "maps")
    , secondSeed(session, engine, options.folders.cache / "maps", tsne)
    , axes(session, map)
    , shownMap(session, map, tsne, axes)
    , trust(session, engine, shownMap, tsne, options.folders.cache / "maps")
    , mapFiles(session, shownMap, secondSeed.shown, tsne, options.executable)
    , placement(session, shownMap)
    , ground(session, engine, shownMap)
    , groundPicture(session, engine, shownMap, ground)
    , statistics(session, map)
    , selectionProfile(session, statistics)
    , influence(session, engine, map, statistics)
    , mappedDraw(engine)
    , samples(session)
    , nearest(session)
    , depth(session, map)
    , preview(session, engine)
    , variations(session, engine, map, statistics)
    , variationSave(variations, engine)
    , pictures(session, preview, options.folders.cache)
    , inversion(session, engine)
    , pairFit(session, engine)
    , addition(session, engine)
    , attributeFit(session, engine, jobs)
    , generation(session, engine, jobs, options.folders.cache / "generated")
    , clusters(session, engine, jobs)
    , growth(session, jobs)
    , groups(session, engine)
    , labelSaving(session, options.executable)
    , mapSaving(session)
{
    engine.setDeadline(settings.deadlineSeconds);
    opener.setGeneratedFolder(options.folders.cache / "generated");
    engine.setSandbox(settings.sandboxWish(), settings.trustedModels);
    connect(&opener, &SpaceOpener::settingsChanged, this, &Workspace::writePreferences);
    connect(&opener, &SpaceOpener::began, &labelSaving, &LabelSaving::flush); // it may read the same files
    connect(&opener, &SpaceOpener::began, &mapSaving, &MapSaving::flush);
    connect(&attributeFit, &AttributeFit::failed, this, &Workspace::problem);
    connect(&opener, &SpaceOpener::userSessionOpened, &pictures, &PictureMemory::alsoOf);
    connect(&mappedDraw, &MappedDraw::failed, this, &Workspace::problem);
    connect(&engine, &LiveEngine::ready, this, &Workspace::takeMappedPrior);
    connect(&engine, &LiveEngine::ready, &statistics, &SliderStatistics::resume);
    listOpening();
    listSlowWork();
}

Workspace::~Workspace()
{
    labelSaving.flush(); // before the session is written, which keeps what the space does not
}

void Workspace::setSettings(const Settings& next)
{
    const Settings before = std::exchange(settings, next);
    if (before.deadlineSeconds != settings.deadlineSeconds) {
        engine.setDeadline(settings.deadlineSeconds);
    }
    engine.setSandbox(settings.sandboxWish(), settings.trustedModels);
    if (before.device != settings.device || before.sandboxWish() != settings.sandboxWish()) {
        opener.reload();
    }
    if (before.engine != settings.engine) {
        engine.setProgram(settings.engine);
    }
    writePreferences();
    Q_EMIT settingsChanged();
}

void Workspace::closeSpace()
{
    if (opener.isOpening()) {
        opener.cancel();
    }
    pictures.keep();
    if (const auto& space = session.state().space) {
        const QString name = QString::fromStdString(space->name());
        session.edit(tr("Close %1").arg(name), [](SessionState& state) { state = SessionState(); });
    }
}

void Workspace::remember(const std::filesystem::path& file)
{
    settings.addRecent(file);
    writePreferences();
    pictures.alsoOf(file);
    pictures.keep();
}

void Workspace::writePreferences()
{
    if (!options.tour.empty()) {
        return;
    }
    Settings next = settings;
    if (options.device == settings.device) {
        next.device = m_written.device;
    }
    if (options.engine == settings.engine) {
        next.engine = m_written.engine;
    }
    try {
        writeSettings(options.folders, next);
        m_written = next;
    } catch (const UserError& error) {
        Q_EMIT problem(QString::fromUtf8(error.what()));
    }
}

void Workspace::keepSession()
{
    m_autosave.emplace(session, options.folders);
    connect(&*m_autosave, &Autosave::failed, this, &Workspace::problem);
}

/// Opening is a job like others: its name and a way to stop it stand in the status line.
void Workspace::listOpening()
{
    const auto remove = [this] {
        if (const auto job = std::exchange(m_openingJob, std::nullopt)) {
            jobs.remove(*job);
        }
    };
    connect(&opener, &SpaceOpener::began, this, [this, remove](const QString& name) {
        remove();
        m_openingJob = jobs.add(tr("Opening %1").arg(name), [this] { opener.cancel(); });
    });
    connect(&opener, &SpaceOpener::ended, this, remove);
}

/// So is what follows the state, when it takes long.
void Workspace::listSlowWork()
{
    const auto list = [this](auto& work, auto runningChanged, const QString& title) {
        auto* job = new SlowJob(
            jobs, title, [&work] { work.stop(); }, this);
        connect(&work, runningChanged, job, [&work, job] { job->setRunning(work.isRunning()); });
        return job;
    };
    const auto listGround = [&list](auto& work, auto changed, const QString& title) {
        SlowJob* const job = list(work, changed, title);
        connect(&work, changed, job, [&work, job] { job->report(work.fraction()); });
    };
    list(map, &DatasetMap::runningChanged, tr("Computing the principal components"));
    list(tsne, &TsneLayout::runningChanged, tr("Computing the t-SNE map"));
    connect(&trust, &ShownTrust::progressed,
            list(trust, &ShownTrust::runningChanged, tr("Measuring how far the map can be trusted")), &SlowJob::report);
    connect(&secondSeed.trust, &ShownTrust::progressed,
            list(secondSeed.trust, &ShownTrust::runningChanged, tr("Measuring how far the map beside can be trusted")),
            &SlowJob::report);
    list(secondSeed.tsne, &TsneLayout::runningChanged, tr("Computing the t-SNE map beside"));
    list(statistics, &SliderStatistics::runningChanged, tr("Computing the histograms"));
    list(nearest, &NearestToPoint::runningChanged, tr("Preparing the search for neighbours"));
    list(influence, &Influence::runningChanged, tr("Measuring the influence"));
    list(variations, &Variations::runningChanged, tr("Decoding variations"));
    list(variationSave, &VariationSave::runningChanged, tr("Saving variations"));
    listGround(ground, &DecodedGround::changed, tr("Decoding the ground"));
    listGround(groundPicture, &GroundPicture::changed, tr("Decoding the ground's picture"));
    connect(&groups, &GroupOverview::progressed,
            list(groups, &GroupOverview::runningChanged, tr("Measuring silhouettes")), &SlowJob::report);
    connect(&mapFiles, &MapFiles::progressed, list(mapFiles, &MapFiles::runningChanged, tr("Reading the map's file")),
            &SlowJob::report);
    list(inversion, &PictureInversion::runningChanged, tr("Looking for the picture's point"));
}

/// Without samples, what a mapping makes of its prior says where the sliders go.
void Workspace::takeMappedPrior()
{
    const LoadedModel* const model = engine.model();
    if (!model || model->mappingSize == 0) {
        return statistics.setPrior(nullptr);
    }
    auto prior = std::make_shared<LatentStatistics>();
    prior->mean = model->mappedMean;
    prior->standardDeviation = model->mappedDeviation;
    statistics.setPrior(std::move(prior));
}

void Workspace::openFirstSpace()
{
    const auto embedded = embeddedSpaces(options.executable);
    if (!embedded.empty()) {
        opener.open(embedded.front());
    }
}

void Workspace::start()
{
    if (!options.tour.empty()) {
        return opener.open("arrows"); // its steps are about arrows first
    }
    if (!m_settingsProblem.empty()) {
        Q_EMIT problem(QString::fromStdString(m_settingsProblem));
    }
    keepSession();
    std::error_code ignored;
    const std::filesystem::path last = m_autosave->file();
    const bool hasLast = !last.empty() && std::filesystem::exists(last, ignored);
    if (options.open.empty()) {
        if (!hasLast) {
            return openFirstSpace();
        }
        const auto fallBack =
            connect(&opener, &SpaceOpener::failed, this, &Workspace::openFirstSpace, Qt::SingleShotConnection);
        connect(
            &opener, &SpaceOpener::sessionOpened, this, [fallBack] { disconnect(fallBack); }, Qt::SingleShotConnection);
        return opener.openSession(last, SpaceOpener::SessionOf::Program);
    }
    if (hasLast) { // the session that begins now will take its place
        const std::filesystem::path kept = last.parent_path() / ("before-" + last.filename().string());
        std::filesystem::copy_file(last, kept, std::filesystem::copy_options::overwrite_existing, ignored);
        if (!ignored) {
            Q_EMIT lastSessionOffered(QString::fromStdString(kept.string()));
        }
    }
    Q_EMIT fileNamed(QString::fromStdString(options.open));
}
