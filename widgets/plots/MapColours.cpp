// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapColours.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace {

enum Slot : std::uint8_t { hiddenSlot, restSlot, plainSlot, firstSlot };
constexpr std::size_t shades = 250;
constexpr std::size_t fewNumbers = 12;

/// Okabe and Ito 2008; their black becomes the theme's own opposite.
std::uint32_t classColour(std::size_t value, bool isDark)
{
    static constexpr std::array<std::uint32_t, 7> colours = {0xe69f00, 0x56b4e9, 0x009e73, 0xcc79a7,
                                                             0xd55e00, 0x0072b2, 0xf0e442};
    const std::size_t i = value % 8;
    return i < colours.size() ? colours[i] : isDark ? 0xf0f0f0 : 0x000000;
}

std::uint32_t darker(std::uint32_t rgb)
{
    return (rgb >> 1) & 0x7f7f7f;
}

PointStyle styleOf(std::uint32_t rgb, PointShape shape = PointShape::Disc)
{
    return {.rgb = rgb, .edge = darker(rgb), .shape = shape, .isVisible = true};
}

std::uint32_t grey(bool isDark)
{
    return isDark ? 0x9a9a9a : 0x707070;
}

/// Where a number lies between the column's least and largest, 0 to 1.
struct Scale
{
    float low = 0;
    float high = 0;
    bool isEmpty = true;

    explicit Scale(std::span<const float> numbers) { include(numbers); }
    void include(std::span<const float> numbers)
    {
        for (const float number : numbers) {
            if (std::isfinite(number)) {
                low = isEmpty ? number : std::min(low, number);
                high = isEmpty ? number : std::max(high, number);
                isEmpty = false;
            }
        }
    }
    [[nodiscard]] double at(float number) const
    {
        return high > low ? (static_cast<double>(number) - static_cast<double>(low)) /
                                (static_cast<double>(high) - static_cast<double>(low))
                          : 0.5;
    }
    [[nodiscard]] std::uint8_t slot(float number) const
    {
        return static_cast<std::uint8_t>(firstSlot + std::lround(at(number) * (shades - 1)));
    }
};

/// The slot of every sample as if nothing were hidden or selected.
std::vector<std::uint8_t> slotsByLabel(const LabelColumn& column, const Scale& scale)
{
    std::vector<std::uint8_t> slotOf(column.codes.size(), plainSlot);
    for (std::size_t i = 0; i < slotOf.size(); ++i) {
        if (column.isNumeric && std::isfinite(column.numbers[i])) {
            slotOf[i] = scale.slot(column.numbers[i]);
        } else if (!column.isNumeric && column.codes[i] != LabelColumn::unknown) {
            slotOf[i] = static_cast<std::uint8_t>(firstSlot + column.codes[i] % classLooks);
        }
    }
    return slotOf;
}

void paintShades(PointPalette& palette)
{
    for (std::size_t i = 0; i < shades; ++i) {
        const double position = static_cast<double>(i) / (shades - 1);
        palette[firstSlot + i] = styleOf(viridis(position) & 0xffffff);
    }
}

void paintPalette(PointPalette& palette, const LabelColumn* column, bool isDark)
{
    palette[plainSlot] = styleOf(grey(isDark));
    if (column && column->isNumeric) {
        paintShades(palette);
    } else if (column) {
        for (std::size_t i = 0; i < std::min(classLooks, column->values.size()); ++i) {
            palette[firstSlot + i] = styleOf(classColour(i, isDark), static_cast<PointShape>(i / 8));
        }
    }
}

/// "cluster 2" before "cluster 10": runs of digits by their number, all else by its bytes.
bool comesBefore(std::string_view a, std::string_view b)
{
    const auto isDigit = [](char letter) { return letter >= '0' && letter <= '9'; };
    const auto digitsAt = [&](std::string_view text) {
        return text.substr(0, static_cast<std::size_t>(std::ranges::find_if_not(text, isDigit) - text.begin()));
    };
    while (!a.empty() && !b.empty()) {
        std::string_view left = digitsAt(a);
        std::string_view right = digitsAt(b);
        if (left.empty() || right.empty()) {
            if (a.front() != b.front()) {
                return a.front() < b.front();
            }
            a.remove_prefix(1);
            b.remove_prefix(1);
            continue;
        }
        a.remove_prefix(left.size());
        b.remove_prefix(right.size());
        left.remove_prefix(std::min(left.size() - 1, left.find_first_not_of('0')));
        right.remove_prefix(std::min(right.size() - 1, right.find_first_not_of('0')));
        if (left != right) {
            return left.size() != right.size() ? left.size() < right.size() : left < right;
        }
    }
    return a.size() < b.size();
}

void fillLegend(MapColouring& colouring, const LabelColumn& column, const std::vector<std::uint8_t>& slotOf,
                const std::set<std::string>& hidden)
{
    std::vector<std::size_t> counts(column.values.size() + 1, 0); // the last: unknown
    std::vector<std::uint8_t> slotOfValue(counts.size(), plainSlot);
    for (std::size_t i = 0; i < column.codes.size(); ++i) {
        const std::size_t value = std::min<std::size_t>(column.codes[i], column.values.size());
        ++counts[value];
        slotOfValue[value] = slotOf[i];
    }
    const auto add = [&](const std::string& key, const QString& text, std::size_t value) {
        if (counts[value] > 0) {
            colouring.legend.push_back(
                {key, text, colouring.palette[slotOfValue[value]], counts[value], hidden.contains(key)});
        }
    };
    if (!colouring.hasColourBar) {
        for (std::size_t value = 0; value < column.values.size(); ++value) {
            add(column.values[value], QString::fromStdString(column.values[value]), value);
        }
        if (!column.isNumeric) { // looks belong to values, whatever their order here
            std::ranges::stable_sort(colouring.legend, comesBefore, &LegendEntry::key);
        }
    }
    add({}, QCoreApplication::translate("MapColours", "unknown"), column.values.size());
}

/// Of each value of the column, and last of unknown, whether legend or colour bar hide it.
std::vector<bool> hiddenAmong(const LabelColumn& column, bool hasColourBar, const MapColourOptions& options)
{
    std::vector<bool> isHidden(column.values.size() + 1);
    for (std::size_t value = 0; value < column.values.size(); ++value) {
        isHidden[value] = !hasColourBar && options.hiddenValues.contains(column.values[value]);
    }
    if (hasColourBar && options.shownRange) {
        for (std::size_t i = 0; i < column.codes.size(); ++i) {
            if (column.codes[i] < column.values.size()) {
                isHidden[column.codes[i]] = !options.shownRange->contains(column.numbers[i]);
            }
        }
    }
    isHidden.back() = options.hiddenValues.contains({});
    return isHidden;
}

/// Those with a number get a shade, and those outside the range that the colour bar shows are taken away.
void colourByNumbers(MapColouring& colouring, const MapColourOptions& options)
{
    paintShades(colouring.palette);
    Scale scale(options.numbers);
    scale.include(options.otherNumbers);
    colouring.hasColourBar = true;
    colouring.low = scale.low;
    colouring.high = scale.high;
    colouring.styles.assign(options.samples, plainSlot);
    const bool hidesUnknown = options.hiddenValues.contains({});
    std::size_t unknown = 0;
    for (std::size_t i = 0; i < options.samples; ++i) {
        const float number = options.numbers[i];
        if (!std::isfinite(number)) {
            ++unknown;
            colouring.styles[i] = hidesUnknown ? hiddenSlot : plainSlot;
        } else if (options.shownRange && !options.shownRange->contains(number)) {
            colouring.styles[i] = hiddenSlot;
        } else {
            colouring.styles[i] = scale.slot(number);
        }
    }
    if (unknown > 0) {
        colouring.legend.push_back({{},
                                    QCoreApplication::translate("MapColours", "unknown"),
                                    colouring.palette[plainSlot],
                                    unknown,
                                    hidesUnknown});
    }
}

/// Takes away what legend and colour bar hide, and greys what is not selected.
void filter(MapColouring& colouring, const MapColourOptions& options)
{
    if (options.column && (!options.hiddenValues.empty() || options.shownRange)) {
        const LabelColumn& column = *options.column;
        const std::vector<bool> isHidden = hiddenAmong(column, colouring.hasColourBar, options);
        for (std::size_t i = 0; i < colouring.styles.size(); ++i) {
            if (isHidden[std::min<std::size_t>(column.codes[i], column.values.size())]) {
                colouring.styles[i] = hiddenSlot;
            }
        }
    }
    const auto hidden = std::count(colouring.styles.begin(), colouring.styles.end(), hiddenSlot);
    colouring.shown = colouring.styles.size() - static_cast<std::size_t>(hidden);
    if (!options.selection) {
        return;
    }
    colouring.palette[restSlot] = styleOf(options.isDark ? 0x606060 : 0xb4b4b4);
    colouring.palette[restSlot].isBackground = true;
    std::vector<std::uint8_t> greyed(colouring.styles.size(), restSlot);
    for (const std::uint32_t sample : *options.selection) {
        if (sample < greyed.size()) {
            greyed[sample] = colouring.styles[sample];
        }
    }
    for (std::size_t i = 0; i < greyed.size(); ++i) {
        if (colouring.styles[i] != hiddenSlot) {
            colouring.styles[i] = greyed[i];
        }
    }
}

} // namespace

MapColouring colourSamples(const MapColourOptions& options)
{
    MapColouring colouring;
    const bool hasColumn = options.column && options.column->codes.size() == options.samples;
    paintPalette(colouring.palette, hasColumn ? options.column : nullptr, options.isDark);
    if (!hasColumn) {
        colouring.styles.assign(options.samples, plainSlot);
        if (!options.numbers.empty() && options.numbers.size() == options.samples) {
            colourByNumbers(colouring, options);
        }
        MapColourOptions plain = options;
        plain.column = nullptr;
        filter(colouring, plain);
        return colouring;
    }
    const Scale scale(options.column->numbers);
    colouring.hasColourBar = options.column->isNumeric && options.column->values.size() > fewNumbers;
    colouring.low = scale.low;
    colouring.high = scale.high;
    colouring.sharesLooks = !options.column->isNumeric && options.column->values.size() > classLooks;
    colouring.styles = slotsByLabel(*options.column, scale);
    fillLegend(colouring, *options.column, colouring.styles, options.hiddenValues);
    filter(colouring, options);
    return colouring;
}

QRgb viridis(double position)
{
    static constexpr double terms[7][3] = {{0.2777273272234177, 0.005407344544966578, 0.3340998053353061},
                                           {0.1050930431085774, 1.404613529898575, 1.384590162594685},
                                           {-0.3308618287255563, 0.214847559468213, 0.09509516302823659},
                                           {-4.634230498983486, -5.799100973351585, -19.33244095627987},
                                           {6.228269936347081, 14.17993336680509, 56.69055260068105},
                                           {4.776384997670288, -13.74514537774601, -65.35303263337234},
                                           {-5.435455855934631, 4.645852612178535, 26.3124352495832}};
    const double t = std::clamp(position, 0.0, 1.0);
    int channels[3];
    for (int i = 0; i < 3; ++i) {
        double value = 0;
        for (int power = 6; power >= 0; --power) {
            value = value * t + terms[power][i];
        }
        channels[i] = static_cast<int>(std::lround(255 * std::clamp(value, 0.0, 1.0)));
    }
    return qRgb(channels[0], channels[1], channels[2]);
}
