// SPDX-License-Identifier: GPL-3.0-or-later
#include "PackedFiles.h"
#include "fixtures/Sentences.h"
#include "space/NpzFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <fstream>

class tst_NpzFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsStoredAndDeflatedArrays();
    void readsSizesOfLargeMembers();
    void theOnlyArrayThatFitsNeedsNoName();
    void ofSeveralTheUsualNameIsTaken();
    void severalThatFitAreListedWithTheirShapes();
    void aNamedArrayIsTakenOrItsFaultSaid();
    void whatIsNoPlainArrayDisturbsNobody();
    void refusesBrokenArchives_data();
    void refusesBrokenArchives();
    void promisesBeyondWhatIsPackedAreRefused();
    void everyBeginningIsASentence();
    void everyFlippedBitIsASentenceOrTheSameArray();

private:
    std::filesystem::path fileWith(const std::string& bytes)
    {
        const auto file = std::filesystem::path(m_folder.filePath("data.npz").toStdString());
        std::ofstream(file, std::ios::binary) << bytes; // no syncing: there are thousands
        return file;
    }
    QTemporaryDir m_folder;
};

namespace {

std::string npy(const std::string& type, const std::vector<std::size_t>& shape, const std::string& values)
{
    return NpyHeader::write(type, shape) + values;
}

const LatentTable twoPoints(2, 3, {1, 2, 3, 4, 5, 6});

std::string latents()
{
    std::string values(24, '\0');
    std::memcpy(values.data(), twoPoints.values().data(), values.size());
    return npy("<f4", {2, 3}, values);
}

std::string pictures()
{
    return npy("|u1", {2, 2, 2, 1}, "abcdefgh");
}

} // namespace

void tst_NpzFile::readsStoredAndDeflatedArrays()
{
    for (const bool isDeflated : {false, true}) {
        const NpzFile file(fileWith(zipOf({{"z.npy", latents(), isDeflated}, {"x.npy", pictures(), isDeflated}})));
        QCOMPARE(file.readLatents(), twoPoints);
        const PictureBatch batch = file.readPictures();
        QCOMPARE(batch.shape, (PictureShape{1, 2, 2}));
        QCOMPARE(std::string(batch.pixels.begin(), batch.pixels.end()), std::string("abcdefgh"));
    }
}

void tst_NpzFile::readsSizesOfLargeMembers()
{
    QCOMPARE(NpzFile(fileWith(zipOf({{"z.npy", latents(), true, true}}))).readLatents(), twoPoints);
}

void tst_NpzFile::theOnlyArrayThatFitsNeedsNoName()
{
    const std::string labels = npy("<i8", {2}, std::string(16, '\0'));
    const NpzFile file(
        fileWith(zipOf({{"y_train.npy", labels}, {"arr_0.npy", latents()}, {"x_train.npy", pictures()}})));
    QCOMPARE(file.latentNames(), (std::vector<std::string>{"arr_0"}));
    QCOMPARE(file.pictureNames(), (std::vector<std::string>{"x_train"}));
    QCOMPARE(file.readLatents(), twoPoints);
}

void tst_NpzFile::ofSeveralTheUsualNameIsTaken()
{
    const std::string other = npy("<f4", {1, 1}, std::string(4, '\0'));
    QCOMPARE(NpzFile(fileWith(zipOf({{"variance.npy", other}, {"mu.npy", latents()}}))).readLatents(), twoPoints);
}

void tst_NpzFile::severalThatFitAreListedWithTheirShapes()
{
    const auto file = fileWith(zipOf({{"x_train.npy", pictures()}, {"x_test.npy", pictures()}, {"z.npy", latents()}}));
    COMPARE_PART(sentenceOf([&] { return NpzFile(file).readPictures(); }),
                 "data.npz: several arrays can be pictures (bytes, n x height x width, or with 1 or 3 channels). Name "
                 "one of them: x_train (2 x 2 x 2 x 1, `|u1`), x_test (2 x 2 x 2 x 1, `|u1`).");
}

void tst_NpzFile::aNamedArrayIsTakenOrItsFaultSaid()
{
    const NpzFile file(fileWith(zipOf({{"a.npy", latents()}, {"b.npy", latents()}, {"x.npy", pictures()}})));
    QCOMPARE(file.readLatents("b"), twoPoints);
    COMPARE_PART(sentenceOf([&] { return file.readLatents("c"); }), "no array called `c`. There are: a (2 x 3, `<f4`)");
    COMPARE_PART(sentenceOf([&] { return file.readLatents("x"); }), "data.npz/x.npy: holds values of type `|u1`");
    COMPARE_PART(sentenceOf([&] { return file.readPictures("a"); }), "data.npz/a.npy: holds values of type `<f4`");
}

void tst_NpzFile::whatIsNoPlainArrayDisturbsNobody()
{
    const NpzFile file(fileWith(zipOf({{"metadata.npy", npy("|O", {}, "a pickle")},
                                       {"broken.npy", "\x93NUMPY\x01"},
                                       {"notes.txt", "text"},
                                       {"z.npy", latents()}})));
    QCOMPARE(file.readLatents(), twoPoints);
    COMPARE_PART(sentenceOf([&] { return file.readPictures(); }), "broken (not a plain array), z (2 x 3, `<f4`)");
    COMPARE_PART(sentenceOf([&] { return file.readLatents("broken"); }), "broken.npy: this is not a .npy file");
}

void tst_NpzFile::refusesBrokenArchives_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const std::string& bytes, const char* part) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << part;
    };
    const std::string good = zipOf({{"z.npy", latents()}});
    const auto changed = [&](std::size_t at, const std::string& bytes) {
        std::string archive = good;
        return archive.replace(at, bytes.size(), bytes);
    };
    const std::size_t end = good.size() - 22;
    const std::size_t entry = good.find("PK\1\2");
    row("empty", "", "not a zip archive");
    row("text", "1,2,3\n", "not a zip archive");
    row("cut off", good.substr(0, good.size() - 30), "its directory, at the end, is missing");
    row("no member", zipOf({}), "holds no array");
    row("no array", zipOf({{"z.csv", "1"}}), "holds no array");
    row("the same name twice", zipOf({{"z.npy", latents()}, {"z.npy", latents()}}), "two members are called `z.npy`");
    row("directory outside", changed(end + 16, little(1 << 30, 4)), "its directory lies outside");
    row("long directory", changed(end + 12, little(1 << 30, 4)), "its directory lies outside");
    row("wrong place", changed(end + 16, little(1, 4)), "its directory is broken at member 1");
    row("too many members", changed(end + 10, little(2, 2)), "its directory is broken at member 2");
    row("very many members", changed(end + 10, little(60000, 2)), "at most 10000");
    row("larger than 4 GiB", changed(end + 16, little(~0U, 4)), "larger than 4 GiB");
    row("long name", changed(entry + 28, little(60000, 2)), "its directory is broken at member 1");
    row("encrypted", changed(entry + 8, little(1, 2)), "is encrypted");
    row("another method", changed(entry + 10, little(12, 2)), "a method (12)");
    row("checksum", changed(entry + 16, little(1, 4)), "the checksum is wrong");
    row("begins elsewhere", changed(entry + 42, little(3, 4)), "does not begin where the directory says");
    row("begins outside", changed(entry + 42, little(1 << 30, 4)),
        "z.npy: the zip archive is damaged: it lies outside");
    row("sizes differ", changed(entry + 24, little(1 << 30, 4)), "promises 1073741824 bytes in");
    row("not deflated", changed(entry + 10, little(8, 2)), "damaged");
    row("an array cut short", zipOf({{"z.npy", latents().substr(0, 140), true}}), "cut off or damaged");
}

void tst_NpzFile::refusesBrokenArchives()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, part);
    const auto file = fileWith(bytes.toStdString());
    const QString sentence = sentenceOf([&] { return NpzFile(file).readLatents("z"); });
    COMPARE_PART(sentence, "data.npz");
    COMPARE_PART(sentence, part);
}

void tst_NpzFile::promisesBeyondWhatIsPackedAreRefused()
{
    const std::string header = NpyHeader::write("|u1", {1 << 30, 64, 64, 3});
    std::string archive = zipOf({{"x.npy", header, true, true}});
    const std::size_t extra = archive.find(std::string("\1\0\x10\0", 4), archive.find("PK\1\2"));
    archive.replace(extra + 4, 8, little(header.size() + (std::uint64_t{12288} << 30), 8));
    const auto file = fileWith(archive);
    COMPARE_PART(sentenceOf([&] { return NpzFile(file).readPictures("x"); }), "packed ones");
}

void tst_NpzFile::everyBeginningIsASentence()
{
    const std::string whole = zipOf({{"z.npy", latents(), true}});
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto file = fileWith(whole.substr(0, length));
        QVERIFY2(sentenceOf([&] { return NpzFile(file).readLatents(); }) != "no error",
                 qPrintable(QString::number(length)));
    }
}

void tst_NpzFile::everyFlippedBitIsASentenceOrTheSameArray()
{
    const std::string whole = zipOf({{"z.npy", latents(), true}});
    for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
        std::string damaged = whole;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
        try {
            QCOMPARE(NpzFile(fileWith(damaged)).readLatents(), twoPoints);
        } catch (const UserError&) {
        }
    }
}

QTEST_GUILESS_MAIN(tst_NpzFile)
#include "tst_NpzFile.moc"
