// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/LabelSaving.h"
#include "derived/SampleAppend.h"
#include "fixtures/SmallSpace.h"
#include "session/LabelEdits.h"
#include "session/SessionFile.h"
#include "space/LabelFile.h"
#include "space/LabelText.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <unistd.h>

namespace fs = std::filesystem;

/// The labels of a session on their way to the folder of its space.
class tst_LabelSaving : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aChangeReachesTheFile();
    void undoAndRedoReachTheFile();
    void aRowOfChangesIsFewWrites();
    void whatWaitsIsWrittenAtTheEnd();
    void whatWaitsIsWrittenWhenAnotherSpaceOpens();
    void undoingBeyondAnotherSpaceReachesTheFirst();
    void theSessionFindsTheLabelsAgainWithoutAWarning();
    void whatOthersWroteStaysAndIsTold();
    void samplesThatWereAddedAndUndoneAreNoChangeOfOthers();
    void aReadOnlySpaceKeepsItsLabelsInTheSession();
    void aFailureIsToldAndTheSessionKeepsTheLabels();
    void generatedSamplesAreNoBusinessOfTheFolder();

private:
    void label(const std::string& value, SampleSet samples = {0, 1})
    {
        m_session->edit("label", [&](SessionState& state) { labelSamples(state, samples, "side", value); });
    }
    [[nodiscard]] std::string inFile(std::size_t row = 0) const
    {
        const auto labels = labelsOf(*openSpace(m_place));
        const LabelColumn* column = labels->find("side");
        return column && column->codes[row] != LabelColumn::unknown ? column->values[column->codes[row]] : "";
    }
    [[nodiscard]] SessionState stateOf(const fs::path& place) const
    {
        SessionState state;
        state.space = openSpace(place);
        state.base.assign(static_cast<std::size_t>(state.space->latentSize()), 0);
        return state;
    }
    /// Saved and read again.
    [[nodiscard]] ReadSession again() const
    {
        const fs::path file = m_folder->path().toStdString() + "/session.json";
        writeSession(file, m_session->state(), m_session->view());
        return readSession(file);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_place;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<LabelSaving> m_saving;
};

void tst_LabelSaving::init()
{
    m_saving.reset();
    m_session = std::make_unique<Session>();
    m_folder = std::make_unique<QTemporaryDir>();
    m_place = m_folder->path().toStdString() + "/small";
    makeSpace(m_place);
    m_saving = std::make_unique<LabelSaving>(*m_session, "/nowhere/morphoscope");
    m_session->restore(stateOf(m_place));
}

void tst_LabelSaving::aChangeReachesTheFile()
{
    const QSignalSpy saved(m_saving.get(), &LabelSaving::saved);
    label("up");
    QCOMPARE(inFile(), std::string("left")); // not on the thread of the hand
    QTRY_COMPARE(saved.count(), 1);
    QCOMPARE(inFile(), std::string("up"));
    QCOMPARE(inFile(2), std::string("left"));
    QVERIFY(m_session->view().savedLabels == m_session->state().ownLabels);
}

void tst_LabelSaving::undoAndRedoReachTheFile()
{
    label("up");
    QTRY_COMPARE(inFile(), std::string("up"));
    m_session->undoStack().undo();
    QTRY_COMPARE(inFile(), std::string("left"));
    QTRY_COMPARE(inFile(1), std::string("right"));
    m_session->undoStack().redo();
    QTRY_COMPARE(inFile(1), std::string("up"));
}

void tst_LabelSaving::aRowOfChangesIsFewWrites()
{
    const QSignalSpy saved(m_saving.get(), &LabelSaving::saved);
    for (std::uint32_t i = 0; i < 20; ++i) {
        m_session->edit("keep", [i](SessionState& state) { keepSamples(state, {i}, i % 2 == 0); });
    }
    QTRY_VERIFY(!m_saving->isWaiting());
    QVERIFY2(saved.count() >= 1 && saved.count() < 10, qPrintable(QString::number(saved.count())));
    QCOMPARE(rowsWhere(*openSpace(m_place)->labels, {{"kept", "yes"}}).size(), 10U);
}

void tst_LabelSaving::whatWaitsIsWrittenAtTheEnd()
{
    label("up");
    m_saving.reset();
    QCOMPARE(inFile(), std::string("up"));
}

void tst_LabelSaving::whatWaitsIsWrittenWhenAnotherSpaceOpens()
{
    const fs::path other = m_folder->path().toStdString() + "/other";
    makeSpace(other);
    label("up");
    m_session->edit("open", [&](SessionState& state) { state = stateOf(other); });
    QTRY_COMPARE(inFile(), std::string("up"));
    QVERIFY(m_session->view().savedLabels != nullptr && *m_session->view().savedLabels == *openSpace(other)->labels);
}

void tst_LabelSaving::undoingBeyondAnotherSpaceReachesTheFirst()
{
    const fs::path other = m_folder->path().toStdString() + "/other";
    makeSpace(other);
    label("up");
    m_session->edit("open", [&](SessionState& state) { state = stateOf(other); });
    m_session->undoStack().undo();
    QTRY_COMPARE(inFile(), std::string("up"));
    m_session->undoStack().undo();
    QTRY_COMPARE(inFile(), std::string("left"));
    m_session->undoStack().redo();
    m_session->undoStack().redo();
    QTRY_COMPARE(inFile(), std::string("up"));
}

void tst_LabelSaving::theSessionFindsTheLabelsAgainWithoutAWarning()
{
    label("a value that makes the file longer");
    const ReadSession before = again(); // killed before the labels were written
    QCOMPARE(before.warning, std::string());
    QVERIFY(*before.state.labels() == *m_session->state().labels());
    m_saving->flush();
    const ReadSession after = again();
    QCOMPARE(after.warning, std::string());
    QVERIFY(!after.state.ownLabels); // the folder has them
    QVERIFY(*after.state.labels() == *m_session->state().labels());
}

void tst_LabelSaving::whatOthersWroteStaysAndIsTold()
{
    const QSignalSpy merged(m_saving.get(), &LabelSaving::mergedWithOthers);
    const auto labels = labelsOf(*openSpace(m_place));
    const std::vector<std::uint32_t> rows = {7};
    (void)writeLabelChange(m_place, *labels, withValue(*labels, rows, "theirs", "x"));
    label("up");
    QTRY_COMPARE(merged.count(), 1);
    QVERIFY(openSpace(m_place)->labels->find("theirs"));
    m_session->undoStack().undo();
    QTRY_COMPARE(inFile(), std::string("left"));
    QVERIFY(openSpace(m_place)->labels->find("theirs"));
    QCOMPARE(merged.count(), 1);
}

void tst_LabelSaving::samplesThatWereAddedAndUndoneAreNoChangeOfOthers()
{
    const QSignalSpy merged(m_saving.get(), &LabelSaving::mergedWithOthers);
    const auto before = m_session->state().space;
    const PictureShape shape = before->manifest.decoder->picture;
    const PictureBatch picture{1, shape, std::vector<std::uint8_t>(shape.bytes(), 9), {}};
    const auto longer = appendSamples(*before, picture, LatentTable(1, before->latents->columns()));
    m_session->edit("add", [&](SessionState& state) { state.space = longer; });
    m_session->undoStack().undo();
    label("up");
    QTRY_COMPARE(inFile(), std::string("up"));
    QTRY_VERIFY(!m_saving->isWaiting());
    QCOMPARE(openSpace(m_place)->labels->rows, before->sampleCount() + 1);
    QCOMPARE(merged.count(), 0);
}

void tst_LabelSaving::aReadOnlySpaceKeepsItsLabelsInTheSession()
{
    if (::geteuid() != 0) {
        QSKIP("Only root can be somebody else for a while.");
    }
    fs::permissions(m_folder->path().toStdString(), fs::perms(0755));
    fs::permissions(m_place, fs::perms(0755));
    const QSignalSpy kept(m_saving.get(), &LabelSaving::keptWithSession);
    const QSignalSpy failed(m_saving.get(), &LabelSaving::failed);
    QCOMPARE(::seteuid(65534), 0);
    label("up");
    label("down");
    m_saving->flush();
    QCOMPARE(::seteuid(0), 0);
    QCOMPARE(kept.count(), 1); // once is enough
    QVERIFY(kept.front().front().toString().contains("kept with this session"));
    QCOMPARE(failed.count(), 0);
    QCOMPARE(inFile(), std::string("left"));
    const ReadSession read = again();
    QVERIFY(*read.state.labels() == *m_session->state().labels());
    // Where it may be written to one day, it is.
    m_session->restore(read.state, read.view);
    QTRY_COMPARE(inFile(), std::string("down"));
}

void tst_LabelSaving::aFailureIsToldAndTheSessionKeepsTheLabels()
{
    const QSignalSpy failed(m_saving.get(), &LabelSaving::failed);
    const std::string before = labelText(*openSpace(m_place)->labels);
    std::ofstream(m_place / "labels.csv") << "side\nleft\n"; // somebody cut it short
    label("up");
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY2(failed.front().front().toString().contains("1 rows for 24"),
             qPrintable(failed.front().front().toString()));
    label("down");
    QTRY_VERIFY(!m_saving->isWaiting() || failed.count() == 1);
    std::ofstream(m_place / "labels.csv") << before;
    QVERIFY(*again().state.labels() == *m_session->state().labels());
    label("up");
    QTRY_COMPARE(inFile(), std::string("up"));
}

void tst_LabelSaving::generatedSamplesAreNoBusinessOfTheFolder()
{
    const std::string before = labelText(*openSpace(m_place)->labels);
    auto generated = std::make_shared<Space>(*m_session->state().space);
    generated->labels.reset();
    generated->generated = std::make_shared<const GeneratedSamples>(GeneratedSamples{{}, {}, m_session->state().space});
    m_session->edit("generate", [&](SessionState& state) { state.space = generated; });
    label("up");
    m_saving->flush();
    QVERIFY(!m_saving->isWaiting());
    QCOMPARE(labelText(*openSpace(m_place)->labels), before);
}

QTEST_GUILESS_MAIN(tst_LabelSaving)
#include "tst_LabelSaving.moc"
