// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/DelimitedText.h"

#include "base/AtomicFile.h"
#include "base/UserError.h"
#include "space/LabelParse.h"

#include <algorithm>
#include <array>

namespace {

using Path = std::filesystem::path;
using Records = std::vector<std::vector<std::string>>;

constexpr std::size_t mostRecords = 100;

/// The first records under one delimiter; as many as can be read.
Records firstRecords(std::string_view text, const Path& file, char delimiter)
{
    Records records;
    try {
        CsvReader reader(text, file, delimiter);
        std::vector<std::string> cells;
        while (records.size() < mostRecords && reader.next(cells)) {
            records.push_back(cells);
        }
    } catch (const UserError&) {
        // LabelTable::parse says it with its place.
    }
    return records;
}

/// The beginning of `text`, up to the end of a line.
std::string_view beginningOf(std::string_view text)
{
    constexpr std::size_t most = std::size_t{4} << 20;
    const auto lineEnd = text.size() > most ? text.rfind('\n', most) : std::string_view::npos;
    return lineEnd == std::string_view::npos ? text : text.substr(0, lineEnd + 1);
}

std::string_view withoutEmptyEnd(std::string_view text)
{
    while (text.ends_with('\n') || text.ends_with('\r')) {
        text.remove_suffix(1);
    }
    return text;
}

bool isEven(const Records& records)
{
    return std::ranges::all_of(records, [&](const auto& cells) { return cells.size() == records.front().size(); });
}

/// In the first cell of each record.
bool namesPictures(const Records& records)
{
    return std::ranges::all_of(records, [](const auto& cells) { return cells.size() > 1 && isPictureName(cells[0]); });
}

bool comesAgainBelow(const Records& records, std::size_t column)
{
    return std::any_of(records.begin() + 1, records.end(), [&](const std::vector<std::string>& cells) {
        return column < cells.size() && cells[column] == records.front()[column];
    });
}

bool beginsWithHeader(const Records& records)
{
    const std::vector<std::string>& first = records.front();
    if (std::ranges::any_of(first, [](const auto& cell) { return cellNumber(cell) || isPictureName(cell); })) {
        return false;
    }
    for (std::size_t column = 0; column < first.size(); ++column) {
        if (!comesAgainBelow(records, column)) {
            return true;
        }
    }
    return false;
}

} // namespace

bool isPictureName(std::string_view name)
{
    constexpr std::array<std::string_view, 8> suffixes = {".png", ".jpg",  ".jpeg", ".webp",
                                                          ".bmp", ".tiff", ".tif",  ".gif"};
    std::string end(name.substr(name.size() - std::min<std::size_t>(name.size(), 5)));
    std::ranges::transform(end, end.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return std::ranges::any_of(suffixes, [&](std::string_view suffix) { return end.ends_with(suffix); });
}

CsvFormat findCsvFormat(std::string_view text, const Path& file)
{
    (void)CsvReader(text, file); // refuses what is not UTF-8
    const std::string_view beginning = withoutEmptyEnd(beginningOf(text));
    CsvFormat format{.delimiter = ',', .namesMayLack = true};
    Records taken;
    bool isTakenEven = false;
    for (const char delimiter : {'\t', ';', ',', '|', ' '}) {
        Records records = firstRecords(beginning, file, delimiter);
        if (records.empty() || isTakenEven || (delimiter == ' ' && !namesPictures(records))) {
            continue;
        }
        const std::size_t width = records.front().size();
        isTakenEven = width > 1 && isEven(records);
        if (isTakenEven || taken.empty() || width > taken.front().size()) {
            format.delimiter = width > 1 ? delimiter : ',';
            taken = std::move(records);
        }
    }
    format.hasHeader = taken.empty() || beginsWithHeader(taken);
    return format;
}

LabelTable parseDelimitedLabels(std::string_view text, const Path& file, const JobControl& control)
{
    return parseDelimitedLabels(text, file, findCsvFormat(text, file), control);
}

LabelTable parseDelimitedLabels(std::string_view text, const Path& file, const CsvFormat& format,
                                const JobControl& control)
{
    const std::string_view clean = withoutEmptyEnd(text);
    const bool hasSeveralColumns = clean.substr(0, clean.find('\n')).find(format.delimiter) != std::string_view::npos;
    return parseLabels(hasSeveralColumns ? clean : text, file, format, control);
}

LabelTable readDelimitedLabels(const Path& file, const JobControl& control)
{
    return parseDelimitedLabels(readWholeFile(file, mostLabelFileBytes), file, control);
}
