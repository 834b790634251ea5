// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"
#include "fixtures/ConditionalSpace.h"
#include "fixtures/Sentences.h"
#include "space/Space.h"

#include <QTemporaryDir>
#include <QTest>

/// `inputs` and `mapping` of space.json.
class tst_InputsJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeConditionalSpace(folder()); }

    void aSpaceTellsWhatGoesIn()
    {
        const auto space = openSpace(folder());
        const std::vector<ModelInput>& inputs = space->manifest.inputs;
        QCOMPARE(inputs.size(), std::size_t{3});
        QVERIFY(inputs[0].kind == InputKind::Class);
        QCOMPARE(inputs[0].classes, 3);
        QCOMPARE(inputs[0].classNames.back(), std::string("owl"));
        QCOMPARE(inputs[0].initial, 1.0F);
        QVERIFY(!inputs[0].isOneHot);
        QCOMPARE(inputs[1].low, -1.0F);
        QCOMPARE(inputs[2].shape, std::vector<int>{4});
        QVERIFY(space->areInputsKnown);
        QCOMPARE(space->manifest.mapping->size, 2);
        QCOMPARE(space->mappingFile.filename().string(), std::string("mapping.pt"));
    }

    void whatIsWrittenReadsBackWithUnknownKeys()
    {
        Json json = manifest();
        json["inputs"][1]["note"] = "kept";
        json["inputs"][0]["form"] = "one-hot";
        json["mapping"]["note"] = "kept too";
        const SpaceManifest first = SpaceManifest::parse(json.dump(), "space.json");
        const std::string text = first.toJson();
        const SpaceManifest second = SpaceManifest::parse(text, "space.json");
        QVERIFY(second.inputs == first.inputs);
        QVERIFY(second.inputs[0].isOneHot);
        QVERIFY(second.mapping == first.mapping);
        QVERIFY(Json::parse(text)["inputs"][1]["note"] == Json("kept"));
        QVERIFY(Json::parse(text)["mapping"]["note"] == Json("kept too"));
    }

    void errorsNameTheKey_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* pointer, const char* value, const char* part) {
            QTest::newRow(part) << pointer << value << part;
        };
        row("/inputs", "7", "`inputs` is not a list");
        row("/inputs/0/kind", "\"colour\"", "`inputs[0].kind` is `colour`");
        row("/inputs/0/form", "\"two-hot\"", "`inputs[0].form` is `two-hot`");
        row("/inputs/0/count", "4", "3 names for 4 classes");
        row("/inputs/0/default", "3", "a class from 0 to 2");
        row("/inputs/0/name", "\"strength\"", "Two inputs are called `strength`");
        row("/inputs/1/range", "[1, 1]", "`inputs[1].range` is not two rising numbers");
        row("/inputs/1/range", "[0, 1e300]", "`inputs[1].range` holds 1e+300");
        row("/inputs/1/default", "2", "a number from -1 to 1");
        row("/inputs/2/shape", "[0]", "`inputs[2].shape` is not a list of positive");
        row("/inputs/2/shape", "[100000, 100000]", "more than 16777216 values");
        row("/inputs/2/default", "16777216", "a seed");
        row("/mapping/size", "0", "`mapping.size` is 0");
        row("/mapping/prior", "\"odd\"", "`mapping.prior` is `odd`");
        row("/mapping/file", "\"../mapping.pt\"", "`mapping.file` is `../mapping.pt`");
    }

    void errorsNameTheKey()
    {
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        QFETCH(QString, part);
        Json json = manifest();
        json[Json::json_pointer(pointer.toStdString())] = Json::parse(value.toStdString());
        COMPARE_PART(sentenceOf([&] { return SpaceManifest::parse(json.dump(), "space.json"); }), part);
    }

    void aMappingThatIsNotThereIsNamed()
    {
        std::filesystem::remove(folder() / "mapping.pt");
        COMPARE_PART(sentenceOf([&] { return openSpace(folder()); }),
                     QStringLiteral("`mapping.file` names `mapping.pt`"));
    }

    void aBareDecoderKnowsItsInputsWhenToldOnly()
    {
        QVERIFY(!openSpace(folder() / "decoder.pt")->areInputsKnown);
        SpaceHints hints;
        hints.inputs = openSpace(folder())->manifest.inputs;
        const auto told = openSpace(folder() / "decoder.pt", hints);
        QVERIFY(told->areInputsKnown);
        QCOMPARE(told->manifest.inputs.size(), std::size_t{3});
    }

private:
    using Json = nlohmann::json;
    [[nodiscard]] std::filesystem::path folder() const { return m_folder.filePath("animals").toStdString(); }
    [[nodiscard]] Json manifest() const { return Json::parse(readWholeFile(folder() / "space.json", 1 << 20)); }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(tst_InputsJson)
#include "tst_InputsJson.moc"
