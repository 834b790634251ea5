// SPDX-License-Identifier: GPL-3.0-or-later
#include "MadeSpace.h"
#include "base/UserError.h"
#include "session/PointEdits.h"
#include "session/PointText.h"
#include "space/JsonNumbers.h"

#include <QtTest/QTest>

#include <bit>

namespace {

SessionState stateWithAmounts()
{
    SessionState state = stateAt(spaceInMemory(3, 8), {});
    state.attributes = {sliderAlong({0.1F, 0.2F, 0.3F}, 0.7F, "a"), sliderAlong({1, 0, 0}, 0, "b"),
                        sliderAlong({0, 0, 1}, -1.3F, "c")};
    goToSample(state, 6, true);
    return state;
}

} // namespace

class tst_PointText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void returnsToTheExactPointWithItsAmounts();
    void withoutItsAttributesThePointIsTheBase();
    void inAnotherSpaceThePointIsTheBase();
    void readsPlainNumbers_data();
    void readsPlainNumbers();
    void refusesWhatIsNoPoint_data();
    void refusesWhatIsNoPoint();
    void floatsAreWrittenShortAndReadBackTheSame();
};

void tst_PointText::returnsToTheExactPointWithItsAmounts()
{
    const SessionState before = stateWithAmounts();
    SessionState state = before;
    resetAll(state, nullptr, nullptr);
    QVERIFY(state != before);
    pointFromText(state, pointToText(before));
    QVERIFY(state == before);
}

void tst_PointText::withoutItsAttributesThePointIsTheBase()
{
    const SessionState before = stateWithAmounts();
    SessionState state = before;
    state.attributes.pop_back();
    pointFromText(state, pointToText(before));
    QCOMPARE(state.currentPoint(), before.currentPoint());
    QCOMPARE(state.base, before.currentPoint());
    QCOMPARE(state.attributes[0].amount, 0.0F);
    QVERIFY(!state.sample);
}

void tst_PointText::inAnotherSpaceThePointIsTheBase()
{
    const SessionState before = stateWithAmounts();
    SessionState state = before;
    state.space = spaceInMemory(3, 8, 2);
    pointFromText(state, pointToText(before));
    QCOMPARE(state.base, before.currentPoint());
}

void tst_PointText::readsPlainNumbers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("commas") << QByteArray("0.5, -2,3e1");
    QTest::newRow("brackets") << QByteArray(" [0.5, -2.0, 30]\n");
    QTest::newRow("lines") << QByteArray("0.5\r\n-2\r\n+30\r\n");
    QTest::newRow("tabs") << QByteArray("0.5\t-2\t30");
    QTest::newRow("semicolons") << QByteArray("0.5;-2;30;");
}

void tst_PointText::readsPlainNumbers()
{
    QFETCH(QByteArray, text);
    SessionState state = stateWithAmounts();
    pointFromText(state, text.toStdString());
    QCOMPARE(state.currentPoint(), (LatentVector{0.5F, -2, 30}));
}

void tst_PointText::refusesWhatIsNoPoint_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("empty") << QByteArray() << "0 numbers";
    QTest::newRow("prose") << QByteArray("hello") << "hello";
    QTest::newRow("too few") << QByteArray("1, 2") << "3 latents";
    QTest::newRow("not finite") << QByteArray("1, nan, 3") << "nan";
    QTest::newRow("hexadecimal") << QByteArray("1, 0x2, 3") << "0x2";
    QTest::newRow("decimal comma") << QByteArray("1,5 2,5 3,5") << "6 numbers";
    QTest::newRow("cut") << QByteArray(R"({"morphoscope_point": 1, "latent": [1)") << "JSON";
    QTest::newRow("other JSON") << QByteArray(R"({"a": 1})") << "morphoscope_point";
    QTest::newRow("newer") << QByteArray(R"({"morphoscope_point": 2})") << "newer";
    QTest::newRow("no latent") << QByteArray(R"({"morphoscope_point": 1, "space": ""})") << "latent";
}

void tst_PointText::refusesWhatIsNoPoint()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, expected);
    SessionState state = stateWithAmounts();
    const SessionState before = state;
    try {
        pointFromText(state, text.toStdString());
        QFAIL("it was taken");
    } catch (const UserError& error) {
        QVERIFY2(QString(error.what()).contains(expected), error.what());
    }
    QVERIFY(state == before);
}

void tst_PointText::floatsAreWrittenShortAndReadBackTheSame()
{
    QCOMPARE(jsonNumber(0.1F).dump(), std::string("0.1"));
    std::mt19937 random(3);
    for (int i = 0; i < 100000; ++i) {
        const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
        if (std::isfinite(value)) {
            const auto back = static_cast<float>(nlohmann::json::parse(jsonNumber(value).dump()).get<double>());
            QCOMPARE(std::bit_cast<std::uint32_t>(back), std::bit_cast<std::uint32_t>(value));
        }
    }
}

QTEST_GUILESS_MAIN(tst_PointText)
#include "tst_PointText.moc"
