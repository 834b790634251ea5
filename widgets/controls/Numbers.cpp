// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/Numbers.h"

#include "session/NumberText.h"

#include <QLocale>

#include <algorithm>
#include <charconv>
#include <cmath>

static QLocale plainLocale()
{
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale;
}

QString coordinateText(double value, double range)
{
    constexpr double longestPlain = 99999;
    QString text;
    if (std::abs(value) > longestPlain) {
        text = plainLocale().toString(value, 'e', 1);
    } else {
        constexpr double steps = 100;
        constexpr double wide = 100; // narrower ranges show two decimals at least, so that rows look alike
        const double needed = range > 0 ? std::ceil(-std::log10(range / steps)) : 2;
        const double decimals = range < wide ? std::max(needed, 2.0) : needed;
        const double before = std::floor(std::log10(std::max(std::abs(value), 1.0))); // digits beyond the first
        text = plainLocale().toString(value, 'f', static_cast<int>(std::clamp(decimals, 0.0, 4 - before)));
    }
    const bool isNegativeZero =
        std::ranges::none_of(text, [](QChar c) { return c.isDigit() && c.digitValue() != 0; }) &&
        text.startsWith(QLatin1Char('-'));
    if (isNegativeZero) {
        text.remove(0, 1);
    }
    return withTrueMinus(text);
}

QString distanceText(double distance)
{
    constexpr double smallestPlain = 0.001;
    constexpr double largestPlain = 999999;
    if (distance == 0) {
        return plainLocale().toString(0);
    }
    if (distance < smallestPlain || distance > largestPlain) {
        return plainLocale().toString(distance, 'e', 1);
    }
    return plainLocale().toString(distance, 'f', distance < 1 ? 3 : distance < 10 ? 2 : distance < 100 ? 1 : 0);
}

QString exactText(float value)
{
    char buffer[32];
    const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
    return QString::fromLatin1(buffer, result.ptr - buffer).replace(QLatin1Char('.'), plainLocale().decimalPoint());
}

std::optional<float> typedNumber(const QString& text)
{
    QString plain = text.trimmed();
    plain.replace(trueMinus, QLatin1Char('-'));
    if (plain.count(QLatin1Char(',')) == 1 && !plain.contains(QLatin1Char('.'))) {
        plain.replace(QLatin1Char(','), QLatin1Char('.'));
    }
    if (plain.startsWith(QLatin1Char('+')) && !plain.startsWith(QLatin1String("+-"))) {
        plain.remove(0, 1);
    }
    const std::string bytes = plain.toStdString();
    float value = 0;
    const auto [end, error] = std::from_chars(bytes.data(), bytes.data() + bytes.size(), value);
    const bool isNumber = error == std::errc() && end == bytes.data() + bytes.size() && std::isfinite(value);
    return isNumber ? std::optional(value) : std::nullopt;
}
