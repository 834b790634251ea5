// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Shared.h"
#include "space/CsvReader.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// One column of labels, one value per sample; an empty cell is unknown.
struct LabelColumn
{
    static constexpr std::uint32_t unknown = UINT32_MAX;

    std::string name;
    std::vector<std::string> values;  ///< distinct non-empty values, in byte order (by number when numeric)
    std::vector<std::uint32_t> codes; ///< per sample: index into values, or `unknown`
    bool isNumeric = false;           ///< every non-empty cell parses as a number
    std::vector<float> numbers;       ///< per sample, NaN where unknown; empty unless numeric
    bool operator==(const LabelColumn& other) const;
};

/// The column in which sample i has the value `values[codes[i]]`, or none where the code is `LabelColumn::unknown`.
/// `values` are distinct and not empty, in any order; those that no sample has are left out.
[[nodiscard]] LabelColumn columnOf(std::string name, std::vector<std::string> values, std::vector<std::uint32_t> codes);

/// labels.csv of a space: RFC 4180, UTF-8, a header, row i is sample i. Copies share their columns.
struct LabelTable
{
    std::size_t rows = 0;
    std::vector<Shared<LabelColumn>> columns;

    [[nodiscard]] const LabelColumn* find(std::string_view name) const; ///< nullptr when there is none
    bool operator==(const LabelTable&) const = default;

    /// Throws UserError naming `file`, line and column. Strangers' files are read by "space/DelimitedText.h".
    static LabelTable parse(std::string_view csv, const std::filesystem::path& file, const CsvFormat& format = {});
};

/// Conditions that a sample must all meet, as written on the command line: `arrow 1=left,held out=no`. A comma, `=` or
/// `"` in a name or value is quoted as in CSV.
struct LabelCondition
{
    std::string column;
    std::string value;
    bool operator==(const LabelCondition&) const = default;
};
[[nodiscard]] std::vector<LabelCondition> parseConditions(std::string_view text);
/// Rows of `labels` that meet all conditions, ascending. Throws UserError when a column or value does not exist (and
/// names those that do).
[[nodiscard]] std::vector<std::uint32_t> rowsWhere(const LabelTable& labels,
                                                   const std::vector<LabelCondition>& conditions);
