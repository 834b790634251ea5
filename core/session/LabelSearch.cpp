// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/LabelSearch.h"

#include <QString>

#include <algorithm>
#include <charconv>

namespace {

constexpr std::size_t mostNumbers = 1000; ///< different ones, of a column that is searched without being named

char lowered(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
}

bool isAscii(const std::string& text)
{
    return std::ranges::all_of(text, [](char letter) { return static_cast<unsigned char>(letter) < 0x80; });
}

/// Other alphabets are left to Qt; a column of a million numbers shall not wait for it.
bool contains(const std::string& value, const std::string& text, const QString& wide)
{
    if (isAscii(text)) {
        const auto isSame = [](char a, char b) { return lowered(a) == lowered(b); };
        return std::search(value.begin(), value.end(), text.begin(), text.end(), isSame) != value.end();
    }
    return QString::fromStdString(value).contains(wide, Qt::CaseInsensitive);
}

std::string trimmed(const std::string& text)
{
    return QString::fromStdString(text).trimmed().toStdString();
}

void mark(std::vector<bool>& found, const LabelColumn& column, const std::string& text)
{
    const QString wide = QString::fromStdString(text);
    std::vector<bool> isMeant;
    for (const std::string& value : column.values) {
        isMeant.push_back(contains(value, text, wide));
    }
    if (std::ranges::find(isMeant, true) == isMeant.end()) {
        return;
    }
    for (std::size_t i = 0; i < std::min(found.size(), column.codes.size()); ++i) {
        if (column.codes[i] < isMeant.size() && isMeant[column.codes[i]]) {
            found[i] = true;
        }
    }
}

} // namespace

SampleSet samplesMatching(const LabelTable* labels, std::size_t samples, const std::string& typed)
{
    const std::string text = trimmed(typed);
    if (text.empty()) {
        return {};
    }
    std::vector<bool> found(samples);
    const auto equals = text.find('=');
    const std::string name = equals == std::string::npos ? std::string() : trimmed(text.substr(0, equals));
    const LabelColumn* const named = labels != nullptr ? labels->find(name) : nullptr;
    if (named != nullptr) {
        if (const std::string value = trimmed(text.substr(equals + 1)); !value.empty()) {
            mark(found, *named, value);
        }
    } else {
        // Where almost every sample has a number of its own, parts of it mean nothing.
        const auto isSearched = [](const LabelColumn& column) {
            return !column.isNumeric || column.values.size() <= mostNumbers;
        };
        std::size_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc() && end == text.data() + text.size() && number < samples) {
            found[number] = true;
        }
        for (std::size_t i = 0; labels != nullptr && i < labels->columns.size(); ++i) {
            if (isSearched(labels->columns[i])) {
                mark(found, labels->columns[i], text);
            }
        }
    }
    SampleSet set;
    for (std::uint32_t i = 0; i < found.size(); ++i) {
        if (found[i]) {
            set.push_back(i);
        }
    }
    return set;
}
