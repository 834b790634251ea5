// SPDX-License-Identifier: GPL-3.0-or-later
#include "CliRun.h"
#include "fixtures/SmallSpace.h"
#include "space/KeepMap.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

namespace fs = std::filesystem;

/// `maps`: the same maps as under the tab *Kept* of the window.
class tst_CliMaps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void listsWhatTheSpaceKeeps();
    void renamesAndRemoves();
    void wrongOptionsAreNamed_data();
    void wrongOptionsAreNamed();
    void aReadOnlySpaceIsRefused();

private:
    [[nodiscard]] CliResult run(const QStringList& options, const CliSetting& setting = {}) const
    {
        return runCli(QStringList{"maps", QString::fromStdString(m_space.string())} + options, setting);
    }
    [[nodiscard]] QStringList names() const
    {
        const auto space = openSpace(m_space);
        QStringList names;
        for (const SavedMap& map : space->manifest.maps) {
            names << QString::fromStdString(map.name);
        }
        return names;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_space;
};

void tst_CliMaps::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_space = m_folder->path().toStdString() + "/small";
    makeSpace(m_space, {.samples = 8});
    for (const char* const name : {"one", "other"}) {
        (void)keepMap(
            *openSpace(m_space),
            {.name = name, .method = "umap", .file = {}, .positions = std::make_shared<const LatentTable>(8, 2)});
    }
}

void tst_CliMaps::listsWhatTheSpaceKeeps()
{
    CliResult result = run({});
    QVERIFY2(result.exitCode == 0, qPrintable(result.errors));
    QVERIFY2(result.output.contains("one (umap), other (umap)"), result.output.constData());
    result = run({"--json"});
    QCOMPARE(result.json()["maps"].toArray().size(), 2);
    QCOMPARE(result.json()["maps"].toArray()[1].toObject()["name"].toString(), QStringLiteral("other"));
}

void tst_CliMaps::renamesAndRemoves()
{
    CliResult result = run({"--map", "one", "--rename", "a, b", "--json"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.errors));
    QCOMPARE(result.json()["maps"].toArray()[0].toObject()["name"].toString(), QStringLiteral("a, b"));
    QCOMPARE(names(), (QStringList{"a, b", "other"}));
    result = run({"--map", "a, b", "--remove"});
    QVERIFY2(result.output.contains("removed the map *a, b*"), result.output.constData());
    QCOMPARE(names(), QStringList{"other"});
    QVERIFY(!fs::exists(m_space / "map-a--b.npy"));
    QCOMPARE(run({"--map", "other", "--remove"}).exitCode, 0);
    QVERIFY(run({}).output.contains("keeps no maps"));
}

void tst_CliMaps::wrongOptionsAreNamed_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("part");
    QTest::newRow("no map named") << QStringList{"--remove"} << 2 << "--map";
    QTest::newRow("nothing to do") << QStringList{"--map", "one"} << 2 << "--rename NAME or --remove";
    QTest::newRow("both") << QStringList{"--map", "one", "--rename", "x", "--remove"} << 2 << "--rename";
    QTest::newRow("no such map") << QStringList{"--map", "none", "--remove"} << 1 << "no map “none”";
    QTest::newRow("name taken") << QStringList{"--map", "one", "--rename", "other"} << 1 << "map “other” already";
}

void tst_CliMaps::wrongOptionsAreNamed()
{
    QFETCH(const QStringList, options);
    QFETCH(const QString, part);
    const CliResult result = run(options);
    QVERIFY2(result.errors.contains(part), qPrintable(result.errors + result.output));
    QTEST(result.exitCode, "exitCode");
    QCOMPARE(names(), (QStringList{"one", "other"}));
}

void tst_CliMaps::aReadOnlySpaceIsRefused()
{
    if (::geteuid() != 0) {
        QSKIP("Only root can run a program as somebody else.");
    }
    fs::permissions(m_folder->path().toStdString(), fs::perms(0755));
    fs::permissions(m_space, fs::perms(0755));
    const CliResult result = run({"--map", "one", "--remove"}, {.asNobody = true});
    if (result.exitCode == -1 || result.exitCode == 99) {
        QSKIP("The program cannot be run as uid 65534 from here.");
    }
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.errors.contains("may not be written to"), qPrintable(result.errors));
    QCOMPARE(names(), (QStringList{"one", "other"}));
}

QTEST_GUILESS_MAIN(tst_CliMaps)
#include "tst_CliMaps.moc"
