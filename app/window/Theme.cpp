// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/Theme.h"

#include <QApplication>
#include <QPainter>
#include <QProxyStyle>
#include <QStyleOption>

namespace {
/// Fusion frames a check box in a darker shade of the window, which nobody sees on a dark one.
class ClearStyle : public QProxyStyle
{
public:
    ClearStyle()
        : QProxyStyle(QStringLiteral("Fusion"))
    {
    }
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override
    {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        if (element == PE_IndicatorCheckBox) {
            const bool isFocused = option->state & State_HasFocus;
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing, false);
            painter->setPen(option->palette.color(isFocused ? QPalette::WindowText : QPalette::PlaceholderText));
            painter->setBrush(Qt::NoBrush);
            painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
            painter->restore();
        }
    }
};

struct Greys
{
    QRgb window, base, alternate, button, text, faint, disabled, mid, dark, light, midlight, marked, accent, link;
};
constexpr Greys darkGreys = {0xff2b2b2b, 0xff232323, 0xff282828, 0xff3a3a3a, 0xffe6e6e6, 0xffa0a0a0, 0xff858585,
                             0xff3f3f3f, 0xff1c1c1c, 0xff525252, 0xff464646, 0xff4c4c4c, 0xffff4f81, 0xff8ab4f8};
constexpr Greys lightGreys = {0xffececec, 0xfffafafa, 0xfff3f3f3, 0xffe2e2e2, 0xff1d1d1d, 0xff606060, 0xff979797,
                              0xffc6c6c6, 0xffa6a6a6, 0xffffffff, 0xfff6f6f6, 0xffd2d2d2, 0xffd81b60, 0xff1a5fb4};

QPalette paletteOf(const Greys& greys)
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, QRgb colour) { palette.setColor(role, QColor(colour)); };
    set(QPalette::Window, greys.window);
    set(QPalette::WindowText, greys.text);
    set(QPalette::Base, greys.base);
    set(QPalette::AlternateBase, greys.alternate);
    set(QPalette::Text, greys.text);
    set(QPalette::PlaceholderText, greys.faint);
    set(QPalette::Button, greys.button);
    set(QPalette::ButtonText, greys.text);
    set(QPalette::BrightText, greys.accent);
    set(QPalette::ToolTipBase, greys.button);
    set(QPalette::ToolTipText, greys.text);
    set(QPalette::Mid, greys.mid);
    set(QPalette::Dark, greys.dark);
    set(QPalette::Shadow, 0xff000000);
    set(QPalette::Light, greys.light);
    set(QPalette::Midlight, greys.midlight);
    set(QPalette::Highlight, greys.accent);
    set(QPalette::HighlightedText, 0xffffffff);
    set(QPalette::Link, greys.link);
    set(QPalette::LinkVisited, greys.link);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText}) {
        palette.setColor(QPalette::Disabled, role, QColor(greys.disabled));
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(greys.mid));
    return palette;
}

/// What is highlighted here is chosen or done, not "where you are".
void highlightInGrey(const QPalette& palette, const Greys& greys)
{
    QPalette grey = palette;
    grey.setColor(QPalette::Highlight, QColor(greys.marked));
    grey.setColor(QPalette::HighlightedText, QColor(greys.text));
    for (const char* kind : {"QMenu", "QMenuBar", "QAbstractItemView", "QComboBox", "QProgressBar", "QLineEdit",
                             "QAbstractSpinBox", "QPlainTextEdit", "QRubberBand"}) {
        QApplication::setPalette(grey, kind);
    }
    grey.setColor(QPalette::Highlight, QColor(greys.faint)); // frames the default button and the one with the focus
    QApplication::setPalette(grey, "QAbstractButton");
}
} // namespace

QPalette darkPalette()
{
    return paletteOf(darkGreys);
}

QPalette lightPalette()
{
    return paletteOf(lightGreys);
}

bool systemIsDark()
{
    static const bool dark = [] {
        const QPalette system = QApplication::palette();
        return system.color(QPalette::Window).lightness() < system.color(QPalette::WindowText).lightness();
    }();
    return dark;
}

void applyTheme(Theme theme)
{
    const bool dark = theme == Theme::Dark || (systemIsDark() && theme == Theme::System);
    if (!dynamic_cast<ClearStyle*>(QApplication::style())) {
        QApplication::setStyle(new ClearStyle); // the application owns it
    }
    const Greys& greys = dark ? darkGreys : lightGreys;
    const QPalette palette = paletteOf(greys);
    QApplication::setPalette(palette);
    highlightInGrey(palette, greys);
}
