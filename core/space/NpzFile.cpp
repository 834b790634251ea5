// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/NpzFile.h"

#include "base/UserError.h"
#include "space/NpyFile.h"

#include <algorithm>
#include <tuple>

namespace {

using Path = std::filesystem::path;

const std::vector<std::string_view> usualForLatents = {"z", "latents", "codes", "embeddings", "mu"};
const std::vector<std::string_view> usualForPictures = {"images", "pictures", "imgs"};

/// An array whose header cannot be read (a pickle, named fields) keeps an empty one: it fits nothing, and says why
/// when it is asked for.
NpyHeader headerOf(const ZipArchive& archive, const ZipMember& member)
{
    try {
        std::string beginning(std::min(member.size, NpyHeader::mostBytes), '\0');
        beginning.resize(archive.open(member)->read(std::as_writable_bytes(std::span(beginning))));
        return NpyHeader::parse(beginning, archive.placeOf(member));
    } catch (const UserError&) {
        return {};
    }
}

} // namespace

bool canBeLatents(const NpyHeader& header)
{
    return (header.type == "<f4" || header.type == "<f8") && header.shape.size() == 2;
}

bool canBePictures(const NpyHeader& header)
{
    const std::vector<std::size_t>& shape = header.shape;
    return header.type == "|u1" && (shape.size() == 3 || (shape.size() == 4 && (shape[3] == 1 || shape[3] == 3)));
}

NpzFile::NpzFile(const Path& file)
    : m_archive(file)
{
    constexpr std::string_view suffix = ".npy";
    for (std::size_t i = 0; i < m_archive.members().size(); ++i) {
        const ZipMember& member = m_archive.members()[i];
        if (member.name.ends_with(suffix)) {
            m_arrays.push_back(
                {member.name.substr(0, member.name.size() - suffix.size()), i, headerOf(m_archive, member)});
        }
    }
    if (m_arrays.empty()) {
        throw UserError(file.string() + ": the archive holds no array (`.npy`). Write it with numpy.savez(file, z=z).");
    }
}

std::vector<std::string> NpzFile::namesWhere(bool (*fits)(const NpyHeader&)) const
{
    std::vector<std::string> names;
    for (const Array& array : m_arrays) {
        if (fits(array.header)) {
            names.push_back(array.name);
        }
    }
    return names;
}

std::vector<std::string> NpzFile::latentNames() const
{
    return namesWhere(canBeLatents);
}

std::vector<std::string> NpzFile::pictureNames() const
{
    return namesWhere(canBePictures);
}

std::string NpzFile::list(const std::vector<std::string>& names) const
{
    constexpr std::size_t most = 20;
    std::string text;
    std::size_t shown = 0;
    for (const Array& array : m_arrays) {
        if (names.empty() || std::ranges::find(names, array.name) != names.end()) {
            if (shown++ == most) {
                return text + ", …";
            }
            const bool isKnown = !array.header.type.empty();
            text += (text.empty() ? "" : ", ") + array.name + " (" +
                    (isKnown ? shapeText(array.header.shape) + ", `" + array.header.type + "`" : "not a plain array") +
                    ")";
        }
    }
    return text;
}

const NpzFile::Array& NpzFile::chosen(std::string_view name, std::vector<std::string> names, const char* what,
                                      const std::vector<std::string_view>& usual) const
{
    const std::string place = m_archive.path().string() + ": ";
    std::string wanted(name);
    if (wanted.empty()) {
        if (names.empty()) {
            throw UserError(place + "none of the arrays can be " + what + ". There are: " + list({}) +
                            ". Save it with numpy.savez.");
        }
        std::vector<std::string> known;
        std::ranges::copy_if(names, std::back_inserter(known), [&](const std::string& candidate) {
            return std::ranges::find(usual, candidate) != usual.end();
        });
        if (names.size() > 1 && known.size() != 1) {
            throw UserError(place + "several arrays can be " + what + ". Name one of them: " + list(names) + ".");
        }
        wanted = names.size() == 1 ? names.front() : known.front();
    }
    return named(wanted);
}

const NpzFile::Array& NpzFile::named(std::string_view name) const
{
    const auto found = std::ranges::find(m_arrays, name, &Array::name);
    if (found == m_arrays.end()) {
        throw UserError(m_archive.path().string() + ": there is no array called `" + std::string(name) +
                        "`. There are: " + list({}) + ".");
    }
    return *found;
}

const std::vector<std::size_t>& NpzFile::shapeOf(std::string_view name) const
{
    return named(name).header.shape;
}

std::string NpzFile::likeliest(bool (*fits)(const NpyHeader&), const std::vector<std::string_view>& usual) const
{
    const auto rank = [&](const Array& array) {
        double values = 1; // a header may promise more than fits an integer
        for (const std::size_t size : array.header.shape) {
            values *= static_cast<double>(size);
        }
        const bool isUsual = std::ranges::find(usual, array.name) != usual.end();
        return std::tuple(fits(array.header), isUsual, !array.header.fortranOrder, values);
    };
    const auto best = std::ranges::max_element(m_arrays, {}, rank);
    return fits(best->header) ? best->name : std::string();
}

std::string NpzFile::likeliestLatents() const
{
    return likeliest(canBeLatents, usualForLatents);
}

std::string NpzFile::likeliestPictures() const
{
    return likeliest(canBePictures, usualForPictures);
}

LatentTable NpzFile::readLatents(std::string_view name) const
{
    const Array& array = chosen(name, latentNames(), "latents (float32 or float64, n x size)", usualForLatents);
    const ZipMember& member = m_archive.members()[array.member];
    return ::readLatents(*m_archive.open(member), member.size, m_archive.placeOf(member));
}

NpzFile::Bytes NpzFile::openPictures(std::string_view name) const
{
    const Array& array =
        chosen(name, pictureNames(), "pictures (bytes, n x height x width, or with 1 or 3 channels)", usualForPictures);
    const ZipMember& member = m_archive.members()[array.member];
    return {m_archive.open(member), member.size, m_archive.placeOf(member)};
}

PictureBatch NpzFile::readPictures(std::string_view name) const
{
    const Bytes bytes = openPictures(name);
    return ::readPictures(*bytes.source, bytes.size, bytes.place);
}
