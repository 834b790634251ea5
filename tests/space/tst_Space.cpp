// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"
#include "fixtures/Sentences.h"
#include "fixtures/SmallSpace.h"
#include "space/NpyFile.h"
#include "space/SampleImages.h"
#include "space/Space.h"

#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <memory>

/// tst_BadInput has what can be wrong with a space; here is what is right with one.
class tst_Space : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void opensACompleteFolder();
    void opensABareDecoderWithWhatTheUserSaid();
    void theHashChangesWithTheContent();
    void savesAttributesAndNothingElse();
    void readsAttributeVectorsFromFiles();
    void readsTheMapsOfItsSamples();
    void checksThePicturesOfTheSamples();
    void saysWhichPicturesOfTheSamplesAreMissing();
    void findsEmbeddedSpacesByName();
    void findsSpacesOfAnInstallationAndOfABuild();
    void namesAvatarsFirst();

private:
    void changeManifest(const std::function<void(nlohmann::json&)>& change) const
    {
        auto manifest = nlohmann::json::parse(readWholeFile(m_folder / "space.json", 1 << 20));
        change(manifest);
        writeFileAtomically(m_folder / "space.json", manifest.dump(2));
    }
    std::unique_ptr<QTemporaryDir> m_temporary;
    std::filesystem::path m_folder;
};

using nlohmann::json;
using Paths = std::vector<std::filesystem::path>;

void tst_Space::init()
{
    m_temporary = std::make_unique<QTemporaryDir>();
    m_folder = std::filesystem::path(m_temporary->path().toStdString()) / "small";
    makeSpace(m_folder);
}

void tst_Space::opensACompleteFolder()
{
    const auto space = openSpace(m_folder.string() + "/");
    QCOMPARE(space->name(), std::string("Small"));
    QCOMPARE(space->location, m_folder);
    QCOMPARE(space->latentSize(), 8);
    QCOMPARE(space->sampleCount(), 24U);
    QCOMPARE(*space->latents, smallSpaceLatents());
    QCOMPARE(space->labels->columns.size(), 3U);
    QCOMPARE(space->decoderFile, m_folder / "decoder.pt");
    QCOMPARE(space->encoderFile, m_folder / "encoder.pt");
    QCOMPARE(space->hash.size(), 64U);
    QVERIFY(!space->isBareDecoder);
}

void tst_Space::opensABareDecoderWithWhatTheUserSaid()
{
    std::filesystem::rename(m_folder / "decoder.pt", m_folder / "face.weights");
    const auto space = openSpace(m_folder / "face.weights", {12, ValueRange{-1, 1}});
    QVERIFY(space->isBareDecoder);
    QCOMPARE(space->name(), std::string("face"));
    QCOMPARE(space->latentSize(), 12);
    QCOMPARE(space->manifest.decoder->range, (ValueRange{-1, 1}));
    QVERIFY(space->latents == nullptr && space->labels == nullptr && space->encoderFile.empty());
}

void tst_Space::theHashChangesWithTheContent()
{
    const std::string before = openSpace(m_folder)->hash;
    QCOMPARE(openSpace(m_folder)->hash, before);
    changeManifest([](json& manifest) { manifest["name"] = "Other"; });
    QVERIFY(openSpace(m_folder)->hash != before);
}

void tst_Space::savesAttributesAndNothingElse()
{
    changeManifest([](json& manifest) { manifest["mine"] = "kept"; });
    const auto space = openSpace(m_folder);
    const SavedAttribute attribute{.name = "side: right to left",
                                   .vector = LatentVector(8, 0.1F),
                                   .amount = 0.5F,
                                   .method = "mean difference",
                                   .with = "side = left",
                                   .without = "side = right",
                                   .withCount = 12,
                                   .withoutCount = 11,
                                   .withPosition = 0.5,
                                   .withoutPosition = -0.5,
                                   .notes = "as seen"};
    saveAttributes(*space, {attribute});
    const auto again = openSpace(m_folder);
    QCOMPARE(again->manifest.attributes, std::vector<SavedAttribute>{attribute});
    QCOMPARE(again->manifest.original["mine"].get<std::string>(), std::string("kept"));
    QCOMPARE(again->manifest.samples, space->manifest.samples);
    const auto bare = openSpace(m_folder / "decoder.pt");
    COMPARE_PART(sentenceOf([&] { return (saveAttributes(*bare, {attribute}), 0); }), "bare decoder");
}

void tst_Space::readsAttributeVectorsFromFiles()
{
    writeLatents(m_folder / "v.npy", LatentTable(1, 8, LatentVector(8, 2)));
    changeManifest([](json& manifest) { manifest["attributes"] = json::array({{{"name", "v"}, {"file", "v.npy"}}}); });
    QCOMPARE(openSpace(m_folder)->manifest.attributes[0].vector, LatentVector(8, 2));
    writeLatents(m_folder / "v.npy", LatentTable(1, 7));
    COMPARE_PART(sentenceOf([&] { return openSpace(m_folder); }), "v.npy: an attribute vector of this space is 1 x 8");
}

void tst_Space::readsTheMapsOfItsSamples()
{
    const auto writeMap = [&](std::size_t rows, std::size_t columns, float last) {
        LatentTable places(rows, columns);
        places.values().back() = last;
        writeLatents(m_folder / "xy.npy", places);
    };
    changeManifest([](json& manifest) {
        manifest["maps"] = json::array({{{"name", "theirs"}, {"method", "umap"}, {"file", "xy.npy"}}});
    });
    COMPARE_PART(sentenceOf([&] { return openSpace(m_folder); }), "`maps[0].file` names `xy.npy`, which is not there");
    writeMap(24, 2, 7);
    const auto space = openSpace(m_folder);
    QCOMPARE(space->manifest.maps.size(), std::size_t{1});
    QCOMPARE(space->manifest.maps[0].positions->row(23)[1], 7.0F);
    writeMap(23, 2, 7);
    COMPARE_PART(sentenceOf([&] { return openSpace(m_folder); }),
                 "xy.npy: a map of these samples (`samples.count` in space.json) is 24 x 2, this is 23 x 2. Compute");
    writeMap(24, 3, 7);
    COMPARE_PART(sentenceOf([&] { return openSpace(m_folder); }), "is 24 x 2, this is 24 x 3");
    writeMap(24, 2, std::numeric_limits<float>::quiet_NaN());
    const QString sentence = sentenceOf([&] { return openSpace(m_folder); });
    COMPARE_PART(sentence, "xy.npy");
    COMPARE_PART(sentence, "row 23");
    std::filesystem::remove(m_folder / "xy.npy");
    std::filesystem::create_symlink("/etc/passwd", m_folder / "xy.npy");
    COMPARE_PART(sentenceOf([&] { return openSpace(m_folder); }), "`xy.npy`, a link that leaves the space's folder");
}

void tst_Space::checksThePicturesOfTheSamples()
{
    writePictures(m_folder / "images.npy", {24, {1, 3, 6}, std::vector<std::uint8_t>(24 * 18), {}});
    COMPARE_PART(sentenceOf([&] { return openSpace(m_folder); }), "the pictures are 24 x 3 x 6 x 1");
    changeManifest([](json& manifest) { manifest["samples"]["images"] = "images.png"; });
    writeFileAtomically(m_folder / "images.png", "no picture");
    COMPARE_PART(sentenceOf([&] { return openSpace(m_folder); }), "images.png: this is not a PNG picture");
    // A sheet of 4 x 6 tiles of 6 x 4 pixels, as far as its head goes; then one pixel too low.
    const std::string head("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x18\0\0\0", 23);
    changeManifest([](json& manifest) { manifest["samples"]["columns"] = 4; });
    writeFileAtomically(m_folder / "images.png", head + '\x18');
    QCOMPARE(openSpace(m_folder)->manifest.samples->columns, 4);
    writeFileAtomically(m_folder / "images.png", head + '\x17');
    COMPARE_PART(sentenceOf([&] { return openSpace(m_folder); }), "24 x 23 pixels");
}

void tst_Space::saysWhichPicturesOfTheSamplesAreMissing()
{
    const auto missing = [&](const char* name) {
        return missingSampleImages(m_folder / name, {.count = 2, .images = name, .latents = {}, .labels = {}});
    };
    const auto chunk = [](const std::string& type, std::size_t bytes) {
        return std::string(3, '\0') + static_cast<char>(bytes) + type + std::string(bytes + 4, 'x');
    };
    const std::string whole = "\x89PNG\r\n\x1a\n" + chunk("IHDR", 13) + chunk("IDAT", 100) + chunk("IEND", 0);
    writeFileAtomically(m_folder / "images.png", whole + "what follows is none of ours");
    QCOMPARE(missing("images.png"), std::string());
    for (const std::size_t length : {whole.size() - 1, whole.size() - 12, whole.size() - 30, std::size_t{20}}) {
        writeFileAtomically(m_folder / "images.png", whole.substr(0, length));
        COMPARE_PART(QString::fromStdString(missing("images.png")), "images.png: the file is damaged or cut short");
    }
    writePictures(m_folder / "images.npy", {2, {1, 4, 6}, std::vector<std::uint8_t>(48), {}});
    QCOMPARE(missing("images.npy"), std::string());
    std::filesystem::resize_file(m_folder / "images.npy", 150);
    COMPARE_PART(QString::fromStdString(missing("images.npy")), "images.npy: the file is damaged or cut short");
    std::filesystem::create_directory(m_folder / "images");
    writeFileAtomically(m_folder / "images/1.png", "");
    COMPARE_PART(QString::fromStdString(missing("images")), "images: 1 pictures, but the space has 2 samples");
    writeFileAtomically(m_folder / "images/2.png", "");
    QCOMPARE(missing("images"), std::string());
}

void tst_Space::findsEmbeddedSpacesByName()
{
    qputenv("MORPHOSCOPE_SPACES", m_temporary->path().toUtf8());
    QCOMPARE(resolveSpace("SMALL", "/nowhere/morphoscope"), m_folder);
    QCOMPARE(resolveSpace(m_folder.string(), "/nowhere/morphoscope"), m_folder);
    COMPARE_PART(sentenceOf([] { return resolveSpace("smal", "/nowhere/morphoscope"); }), "small");
    qunsetenv("MORPHOSCOPE_SPACES");
}

void tst_Space::findsSpacesOfAnInstallationAndOfABuild()
{
    const std::filesystem::path prefix = m_temporary->filePath("prefix").toStdString();
    std::filesystem::create_directories(prefix / "bin");
    std::filesystem::create_directories(prefix / "share/morphoscope/spaces");
    std::filesystem::rename(m_folder, prefix / "share/morphoscope/spaces/small");
    writeFileAtomically(prefix / "bin/morphoscope", "");
    QCOMPARE(embeddedSpaces(prefix / "bin/morphoscope"), Paths{prefix / "share/morphoscope/spaces/small"});

    std::filesystem::create_directories(prefix / "tree/build/release/bin");
    std::filesystem::create_directories(prefix / "tree/models");
    std::filesystem::rename(prefix / "share/morphoscope/spaces/small", prefix / "tree/models/small");
    writeFileAtomically(prefix / "tree/CMakeLists.txt", "");
    writeFileAtomically(prefix / "tree/build/release/bin/morphoscope", "");
    QCOMPARE(embeddedSpaces(prefix / "tree/build/release/bin/morphoscope"), Paths{prefix / "tree/models/small"});
}

void tst_Space::namesAvatarsFirst()
{
    const std::filesystem::path prefix = m_temporary->filePath("installed").toStdString();
    Paths expected;
    for (const char* name : {"avatars", "Arrows", "Zebras"}) {
        expected.push_back(prefix / "share/morphoscope/spaces" / name);
        std::filesystem::create_directories(expected.back());
        writeFileAtomically(expected.back() / "space.json", "{}");
    }
    std::filesystem::create_directories(prefix / "bin");
    writeFileAtomically(prefix / "bin/morphoscope", "");
    QCOMPARE(embeddedSpaces(prefix / "bin/morphoscope"), expected);
}

QTEST_GUILESS_MAIN(tst_Space)
#include "tst_Space.moc"
