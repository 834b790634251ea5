// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowFixture.h"

#include "session/PointText.h"
#include "session/SessionFile.h"
#include "window/FileCommands.h"
#include "window/PointPicture.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QSignalSpy>

class tst_Drop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_window.reset(); }
    void aPictureReturnsToItsExactPoint();
    void aSpaceOpens();
    void itsSpaceJsonOpensItToo();
    void aSessionOpens();
    void aDirectionBecomesAnAttribute();
    void nonsenseGetsASentenceAndLeavesTheSessionAlone_data();
    void nonsenseGetsASentenceAndLeavesTheSessionAlone();
    void aPictureOfAnotherSpaceIsRefused();
    void aSavedPictureHasTheShownPixels();
    void aPictureThatCannotBeWrittenGetsASentence();

private:
    void drop(const std::filesystem::path& file);
    void openArrows();
    [[nodiscard]] std::filesystem::path place(const char* name) const { return m_fixture->folder() / name; }

    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;
};

void tst_Drop::initTestCase()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_window = m_fixture->openWindow();
    QTRY_VERIFY(isAtRest(*m_window));
}

void tst_Drop::drop(const std::filesystem::path& file)
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QString::fromStdString(file.string()))});
    QDragEnterEvent enter({400, 400}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event({400, 400}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &event);
}

void tst_Drop::openArrows()
{
    QSignalSpy opened(&m_window->workspace().opener, &SpaceOpener::opened);
    m_window->workspace().opener.open("arrows");
    QTRY_COMPARE(opened.count(), 1);
    QTRY_VERIFY(isAtRest(*m_window));
}

void tst_Drop::aPictureReturnsToItsExactPoint()
{
    setFirstCoordinate(*m_window, 0.1F + 0.2F);
    const LatentVector point = m_window->workspace().session.currentPoint();
    QSignalSpy saved(&m_window->files(), &FileCommands::done);
    m_window->files().savePictureTo(QString::fromStdString(place("point.png").string()));
    QTRY_COMPARE(saved.count(), 1);
    setFirstCoordinate(*m_window, 3);
    drop(place("point.png"));
    QCOMPARE(m_window->workspace().session.currentPoint(), point);
    m_window->workspace().session.undoStack().undo(); // one step
    QCOMPARE(m_window->workspace().session.state().base[0], 3.0F);
}

void tst_Drop::aSpaceOpens()
{
    writeFormulaSpace(place("other"), 5);
    drop(place("other"));
    QTRY_COMPARE(m_window->workspace().session.state().space->latentSize(), 5);
    QTRY_VERIFY(showsItsPoint(*m_window));
    openArrows();
}

void tst_Drop::itsSpaceJsonOpensItToo()
{
    writeFormulaSpace(place("third"), 4);
    drop(place("third") / "space.json");
    QTRY_COMPARE(m_window->workspace().session.state().space->latentSize(), 4);
    openArrows();
}

void tst_Drop::aSessionOpens()
{
    setFirstCoordinate(*m_window, 0.875F);
    writeSession(place("saved.json"), m_window->workspace().session.state());
    setFirstCoordinate(*m_window, -1);
    drop(place("saved.json"));
    QTRY_COMPARE(m_window->workspace().session.state().base[0], 0.875F);
}

void tst_Drop::aDirectionBecomesAnAttribute()
{
    LatentTable vector(1, 3);
    vector.values()[1] = 1;
    writeLatents(place("up.npy"), vector);
    drop(place("up.npy"));
    QTRY_COMPARE(m_window->workspace().session.state().attributes.size(), std::size_t{1});
    QCOMPARE(m_window->workspace().session.state().attributes[0].name, std::string("up"));
    m_window->workspace().session.undoStack().undo();
}

void tst_Drop::nonsenseGetsASentenceAndLeavesTheSessionAlone_data()
{
    QTest::addColumn<QString>("name");
    std::ofstream(place("notes.txt")) << "hello";
    std::ofstream(place("empty.txt"));
    std::ofstream(place("half.json")) << R"({"format": 1, )";
    std::ofstream(place("other.json")) << R"({"a": 1})";
    std::ofstream(place("no model.pt")) << "PK\x03\x04"
                                        << "rubbish";
    LatentTable wide(1, 9);
    writeLatents(place("wide.npy"), wide);
    for (const char* name :
         {"notes.txt", "empty.txt", "half.json", "other.json", "no model.pt", "wide.npy", "not there"}) {
        QTest::newRow(name) << QString::fromLatin1(name);
    }
}

void tst_Drop::nonsenseGetsASentenceAndLeavesTheSessionAlone()
{
    QFETCH(QString, name);
    const SessionState before = m_window->workspace().session.state();
    const QString earlier = m_window->messages().text();
    drop(place(qPrintable(name)));
    QTRY_VERIFY2(m_window->messages().text() != earlier && m_window->messages().text().contains(name),
                 qPrintable(m_window->messages().text()));
    QVERIFY(m_window->workspace().session.state() == before);
    QTRY_VERIFY(m_window->workspace().engine.status() == LiveEngine::Status::Ready);
    setFirstCoordinate(*m_window, before.base[0] + 1); // the space still decodes
    QTRY_VERIFY(showsItsPoint(*m_window));
}

void tst_Drop::aPictureOfAnotherSpaceIsRefused()
{
    SessionState other = m_window->workspace().session.state();
    other.base = {1, 2, 3, 4, 5, 6};
    other.attributes.clear();
    writePointPicture(place("foreign.png"), QImage(4, 4, QImage::Format_RGB888), other);
    const SessionState before = m_window->workspace().session.state();
    drop(place("foreign.png"));
    QVERIFY(m_window->messages().text().contains(QStringLiteral("foreign.png")));
    QVERIFY(m_window->messages().text().contains(QStringLiteral("6 numbers")));
    QVERIFY(m_window->workspace().session.state() == before);
}

void tst_Drop::aSavedPictureHasTheShownPixels()
{
    setFirstCoordinate(*m_window, 1.5F);
    QSignalSpy saved(&m_window->files(), &FileCommands::done);
    m_window->files().savePictureTo(QString::fromStdString(place("pixels.png").string())); // before it is decoded
    QTRY_COMPARE(saved.count(), 1);
    const QImage picture(QString::fromStdString(place("pixels.png").string()));
    QCOMPARE(picture.size(), QSize(6, 4));
    QCOMPARE(qGray(picture.pixel(0, 0)), 115);
    QCOMPARE(pointTextOf(place("pixels.png")), std::optional(pointToText(m_window->workspace().session.state())));
}

void tst_Drop::aPictureThatCannotBeWrittenGetsASentence()
{
    m_window->files().savePictureTo(QString::fromStdString(place("no such folder/picture.png").string()));
    QTRY_VERIFY(m_window->messages().text().contains(QStringLiteral("no such folder")));
}

QTEST_MAIN(tst_Drop)
#include "tst_Drop.moc"
