// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/ModelError.h"
#include "engine/EngineProcess.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

/// Inputs and mappings between client and engine; the small engine takes them for coordinates.
class tst_EngineInputs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        std::ofstream(path("decoder")) << "2 1 2 2";
        std::ofstream(path("mapping")) << "good";
        std::ofstream(path("bad")) << "bad";
    }

    void aRowCarriesThem()
    {
        EngineProcess engine(SMALL_ENGINE, EngineRole::Live);
        const LoadedModel model = engine.client().load(request());
        QCOMPARE(model.rowSize(), std::size_t{5});
        QVERIFY(model.inputs == *request().inputs); // names of classes too, which do not travel
        QCOMPARE(model.mappingSize, 3);
        QCOMPARE(model.mappedDeviation, (LatentVector{2, 2}));
        const auto stream = engine.client().openStream();
        Picture picture;
        engine.client().decode(*stream, LatentVector{1, 2, 1, 0.5F, 1}, picture);
        QCOMPARE(picture.pixels, (std::vector<std::uint8_t>{110, 120, 110, 105}));
        const PictureBatch table = engine.client().decodeTable(LatentTable(1, 5, {1, 2, 0, 0.5F, 1}));
        QCOMPARE(table.pixels, (std::vector<std::uint8_t>{110, 120, 100, 105}));
    }

    void rowsOfAnotherWidthAreRefused()
    {
        EngineProcess engine(SMALL_ENGINE, EngineRole::Live);
        engine.client().load(request());
        QVERIFY_THROWS_EXCEPTION(UserError, (void)engine.client().decodeTable(LatentTable(1, 2, {1, 2})));
        InfluenceRequest narrow{LatentTable(1, 2), {1, 1}, {}};
        QVERIFY_THROWS_EXCEPTION(UserError, (void)engine.client().influence(narrow));
        InfluenceRequest tooMany{LatentTable(1, 5), LatentVector(5, 1), {}};
        QVERIFY_THROWS_EXCEPTION(UserError, (void)engine.client().influence(tooMany));
        const InfluenceRequest right{LatentTable(1, 5), {1, 1}, {}};
        QCOMPARE(engine.client().influence(right).size(), std::size_t{2});
    }

    void drawsAreMapped()
    {
        EngineProcess engine(SMALL_ENGINE, EngineRole::Live);
        engine.client().load(request());
        const LatentTable mapped = engine.client().map(LatentTable(2, 3, {1, 2, 3, 4, 5, 6}));
        QCOMPARE(std::vector<float>(mapped.values().begin(), mapped.values().end()), (std::vector<float>{2, 4, 8, 10}));
        QVERIFY_THROWS_EXCEPTION(UserError, (void)engine.client().map(LatentTable(1, 2)));
        LoadRequest plain;
        plain.decoder = path("decoder");
        engine.client().load(plain);
        QVERIFY_THROWS_EXCEPTION(UserError, (void)engine.client().map(LatentTable(1, 3)));
    }

    void anErrorOfTheMappingNamesItsFile()
    {
        EngineProcess engine(SMALL_ENGINE, EngineRole::Live);
        LoadRequest bad = request();
        bad.mapping = path("bad");
        try {
            engine.client().load(bad);
            QFAIL("it was loaded");
        } catch (const ModelError& error) {
            QCOMPARE(QString::fromUtf8(error.what()),
                     QString::fromStdString(path("bad").string()) + ": it is no mapping.");
        }
    }

private:
    [[nodiscard]] std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }
    [[nodiscard]] LoadRequest request() const
    {
        LoadRequest request;
        request.decoder = path("decoder");
        request.mapping = path("mapping");
        request.mappingSize = 3;
        ModelInput animal{.name = "animal", .kind = InputKind::Class, .classes = 2};
        animal.classNames = {"cat", "dog"};
        request.inputs = {animal, {.name = "strength"}};
        return request;
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(tst_EngineInputs)
#include "tst_EngineInputs.moc"
