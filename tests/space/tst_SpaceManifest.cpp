// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixtures/Sentences.h"
#include "space/SpaceManifest.h"

#include <QTest>

class tst_SpaceManifest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatItWrites();
    void keepsUnknownKeysOnRewriting();
    void errorsNameTheKey_data();
    void errorsNameTheKey();
};

namespace {

using Json = nlohmann::json;

Json example()
{
    return Json::parse("{\"format\": 1, \"name\": \"Example\", \"colour\": \"green\","
                       "\"latent\": {\"size\": 2, \"prior\": \"uniform\", \"note\": 7},"
                       "\"decoder\": {\"file\": \"decoder.pt\", \"output\": {\"kind\": \"image\", \"channels\": 3,"
                       "\"height\": 8, \"width\": 9, \"range\": [-1, 1], \"gamma\": 2.5}},"
                       "\"samples\": {\"count\": 4, \"images\": \"images/\", \"latents\": \"latents.npy\"},"
                       "\"maps\": [{\"name\": \"t-SNE\", \"file\": \"tsne.npy\"}],"
                       "\"attributes\": [{\"name\": \"smile\", \"vector\": [1, 0.5], \"amount\": 0.25,"
                       "\"keep_fixed\": [\"hair\"]}]}");
}

SpaceManifest parsed(const Json& json)
{
    return SpaceManifest::parse(json.dump(), "space.json");
}

} // namespace

void tst_SpaceManifest::readsWhatItWrites()
{
    const SpaceManifest first = parsed(example());
    const SpaceManifest second = SpaceManifest::parse(first.toJson(), "space.json");
    QCOMPARE(second.name, std::string("Example"));
    QCOMPARE(second.latentSize, 2);
    QCOMPARE(second.prior, Prior::Uniform);
    QCOMPARE(second.decoder->picture, (PictureShape{3, 8, 9}));
    QCOMPARE(second.decoder->range, (ValueRange{-1, 1}));
    QCOMPARE(second.decoder, first.decoder);
    QCOMPARE(second.samples, first.samples);
    QCOMPARE(second.attributes, first.attributes);
    QCOMPARE(second.attributes[0].vector, (LatentVector{1, 0.5F}));
    QVERIFY(!second.encoder);
}

void tst_SpaceManifest::keepsUnknownKeysOnRewriting()
{
    SpaceManifest manifest = parsed(example());
    manifest.attributes[0].amount = 1;
    const Json written = Json::parse(manifest.toJson());
    QCOMPARE(written["colour"].get<std::string>(), std::string("green"));
    QCOMPARE(written["latent"]["note"].get<int>(), 7);
    QCOMPARE(written["decoder"]["output"]["gamma"].get<double>(), 2.5);
    QVERIFY(written["maps"] == example()["maps"]);
    manifest.maps.clear();
    QVERIFY(!Json::parse(manifest.toJson()).contains("maps"));
    QCOMPARE(written["attributes"][0]["amount"].get<double>(), 1.0);
    QCOMPARE(written["attributes"][0]["keep_fixed"][0].get<std::string>(), std::string("hair"));
}

void tst_SpaceManifest::errorsNameTheKey_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("value"); ///< JSON; null: as if the key were missing
    QTest::addColumn<QString>("part");
    QTest::newRow("no format") << "/format"
                               << "null"
                               << "`format` is missing";
    QTest::newRow("newer") << "/format"
                           << "2"
                           << "newer than this program";
    QTest::newRow("format text") << "/format"
                                 << "\"1\""
                                 << "`format` is \"1\"";
    QTest::newRow("no latent") << "/latent"
                               << "null"
                               << "`latent` is missing";
    QTest::newRow("latent text") << "/latent"
                                 << "\"2\""
                                 << "`latent` is not an object";
    QTest::newRow("huge latent") << "/latent/size"
                                 << "1000000000000000000000"
                                 << "`latent.size` is 1e+21";
    QTest::newRow("negative latent") << "/latent/size"
                                     << "-3"
                                     << "`latent.size` is -3";
    QTest::newRow("fractional latent") << "/latent/size"
                                       << "2.5"
                                       << "`latent.size` is 2.5";
    QTest::newRow("names") << "/latent/names"
                           << "[\"a\"]"
                           << "`latent.names` has 1 entries";
    QTest::newRow("prior") << "/latent/prior"
                           << "\"cauchy\""
                           << "`latent.prior` is `cauchy`";
    QTest::newRow("no decoder") << "/decoder"
                                << "null"
                                << "`decoder` is missing";
    QTest::newRow("huge width") << "/decoder/output/width"
                                << "70000"
                                << "`decoder.output.width` is 70000";
    QTest::newRow("two channels") << "/decoder/output/channels"
                                  << "2"
                                  << "`decoder.output.channels` is 2";
    QTest::newRow("range") << "/decoder/output/range"
                           << "[1, 1]"
                           << "`decoder.output.range`";
    QTest::newRow("sound") << "/decoder/output/kind"
                           << "\"sound\""
                           << "`decoder.output.kind` is `sound`";
    QTest::newRow("dots") << "/decoder/file"
                          << "\"a/../../decoder.pt\""
                          << "leaves the space's folder";
    QTest::newRow("absolute") << "/samples/latents"
                              << "\"/etc/passwd\""
                              << "`samples.latents` is `/etc/passwd`";
    QTest::newRow("zero byte") << "/decoder/file"
                               << "\"a\\u0000b\""
                               << "`decoder.file` is empty or holds a zero byte";
    QTest::newRow("count") << "/samples/count"
                           << "4000000000"
                           << "`samples.count` is 4000000000";
    QTest::newRow("columns") << "/samples/columns"
                             << "0"
                             << "`samples.columns` is 0";
    QTest::newRow("maps") << "/maps"
                          << "{}"
                          << "`maps` is not a list";
    QTest::newRow("map elsewhere") << "/maps/0/file"
                                   << "\"../tsne.npy\""
                                   << "`maps[0].file` is `../tsne.npy`, which leaves";
    QTest::newRow("map without file") << "/maps/0/file"
                                      << "null"
                                      << "`maps[0].file` is missing";
    QTest::newRow("maps of nothing") << "/samples"
                                     << "null"
                                     << "`maps` lay out samples, of which there are none";
    QTest::newRow("attributes") << "/attributes"
                                << "{}"
                                << "`attributes` is not a list";
    QTest::newRow("attribute") << "/attributes/0/vector"
                               << "[1]"
                               << "`attributes[0].vector` has 1 numbers";
    QTest::newRow("number") << "/attributes/0/vector"
                            << "[1, 1e300]"
                            << "`attributes[0].vector` holds 1e+300";
}

void tst_SpaceManifest::errorsNameTheKey()
{
    QFETCH(QString, pointer);
    QFETCH(QString, value);
    QFETCH(QString, part);
    Json json = example();
    json[Json::json_pointer(pointer.toStdString())] = Json::parse(value.toStdString());
    const QString sentence = sentenceOf([&] { return parsed(json); });
    COMPARE_PART(sentence, "space.json: ");
    COMPARE_PART(sentence, part);
}

QTEST_GUILESS_MAIN(tst_SpaceManifest)
#include "tst_SpaceManifest.moc"
