// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/NpyHeader.h"

#include "base/UserError.h"

#include <algorithm>
#include <charconv>

namespace {

using Path = std::filesystem::path;

/// Reads the small Python dictionary of a header, literal by literal.
class DictionaryReader
{
public:
    DictionaryReader(std::string_view text, const Path& file)
        : m_text(text)
        , m_file(file)
    {
    }

    [[noreturn]] void fail(const std::string& what) const
    {
        throw UserError(m_file.string() + ": the .npy header is broken: " + what + " at character " +
                        std::to_string(m_at) + ". Write the file again with numpy.save.");
    }

    bool accept(char wanted)
    {
        skipSpace();
        if (m_at < m_text.size() && m_text[m_at] == wanted) {
            ++m_at;
            return true;
        }
        return false;
    }
    void expect(char wanted)
    {
        if (!accept(wanted)) {
            fail(std::string("`") + wanted + "` was expected");
        }
    }

    std::string string()
    {
        skipSpace();
        const char quote = m_at < m_text.size() ? m_text[m_at] : '\0';
        if (quote != '\'' && quote != '"') {
            fail("a quoted word was expected");
        }
        const auto end = m_text.find(quote, m_at + 1);
        if (end == std::string_view::npos) {
            fail("a quotation mark is never closed");
        }
        std::string value(m_text.substr(m_at + 1, end - m_at - 1));
        m_at = end + 1;
        return value;
    }

    bool boolean()
    {
        skipSpace();
        for (const auto& [word, value] : {std::pair<std::string_view, bool>{"True", true}, {"False", false}}) {
            if (m_text.substr(m_at).starts_with(word)) {
                m_at += word.size();
                return value;
            }
        }
        fail("True or False was expected");
    }

    std::vector<std::size_t> shape()
    {
        std::vector<std::size_t> sizes;
        expect('(');
        while (!accept(')')) {
            skipSpace();
            std::size_t size = 0;
            const auto [end, error] = std::from_chars(m_text.data() + m_at, m_text.data() + m_text.size(), size);
            if (error != std::errc{}) {
                fail("a size was expected");
            }
            m_at = static_cast<std::size_t>(end - m_text.data());
            sizes.push_back(size);
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
        return sizes;
    }

    void end()
    {
        skipSpace();
        if (m_at != m_text.size()) {
            fail("something follows the dictionary");
        }
    }

    /// `descr` of a table with named fields is a list.
    bool nextIsList()
    {
        skipSpace();
        return m_at < m_text.size() && m_text[m_at] == '[';
    }

private:
    void skipSpace()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n')) {
            ++m_at;
        }
    }

    std::string_view m_text;
    const Path& m_file;
    std::size_t m_at = 0;
};

std::size_t littleEndian(std::string_view bytes)
{
    std::size_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) {
        value = value << 8 | static_cast<unsigned char>(bytes[i]);
    }
    return value;
}

void readDictionary(std::string_view text, const Path& file, NpyHeader& header)
{
    DictionaryReader reader(text, file);
    bool hasType = false;
    bool hasOrder = false;
    bool hasShape = false;
    reader.expect('{');
    while (!reader.accept('}')) {
        const std::string key = reader.string();
        reader.expect(':');
        if (key == "descr" && reader.nextIsList()) {
            throw UserError(file.string() + ": a table with named fields is not taken. Save one plain array: "
                                            "numpy.save(file, table['field'].astype('<f4')).");
        }
        if (key == "descr") {
            header.type = reader.string();
            hasType = true;
        } else if (key == "fortran_order") {
            header.fortranOrder = reader.boolean();
            hasOrder = true;
        } else if (key == "shape") {
            header.shape = reader.shape();
            hasShape = true;
        } else {
            reader.fail("the key `" + key + "` is unknown");
        }
        if (!reader.accept(',')) {
            reader.expect('}');
            break;
        }
    }
    reader.end();
    if (!hasType || !hasOrder || !hasShape) {
        reader.fail("`descr`, `fortran_order` or `shape` is missing");
    }
}

} // namespace

NpyHeader NpyHeader::parse(std::string_view beginning, const Path& file)
{
    constexpr std::string_view magic = "\x93NUMPY";
    if (!beginning.starts_with(magic) || beginning.size() < 10) {
        throw UserError(file.string() + ": this is not a .npy file. Write one with numpy.save(file, array).");
    }
    const auto major = static_cast<unsigned char>(beginning[6]);
    if (major < 1 || major > 3) {
        throw UserError(file.string() + ": .npy format " + std::to_string(major) +
                        " is unknown; 1 to 3 are taken. Write the file again with numpy.save.");
    }
    const std::size_t lengthBytes = major == 1 ? 2 : 4;
    const std::size_t start = 8 + lengthBytes;
    const std::size_t length = start <= beginning.size() ? littleEndian(beginning.substr(8, lengthBytes)) : mostBytes;
    if (length > beginning.size() - std::min(start, beginning.size())) {
        throw UserError(file.string() + ": the .npy header is cut off or too long. Write the file again with "
                                        "numpy.save.");
    }
    NpyHeader header;
    header.dataOffset = start + length;
    readDictionary(beginning.substr(start, length), file, header);
    return header;
}

std::string NpyHeader::write(const std::string& type, const std::vector<std::size_t>& shape)
{
    std::string sizes;
    for (const std::size_t size : shape) {
        sizes += std::to_string(size) + (shape.size() == 1 ? "," : &size == &shape.back() ? "" : ", ");
    }
    std::string text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + sizes + "), }";
    text.append(63 - (10 + text.size()) % 64, ' ');
    text += '\n';
    std::string header = "\x93NUMPY";
    header += {'\x01', '\x00', static_cast<char>(text.size() & 255), static_cast<char>(text.size() >> 8)};
    return header + text;
}

std::string shapeText(const std::vector<std::size_t>& shape)
{
    std::string text;
    for (const std::size_t size : shape) {
        text += (text.empty() ? "" : " x ") + std::to_string(size);
    }
    return text.empty() ? "a single number" : text;
}
