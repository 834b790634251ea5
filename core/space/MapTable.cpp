// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/MapTable.h"

#include "base/UserError.h"
#include "space/DelimitedText.h"
#include "space/LabelJoin.h"
#include "space/LabelText.h"
#include "space/NpyFile.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <numeric>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t mostColumns = 16; ///< that are offered; more are no map

std::string textOf(float number)
{
    std::array<char, 32> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr};
}

std::string lowered(std::string text)
{
    std::ranges::transform(text, text.begin(),
                           [](char letter) { return letter >= 'A' && letter <= 'Z' ? char(letter + 32) : letter; });
    return text;
}

/// Whether `y` is called as `x` is but for its end: "UMAP 1" and "UMAP 2".
bool isPair(const std::string& x, const std::string& y)
{
    constexpr std::array<std::array<char, 2>, 3> ends = {{{'x', 'y'}, {'0', '1'}, {'1', '2'}}};
    return !x.empty() && x.size() == y.size() && x.substr(0, x.size() - 1) == y.substr(0, y.size() - 1) &&
           std::ranges::any_of(ends, [&](const auto& end) { return x.back() == end[0] && y.back() == end[1]; });
}

void findAxes(MapTable& table)
{
    for (std::size_t x = 0; x < table.columns.size(); ++x) {
        for (std::size_t y = 0; y < table.columns.size(); ++y) {
            if (isPair(lowered(table.columns[x].name), lowered(table.columns[y].name))) {
                table.x = x;
                table.y = y;
                return;
            }
        }
    }
}

void requireRows(std::size_t rows, std::size_t samples, const fs::path& file)
{
    if (rows != samples) {
        throw UserError(file.string() + ": has " + std::to_string(rows) + " rows, and the space has " +
                        std::to_string(samples) + " samples. A map needs a row for each sample, in their order.");
    }
}

std::vector<LabelColumn> columnsOfArray(const fs::path& file, std::size_t samples, const JobControl& control)
{
    const LatentTable table = readLatents(file);
    requireRows(table.rows(), samples, file);
    std::vector<LabelColumn> columns;
    std::vector<float> numbers(table.rows());
    const std::size_t offered = std::min(table.columns(), mostColumns);
    for (std::size_t k = 0; k < offered; ++k) {
        if (control.stop.stop_requested()) {
            throw UserError(file.string() + ": reading it was stopped.");
        }
        control.report(static_cast<double>(k) / static_cast<double>(offered));
        for (std::size_t row = 0; row < table.rows(); ++row) {
            numbers[row] = table.row(row)[k];
        }
        columns.push_back(columnOfNumbers(file.stem().string() + ' ' + std::to_string(k + 1), numbers));
    }
    return columns;
}

std::vector<LabelColumn> columnsOfText(const fs::path& file, std::size_t samples, const JobControl& control)
{
    const LabelTable table = readDelimitedLabels(file, control);
    requireRows(table.rows, samples, file);
    std::vector<LabelColumn> columns;
    for (const LabelColumn& column : table.columns) {
        if (column.isNumeric && columns.size() < mostColumns) {
            columns.push_back(column);
            columns.back().name = file.stem().string() + ' ' + column.name;
        }
    }
    return columns;
}

} // namespace

LabelColumn columnOfNumbers(std::string name, std::span<const float> numbers)
{
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < numbers.size(); ++i) {
        if (std::isfinite(numbers[i])) {
            order.push_back(i);
        }
    }
    std::ranges::sort(order, {}, [&](std::uint32_t i) { return numbers[i]; });
    std::vector<std::string> values;
    std::vector<std::uint32_t> codes(numbers.size(), LabelColumn::unknown);
    for (std::size_t k = 0; k < order.size(); ++k) {
        const float number = numbers[order[k]];
        if (k == 0 || numbers[order[k - 1]] != number) {
            values.push_back(textOf(number + 0.0F)); // of both zeros the positive one
        }
        codes[order[k]] = static_cast<std::uint32_t>(values.size() - 1);
    }
    return columnOf(std::move(name), std::move(values), std::move(codes));
}

MapTable readMapTable(const fs::path& file, std::size_t samples, const JobControl& control)
{
    const bool isArray = lowered(file.extension().string()) == ".npy";
    MapTable table{.columns = isArray ? columnsOfArray(file, samples, control) : columnsOfText(file, samples, control)};
    if (table.columns.size() < 2) {
        throw UserError(file.string() + ": " + (table.columns.empty() ? "no column" : "only one column") +
                        " holds numbers. A map needs two, for x and y.");
    }
    findAxes(table);
    return table;
}

std::string mapTableText(std::span<const std::shared_ptr<const LatentTable>> maps, const LabelTable* labels,
                         std::span<const std::uint32_t> samples)
{
    LabelTable table{.rows = samples.size(), .columns = {}};
    const auto freeName = [&](std::string name) {
        while (labels != nullptr && labels->find(name) != nullptr) {
            name = "map " + name;
        }
        return name;
    };
    LabelColumn numbers{.name = freeName("sample"), .values = {}, .codes = std::vector<std::uint32_t>(samples.size())};
    std::iota(numbers.codes.begin(), numbers.codes.end(), 0U);
    std::ranges::transform(samples, std::back_inserter(numbers.values),
                           [](std::uint32_t sample) { return std::to_string(sample); });
    table.columns.emplace_back(std::move(numbers));
    const LatentTable places = placesOn(maps, samples);
    for (std::size_t column = 0; column < places.columns(); ++column) {
        std::vector<float> values;
        for (std::size_t row = 0; row < places.rows(); ++row) {
            values.push_back(places.row(row)[column]);
        }
        const std::string which = column < 2 ? "" : std::to_string(column / 2 + 1);
        table.columns.emplace_back(columnOfNumbers(freeName((column % 2 == 0 ? "x" : "y") + which), values));
    }
    if (labels != nullptr) {
        std::ranges::copy(takeRows(*labels, samples).columns, std::back_inserter(table.columns));
    }
    return labelText(table);
}

LatentTable placesOn(std::span<const std::shared_ptr<const LatentTable>> maps, std::span<const std::uint32_t> samples)
{
    LatentTable places(samples.size(), 2 * maps.size());
    for (std::size_t map = 0; map < maps.size(); ++map) {
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const LatentView place = maps[map]->row(samples[i]);
            std::ranges::copy(place.first(std::min<std::size_t>(2, place.size())),
                              places.row(i).subspan(2 * map).begin());
        }
    }
    return places;
}

LatentTable rowsOf(const LatentTable& table, std::span<const std::uint32_t> samples, std::size_t columns)
{
    LatentTable rows(samples.size(), std::min(columns, table.columns()));
    for (std::size_t i = 0; i < samples.size(); ++i) {
        std::ranges::copy(table.row(samples[i]).first(rows.columns()), rows.row(i).begin());
    }
    return rows;
}
