// SPDX-License-Identifier: GPL-3.0-or-later
#include "MadeSpace.h"
#include "base/UserError.h"
#include "session/AttributeFiles.h"
#include "space/NpyFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <limits>

class tst_AttributeFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aVectorComesBackAsItWasWritten();
    void badVectorsAreRefusedWithASentence_data();
    void badVectorsAreRefusedWithASentence();
    void savingKeepsWhatTheSpaceFileHas();
    void aBareDecoderKeepsNoAttributes();
    void savedAttributesComeBackWhole();
    void jsonKeepsAllThatIsKnown();
    void badJsonIsASentence_data();
    void badJsonIsASentence();

private:
    QTemporaryDir m_folder;
    [[nodiscard]] std::filesystem::path file(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
};

static std::string sentenceOf(auto&& work)
{
    try {
        work();
    } catch (const UserError& error) {
        return error.what();
    }
    return {};
}

void tst_AttributeFiles::aVectorComesBackAsItWasWritten()
{
    writeAttributeFile(file("smile.npy"), sliderAlong({1, -2, 0.1f}), "Faces");
    const AttributeSlider read = readAttributeFile(file("smile.npy"), 3).attribute;
    QCOMPARE(read.vector->vector, (LatentVector{1, -2, 0.1f}));
    QCOMPARE(read.name, std::string("smile"));
    QCOMPARE(read.amount, 0.0f);
}

void tst_AttributeFiles::badVectorsAreRefusedWithASentence_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::addColumn<float>("value");
    QTest::addColumn<QString>("says");
    QTest::newRow("too wide") << 1 << 4 << 1.0f << "4 numbers, the open space has 3";
    QTest::newRow("several rows") << 2 << 3 << 1.0f << "2 rows";
    QTest::newRow("a whole table") << 40000 << 3 << 1.0f << "too large";
    QTest::newRow("NaN") << 1 << 3 << std::numeric_limits<float>::quiet_NaN() << "NaN";
}

void tst_AttributeFiles::badVectorsAreRefusedWithASentence()
{
    QFETCH(int, rows);
    QFETCH(int, columns);
    QFETCH(float, value);
    QFETCH(QString, says);
    LatentTable table{static_cast<std::size_t>(rows), static_cast<std::size_t>(columns)};
    table.values().front() = value;
    writeLatents(file("bad.npy"), table);
    const auto sentence = QString::fromStdString(sentenceOf([&] { (void)readAttributeFile(file("bad.npy"), 3); }));
    QVERIFY2(sentence.contains(says), qPrintable(sentence));
    QVERIFY(sentence.contains(QLatin1String("bad.npy")));
}

void tst_AttributeFiles::savingKeepsWhatTheSpaceFileHas()
{
    std::ofstream(file("space.json"))
        << R"({"format": 1, "name": "made", "colour": "mine", "latent": {"size": 2, "prior": "normal"},
        "decoder": {"file": "decoder.pt", "output": {"kind": "image", "channels": 1, "height": 2, "width": 2, "range": [0, 1]}}})";
    Space space = *spaceInMemory(2, 0);
    space.location = m_folder.path().toStdString();
    addToSpaceFile(space, {sliderAlong({1, 2}, 0, "smile")});
    addToSpaceFile(space, {sliderAlong({3, 4}, 0, "glasses"), sliderAlong({5, 6}, 0, "smile")});

    std::ifstream stream(file("space.json"));
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const SpaceManifest manifest = SpaceManifest::parse(text, file("space.json"));
    QCOMPARE(manifest.attributes.size(), std::size_t(2));
    QCOMPARE(manifest.attributes[0].name, std::string("smile"));
    QCOMPARE(manifest.attributes[0].vector, (LatentVector{5, 6}));
    QCOMPARE(manifest.attributes[1].name, std::string("glasses"));
    QVERIFY(text.find("mine") != std::string::npos);
}

void tst_AttributeFiles::aBareDecoderKeepsNoAttributes()
{
    Space space = *spaceInMemory(2, 0);
    space.isBareDecoder = true;
    space.location = "/models/faces.pt";
    const std::string sentence = sentenceOf([&] { addToSpaceFile(space, {sliderAlong({1, 2})}); });
    QVERIFY(sentence.find("faces.pt") != std::string::npos);
    QVERIFY(sentence.find(".npy") != std::string::npos);
}

void tst_AttributeFiles::savedAttributesComeBackWhole()
{
    AttributeSlider slider = sliderAlong({1, 2}, 0.5f, "smile");
    slider.vector = std::make_shared<const AttributeVector>(AttributeVector{{1, 2}, 3, 4, 0.25, 1.25});
    slider.with = "smile = yes";
    slider.without = "smile = no";
    slider.notes = "by hand";
    QVERIFY(fromSaved(toSaved(slider)) == slider);
}

void tst_AttributeFiles::jsonKeepsAllThatIsKnown()
{
    AttributeVector vector{{1, -2, 0.1f}, 380, 371, 0.25, 1.25};
    vector.keptFixed = {{"smile", 0.31}};
    vector.trust =
        AttributeTrust{.tested = 751, .heldOutAuc = 0.97, .cohensD = 2.5, .randomSplits = 200, .randomAsGood = 0};
    vector.trust->histograms = {-1, 3, std::vector<std::uint32_t>(40, 2), std::vector<std::uint32_t>(40, 1)};
    vector.trust->riding = {{"beard", "full", 0.83}};
    AttributeSlider slider = sliderAlong({}, 0, "glasses");
    slider.vector = std::make_shared<const AttributeVector>(vector);
    slider.method = "linear classifier";
    slider.with = "glasses = yes";
    slider.without = "glasses = no";
    slider.notes = "on 2,000 samples";
    slider.colour = "#e69f00";
    writeAttributeFile(file("anything.json"), slider, "Faces");
    const AttributeInFile read = readAttributeFile(file("anything.json"), 3);
    QVERIFY(read.attribute == slider);
    QCOMPARE(read.space, std::string("Faces"));

    std::filesystem::rename(file("anything.json"), file("renamed.npy")); // told by its content
    QCOMPARE(readAttributeFile(file("renamed.npy"), 3).attribute.name, std::string("glasses"));

    slider.amount = 2;
    writeAttributeFile(file("moved.json"), slider, "Faces");
    QCOMPARE(readAttributeFile(file("moved.json"), 3).attribute.amount, 0.0f); // the picture stays
}

void tst_AttributeFiles::badJsonIsASentence_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("too wide") << QByteArray(R"({"name": "a", "vector": [1, 2, 3, 4]})")
                              << "4 numbers, the open space has 3";
    QTest::newRow("of another space") << QByteArray(R"({"name": "a", "vector": [1, 2, 3, 4], "space": "Shoes"})")
                                      << "\"Shoes\"";
    QTest::newRow("no vector") << QByteArray(R"({"name": "a"})") << "vector";
    QTest::newRow("no name") << QByteArray(R"({"vector": [1, 2, 3]})") << "name";
    QTest::newRow("words") << QByteArray(R"({"name": "a", "vector": ["x", 2, 3]})") << "vector";
    QTest::newRow("broken") << QByteArray(R"({"name": "a", )") << "line 1";
    QTest::newRow("too large") << QByteArray("{") + QByteArray(2 << 20, ' ') << "bad.json";
}

void tst_AttributeFiles::badJsonIsASentence()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, says);
    std::ofstream(file("bad.json")) << text.toStdString();
    const auto sentence = QString::fromStdString(sentenceOf([&] { (void)readAttributeFile(file("bad.json"), 3); }));
    QVERIFY2(sentence.contains(says), qPrintable(sentence));
    QVERIFY(sentence.contains(QLatin1String("bad.json")));
}

QTEST_GUILESS_MAIN(tst_AttributeFiles)
#include "tst_AttributeFiles.moc"
