// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/LabelTable.h"

#include "base/UserError.h"
#include "space/LabelParse.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace {

void addNumbers(LabelColumn& column)
{
    std::vector<float> numberOf;
    for (const std::string& value : column.values) {
        numberOf.push_back(static_cast<float>(*cellNumber(value)));
    }
    column.numbers.reserve(column.codes.size());
    for (const std::uint32_t code : column.codes) {
        column.numbers.push_back(code == LabelColumn::unknown ? std::numeric_limits<float>::quiet_NaN()
                                                              : numberOf[code]);
    }
}

/// Collects one column in the order of the rows.
class ColumnBuilder
{
public:
    void add(const std::string& cell)
    {
        if (cell.empty()) {
            m_codes.push_back(LabelColumn::unknown);
            return;
        }
        const auto [known, isNew] = m_codeOf.try_emplace(cell, static_cast<std::uint32_t>(m_values.size()));
        if (isNew) {
            m_values.push_back(cell);
        }
        m_codes.push_back(known->second);
    }

    LabelColumn finish(std::string name) { return columnOf(std::move(name), std::move(m_values), std::move(m_codes)); }

private:
    std::unordered_map<std::string, std::uint32_t> m_codeOf;
    std::vector<std::string> m_values;
    std::vector<std::uint32_t> m_codes;
};

std::string placeName(std::size_t column)
{
    return "column " + std::to_string(column + 1);
}

void requireNames(const CsvReader& reader, std::vector<std::string>& names, bool mayLack)
{
    const std::string remedy = " The first line is the header: give each column a name of its own there.";
    if (std::ranges::all_of(names, [](const std::string& name) { return cellNumber(name).has_value(); })) {
        reader.fail("there is no header: these cells are all numbers." + remedy);
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i].empty() && mayLack) {
            names[i] = placeName(i);
        }
        if (names[i].empty()) {
            reader.fail("column " + std::to_string(i + 1) + " has no name." + remedy);
        }
        if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
            names.begin() + static_cast<std::ptrdiff_t>(i)) {
            reader.fail("two columns are called *" + names[i] + "*." + remedy);
        }
    }
}

constexpr std::size_t rowsBetweenLooks = 16384;
constexpr double shareOfRows = 0.6; ///< of the time; the rest puts the values of each column in order

void goOn(const JobControl& control, const std::filesystem::path& file, double fraction)
{
    if (control.stop.stop_requested()) {
        throw UserError(file.string() + ": reading it was stopped.");
    }
    control.report(fraction);
}

std::string listOf(const std::vector<std::string>& words)
{
    constexpr std::size_t most = 30;
    std::string text;
    for (std::size_t i = 0; i < std::min(words.size(), most); ++i) {
        text += (i == 0 ? "" : ", ") + words[i];
    }
    return words.empty() ? "none" : text + (words.size() > most ? ", …" : "");
}

/// One name or value of a condition, up to `,` or `=`, without blanks around it unless it is quoted.
std::string conditionWord(std::string_view text, std::size_t& at)
{
    const auto skipBlanks = [&] { at = std::min(text.find_first_not_of(' ', at), text.size()); };
    std::string word;
    skipBlanks();
    if (at < text.size() && text[at] == '"') {
        while (true) {
            const auto quote = text.find('"', at + 1);
            if (quote == std::string_view::npos) {
                throw UserError("The condition `" + std::string(text) +
                                "` has a quotation mark that is never closed. Close it, or double it if it belongs "
                                "to the text.");
            }
            word += text.substr(at + 1, quote - at - 1);
            at = quote + 1;
            if (at == text.size() || text[at] != '"') {
                skipBlanks();
                return word;
            }
            word += '"';
        }
    }
    const auto end = std::min(text.find_first_of(",=\"", at), text.size());
    word = text.substr(at, end - at);
    word.erase(word.find_last_not_of(' ') + 1);
    at = end;
    return word;
}

} // namespace

bool LabelColumn::operator==(const LabelColumn& other) const
{
    return name == other.name && isNumeric == other.isNumeric && values == other.values && codes == other.codes;
}

LabelColumn columnOf(std::string name, std::vector<std::string> values, std::vector<std::uint32_t> codes)
{
    std::vector<bool> isUsed(values.size());
    for (const std::uint32_t code : codes) {
        if (code != LabelColumn::unknown) {
            isUsed[code] = true;
        }
    }
    std::vector<std::uint32_t> order;
    std::vector<double> numbers(values.size());
    LabelColumn column{.name = std::move(name), .values = {}, .codes = std::move(codes), .numbers = {}};
    column.isNumeric = true;
    for (std::uint32_t i = 0; i < values.size(); ++i) {
        if (isUsed[i]) {
            const std::optional<double> number = cellNumber(values[i]);
            column.isNumeric = column.isNumeric && number;
            numbers[i] = number.value_or(0);
            order.push_back(i);
        }
    }
    column.isNumeric = column.isNumeric && !order.empty();
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
        return column.isNumeric && numbers[a] != numbers[b] ? numbers[a] < numbers[b] : values[a] < values[b];
    });
    std::vector<std::uint32_t> newCode(values.size());
    for (std::uint32_t place = 0; place < order.size(); ++place) {
        newCode[order[place]] = place;
        column.values.push_back(std::move(values[order[place]]));
    }
    for (std::uint32_t& code : column.codes) {
        code = code == LabelColumn::unknown ? code : newCode[code];
    }
    if (column.isNumeric) {
        addNumbers(column);
    }
    return column;
}

const LabelColumn* LabelTable::find(std::string_view name) const
{
    const auto found = std::ranges::find(columns, name, &LabelColumn::name);
    return found == columns.end() ? nullptr : &**found;
}

LabelTable LabelTable::parse(std::string_view csv, const std::filesystem::path& file, const CsvFormat& format)
{
    return parseLabels(csv, file, format, {});
}

LabelTable parseLabels(std::string_view csv, const std::filesystem::path& file, const CsvFormat& format,
                       const JobControl& control)
{
    CsvReader reader(csv, file, format.delimiter);
    std::vector<std::string> cells;
    bool hasRow = reader.next(cells);
    if (!hasRow) {
        throw UserError(file.string() + ": the file is empty." +
                        (format.hasHeader ? " Its first line names the columns." : " Write a row for each sample."));
    }
    std::vector<std::string> names;
    if (format.hasHeader) {
        names = cells;
        requireNames(reader, names, format.namesMayLack);
        hasRow = reader.next(cells);
    } else {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            names.push_back(placeName(i));
        }
    }
    std::vector<ColumnBuilder> builders(names.size());
    LabelTable table;
    std::size_t bytes = 0; // so far, but for quotation marks
    for (; hasRow; hasRow = reader.next(cells)) {
        if (table.rows % rowsBetweenLooks == 0) {
            goOn(control, file, shareOfRows * static_cast<double>(bytes) / static_cast<double>(csv.size()));
        }
        if (cells.size() != names.size()) {
            reader.fail("this row has " + std::to_string(cells.size()) + (cells.size() == 1 ? " cell" : " cells") +
                        ", but the " + (format.hasHeader ? "header names " : "first row has ") +
                        std::to_string(names.size()) +
                        ". Add or remove cells; a comma inside a cell needs quotation marks around it.");
        }
        for (std::size_t i = 0; i < cells.size(); ++i) {
            builders[i].add(cells[i]);
            bytes += cells[i].size() + 1;
        }
        ++table.rows;
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        const double columns = static_cast<double>(i) / static_cast<double>(names.size());
        goOn(control, file, shareOfRows + (1 - shareOfRows) * columns);
        table.columns.push_back(builders[i].finish(std::move(names[i])));
    }
    return table;
}

std::vector<LabelCondition> parseConditions(std::string_view text)
{
    std::vector<LabelCondition> conditions;
    for (std::size_t at = 0;; ++at) {
        const auto requireSign = [&](char sign, const std::string& hint) {
            if (at >= text.size() || text[at] != sign) {
                throw UserError("The condition `" + std::string(text) + "` is not understood at character " +
                                std::to_string(at + 1) + ": " + hint +
                                " A comma, `=` or quotation mark in a name is quoted as in CSV.");
            }
        };
        LabelCondition condition;
        condition.column = conditionWord(text, at);
        requireSign('=', "write COLUMN=VALUE.");
        ++at;
        condition.value = conditionWord(text, at);
        conditions.push_back(std::move(condition));
        if (conditions.back().column.empty() || conditions.back().value.empty()) {
            throw UserError("The condition `" + std::string(text) +
                            "` lacks a column or a value. Write COLUMN=VALUE, several joined by commas.");
        }
        if (at == text.size()) {
            return conditions;
        }
        requireSign(',', "conditions are joined by commas.");
    }
}

std::vector<std::uint32_t> rowsWhere(const LabelTable& labels, const std::vector<LabelCondition>& conditions)
{
    std::vector<bool> meets(labels.rows, true);
    for (const LabelCondition& condition : conditions) {
        const LabelColumn* const column = labels.find(condition.column);
        if (column == nullptr) {
            std::vector<std::string> names;
            std::ranges::transform(labels.columns, std::back_inserter(names), &LabelColumn::name);
            throw UserError("There is no label column *" + condition.column + "*. There are: " + listOf(names) + ".");
        }
        std::vector<bool> matches(column->values.size());
        const std::optional<double> number = column->isNumeric ? cellNumber(condition.value) : std::nullopt;
        for (std::size_t i = 0; i < matches.size(); ++i) {
            matches[i] = column->values[i] == condition.value || (number && cellNumber(column->values[i]) == number);
        }
        if (std::ranges::find(matches, true) == matches.end()) {
            throw UserError("The label column *" + condition.column + "* has no value *" + condition.value +
                            "*. It has: " + listOf(column->values) + ".");
        }
        for (std::size_t row = 0; row < labels.rows; ++row) {
            const std::uint32_t code = column->codes[row];
            meets[row] = meets[row] && code != LabelColumn::unknown && matches[code];
        }
    }
    std::vector<std::uint32_t> rows;
    for (std::size_t row = 0; row < labels.rows; ++row) {
        if (meets[row]) {
            rows.push_back(static_cast<std::uint32_t>(row));
        }
    }
    return rows;
}
