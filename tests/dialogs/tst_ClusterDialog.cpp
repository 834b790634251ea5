// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/ClusterDialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

class tst_ClusterDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksWhatWasAskedLast()
    {
        const ClusterOptions before{.counts = {4, 8}, .restarts = 3, .seed = 7, .threads = 0};
        QCOMPARE(ClusterDialog(before).options(), before);
    }

    void takesOneNumberOrSeveral()
    {
        ClusterDialog dialog({});
        dialog.show();
        auto* counts = dialog.findChild<QLineEdit*>(QStringLiteral("clusterCounts"));
        const auto* explanation = dialog.findChild<QLabel*>(QStringLiteral("clusterExplanation"));
        QTest::keyClicks(counts, QStringLiteral("5, 10,15")); // what was there is selected
        QCOMPARE(dialog.options().counts, (std::vector<int>{5, 10, 15}));
        QVERIFY(explanation->text().contains("silhouette"));
        counts->selectAll();
        QTest::keyClicks(counts, QStringLiteral("12"));
        QCOMPARE(dialog.options().counts, std::vector<int>{12});
        dialog.findChild<QSpinBox*>(QStringLiteral("clusterSeed"))->setValue(3);
        QCOMPARE(dialog.options().seed, std::uint64_t{3});
    }

    void whatIsNoNumberCannotBeLookedFor()
    {
        ClusterDialog dialog({});
        auto* counts = dialog.findChild<QLineEdit*>(QStringLiteral("clusterCounts"));
        const auto* find = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
        QVERIFY(find->isEnabled());
        for (const char* text : {"", "few", "0", "1001", "5,-1", "5,x", "2.5"}) {
            counts->setText(QLatin1String(text));
            QVERIFY2(!find->isEnabled(), text);
            QVERIFY(dialog.findChild<QLabel*>(QStringLiteral("clusterExplanation"))->text().contains("1000"));
        }
        counts->setText(QStringLiteral("1000"));
        QVERIFY(find->isEnabled());
    }

    void everyFieldHasANameAndATip()
    {
        ClusterDialog dialog({});
        for (const char* name : {"clusterCounts", "clusterRestarts", "clusterSeed"}) {
            const auto* field = dialog.findChild<QWidget*>(QLatin1String(name));
            QVERIFY(field && !field->accessibleName().isEmpty() && !field->toolTip().isEmpty());
        }
    }
};

QTEST_MAIN(tst_ClusterDialog)
#include "tst_ClusterDialog.moc"
