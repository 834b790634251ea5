// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/EngineProcess.h"
#include "engine/IdleWatch.h"
#include "fixtures/Sanitized.h"
#include "fixtures/Sentences.h"

#include <QTemporaryDir>
#include <QTest>

#include <poll.h>
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

namespace {

constexpr float loopsForEver = 1000; // FormulaBackend's
constexpr float killsProcess = 1001;
constexpr float fillsMemory = 1005;
constexpr float worksOn = 1006;

std::filesystem::path smallEngine()
{
    return SMALL_ENGINE;
}

template <class Work> std::optional<EngineProblem> problemOf(const Work& work)
{
    try {
        work();
    } catch (const EngineError& error) {
        return error.problem();
    }
    return {};
}

EngineProgram engine(const std::string& path, const std::string& version, std::vector<std::string> devices)
{
    return {path, {1, version, std::move(devices), ""}};
}

std::vector<std::string> pathsOf(const std::vector<EngineProgram>& engines)
{
    std::vector<std::string> paths;
    for (const EngineProgram& one : engines) {
        paths.push_back(one.path.string());
    }
    return paths;
}

} // namespace

class tst_EngineProcess : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    LoadRequest m_model;

private Q_SLOTS:
    void initTestCase()
    {
        m_model.decoder = m_folder.path().toStdString() + "/decoder.pt";
        std::ofstream(m_model.decoder) << "4 1 2 2";
    }

    void answersFromAnotherProcess()
    {
        EngineProcess process(smallEngine(), EngineRole::Live);
        QVERIFY(process.isRunning());
        QVERIFY(process.pid() > 0);
        QCOMPARE(process.client().describe().blas, std::string("passive")); // its OMP_WAIT_POLICY
        QCOMPARE(process.client().load(m_model).latentSize, 4);
        const auto stream = process.client().openStream();
        Picture picture;
        (void)process.client().decode(*stream, LatentVector{1, 2, 3, 4}, picture);
        QCOMPARE(picture.pixels, (std::vector<std::uint8_t>{110, 120, 130, 140}));
    }

    void keepsWhatTheEngineSaysOnStandardError()
    {
        EngineProcess process(smallEngine(), EngineRole::Live);
        QTRY_VERIFY(process.log().find("The small engine is here.") != std::string::npos);
    }

    void aJobEngineStandsBehind()
    {
        EngineProcess process(smallEngine(), EngineRole::Job);
        (void)process.client().describe(); // it is up
        QCOMPARE(::getpriority(PRIO_PROCESS, static_cast<id_t>(process.pid())), 10);
        QCOMPARE(::sched_getscheduler(process.pid()), SCHED_BATCH);
    }

    void aKilledEngineIsNoticedByWhoWaits()
    {
        EngineProcess process(smallEngine(), EngineRole::Live);
        (void)process.client().load(m_model);
        const auto stream = process.client().openStream();
        std::optional<EngineProblem> problem;
        std::jthread waiter([&] {
            Picture picture;
            problem =
                problemOf([&] { (void)process.client().decode(*stream, LatentVector(4, loopsForEver), picture); });
        });
        process.kill();
        waiter.join();
        QCOMPARE(problem, EngineProblem::Died);
        pollfd ended = {process.endDescriptor(), POLLIN, 0};
        QCOMPARE(::poll(&ended, 1, 60'000), 1);
        QVERIFY(!process.isRunning());
    }

    void aModelThatEndsItsProcessIsReported()
    {
        EngineProcess process(smallEngine(), EngineRole::Live);
        (void)process.client().load(m_model);
        const auto stream = process.client().openStream();
        Picture picture;
        try {
            (void)process.client().decode(*stream, LatentVector(4, killsProcess), picture);
            QFAIL("it answered");
        } catch (const EngineError& error) {
            QCOMPARE(error.problem(), EngineProblem::Died);
            QVERIFY2(std::string(error.what()).find("decoder.pt: the engine process ended by signal 6 (Aborted)") !=
                         std::string::npos,
                     error.what());
        }
    }

    void aModelThatFillsTheMemoryIsToldSo()
    {
        if (isSanitized) {
            QSKIP("a sanitizer's shadow memory cannot be limited");
        }
        EngineProcess process(smallEngine(), EngineRole::Live, {SandboxLevel::Seccomp, std::uint64_t{1} << 30});
        (void)process.client().load(m_model);
        const auto stream = process.client().openStream();
        Picture picture;
        const QString sentence =
            sentenceOf([&] { return process.client().decode(*stream, LatentVector(4, fillsMemory), picture); });
        COMPARE_PART(sentence, "decoder.pt: the engine process used up the 1 GB of memory that it may take");
        COMPARE_PART(sentence, "--memory-limit");
    }

    void aModelThatWorksOnUnaskedIsStopped()
    {
        EngineProcess process(smallEngine(), EngineRole::Live);
        (void)process.client().load(m_model);
        const auto stream = process.client().openStream();
        Picture picture;
        (void)process.client().decode(*stream, LatentVector(4, worksOn), picture);
        QTRY_VERIFY_WITH_TIMEOUT(!process.isRunning(), 120'000);
        QCOMPARE(process.ending(), std::string("was stopped for computing when nothing was asked of it"));
    }

    void aModelThatWorksBecauseItIsAskedIsNotStopped()
    {
        EngineProcess process(smallEngine(), EngineRole::Live);
        (void)process.client().load(m_model);
        const auto stream = process.client().openStream();
        process.client().setDeadline(4 * std::chrono::duration<double>(IdleWatch::period).count(), {});
        Picture picture;
        const auto problem =
            problemOf([&] { (void)process.client().decode(*stream, LatentVector(4, loopsForEver), picture); });
        QCOMPARE(problem, EngineProblem::DeadlinePassed);
        QVERIFY(process.isRunning());
    }

    void aLoopingModelHoldsNothingBack()
    {
        std::optional<EngineProblem> problem;
        {
            EngineProcess process(smallEngine(), EngineRole::Live);
            (void)process.client().load(m_model);
            const auto stream = process.client().openStream();
            process.client().setDeadline(0.05, {});
            Picture picture;
            problem =
                problemOf([&] { (void)process.client().decode(*stream, LatentVector(4, loopsForEver), picture); });
            process.finish(60); // the loop ends with its client, not with the patience of this call
            QVERIFY(!process.isRunning());
        }
        QCOMPARE(problem, EngineProblem::DeadlinePassed);
    }

    void whatAFinishedEngineUsedIsCounted()
    {
        rusage before = {};
        ::getrusage(RUSAGE_CHILDREN, &before);
        {
            EngineProcess process(smallEngine(), EngineRole::Live);
            (void)process.client().describe();
            process.finish();
            QVERIFY(!process.isRunning());
        }
        rusage after = {};
        ::getrusage(RUSAGE_CHILDREN, &after);
        QVERIFY(after.ru_minflt > before.ru_minflt);
    }

    void aProgramThatIsNotThereIsNamed()
    {
        try {
            const EngineProcess process("/no/such/engine", EngineRole::Live);
            QFAIL("it was started");
        } catch (const UserError& error) {
            QVERIFY(std::string(error.what()).find("/no/such/engine") != std::string::npos);
        }
    }

    void aProgramThatIsNoEngineIsADeadOne()
    {
        EngineProcess process("/bin/true", EngineRole::Live);
        QCOMPARE(problemOf([&] { (void)process.client().describe(); }), EngineProblem::Died);
    }

    void enginesBesideTheProgramAreFoundAndAsked()
    {
        namespace fs = std::filesystem;
        const fs::path builds = fs::path(m_folder.path().toStdString()) / "build";
        for (const char* build : {"release", "release-pip", "asan"}) {
            fs::create_directories(builds / build / "bin");
            fs::copy_file(smallEngine(), builds / build / "bin/morphoscope-engine");
        }
        fs::create_directories(builds / "release-broken/bin");
        std::ofstream(builds / "release-broken/bin/morphoscope-engine") << "no program";
        const std::vector<EngineProgram> found = findEngines(builds / "release/bin/morphoscope");
        QCOMPARE(pathsOf(found), (std::vector<std::string>{(builds / "release/bin/morphoscope-engine").string(),
                                                           (builds / "release-pip/bin/morphoscope-engine").string()}));
        QCOMPARE(found[0].description.libTorch, std::string("0.0.1"));
        QCOMPARE(findEngines(builds / "asan/bin/morphoscope").size(), std::size_t{3});
    }

    void theBestEngineForTheDeviceComesFirst()
    {
        const std::string executable = "/x/build/release/bin/morphoscope";
        const std::string own = "/x/build/release/bin/morphoscope-engine";
        const std::vector<EngineProgram> engines = {engine("/old", "2.9.1", {"cpu", "cuda:0"}),
                                                    engine("/new", "2.13.0", {"cpu", "cuda:0", "cuda:1"}),
                                                    engine("/cpu", "2.13.0", {"cpu"}), engine(own, "1.13.1", {"cpu"})};
        QCOMPARE(pathsOf(rankEngines(engines, "cpu", executable)),
                 (std::vector<std::string>{own, "/new", "/cpu", "/old"}));
        QCOMPARE(pathsOf(rankEngines(engines, "auto", executable)),
                 (std::vector<std::string>{"/new", "/old", own, "/cpu"}));
        QCOMPARE(pathsOf(rankEngines(engines, "cuda:1", executable))[0], std::string("/new"));
    }
};

QTEST_GUILESS_MAIN(tst_EngineProcess)
#include "tst_EngineProcess.moc"
