// SPDX-License-Identifier: GPL-3.0-or-later
#include "CliRun.h"
#include "base/AtomicFile.h"
#include "fixtures/SmallSpace.h"
#include "space/NpyFile.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <limits>
#include <sys/mount.h>
#include <unistd.h>

using Folder = std::filesystem::path;
/// Spoils something in a folder that holds a good space `small`, good latents `z.npy` and a folder `pictures`.
using Spoil = std::function<void(const Folder&)>;
Q_DECLARE_METATYPE(Spoil)

/// What strangers' files get wrong. Each case ends with exit code 1 and a sentence that names the file, the place and
/// the remedy, and leaves nothing behind.
class tst_BadInput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCaseHasItsSentence_data();
    void everyCaseHasItsSentence();
    void noTwoCasesShareASentence();
    void aFolderWithoutPermission();
    void aFullDiskWhileSavingAnArray();
    void aFullDiskWhileSavingAFolder();

private:
    QMap<QString, QString> m_caseOfSentence;
};

namespace {

using Json = nlohmann::json;

QStringList info(const char* space)
{
    return {"info", space};
}

const QStringList decodeBare = {"decode", "bad.pt", "--latents", "z.npy", "--out", "out.npy", "--deadline", "3"};
const QStringList encodeSmall = {"encode", "small", "--pictures", "pictures", "--out", "out.npy"};
const QStringList decodeSmall = {"decode", "small", "--latents", "z.npy", "--out", "out.npy"};

void prepare(const Folder& folder)
{
    makeSpace(folder / "small");
    writeLatents(folder / "z.npy", smallSpaceLatents());
    std::filesystem::create_directory(folder / "pictures");
}

Spoil badDecoder(ScriptedDecoder kind)
{
    return [kind](const Folder& folder) { writeDecoder(folder / "bad.pt", kind); };
}

Spoil file(const char* name, const std::string& content)
{
    return [=](const Folder& folder) { writeFileAtomically(folder / name, content); };
}

Spoil manifest(const std::function<void(Json&)>& change)
{
    return [change](const Folder& folder) {
        const Folder name = folder / "small/space.json";
        Json json = Json::parse(readWholeFile(name, 1 << 20));
        change(json);
        writeFileAtomically(name, json.dump(2));
    };
}

Spoil latents(const char* name, const LatentTable& table)
{
    return [=](const Folder& folder) { writeLatents(folder / name, table); };
}

LatentTable withNan()
{
    LatentTable table = smallSpaceLatents();
    table.row(4)[3] = std::numeric_limits<float>::quiet_NaN();
    return table;
}

std::string labelRows(int rows)
{
    std::string csv = "side\n";
    for (int i = 0; i < rows; ++i) {
        csv += "left\n";
    }
    return csv;
}

void truncate(const Folder& folder)
{
    std::filesystem::resize_file(folder / "z.npy", 500);
}

void linkOut(const Folder& folder)
{
    std::filesystem::rename(folder / "small/decoder.pt", folder / "elsewhere.pt");
    std::filesystem::create_symlink("../elsewhere.pt", folder / "small/decoder.pt");
}

QStringList filesUnder(const QString& folder)
{
    QStringList files;
    QStringList waiting = {folder};
    while (!waiting.isEmpty()) {
        const QDir dir(waiting.takeFirst());
        for (const QFileInfo& entry : dir.entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)) {
            files += entry.filePath();
            if (entry.isDir() && !entry.isSymLink()) {
                waiting += entry.filePath();
            }
        }
    }
    files.sort();
    return files;
}

void addModelRows(const std::function<void(const char*, const Spoil&, const QStringList&, const QStringList&)>& row)
{
    row("not a zip", file("bad.pt", "just some text\n"), info("bad.pt"), {"bad.pt", "TorchScript"});
    row("empty file", file("bad.pt", ""), info("bad.pt"), {"bad.pt", "empty"});
    row("state dict", [](const Folder& f) { writeStateDict(f / "bad.pt", 8); }, info("bad.pt"),
        {"bad.pt", "state dict", "Help > From PyTorch", "morphoscope-cli export-script > export_space.py"});
    row("legacy pickle", [](const Folder& f) { writeLegacyPickle(f / "bad.pt"); }, info("bad.pt"),
        {"bad.pt", "pickle", "Help > From PyTorch", "morphoscope-cli export-script > export_space.py"});
    row("needs a newer LibTorch", [](const Folder& f) { writeDecoderWithUnknownOperator(f / "bad.pt"); },
        info("bad.pt"), {"bad.pt", "aten::relz", "newer LibTorch"});
    row("an encoder", badDecoder(ScriptedDecoder::TakesPictures), info("bad.pt"),
        {"bad.pt", "check that it is the right file"});
    row("wrong rank", badDecoder(ScriptedDecoder::WrongRank), info("bad.pt"), {"bad.pt", "name the picture's size"});
    row("wrong type", badDecoder(ScriptedDecoder::WrongType), info("bad.pt"), {"bad.pt", "Return float or uint8"});
    row("no tensor", badDecoder(ScriptedDecoder::ReturnsText), info("bad.pt"), {"bad.pt", "Wrap it"});
    row("two channels", badDecoder(ScriptedDecoder::TwoChannels), info("bad.pt"), {"bad.pt", "channels"});
    row("empty output", badDecoder(ScriptedDecoder::Empty), info("bad.pt"), {"bad.pt", "at least one pixel"});
    row("enormous output", badDecoder(ScriptedDecoder::Enormous), info("bad.pt"),
        {"bad.pt", "5000 x 5000", "1024", "smaller"});
    row("values of unknown range", badDecoder(ScriptedDecoder::UnknownRange), info("bad.pt"), {"bad.pt", "--range"});
    row("latents of unknown size",
        [](const Folder& f) {
            writeScript(
                f / "bad.pt",
                "def forward(self, z):\n    assert z.size(1) == 37, 'I take 37.'\n    return torch.sigmoid(z)\n", 5);
        },
        info("bad.pt"), {"bad.pt", "I take 37", "--latent-size"});
    row("throws", badDecoder(ScriptedDecoder::ThrowsAboveTwo), decodeBare, {"bad.pt", "no such picture", "check"});
    row("never returns", badDecoder(ScriptedDecoder::LoopsAboveTwo), decodeBare,
        {"bad.pt", "has not answered", "longer deadline"});
    row("kills its process", badDecoder(ScriptedDecoder::KillsAboveTwo), decodeBare,
        {"bad.pt", "process ended", "use another"});
}

void addSpaceRows(const std::function<void(const char*, const Spoil&, const QStringList&, const QStringList&)>& row)
{
    row("no space.json", [](const Folder& f) { std::filesystem::remove(f / "small/space.json"); }, info("small"),
        {"small", "no space.json", "Open a space"});
    row("not JSON", file("small/space.json", "{\n  \"format\": 1,\n  oops\n}\n"), info("small"),
        {"space.json", "line 3, column 3", "comma"});
    row("newer format", manifest([](Json& json) { json["format"] = 7; }), info("small"),
        {"space.json", "`format` is 7", "newer Morphoscope"});
    row("absurd latent size", manifest([](Json& json) { json["latent"]["size"] = 1e15; }), info("small"),
        {"space.json", "`latent.size`", "1 to 4096"});
    row("absurd width", manifest([](Json& json) { json["decoder"]["output"]["width"] = 2000000; }), info("small"),
        {"space.json", "`decoder.output.width` is 2000000", "1 to 1024"});
    row("path with dots", manifest([](Json& json) { json["decoder"]["file"] = "../../etc/passwd"; }), info("small"),
        {"space.json", "`decoder.file` is `../../etc/passwd`", "Copy"});
    row("absolute path", manifest([](Json& json) { json["samples"]["labels"] = "/etc/passwd"; }), info("small"),
        {"space.json", "`samples.labels` is `/etc/passwd`"});
    row("link out of the folder", linkOut, info("small"), {"space.json", "a link that leaves", "Copy"});
    row("picture of another size", manifest([](Json& json) {
            json["decoder"]["output"]["width"] = 7;
            json.erase("samples");
        }),
        info("small"), {"decoder.pt"});
    row("latents of another width", latents("small/latents.npy", LatentTable(24, 7)), info("small"),
        {"latents.npy", "7 wide", "is 8", "Encode"});
    row("fewer latents than samples", latents("small/latents.npy", LatentTable(23, 8)), info("small"),
        {"latents.npy", "23 latents for 24 samples"});
    row("latents with NaN", latents("small/latents.npy", withNan()), info("small"),
        {"latents.npy", "row 4, column 3", "NaN"});
    row("fewer labels", file("small/labels.csv", labelRows(23)), info("small"),
        {"labels.csv", "23 rows", "24 samples"});
    row("more labels", file("small/labels.csv", labelRows(25)), info("small"), {"labels.csv", "25 rows", "24 samples"});
    row("bad quoting", file("small/labels.csv", "side\n\"left\n" + labelRows(22)), info("small"),
        {"labels.csv", "line 2, column 1", "never closed"});
    row("no header", file("small/labels.csv", "1,2\n3,4\n"), info("small"), {"labels.csv", "line 1", "no header"});
}

void addTableRows(const std::function<void(const char*, const Spoil&, const QStringList&, const QStringList&)>& row)
{
    row("truncated .npy", truncate, decodeSmall, {"z.npy", "768 bytes", "372 bytes", "cut off"});
    row("not a .npy", file("z.npy", "1,2,3\n"), decodeSmall, {"z.npy", "not a .npy file", "numpy.save"});
    row("points with NaN", latents("z.npy", withNan()), decodeSmall, {"z.npy", "row 4, column 3"});
    row("points of another width", latents("z.npy", LatentTable(2, 9)), decodeSmall, {"z.npy", "9 wide", "takes 8"});
    row("pictures that are no pictures", file("pictures/a.png", "no picture"), encodeSmall, {"pictures/a.png"});
    row("a folder without pictures", file("pictures/a.txt", "text"), encodeSmall, {"pictures", "no picture in this"});
    row("pictures of another size",
        [](const Folder& f) {
            writePictures(f / "p.npy", {2, {1, 3, 3}, std::vector<std::uint8_t>(18), {}});
        },
        {"encode", "small", "--pictures", "p.npy", "--out", "out.npy"}, {"p.npy", "3 x 3, grey", "6 x 4, grey"});
    row("no encoder", manifest([](Json& json) { json.erase("encoder"); }), encodeSmall, {"small", "no encoder"});
    row("a decoder in the encoder's place",
        [](const Folder& f) {
            std::filesystem::copy_file(f / "small/decoder.pt", f / "small/encoder.pt",
                                       std::filesystem::copy_options::overwrite_existing);
        },
        encodeSmall, {"encoder.pt", "check that it is the right file"});
    row("a file where the folder goes", file("frames", "mine"),
        {"decode", "small", "--latents", "z.npy", "--out", "frames"}, {"frames", "this is a file", "Choose a folder"});
    row("a space's own size", [](const Folder&) {}, {"info", "small", "--latent-size", "3"},
        {"small", "for bare decoders", "space.json"});
    row("one latent's components", latents("one.npy", LatentTable(1, 8)), {"project", "one.npy", "--out", "xy.npy"},
        {"one.npy", "at least two", "Encode more"});
    row("a label column that is not there", [](const Folder&) {},
        {"attribute", "small", "--with", "age=9", "--without", "side=left", "--out", "v.npy"},
        {"small", "*age*", "side"});
    const auto withAge = [](const Folder& folder) {
        std::string csv = "side,age,same\n";
        for (int i = 0; i < 24; ++i) {
            csv += (i == 0 ? "up," : i % 2 == 0 ? "left," : "right,") + std::to_string(i) + ",4\n";
        }
        writeFileAtomically(folder / "small/labels.csv", csv);
    };
    const auto attribute = [](const QStringList& more) {
        return QStringList{"attribute", "small", "--out", "v.npy"} + more;
    };
    row("the same samples with and without", withAge, attribute({"--with", "age=9", "--without", "age=9"}),
        {"small", "in the other group as well", "Choose groups that differ"});
    row("all samples in one group", withAge, attribute({"--with", "same=4"}), {"small", "*without* is empty"});
    row("no pattern", withAge, attribute({}), {"small", "--with COLUMN=VALUE"});
    row("one example for a classifier", withAge, attribute({"--with", "side=up", "--method", "linear"}),
        {"small", "*with* has one sample", "use the mean difference"});
    row("regression on words", withAge, attribute({"--method", "ridge", "--number", "side"}),
        {"small", "side", "holds words"});
    row("regression on a constant", withAge, attribute({"--method", "ridge", "--number", "same"}),
        {"small", "same", "one number everywhere"});
    row("regression on nothing", withAge, attribute({"--method", "ridge"}), {"small", "--number"});
    row("regression among none", withAge,
        attribute({"--method", "ridge", "--number", "age", "--where", "side=up,age=5"}),
        {"small", "age", "fewer than two"});
    row("regression with a group", withAge, attribute({"--method", "ridge", "--number", "age", "--with", "side=left"}),
        {"small", "--where"});
    row("balance without its method", withAge, attribute({"--with", "side=left", "--balance", "age"}),
        {"small", "--method balanced"});
    row("nothing to balance", withAge, attribute({"--with", "side=left", "--method", "balanced"}),
        {"small", "--balance"});
    row("classes that never meet", withAge,
        attribute({"--with", "side=left", "--method", "balanced", "--balance", "age"}),
        {"small", "nothing can be matched"});
    row("what is not there kept fixed", withAge, attribute({"--with", "side=left", "--keep-fixed", "beard"}),
        {"small", "beard", "neither a label nor an attribute"});
    row("a vector of another space kept fixed",
        [&](const Folder& folder) {
            withAge(folder);
            writeLatents(folder / "w.npy", LatentTable(1, 3, {1, 0, 0}));
        },
        attribute({"--with", "side=left", "--keep-fixed", "w.npy"}), {"small", "w.npy", "3 numbers", "8"});
    row("all that differs kept fixed", withAge, attribute({"--with", "side=up", "--keep-fixed", "side,age"}),
        {"small", "Nothing is left"});
    row("no such file", [](const Folder&) {}, info("absent"), {"absent", "no such file"});
    row("no folder to write to", [](const Folder&) {},
        {"decode", "small", "--latents", "z.npy", "--out", "no/such/out.npy"}, {"no/such/out.npy", "Make the folder"});
}

} // namespace

void tst_BadInput::everyCaseHasItsSentence_data()
{
    QTest::addColumn<Spoil>("spoil");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QStringList>("parts");
    const auto row = [](const char* name, const Spoil& spoil, const QStringList& arguments, const QStringList& parts) {
        QTest::newRow(name) << spoil << arguments << parts;
    };
    addModelRows(row);
    addSpaceRows(row);
    addTableRows(row);
}

void tst_BadInput::everyCaseHasItsSentence()
{
    QFETCH(Spoil, spoil);
    QFETCH(QStringList, arguments);
    QFETCH(QStringList, parts);
    QTemporaryDir folder;
    QVERIFY(QDir::setCurrent(folder.path()));
    prepare(".");
    if (arguments == decodeBare) { // loads well; z0 > 2 sets it off
        LatentTable far(1, 8);
        far.row(0)[0] = 3;
        writeLatents("z.npy", far);
    }
    spoil(".");
    const QStringList before = filesUnder(".");
    const CliResult result = runCli(arguments);
    QVERIFY2(result.exitCode == 1, qPrintable(result.errors));
    QVERIFY(result.output.isEmpty());
    for (const QString& part : parts) {
        QVERIFY2(result.errors.contains(part), qPrintable(result.errors));
    }
    QCOMPARE(filesUnder("."), before);
    const QString sentence = result.errors.mid(result.errors.indexOf(": "));
    const QString other = m_caseOfSentence.value(sentence);
    QVERIFY2(other.isEmpty(), qPrintable("the same sentence as for: " + other + "\n" + sentence));
    m_caseOfSentence[sentence] = QTest::currentDataTag();
}

void tst_BadInput::noTwoCasesShareASentence()
{
    QVERIFY(m_caseOfSentence.size() >= 25);
}

void tst_BadInput::aFolderWithoutPermission()
{
    if (::geteuid() != 0) {
        QSKIP("Only root can run a program as somebody else.");
    }
    QTemporaryDir folder;
    makeSpace(folder.filePath("small").toStdString());
    std::filesystem::permissions(folder.path().toStdString(), std::filesystem::perms(0755));
    std::filesystem::permissions(folder.filePath("small").toStdString(), std::filesystem::perms(0700));
    const CliResult result = runCli({"info", folder.filePath("small")}, {.asNobody = true});
    if (result.exitCode == -1 || result.exitCode == 99) {
        QSKIP("The program cannot be run as uid 65534 from here.");
    }
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.errors.contains(folder.filePath("small")), qPrintable(result.errors));
    QVERIFY2(result.errors.contains("ermission"), qPrintable(result.errors));
}

void tst_BadInput::aFullDiskWhileSavingAnArray()
{
    QTemporaryDir folder;
    QVERIFY(QDir::setCurrent(folder.path()));
    prepare(".");
    writeLatents("x.npy", LatentTable(1, 8, LatentVector(8, 1.0F)));
    const QStringList before = filesUnder(".");
    // A verb without an engine: the limit would also hold for the memory shared with it.
    const CliResult result =
        runCli({"project", "z.npy", "--method", "axes", "--x", "x.npy", "--y", "x.npy", "--out", "v.npy"},
               {.largestFile = 60});
    QVERIFY2(result.exitCode == 1, qPrintable(result.errors));
    QVERIFY2(result.errors.contains("v.npy") && result.errors.contains("Free some space"), qPrintable(result.errors));
    QCOMPARE(filesUnder("."), before);
}

void tst_BadInput::aFullDiskWhileSavingAFolder()
{
    QTemporaryDir folder;
    const QString disk = folder.filePath("disk");
    QDir().mkpath(disk);
    prepare(folder.path().toStdString());
    if (::mount("none", disk.toUtf8().constData(), "tmpfs", 0, "size=64k") != 0) {
        QSKIP("No small file system can be mounted here.");
    }
    // 24 files of a page each do not fit.
    const CliResult result =
        runCli({"decode", folder.filePath("small"), "--latents", folder.filePath("z.npy"), "--out", disk + "/frames"});
    const QStringList left = filesUnder(disk);
    ::umount(disk.toUtf8().constData());
    QVERIFY2(result.exitCode == 1, qPrintable(result.errors));
    QVERIFY2(result.errors.contains("Free some space"), qPrintable(result.errors));
    QCOMPARE(left, QStringList());
}

QTEST_GUILESS_MAIN(tst_BadInput)
#include "tst_BadInput.moc"
