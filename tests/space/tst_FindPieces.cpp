// SPDX-License-Identifier: GPL-3.0-or-later
#include "PackedFiles.h"
#include "fixtures/Sentences.h"
#include "space/FindPieces.h"
#include "space/NpyHeader.h"

#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

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
    void aNameGoesBeforeCodeAndSize();
    void aMappingIsNoDecoder();
    void labelsThatFitGoBeforeLongerOnes();
    void whatCanBeReadGoesBeforeWhatCannot();
    void ofSeveralArraysTheLargestIsTakenUnlessOneIsNamed();
    void whatIsPassedOverIsSaid();
    void anEmptyFolderIsSaid();
    void aDecoderMayLieBelow();
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
    write("list.txt", "2\nSmiling Wearing_Hat\n000001.jpg -1 1\n000002.jpg -1 1\n");
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

void tst_FindPieces::aNameGoesBeforeCodeAndSize()
{
    write("encoder.pt", model("torch.interpolate(x)" + std::string(1000, ' ')));
    write("decoder.pt", model("conv_transpose2d"));
    write("other.pt", model("conv_transpose2d" + std::string(2000, ' ')));
    write("autoencoder.pt", model(std::string(3000, ' ')));
    QCOMPARE(found(PieceKind::Decoder), std::string("decoder.pt"));
    QCOMPARE(found(PieceKind::Encoder), std::string("encoder.pt"));
    COMPARE_PART(QString::fromStdString(findPieces(folder()).notes.at(1)),
                 "other.pt was left aside: decoder.pt is more clearly of that kind.");
}

void tst_FindPieces::aMappingIsNoDecoder()
{
    write("mapping.pt", model("torch.linear(x)" + std::string(1000, ' ')));
    write("G.pt", model("torch.linear(x)"));
    QCOMPARE(found(PieceKind::Decoder), std::string("G.pt"));
    COMPARE_PART(QString::fromStdString(findPieces(folder()).notes.at(0)), "name it under `mapping` in space.json");
}

void tst_FindPieces::labelsThatFitGoBeforeLongerOnes()
{
    write("img/1.png", "x");
    write("img/2.png", "x");
    write("labels.csv", "kind\na\nb\n");
    write("log.csv", "epoch,loss\n1,2\n2,3\n3,4\n4,5\n");
    QCOMPARE(found(PieceKind::Labels), std::string("labels.csv"));
    COMPARE_PART(QString::fromStdString(findPieces(folder()).notes.at(0)),
                 "log.csv was left aside: its rows do not fit the pictures.");
    write("names.csv", "file,kind\n1.png,a\n2.png,b\n3.png,c\n"); // larger, and its rows are joined by name
    QCOMPARE(found(PieceKind::Labels), std::string("names.csv"));
    std::filesystem::remove_all(folder() / "img");
    std::filesystem::remove(folder() / "names.csv");
    write("z.npy", NpyHeader::write("<f4", {2, 3}) + std::string(24, '\0'));
    QCOMPARE(found(PieceKind::Labels), std::string("labels.csv"));
}

void tst_FindPieces::whatCanBeReadGoesBeforeWhatCannot()
{
    std::string header = NpyHeader::write("<f4", {2, 3});
    write("b.npy", header + std::string(24, '\0'));
    header.replace(header.find("False"), 5, "True ");
    write("a.npy", header + std::string(24, '\0'));
    QCOMPARE(found(PieceKind::Latents), std::string("b.npy"));
    COMPARE_PART(QString::fromStdString(findPieces(folder()).notes.at(0)), "a.npy was left aside: it is stored column");
}

void tst_FindPieces::ofSeveralArraysTheLargestIsTakenUnlessOneIsNamed()
{
    write("mnist.npz", zipOf({{"x_test.npy", NpyHeader::write("|u1", {1, 2, 2}) + "abcd"},
                              {"x_train.npy", NpyHeader::write("|u1", {2, 2, 2}) + "abcdefgh"}}));
    const FoundPieces pieces = findPieces(folder());
    QCOMPARE(pieces.find(PieceKind::Pictures)->array, std::string("x_train"));
    COMPARE_PART(QString::fromStdString(pieces.notes.at(0)), "There is also `x_test`");
    const std::filesystem::path named = folder() / "mnist.npz:x_test";
    QCOMPARE(findPieces(std::span(&named, 1)).find(PieceKind::Pictures)->array, std::string("x_test"));
    const std::filesystem::path wrong = folder() / "mnist.npz:y";
    COMPARE_PART(sentenceOf([&] { return findPieces(std::span(&wrong, 1)); }), "there is no array called `y`");
}

void tst_FindPieces::whatIsPassedOverIsSaid()
{
    write("elsewhere/1.png", "x");
    write("all/readme", std::string(3, '\0'));
    write("all/old.pth", std::string("\x80\2x", 3));
    std::filesystem::create_directory_symlink(folder() / "elsewhere", folder() / "all/img");
    std::filesystem::create_directory(folder() / "all/closed");
    std::filesystem::permissions(folder() / "all/closed", std::filesystem::perms::none);
    const std::vector<std::string> notes = findPieces(folder() / "all").notes;
    std::filesystem::permissions(folder() / "all/closed", std::filesystem::perms::owner_all);
    COMPARE_PART(QString::fromStdString(notes.at(0)), "old.pth is a state dict or a pickle");
    COMPARE_PART(QString::fromStdString(notes.at(2)), "all/img: this link to a folder is not followed");
    if (::geteuid() != 0) { // who may read everything
        COMPARE_PART(QString::fromStdString(notes.at(3)), "all/closed: this folder could not be read");
    }
}

void tst_FindPieces::anEmptyFolderIsSaid()
{
    QCOMPARE(findPieces(folder()).notes.size(), 1U);
    COMPARE_PART(QString::fromStdString(findPieces(folder()).notes[0]), "nothing in this folder looks like a model");
}

void tst_FindPieces::aDecoderMayLieBelow()
{
    write("data/img/1.png", "x");
    write("data/img/2.png", "x");
    write("data/labels.csv", "kind\na\nb\n");
    QCOMPARE(found(PieceKind::Labels), std::string("none")); // nothing is taken that goes with no decoder
    write("models/last/decoder.pt", model("conv_transpose2d"));
    write("models/last/encoder.pt", model("Conv2d"));
    QCOMPARE(found(PieceKind::Decoder), std::string("models/last/decoder.pt"));
    QCOMPARE(found(PieceKind::Encoder), std::string("models/last/encoder.pt"));
    QCOMPARE(found(PieceKind::Pictures), std::string("data"));
    QCOMPARE(found(PieceKind::Labels), std::string("data/labels.csv"));
    write("decoder.pt", model("conv_transpose2d"));
    QCOMPARE(found(PieceKind::Decoder), std::string("decoder.pt"));
    QCOMPARE(found(PieceKind::Encoder), std::string("none"));
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
