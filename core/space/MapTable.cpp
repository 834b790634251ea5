// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/MapTable.h"

#include "base/AtomicFile.h"
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

// Columns that are offered; more are no map. Those of an array have to be sorted first.
constexpr std::size_t mostOfArray = 16;
constexpr std::size_t mostOfText = 256;

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

/// How surely columns that are called `x` and so on are a map: a table may have other pairs, as "batch1" and "batch2".
int likelihoodOfMap(const std::string& x)
{
    constexpr std::array<const char*, 13> methods = {"umap", "tsne",   "t-sne",  "sne",   "pca", "pc",  "phate",
                                                     "mds",  "pacmap", "trimap", "embed", "dim", "comp"};
    if (x == "x") {
        return 3;
    }
    const bool isNamed = std::ranges::any_of(methods, [&](const char* each) { return x.starts_with(each); });
    return isNamed ? 2 : 1;
}

/// `prefix` characters of each name say what file it is of.
void findAxes(MapTable& table, std::size_t prefix)
{
    std::vector<std::string> names;
    std::ranges::transform(table.columns, std::back_inserter(names),
                           [&](const LabelColumn& column) { return lowered(column.name.substr(prefix)); });
    int best = 0;
    for (std::size_t x = 0; x < names.size(); ++x) {
        for (std::size_t y = 0; y < names.size(); ++y) {
            if (isPair(names[x], names[y]) && likelihoodOfMap(names[x]) > best) {
                best = likelihoodOfMap(names[x]);
                table.x = x;
                table.y = y;
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
    const std::size_t offered = std::min(table.columns(), mostOfArray);
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

bool isDelimiter(char character)
{
    return character == '\t' || character == ';' || character == ',';
}

/// Blanks at the ends of a line and beside a delimiter go; those between words become one, or a tab where they part
/// cells.
std::string withoutPadding(std::string_view line, bool partsCells)
{
    std::string plain;
    bool isBehindBlank = false;
    for (const char each : line) {
        if (each == ' ' || each == '\r') {
            isBehindBlank = true;
            continue;
        }
        if (isBehindBlank && !plain.empty() && !isDelimiter(plain.back()) && !isDelimiter(each)) {
            plain += partsCells ? '\t' : ' ';
        }
        isBehindBlank = false;
        plain += each;
    }
    return plain;
}

/// As numpy.savetxt writes a table: parted by blanks, or with a blank behind each comma, and a header behind a "#".
std::string plainTable(std::string text)
{
    if (text.starts_with('#')) {
        text.erase(0, text.find_first_not_of("# "));
    }
    const std::string first = text.substr(0, text.find('\n'));
    const bool isParted = std::ranges::any_of(first, isDelimiter);
    if (first.find(' ') == std::string::npos || (isParted && withoutPadding(first, false) == first)) {
        return text;
    }
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        plain += withoutPadding(std::string_view(text).substr(at, end - at), !isParted);
        plain += '\n';
        at = end + 1;
    }
    return plain;
}

/// One row too many is a header whose names are numbers: pandas calls columns 0 and 1. It is taken off `text` then.
std::vector<std::string> takeNumberedHeader(std::string& text, const fs::path& file, const CsvFormat& format)
{
    std::vector<std::string> names;
    CsvReader(text, file, format.delimiter).next(names);
    text.erase(0, text.find('\n') + 1);
    return names;
}

std::vector<LabelColumn> columnsOfText(const fs::path& file, std::size_t samples, const JobControl& control)
{
    std::string text = plainTable(readWholeFile(file, mostLabelFileBytes));
    const CsvFormat format = findCsvFormat(text, file);
    LabelTable table = parseDelimitedLabels(text, file, format, control);
    std::vector<std::string> names;
    if (!format.hasHeader && table.rows == samples + 1) {
        names = takeNumberedHeader(text, file, format);
        table = parseDelimitedLabels(text, file, format, control);
    }
    requireRows(table.rows, samples, file);
    std::vector<LabelColumn> columns;
    for (std::size_t k = 0; k < table.columns.size(); ++k) {
        const LabelColumn& column = *table.columns[k];
        if (column.isNumeric && columns.size() < mostOfText) {
            const bool isNamed = k < names.size() && !names[k].empty();
            columns.push_back(column);
            columns.back().name = file.stem().string() + ' ' + (isNamed ? names[k] : column.name);
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
    findAxes(table, file.stem().string().size() + 1);
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
