// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixtures/Sentences.h"
#include "space/JsonReader.h"

#include <QTest>

namespace {

std::string nested(int depth)
{
    const auto size = static_cast<std::size_t>(depth);
    return std::string(size, '[') + std::string(size, ']');
}

QString sentence(const std::string& text)
{
    return sentenceOf([&] { return parseJson(text, "a.json"); });
}

} // namespace

class tst_JsonReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsNoJsonIsToldWithItsPlace()
    {
        COMPARE_PART(sentence("{\n  \"a\" 1}"), "a.json: line 2, column 7: this is not JSON");
        COMPARE_PART(sentence("[]"), "a.json: line 1, column 1: an object, { … }, was expected");
    }

    void aNumberThatNoDoubleHoldsIsToldWithItsPlace()
    {
        COMPARE_PART(sentence("{\n  \"a\": 1e400}"), "a.json: line 2, column 8: 1e400 is larger than any number here");
        QCOMPARE(sentence(R"({"a": 1e308, "b": 1e-400})"), QStringLiteral("no error"));
    }

    /// Whatever goes through JSON calls itself for each bracket: the stack would end.
    void bracketsTooDeepAreToldWithTheirPlace()
    {
        COMPARE_PART(sentence("{\n\"a\": " + nested(200'000) + "}"), "a.json: line 2, column 105: brackets stand");
        COMPARE_PART(sentence("{\"a\": " + nested(100) + "}"), "more than 100 deep");
        QCOMPARE(sentence("{\"a\": " + nested(99) + "}"), QStringLiteral("no error"));
    }

    void bracketsInTextsAndBesideOneAnotherAreNotDeep()
    {
        const std::string text = "\"" + std::string(1000, '[') + "\\\"" + std::string(1000, '{') + "\"";
        std::string list = "[]";
        for (int i = 0; i < 1000; ++i) {
            list += ",[{}]";
        }
        QCOMPARE(sentence("{\"a\": " + text + ", \"b\": [" + list + "]}"), QStringLiteral("no error"));
    }
};

QTEST_GUILESS_MAIN(tst_JsonReader)
#include "tst_JsonReader.moc"
