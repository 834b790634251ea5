// SPDX-License-Identifier: GPL-3.0-or-later
#include "../derived/LiveFixture.h"

#include "canvas/PixelEditor.h"
#include "dialogs/EditPairDialog.h"

#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>
#include <QTimer>

namespace {

/// The dialog over a picture of four grey pixels, in a space whose encoder gives the pixels themselves.
struct Fixture : LiveFixture
{
    explicit Fixture(bool hasEncoder = true)
    {
        const std::filesystem::path encoder = folder.filePath(QStringLiteral("encoder.pt")).toStdString();
        std::ofstream(encoder) << "any";
        open(space);
        LoadRequest request = space.request();
        request.encoder = hasEncoder ? encoder : std::filesystem::path();
        engine.load(request);
        isLoaded = QTest::qWaitFor([&] { return isReady() && engine.model()->hasEncoder == hasEncoder; });
        QImage grey(4, 1, QImage::Format_Grayscale8);
        grey.fill(60);
        dialog = std::make_unique<EditPairDialog>(fit, grey, QStringLiteral("sample 3"));
        dialog->show();
    }
    QTemporaryDir folder;
    FormulaSpace space;
    PairFit fit{session, engine};
    std::unique_ptr<EditPairDialog> dialog;
    bool isLoaded = false;

    [[nodiscard]] PixelEditor& editor() const { return *dialog->findChild<PixelEditor*>(); }
    [[nodiscard]] QPushButton& make() const { return *dialog->findChild<QPushButton*>(QStringLiteral("makePair")); }
    [[nodiscard]] QString sentence() const
    {
        return dialog->findChild<QLabel*>(QStringLiteral("pairSentence"))->text();
    }
    void paint() const { QTest::mouseClick(&editor(), Qt::LeftButton, {}, editor().pictureRect().center()); }
    [[nodiscard]] const std::vector<AttributeSlider>& sliders() const { return session.state().attributes; }
};

} // namespace

class tst_EditPairDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsPaintedBecomesASlider()
    {
        Fixture fixture;
        QVERIFY(fixture.isLoaded);
        QVERIFY(!fixture.make().isEnabled());
        QVERIFY(fixture.sentence().contains(QLatin1String("Nothing is painted")));
        fixture.paint();
        QTRY_VERIFY(fixture.make().isEnabled());
        QVERIFY(fixture.sentence().contains(QLatin1String("195"))); // one pixel from 60 to white
        fixture.dialog->findChild<QLineEdit*>(QStringLiteral("pairName"))->setText(QStringLiteral("spot"));
        fixture.make().click();
        QVERIFY(!fixture.dialog->isVisible());
        QCOMPARE(fixture.sliders().size(), std::size_t{1});
        QCOMPARE(fixture.sliders()[0].name, std::string("spot"));
    }

    void aSpaceThatIsGoneTakesTheDialogAlong()
    {
        Fixture fixture;
        QVERIFY(fixture.isLoaded);
        fixture.paint();
        QTRY_VERIFY(fixture.make().isEnabled());
        const FormulaSpace other;
        fixture.open(other);
        QVERIFY(!fixture.dialog->isVisible());
        QVERIFY(fixture.sliders().empty());
    }

    void escapeAsksBeforeItThrowsPaintingAway()
    {
        Fixture fixture;
        QVERIFY(fixture.isLoaded);
        fixture.paint();
        QTimer::singleShot(0, [] { qobject_cast<QMessageBox*>(QApplication::activeModalWidget())->reject(); });
        fixture.dialog->reject();
        QVERIFY(fixture.dialog->isVisible());
        fixture.editor().undo();
        fixture.dialog->reject(); // nothing is lost any more
        QVERIFY(!fixture.dialog->isVisible());
    }

    void withoutAnEncoderItSaysWhatIsMissing()
    {
        Fixture fixture(false);
        QVERIFY(fixture.isLoaded);
        fixture.paint();
        QVERIFY(!fixture.make().isEnabled());
        QVERIFY(fixture.sentence().contains(QLatin1String("needs an encoder")));
    }
};

QTEST_MAIN(tst_EditPairDialog)
#include "tst_EditPairDialog.moc"
