// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/Settings.h"

#include <QTemporaryDir>
#include <QtTest/QTest>

#include <algorithm>
#include <fstream>

namespace fs = std::filesystem;

class tst_Settings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everythingComesBack();
    void withoutAFileTheyAreTheDefaults();
    void aMissingKeyIsItsDefaultAndTheOthersHold();
    void aDamagedFileIsSetAsideAndReported_data();
    void aDamagedFileIsSetAsideAndReported();
    void theNewestSpaceComesFirstAndTenAreKept();
    void foldersFollowXdg();

private:
    std::unique_ptr<QTemporaryDir> m_root;
    UserFolders m_folders;
    fs::path m_file;
};

void tst_Settings::init()
{
    m_root = std::make_unique<QTemporaryDir>();
    m_folders.config = fs::path(m_root->path().toStdString()) / "deep" / "config";
    m_file = m_folders.config / "settings.json";
}

void tst_Settings::everythingComesBack()
{
    Settings settings;
    settings.device = "cuda:1";
    settings.engine = "/opt/an engine/ä";
    settings.deadlineSeconds = 2.5;
    settings.theme = Theme::Dark;
    settings.smoothScaling = true;
    settings.addRecent("/spaces/a");
    settings.hints["abc"] = {.latentSize = 12, .range = ValueRange{-1, 0.3F}};
    settings.hints["def"] = {};
    settings.sandbox = SandboxPolicy::Required;
    settings.memoryGigabytes = 2.5;
    settings.trustedModels = {"123", "abc"};
    writeSettings(m_folders, settings);
    std::string problem;
    QVERIFY(readSettings(m_folders, &problem) == settings);
    QVERIFY(problem.empty());
}

void tst_Settings::withoutAFileTheyAreTheDefaults()
{
    std::string problem;
    QVERIFY(readSettings(m_folders, &problem) == Settings());
    QVERIFY(problem.empty());
}

void tst_Settings::aMissingKeyIsItsDefaultAndTheOthersHold()
{
    fs::create_directories(m_folders.config);
    std::ofstream(m_file) << R"({"format": 1, "device": "cpu", "recent_spaces": ["/spaces/a"]})";
    std::string problem;
    Settings expected;
    expected.device = "cpu";
    expected.recentSpaces = {"/spaces/a"};
    QVERIFY(readSettings(m_folders, &problem) == expected);
    QVERIFY2(problem.empty(), problem.c_str());
    QVERIFY(fs::exists(m_file));
}

void tst_Settings::aDamagedFileIsSetAsideAndReported_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut") << QByteArray(R"({"format": 1, "dev)");
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("newer") << QByteArray(R"({"format": 99})");
    QTest::newRow("wrong type") << QByteArray(R"({"format": 1, "device": 3})");
    QTest::newRow("wrong type beside missing keys") << QByteArray(R"({"format": 1, "hints": []})");
    QTest::newRow("zeros") << QByteArray(64, '\0');
}

void tst_Settings::aDamagedFileIsSetAsideAndReported()
{
    QFETCH(QByteArray, text);
    fs::create_directories(m_folders.config);
    std::ofstream(m_file, std::ios::binary) << text.toStdString();
    std::string problem;
    QVERIFY(readSettings(m_folders, &problem) == Settings());
    QVERIFY(problem.find("settings.json") != std::string::npos);
    QVERIFY(problem.find("set aside") != std::string::npos);
    QVERIFY(!fs::exists(m_file));
    QVERIFY(fs::exists(m_file.string() + ".damaged"));
    QVERIFY(readSettings(m_folders) == Settings());
}

void tst_Settings::theNewestSpaceComesFirstAndTenAreKept()
{
    Settings settings;
    for (int i = 0; i < 14; ++i) {
        settings.addRecent("/spaces/" + std::to_string(i));
    }
    settings.addRecent("/spaces/x/../9");
    QCOMPARE(settings.recentSpaces.size(), std::size_t(10));
    QCOMPARE(settings.recentSpaces[0], std::string("/spaces/9"));
    QCOMPARE(settings.recentSpaces[1], std::string("/spaces/13"));
    QCOMPARE(std::count(settings.recentSpaces.begin(), settings.recentSpaces.end(), "/spaces/9"), 1);
}

void tst_Settings::foldersFollowXdg()
{
    qputenv("XDG_CONFIG_HOME", "/xdg/config");
    qputenv("XDG_STATE_HOME", "relative/ones/are/void");
    const UserFolders folders = UserFolders::ofUser();
    QCOMPARE(folders.config, fs::path("/xdg/config/morphoscope"));
    QVERIFY(folders.state.is_absolute());
    QVERIFY(folders.state.string().ends_with(".local/state/morphoscope"));
}

QTEST_GUILESS_MAIN(tst_Settings)
#include "tst_Settings.moc"
