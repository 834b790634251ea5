// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/TrustWords.h"

#include <QLocale>
#include <QTest>

class tst_TrustWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void saysHowWellUnseenPairsAreToldApart();
    void saysWhenItCouldBeNoise();
    void oneExampleCannotBeTested();
    void withoutGroupsItSaysWhereItComesFrom();
    void detailsSayWhatHardlyChanged();
    void detailsNameWhatRidesAlong();
    void aGroupsWordLeavesOutTheLabels();
};

namespace {

AttributeSlider slider(std::size_t with, std::size_t without, const std::optional<AttributeTrust>& trust)
{
    AttributeVector vector{{1, 0}, with, without, 0, 1};
    vector.trust = trust;
    AttributeSlider made;
    made.name = "glasses";
    made.with = "glasses = yes";
    made.without = "glasses = no";
    made.vector = std::make_shared<const AttributeVector>(vector);
    return made;
}

AttributeTrust good()
{
    return {.tested = 751, .heldOutAuc = 0.968, .cohensD = 2.5, .randomSplits = 200, .randomAsGood = 0};
}

QString detail(const AttributeSlider& attribute, const char* title)
{
    for (const auto& [name, text] : trustDetails(attribute)) {
        if (name == QLatin1String(title)) {
            return text;
        }
    }
    return {};
}

} // namespace

void tst_TrustWords::saysHowWellUnseenPairsAreToldApart()
{
    const AttributeSlider made = slider(380, 1371, good());
    QCOMPARE(trustLine(made), QStringLiteral("tells 97 % of unseen pairs apart · 380 with, 1371 without"));
    QCOMPARE(percentText(0.9979), QStringLiteral("99.7 %"));
    QCOMPARE(percentText(1), QStringLiteral("100 %"));
    QCOMPARE(percentText(0.004), QStringLiteral("0 %"));
    QCOMPARE(detail(made, "Unseen pairs"),
             QStringLiteral("97 % told apart (AUC 0.968 in cross-validation, 751 samples)"));
    QCOMPARE(detail(made, "Means apart"), QStringLiteral("2.50 standard deviations (Cohen's d)"));
}

void tst_TrustWords::saysWhenItCouldBeNoise()
{
    AttributeTrust trust = good();
    trust.randomAsGood = 0.115;
    QCOMPARE(trustLine(slider(12, 14, trust)), QStringLiteral("could be noise: 23 of 200 random splits do as well, 97 "
                                                              "% of unseen pairs told apart · 12 with, 14 without"));
    trust.randomAsGood = 0.045;
    QVERIFY(!trustLine(slider(12, 14, trust)).contains(QLatin1String("noise")));
}

void tst_TrustWords::oneExampleCannotBeTested()
{
    const AttributeTrust untested{.tested = 0, .heldOutAuc = std::nullopt, .cohensD = 0, .randomSplits = 0};
    QCOMPARE(trustLine(slider(1, 14, untested)), QStringLiteral("one example: cannot be tested · 1 with, 14 without"));
    QCOMPARE(trustLine(slider(2, 3, untested)), QStringLiteral("too few examples to be tested · 2 with, 3 without"));
    QVERIFY(detail(slider(1, 14, untested), "Unseen pairs").startsWith(QLatin1String("not tested")));
}

void tst_TrustWords::withoutGroupsItSaysWhereItComesFrom()
{
    AttributeSlider made = slider(0, 0, std::nullopt);
    made.method = "file";
    QCOMPARE(trustLine(made), QStringLiteral("file"));
    made.notes = "Read from smile.npy\nSecond line";
    QCOMPARE(trustLine(made), QStringLiteral("Read from smile.npy"));
    QVERIFY(detail(made, "Unseen pairs").isEmpty());
}

void tst_TrustWords::detailsSayWhatHardlyChanged()
{
    AttributeSlider made = slider(380, 371, good());
    AttributeVector vector = *made.vector;
    vector.keptFixed = {{"smile", 0.31}, {"beard", -0.01}};
    made.vector = std::make_shared<const AttributeVector>(vector);
    const QStringList kept = detail(made, "Kept fixed").split(QLatin1Char('\n'));
    QCOMPARE(kept.size(), qsizetype{2});
    QCOMPARE(kept[0], QStringLiteral("smile (cosine before: 0.31)"));
    QVERIFY(kept[1].contains(QLatin1String("hardly changed")));
}

void tst_TrustWords::detailsNameWhatRidesAlong()
{
    AttributeTrust trust = good();
    trust.riding = {{"beard", "full", 0.83}, {"hair", "long", 0.2}, {"age", "> 40", 0.7}, {"hat", "yes", 0.55}};
    const QStringList lines = detail(slider(380, 371, trust), "Rides along").split(QLatin1Char('\n'));
    QCOMPARE(lines, (QStringList{QStringLiteral("also moves towards beard = full: AUC 0.83"),
                                 QStringLiteral("also moves away from hair = long: AUC 0.20"),
                                 QStringLiteral("also moves towards age > 40: AUC 0.70")}));
    trust.riding = {{"hat", "yes", 0.55}};
    QVERIFY(detail(slider(380, 371, trust), "Rides along").startsWith(QLatin1String("none")));
}

void tst_TrustWords::aGroupsWordLeavesOutTheLabels()
{
    QCOMPARE(groupWord("arrow 1 = left"), QStringLiteral("left"));
    QCOMPARE(groupWord("arrow 1 = left, arrow 5 = up"), QStringLiteral("left, up"));
    QCOMPARE(groupWord("everything else"), QStringLiteral("everything else"));
}

QTEST_GUILESS_MAIN(tst_TrustWords)
#include "tst_TrustWords.moc"
