// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/LabelJoin.h"

#include "base/UserError.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <unordered_map>

namespace {

using Path = std::filesystem::path;
using Rows = std::vector<std::uint32_t>;
using KeyOf = std::string_view (*)(std::string_view);
constexpr std::uint32_t none = LabelColumn::unknown;

std::string_view wholePath(std::string_view name)
{
    return name.starts_with("./") ? name.substr(2) : name;
}

std::string_view withoutFolder(std::string_view name)
{
    return name.substr(name.find_last_of("/\\") + 1); // npos + 1 is 0
}

std::string_view withoutSuffix(std::string_view name)
{
    const std::string_view last = withoutFolder(name);
    const auto dot = last.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? last : last.substr(0, dot);
}

/// The pictures by their key; nothing when two have the same.
std::unordered_map<std::string_view, std::uint32_t> picturesBy(KeyOf keyOf, std::span<const std::string> pictures)
{
    std::unordered_map<std::string_view, std::uint32_t> found;
    for (std::uint32_t i = 0; i < pictures.size(); ++i) {
        if (!found.try_emplace(keyOf(pictures[i]), i).second) {
            return {};
        }
    }
    return found;
}

/// For each row the picture that its cell names, or `none`.
struct Match
{
    const LabelColumn* column = nullptr;
    Rows pictureOfRow;
};

/// Numbers may be anything: they name files only where the column says so, or has no name of its own.
bool canNameFiles(const LabelColumn& column)
{
    constexpr std::array<std::string_view, 8> parts = {"file", "image", "img",  "picture",
                                                       "pic",  "photo", "name", "path"};
    constexpr std::array<std::string_view, 9> words = {"id",     "idx",    "index", "no",    "nr",
                                                       "number", "sample", "key",   "column"};
    std::string name = column.name;
    std::ranges::transform(name, name.begin(), [](char c) {
        const bool isUpper = c >= 'A' && c <= 'Z';
        const bool isLower = c >= 'a' && c <= 'z';
        return isUpper ? static_cast<char>(c + ('a' - 'A')) : isLower ? c : ' ';
    });
    const auto isWord = [&](std::string_view word) {
        return (' ' + name + ' ').find(' ' + std::string(word) + ' ') != std::string::npos;
    };
    return !column.isNumeric || std::ranges::any_of(words, isWord) ||
           std::ranges::any_of(parts, [&](std::string_view part) { return name.find(part) != std::string::npos; });
}

/// Of each column its cells that name a picture, where they are enough to make it one of file names.
std::optional<Match> matchBy(KeyOf keyOf, const LabelTable& labels, std::span<const std::string> pictures)
{
    const auto known = picturesBy(keyOf, pictures);
    for (const LabelColumn& column : labels.columns) {
        if (!canNameFiles(column)) {
            continue;
        }
        Rows pictureOfValue;
        for (const std::string& value : column.values) {
            const auto found = known.find(keyOf(value));
            pictureOfValue.push_back(found == known.end() ? none : found->second);
        }
        Match match{.column = &column, .pictureOfRow = {}};
        std::size_t cells = 0;
        std::size_t named = 0;
        for (const std::uint32_t code : column.codes) {
            match.pictureOfRow.push_back(code == none ? none : pictureOfValue[code]);
            cells += code != none ? 1 : 0;
            named += match.pictureOfRow.back() != none ? 1 : 0;
        }
        if (named > cells / 2 && column.values.size() > cells / 2) {
            return match;
        }
    }
    return std::nullopt;
}

/// "a, b, c, d, e and 7 more"
class NameList
{
public:
    void add(const std::string& name)
    {
        if (++m_count <= 5) {
            m_text += (m_text.empty() ? "" : ", ") + name;
        }
    }
    [[nodiscard]] std::size_t count() const { return m_count; }
    [[nodiscard]] std::string text() const
    {
        return m_count > 5 ? m_text + " and " + std::to_string(m_count - 5) + " more" : m_text;
    }

private:
    std::string m_text;
    std::size_t m_count = 0;
};

/// For each picture its row, or `none`.
Rows rowsOfPictures(const Match& match, std::span<const std::string> pictures, const Path& file)
{
    Rows rows(pictures.size(), none);
    NameList doubled;
    for (std::uint32_t row = 0; row < match.pictureOfRow.size(); ++row) {
        const std::uint32_t picture = match.pictureOfRow[row];
        if (picture == none) {
            continue;
        }
        if (rows[picture] != none) {
            doubled.add(pictures[picture] + " (rows " + std::to_string(rows[picture] + 1) + " and " +
                        std::to_string(row + 1) + ")");
        } else {
            rows[picture] = row;
        }
    }
    if (doubled.count() > 0) {
        throw UserError(file.string() + ": the column *" + match.column->name + "* names pictures more than once: " +
                        doubled.text() + ", counted from 1 after the header. Keep one row for each picture.");
    }
    return rows;
}

std::vector<std::string> notesOn(const Match& match, const Rows& rowOfPicture, std::span<const std::string> pictures,
                                 const Path& file)
{
    NameList withoutRow;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        if (rowOfPicture[i] == none) {
            withoutRow.add(pictures[i]);
        }
    }
    NameList withoutPicture;
    for (std::size_t row = 0; row < match.pictureOfRow.size(); ++row) {
        if (match.pictureOfRow[row] == none) {
            const std::uint32_t code = match.column->codes[row];
            withoutPicture.add(code == none ? "row " + std::to_string(row + 1) + " (an empty cell)"
                                            : match.column->values[code]);
        }
    }
    const auto counted = [](const NameList& names, const char* one, const char* several) {
        return std::to_string(names.count()) + (names.count() == 1 ? one : several);
    };
    std::vector<std::string> notes;
    if (withoutRow.count() > 0) {
        notes.push_back(file.string() + ": " + counted(withoutRow, " picture has", " pictures have") +
                        " no row and stay without labels: " + withoutRow.text() + ".");
    }
    if (withoutPicture.count() > 0) {
        notes.push_back(file.string() + ": " + counted(withoutPicture, " row names", " rows name") +
                        " no picture that is there and " + (withoutPicture.count() == 1 ? "is" : "are") +
                        " left out: " + withoutPicture.text() + ".");
    }
    return notes;
}

/// As people count: 2 before 10.
bool comesBefore(std::string_view a, std::string_view b)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    while (!a.empty() && !b.empty()) {
        const auto digits = [&](std::string_view text) {
            return static_cast<std::size_t>(std::ranges::find_if_not(text, isDigit) - text.begin());
        };
        const std::size_t inA = digits(a);
        const std::size_t inB = digits(b);
        const std::size_t step = inA > 0 && inB > 0 ? 0 : 1;
        if (step == 0) {
            const auto number = [](std::string_view run) {
                return run.substr(std::min(run.find_first_not_of('0'), run.size()));
            };
            const std::string_view x = number(a.substr(0, inA));
            const std::string_view y = number(b.substr(0, inB));
            if (x != y) {
                return x.size() != y.size() ? x.size() < y.size() : x < y;
            }
        } else if (a.front() != b.front()) {
            return a.front() < b.front();
        }
        a.remove_prefix(step == 0 ? inA : 1);
        b.remove_prefix(step == 0 ? inB : 1);
    }
    return a.empty() && !b.empty();
}

/// Rows that were written in the order in which people count would be given to other pictures.
std::vector<std::string> notesOnOrder(std::span<const std::string> pictures, const Path& file)
{
    const auto later = std::ranges::is_sorted_until(pictures, comesBefore);
    if (later == pictures.end()) {
        return {};
    }
    return {file.string() +
            ": row i belongs to picture i, and the pictures are in the order of their names' characters: " +
            *std::prev(later) + " before " + *later +
            ". Where the rows are counted otherwise, add a column with the files' names."};
}

} // namespace

LabelTable takeRows(const LabelTable& labels, std::span<const std::uint32_t> rows)
{
    LabelTable taken{.rows = rows.size(), .columns = {}};
    for (const LabelColumn& column : labels.columns) {
        std::vector<std::uint32_t> codes;
        codes.reserve(rows.size());
        for (const std::uint32_t row : rows) {
            codes.push_back(row == none ? none : column.codes[row]);
        }
        taken.columns.push_back(columnOf(column.name, column.values, std::move(codes)));
    }
    return taken;
}

JoinedLabels joinLabels(const LabelTable& labels, std::span<const std::string> pictures, const Path& file)
{
    std::optional<Match> match;
    for (const KeyOf keyOf : {wholePath, withoutFolder, withoutSuffix}) {
        match = match ? std::move(match) : matchBy(keyOf, labels, pictures);
    }
    if (!match) {
        if (labels.rows != pictures.size()) {
            throw UserError(file.string() + ": the numbers of rows (" + std::to_string(labels.rows) +
                            ") and of pictures (" + std::to_string(pictures.size()) +
                            ") differ, and no column names the pictures' files. Add a column with their names, or "
                            "make row i belong to picture i.");
        }
        return {.labels = labels, .column = {}, .notes = notesOnOrder(pictures, file)};
    }
    const Rows rows = rowsOfPictures(*match, pictures, file);
    JoinedLabels joined{.labels = takeRows(labels, rows),
                        .column = match->column->name,
                        .notes = notesOn(*match, rows, pictures, file)};
    std::erase_if(joined.labels.columns, [&](const LabelColumn& column) { return column.name == match->column->name; });
    if (joined.labels.columns.empty()) {
        joined.notes.push_back(file.string() +
                               ": there are no labels in it: its only column names the pictures. Part the "
                               "columns by commas, semicolons or tabs.");
    }
    return joined;
}
