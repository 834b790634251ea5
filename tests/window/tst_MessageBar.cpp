// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/MessageBar.h"

#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

class tst_MessageBar : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isHiddenUntilThereIsSomethingToSay();
    void showsTheNewestAndReturnsToTheOneBefore();
    void aNewerMessageWithTheSameKeyReplacesTheOlder();
    void aChoiceRunsOnceAndTakesTheMessageAway();
    void theTextIsNeverReadAsMarkup();
    void itIsAsWideAsThePlaceThatWasHiddenBefore();
};

void tst_MessageBar::isHiddenUntilThereIsSomethingToSay()
{
    MessageBar bar;
    QVERIFY(bar.isHidden());
    bar.say({.key = QStringLiteral("a"), .text = QStringLiteral("one")});
    QVERIFY(!bar.isHidden());
    QTest::mouseClick(bar.findChild<QToolButton*>(QStringLiteral("closeMessage")), Qt::LeftButton);
    QVERIFY(bar.isHidden());
    QVERIFY(bar.text().isEmpty());
}

void tst_MessageBar::showsTheNewestAndReturnsToTheOneBefore()
{
    MessageBar bar;
    bar.say({.key = QStringLiteral("a"), .text = QStringLiteral("one")});
    bar.say({.key = QStringLiteral("b"), .text = QStringLiteral("two")});
    QCOMPARE(bar.text(), QStringLiteral("two"));
    bar.withdraw(QStringLiteral("b"));
    QCOMPARE(bar.text(), QStringLiteral("one"));
    bar.withdraw(QStringLiteral("unknown"));
    QCOMPARE(bar.text(), QStringLiteral("one"));
}

void tst_MessageBar::aNewerMessageWithTheSameKeyReplacesTheOlder()
{
    MessageBar bar;
    bar.say({.key = QStringLiteral("a"), .text = QStringLiteral("one")});
    bar.say({.key = QStringLiteral("a"), .text = QStringLiteral("two")});
    bar.withdraw(QStringLiteral("a"));
    QVERIFY(bar.isHidden());
}

void tst_MessageBar::aChoiceRunsOnceAndTakesTheMessageAway()
{
    MessageBar bar;
    int runs = 0;
    bar.say({.key = QStringLiteral("a"), .text = QStringLiteral("one"), .choices = {{QStringLiteral("Do it"), [&] {
                                                                                         ++runs;
                                                                                     }}}});
    auto* button = bar.findChild<QPushButton*>();
    QCOMPARE(button->text(), QStringLiteral("Do it"));
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(runs, 1);
    QVERIFY(bar.isHidden());
}

void tst_MessageBar::theTextIsNeverReadAsMarkup()
{
    MessageBar bar;
    bar.say({.key = QStringLiteral("a"), .text = QStringLiteral("<img src=x>")});
    QCOMPARE(bar.findChild<QLabel*>(QStringLiteral("messageText"))->textFormat(), Qt::PlainText);
}

void tst_MessageBar::itIsAsWideAsThePlaceThatWasHiddenBefore()
{
    QWidget place;
    auto* bar = new MessageBar; // the place owns it
    bar->lieOver(place);
    bar->say({.key = QStringLiteral("a"), .text = QStringLiteral("one")});
    place.resize(700, 300); // while it is hidden
    place.show();
    QVERIFY(QTest::qWaitForWindowExposed(&place));
    QCOMPARE(bar->width(), 700);
}

QTEST_MAIN(tst_MessageBar)
#include "tst_MessageBar.moc"
