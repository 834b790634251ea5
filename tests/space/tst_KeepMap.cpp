// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/KeepMap.h"

#include "base/AtomicFile.h"
#include "fixtures/Sentences.h"
#include "fixtures/SmallSpace.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <thread>

namespace fs = std::filesystem;
using nlohmann::json;

/// Maps that are written into a space's folder.
class tst_KeepMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aMapIsThereWhenTheSpaceIsOpenedAgain();
    void aMapOfTheSameNameGivesWay();
    void theRestOfTheSpaceStays();
    void aTsneMapIsFoundByItsOptions();
    void mapsOfOtherSamplesAreRefused();
    void samplesWithoutAPlaceAreRefused();
    void thereIsRoomForSixteen();
    void filesOfOthersAreNotRemoved();
    void twoAtATimeLoseNothing();
    void aMapIsRemovedWithItsFile();
    void aRenamedMapKeepsItsPlaceAndWhatOthersWrote();
    void whatWasRemovedComesBackAsItWas();
    void namesThatAreTakenAreRefused();
    void whatAnotherProgramKeptMeanwhileIsNotReplaced();
    void whatAnotherProgramReplacedMeanwhileStays();
    void aMapSaysWhichLatentsItWasMadeFrom();

private:
    [[nodiscard]] json manifest() const { return json::parse(readWholeFile(m_space / "space.json", 1 << 20)); }
    [[nodiscard]] static SavedMap map(const std::string& name, float first = 1, std::size_t rows = 24)
    {
        LatentTable places(rows, 2);
        places.values()[0] = first;
        return {.name = name,
                .method = "umap",
                .file = {},
                .positions = std::make_shared<const LatentTable>(std::move(places))};
    }
    [[nodiscard]] std::size_t filesInFolder() const
    {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(m_space), fs::directory_iterator()));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_space;
};

void tst_KeepMap::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_space = m_folder->path().toStdString() + "/small";
    makeSpace(m_space);
}

void tst_KeepMap::aMapIsThereWhenTheSpaceIsOpenedAgain()
{
    const auto before = openSpace(m_space);
    const auto space = keepMap(*before, map("My UMAP", 3));
    QCOMPARE(space->manifest.maps.at(0).positions->row(0)[0], 3.0F);
    QCOMPARE(space->latents, before->latents);
    QCOMPARE(space->hash, before->hash);
    QVERIFY(before->manifest.maps.empty());
    const auto again = openSpace(m_space);
    QCOMPARE(again->manifest.maps.size(), std::size_t{1});
    const SavedMap& kept = again->manifest.maps[0];
    QCOMPARE(kept.name, std::string("My UMAP"));
    QCOMPARE(kept.method, std::string("umap"));
    QCOMPARE(kept.file, std::string("map-my-umap.npy"));
    QCOMPARE(kept.positions->row(0)[0], 3.0F);
    QCOMPARE(again->hash, before->hash); // sessions know it again
}

void tst_KeepMap::aMapOfTheSameNameGivesWay()
{
    auto space = keepMap(*openSpace(m_space), map("UMAP", 1));
    space = keepMap(*space, map("other", 2));
    const std::size_t files = filesInFolder();
    space = keepMap(*space, map("UMAP", 3));
    QCOMPARE(space->manifest.maps.size(), std::size_t{2});
    QCOMPARE(mapNamed(openSpace(m_space)->manifest.maps, "UMAP")->positions->row(0)[0], 3.0F);
    QCOMPARE(filesInFolder(), files); // what it replaced is gone
}

void tst_KeepMap::theRestOfTheSpaceStays()
{
    json changed = manifest();
    changed["also mine"] = "kept";
    std::ofstream(m_space / "space.json") << changed.dump(1);
    (void)keepMap(*openSpace(m_space), map("UMAP"));
    json now = manifest();
    QVERIFY(now["maps"].size() == 1);
    now.erase("maps");
    QVERIFY(now == changed);
}

void tst_KeepMap::aTsneMapIsFoundByItsOptions()
{
    const auto space = openSpace(m_space);
    SavedMap tsne = map("t-SNE");
    tsne.method = "tsne";
    tsne.tsne = TsneOptions{.perplexity = 5, .iterations = 40, .seed = 9};
    tsne.quality = {.positions = {}, .divergence = 1.5, .neighboursKept = 0.5, .perplexity = 5, .iterations = 40};
    tsne.latents = digestOf(*space->latents);
    (void)keepMap(*space, tsne);
    const auto again = openSpace(m_space);
    const auto found = savedTsne(again->manifest.maps, *again->latents, *tsne.tsne);
    QVERIFY(found);
    QCOMPARE(found->divergence, 1.5);
    QVERIFY(!savedTsne(again->manifest.maps, *again->latents, TsneOptions{}));
}

void tst_KeepMap::mapsOfOtherSamplesAreRefused()
{
    const std::string before = readWholeFile(m_space / "space.json", 1 << 20);
    const std::size_t files = filesInFolder();
    COMPARE_PART(sentenceOf([&] { return keepMap(*openSpace(m_space), map("UMAP", 1, 23)); }), "24 samples");
    COMPARE_PART(sentenceOf([&] { return keepMap(*openSpace(m_space), map("")); }), "needs a name");
    QCOMPARE(readWholeFile(m_space / "space.json", 1 << 20), before);
    QCOMPARE(filesInFolder(), files);
}

void tst_KeepMap::samplesWithoutAPlaceAreRefused()
{
    COMPARE_PART(
        sentenceOf([&] { return keepMap(*openSpace(m_space), map("UMAP", std::numeric_limits<float>::quiet_NaN())); }),
        "Sample 0 has no place");
    QVERIFY(!manifest().contains("maps"));
}

void tst_KeepMap::thereIsRoomForSixteen()
{
    auto space = openSpace(m_space);
    for (std::size_t i = 0; i < mostSavedMaps; ++i) {
        space = keepMap(*space, map("map " + std::to_string(i)));
    }
    COMPARE_PART(sentenceOf([&] { return keepMap(*space, map("one more")); }), "16 maps");
    space = keepMap(*space, map("map 3", 7)); // but one may take another's place
    QCOMPARE(mapNamed(openSpace(m_space)->manifest.maps, "map 3")->positions->row(0)[0], 7.0F);
}

void tst_KeepMap::filesOfOthersAreNotRemoved()
{
    (void)keepMap(*openSpace(m_space), map("UMAP"));
    fs::rename(m_space / "map-umap.npy", m_space / "mine.npy");
    json changed = manifest();
    changed["maps"][0]["file"] = "mine.npy";
    std::ofstream(m_space / "space.json") << changed.dump(1);
    (void)keepMap(*openSpace(m_space), map("UMAP", 2));
    QVERIFY(fs::exists(m_space / "mine.npy"));
}

void tst_KeepMap::twoAtATimeLoseNothing()
{
    const auto keep = [this](const std::string& name) {
        for (int i = 0; i < 6; ++i) {
            (void)keepMap(*openSpace(m_space), map(name + std::to_string(i)));
        }
    };
    {
        const std::jthread one(keep, "one");
        const std::jthread other(keep, "other");
    }
    QCOMPARE(openSpace(m_space)->manifest.maps.size(), std::size_t{12});
}

void tst_KeepMap::aMapIsRemovedWithItsFile()
{
    const std::size_t files = filesInFolder();
    const json before = manifest();
    const auto one = keepMap(*openSpace(m_space), map("one"));
    const auto both = keepMap(*one, map("other"));
    const auto left = withoutMap(*both, "one");
    QCOMPARE(left->latents, both->latents);
    QCOMPARE(openSpace(m_space)->manifest.maps.size(), std::size_t{2}); // until it is written
    (void)writeMaps(*both, *left);
    QCOMPARE(openSpace(m_space)->manifest.maps.size(), std::size_t{1});
    QVERIFY(!fs::exists(m_space / "map-one.npy"));
    QVERIFY(fs::exists(m_space / "map-other.npy"));
    (void)writeMaps(*left, *withoutMap(*left, "other"));
    QVERIFY(manifest() == before);
    QCOMPARE(filesInFolder(), files);
}

void tst_KeepMap::aRenamedMapKeepsItsPlaceAndWhatOthersWrote()
{
    auto space = keepMap(*openSpace(m_space), map("one", 1));
    space = keepMap(*space, map("other", 2));
    json changed = manifest();
    changed["maps"][0]["made with"] = "love";
    std::ofstream(m_space / "space.json") << changed.dump(1);
    const auto before = openSpace(m_space);
    (void)writeMaps(*before, *withRenamedMap(*before, "one", "first"));
    const auto after = openSpace(m_space);
    QCOMPARE(after->manifest.maps.at(0).name, std::string("first"));
    QCOMPARE(after->manifest.maps.at(0).method, std::string("umap"));
    QCOMPARE(after->manifest.maps.at(0).file, std::string("map-first.npy"));
    QCOMPARE(after->manifest.maps.at(0).positions->row(0)[0], 1.0F);
    QCOMPARE(after->manifest.maps.at(1).name, std::string("other"));
    QVERIFY(manifest()["maps"][0]["made with"] == "love");
    QVERIFY(!fs::exists(m_space / "map-one.npy"));
}

void tst_KeepMap::whatWasRemovedComesBackAsItWas()
{
    auto space = keepMap(*openSpace(m_space), map("one", 1));
    (void)keepMap(*space, map("other", 2));
    json changed = manifest();
    changed["maps"][0]["made with"] = "love";
    std::ofstream(m_space / "space.json") << changed.dump(1);
    const auto before = openSpace(m_space);
    const auto left = withoutMap(*before, "one");
    (void)writeMaps(*before, *left);
    QVERIFY(manifest() != changed);
    (void)writeMaps(*left, *before);
    QVERIFY(manifest() == changed);
    QCOMPARE(openSpace(m_space)->manifest.maps.at(0).positions->row(0)[0], 1.0F);
}

void tst_KeepMap::namesThatAreTakenAreRefused()
{
    const auto space = keepMap(*keepMap(*openSpace(m_space), map("one")), map("other"));
    COMPARE_PART(sentenceOf([&] { return withRenamedMap(*space, "one", "other"); }), "map “other” already");
    COMPARE_PART(sentenceOf([&] { return withRenamedMap(*space, "one", ""); }), "needs a name");
    COMPARE_PART(sentenceOf([&] { return withRenamedMap(*space, "gone", "new"); }), "no map “gone”");
    COMPARE_PART(sentenceOf([&] { return withoutMap(*space, "gone"); }), "no map “gone”");
}

void tst_KeepMap::whatAnotherProgramKeptMeanwhileIsNotReplaced()
{
    const auto before = keepMap(*openSpace(m_space), map("one", 1));
    (void)keepMap(*before, map("other", 2));
    const json there = manifest();
    const std::size_t files = filesInFolder();
    const auto after = withRenamedMap(*before, "one", "other");
    COMPARE_PART(sentenceOf([&] { return writeMaps(*before, *after); }), "another program has kept a map “other”");
    QVERIFY(manifest() == there);
    QCOMPARE(filesInFolder(), files);
}

void tst_KeepMap::whatAnotherProgramReplacedMeanwhileStays()
{
    const auto before = keepMap(*openSpace(m_space), map("one", 1));
    (void)keepMap(*openSpace(m_space), map("one", 2));
    const json there = manifest();
    const auto renamed = withRenamedMap(*before, "one", "first");
    const auto without = withoutMap(*before, "one");
    COMPARE_PART(sentenceOf([&] { return writeMaps(*before, *renamed); }),
                 "another program has replaced the map “one”");
    COMPARE_PART(sentenceOf([&] { return writeMaps(*before, *without); }),
                 "another program has replaced the map “one”");
    QVERIFY(manifest() == there);
    QCOMPARE(openSpace(m_space)->manifest.maps.at(0).positions->row(0)[0], 2.0F);
}

void tst_KeepMap::aMapSaysWhichLatentsItWasMadeFrom()
{
    const auto before = openSpace(m_space);
    const auto written = writeMaps(*before, *withMap(*before, map("one")));
    const SavedMap read = openSpace(m_space)->manifest.maps.at(0);
    QCOMPARE(read.latents, digestOf(*before->latents));
    QCOMPARE(written->manifest.maps.at(0).file, read.file);
    const auto next = writeMaps(*written, *withMap(*withMap(*before, map("one")), map("other")));
    QCOMPARE(next->manifest.maps.at(0).file, read.file); // it was not written again
}

QTEST_GUILESS_MAIN(tst_KeepMap)
#include "tst_KeepMap.moc"
