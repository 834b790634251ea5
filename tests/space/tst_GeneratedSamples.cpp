// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "space/GeneratedSamples.h"
#include "space/NpyFile.h"
#include "space/PictureArrayFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

class tst_GeneratedSamples : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thumbnailsStayWithinBounds();
    void recipesComeBackFromJson();
    void wrongRecipesAreRefused();
    void theNameChangesWithWhatTheSetDependsOn();
    void arraysAreReadPictureByPicture();
    void aCutArrayIsRefused();
    void aSetThatIsNotWholeIsRefused();

private:
    [[nodiscard]] std::filesystem::path at(const char* name) const { return m_folder.filePath(name).toStdString(); }
    void writeArray(const std::filesystem::path& file, std::size_t count) const
    {
        PictureArrayWriter writer(file, count, {3, 2, 4});
        for (std::size_t i = 0; i < count; ++i) {
            writer.append(std::vector<std::uint8_t>(24, static_cast<std::uint8_t>(i)));
        }
        writer.finish();
    }
    QTemporaryDir m_folder;
};

void tst_GeneratedSamples::thumbnailsStayWithinBounds()
{
    QCOMPARE(thumbnailShape({1, 32, 160}, 50'000), (PictureShape{1, 32, 160}));
    QCOMPARE(thumbnailShape({3, 64, 64}, 1000), (PictureShape{3, 64, 64}));
    for (const std::size_t count : {std::size_t{100}, std::size_t{50'000}}) {
        const PictureShape small = thumbnailShape({3, 1024, 512}, count);
        QVERIFY(small.bytes() / 3 <= mostThumbnailPixels);
        QVERIFY(small.bytes() * count <= mostThumbnailBytes);
        QVERIFY(small.height > small.width);
    }
}

void tst_GeneratedSamples::recipesComeBackFromJson()
{
    GenerationRecipe recipe;
    recipe.draws = {.distribution = Distribution::Shell, .count = 123, .seed = 1ULL << 52U, .radius = 2.5};
    recipe.tail = {3, 0.5F};
    recipe.drawnClass = 1;
    const nlohmann::json json = recipeToJson(recipe);
    const std::filesystem::path file = "session.json";
    QVERIFY(recipeFromJson(JsonReader(json, "generated", file)) == recipe);

    nlohmann::json more = recipeToJson({}); // normal draws have no radius, and no neighbours
    more["radius"] = 2.5;
    more["neighbours"] = 5U;
    QVERIFY(recipeFromJson(JsonReader(more, "generated", file)) == GenerationRecipe());
}

void tst_GeneratedSamples::wrongRecipesAreRefused()
{
    const std::filesystem::path file = "session.json";
    const auto refuses = [&](const char* key, const nlohmann::json& value) {
        nlohmann::json json = recipeToJson({});
        json[key] = value;
        QVERIFY_THROWS_EXCEPTION(UserError, (void)recipeFromJson(JsonReader(json, "generated", file)));
    };
    refuses("distribution", "gauss");
    refuses("count", 50'001);
    refuses("seed", -1);
    refuses("radius", -2);
    refuses("neighbours", 51);
    refuses("drawn_class", 99);
}

void tst_GeneratedSamples::theNameChangesWithWhatTheSetDependsOn()
{
    Space space;
    space.decoderFile = at("decoder.pt");
    std::ofstream(space.decoderFile) << "one";
    const std::string name = generatedName(space, {});
    QCOMPARE(generatedName(space, {}), name);
    GenerationRecipe other;
    other.draws.seed = 2;
    QVERIFY(generatedName(space, other) != name);
    std::ofstream(space.decoderFile) << "two";
    QVERIFY(generatedName(space, {}) != name);
}

void tst_GeneratedSamples::arraysAreReadPictureByPicture()
{
    writeArray(at("images.npy"), 5);
    QCOMPARE(readPictures(at("images.npy")).count, std::size_t{5}); // NumPy reads it as well
    const PictureArrayReader reader(at("images.npy"));
    QCOMPARE(reader.count(), std::size_t{5});
    QCOMPARE(reader.shape(), (PictureShape{3, 2, 4}));
    std::vector<std::uint8_t> pixels(24);
    reader.read(3, pixels);
    QCOMPARE(pixels, std::vector<std::uint8_t>(24, 3));
}

void tst_GeneratedSamples::aCutArrayIsRefused()
{
    writeArray(at("cut.npy"), 5);
    std::filesystem::resize_file(at("cut.npy"), std::filesystem::file_size(at("cut.npy")) - 10);
    QVERIFY_THROWS_EXCEPTION(UserError, PictureArrayReader(at("cut.npy")));
}

void tst_GeneratedSamples::aSetThatIsNotWholeIsRefused()
{
    const auto own = std::make_shared<Space>();
    own->manifest.latentSize = 2;
    own->manifest.maps = {SavedMap{.name = "of its own samples"}};
    GenerationRecipe recipe;
    recipe.draws.count = 5;
    std::filesystem::create_directories(at("set"));
    QVERIFY_THROWS_EXCEPTION(UserError, (void)withGeneratedSamples(own, recipe, at("set")));
    writeArray(at("set") / "images.npy", 5);
    writeLatents(at("set") / "latents.npy", LatentTable(4, 2));
    QVERIFY_THROWS_EXCEPTION(UserError, (void)withGeneratedSamples(own, recipe, at("set")));
    writeLatents(at("set") / "latents.npy", LatentTable(5, 2));
    const auto space = withGeneratedSamples(own, recipe, at("set"));
    QCOMPARE(space->sampleCount(), std::size_t{5});
    QVERIFY(space->manifest.maps.empty());
    QVERIFY(samplesFolder(*space) == at("set") && ownSpace(space) == own);
}

QTEST_GUILESS_MAIN(tst_GeneratedSamples)
#include "tst_GeneratedSamples.moc"
