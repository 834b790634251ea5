// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/ClusterColumn.h"

#include <QTest>

class tst_ClusterColumn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesTheClusterOfEachSample()
    {
        Clusters clusters;
        clusters.centres = LatentTable(11, 1);
        for (std::uint32_t i = 0; i < 22; ++i) {
            clusters.clusterOf.push_back(i % 11);
        }
        const LabelColumn column = clusterColumn("cluster", clusters);
        QCOMPARE(column.name, std::string("cluster"));
        QCOMPARE(column.values.size(), std::size_t{11});
        for (std::size_t i = 0; i < 22; ++i) {
            QCOMPARE(column.values[column.codes[i]], "cluster " + std::to_string(i % 11 + 1));
        }
        QVERIFY(!column.isNumeric);
    }

    void replacesClustersButNothingElse()
    {
        LabelTable labels{.rows = 1, .columns = {}};
        QCOMPARE(clusterColumnName(nullptr), std::string("cluster"));
        QCOMPARE(clusterColumnName(&labels), std::string("cluster"));
        labels.columns.emplace_back(columnOf("cluster", {"cluster 1"}, {0}));
        QCOMPARE(clusterColumnName(&labels), std::string("cluster"));
        labels.columns[0] = columnOf("cluster", {"mine"}, {0});
        QCOMPARE(clusterColumnName(&labels), std::string("clusters found"));
        labels.columns.emplace_back(columnOf("clusters found", {"mine"}, {0}));
        QCOMPARE(clusterColumnName(&labels), std::string("clusters found 2"));
    }
};

QTEST_GUILESS_MAIN(tst_ClusterColumn)
#include "tst_ClusterColumn.moc"
