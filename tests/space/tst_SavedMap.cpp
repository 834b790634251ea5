// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixtures/Sentences.h"
#include "space/SavedMap.h"

#include <QTest>

class tst_SavedMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatAMapWasMadeWith();
    void whatIsLeftOutHasItsDefault();
    void mapsOfOtherMethodsAreNoTsne();
    void aMapIsForItsOptionsOnly();
    void ofShorterOnesTheLongestIsFound();
    void aMapIsForItsLatentsOnly();
    void errorsNameTheKey_data();
    void errorsNameTheKey();
};

namespace {

using Json = nlohmann::json;

Json entry()
{
    return Json::parse(
        "{\"name\": \"t-SNE\", \"method\": \"tsne\", \"file\": \"tsne.npy\","
        "\"options\": {\"perplexity\": 20, \"iterations\": 500, \"seed\": 7},"
        "\"quality\": {\"kl\": 1.5, \"neighbours_kept\": 0.25, \"perplexity\": 19, \"iterations\": 500}}");
}

SavedMap readEntry(const Json& json)
{
    return savedMapFrom(JsonReader(json, "maps[0]", "space.json"), "tsne.npy");
}

SavedMap withPlaces(Json json = entry())
{
    SavedMap map = readEntry(json);
    map.positions = std::make_shared<const LatentTable>(2, 2, std::vector<float>{1, 2, 3, 4});
    return map;
}

const LatentTable someLatents(2, 3, {1, 2, 3, 4, 5, 6});
constexpr TsneOptions madeWith{.perplexity = 20, .iterations = 500, .seed = 7};

} // namespace

void tst_SavedMap::readsWhatAMapWasMadeWith()
{
    const SavedMap map = readEntry(entry());
    QCOMPARE(map.name, std::string("t-SNE"));
    QCOMPARE(map.file, std::string("tsne.npy"));
    QVERIFY(map.tsne == madeWith);
    QCOMPARE(map.quality.divergence, 1.5);
    QCOMPARE(map.quality.neighboursKept, 0.25);
    QCOMPARE(map.quality.perplexity, 19.0);
    QCOMPARE(map.quality.iterations, 500);
    QVERIFY(!map.quality.neighbourRecall); // they were exact
    Json approximate = entry();
    approximate["quality"]["neighbour_recall"] = 0.96;
    QCOMPARE(readEntry(approximate).quality.neighbourRecall.value(), 0.96);
    QVERIFY(qualityToJson(readEntry(approximate).quality) == approximate["quality"]);
    const Json written = qualityToJson(map.quality);
    QVERIFY(written == entry()["quality"]);
}

void tst_SavedMap::whatIsLeftOutHasItsDefault()
{
    Json json = entry();
    json.erase("options");
    QVERIFY(readEntry(json).tsne == TsneOptions{});
    json["options"] = Json::parse("{\"exaggerated\": 100, \"exaggeration\": 4, \"learning_rate\": 50}");
    QVERIFY(readEntry(json).tsne == (TsneOptions{.exaggerated = 100, .exaggeration = 4, .learningRate = 50}));
}

void tst_SavedMap::mapsOfOtherMethodsAreNoTsne()
{
    Json json = entry();
    json["method"] = "umap";
    json["options"] = {{"perplexity", "theirs"}};
    QVERIFY(!readEntry(json).tsne);
    json = entry();
    json.erase("quality"); // nobody could say how good it is
    QVERIFY(!readEntry(json).tsne);
    QVERIFY(!savedTsne(std::vector{withPlaces(json)}, someLatents, madeWith));
}

void tst_SavedMap::aMapIsForItsOptionsOnly()
{
    Json other = entry();
    other["options"]["seed"] = 8U;
    const std::vector<SavedMap> maps = {withPlaces(other), withPlaces()};
    TsneOptions asked = madeWith;
    asked.threads = 3; // they change nothing
    const auto found = savedTsne(maps, someLatents, asked);
    QVERIFY(found);
    QCOMPARE(found->positions, (std::vector<float>{1, 2, 3, 4}));
    QCOMPARE(found->divergence, 1.5);
    asked.perplexity = 21;
    QVERIFY(!savedTsne(maps, someLatents, asked));
}

void tst_SavedMap::ofShorterOnesTheLongestIsFound()
{
    Json shorter = entry();
    shorter["options"]["iterations"] = 250U;
    const std::vector<SavedMap> maps = {withPlaces(shorter), withPlaces()};
    const auto iterations = [&](int asked) {
        TsneOptions options = madeWith;
        options.iterations = asked;
        const auto found = savedTsne(maps, someLatents, options);
        return found ? found->iterations : -1;
    };
    QCOMPARE(iterations(1000), 500);
    QCOMPARE(iterations(500), 500);
    QCOMPARE(iterations(499), 250);
    QCOMPARE(iterations(249), -1);
}

void tst_SavedMap::aMapIsForItsLatentsOnly()
{
    Json json = entry();
    json["latents"] = digestOf(someLatents);
    const std::vector<SavedMap> maps = {withPlaces(json)};
    QVERIFY(savedTsne(maps, someLatents, madeWith));
    QVERIFY(!savedTsne(maps, LatentTable(2, 3, {1, 2, 3, 4, 5, 7}), madeWith));
    QVERIFY(!savedTsne(std::vector{withPlaces()}, LatentTable(3, 3), madeWith)); // one more
}

void tst_SavedMap::errorsNameTheKey_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("value"); ///< JSON; null: as if the key were missing
    QTest::addColumn<QString>("part");
    const auto row = [](const char* pointer, const char* value, const char* part) {
        QTest::newRow(part) << pointer << value << part;
    };
    row("/name", "null", "`maps[0].name` is missing");
    row("/method", "7", "`maps[0].method` is not a text");
    row("/options", "[]", "`maps[0].options` is not an object");
    row("/options/perplexity", "0.5", "`maps[0].options.perplexity` is 0.5");
    row("/options/perplexity", "1e4", "`maps[0].options.perplexity` is 10000");
    row("/options/iterations", "100001", "`maps[0].options.iterations` is 100001");
    row("/options/learning_rate", "-1", "`maps[0].options.learning_rate` is -1");
    row("/options/seed", "-2", "`maps[0].options.seed` is -2");
    row("/quality", "true", "`maps[0].quality` is not an object");
    row("/quality/kl", "null", "`maps[0].quality.kl` is missing");
    row("/quality/neighbours_kept", "2", "`maps[0].quality.neighbours_kept` is 2");
    row("/quality/neighbour_recall", "2", "`maps[0].quality.neighbour_recall` is 2");
    row("/latents", "\"latents.npy\"", "`maps[0].latents` is `latents.npy`");
}

void tst_SavedMap::errorsNameTheKey()
{
    QFETCH(QString, pointer);
    QFETCH(QString, value);
    QFETCH(QString, part);
    Json json = entry();
    json[Json::json_pointer(pointer.toStdString())] = Json::parse(value.toStdString());
    const QString sentence = sentenceOf([&] { return readEntry(json); });
    COMPARE_PART(sentence, "space.json: ");
    COMPARE_PART(sentence, part);
}

QTEST_GUILESS_MAIN(tst_SavedMap)
#include "tst_SavedMap.moc"
