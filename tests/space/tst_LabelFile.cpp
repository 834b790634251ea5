// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"
#include "fixtures/Sentences.h"
#include "fixtures/SmallSpace.h"
#include "space/LabelChange.h"
#include "space/LabelFile.h"
#include "space/SpaceCopy.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <thread>
#include <unistd.h>

namespace fs = std::filesystem;
using nlohmann::json;

/// Labels in a space's folder: what is written, what stays, and what is refused.
class tst_LabelFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void writesTheLabelsAndNothingElse();
    void whatOthersWroteMeanwhileStays();
    void aSpaceWithoutLabelsGetsAFile();
    void aFileThatIsThereButNotNamedIsLeftAlone();
    void theLastColumnTakesTheFileAway();
    void samplesThatWereAddedKeepTheirLabels();
    void aFileWithTooFewRowsIsRefused();
    void aLinkOutOfTheFolderIsRefused();
    void twoAtATimeLoseNothing();
    void theSpaceIsTheSameWithOtherLabels();
    void aFolderThatMayNotBeWrittenIsSaidToBe();
    void spacesOfTheProgramStayAsTheyAre();
    void aCopyHasTheLabelsOfNow();
    void aCopyReplacesNothing();

private:
    [[nodiscard]] json manifest() const { return json::parse(readWholeFile(m_space / "space.json", 1 << 20)); }
    void changeManifest(const std::function<void(json&)>& change) const
    {
        json changed = manifest();
        change(changed);
        std::ofstream(m_space / "space.json") << changed.dump(1);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_space;
};

static const std::vector<std::uint32_t> some = {0, 1, 5};

void tst_LabelFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_space = m_folder->path().toStdString() + "/small";
    makeSpace(m_space);
}

void tst_LabelFile::writesTheLabelsAndNothingElse()
{
    const std::string before = readWholeFile(m_space / "space.json", 1 << 20);
    const auto labels = labelsOf(*openSpace(m_space));
    const LabelTable after = withValue(*labels, some, "side", "up");
    QVERIFY(writeLabelChange(m_space, *labels, after) == after);
    QVERIFY(*openSpace(m_space)->labels == after);
    QCOMPARE(readWholeFile(m_space / "space.json", 1 << 20), before);
}

void tst_LabelFile::whatOthersWroteMeanwhileStays()
{
    const auto labels = labelsOf(*openSpace(m_space));
    (void)writeLabelChange(m_space, *labels, withValue(*labels, some, "theirs", "x"));
    const LabelTable inFile = writeLabelChange(m_space, *labels, withValue(*labels, some, "side", "up"));
    QVERIFY(*openSpace(m_space)->labels == inFile);
    QVERIFY(inFile == withValue(withValue(*labels, some, "theirs", "x"), some, "side", "up"));
}

void tst_LabelFile::aSpaceWithoutLabelsGetsAFile()
{
    fs::remove(m_space / "labels.csv");
    changeManifest([](json& changed) {
        changed["samples"].erase("labels");
        changed["samples"]["mine"] = 7;
        changed["also mine"] = "kept";
    });
    const auto none = labelsOf(*openSpace(m_space));
    QVERIFY(none->columns.empty() && none->rows == 24);
    const LabelTable after = withValue(*none, some, "odd", "yes");
    (void)writeLabelChange(m_space, *none, after);
    QVERIFY(*openSpace(m_space)->labels == after);
    QVERIFY(manifest()["samples"]["mine"] == 7 && manifest()["also mine"] == "kept");
}

void tst_LabelFile::aFileThatIsThereButNotNamedIsLeftAlone()
{
    changeManifest([](json& changed) { changed["samples"].erase("labels"); });
    const std::string before = readWholeFile(m_space / "labels.csv", 1 << 20);
    const auto none = labelsOf(*openSpace(m_space));
    (void)writeLabelChange(m_space, *none, withValue(*none, some, "odd", "yes"));
    QCOMPARE(readWholeFile(m_space / "labels.csv", 1 << 20), before);
    QVERIFY(openSpace(m_space)->labels->find("odd"));
}

void tst_LabelFile::theLastColumnTakesTheFileAway()
{
    const auto labels = labelsOf(*openSpace(m_space));
    const LabelTable none{.rows = labels->rows, .columns = {}};
    (void)writeLabelChange(m_space, *labels, none);
    QVERIFY(!fs::exists(m_space / "labels.csv"));
    QVERIFY(!openSpace(m_space)->labels);
    (void)writeLabelChange(m_space, none, *labels); // undone
    QVERIFY(*openSpace(m_space)->labels == *labels);
}

void tst_LabelFile::samplesThatWereAddedKeepTheirLabels()
{
    LabelTable labels = *labelsOf(*openSpace(m_space));
    LabelTable fewer{.rows = 20, .columns = {}}; // as the session saw them before samples were added
    for (const LabelColumn& column : labels.columns) {
        fewer.columns.emplace_back(
            columnOf(column.name, column.values, {column.codes.begin(), column.codes.begin() + 20}));
    }
    (void)writeLabelChange(m_space, fewer, withValue(fewer, some, "side", "up"));
    QVERIFY(*openSpace(m_space)->labels == withValue(labels, some, "side", "up"));
}

void tst_LabelFile::aFileWithTooFewRowsIsRefused()
{
    const auto labels = labelsOf(*openSpace(m_space));
    std::ofstream(m_space / "labels.csv") << "side\nleft\nright\n";
    const LabelTable after = withValue(*labels, some, "side", "up");
    COMPARE_PART(sentenceOf([&] { return writeLabelChange(m_space, *labels, after); }), "2 rows for 24");
    QCOMPARE(readWholeFile(m_space / "labels.csv", 1 << 20), std::string("side\nleft\nright\n"));
    const LabelTable longer{.rows = 25, .columns = {}};
    COMPARE_PART(sentenceOf([&] { return writeLabelChange(m_space, longer, longer); }), "only 24 samples");
}

void tst_LabelFile::aLinkOutOfTheFolderIsRefused()
{
    const auto labels = labelsOf(*openSpace(m_space));
    const fs::path outside = m_folder->path().toStdString() + "/outside.csv";
    fs::rename(m_space / "labels.csv", outside);
    fs::create_symlink(outside, m_space / "labels.csv");
    const std::string before = readWholeFile(outside, 1 << 20);
    const LabelTable after = withValue(*labels, some, "side", "up");
    COMPARE_PART(sentenceOf([&] { return writeLabelChange(m_space, *labels, after); }), "leaves the space's");
    QCOMPARE(readWholeFile(outside, 1 << 20), before);
}

void tst_LabelFile::twoAtATimeLoseNothing()
{
    const auto write = [this](const std::string& name) {
        for (std::uint32_t i = 0; i < 24; ++i) {
            const auto labels = labelsOf(*openSpace(m_space));
            const std::vector<std::uint32_t> row = {i};
            (void)writeLabelChange(m_space, *labels, withValue(*labels, row, name, "x"));
        }
    };
    {
        const std::jthread one(write, "one");
        const std::jthread other(write, "other");
    }
    const auto labels = openSpace(m_space)->labels;
    for (const char* name : {"one", "other"}) {
        QCOMPARE(rowsWhere(*labels, {{name, "x"}}).size(), 24U);
    }
}

void tst_LabelFile::theSpaceIsTheSameWithOtherLabels()
{
    const auto space = openSpace(m_space);
    (void)writeLabelChange(m_space, *space->labels, withValue(*space->labels, some, "side", "up and away"));
    QCOMPARE(openSpace(m_space)->hash, space->hash);
    (void)writeLabelChange(m_space, *openSpace(m_space)->labels, {.rows = 24, .columns = {}});
    QCOMPARE(openSpace(m_space)->hash, space->hash);
    saveAttributes(*space, {{.name = "side", .vector = LatentVector(8, 1), .method = "made"}});
    QCOMPARE(openSpace(m_space)->hash, space->hash);
    changeManifest([](json& changed) { changed["samples"]["mine"] = 7; });
    QVERIFY(openSpace(m_space)->hash != space->hash);
}

void tst_LabelFile::aFolderThatMayNotBeWrittenIsSaidToBe()
{
    const auto space = openSpace(m_space);
    QCOMPARE(whyLabelsCannotBeWritten(*space, "/nowhere/morphoscope"), std::string());
    if (::geteuid() != 0) {
        QSKIP("Only root can be somebody else for a while.");
    }
    fs::permissions(m_folder->path().toStdString(), fs::perms(0755));
    fs::permissions(m_space, fs::perms(0755));
    QCOMPARE(::seteuid(65534), 0);
    const std::string why = whyLabelsCannotBeWritten(*space, "/nowhere/morphoscope");
    const LabelTable after = withValue(*space->labels, some, "side", "up");
    const QString sentence = sentenceOf([&] { return writeLabelChange(m_space, *space->labels, after); });
    QCOMPARE(::seteuid(0), 0);
    COMPARE_PART(QString::fromStdString(why), "may not be written to");
    COMPARE_PART(sentence, "labels.csv");
    COMPARE_PART(sentence, "ermission");
    QVERIFY(*openSpace(m_space)->labels == *space->labels);
}

void tst_LabelFile::spacesOfTheProgramStayAsTheyAre()
{
    qputenv("MORPHOSCOPE_SPACES", m_folder->path().toUtf8());
    const std::string why = whyLabelsCannotBeWritten(*openSpace(m_space), "/nowhere/morphoscope");
    qunsetenv("MORPHOSCOPE_SPACES");
    COMPARE_PART(QString::fromStdString(why), "came with the program");
}

void tst_LabelFile::aCopyHasTheLabelsOfNow()
{
    const auto space = openSpace(m_space);
    const LabelTable after = withValue(*space->labels, some, "side", "up");
    std::ofstream(m_space / "notes.txt") << "mine";
    const fs::path out = m_folder->path().toStdString() + "/mine";
    const auto copy = copySpace(*space, after, out);
    QCOMPARE(copy->name(), std::string("mine"));
    QVERIFY(*copy->labels == after && *copy->latents == *space->latents);
    QVERIFY(fs::exists(out / "notes.txt") && fs::exists(copy->decoderFile));
    QVERIFY(*openSpace(m_space)->labels == *space->labels);
}

void tst_LabelFile::aCopyReplacesNothing()
{
    const auto space = openSpace(m_space);
    COMPARE_PART(sentenceOf([&] { return copySpace(*space, *space->labels, m_space); }), "there already");
    const fs::path nowhere = m_folder->path().toStdString() + "/not/there";
    COMPARE_PART(sentenceOf([&] { return copySpace(*space, *space->labels, nowhere); }), "not/there");
    QVERIFY(openSpace(m_space)->labels);
}

QTEST_GUILESS_MAIN(tst_LabelFile)
#include "tst_LabelFile.moc"
