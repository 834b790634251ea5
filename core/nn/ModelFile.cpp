// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ModelFile.h"

#include "base/Sandbox.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

namespace {

constexpr auto howToSave =
    "In Python, make the module, load its weights, and write a space with export_space.py: export_space(decoder, "
    "\"my-space\", latent_size=N). Help > From PyTorch copies that file, and `morphoscope-cli export-script > "
    "export_space.py` writes it.";

ModelError unusable(const std::string& message)
{
    return {ModelProblem::Unusable, message};
}

std::uint32_t littleEndian(std::string_view bytes, std::size_t at, std::size_t size)
{
    std::uint32_t value = 0;
    for (std::size_t i = size; i-- > 0;) {
        value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
    }
    return value;
}

/// Names in the zip's central directory; none when the archive is cut short. (APPNOTE.TXT 6.3.9, 4.3.12 and 4.3.16.)
std::optional<std::vector<std::string>> namesInZip(std::string_view file)
{
    constexpr std::size_t endSize = 22;
    const std::size_t end = file.rfind(std::string_view("PK\x05\x06", 4));
    if (end == std::string_view::npos || file.size() - end < endSize) {
        return std::nullopt;
    }
    std::vector<std::string> names;
    std::size_t at = littleEndian(file, end + 16, 4);
    if (at == 0xffffffffU) { // zip64, as LibTorch writes it: the directory lies before the end records all the same
        at = file.find(std::string_view("PK\x01\x02", 4));
    }
    constexpr std::size_t entrySize = 46;
    while (at < end && end - at >= entrySize && file.substr(at, 4) == std::string_view("PK\x01\x02", 4)) {
        const std::size_t name = littleEndian(file, at + 28, 2);
        names.emplace_back(file.substr(at + entrySize, name));
        at += entrySize + name + littleEndian(file, at + 30, 2) + littleEndian(file, at + 32, 2);
    }
    return names.empty() ? std::nullopt : std::optional(names);
}

bool anyContains(const std::vector<std::string>& names, std::string_view part)
{
    return std::any_of(names.begin(), names.end(),
                       [part](const std::string& name) { return name.find(part) != std::string::npos; });
}

void requireTorchScriptZip(std::string_view file)
{
    const auto names = namesInZip(file);
    if (!names) {
        throw unusable("The file is a zip archive that is damaged or cut short. Copy or download it again.");
    }
    if (anyContains(*names, "/code/") || anyContains(*names, "constants.pkl")) {
        return;
    }
    if (anyContains(*names, "serialized_exported_program") || anyContains(*names, "archive_format")) {
        throw unusable("The file was written by torch.export, not as TorchScript. " + std::string(howToSave));
    }
    if (anyContains(*names, "data.pkl")) {
        throw unusable("The file holds weights alone (a state dict, or a pickled module), without the program that "
                       "uses them. " +
                       std::string(howToSave));
    }
    if (anyContains(*names, ".npy")) {
        throw unusable("The file is a NumPy archive (.npz), not a model. Open a TorchScript decoder.");
    }
    throw unusable("The file is a zip archive, but there is no TorchScript in it. " + std::string(howToSave));
}

struct Signature
{
    std::string_view start;
    const char* what;
};

constexpr std::array signatures{
    Signature{"\x93NUMPY", "is a NumPy array (.npy), not a model. Open a TorchScript decoder"},
    Signature{"\x89PNG", "is a PNG picture, not a model. Open a TorchScript decoder"},
    Signature{"\xff\xd8\xff", "is a JPEG picture, not a model. Open a TorchScript decoder"},
    Signature{"\x89HDF", "is an HDF5 file, as Keras writes, not TorchScript. Convert the model to PyTorch first"},
    Signature{"GGUF", "is a GGUF file, not TorchScript. Open a TorchScript decoder"},
    Signature{"\x1f\x8b", "is compressed with gzip. Unpack it first"},
    Signature{"version https://git-lfs", "is a Git LFS pointer, not the model itself. Fetch it with git lfs pull"},
    Signature{"<", "is a web page or XML, not a model. Probably a download went wrong: fetch it again"},
    Signature{"{", "is JSON text, not a model. Open the folder that holds a space.json, or a TorchScript decoder"},
};

bool hasAny(const std::string& text, std::initializer_list<const char*> parts)
{
    return std::any_of(parts.begin(), parts.end(),
                       [&](const char* part) { return text.find(part) != std::string::npos; });
}

std::string firstBytes(std::string_view file)
{
    std::string text;
    for (const char c : file.substr(0, 8)) {
        std::array<char, 4> hex{};
        std::snprintf(hex.data(), hex.size(), "%02x", static_cast<unsigned char>(c));
        text += (text.empty() ? "" : " ") + std::string(hex.data());
    }
    return text;
}

/// The word that follows `mark` in `text`, up to a character that no operator's name has.
std::optional<std::string> wordAfter(const std::string& text, std::string_view mark)
{
    const std::size_t at = text.find(mark);
    if (at == std::string::npos) {
        return std::nullopt;
    }
    const std::size_t start = text.find_first_not_of(" '\"", at + mark.size());
    if (start == std::string::npos) {
        return std::nullopt;
    }
    const auto isPart = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ':'; };
    const auto end = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(start), text.end(), isPart);
    return std::string(text.begin() + static_cast<std::ptrdiff_t>(start), end);
}

} // namespace

void requireTorchScript(std::span<const std::byte> file)
{
    const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
    if (text.empty()) {
        throw unusable("The file is empty. Copy or download it again.");
    }
    if (text.starts_with(std::string_view("PK\x03\x04", 4))) {
        requireTorchScriptZip(text);
        return;
    }
    if (text[0] == '\x80' && text.size() > 1 && text[1] >= 2 && text[1] <= 5) {
        throw unusable("The file is a pickle, as torch.save of old wrote it, and not TorchScript. Pickles can run any "
                       "program and are never opened. " +
                       std::string(howToSave));
    }
    if (text.size() > 9 && text.substr(8, 2) == "{\"") {
        throw unusable("The file holds weights alone (safetensors), without the program that uses them. " +
                       std::string(howToSave));
    }
    for (const Signature& signature : signatures) {
        if (text.starts_with(signature.start)) {
            throw unusable(std::string("The file ") + signature.what + ".");
        }
    }
    throw unusable("The file is not TorchScript: it is no zip archive (it starts with the bytes " + firstBytes(text) +
                   "). " + howToSave);
}

std::string usefulLine(const std::string& errorText)
{
    std::string text = errorText.substr(0, errorText.find("\nException raised from"));
    const std::size_t raised = text.rfind("Error: "); // "RuntimeError: …" closes a TorchScript traceback
    if (text.find("Traceback of TorchScript") != std::string::npos && raised != std::string::npos) {
        text = text.substr(raised + 7);
    }
    const std::size_t start = text.find_first_not_of(" \n\t");
    text = start == std::string::npos ? "no reason was given" : text.substr(start);
    text = text.substr(0, text.find('\n'));
    while (!text.empty() && (text.back() == '.' || text.back() == ' ' || text.back() == ':')) {
        text.pop_back();
    }
    constexpr std::size_t longest = 300;
    return text.size() > longest ? text.substr(0, longest) + " …" : text;
}

ModelError loadingError(const std::string& errorText, const std::string& version)
{
    const std::string wayOut =
        " Use an engine built with a newer LibTorch (./dev --torch pip build), or write the model again with "
        "export_space.py (Help > From PyTorch, or `morphoscope-cli export-script`), which keeps to older operators.";
    for (const char* mark : {"Unknown builtin op:", "Could not find an operator for", "Couldn't find an operator for",
                             "Unknown type name", "Unsupported operator"}) {
        if (const auto name = wordAfter(errorText, mark)) {
            return {ModelProblem::NeedsNewerTorch,
                    "The model uses " + *name + ", which LibTorch " + version + " does not have." + wayOut};
        }
    }
    if (const auto number = wordAfter(errorText, "file with version")) {
        return {ModelProblem::NeedsNewerTorch, "The model's file format is version " + *number +
                                                   ", which is newer than LibTorch " + version + " reads." + wayOut};
    }
    if (errorText.find("Arguments for call are not valid") != std::string::npos ||
        errorText.find("arguments but got") != std::string::npos ||
        errorText.find("Unknown keyword argument") != std::string::npos) {
        return {ModelProblem::NeedsNewerTorch, "The model calls an operator in a way that LibTorch " + version +
                                                   " does not know (" + usefulLine(errorText) + ")." + wayOut};
    }
    if (const auto refused = refusedBySystem(errorText, "while it was loaded")) {
        return *refused;
    }
    return unusable("The file looks like TorchScript but cannot be loaded: " + usefulLine(errorText) +
                    ". It may be damaged; save or copy it again.");
}

std::optional<ModelRefused> refusedBySystem(const std::string& errorText, const std::string& doing)
{
    if (hasAny(errorText, {"allocate memory", "out of memory", "std::bad_alloc"})) {
        rlimit memory = {};
        const bool isLimited = ::getrlimit(RLIMIT_DATA, &memory) == 0 && memory.rlim_cur != RLIM_INFINITY;
        return ModelRefused(ModelProblem::Unusable,
                            "The model needed more " +
                                (isLimited ? "than the " + gigabytes(memory.rlim_cur) + " of memory that it may take "
                                           : "memory than there is ") +
                                doing + ". Use a smaller model" + (isLimited ? ", or allow it more memory." : "."));
    }
    if (hasAny(errorText, {"unable to open file", "Operation not permitted", "Permission denied"})) {
        return ModelRefused(ModelProblem::Unusable,
                            "The model asked for a file of this computer, which no model gets, " + doing + ": " +
                                usefulLine(errorText) + ". Do not trust it; use another one.");
    }
    return std::nullopt;
}

ModelError runningError(const std::string& errorText, const std::string& doing)
{
    return unusable("The model failed " + doing + ": " + usefulLine(errorText) +
                    ". Those are the model's own words: check that it is the right file, and that what it is given "
                    "is what it was trained on.");
}

void failRunning(const std::string& errorText, const std::string& doing)
{
    if (const auto refused = refusedBySystem(errorText, doing)) {
        throw *refused;
    }
    throw runningError(errorText, doing);
}
