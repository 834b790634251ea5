// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/ModelGuess.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace {

struct NameWord
{
    std::string_view word;
    ModelKind kind;
    bool isShort; ///< stands for itself only between what are no letters
};

constexpr std::array nameWords{
    NameWord{"decod", ModelKind::Decoder, false}, NameWord{"generator", ModelKind::Decoder, false},
    NameWord{"encod", ModelKind::Encoder, false}, NameWord{"mapping", ModelKind::Mapping, false},
    NameWord{"dec", ModelKind::Decoder, true},    NameWord{"gen", ModelKind::Decoder, true},
    NameWord{"enc", ModelKind::Encoder, true},
};

bool isLetter(std::string_view text, std::size_t at)
{
    return at < text.size() && std::isalpha(static_cast<unsigned char>(text[at])) != 0;
}

/// Where `word` stands last in `name`, as a word that counts.
std::optional<std::size_t> lastPlace(std::string_view name, const NameWord& word)
{
    for (std::size_t at = name.rfind(word.word); at != std::string_view::npos;
         at = at == 0 ? std::string_view::npos : name.rfind(word.word, at - 1)) {
        const bool standsAlone = (at == 0 || !isLetter(name, at - 1)) && !isLetter(name, at + word.word.size());
        const std::string_view before = name.substr(0, at);
        const bool isAuto = before.ends_with("auto") || before.ends_with("auto-") || before.ends_with("auto_");
        if (!isAuto && (standsAlone || !word.isShort)) {
            return at;
        }
    }
    return std::nullopt;
}

std::optional<ModelKind> kindByName(const std::filesystem::path& file)
{
    std::string name = file.stem().string();
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    std::optional<ModelKind> kind;
    std::size_t last = 0;
    for (const NameWord& word : nameWords) {
        if (const auto at = lastPlace(name, word); at && (!kind || *at > last)) {
            kind = word.kind;
            last = *at;
        }
    }
    return kind;
}

bool holdsAny(std::string_view text, std::initializer_list<std::string_view> words)
{
    return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

} // namespace

ModelGuess guessModel(const std::filesystem::path& file, std::string_view code)
{
    const bool enlarges =
        holdsAny(code, {"ConvTranspose", "conv_transpose", "upsample", "interpolate", "pixel_shuffle"});
    const std::optional<ModelKind> named = kindByName(file);
    if (named && !(named == ModelKind::Mapping && enlarges)) {
        return {*named, 2, "its name says so."};
    }
    if (enlarges) {
        return {ModelKind::Decoder, 1, "its code enlarges pictures."};
    }
    if (holdsAny(code, {"Conv2d", "conv2d"})) {
        return {ModelKind::Encoder, 1, "its code has convolutions and enlarges nothing."};
    }
    return {ModelKind::Decoder, 0, "it is a TorchScript model, and nothing says otherwise."};
}
