// SPDX-License-Identifier: GPL-3.0-or-later
#include "PackedFiles.h"
#include "fixtures/Sentences.h"
#include "space/FindPieces.h"
#include "space/NpyHeader.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

class tst_FindPieces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void tellsDecoderFromEncoderByTheirCode();
    void arraysAreKnownByTypeAndShape();
    void ofSeveralTheLargestIsTakenAndTheOthersNamed();
    void tablesAreKnownByContent();
    void picturesMayLieInFoldersBelow();
    void theOnlyFolderWithPicturesIsTaken();
    void whatIsDamagedIsNamedAndDisturbsNobody();
    void aFolderThatIsNotThereIsASentence();

private:
    std::filesystem::path folder() const { return m_folder->path().toStdString(); }
    void write(const std::string& name, const std::string& bytes) const
    {
        std::filesystem::create_directories((folder() / name).parent_path());
        std::ofstream(folder() / name, std::ios::binary) << bytes;
    }
    std::string found(PieceKind kind) const
    {
        const FoundPieces pieces = findPieces(folder());
        const Piece* const piece = pieces.find(kind);
        return piece == nullptr ? "none" : piece->path.lexically_relative(folder()).string();
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

std::string model(const std::string& code)
{
    return zipOf({{"m/data.pkl", "x"}, {"m/code/__torch__/m.py", code, true}});
}

} // namespace

void tst_FindPieces::tellsDecoderFromEncoderByTheirCode()
{
    write("a.bin", model("up : __torch__.torch.nn.modules.conv.ConvTranspose2d"));
    write("b.bin", model("down : __torch__.torch.nn.modules.conv.Conv2d"));
    QCOMPARE(found(PieceKind::Decoder), std::string("a.bin"));
    QCOMPARE(found(PieceKind::Encoder), std::string("b.bin"));
    COMPARE_PART(QString::fromStdString(findPieces(folder()).find(PieceKind::Decoder)->sentence),
                 "a.bin is taken as the decoder: its code enlarges pictures.");
}

void tst_FindPieces::arraysAreKnownByTypeAndShape()
{
    write("one.npy", NpyHeader::write("<f4", {2, 3}) + std::string(24, '\0'));
    write("two.npz", zipOf({{"x.npy", NpyHeader::write("|u1", {2, 2, 2}) + "abcdefgh"}}));
    QCOMPARE(found(PieceKind::Latents), std::string("one.npy"));
    QCOMPARE(found(PieceKind::Pictures), std::string("two.npz"));
    QCOMPARE(findPieces(folder()).find(PieceKind::Pictures)->array, std::string("x"));
}

void tst_FindPieces::ofSeveralTheLargestIsTakenAndTheOthersNamed()
{
    const std::string labels("\0\0\x08\x01\0\0\0\x02"
                             "ab",
                             10);
    write("t10k-labels", std::string("\0\0\x08\x01\0\0\0\x01"
                                     "a",
                                     9));
    write("train-labels", labels);
    QCOMPARE(found(PieceKind::Labels), std::string("train-labels"));
    QCOMPARE(findPieces(folder()).notes,
             (std::vector<std::string>{"t10k-labels was left aside: train-labels is larger and of the same kind."}));
}

void tst_FindPieces::tablesAreKnownByContent()
{
    write("tensors.tsv", "1\t2\n3\t4\n");
    write("metadata.tsv", "seven\nnine");
    QCOMPARE(found(PieceKind::Latents), std::string("tensors.tsv"));
    QCOMPARE(found(PieceKind::Labels), std::string("metadata.tsv"));
    write("list.txt", "1\nSmiling Wearing_Hat\n000001.jpg -1 1\n");
    QCOMPARE(found(PieceKind::Labels), std::string("list.txt"));
}

void tst_FindPieces::picturesMayLieInFoldersBelow()
{
    write("cat/1.png", "x");
    write("dog/deep/1.JPG", "x");
    QCOMPARE(found(PieceKind::Pictures), std::string("."));
    std::filesystem::create_directory_symlink(folder(), folder() / "dog/loop");
    COMPARE_PART(QString::fromStdString(findPieces(folder()).find(PieceKind::Pictures)->sentence),
                 "2 picture files, the folders being a label");
}

void tst_FindPieces::theOnlyFolderWithPicturesIsTaken()
{
    write("img/1.png", "x");
    write("img/2.png", "x");
    write("notes/readme", "x");
    QCOMPARE(found(PieceKind::Pictures), std::string("img"));
}

void tst_FindPieces::whatIsDamagedIsNamedAndDisturbsNobody()
{
    write("cut.npz", zipOf({{"z.npy", "abc"}}).substr(0, 40));
    write("dict.pt", zipOf({{"m/data.pkl", "x"}}));
    write("readme.md", "A text, with commas.\nAnd a line without.\n");
    write("table.csv", "a,b\n1\n");
    write("noise", std::string(100, '\0'));
    write("z.npy", NpyHeader::write("<f4", {1, 1}) + "abcd");
    std::string huge = zipOf({{"m/code/m.py", "x", true, true}});
    huge.replace(huge.find(std::string("\1\0\x10\0", 4), huge.find("PK\1\2")) + 4, 8, std::string(8, '\xFF'));
    write("huge.pt", huge);
    const FoundPieces pieces = findPieces(folder());
    QCOMPARE(pieces.pieces.size(), 2U); // huge.pt is a model whose code is not looked at
    QCOMPARE(pieces.find(PieceKind::Latents)->path.filename().string(), std::string("z.npy"));
    QCOMPARE(pieces.notes.size(), 5U);
    COMPARE_PART(QString::fromStdString(pieces.notes[0]), "cut.npz: the zip archive was cut off");
    COMPARE_PART(QString::fromStdString(pieces.notes[1]), "dict.pt is a state dict or a pickle");
    COMPARE_PART(QString::fromStdString(pieces.notes[2]), "noise was left aside");
    COMPARE_PART(QString::fromStdString(pieces.notes[3]), "readme.md was left aside: nothing in it looks like");
    COMPARE_PART(QString::fromStdString(pieces.notes[4]), "table.csv: line 2: this row has 1 cell");
}

void tst_FindPieces::aFolderThatIsNotThereIsASentence()
{
    COMPARE_PART(sentenceOf([&] { return findPieces(folder() / "no"); }), "no: the folder could not be read");
}

QTEST_GUILESS_MAIN(tst_FindPieces)
#include "tst_FindPieces.moc"
