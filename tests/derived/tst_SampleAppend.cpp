// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"
#include "base/UserError.h"
#include "derived/SampleAppend.h"
#include "fixtures/SmallSpace.h"
#include "space/NpyFile.h"

#include <QDir>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

namespace {

constexpr PictureShape shape{1, 4, 6};

PictureBatch someGrey(std::size_t count, std::uint8_t first)
{
    PictureBatch pictures{count, shape, {}, {}};
    for (std::size_t i = 0; i < count; ++i) {
        pictures.pixels.insert(pictures.pixels.end(), shape.bytes(), static_cast<std::uint8_t>(first + i));
    }
    return pictures;
}

LatentTable someLatents(std::size_t rows, float value)
{
    return {rows, 8, std::vector<float>(rows * 8, value)};
}

/// As `kind` has them: what makeSpace wrote as images.npy.
void turnImagesInto(const std::filesystem::path& space, const QString& kind)
{
    const PictureBatch pictures = readPictures(space / "images.npy");
    QImage sheet(6 * 5, 4 * 5, QImage::Format_Grayscale8);
    sheet.fill(0);
    if (kind == "images/") {
        std::filesystem::create_directory(space / "images");
    }
    for (std::size_t i = 0; i < pictures.count; ++i) {
        const QImage one(pictures.pixels.data() + i * shape.bytes(), 6, 4, 6, QImage::Format_Grayscale8);
        if (kind == "images/") {
            QVERIFY(one.save(QString::fromStdString((space / "images").string()) +
                             QStringLiteral("/%1.png").arg(i, 6, 10, QLatin1Char('0'))));
        }
        for (int y = 0; y < 4; ++y) {
            std::copy_n(one.constScanLine(y), 6,
                        sheet.scanLine(static_cast<int>(i) / 5 * 4 + y) + static_cast<int>(i) % 5 * 6);
        }
    }
    if (kind == "images.png") {
        QVERIFY(sheet.save(QString::fromStdString((space / "images.png").string())));
    }
    std::filesystem::remove(space / "images.npy");
    std::string manifest = readWholeFile(space / "space.json", 1 << 20);
    manifest.replace(manifest.find("\"images.npy\""), 12, "\"" + kind.toStdString() + "\", \"columns\": 5");
    writeFileAtomically(space / "space.json", manifest);
}

} // namespace

class tst_SampleAppend : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    [[nodiscard]] std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }

private Q_SLOTS:
    void picturesOfEveryKindAreAdded_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char* kind : {"images.npy", "images.png", "images/"}) {
            QTest::newRow(kind) << kind;
        }
    }

    void picturesOfEveryKindAreAdded()
    {
        QFETCH(const QString, kind);
        const std::filesystem::path folder = path(qPrintable(kind.chopped(1)));
        makeSpace(folder);
        if (kind != "images.npy") {
            turnImagesInto(folder, kind);
        }
        const auto before = openSpace(folder);
        const auto after = appendSamples(*before, someGrey(2, 100), someLatents(2, 0.5F));
        QCOMPARE(after->sampleCount(), std::size_t{26});
        QCOMPARE(after->latents->rows(), std::size_t{26});
        QCOMPARE(after->latents->row(25)[3], 0.5F);
        QCOMPARE(after->latents->row(0)[3], before->latents->row(0)[3]);
        QCOMPARE(after->labels->rows, std::size_t{26});
        QCOMPARE(after->labels->columns.size(), before->labels->columns.size());
        for (const LabelColumn& column : after->labels->columns) {
            QCOMPARE(column.codes[25], LabelColumn::unknown);
        }
        QCOMPARE(after->labels->find("side")->codes[0], before->labels->find("side")->codes[0]);
        QVERIFY(after->manifest.samples->images != before->manifest.samples->images);

        const std::filesystem::path images = folder / after->manifest.samples->images;
        if (kind == "images.npy") {
            const PictureBatch all = readPictures(images);
            QCOMPARE(all.count, std::size_t{26});
            QCOMPARE(all.pixels.back(), std::uint8_t{101});
        } else if (kind == "images.png") {
            const QImage sheet(QString::fromStdString(images.string()));
            QCOMPARE(sheet.height(), 4 * 6);
            QCOMPARE(qGray(sheet.pixel(4 * 6, 4 * 4)), 100); // sample 24
            QCOMPARE(qGray(sheet.pixel(0, 4 * 5)), 101);
        } else {
            const QStringList names = QDir(QString::fromStdString(images.string())).entryList(QDir::Files, QDir::Name);
            QCOMPARE(names.size(), 26);
            const QString last = QDir(QString::fromStdString(images.string())).filePath(names.last());
            QCOMPARE(qGray(QImage(last).pixel(0, 0)), 101);
        }
        // What undo goes back to is still there; what came before that is not.
        QVERIFY(std::filesystem::exists(folder / before->manifest.samples->images));
        const auto third = appendSamples(*after, someGrey(1, 7), someLatents(1, 2));
        QCOMPARE(third->sampleCount(), std::size_t{27});
        QVERIFY(std::filesystem::exists(images));
        (void)appendSamples(*third, someGrey(1, 7), someLatents(1, 2));
        QVERIFY(!std::filesystem::exists(images));
    }

    void mapsOfFewerSamplesAreNamedNoMore()
    {
        makeSpace(path("mapped"));
        auto manifest = nlohmann::json::parse(readWholeFile(path("mapped/space.json"), 1 << 20));
        manifest["maps"] = {{{"name", "t-SNE"}, {"method", "tsne"}, {"file", "tsne.npy"}}};
        writeFileAtomically(path("mapped/space.json"), manifest.dump());
        writeLatents(path("mapped/tsne.npy"), LatentTable(24, 2));
        const auto before = openSpace(path("mapped"));
        QCOMPARE(before->manifest.maps.size(), std::size_t{1});
        const auto after = appendSamples(*before, someGrey(2, 100), someLatents(2, 0.5F));
        QCOMPARE(after->sampleCount(), std::size_t{26});
        QVERIFY(after->manifest.maps.empty());
    }

    void aSpaceWithoutSamplesGetsItsFirst()
    {
        makeSpace(path("bare"));
        const auto whole = openSpace(path("bare"));
        SpaceManifest manifest = whole->manifest;
        manifest.samples.reset();
        manifest.original.erase("samples");
        writeFileAtomically(path("bare/space.json"), manifest.toJson());
        const auto space = openSpace(path("bare"));
        QCOMPARE(space->sampleCount(), std::size_t{0});
        const auto after = appendSamples(*space, someGrey(3, 1), someLatents(3, 1));
        QCOMPARE(after->sampleCount(), std::size_t{3});
        QVERIFY(!after->labels);
    }

    void whatFailsLeavesTheSpaceAsItWas()
    {
        makeSpace(path("broken"));
        const auto space = openSpace(path("broken"));
        std::filesystem::remove(path("broken/images.npy"));
        std::filesystem::create_directory(path("broken/images.npy.d"));
        writeFileAtomically(path("broken/images.npy"), "no array");
        const std::string before = readWholeFile(path("broken/space.json"), 1 << 20);
        QVERIFY_THROWS_EXCEPTION(UserError, (void)appendSamples(*space, someGrey(1, 1), someLatents(1, 1)));
        QCOMPARE(readWholeFile(path("broken/space.json"), 1 << 20), before);
    }

    void aBareDecoderSaysWhereSamplesWouldGo()
    {
        writeDecoder(path("bare.pt"), ScriptedDecoder::Linear);
        const auto space = openSpace(path("bare.pt"));
        try {
            requireRoomForSamples(*space);
            QFAIL("taken");
        } catch (const UserError& error) {
            QVERIFY(std::string(error.what()).find("bare.pt") != std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(tst_SampleAppend)
#include "tst_SampleAppend.moc"
