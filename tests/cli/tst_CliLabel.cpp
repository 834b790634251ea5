// SPDX-License-Identifier: GPL-3.0-or-later
#include "CliRun.h"
#include "fixtures/SmallSpace.h"
#include "space/LabelFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

namespace fs = std::filesystem;

/// `label`: the same labels as in the window.
class tst_CliLabel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void labelsWhatMeetsTheConditions();
    void labelsNumberedSamplesAndAll();
    void renamesRemovesAndClears();
    void wrongOptionsAreNamed_data();
    void wrongOptionsAreNamed();
    void aReadOnlySpaceIsRefused();

private:
    [[nodiscard]] CliResult run(const QStringList& options, const CliSetting& setting = {}) const
    {
        return runCli(QStringList{"label", QString::fromStdString(m_space.string())} + options, setting);
    }
    [[nodiscard]] std::vector<std::uint32_t> rows(const char* conditions) const
    {
        return rowsWhere(*openSpace(m_space)->labels, parseConditions(conditions));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_space;
};

void tst_CliLabel::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_space = m_folder->path().toStdString() + "/small";
    makeSpace(m_space, {.samples = 8});
}

void tst_CliLabel::labelsWhatMeetsTheConditions()
{
    const auto left = rows("side=left");
    const CliResult result = run({"--column", "mine", "--value", "a, b", "--where", "side=left", "--json"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.errors));
    QVERIFY(result.json()["columns"].toVariant().toStringList().contains("mine"));
    QCOMPARE(rows("mine=\"a, b\""), left);
}

void tst_CliLabel::labelsNumberedSamplesAndAll()
{
    QCOMPARE(run({"--column", "mine", "--value", "all"}).exitCode, 0);
    QCOMPARE(rows("mine=all").size(), 8U);
    const CliResult result = run({"--column", "mine", "--value", "some", "--samples", "7,2"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.errors));
    QVERIFY2(result.output.contains("2 samples: mine = some"), result.output.constData());
    QCOMPARE(rows("mine=some"), (std::vector<std::uint32_t>{2, 7}));
}

void tst_CliLabel::renamesRemovesAndClears()
{
    const auto left = rows("side=left");
    QCOMPARE(run({"--column", "side", "--rename", "way"}).exitCode, 0);
    QCOMPARE(run({"--column", "way", "--value", "left", "--rename", "west"}).exitCode, 0);
    QCOMPARE(rows("way=west"), left);
    QCOMPARE(run({"--column", "size", "--remove"}).exitCode, 0);
    QVERIFY(!openSpace(m_space)->labels->find("size"));
    QCOMPARE(run({"--column", "way", "--clear", "--where", "way=west"}).exitCode, 0);
    QCOMPARE(openSpace(m_space)->labels->find("way")->values, (std::vector<std::string>{"right"}));
}

void tst_CliLabel::wrongOptionsAreNamed_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("part");
    QTest::newRow("nothing to do") << QStringList{"--column", "side"} << 2 << "--value";
    QTest::newRow("value and clear") << QStringList{"--column", "side", "--value", "x", "--clear"} << 2 << "--clear";
    QTest::newRow("no such sample") << QStringList{"--column", "side", "--value", "x", "--samples", "8"} << 1
                                    << "no sample 8";
    QTest::newRow("no such column") << QStringList{"--column", "none", "--remove"} << 1 << "no label column *none*";
    QTest::newRow("no such value") << QStringList{"--column", "side", "--value", "x", "--where", "side=up"} << 1
                                   << "no value *up*";
}

void tst_CliLabel::wrongOptionsAreNamed()
{
    QFETCH(const QStringList, options);
    QFETCH(const QString, part);
    const LabelTable before = *openSpace(m_space)->labels;
    const CliResult result = run(options);
    QVERIFY2(result.errors.contains(part), qPrintable(result.errors + result.output));
    QTEST(result.exitCode, "exitCode");
    QVERIFY(*openSpace(m_space)->labels == before);
}

void tst_CliLabel::aReadOnlySpaceIsRefused()
{
    if (::geteuid() != 0) {
        QSKIP("Only root can run a program as somebody else.");
    }
    fs::permissions(m_folder->path().toStdString(), fs::perms(0755));
    fs::permissions(m_space, fs::perms(0755));
    const CliResult result = run({"--column", "mine", "--value", "x"}, {.asNobody = true});
    if (result.exitCode == -1 || result.exitCode == 99) {
        QSKIP("The program cannot be run as uid 65534 from here.");
    }
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.errors.contains("may not be written to"), qPrintable(result.errors));
}

QTEST_GUILESS_MAIN(tst_CliLabel)
#include "tst_CliLabel.moc"
