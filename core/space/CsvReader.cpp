// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/CsvReader.h"

#include "base/UserError.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace {

constexpr std::size_t mostCells = 65'536;
constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF"; // of UTF-8

/// Bytes of the UTF-8 character at `at`, or 0 when it is none (Unicode 15, table 3-7).
std::size_t utf8Length(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : static_cast<unsigned char>(0);
    };
    const auto isTail = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
    const unsigned char first = byte(0);
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return isTail(1) ? 2 : 0;
    }
    if ((first & 0xF0) == 0xE0) {
        const bool overlong = first == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = first == 0xED && byte(1) > 0x9F;
        return isTail(1) && isTail(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool overlong = first == 0xF0 && byte(1) < 0x90;
        const bool beyond = first == 0xF4 && byte(1) > 0x8F;
        return isTail(1) && isTail(2) && isTail(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

} // namespace

CsvReader::CsvReader(std::string_view text, const std::filesystem::path& file, char delimiter)
    : m_text(text)
    , m_file(file)
    , m_delimiter(delimiter)
{
    if (m_text.starts_with("\xFF\xFE") || m_text.starts_with("\xFE\xFF")) {
        throw UserError(file.string() + ": this is UTF-16 text. Save it as UTF-8.");
    }
    if (m_text.starts_with(byteOrderMark)) {
        m_text.remove_prefix(3);
    }
    requireUtf8();
}

void CsvReader::requireUtf8() const
{
    for (std::size_t at = 0; at < m_text.size();) {
        const std::size_t length = utf8Length(m_text, at);
        if (length == 0) {
            failAt(at, "a byte that is not UTF-8. Save the file as UTF-8");
        }
        if (m_text[at] == '\0') {
            failAt(at, "a zero byte. Save the table as plain text, UTF-8");
        }
        at += length;
    }
}

void CsvReader::failAt(std::size_t at, const std::string& what) const
{
    const std::string_view before = m_text.substr(0, at);
    const auto line = 1 + std::ranges::count(before, '\n');
    const auto lineStart = before.rfind('\n') + 1; // npos + 1 is 0
    const auto column = 1 + std::ranges::count_if(before.substr(lineStart), [](char c) {
                            return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
                        });
    throw UserError(m_file.string() + ": line " + std::to_string(line) + ", column " + std::to_string(column) + ": " +
                    what + ".");
}

void CsvReader::fail(const std::string& what) const
{
    throw UserError(m_file.string() + ": line " + std::to_string(m_recordLine) + ": " + what);
}

bool CsvReader::atLineEnd() const
{
    return m_at == m_text.size() || m_text[m_at] == '\n' || m_text.substr(m_at).starts_with("\r\n");
}

void CsvReader::skipLineEnd()
{
    if (m_at < m_text.size()) {
        m_at += m_text[m_at] == '\r' ? 2 : 1;
        ++m_line;
    }
}

void CsvReader::readQuotedCell(std::string& cell)
{
    const std::size_t opening = m_at++;
    while (true) {
        const auto quote = m_text.find('"', m_at);
        if (quote == std::string_view::npos) {
            failAt(opening, "this quotation mark is never closed. Close it, or double it if it belongs to the text");
        }
        const std::string_view part = m_text.substr(m_at, quote - m_at);
        cell += part;
        m_line += static_cast<std::size_t>(std::ranges::count(part, '\n'));
        m_at = quote + 1;
        if (m_at == m_text.size() || m_text[m_at] != '"') {
            break;
        }
        cell += '"';
        ++m_at;
    }
    if (!atLineEnd() && m_text[m_at] != m_delimiter) {
        failAt(m_at,
               "text follows a closing quotation mark. Quote the whole cell, and double the quotation marks in it");
    }
}

void CsvReader::readPlainCell(std::string& cell)
{
    const std::size_t start = m_at;
    while (!atLineEnd() && m_text[m_at] != m_delimiter) {
        if (m_text[m_at] == '"') {
            failAt(m_at, "a quotation mark inside a cell that does not begin with one. Quote the whole cell, and "
                         "double the quotation marks in it");
        }
        if (m_text[m_at] == '\r') {
            failAt(m_at, "a carriage return alone. End lines with LF or CRLF");
        }
        ++m_at;
    }
    cell = m_text.substr(start, m_at - start);
}

bool CsvReader::next(std::vector<std::string>& cells)
{
    if (m_at == m_text.size()) {
        return false;
    }
    m_recordLine = m_line;
    for (std::size_t count = 0;; ++count) {
        if (count == cells.size()) {
            cells.emplace_back();
        }
        cells[count].clear();
        if (m_at < m_text.size() && m_text[m_at] == '"') {
            readQuotedCell(cells[count]);
        } else {
            readPlainCell(cells[count]);
        }
        if (atLineEnd()) {
            cells.resize(count + 1);
            skipLineEnd();
            return true;
        }
        if (count == mostCells) {
            fail("this row has more than " + std::to_string(mostCells) + " cells. Check how the cells are parted.");
        }
        ++m_at; // the delimiter
    }
}

std::string csvCell(std::string_view text)
{
    if (text.find_first_of(",=\"\r\n") == std::string_view::npos && !text.starts_with(byteOrderMark)) {
        return std::string(text);
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c;
        if (c == '"') {
            quoted += c;
        }
    }
    return quoted + '"';
}

std::optional<double> cellNumber(std::string_view cell)
{
    double value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    const bool whole = error == std::errc{} && end == cell.data() + cell.size();
    return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}
