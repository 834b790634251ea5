// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/CelebaList.h"

#include "base/AtomicFile.h"
#include "base/UserError.h"
#include "space/DelimitedText.h"

#include <charconv>
#include <set>

namespace {

using Path = std::filesystem::path;

/// The lines of a text, cut into words at spaces and tabs.
class WordLines
{
public:
    explicit WordLines(std::string_view text)
        : m_rest(text)
    {
    }

    bool next()
    {
        if (m_rest.empty()) {
            return false;
        }
        const auto end = m_rest.find('\n');
        std::string_view line = m_rest.substr(0, end);
        m_rest.remove_prefix(end == std::string_view::npos ? m_rest.size() : end + 1);
        ++m_line;
        m_words.clear();
        while (true) {
            const auto start = line.find_first_not_of(" \t\r");
            if (start == std::string_view::npos) {
                return true;
            }
            line.remove_prefix(start);
            const auto length = std::min(line.find_first_of(" \t\r"), line.size());
            m_words.push_back(line.substr(0, length));
            line.remove_prefix(length);
        }
    }

    [[nodiscard]] const std::vector<std::string_view>& words() const { return m_words; }
    [[nodiscard]] std::size_t line() const { return m_line; }

private:
    std::string_view m_rest;
    std::size_t m_line = 0;
    std::vector<std::string_view> m_words;
};

std::optional<std::size_t> countIn(const std::vector<std::string_view>& words)
{
    std::size_t count = 0;
    if (words.size() != 1) {
        return std::nullopt;
    }
    const auto [end, error] = std::from_chars(words[0].data(), words[0].data() + words[0].size(), count);
    return error == std::errc{} && end == words[0].data() + words[0].size() ? std::optional(count) : std::nullopt;
}

[[noreturn]] void failAt(const Path& file, const WordLines& lines, const std::string& what)
{
    throw UserError(file.string() + ": line " + std::to_string(lines.line()) + ": " + what);
}

void requireDistinct(const WordLines& lines, const Path& file)
{
    std::set<std::string_view> names = {"file"};
    for (const std::string_view name : lines.words()) {
        if (!names.insert(name).second) {
            failAt(file, lines, "two columns are called *" + std::string(name) + "*. Give each a name of its own.");
        }
    }
}

bool isRow(const WordLines& lines, std::size_t columns)
{
    return lines.words().size() == columns + 1 && isPictureName(lines.words().front());
}

/// Whether all values are -1 and 1, after checking each row.
bool checkRows(WordLines lines, std::size_t columns, std::size_t promised, const Path& file)
{
    bool isYesNo = true;
    std::size_t rows = 0;
    while (lines.next()) {
        const auto& words = lines.words();
        if (words.empty()) {
            continue;
        }
        if (words.size() != columns + 1) {
            failAt(file, lines,
                   "there are " + std::to_string(words.size()) + " words, but a file name and " +
                       std::to_string(columns) +
                       " values are needed. Repair this line; a file name "
                       "here holds no space.");
        }
        if (!isPictureName(words.front())) {
            failAt(file, lines,
                   "`" + std::string(words.front()) +
                       "` is not the name of a picture file. Each line begins with one.");
        }
        for (std::size_t i = 1; i < words.size(); ++i) {
            isYesNo = isYesNo && (words[i] == "-1" || words[i] == "1");
        }
        ++rows;
    }
    if (rows != promised) {
        throw UserError(file.string() + ": the first line promises " + std::to_string(promised) +
                        " pictures, but the list has " + std::to_string(rows) +
                        ". The file was cut off or changed: copy it again, or "
                        "correct the first line.");
    }
    return isYesNo;
}

} // namespace

bool isCelebaList(std::string_view text)
{
    WordLines lines(text.substr(0, std::min<std::size_t>(text.size(), 1 << 20)));
    if (!lines.next() || !countIn(lines.words()) || !lines.next() || lines.words().empty()) {
        return false;
    }
    const std::size_t columns = lines.words().size();
    return lines.next() && isRow(lines, columns);
}

LabelTable parseCelebaList(std::string_view text, const Path& file)
{
    (void)CsvReader(text, file); // refuses what is not UTF-8
    WordLines lines(text);
    const std::optional<std::size_t> promised = lines.next() ? countIn(lines.words()) : std::nullopt;
    if (!promised) {
        throw UserError(file.string() + ": line 1 is not the number of pictures, so this is no list like CelebA's. "
                                        "Choose list_attr_celeba.txt, or a CSV file with a header.");
    }
    if (!lines.next() || lines.words().empty()) {
        throw UserError(file.string() + ": line 2 names no columns. Copy the file again.");
    }
    requireDistinct(lines, file);
    const std::size_t columns = lines.words().size();
    std::string csv = "file";
    for (const std::string_view name : lines.words()) {
        csv += ',' + csvCell(name);
    }
    const bool isYesNo = checkRows(lines, columns, *promised, file);
    while (lines.next()) {
        for (const std::string_view& word : lines.words()) {
            const bool isName = &word == &lines.words().front();
            csv += isName ? '\n' : ',';
            csv += isName || !isYesNo ? csvCell(word) : word == "1" ? "yes" : "no";
        }
    }
    return LabelTable::parse(csv, file);
}

LabelTable readCelebaList(const Path& file)
{
    return parseCelebaList(readWholeFile(file, mostLabelFileBytes), file);
}
