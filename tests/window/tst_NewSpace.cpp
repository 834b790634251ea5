// SPDX-License-Identifier: GPL-3.0-or-later
#define SMALL_ENGINE MORPHOSCOPE_BIN_DIR "/morphoscope-engine"
#include "WindowFixture.h"

#include "dialogs/NewSpaceDialog.h"
#include "fixtures/ScriptedModels.h"
#include "window/NewSpaceCommands.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QKeySequence>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QSet>

namespace fs = std::filesystem;

namespace {

constexpr int patience = 60'000; // ms

QString textOf(const fs::path& path)
{
    return QString::fromStdString(path.string());
}

} // namespace

/// From a model and pictures to sliders, in the window and with the real engine.
class tst_NewSpace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_window.reset(); }
    void aDroppedFolderBecomesASpaceThatOpens();
    void piecesDroppedTogetherAreKnownByTheirContent();
    void aWrongRangeIsSeenAndChanged();
    void anAnswerIsTakenBack();
    void aQuestionIsAnswered();
    void aPieceIsChosenAndLeftOut();
    void eachLetterLeadsToOnePlace();
    void whatIsWrongIsSaid();
    void anotherSpaceIsReplacedOnlyKnowingly();
    void whatWasPutTogetherIsThereAgain();
    void whatIsStoppedGoesOn();
    void itDoesNotOpenOverOtherWork();

private:
    [[nodiscard]] fs::path at(const std::string& name) const { return m_pieces->path().toStdString() + "/" + name; }
    void writePictures(std::size_t count) const;
    void drop(const QStringList& files);
    void typePlace(const fs::path& place);
    void make(const std::string& name);
    [[nodiscard]] NewSpaceDialog* dialog() const { return m_window->findChild<NewSpaceDialog*>(); }
    template <class Widget> [[nodiscard]] Widget* in(const char* row, const char* name) const
    {
        return dialog()->findChild<QWidget*>(QLatin1String(row))->findChild<Widget*>(QLatin1String(name));
    }
    [[nodiscard]] QAbstractButton* button(const char* name) const
    {
        return dialog()->findChild<QAbstractButton*>(QLatin1String(name));
    }
    [[nodiscard]] QString text(const char* label) const
    {
        return dialog()->findChild<QLabel*>(QLatin1String(label))->text();
    }
    [[nodiscard]] bool isReady() const { return dialog() && button("makeSpace")->isEnabled(); }
    [[nodiscard]] const Space& space() const { return *m_window->workspace().session.state().space; }
    [[nodiscard]] QAbstractButton* offered(const QString& text) const;

    WindowFixture m_fixture;
    std::unique_ptr<QTemporaryDir> m_pieces;
    std::unique_ptr<MainWindow> m_window;
};

void tst_NewSpace::initTestCase()
{
    const fs::path first = m_fixture.folder() / "spaces/arrows"; // the fixture's own is for the small engine
    writeDecoder(first / "decoder.pt", ScriptedDecoder::Linear, {.latentSize = 3});
}

void tst_NewSpace::init()
{
    m_pieces = std::make_unique<QTemporaryDir>();
    writeDecoder(at("decoder.pt"), ScriptedDecoder::Linear);
    writeEncoder(at("encoder.pt"), ScriptedEncoder::Plain);
    writePictures(30);
    std::ofstream labels(at("labels.csv"));
    labels << "side,number\n";
    for (int i = 0; i < 30; ++i) {
        labels << (i % 2 == 0 ? "left," : "right,") << i << '\n';
    }
    labels.close();
    m_window = m_fixture.openWindow();
    QTRY_VERIFY_WITH_TIMEOUT(showsItsPoint(*m_window), patience);
}

void tst_NewSpace::writePictures(std::size_t count) const
{
    PictureBatch pictures{.count = count, .shape = {1, 4, 6}, .pixels = std::vector<std::uint8_t>(count * 24)};
    for (std::size_t i = 0; i < count; ++i) { // what the decoder gives where all latents are the same
        std::fill_n(pictures.pixels.begin() + static_cast<std::ptrdiff_t>(i * 24), 24, 100 + i % 50);
    }
    ::writePictures(at("pictures.npy"), pictures);
}

void tst_NewSpace::drop(const QStringList& files)
{
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& file : files) {
        urls << QUrl::fromLocalFile(file);
    }
    data.setUrls(urls);
    QDragEnterEvent enter({400, 400}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &enter);
    QDropEvent event({400, 400}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &event);
}

void tst_NewSpace::typePlace(const fs::path& place)
{
    auto* line = dialog()->findChild<QLineEdit*>(QStringLiteral("newSpacePlace"));
    line->setFocus();
    line->selectAll();
    QTest::keyClicks(line, textOf(place));
}

/// Presses the button, the space to lie beside its pieces.
void tst_NewSpace::make(const std::string& name)
{
    typePlace(at(name));
    QTRY_VERIFY_WITH_TIMEOUT(isReady(), patience);
    QTest::mouseClick(button("makeSpace"), Qt::LeftButton);
}

QAbstractButton* tst_NewSpace::offered(const QString& text) const
{
    for (QAbstractButton* choice : m_window->messages().findChildren<QAbstractButton*>()) {
        if (choice->text() == text) {
            return choice;
        }
    }
    return nullptr;
}

void tst_NewSpace::aDroppedFolderBecomesASpaceThatOpens()
{
    drop({m_pieces->path()});
    QVERIFY(dialog());
    QTRY_VERIFY_WITH_TIMEOUT(isReady(), patience);
    QVERIFY2(text("previewSentence").contains("30 samples"), qPrintable(text("previewSentence")));
    QVERIFY2(text("previewSentence").contains("side, number"), qPrintable(text("previewSentence")));
    make("thirty");
    QTRY_VERIFY_WITH_TIMEOUT(space().location == at("thirty"), patience);
    QCOMPARE(space().sampleCount(), std::size_t{30});
    QVERIFY(space().labels && space().labels->find("side"));
    QTRY_VERIFY_WITH_TIMEOUT(isAtRest(*m_window), patience);
    QVERIFY(!fs::exists(at("thirty.unfinished")));
}

void tst_NewSpace::piecesDroppedTogetherAreKnownByTheirContent()
{
    drop({textOf(at("labels.csv")), textOf(at("encoder.pt")), textOf(at("pictures.npy")), textOf(at("decoder.pt"))});
    QVERIFY(dialog());
    QTRY_VERIFY_WITH_TIMEOUT(isReady(), patience);
    QVERIFY2(text("decoderPieceWhy").contains("decoder.pt is taken as the decoder"),
             qPrintable(text("decoderPieceWhy")));
    QVERIFY2(text("labelsPieceWhy").contains("labels.csv is taken as the labels"), qPrintable(text("labelsPieceWhy")));
}

void tst_NewSpace::aWrongRangeIsSeenAndChanged()
{
    writeDecoder(at("decoder.pt"), ScriptedDecoder::SignedLinear);
    drop({m_pieces->path()});
    QTRY_VERIFY_WITH_TIMEOUT(isReady(), patience);
    QVERIFY2(text("encoderRangeWhy").contains("0 to 1: found by trying"), qPrintable(text("encoderRangeWhy")));
    QVERIFY2(text("previewSentence").contains("Mean error 0.00"), qPrintable(text("previewSentence")));
    in<QComboBox>("encoderRangeRow", "rangePreset")->setCurrentIndex(2); // 0 to 255
    QTRY_VERIFY_WITH_TIMEOUT(isReady() && text("encoderRangeWhy").contains("as you said"), patience);
    QVERIFY2(!text("previewSentence").contains("Mean error 0.00"), qPrintable(text("previewSentence")));
}

void tst_NewSpace::anAnswerIsTakenBack()
{
    drop({m_pieces->path()});
    QTRY_VERIFY_WITH_TIMEOUT(isReady(), patience);
    QVERIFY(!button("priorReset")->isVisible());
    in<QComboBox>("priorRow", "prior")->setCurrentIndex(1);
    QTRY_VERIFY_WITH_TIMEOUT(isReady() && text("priorWhy").contains("uniform"), patience);
    QTest::mouseClick(button("priorReset"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(isReady() && text("priorWhy").contains("normally"), patience);
}

void tst_NewSpace::aQuestionIsAnswered()
{
    writeDecoder(at("decoder.pt"), ScriptedDecoder::UnknownRange);
    drop({textOf(at("decoder.pt")), m_pieces->path()});
    QTRY_VERIFY_WITH_TIMEOUT(dialog()->findChild<QWidget*>(QStringLiteral("decoderRangeTake"))->isVisible(), patience);
    QVERIFY(!isReady());
    QVERIFY2(text("newSpaceProblem").contains("has to be answered"), qPrintable(text("newSpaceProblem")));
    QTest::mouseClick(button("decoderRangeTake"), Qt::LeftButton); // 0 to 1, as it stands there
    QTRY_VERIFY_WITH_TIMEOUT(isReady(), patience);
    QVERIFY(!button("decoderRangeTake")->isVisible());
}

void tst_NewSpace::aPieceIsChosenAndLeftOut()
{
    drop({m_pieces->path()});
    QTRY_VERIFY_WITH_TIMEOUT(isReady(), patience);
    QTest::mouseClick(button("encoderPieceRemove"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(isReady() && text("latentSourceWhy").contains("no latents"), patience);
    QVERIFY2(text("newSpaceNotes").contains("no latents"), qPrintable(text("newSpaceNotes")));
    dialog()->take({textOf(at("encoder.pt"))});
    QTRY_VERIFY_WITH_TIMEOUT(isReady() && text("latentSourceWhy").contains("come from the encoder"), patience);
}

void tst_NewSpace::eachLetterLeadsToOnePlace()
{
    drop({m_pieces->path()});
    QStringList texts;
    for (const QAbstractButton* one : dialog()->findChildren<QAbstractButton*>()) {
        texts << one->text();
    }
    for (const QLabel* label : dialog()->findChildren<QLabel*>()) {
        texts << (label->buddy() ? label->text() : QString());
    }
    QSet<QString> letters;
    for (const QString& text : texts) {
        const QString letter = QKeySequence::mnemonic(text).toString();
        QVERIFY2(letter.isEmpty() || !letters.contains(letter), qPrintable(text));
        letters << letter;
    }
}

void tst_NewSpace::whatIsWrongIsSaid()
{
    fs::remove(at("decoder.pt"));
    drop({m_pieces->path()});
    QTRY_VERIFY_WITH_TIMEOUT(text("newSpaceProblem").contains("There is no decoder among these pieces"), patience);
    QVERIFY(!isReady());
    writeDecoder(at("other.pt"), ScriptedDecoder::Linear, {.latentSize = 5});
    dialog()->take({textOf(at("other.pt"))});
    QTRY_VERIFY_WITH_TIMEOUT(text("newSpaceProblem").contains("do not belong together"), patience);
    fs::create_directory(at("empty"));
    fs::create_directory(at("weights"));
    std::ofstream(at("weights/a.md")) << "words";
    writeStateDict(at("weights/state dict.pt"), 3);
    for (const auto& [useless, said] : {std::pair("nowhere", "nowhere"), std::pair("empty", "empty"),
                                        std::pair("weights", "state dict.pt is a state dict")}) {
        dialog()->take({textOf(at(useless))});
        QTRY_VERIFY_WITH_TIMEOUT(text("newSpaceProblem").contains(said), patience);
    }
}

void tst_NewSpace::anotherSpaceIsReplacedOnlyKnowingly()
{
    writeFormulaSpace(at("there"));
    fs::create_directory(at("pieces"));
    for (const char* file : {"decoder.pt", "encoder.pt"}) {
        fs::rename(at(file), at("pieces") / fs::path(file));
    }
    drop({textOf(at("pieces"))});
    QTRY_VERIFY_WITH_TIMEOUT(isReady(), patience);
    typePlace(m_pieces->path().toStdString());
    QTRY_VERIFY_WITH_TIMEOUT(text("newSpacePlaceNote").contains("something else"), patience);
    QVERIFY(!isReady());
    typePlace(at("there"));
    QTRY_VERIFY_WITH_TIMEOUT(text("newSpacePlaceNote").contains("will be replaced"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(isReady(), patience);
    QVERIFY(button("makeSpace")->text().contains("Replace"));
    QTest::mouseClick(button("makeSpace"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(space().location == at("there"), patience);
    QCOMPARE(space().latentSize(), 8);
}

void tst_NewSpace::whatWasPutTogetherIsThereAgain()
{
    drop({m_pieces->path()});
    QTRY_VERIFY_WITH_TIMEOUT(isReady(), patience);
    in<QComboBox>("priorRow", "prior")->setCurrentIndex(1);
    QTRY_VERIFY_WITH_TIMEOUT(isReady(), patience);
    dialog()->reject();
    QTRY_VERIFY(!dialog());
    m_window->findChild<QAction*>(QStringLiteral("newSpace"))->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(isReady(), patience);
    QVERIFY(text("priorWhy").contains("uniform"));
    QVERIFY(text("previewSentence").contains("30 samples"));
}

void tst_NewSpace::whatIsStoppedGoesOn()
{
    writePictures(8000);
    writeEncoder(at("encoder.pt"), ScriptedEncoder::Slow);
    fs::remove(at("labels.csv"));
    drop({m_pieces->path()});
    QTRY_VERIFY_WITH_TIMEOUT(isReady(), patience);
    make("many");
    Workspace& workspace = m_window->workspace();
    const auto progress = [&] { return workspace.jobs.jobs().empty() ? -1.0 : workspace.jobs.jobs().front().fraction; };
    QTRY_VERIFY_WITH_TIMEOUT(progress() > 0, patience);
    QVERIFY(workspace.jobs.jobs().front().title.contains("many"));
    workspace.jobs.jobs().front().cancel();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->messages().text().contains("was stopped at"), patience);
    QVERIFY(!fs::exists(at("many")));
    QVERIFY(fs::exists(at("many.unfinished")));
    QVERIFY(offered("Go on"));
    offered("Go on")->click();
    QTRY_VERIFY_WITH_TIMEOUT(progress() > 0, patience);
    QTRY_VERIFY_WITH_TIMEOUT(space().location == at("many"), 4 * patience);
    QCOMPARE(space().sampleCount(), std::size_t{8000});
}

void tst_NewSpace::itDoesNotOpenOverOtherWork()
{
    drop({m_pieces->path()});
    QTRY_VERIFY_WITH_TIMEOUT(isReady(), patience);
    make("thirty");
    setFirstCoordinate(*m_window, 1.5F);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->messages().text().contains("thirty is made, with 30 samples."), patience);
    QVERIFY(space().location != at("thirty"));
    QVERIFY(offered("Open it"));
    offered("Open it")->click();
    QTRY_VERIFY_WITH_TIMEOUT(space().location == at("thirty"), patience);
}

QTEST_MAIN(tst_NewSpace)
#include "tst_NewSpace.moc"
