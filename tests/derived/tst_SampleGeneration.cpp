// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "derived/SampleGeneration.h"
#include "derived/SamplePictures.h"
#include "session/SessionFile.h"

#include <QSignalSpy>
#include <QTest>

class tst_SampleGeneration : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void putsTheSamplesInPlaceAndUndoTakesThemBack();
    void picturesAreWhatTheDecoderMakes();
    void theSameSetIsNotMadeTwice();
    void brokenPicturesAreCountedAndLabelled();
    void stoppingKillsTheEngineAndKeepsNothing();
    void anEngineThatEndsIsASentence();
    void anotherSpaceEndsIt();
    void aSessionBringsThemBack();
    void aSessionSaysWhatHasToBeMadeAgain();
};

namespace {

struct Fixture : LiveFixture
{
    QTemporaryDir folder;
    FormulaSpace formula;
    JobList jobs;
    SampleGeneration generation{session, engine, jobs, cache()};
    QSignalSpy finished{&generation, &SampleGeneration::finished};
    QSignalSpy failed{&generation, &SampleGeneration::failed};

    explicit Fixture(const std::string& decoder = "4 1 1 4")
        : formula(0, decoder)
    {
    }
    [[nodiscard]] std::filesystem::path cache() const { return folder.filePath("generated").toStdString(); }
    [[nodiscard]] bool openAndWait()
    {
        open(formula);
        return QTest::qWaitFor([this] { return isReady(); }, 30'000);
    }
    void generate(const GenerationRecipe& recipe) { generation.generate(formula.request(), recipe); }
    [[nodiscard]] QStringList cached() const
    {
        return QDir(folder.filePath("generated")).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }
};

GenerationRecipe recipeOf(std::size_t count, std::uint64_t seed = 1)
{
    return {.draws = {.count = count, .seed = seed}, .tail = {}, .drawnClass = {}};
}

} // namespace

void tst_SampleGeneration::putsTheSamplesInPlaceAndUndoTakesThemBack()
{
    Fixture fixture;
    QVERIFY(fixture.openAndWait());
    const auto own = fixture.session.state().space;
    fixture.generate(recipeOf(500));
    QVERIFY(fixture.generation.isRunning());
    QCOMPARE(fixture.jobs.jobs().size(), std::size_t{1});
    QTRY_COMPARE(fixture.finished.count(), 1);
    QVERIFY(fixture.jobs.jobs().empty());
    const auto space = fixture.session.state().space;
    QCOMPARE(space->sampleCount(), std::size_t{500});
    QCOMPARE(*space->latents, drawPoints({.count = 500}, 4, nullptr));
    QVERIFY(space->generated && space->generated->own == own);
    fixture.session.undoStack().undo();
    QVERIFY(fixture.session.state().space == own);
    fixture.session.undoStack().redo();
    QVERIFY(fixture.session.state().space == space);
    fixture.generation.showOwnSamples();
    QVERIFY(fixture.session.state().space == own);
}

void tst_SampleGeneration::picturesAreWhatTheDecoderMakes()
{
    Fixture fixture;
    const SamplePictures pictures(fixture.session);
    QVERIFY(fixture.openAndWait());
    fixture.generate(recipeOf(200));
    QTRY_VERIFY(!pictures.picture(7).isNull());
    const LatentView z = fixture.session.state().space->latents->row(7);
    for (int x = 0; x < 4; ++x) {
        QCOMPARE(static_cast<int>(pictures.picture(7).constScanLine(0)[x]),
                 static_cast<int>(FormulaSpace::pixelOf(z[static_cast<std::size_t>(x)])));
    }
}

void tst_SampleGeneration::theSameSetIsNotMadeTwice()
{
    Fixture fixture;
    QVERIFY(fixture.openAndWait());
    for (int time = 0; time < 2; ++time) {
        fixture.generate(recipeOf(200));
        QTRY_COMPARE(fixture.finished.count(), time + 1);
        fixture.generation.showOwnSamples();
    }
    QCOMPARE(fixture.cached().size(), 1);
    fixture.generate(recipeOf(200, 2));
    QTRY_COMPARE(fixture.finished.count(), 3);
    QCOMPARE(fixture.cached().size(), 2);
}

void tst_SampleGeneration::brokenPicturesAreCountedAndLabelled()
{
    Fixture fixture;
    QVERIFY(fixture.openAndWait());
    // The formula's picture is half NaN at a first coordinate far outside of every prior: a shell of that radius in one
    // dimension has it.
    const FormulaSpace line(0, "1 1 1 4", 1);
    fixture.open(line);
    QTRY_VERIFY(fixture.isReady() && fixture.engine.model()->latentSize == 1);
    GenerationRecipe recipe = recipeOf(100);
    recipe.draws.distribution = Distribution::Shell;
    recipe.draws.radius = isHalfNan;
    fixture.generation.generate(line.request(), recipe);
    QTRY_COMPARE(fixture.finished.count(), 1);
    QVERIFY2(fixture.finished[0][0].toString().contains("NaN"), qPrintable(fixture.finished[0][0].toString()));
    const auto& labels = fixture.session.state().space->labels;
    QVERIFY(labels && labels->find(brokenColumn));
}

void tst_SampleGeneration::stoppingKillsTheEngineAndKeepsNothing()
{
    Fixture fixture;
    QVERIFY(fixture.openAndWait());
    const FormulaSpace line(0, "1 1 1 4", 1);
    fixture.open(line);
    QTRY_VERIFY(fixture.isReady() && fixture.engine.model()->latentSize == 1);
    GenerationRecipe recipe = recipeOf(100);
    recipe.draws.distribution = Distribution::Shell;
    recipe.draws.radius = loopsForEver;
    fixture.generation.generate(line.request(), recipe);
    QTRY_COMPARE(fixture.cached().size(), 1); // the hidden folder of the work
    fixture.generation.stop();
    QVERIFY(!fixture.generation.isRunning());
    QVERIFY(fixture.jobs.jobs().empty());
    QTRY_VERIFY(fixture.cached().isEmpty());
    QCOMPARE(fixture.finished.count() + fixture.failed.count(), 0);
}

void tst_SampleGeneration::anEngineThatEndsIsASentence()
{
    Fixture fixture;
    QVERIFY(fixture.openAndWait());
    const FormulaSpace line(0, "1 1 1 4", 1);
    fixture.open(line);
    QTRY_VERIFY(fixture.isReady() && fixture.engine.model()->latentSize == 1);
    GenerationRecipe recipe = recipeOf(100);
    recipe.draws.distribution = Distribution::Shell;
    recipe.draws.radius = killsProcess;
    const auto before = fixture.session.state().space;
    fixture.generation.generate(line.request(), recipe);
    QTRY_COMPARE(fixture.failed.count(), 1);
    QVERIFY2(fixture.failed[0][0].toString().contains("Nothing of the samples is kept"),
             qPrintable(fixture.failed[0][0].toString()));
    QVERIFY(fixture.cached().isEmpty());
    QVERIFY(fixture.session.state().space == before);
}

void tst_SampleGeneration::anotherSpaceEndsIt()
{
    Fixture fixture;
    QVERIFY(fixture.openAndWait());
    fixture.generate(recipeOf(50'000));
    const FormulaSpace other;
    fixture.open(other);
    QVERIFY(!fixture.generation.isRunning());
    QVERIFY(!fixture.session.state().space->generated);
}

void tst_SampleGeneration::aSessionBringsThemBack()
{
    Fixture fixture("4 1 1 4");
    FormulaSpace bare;
    auto own = std::make_shared<Space>(*openSpace(bare.space()->decoderFile, {.latentSize = 4}));
    own->manifest.decoder->picture = {1, 1, 4};
    fixture.session.edit("Open", [&](SessionState& state) {
        state.space = own;
        state.base.assign(4, 0.0F);
    });
    fixture.engine.load(bare.request());
    QTRY_VERIFY(fixture.isReady());
    fixture.generation.generate(bare.request(), recipeOf(300));
    QTRY_COMPARE(fixture.finished.count(), 1);
    fixture.session.edit("Keep", [](SessionState& state) {
        state.selection = std::make_shared<const SampleSet>(SampleSet{5, 299});
    });
    const std::filesystem::path file = fixture.folder.filePath("session.json").toStdString();
    writeSession(file, fixture.session.state());
    const ReadSession read = readSession(file, fixture.cache());
    QVERIFY(!read.recipe);
    QVERIFY(read.state.space->generated);
    QCOMPARE(*read.state.space->latents, *fixture.session.state().space->latents);
    QCOMPARE(*read.state.selection, (SampleSet{5, 299}));
}

void tst_SampleGeneration::aSessionSaysWhatHasToBeMadeAgain()
{
    Fixture fixture;
    FormulaSpace bare;
    auto own = std::make_shared<Space>(*openSpace(bare.space()->decoderFile, {.latentSize = 4}));
    own->manifest.decoder->picture = {1, 1, 4};
    fixture.session.edit("Open", [&](SessionState& state) {
        state.space = own;
        state.base.assign(4, 0.0F);
    });
    fixture.engine.load(bare.request());
    QTRY_VERIFY(fixture.isReady());
    fixture.generation.generate(bare.request(), recipeOf(300, 7));
    QTRY_COMPARE(fixture.finished.count(), 1);
    const LatentTable latents = *fixture.session.state().space->latents;
    fixture.session.edit("Keep", [](SessionState& state) {
        state.selection = std::make_shared<const SampleSet>(SampleSet{5, 299});
    });
    const std::filesystem::path file = fixture.folder.filePath("session.json").toStdString();
    writeSession(file, fixture.session.state());
    std::filesystem::remove_all(fixture.cache());

    const ReadSession read = readSession(file, fixture.cache());
    QVERIFY(read.recipe && read.lost);
    QVERIFY(*read.recipe == recipeOf(300, 7));
    QVERIFY(!read.state.selection);
    fixture.session.restore(read.state);
    fixture.generation.generate(bare.request(), *read.recipe, read.lost);
    QTRY_COMPARE(fixture.finished.count(), 2);
    QCOMPARE(*fixture.session.state().space->latents, latents);
    QCOMPARE(*fixture.session.state().selection, (SampleSet{5, 299}));
}

QTEST_MAIN(tst_SampleGeneration)
#include "tst_SampleGeneration.moc"
