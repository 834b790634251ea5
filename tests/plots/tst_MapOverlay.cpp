// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapOverlay.h"

#include <QTest>

#include <memory>

/// What is written above the points of a map.
class tst_MapOverlay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNameAtTheEdgeIsWhole();
    void aNameOutOfSightIsNotWritten();
};

namespace {

const QRect area(50, 50, 400, 200);

/// How many pixels the name's letters have when they name what is at `middle`.
int ink(const QString& name, QPointF middle)
{
    QWidget under;
    under.resize(500, 300);
    QPalette colours = under.palette();
    colours.setColor(QPalette::Window, Qt::white);
    colours.setColor(QPalette::Base, Qt::white);
    colours.setColor(QPalette::Text, Qt::black);
    under.setPalette(colours);
    auto overlay = std::make_unique<MapOverlay>(&under);
    overlay->resize(under.size());
    overlay->setArea(area);
    overlay->setNames({{name, middle}});
    const QImage image = under.grab().toImage().convertToFormat(QImage::Format_Grayscale8);
    int dark = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            dark += image.pixelColor(x, y).value() < 100 ? 1 : 0;
        }
    }
    return dark;
}

} // namespace

void tst_MapOverlay::aNameAtTheEdgeIsWhole()
{
    const QString name = QStringLiteral("HHHHHHHHHHHH");
    const int whole = ink(name, area.center());
    QVERIFY(whole > 100);
    for (const QPointF middle : {QPointF(449, 150), QPointF(51, 150), QPointF(250, 51), QPointF(449, 249)}) {
        const int there = ink(name, middle);
        QVERIFY2(std::abs(there - whole) < whole / 4, qPrintable(QString("%1 of %2").arg(there).arg(whole)));
    }
}

void tst_MapOverlay::aNameOutOfSightIsNotWritten()
{
    QCOMPARE(ink(QStringLiteral("HHHH"), QPointF(460, 150)), 0);
}

QTEST_MAIN(tst_MapOverlay)
#include "tst_MapOverlay.moc"
