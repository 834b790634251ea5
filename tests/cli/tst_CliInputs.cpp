// SPDX-License-Identifier: GPL-3.0-or-later
#include "CliRun.h"
#include "fixtures/ConditionalSpace.h"
#include "fixtures/ScriptedModels.h"
#include "space/NpyFile.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#define COMPARE_OK(result) QVERIFY2((result).exitCode == 0, qPrintable((result).errors))

/// What goes in beside the latents, with the real program and the real engine.
class tst_CliInputs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        makeConditionalSpace(at("animals").toStdString());
        writeLatents(at("w.npy").toStdString(), LatentTable(1, 4, m_latents));
        writeLatents(at("z.npy").toStdString(), LatentTable(1, 2, {0.5F, -1}));
        writeLatents(at("v.npy").toStdString(), LatentTable(1, 4, {0, 1, 0, 0}));
    }

    void infoTellsWhatGoesIn()
    {
        const CliResult result = runCli({"info", at("animals"), "--json"});
        COMPARE_OK(result);
        const QJsonArray inputs = result.json()["inputs"].toArray();
        QCOMPARE(inputs.size(), 3);
        QCOMPARE(inputs[0].toObject()["names"].toArray(), QJsonArray({"cat", "dog", "owl"}));
        QCOMPARE(result.json()["mapping"].toObject()["size"].toInt(), 2);
        QVERIFY(runCli({"info", at("animals")}).output.contains("animal (class of 3), strength (number from -1 to 1)"));
    }

    void decodeTakesValuesByName()
    {
        QCOMPARE(decoded("w.npy", {}), conditionalPicture(m_latents, 1, 0, 3).pixels); // the defaults
        QCOMPARE(decoded("w.npy", {"--input", "animal=owl", "--input", "strength=-0.5", "--input", "noise=12"}),
                 conditionalPicture(m_latents, 2, -0.5F, 12).pixels);
        QCOMPARE(decoded("w.npy", {"--input", "animal=2"}), conditionalPicture(m_latents, 2, 0, 3).pixels);
    }

    void truncationGoesTowardsTheMeanOfW()
    {
        const auto mean = decoded("w.npy", {"--truncation", "0"});
        const auto expected = conditionalPicture(LatentVector{1, 1, 1, 1}, 1, 0, 3).pixels;
        for (std::size_t i = 0; i < 4; ++i) { // over 10,000 draws
            QVERIFY(std::abs(int(mean[i]) - int(expected[i])) <= 1);
        }
        QCOMPARE(decoded("w.npy", {"--truncation", "1"}), decoded("w.npy", {}));
    }

    void drawsGoThroughTheMapping()
    {
        QCOMPARE(decoded("z.npy", {"--draws"}), conditionalPicture(LatentVector{1.5F, 0, 2, -1}, 1, 0, 3).pixels);
    }

    void morphHoldsThem()
    {
        COMPARE_OK(runCli({"morph", at("animals"), "--latent", at("w.npy"), "--attribute", at("v.npy"), "--frames", "2",
                           "--input", "animal=cat", "--out", at("walk.npy")}));
        const PictureBatch walk = readPictures(at("walk.npy").toStdString());
        LatentVector end = m_latents;
        end[1] += 1;
        const auto last = conditionalPicture(end, 0, 0, 3).pixels;
        QVERIFY(std::equal(last.begin(), last.end(), walk.pixels.begin() + 4));
    }

    void aBareDecodersInputsAreFound()
    {
        writeScript(at("bare.pt").toStdString(),
                    "def forward(self, z, label):\n"
                    "    table = (self.weight * torch.arange(15)).view(5, 3)\n"
                    "    return (0.5 + 0.01 * torch.matmul(z, self.weight.view(3, 5)) + 0.01 * table[label][:, :1])"
                    ".view(-1, 1, 1, 5)\n",
                    15);
        const CliResult result = runCli({"info", at("bare.pt"), "--json"});
        COMPARE_OK(result);
        const QJsonObject input = result.json()["inputs"].toArray()[0].toObject();
        QCOMPARE(input["name"].toString(), QStringLiteral("label"));
        QCOMPARE(input["count"].toInt(), 5);
        QCOMPARE(result.json()["latent"].toObject()["size"].toInt(), 3);
    }

    void saysWhatDoesNotFit_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("part");
        QTest::newRow("class") << QStringList{"--input", "animal=cow"} << "such as `cat`";
        QTest::newRow("range") << QStringList{"--input", "strength=2"} << "a number from -1 to 1";
        QTest::newRow("name") << QStringList{"--input", "colour=1"} << "takes animal, strength, noise";
        QTest::newRow("form") << QStringList{"--input", "animal"} << "NAME=VALUE";
        QTest::newRow("draws") << QStringList{"--draws"} << "but the mapping of";
    }

    void saysWhatDoesNotFit()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, part);
        const CliResult result =
            runCli(QStringList{"decode", at("animals"), "--latents", at("w.npy"), "--out", at("no.npy")} + arguments);
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.errors.contains(part), qPrintable(result.errors));
        QVERIFY(!QFile::exists(at("no.npy")));
    }

    void aMappingThatDoesNotFitIsNamed()
    {
        makeConditionalSpace(at("broken").toStdString());
        writeScript(at("broken/mapping.pt").toStdString(), "def forward(self, z):\n    return z\n", 2);
        const CliResult result = runCli({"info", at("broken")});
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.errors.contains("mapping.pt: The mapping gives 2 latents, but the decoder takes 4"),
                 qPrintable(result.errors));
    }

private:
    [[nodiscard]] QString at(const char* name) const { return m_folder.filePath(name); }
    [[nodiscard]] std::vector<std::uint8_t> decoded(const char* latents, const QStringList& arguments) const
    {
        const CliResult result =
            runCli(QStringList{"decode", at("animals"), "--latents", at(latents), "--out", at("x.npy")} + arguments);
        if (result.exitCode != 0) {
            qWarning("%s", qPrintable(result.errors));
            return {};
        }
        return readPictures(at("x.npy").toStdString()).pixels;
    }

    QTemporaryDir m_folder;
    LatentVector m_latents{0.5F, -1, 2, 0};
};

QTEST_GUILESS_MAIN(tst_CliInputs)
#include "tst_CliInputs.moc"
