// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/Numbers.h"

#include <QLocale>
#include <QTest>

class tst_Numbers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale::c()); }
    void takesNumbersWithPointOrComma_data();
    void takesNumbersWithPointOrComma();
    void refusesWhatIsNoNumber_data();
    void refusesWhatIsNoNumber();
    void exactTextComesBackToTheSameFloat_data();
    void exactTextComesBackToTheSameFloat();
    void showsAsManyDecimalsAsTheRangeIsWorth();
    void zeroHasNoMinus();
    void distancesHaveThreeDigits();
};

void tst_Numbers::takesNumbersWithPointOrComma_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<float>("value");
    QTest::newRow("point") << "1.25" << 1.25f;
    QTest::newRow("comma") << "1,25" << 1.25f;
    QTest::newRow("plus and blanks") << " +2 " << 2.0f;
    QTest::newRow("true minus") << QString(QChar(0x2212)) + "0.5" << -0.5f;
    QTest::newRow("no digit before") << ".5" << 0.5f;
    QTest::newRow("exponent") << "-1e3" << -1000.0f;
}

void tst_Numbers::takesNumbersWithPointOrComma()
{
    QFETCH(QString, text);
    QFETCH(float, value);
    for (const char* locale : {"C", "de_DE"}) {
        QLocale::setDefault(QLocale(QString::fromLatin1(locale)));
        const auto number = typedNumber(text);
        QVERIFY(number.has_value());
        QCOMPARE(*number, value);
    }
}

void tst_Numbers::refusesWhatIsNoNumber_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "abc", "1.2.3", "1,2,3", "nan", "inf", "1e99", "+-1", "0x10", "1 2"}) {
        QTest::newRow(*text ? text : "nothing") << QString::fromLatin1(text);
    }
}

void tst_Numbers::refusesWhatIsNoNumber()
{
    QFETCH(QString, text);
    QVERIFY(!typedNumber(text));
}

void tst_Numbers::exactTextComesBackToTheSameFloat_data()
{
    QTest::addColumn<QString>("locale");
    QTest::newRow("point") << "C";
    QTest::newRow("comma") << "de_DE";
}

void tst_Numbers::exactTextComesBackToTheSameFloat()
{
    QFETCH(QString, locale);
    QLocale::setDefault(QLocale(locale));
    for (const float value : {0.1f, -1.0f / 3, 1e-20f, 123456.78f, 3e30f}) {
        QCOMPARE(typedNumber(exactText(value)).value(), value);
    }
    QCOMPARE(exactText(0.5f).contains(QLatin1Char(',')), locale == QLatin1String("de_DE"));
}

void tst_Numbers::showsAsManyDecimalsAsTheRangeIsWorth()
{
    QCOMPARE(coordinateText(1.23456, 8), QStringLiteral("1.23"));
    QCOMPARE(coordinateText(1.23456, 0.08), QStringLiteral("1.2346"));
    QCOMPARE(coordinateText(1234.4, 4000), QStringLiteral("1234"));
    QCOMPARE(coordinateText(123.456, 0.08), QStringLiteral("123.46"));
    QCOMPARE(coordinateText(-1.5, 8), QChar(0x2212) + QStringLiteral("1.50"));
    QLocale::setDefault(QLocale(QStringLiteral("de_DE")));
    QCOMPARE(coordinateText(1.23456, 8), QStringLiteral("1,23"));
}

void tst_Numbers::zeroHasNoMinus()
{
    QCOMPARE(coordinateText(-0.001, 8), QStringLiteral("0.00"));
    QCOMPARE(coordinateText(-0.01, 8), QChar(0x2212) + QStringLiteral("0.01"));
}

void tst_Numbers::distancesHaveThreeDigits()
{
    const std::pair<double, const char*> cases[] = {{0, "0"},         {0.0012, "0.001"}, {0.12345, "0.123"},
                                                    {4.6, "4.60"},    {12.34, "12.3"},   {123.4, "123"},
                                                    {12345, "12345"}, {1e-5, "1.0e-05"}, {2.5e9, "2.5e+09"}};
    for (const auto& [distance, text] : cases) {
        QCOMPARE(distanceText(distance), QString::fromLatin1(text));
    }
    QLocale::setDefault(QLocale(QStringLiteral("de_DE")));
    QCOMPARE(distanceText(4.6), QStringLiteral("4,60"));
}

QTEST_GUILESS_MAIN(tst_Numbers)
#include "tst_Numbers.moc"
