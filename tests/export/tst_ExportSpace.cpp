// SPDX-License-Identifier: GPL-3.0-or-later
#include "../cli/CliRun.h"
#include "base/UserError.h"
#include "latent/PortableRandom.h"
#include "latent/PriorDraws.h"
#include "space/NpyFile.h"
#include "space/Space.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <map>

/// resources/export_space.py, run by every Python with PyTorch that is found; the command line opens what it writes.
class tst_ExportSpace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void givesWhatPyTorchGave_data();
    void givesWhatPyTorchGave();
    void writesAVaeWithAllItsSamples_data() { addPythons(); }
    void writesAVaeWithAllItsSamples();
    void keepsWhatWasSaid_data() { addPythons(); }
    void keepsWhatWasSaid();
    void replacesASpaceWholly_data() { addPythons(); }
    void replacesASpaceWholly();
    void refusesWithASentence_data() { addPythons(); }
    void refusesWithASentence();
    void leavesNothingBehind_data() { addPythons(); }
    void leavesNothingBehind();
    void theCommandLinePrintsTheFile();

private:
    void addPythons() const;
    [[nodiscard]] QString place(const QString& name) const;
    [[nodiscard]] QJsonObject refusals() const;

    QTemporaryDir m_folder;
    QStringList m_names; ///< of the Pythons; each has a folder of its name
};

namespace {

const QString script = QStringLiteral(MORPHOSCOPE_SOURCE_DIR "/resources/export_space.py");
const QStringList cases = {QStringLiteral("vae"),    QStringLiteral("dcgan"),    QStringLiteral("class"),
                           QStringLiteral("styled"), QStringLiteral("function"), QStringLiteral("attention"),
                           QStringLiteral("one"),    QStringLiteral("replaced"), QStringLiteral("flat"),
                           QStringLiteral("label"),  QStringLiteral("animals"),  QStringLiteral("mapped")};

QStringList candidates()
{
    QStringList found = {QStandardPaths::findExecutable(QStringLiteral("python3")),
                         QStringLiteral("/usr/bin/python3"), // Debian's, which has python3-torch
                         QStringLiteral(MORPHOSCOPE_SOURCE_DIR "/build/torch-pip/bin/python"),
                         qEnvironmentVariable("MORPHOSCOPE_TORCH_PYTHON")};
#ifdef BUILD_PYTHON
    found += QStringLiteral(BUILD_PYTHON);
#endif
    return found;
}

/// Version of the PyTorch that `python` has, or empty.
QString torchOf(const QString& python)
{
    QProcess process;
    process.start(python, {"-c", "import numpy, torch; print(torch.__version__)"});
    const bool ran = process.waitForFinished(120'000) && process.exitCode() == 0;
    return ran ? QString::fromUtf8(process.readAllStandardOutput()).trimmed() : QString();
}

QByteArray readAll(const QString& name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

#define COMPARE_OK(result) QVERIFY2((result).exitCode == 0, qPrintable((result).errors))

void tst_ExportSpace::initTestCase()
{
    const QString noise = m_folder.filePath(QStringLiteral("noise.npy"));
    LatentTable drawn(1, 16);
    PortableRandom random(9, 0);
    drawNormal(drawn.values(), random);
    writeLatents(noise.toStdString(), drawn);
    for (const QString& python : candidates()) {
        const QString torch = python.isEmpty() || !QFileInfo(python).isExecutable() ? QString() : torchOf(python);
        if (torch.isEmpty() || m_names.contains(torch)) {
            continue;
        }
        m_names += torch;
        QVERIFY(QDir(m_folder.path()).mkdir(torch));
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(python, {"-B", QStringLiteral(MORPHOSCOPE_SOURCE_DIR "/tests/export/make_spaces.py"), script,
                               m_folder.filePath(torch), noise});
        QVERIFY(process.waitForFinished(400'000));
        QVERIFY2(process.exitCode() == 0, process.readAll().constData());
    }
    if (m_names.isEmpty()) {
        QSKIP("No Python with PyTorch and NumPy was found: install python3-torch, or name one with "
              "MORPHOSCOPE_TORCH_PYTHON. The export from Python is not checked.");
    }
}

void tst_ExportSpace::addPythons() const
{
    QTest::addColumn<QString>("torch");
    for (const QString& torch : m_names) {
        QTest::newRow(qPrintable("PyTorch " + torch)) << torch;
    }
}

QString tst_ExportSpace::place(const QString& name) const
{
    QFETCH(QString, torch);
    return m_folder.filePath(torch + '/' + name);
}

QJsonObject tst_ExportSpace::refusals() const
{
    return QJsonDocument::fromJson(readAll(place(QStringLiteral("refusals.json")))).object();
}

void tst_ExportSpace::givesWhatPyTorchGave_data()
{
    QTest::addColumn<QString>("torch");
    QTest::addColumn<QString>("model");
    for (const QString& torch : m_names) {
        for (const QString& model : cases) {
            QTest::newRow(qPrintable(model + ", PyTorch " + torch)) << torch << model;
        }
    }
}

void tst_ExportSpace::givesWhatPyTorchGave()
{
    const QMap<QString, QStringList> beside = {
        {"label", {"--input", "label=dog"}},
        {"animals", {"--input", "kind=owl", "--input", "strength=-0.25", "--input", "noise=9"}},
        {"mapped", {"--draws"}}};
    QFETCH(QString, model);
    const QString folder = place(model);
    const CliResult result = runCli(QStringList{"decode", folder + "/space", "--latents", folder + "/z.npy", "--out",
                                                folder + "/decoded.npy", "--json"} +
                                    beside.value(model));
    COMPARE_OK(result);
    const PictureBatch expected = readPictures((folder + "/pixels.npy").toStdString());
    const PictureBatch decoded = readPictures((folder + "/decoded.npy").toStdString());
    QCOMPARE(decoded.count, std::size_t{7});
    QVERIFY(decoded.shape == expected.shape);
    QVERIFY(std::equal(decoded.pixels.begin(), decoded.pixels.end(), expected.pixels.begin(), expected.pixels.end(),
                       [](std::uint8_t x, std::uint8_t y) { return std::abs(x - y) <= 1; }));
    QVERIFY(std::ranges::adjacent_find(expected.pixels, std::not_equal_to<>()) != expected.pixels.end());
}

void tst_ExportSpace::writesAVaeWithAllItsSamples()
{
    const QString folder = place(QStringLiteral("vae"));
    const CliResult result = runCli({"info", folder + "/space", "--json"});
    COMPARE_OK(result);
    const QJsonObject info = result.json();
    QCOMPARE(info["name"].toString(), QStringLiteral("A VAE"));
    QCOMPARE(info["encoder"].toBool(), true);
    QCOMPARE(info["samples"].toInt(), 9);
    QCOMPARE(info["labels"].toArray(), QJsonArray({"kind", "age", "smiles"}));
    QCOMPARE(info["picture"].toObject()["range"].toArray(), QJsonArray({-1, 1}));

    const auto space = openSpace((folder + "/space").toStdString());
    QVERIFY(space->manifest.prior == Prior::Normal);
    QCOMPARE(space->labels->find("kind")->values, (std::vector<std::string>{"a \"quoted\", one", "cat", "dog", "ä"}));
    QCOMPARE(std::ranges::count(space->labels->find("kind")->codes, LabelColumn::unknown), 2);
    QVERIFY(space->labels->find("age")->isNumeric);
    QCOMPARE(space->labels->find("smiles")->values, (std::vector<std::string>{"no", "yes"}));

    // The program's own encoder gives the latents that are stored.
    COMPARE_OK(runCli(
        {"encode", folder + "/space", "--pictures", folder + "/space/images.npy", "--out", folder + "/encoded.npy"}));
    const LatentTable expected = readLatents((folder + "/latents.npy").toStdString());
    const LatentTable encoded = readLatents((folder + "/encoded.npy").toStdString());
    QCOMPARE(encoded.rows(), std::size_t{9});
    for (std::size_t row = 0; row < 9; ++row) {
        for (std::size_t i = 0; i < 5; ++i) {
            QVERIFY(std::abs(encoded.row(row)[i] - expected.row(row)[i]) < 1e-4F);
            QVERIFY(std::abs(space->latents->row(row)[i] - expected.row(row)[i]) < 1e-4F);
        }
    }
}

void tst_ExportSpace::keepsWhatWasSaid()
{
    const auto space = openSpace(place(QStringLiteral("flat/space")).toStdString());
    const SpaceManifest& manifest = space->manifest;
    QVERIFY(manifest.decoder->range == (ValueRange{0, 3}));
    QVERIFY(manifest.encoder->range == (ValueRange{-1, 1}));
    QCOMPARE(manifest.latentNames, (std::vector<std::string>{"a", "b", "c", "d"}));
    QCOMPARE(manifest.licence, std::string("CC0-1.0"));
    QCOMPARE(space->labels->find("name")->values, (std::vector<std::string>{"Ada \"A\"", "Bob", "Cy"}));
    QVERIFY(space->labels->find("size, cm")->isNumeric);
    const PictureBatch pictures = readPictures(place(QStringLiteral("flat/space/images.npy")).toStdString());
    QVERIFY((pictures.shape == PictureShape{1, 6, 6}));
    QCOMPARE(int(pictures.pixels[143]), 143); // bytes stay as they are
}

void tst_ExportSpace::replacesASpaceWholly()
{
    const auto space = openSpace(place(QStringLiteral("replaced/space")).toStdString());
    QCOMPARE(space->sampleCount(), std::size_t{3}); // of the second one
    QVERIFY(QFileInfo(place(QStringLiteral("replaced/space"))).permissions() & QFileDevice::ReadOther);
}

void tst_ExportSpace::refusesWithASentence()
{
    const std::map<QString, QString> parts = {
        {"state dict", "load_state_dict"},
        {"file name", "load_state_dict(torch.load('weights.pt'"},
        {"another size", "Check latent_size"},
        {"two inputs", "fixed={'input2'"},
        {"no such input", "inputs names the decoder's own arguments"},
        {"no input", "takes z, strength, noise"},
        {"odd input", "give a number of classes"},
        {"too many classes", "0 classes"},
        {"wrong default", "the default 4"},
        {"follows its values", "torch.where in place of an `if`"},
        {"mapping of another size", "not 64 x 6, which the decoder takes"},
        {"mapping takes others", "Give mapping_size"},
        {"mapping gives nan", "NaN or infinite"},
        {"random", "draws random numbers"},
        {"unknown range", "picture_range"},
        {"flat", "picture=(channels, height, width)"},
        {"channels last", "permute(0, 3, 1, 2)"},
        {"samples of another size", "Resize them"},
        {"samples out of range", "samples_range"},
        {"fewer labels", "3 samples, 2 labels 'a'"},
        {"numbers as names", "no number"},
        {"encoder of another size", "1 x 3 for one picture, not 1 x 4"},
        {"not finite", "the first at 0"},
        {"is there", "overwrite=True"},
        {"no space", "is not replaced"},
        {"no folder", "Make it first"},
    };
    const QJsonObject sentences = refusals();
    for (const auto& [name, part] : parts) {
        const QString sentence = sentences[name].toString();
        QVERIFY2(sentence.contains(part), qPrintable(name + QStringLiteral(": ") + sentence));
    }
}

void tst_ExportSpace::leavesNothingBehind()
{
    QStringList all = cases + QStringList{QStringLiteral("full")};
    all.sort();
    QCOMPARE(refusals()[QStringLiteral("left behind")].toString(), all.join(QStringLiteral(", ")));
    QCOMPARE(QDir(place(QStringLiteral("full"))).entryList(QDir::Files), QStringList{QStringLiteral("notes.txt")});
}

void tst_ExportSpace::theCommandLinePrintsTheFile()
{
    const CliResult plain = runCli({"export-script"});
    COMPARE_OK(plain);
    QCOMPARE(plain.output, readAll(script));
    QCOMPARE(runCli({"export-script", "--json"}).json()["script"].toString().toUtf8(), readAll(script));
}

QTEST_GUILESS_MAIN(tst_ExportSpace)
#include "tst_ExportSpace.moc"
