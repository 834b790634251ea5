// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/LabelDialog.h"
#include "session/LabelEdits.h"

#include <QAction>
#include <QComboBox>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

/// The window that labels what is selected, with real keys.
class tst_LabelDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void typingAValueAndEnterLabelsTheSelection();
    void itSaysWhatIsOverwritten();
    void anEmptyValueIsUnknownAgain();
    void aNewColumnIsTyped();
    void aWordAmongNumbersIsToldBefore();
    void whatCannotBeDoneIsSaidAndNothingChanges();
    void withoutASelectionItSaysHowToGetOne();
    void withoutSamplesItSaysWhereTheyComeFrom();
    void renamesAndRemovesByTheMenu();
    void everyTextFits();

private:
    [[nodiscard]] QString text(const char* name) const { return child<QLabel>(name)->text(); }
    template <class T> [[nodiscard]] T* child(const char* name) const
    {
        return m_dialog->findChild<T*>(QLatin1String(name));
    }
    void type(const char* name, const QString& text) const
    {
        QLineEdit* line = child<QComboBox>(name)->lineEdit();
        line->setFocus();
        line->selectAll();
        text.isEmpty() ? QTest::keyClick(line, Qt::Key_Delete) : QTest::keyClicks(line, text);
    }
    void answer(const QString& text) const
    {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // the one before
        auto* dialog = child<QInputDialog>("labelNameDialog");
        QVERIFY(dialog);
        auto* line = dialog->findChild<QLineEdit*>();
        line->selectAll();
        QTest::keyClicks(line, text);
        QTest::keyClick(line, Qt::Key_Return);
    }
    [[nodiscard]] std::string cell(const std::string& column, std::size_t row) const
    {
        const LabelColumn* found = m_session->state().labels()->find(column);
        const std::uint32_t code = found ? found->codes[row] : LabelColumn::unknown;
        return code == LabelColumn::unknown ? std::string() : found->values[code];
    }

    std::unique_ptr<Session> m_session;
    std::unique_ptr<LabelDialog> m_dialog;
};

void tst_LabelDialog::init()
{
    m_dialog.reset();
    m_session = std::make_unique<Session>();
    Space space;
    space.manifest.latentSize = 1;
    space.manifest.samples = ManifestSamples{.count = 6};
    space.labels = std::make_shared<const LabelTable>(
        LabelTable::parse("side,size\nleft,1\nright,2\nleft,3\n,4\nup,5\ndown,6\n", "labels.csv"));
    SessionState state;
    state.space = std::make_shared<const Space>(space);
    state.base = {0};
    state.map.colourBy = "side";
    state.selection = std::make_shared<const SampleSet>(SampleSet{0, 1, 2});
    m_session->restore(state);
    m_dialog = std::make_unique<LabelDialog>(*m_session);
    m_dialog->show();
    m_dialog->takeFocus();
}

void tst_LabelDialog::typingAValueAndEnterLabelsTheSelection()
{
    QCOMPARE(child<QComboBox>("labelDialogColumn")->currentText(), QStringLiteral("side"));
    QVERIFY(child<QPushButton>("applyLabel")->isDefault());
    type("labelDialogValue", QStringLiteral("  arrow "));
    QTest::keyClick(child<QComboBox>("labelDialogValue")->lineEdit(), Qt::Key_Return);
    QCOMPARE(cell("side", 2), std::string("arrow"));
    QCOMPARE(cell("side", 4), std::string("up"));
    QCOMPARE(m_session->undoStack().undoText(), QStringLiteral("Label 3 samples: side = arrow"));
    QVERIFY(m_dialog->isVisible()); // selecting and labelling take turns
    QVERIFY2(text("labelEffect").contains("already"), qPrintable(text("labelEffect")));
    m_session->undoStack().undo();
    QCOMPARE(cell("side", 2), std::string("left"));
    QVERIFY2(text("labelEffect").contains("Now"), qPrintable(text("labelEffect")));
}

void tst_LabelDialog::itSaysWhatIsOverwritten()
{
    QVERIFY(text("labelSamples").contains("3 samples"));
    type("labelDialogValue", QStringLiteral("right"));
    QVERIFY2(text("labelEffect").contains("2 “left”, 1 “right”"), qPrintable(text("labelEffect")));
    m_session->edit("select", [](SessionState& state) {
        state.selection = std::make_shared<const SampleSet>(SampleSet{0, 1, 2, 3, 4, 5});
    });
    QVERIFY2(text("labelEffect").contains("2 “left”, 1 “down”, 1 “right”, 2 something else"),
             qPrintable(text("labelEffect")));
}

void tst_LabelDialog::anEmptyValueIsUnknownAgain()
{
    type("labelDialogValue", QString());
    QVERIFY(text("labelEffect").contains("unknown again"));
    QTest::keyClick(child<QComboBox>("labelDialogValue")->lineEdit(), Qt::Key_Return);
    QCOMPARE(cell("side", 0), std::string());
    QCOMPARE(m_session->state().labels()->find("side")->values, (std::vector<std::string>{"down", "up"}));
}

void tst_LabelDialog::aNewColumnIsTyped()
{
    type("labelDialogColumn", QStringLiteral("odd"));
    QVERIFY2(text("labelEffect").contains("new column"), qPrintable(text("labelEffect")));
    QVERIFY(!child<QPushButton>("applyLabel")->isEnabled());
    type("labelDialogValue", QStringLiteral("yes"));
    QTest::keyClick(child<QComboBox>("labelDialogValue")->lineEdit(), Qt::Key_Return);
    QCOMPARE(cell("odd", 1), std::string("yes"));
    QCOMPARE(m_session->state().map.colourBy, std::string("odd"));
    QVERIFY(child<QComboBox>("labelDialogColumn")->findText(QStringLiteral("odd")) >= 0);
    QCOMPARE(child<QComboBox>("labelDialogColumn")->currentText(), QStringLiteral("odd"));
}

void tst_LabelDialog::aWordAmongNumbersIsToldBefore()
{
    type("labelDialogColumn", QStringLiteral("size"));
    type("labelDialogValue", QStringLiteral("7"));
    QVERIFY(!text("labelEffect").contains("no number"));
    type("labelDialogValue", QStringLiteral("seven"));
    QVERIFY2(text("labelEffect").contains("no number"), qPrintable(text("labelEffect")));
}

void tst_LabelDialog::whatCannotBeDoneIsSaidAndNothingChanges()
{
    child<QAction>("renameLabelColumn")->trigger();
    answer(QStringLiteral("size"));
    QVERIFY2(text("labelEffect").contains("*size* already"), qPrintable(text("labelEffect")));
    QCOMPARE(m_session->undoStack().count(), 0);
}

void tst_LabelDialog::withoutASelectionItSaysHowToGetOne()
{
    m_session->edit("select", [](SessionState& state) { state.selection.reset(); });
    QVERIFY(text("labelSamples").contains("Select some on the map"));
    type("labelDialogValue", QStringLiteral("x"));
    QVERIFY(!child<QPushButton>("applyLabel")->isEnabled());
    QTest::keyClick(child<QComboBox>("labelDialogValue")->lineEdit(), Qt::Key_Return);
    QCOMPARE(m_session->undoStack().count(), 1);
}

void tst_LabelDialog::withoutSamplesItSaysWhereTheyComeFrom()
{
    m_session->restore({});
    QVERIFY(text("labelSamples").contains("Generate samples"));
    QVERIFY(!child<QComboBox>("labelDialogValue")->isEnabled());
}

void tst_LabelDialog::renamesAndRemovesByTheMenu()
{
    type("labelDialogValue", QStringLiteral("left"));
    child<QAction>("renameLabelValue")->trigger();
    answer(QStringLiteral("west"));
    QCOMPARE(cell("side", 2), std::string("west"));
    QCOMPARE(child<QComboBox>("labelDialogValue")->currentText(), QStringLiteral("west"));
    child<QAction>("renameLabelColumn")->trigger();
    answer(QStringLiteral("way"));
    QCOMPARE(m_session->state().map.colourBy, std::string("way"));
    QCOMPARE(child<QComboBox>("labelDialogColumn")->currentText(), QStringLiteral("way"));
    child<QAction>("removeLabelColumn")->trigger();
    QVERIFY(!m_session->state().labels()->find("way"));
    QVERIFY(!child<QAction>("removeLabelColumn")->isEnabled());
    QCOMPARE(m_session->undoStack().count(), 3);
}

void tst_LabelDialog::everyTextFits()
{
    type("labelDialogValue", QStringLiteral("a long value of which a user may have many"));
    for (const QLabel* label : m_dialog->findChildren<QLabel*>()) {
        const int needed = label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height();
        QVERIFY2(label->height() >= needed, qPrintable(label->text()));
        QVERIFY2(label->wordWrap() || label->width() >= label->sizeHint().width(), qPrintable(label->text()));
    }
}

QTEST_MAIN(tst_LabelDialog)
#include "tst_LabelDialog.moc"
