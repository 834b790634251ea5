// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/Checkpoint.h"

#include "base/UserError.h"

#include <cstring>
#include <sstream>

namespace {

constexpr std::string_view magic = "morphoscope checkpoint 1\n";

/// FNV-1a over 8 bytes at a time: tells one set of pictures, or a damaged file, from another.
std::uint64_t fingerprint(const void* data, std::size_t size)
{
    const auto* bytes = static_cast<const unsigned char*>(data);
    std::uint64_t hash = 14695981039346656037U + size;
    for (std::size_t i = 0; i < size; i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes + i, std::min<std::size_t>(8, size - i));
        hash = (hash ^ word) * 1099511628211U;
        hash ^= hash >> 32U;
    }
    return hash;
}

class Writer
{
public:
    void raw(const void* data, std::size_t size)
    {
        const auto* bytes = static_cast<const std::byte*>(data);
        m_bytes.insert(m_bytes.end(), bytes, bytes + size);
    }
    template <class T> void value(const T& item) { raw(&item, sizeof item); }
    template <class T> void list(const T& items)
    {
        value(static_cast<std::uint64_t>(items.size()));
        raw(items.data(), items.size() * sizeof items[0]);
    }
    std::vector<std::byte> finish()
    {
        value(fingerprint(m_bytes.data(), m_bytes.size()));
        return std::move(m_bytes);
    }

private:
    std::vector<std::byte> m_bytes;
};

class Reader
{
public:
    explicit Reader(std::span<const std::byte> bytes)
        : m_bytes(bytes)
    {
        std::uint64_t stored = 0;
        if (bytes.size() < magic.size() + sizeof stored || std::memcmp(bytes.data(), magic.data(), magic.size()) != 0) {
            throw UserError("This is not a training checkpoint. Give the one written beside the model, or train "
                            "without resuming.");
        }
        m_bytes = bytes.first(bytes.size() - sizeof stored);
        std::memcpy(&stored, bytes.data() + m_bytes.size(), sizeof stored);
        if (stored != fingerprint(m_bytes.data(), m_bytes.size())) {
            fail();
        }
        m_bytes = m_bytes.subspan(magic.size());
    }
    template <class T> void value(T& item) { raw(&item, sizeof item); }
    template <class T> void list(T& items)
    {
        std::uint64_t count = 0;
        value(count);
        if (count > m_bytes.size() / sizeof items[0]) {
            fail();
        }
        items.resize(count);
        raw(items.data(), count * sizeof items[0]);
    }

private:
    [[noreturn]] static void fail()
    {
        throw UserError("The training checkpoint is damaged or cut short. Train again without resuming.");
    }
    void raw(void* data, std::size_t size)
    {
        if (size > m_bytes.size()) {
            fail();
        }
        if (size > 0) {
            std::memcpy(data, m_bytes.data(), size);
        }
        m_bytes = m_bytes.subspan(size);
    }

    std::span<const std::byte> m_bytes;
};

template <class Archive, class State> void eachPart(Archive& archive, State& checkpoint)
{
    archive.list(checkpoint.run);
    archive.list(checkpoint.history);
    archive.value(checkpoint.bestEpoch);
    archive.value(checkpoint.adamSteps);
    archive.value(checkpoint.seconds);
    archive.list(checkpoint.weights);
    archive.list(checkpoint.bestWeights);
    archive.list(checkpoint.firstMoments);
    archive.list(checkpoint.secondMoments);
}

} // namespace

std::string runDescription(const PictureBatch& pictures, const TrainingOptions& options,
                           const std::vector<int>& channels)
{
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text.precision(17);
    text << (options.kind == AutoencoderKind::Variational ? "variational" : "plain") << ", latent size "
         << options.latentSize << ", beta " << options.beta << ", batch " << options.batchSize << ", learning rate "
         << options.learningRate << ", seed " << options.seed << ", validation share " << options.validationShare
         << ", feature maps";
    for (const int maps : channels) {
        text << ' ' << maps;
    }
    text << ", " << pictures.count << " pictures of " << pictures.shape.channels << " x " << pictures.shape.height
         << " x " << pictures.shape.width << ", fingerprint " << std::hex
         << fingerprint(pictures.pixels.data(), pictures.pixels.size());
    return text.str();
}

std::vector<std::byte> writeCheckpoint(const Checkpoint& checkpoint)
{
    Writer writer;
    writer.raw(magic.data(), magic.size());
    eachPart(writer, checkpoint);
    return writer.finish();
}

Checkpoint readCheckpoint(std::span<const std::byte> bytes, const std::string& run)
{
    Reader reader(bytes);
    Checkpoint checkpoint;
    eachPart(reader, checkpoint);
    if (checkpoint.run != run) {
        throw UserError("The checkpoint belongs to another run (" + checkpoint.run + "); this one is: " + run +
                        ". Use the same pictures and options, or train without resuming.");
    }
    return checkpoint;
}
