// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowFixture.h"

#include "canvas/PictureView.h"
#include "window/FileCommands.h"

#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QMimeData>
#include <QPushButton>
#include <QToolButton>

namespace {

/// The small engine takes a file's bytes for pixels: a picture by its first bytes.
const std::string bitmap = "BM" + std::string(1, static_cast<char>(130)) + std::string(60, 'd');
const LatentVector bitmapPoint = {-3.4F, -2.3F, 3}; // ('B' - 100) / 10, ('M' - 100) / 10, (130 - 100) / 10

} // namespace

/// A picture from outside, in the window.
class tst_OutsidePicture : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;

    [[nodiscard]] std::filesystem::path place(const char* name) const { return m_fixture->folder() / name; }
    [[nodiscard]] Workspace& workspace() { return m_window->workspace(); }
    [[nodiscard]] ComparisonBar& bar() { return m_window->pictureView().comparison(); }
    [[nodiscard]] PictureCanvas& canvas() { return m_window->pictureView().canvas(); }
    [[nodiscard]] bool isAt(const LatentVector& point)
    {
        const LatentVector& now = workspace().session.currentPoint();
        return std::equal(point.begin(), point.end(), now.begin(), now.end(),
                          [](float a, float b) { return std::abs(a - b) < 0.01F; });
    }
    void drop(const std::vector<std::filesystem::path>& files)
    {
        QList<QUrl> urls;
        for (const auto& file : files) {
            urls << QUrl::fromLocalFile(QString::fromStdString(file.string()));
        }
        QMimeData data;
        data.setUrls(urls);
        QDragEnterEvent enter({400, 400}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        QDropEvent event({400, 400}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &event);
    }
    void press(const char* name)
    {
        auto* const button = m_window->findChild<QToolButton*>(QLatin1String(name));
        QVERIFY(button && button->isVisible() && button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
    }
    std::filesystem::path write(const char* name, const std::string& bytes)
    {
        std::ofstream(place(name), std::ios::binary) << bytes;
        return place(name);
    }
    void openCopy(const char* name)
    {
        writeFormulaSpace(place(name));
        workspace().opener.open(place(name));
        QTRY_VERIFY(workspace().session.state().space->location == place(name));
        QTRY_VERIFY(isAtRest(*m_window));
    }

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<WindowFixture>();
        m_window = m_fixture->openWindow();
        QTRY_VERIFY(isAtRest(*m_window));
    }
    void cleanup() { m_window.reset(); }

    void aDroppedPictureIsInvertedAndComparedInOneStep()
    {
        QVERIFY(!bar().isVisible());
        const LatentVector before = workspace().session.currentPoint();
        const int steps = workspace().session.undoStack().count();
        drop({write("cat.bmp", bitmap)});
        QTRY_VERIFY(isAt(bitmapPoint));
        QTRY_COMPARE(workspace().inversion.status(), PictureInversion::Status::Done);
        QCOMPARE(workspace().session.undoStack().count(), steps + 1);
        QTRY_VERIFY(showsItsPoint(*m_window));
        QVERIFY(bar().isVisible());
        QVERIFY2(bar().text().contains("cat.bmp") && bar().text().contains("error"), qPrintable(bar().text()));
        QVERIFY(!canvas().originalRect().isEmpty());
        QVERIFY(canvas().differenceRect().left() > canvas().originalRect().left() ||
                canvas().differenceRect().top() > canvas().originalRect().top());
        workspace().session.undoStack().undo();
        QCOMPARE(workspace().session.currentPoint(), before);
        QVERIFY(bar().isVisible());
        press("forgetOutside");
        QVERIFY(!bar().isVisible());
        QVERIFY(canvas().differenceRect().isEmpty());
    }

    void aRunningSearchStopsByItsButtonAndByEscape()
    {
        drop({write("endless.bmp", bitmap)});
        QTRY_COMPARE(workspace().inversion.status(), PictureInversion::Status::Done);
        drop({write("endless.png", std::string(1, static_cast<char>(255)) + "\xd8\xff" + bitmap)});
        QTRY_VERIFY(workspace().inversion.step() > 0 && workspace().inversion.isRunning());
        press("searchPoint");
        QCOMPARE(workspace().inversion.status(), PictureInversion::Status::Stopped);
        press("searchPoint");
        QTRY_VERIFY(workspace().inversion.step() > 0);
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QCOMPARE(workspace().inversion.status(), PictureInversion::Status::Stopped);
        QVERIFY2(bar().text().contains("stopped"), qPrintable(bar().text()));
    }

    void aPictureIsPastedAndAnEmptyClipboardGetsASentence()
    {
        QImage image(6, 4, QImage::Format_RGB32);
        image.fill(qRgb(100, 100, 100));
        QGuiApplication::clipboard()->setImage(image);
        auto* const paste = m_window->findChild<QAction*>(QStringLiteral("pastePoint"));
        paste->trigger();
        QTRY_COMPARE(workspace().inversion.status(), PictureInversion::Status::Done);
        QVERIFY(isAt({-3.4F, -2.3F, workspace().session.currentPoint()[2]})); // it went as a bitmap
        QGuiApplication::clipboard()->clear();
        paste->trigger();
        QVERIFY2(m_window->messages().text().contains("neither a point nor a picture"),
                 qPrintable(m_window->messages().text()));
    }

    void whatIsUnreadableGetsASentence()
    {
        const LatentVector before = workspace().session.currentPoint();
        drop({write("short.bmp", "BM")});
        QTRY_VERIFY2(m_window->messages().text().contains("short.bmp"), qPrintable(m_window->messages().text()));
        QCOMPARE(workspace().session.currentPoint(), before);
        QVERIFY(!bar().isVisible());
    }

    void thePictureBecomesASample()
    {
        openCopy("mine");
        drop({write("cat.bmp", bitmap)});
        QTRY_COMPARE(workspace().inversion.status(), PictureInversion::Status::Done);
        QTRY_VERIFY(showsItsPoint(*m_window));
        const auto loadsBefore = workspace().engine.pid();
        press("addToSamples");
        QTRY_COMPARE(workspace().session.state().space->sampleCount(), std::size_t{13});
        QCOMPARE(workspace().session.state().sample, std::optional<std::uint32_t>(12));
        QVERIFY(isAt(bitmapPoint));
        QTRY_VERIFY(isAtRest(*m_window));
        QCOMPARE(workspace().engine.pid(), loadsBefore); // the model is the same
        QTRY_VERIFY(!workspace().samples.picture(12).isNull());
        QCOMPARE(openSpace(place("mine"))->sampleCount(), std::size_t{13});
        workspace().session.undoStack().undo();
        QCOMPARE(workspace().session.state().space->sampleCount(), std::size_t{12});
        QTRY_VERIFY(!workspace().samples.picture(3).isNull());
    }

    void manyPicturesBecomeSamplesWhenThatIsWanted()
    {
        openCopy("many");
        drop({write("a.bmp", bitmap), write("b.bmp", "BM"), write("c.bmp", bitmap)});
        QVERIFY2(m_window->messages().text().contains("Add 3 pictures"), qPrintable(m_window->messages().text()));
        auto* const choice = m_window->messages().findChild<QPushButton*>(QStringLiteral("choice0"));
        QVERIFY(choice && choice->text() == "Add them");
        QTest::mouseClick(choice, Qt::LeftButton);
        QTRY_COMPARE(workspace().session.state().space->sampleCount(), std::size_t{14});
        QVERIFY2(m_window->messages().text().contains("b.bmp"), qPrintable(m_window->messages().text()));
        const auto onDisk = openSpace(place("many"));
        QVERIFY(std::abs(onDisk->latents->row(13)[2] - bitmapPoint[2]) < 0.01F);
    }

    void aPictureThatEndsTheEngineIsLeftOutAndTheOthersAreAdded()
    {
        openCopy("deadly");
        const std::string deadly = std::string(1, static_cast<char>(253)) + bitmap; // ends the small engine every time
        workspace().addition.addFiles({write("a.bmp", bitmap), write("deadly.bin", deadly), write("c.bmp", bitmap)});
        QTRY_COMPARE(workspace().session.state().space->sampleCount(), std::size_t{14});
        QVERIFY2(m_window->messages().text().contains("deadly.bin"), qPrintable(m_window->messages().text()));
        const auto onDisk = openSpace(place("deadly"));
        for (const std::size_t row : {12U, 13U}) {
            QVERIFY(std::abs(onDisk->latents->row(row)[2] - bitmapPoint[2]) < 0.01F);
        }
    }

    void whatWasInvertedIsKeptWhenTheEngineEndsAgainAndAgain()
    {
        openCopy("deadly");
        const std::string deadly = std::string(1, static_cast<char>(253)) + bitmap;
        workspace().addition.addFiles({write("a.bmp", bitmap), write("b.bin", deadly), write("c.bin", deadly),
                                       write("d.bin", deadly), write("e.bin", deadly)});
        QTRY_COMPARE(workspace().session.state().space->sampleCount(), std::size_t{13});
        QVERIFY2(m_window->messages().text().contains("Then it ended"), qPrintable(m_window->messages().text()));
        QVERIFY2(m_window->messages().text().contains("b.bin"), qPrintable(m_window->messages().text()));
    }

    void whatComesWithTheProgramStaysAsItIs()
    {
        drop({write("cat.bmp", bitmap)});
        QTRY_COMPARE(workspace().inversion.status(), PictureInversion::Status::Done);
        QTRY_VERIFY(showsItsPoint(*m_window));
        press("addToSamples");
        QVERIFY2(m_window->messages().text().contains("Copy its folder"), qPrintable(m_window->messages().text()));
        QCOMPARE(workspace().session.state().space->sampleCount(), std::size_t{12});
    }

    void theOriginalIsThereAgainAfterARestart()
    {
        drop({write("cat.bmp", bitmap)});
        QTRY_COMPARE(workspace().inversion.status(), PictureInversion::Status::Done);
        m_window.reset();
        m_window = m_fixture->openWindow();
        QTRY_VERIFY(isAtRest(*m_window));
        QVERIFY(isAt(bitmapPoint));
        QVERIFY(bar().isVisible());
        QTRY_VERIFY(!canvas().differenceRect().isEmpty());
    }
};

QTEST_MAIN(tst_OutsidePicture)
#include "tst_OutsidePicture.moc"
