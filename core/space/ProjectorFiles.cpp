// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/ProjectorFiles.h"

#include "base/AtomicFile.h"
#include "base/Picture.h"
#include "base/UserError.h"
#include "space/DelimitedText.h"

#include <cmath>

namespace {

using Path = std::filesystem::path;

constexpr std::size_t mostVectorFileBytes = std::size_t{8} << 30;
constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

[[noreturn]] void failAt(const Path& file, std::size_t line, const std::string& what)
{
    throw UserError(file.string() + ": line " + std::to_string(line) + what);
}

/// Up to `end`, which is taken away as well.
std::string_view takeUntil(std::string_view& rest, char end)
{
    const auto at = rest.find(end);
    const std::string_view taken = rest.substr(0, at);
    rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
    return taken;
}

std::string_view takeLine(std::string_view& rest)
{
    std::string_view line = takeUntil(rest, '\n');
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

std::string_view trimmed(std::string_view cell)
{
    const auto start = cell.find_first_not_of(' ');
    return start == std::string_view::npos ? std::string_view()
                                           : cell.substr(start, cell.find_last_not_of(' ') - start + 1);
}

void addNumbers(std::string_view line, std::size_t number, std::vector<float>& values, const Path& file)
{
    for (std::size_t column = 1; column == 1 || !line.empty(); ++column) {
        const bool endsInTab = line.ends_with('\t');
        const std::string_view cell = trimmed(takeUntil(line, '\t'));
        const std::optional<double> value = cellNumber(cell);
        if (!value || !std::isfinite(static_cast<float>(*value)) || (endsInTab && line.empty())) {
            const std::string shown(cell.substr(0, 40));
            failAt(
                file, number,
                ", column " + std::to_string(column) + ": " +
                    (value && endsInTab ? "a tab follows the last number" : "`" + shown + "` is not a finite number") +
                    ". Each line holds the numbers of one point, parted by tabs, with a decimal point; there is no "
                    "header.");
        }
        values.push_back(static_cast<float>(*value));
    }
}

} // namespace

LatentTable parseProjectorVectors(std::string_view text, const Path& file)
{
    if (text.starts_with(byteOrderMark)) {
        text.remove_prefix(byteOrderMark.size());
    }
    std::vector<float> values;
    std::size_t rows = 0;
    std::size_t columns = 0;
    while (text.find_first_not_of("\r\n") != std::string_view::npos) {
        const std::size_t before = values.size();
        addNumbers(takeLine(text), ++rows, values, file);
        const std::size_t width = values.size() - before;
        columns = rows == 1 ? width : columns;
        if (width != columns) {
            failAt(file, rows,
                   ": this point has another size (" + std::to_string(width) + ") than the first (" +
                       std::to_string(columns) + "). All have the same: repair this line.");
        }
        if (columns > static_cast<std::size_t>(maxLatentSize)) {
            failAt(file, rows,
                   ": there are " + std::to_string(columns) + " numbers; latents of 1 to " +
                       std::to_string(maxLatentSize) + " are taken. Check that a line is a point.");
        }
    }
    if (rows == 0) {
        throw UserError(file.string() +
                        ": the file is empty. Write a line of numbers, parted by tabs, for each point.");
    }
    return {rows, columns, std::move(values)};
}

LatentTable readProjectorVectors(const Path& file)
{
    return parseProjectorVectors(readWholeFile(file, mostVectorFileBytes), file);
}

LabelTable parseProjectorMetadata(std::string_view text, const Path& file)
{
    (void)CsvReader(text, file); // refuses what is not UTF-8
    if (text.starts_with(byteOrderMark)) {
        text.remove_prefix(byteOrderMark.size());
    }
    const bool hasHeader = text.substr(0, text.find('\n')).find('\t') != std::string_view::npos;
    while (hasHeader && (text.ends_with('\n') || text.ends_with('\r'))) {
        text.remove_suffix(1); // empty lines at the end are no rows
    }
    std::string csv; // line for line, so that errors name the right ones
    csv.reserve(text.size());
    while (!text.empty()) {
        std::string_view line = takeLine(text);
        bool goesOn = true;
        while (goesOn) {
            goesOn = line.find('\t') != std::string_view::npos;
            csv += csvCell(takeUntil(line, '\t')) + (goesOn ? "," : "\n");
        }
    }
    LabelTable labels = LabelTable::parse(csv, file, {.hasHeader = hasHeader, .namesMayLack = true});
    if (!hasHeader) {
        LabelColumn only = labels.columns.front();
        only.name = "label";
        labels.columns = {std::move(only)};
    }
    return labels;
}

LabelTable readProjectorMetadata(const Path& file)
{
    return parseProjectorMetadata(readWholeFile(file, mostLabelFileBytes), file);
}
