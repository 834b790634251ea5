// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "latent/ModelInput.h"

#include <QTest>

#include <cmath>

namespace {

ModelInput animal()
{
    ModelInput input{.name = "animal", .kind = InputKind::Class, .initial = 1, .classes = 3};
    input.classNames = {"cat", "dog", "2"};
    return input;
}

const ModelInput strength{.name = "strength", .kind = InputKind::Number, .initial = 0.5F, .low = -1, .high = 1};
const ModelInput noise{.name = "noise", .kind = InputKind::Noise, .initial = 7};

QString sentenceOf(const ModelInput& input, const char* text)
{
    try {
        return QString::number(static_cast<double>(valueFromText(input, text)));
    } catch (const UserError& error) {
        return QString::fromUtf8(error.what());
    }
}

} // namespace

class tst_ModelInput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesAreReadAsPeopleWriteThem()
    {
        QCOMPARE(sentenceOf(animal(), "dog"), QStringLiteral("1"));
        QCOMPARE(sentenceOf(animal(), "0"), QStringLiteral("0"));
        QCOMPARE(sentenceOf(animal(), "2"), QStringLiteral("2")); // its name
        QCOMPARE(sentenceOf(strength, "-0.25"), QStringLiteral("-0.25"));
        QCOMPARE(sentenceOf(noise, "16777215"), QString::number(16777215.0));
        QCOMPARE(valueText(animal(), 1), std::string("dog"));
        QCOMPARE(valueText(strength, 0.5F), std::string("0.5"));
    }

    void whatDoesNotFitIsSaid_data()
    {
        QTest::addColumn<int>("input");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("part");
        QTest::newRow("no such name") << 0 << QByteArray("cow") << "such as `cat`";
        QTest::newRow("class out of range") << 0 << QByteArray("3") << "a class from 0 to 2";
        QTest::newRow("half a class") << 0 << QByteArray("0.5") << "a class from 0 to 2";
        QTest::newRow("too large") << 1 << QByteArray("1.5") << "a number from -1 to 1";
        QTest::newRow("not finite") << 1 << QByteArray("nan") << "a number from -1 to 1";
        QTest::newRow("empty") << 1 << QByteArray("") << "a number from -1 to 1";
        QTest::newRow("seed beyond") << 2 << QByteArray("16777216") << "from 0 to 16777215";
        QTest::newRow("negative seed") << 2 << QByteArray("-1") << "from 0 to 16777215";
    }

    void whatDoesNotFitIsSaid()
    {
        QFETCH(int, input);
        QFETCH(QByteArray, text);
        QFETCH(QString, part);
        const std::vector<ModelInput> inputs{animal(), strength, noise};
        const QString sentence = sentenceOf(inputs[static_cast<std::size_t>(input)], text.constData());
        QVERIFY2(sentence.contains(part), qPrintable(sentence));
        QVERIFY2(sentence.contains(QString::fromStdString(inputs[static_cast<std::size_t>(input)].name)),
                 qPrintable(sentence));
    }

    void descriptionsAreChecked()
    {
        QVERIFY(problemOf(std::vector<ModelInput>{animal(), strength, noise}).empty());
        QVERIFY(!problemOf(std::vector<ModelInput>{animal(), animal()}).empty()); // one name
        QVERIFY(!problemOf(std::vector<ModelInput>(17, strength)).empty());
        ModelInput wrong = strength;
        wrong.initial = std::nanf("");
        QVERIFY(!problemOf(wrong).empty());
        wrong = strength;
        wrong.high = wrong.low;
        QVERIFY(!problemOf(wrong).empty());
        wrong = animal();
        wrong.classes = 0;
        QVERIFY(!problemOf(wrong).empty());
        wrong = animal();
        wrong.classNames.pop_back();
        QVERIFY(!problemOf(wrong).empty());
        wrong = noise;
        wrong.shape = {4096, 4097};
        QVERIFY(!problemOf(wrong).empty());
        wrong.shape = {-1};
        QVERIFY(!problemOf(wrong).empty());
    }

    void rowsCarryTheSameTail()
    {
        const LatentTable rows = rowsWithTail(LatentTable(2, 2, {1, 2, 3, 4}), std::vector<float>{8, 9});
        QCOMPARE(std::vector<float>(rows.values().begin(), rows.values().end()),
                 (std::vector<float>{1, 2, 8, 9, 3, 4, 8, 9}));
        QCOMPARE(rowsWithTail(LatentTable(0, 2), std::vector<float>{8}).columns(), std::size_t{3});
    }
};

QTEST_GUILESS_MAIN(tst_ModelInput)
#include "tst_ModelInput.moc"
