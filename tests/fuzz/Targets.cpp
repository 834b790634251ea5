// SPDX-License-Identifier: GPL-3.0-or-later
#include "Targets.h"

#include "base/FileDescriptor.h"
#include "base/UserError.h"
#include "engine/Messages.h"
#include "imaging/PictureHead.h"
#include "session/SessionFile.h"
#include "space/CelebaList.h"
#include "space/DelimitedText.h"
#include "space/IdxFile.h"
#include "space/NpyFile.h"
#include "space/NpzFile.h"
#include "space/ProjectorFiles.h"
#include "space/SpaceManifest.h"

#include <sys/mman.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace {

using Bytes = std::span<const std::byte>;

std::string_view textOf(Bytes bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// What is wrong with the bytes is said, and that is all that may happen.
template <class Work> void tolerant(const Work& work)
{
    try {
        (void)work();
    } catch (const UserError&) { // as it should be
    }
}

/// The bytes as a file, in memory.
class MemoryFile
{
public:
    explicit MemoryFile(Bytes bytes)
        : m_file(::memfd_create("case", MFD_CLOEXEC))
    {
        for (std::size_t done = 0; done < bytes.size();) {
            const ssize_t written = ::write(m_file.get(), bytes.data() + done, bytes.size() - done);
            if (written <= 0) {
                std::abort();
            }
            done += static_cast<std::size_t>(written);
        }
    }
    [[nodiscard]] std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(m_file.get()); }

private:
    FileDescriptor m_file;
};

void spaceJson(Bytes bytes)
{
    tolerant([&] {
        const SpaceManifest manifest = SpaceManifest::parse(textOf(bytes), "space.json");
        return SpaceManifest::parse(manifest.toJson(), "space.json"); // what we write we also read
    });
}

void npy(Bytes bytes)
{
    const MemoryFile file(bytes);
    tolerant([&] { return NpyHeader::parse(textOf(bytes), "a.npy"); });
    tolerant([&] { return readLatents(file.path()); });
    tolerant([&] { return readPictures(file.path()); });
}

void npz(Bytes bytes)
{
    const MemoryFile file(bytes);
    tolerant([&] {
        const NpzFile archive(file.path());
        for (const std::string& name : archive.latentNames()) {
            tolerant([&] { return archive.readLatents(name); });
        }
        for (const std::string& name : archive.pictureNames()) {
            tolerant([&] { return archive.readPictures(name); });
        }
        return 0;
    });
}

void labels(Bytes bytes)
{
    tolerant([&] { return LabelTable::parse(textOf(bytes), "labels.csv"); });
    tolerant([&] { return parseDelimitedLabels(textOf(bytes), "labels.txt"); });
}

void celeba(Bytes bytes)
{
    tolerant([&] { return isCelebaList(textOf(bytes)); });
    tolerant([&] { return parseCelebaList(textOf(bytes), "list.txt"); });
}

void projector(Bytes bytes)
{
    tolerant([&] { return parseProjectorVectors(textOf(bytes), "tensors.tsv"); });
    tolerant([&] { return parseProjectorMetadata(textOf(bytes), "metadata.tsv"); });
}

void idx(Bytes bytes)
{
    const MemoryFile file(bytes);
    tolerant([&] { return idxKind(file.path()); });
    tolerant([&] { return readIdxPictures(file.path()); });
    tolerant([&] { return readIdxLabels(file.path()); });
}

/// The first byte is the number of descriptors that come along. What is taken is written the same way again.
template <class Decode> void message(Bytes bytes, const Decode& decode)
{
    if (bytes.empty()) {
        return;
    }
    const auto descriptors = static_cast<std::size_t>(bytes[0]) % 64;
    tolerant([&] {
        const std::string written = encodeMessage(decode(textOf(bytes.subspan(1)), descriptors));
        if (encodeMessage(decode(written, descriptors)) != written) {
            std::abort();
        }
        return 0;
    });
}

void reply(Bytes bytes)
{
    message(bytes, decodeReply);
}

void request(Bytes bytes)
{
    message(bytes, decodeRequest);
}

/// A space folder that sessions may name: its decoder is never run.
const std::filesystem::path& smallSpace()
{
    static const std::filesystem::path folder = [] {
        std::string name = (std::filesystem::temp_directory_path() / "fuzz-space-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            std::abort();
        }
        std::ofstream(std::filesystem::path(name) / "decoder.pt") << "no decoder";
        std::ofstream(std::filesystem::path(name) / "space.json")
            << R"({"format": 1, "name": "Small", "latent": {"size": 4}, "decoder": {"file": "decoder.pt",
                   "output": {"kind": "image", "channels": 1, "height": 2, "width": 2, "range": [0, 1]}}})";
        return std::filesystem::path(name);
    }();
    return folder;
}

/// SPACE stands for the folder of a space that is there.
void session(Bytes bytes)
{
    std::string text(textOf(bytes));
    constexpr std::string_view mark = "SPACE";
    if (const std::size_t at = text.find(mark); at != std::string::npos) {
        text.replace(at, mark.size(), smallSpace().string());
    }
    const MemoryFile file(std::as_bytes(std::span(text)));
    tolerant([&] { return readSession(file.path()); });
}

void pictureHead(Bytes bytes)
{
    (void)PictureHead::parse(bytes);
}

} // namespace

const std::map<std::string, FuzzTarget>& fuzzTargets()
{
    static const std::map<std::string, FuzzTarget> all = {
        {"space-json", spaceJson},     {"npy", npy}, {"npz", npz},     {"labels", labels},   {"celeba", celeba},
        {"projector", projector},      {"idx", idx}, {"reply", reply}, {"request", request}, {"session", session},
        {"picture-head", pictureHead},
    };
    return all;
}
