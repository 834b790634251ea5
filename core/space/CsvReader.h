// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// How a table of text is written.
struct CsvFormat
{
    char delimiter = ',';
    bool hasHeader = true;     ///< the first record names the columns; else they are called *column 1*, …
    bool namesMayLack = false; ///< a header's empty cells are called *column 1*, … too, instead of being refused
    bool operator==(const CsvFormat&) const = default;
};

/// Takes the records of a CSV text one after the other: RFC 4180, UTF-8 with or without byte order mark, lines ended by
/// LF or CRLF; the cells parted by `delimiter`.
class CsvReader
{
public:
    /// `file` is named in errors. Throws UserError when the text is not UTF-8. Keeps references to both.
    CsvReader(std::string_view text, const std::filesystem::path& file, char delimiter = ',');

    /// Reads the next record into `cells`; false at the end. Throws UserError with line and column.
    bool next(std::vector<std::string>& cells);
    [[nodiscard]] std::size_t line() const { return m_recordLine; } ///< first line of the last record, from 1

    /// Throws UserError with `what`, the file and the last record's line.
    [[noreturn]] void fail(const std::string& what) const;

private:
    void readQuotedCell(std::string& cell);
    void readPlainCell(std::string& cell);
    void requireUtf8() const;
    [[nodiscard]] bool atLineEnd() const;
    void skipLineEnd();
    [[noreturn]] void failAt(std::size_t at, const std::string& what) const;

    std::string_view m_text;
    const std::filesystem::path& m_file;
    char m_delimiter;
    std::size_t m_at = 0;
    std::size_t m_line = 1;
    std::size_t m_recordLine = 0;
};

/// `text` as a CSV cell: quoted when it holds a comma, `=`, a quotation mark or a line end, or begins as a text with a
/// byte order mark does.
[[nodiscard]] std::string csvCell(std::string_view text);
/// The finite number that the whole of `cell` is, with a decimal point in every locale.
[[nodiscard]] std::optional<double> cellNumber(std::string_view cell);
