// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/Icons.h"
#include "window/Theme.h"

#include <QApplication>
#include <QDir>
#include <QPushButton>
#include <QTest>

#include <cmath>

class tst_Theme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textsStandOutFromTheirGround_data();
    void textsStandOutFromTheirGround();
    void onlyTheAccentHasColour();
    void menusHighlightInGrey();
    void buttonsAreFramedInGrey();
    void iconsFollowThePalette();
};

namespace {
double luminance(const QColor& colour)
{
    const auto linear = [](double share) {
        return share <= 0.03928 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

/// WCAG 2.1, contrast ratio.
double contrast(const QColor& a, const QColor& b)
{
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}
} // namespace

void tst_Theme::textsStandOutFromTheirGround_data()
{
    QTest::addColumn<QPalette>("palette");
    QTest::newRow("dark") << darkPalette();
    QTest::newRow("light") << lightPalette();
}

void tst_Theme::textsStandOutFromTheirGround()
{
    QFETCH(QPalette, palette);
    const auto ratio = [&](QPalette::ColorRole text, QPalette::ColorRole ground) {
        return contrast(palette.color(text), palette.color(ground));
    };
    QVERIFY(ratio(QPalette::WindowText, QPalette::Window) >= 7);
    QVERIFY(ratio(QPalette::Text, QPalette::Base) >= 7);
    QVERIFY(ratio(QPalette::ButtonText, QPalette::Button) >= 7);
    QVERIFY(ratio(QPalette::PlaceholderText, QPalette::Window) >= 4.5);
    QVERIFY(ratio(QPalette::PlaceholderText, QPalette::Base) >= 4.5);
    QVERIFY(ratio(QPalette::Highlight, QPalette::Window) >= 3); // a mark, not a text
    QVERIFY(ratio(QPalette::Highlight, QPalette::Base) >= 3);
}

void tst_Theme::onlyTheAccentHasColour()
{
    for (const QPalette& palette : {darkPalette(), lightPalette()}) {
        for (const auto role : {QPalette::Window, QPalette::Base, QPalette::Button, QPalette::Mid, QPalette::Dark,
                                QPalette::Light, QPalette::WindowText}) {
            QCOMPARE(palette.color(role).saturation(), 0);
        }
        QVERIFY(palette.color(QPalette::Highlight).saturation() > 100);
    }
}

void tst_Theme::menusHighlightInGrey()
{
    applyTheme(Theme::Dark);
    QCOMPARE(QApplication::palette("QMenu").color(QPalette::Highlight).saturation(), 0);
    QVERIFY(QApplication::palette().color(QPalette::Highlight).saturation() > 100);
    QVERIFY(QApplication::palette().color(QPalette::Window).lightness() < 80);
    applyTheme(Theme::Light);
    QVERIFY(QApplication::palette().color(QPalette::Window).lightness() > 180);
}

void tst_Theme::buttonsAreFramedInGrey()
{
    for (const Theme theme : {Theme::Dark, Theme::Light}) {
        applyTheme(theme);
        QPushButton plain(QStringLiteral("Open"));
        QPushButton button(QStringLiteral("Open"));
        button.setDefault(true);
        const QImage image = button.grab().toImage();
        QVERIFY(image != plain.grab().toImage());
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                QVERIFY(image.pixelColor(x, y).saturation() < 40);
            }
        }
    }
}

void tst_Theme::iconsFollowThePalette()
{
    (void)themedIcon(QStringLiteral("undo"), darkPalette());
    const QStringList names = QDir(QStringLiteral(":/icons")).entryList();
    QVERIFY(names.size() > 20);
    const auto brightest = [](const QIcon& icon) {
        const QImage image = icon.pixmap(24).toImage();
        int brightness = -1;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixelColor(x, y).alpha() > 200) {
                    brightness = std::max(brightness, image.pixelColor(x, y).lightness());
                }
            }
        }
        return brightness;
    };
    for (const QString& file : names) {
        const QString name = file.chopped(4);
        QVERIFY2(brightest(themedIcon(name, darkPalette())) > 180, qPrintable(name));
        const int dark = brightest(themedIcon(name, lightPalette()));
        QVERIFY2(dark >= 0 && dark < 90, qPrintable(name));
    }
}

QTEST_MAIN(tst_Theme)
#include "tst_Theme.moc"
