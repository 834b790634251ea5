// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/LabelChange.h"

#include "base/UserError.h"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace {

constexpr std::uint32_t unknown = LabelColumn::unknown;

std::size_t placeOf(const LabelTable& labels, const std::string& name)
{
    return static_cast<std::size_t>(std::ranges::find(labels.columns, name, &LabelColumn::name) -
                                    labels.columns.begin());
}

const LabelColumn& requireColumn(const LabelTable& labels, const std::string& name)
{
    if (const LabelColumn* const column = labels.find(name)) {
        return *column;
    }
    throw UserError("There is no label column *" + name + "*. It may have been renamed or removed meanwhile.");
}

/// The rules of a file of labels (LabelTable::parse).
void requireNames(const LabelTable& labels)
{
    const auto isNumber = [](const LabelColumn& column) { return cellNumber(column.name).has_value(); };
    if (!labels.columns.empty() && std::ranges::all_of(labels.columns, isNumber)) {
        const LabelColumn& last = labels.columns.back();
        throw UserError("*" + last.name + "* cannot be the name of a label column: where all are numbers, a file of " +
                        "labels seems to have no header. Choose a name with a letter in it.");
    }
}

void requireFreeName(const LabelTable& labels, const std::string& name)
{
    if (name.empty()) {
        throw UserError("A label column needs a name. Type one.");
    }
    if (labels.find(name) != nullptr) {
        throw UserError("There is a label column *" + name + "* already. Choose another name.");
    }
}

/// The code of `value` in `values`, where it is added when it is missing.
std::uint32_t codeFor(std::vector<std::string>& values, const std::string& value)
{
    if (value.empty()) {
        return unknown;
    }
    const auto found = std::ranges::find(values, value);
    const auto code = static_cast<std::uint32_t>(found - values.begin());
    if (found == values.end()) {
        values.push_back(value);
    }
    return code;
}

void put(LabelTable& labels, std::size_t place, LabelColumn column)
{
    if (place < labels.columns.size()) {
        labels.columns[place] = std::move(column);
    } else {
        labels.columns.emplace_back(std::move(column));
    }
}

/// The codes of `column` for `rows` samples, those behind its end unknown, in terms of `values`, which grows.
std::vector<std::uint32_t> codesAmong(std::vector<std::string>& values, const LabelColumn& column, std::size_t rows)
{
    std::map<std::string, std::uint32_t> codeOf;
    for (std::uint32_t i = 0; i < values.size(); ++i) {
        codeOf.emplace(values[i], i);
    }
    std::vector<std::uint32_t> newCode;
    for (const std::string& value : column.values) {
        const auto [known, isNew] = codeOf.try_emplace(value, static_cast<std::uint32_t>(values.size()));
        if (isNew) {
            values.push_back(value);
        }
        newCode.push_back(known->second);
    }
    std::vector<std::uint32_t> codes(rows, unknown);
    for (std::size_t row = 0; row < std::min(rows, column.codes.size()); ++row) {
        codes[row] = column.codes[row] == unknown ? unknown : newCode[column.codes[row]];
    }
    return codes;
}

/// Cell by cell; `before` and `onto` may have no such column.
LabelColumn withChange(const LabelColumn* before, const LabelColumn& after, const LabelColumn* onto, std::size_t rows)
{
    std::vector<std::string> values = after.values;
    const LabelColumn none;
    const std::vector<std::uint32_t> was = codesAmong(values, before ? *before : none, rows);
    const std::vector<std::uint32_t> now = codesAmong(values, after, rows);
    std::vector<std::uint32_t> codes = codesAmong(values, onto ? *onto : none, rows);
    for (std::size_t row = 0; row < std::min(rows, after.codes.size()); ++row) {
        codes[row] = was[row] == now[row] ? codes[row] : now[row];
    }
    return columnOf(after.name, std::move(values), std::move(codes));
}

} // namespace

LabelTable withValue(const LabelTable& labels, LabelRows rows, const std::string& column, const std::string& value)
{
    const std::size_t place = placeOf(labels, column);
    LabelTable changed = labels;
    std::vector<std::string> values;
    std::vector<std::uint32_t> codes(labels.rows, unknown);
    if (const LabelColumn* const old = labels.find(column)) {
        values = old->values;
        codes = old->codes;
    } else {
        requireFreeName(labels, column);
    }
    const std::uint32_t code = codeFor(values, value);
    for (const std::uint32_t row : rows) {
        codes.at(row) = code;
    }
    put(changed, place, columnOf(column, std::move(values), std::move(codes)));
    requireNames(changed);
    return changed;
}

LabelTable withRenamedColumn(const LabelTable& labels, const std::string& column, const std::string& name)
{
    LabelColumn renamed = requireColumn(labels, column);
    if (name == column) {
        return labels;
    }
    requireFreeName(labels, name);
    renamed.name = name;
    LabelTable changed = labels;
    put(changed, placeOf(labels, column), std::move(renamed));
    requireNames(changed);
    return changed;
}

LabelTable withColumn(const LabelTable& labels, LabelColumn column)
{
    if (column.codes.size() != labels.rows) {
        throw std::logic_error("withColumn: the column is of other samples");
    }
    LabelTable changed = labels;
    const std::size_t place = placeOf(labels, column.name);
    if (place < changed.columns.size()) {
        changed.columns[place] = std::move(column);
    } else {
        changed.columns.emplace_back(std::move(column));
    }
    requireNames(changed);
    return changed;
}

LabelTable withoutColumn(const LabelTable& labels, const std::string& column)
{
    (void)requireColumn(labels, column);
    LabelTable changed = labels;
    changed.columns.erase(changed.columns.begin() + static_cast<std::ptrdiff_t>(placeOf(labels, column)));
    requireNames(changed);
    return changed;
}

LabelTable withRenamedValue(const LabelTable& labels, const std::string& column, const std::string& value,
                            const std::string& other)
{
    const LabelColumn& old = requireColumn(labels, column);
    std::vector<std::string> values = old.values;
    std::vector<std::uint32_t> codes = old.codes;
    const auto found = std::ranges::find(values, value);
    if (found == values.end()) {
        throw UserError("The label column *" + column + "* has no value *" + value + "*.");
    }
    const auto from = static_cast<std::uint32_t>(found - values.begin());
    std::ranges::replace(codes, from, codeFor(values, other));
    LabelTable changed = labels;
    put(changed, placeOf(labels, column), columnOf(column, std::move(values), std::move(codes)));
    return changed;
}

LabelTable withChange(const LabelTable& before, const LabelTable& after, const LabelTable& onto)
{
    if (onto == before && after.rows == onto.rows) {
        return after;
    }
    LabelTable changed = onto;
    std::erase_if(changed.columns, [&](const LabelColumn& column) {
        return before.find(column.name) != nullptr && after.find(column.name) == nullptr;
    });
    for (const Shared<LabelColumn>& column : after.columns) {
        const LabelColumn* const was = before.find(column->name);
        if (was != nullptr && *was == *column) {
            continue;
        }
        const std::size_t place = placeOf(changed, column->name);
        put(changed, place, withChange(was, *column, changed.find(column->name), onto.rows));
    }
    return changed;
}

std::vector<ValueCount> countValues(const LabelTable& labels, LabelRows rows, const std::string& column)
{
    const LabelColumn none;
    const LabelColumn* const found = labels.find(column);
    const LabelColumn& counted = found ? *found : none;
    std::vector<std::size_t> counts(counted.values.size() + 1, 0); // the last: unknown
    for (const std::uint32_t row : rows) {
        const std::uint32_t code = found && row < counted.codes.size() ? counted.codes[row] : unknown;
        ++counts[code == unknown ? counts.size() - 1 : code];
    }
    std::vector<ValueCount> result;
    for (std::size_t code = 0; code < counted.values.size(); ++code) {
        if (counts[code] > 0) {
            result.push_back({counted.values[code], counts[code]});
        }
    }
    std::ranges::stable_sort(result, std::greater{}, &ValueCount::count);
    if (counts.back() > 0) {
        result.push_back({{}, counts.back()});
    }
    return result;
}
