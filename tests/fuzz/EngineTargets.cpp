// SPDX-License-Identifier: GPL-3.0-or-later
#include "../engine/FormulaBackend.h"
#include "Feed.h"
#include "Targets.h"

#include "engine/Channel.h"
#include "engine/EngineClient.h"
#include "engine/EngineServer.h"
#include "engine/Messages.h"

#include <sys/socket.h>

#include <array>
#include <charconv>
#include <thread>

namespace {

constexpr PictureShape shape{1, 2, 2};

/// The first byte is the number of descriptors that come along. What is taken is written the same way again.
template <class Decode> void message(Bytes bytes, const Decode& decode)
{
    if (bytes.empty()) {
        return;
    }
    const auto descriptors = static_cast<std::size_t>(bytes[0]) % 64;
    tolerant([&] {
        const std::string written = encodeMessage(decode(textOf(bytes.subspan(1)), descriptors));
        if (readAgain([&] { return encodeMessage(decode(written, descriptors)); }) != written) {
            fault("a message is another one after it was written and read");
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

/// The other side writes what it likes, and nothing of it need be a frame.
void channel(Bytes bytes)
{
    auto [ours, theirs] = Channel::makePair();
    (void)::send(theirs.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    theirs = FileDescriptor();
    Channel receiver(std::move(ours));
    tolerant([&] {
        Frame frame;
        while (receiver.receive(frame) == Channel::Received::Frame) {
        }
        return 0;
    });
}

/// A message as a line: words for the descriptors that travel along, then the JSON. "t12" is a sealed table of 12
/// bytes, "s12" memory of a stream, "f" the file of a decoder.
struct Line
{
    std::vector<FileDescriptor> owned;
    std::vector<int> descriptors;
    std::string_view text;
};

FileDescriptor descriptorFrom(std::string_view word)
{
    constexpr std::size_t most = 1 << 16;
    std::size_t size = 0;
    std::from_chars(word.data() + 1, word.data() + word.size(), size);
    size = std::min(size, most);
    if (word.front() == 't') {
        return sealedBytes(std::vector<std::byte>(size));
    }
    const std::string_view decoder = word.front() == 's' ? std::string_view() : "4 1 2 2";
    SharedBuffer buffer = SharedBuffer::create(std::max(size, decoder.size()), SharedBuffer::Use::Stream);
    std::ranges::copy(std::as_bytes(std::span(decoder)), buffer.writable().begin());
    return FileDescriptor(::dup(buffer.descriptor()));
}

Line lineFrom(std::string_view text)
{
    Line line;
    while (!text.empty() && text.front() != '{' && line.owned.size() < Channel::maxDescriptors) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0) {
            line.owned.push_back(descriptorFrom(text.substr(0, end)));
            line.descriptors.push_back(line.owned.back().get());
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    line.text = text;
    return line;
}

/// Puts every line of `script`, as a frame, where the other side will read it; nobody has to read meanwhile.
void sendLines(std::string_view script, Channel& channel)
{
    constexpr std::size_t mostLines = 16;
    for (std::size_t lines = 0; !script.empty() && lines < mostLines; ++lines) {
        const std::size_t end = std::min(script.find('\n'), script.size());
        const Line line = lineFrom(script.substr(0, end));
        channel.send(line.text, line.descriptors);
        script.remove_prefix(std::min(end + 1, script.size()));
    }
}

using Calls = std::map<std::string_view, void (*)(EngineClient&, const LoadedModel&)>;

const Calls& calls()
{
    static const LatentTable points(3, 4);
    static const PictureBatch pictures{3, shape, std::vector<std::uint8_t>(12), {}};
    static const MemoryFile file(std::as_bytes(std::span("4 1 2 2", 7)));
    static const Calls all = {
        {"describe", [](EngineClient& client, const LoadedModel&) { (void)client.describe(); }},
        {"decode",
         [](EngineClient& client, const LoadedModel& model) {
             const auto stream = client.openStream();
             Picture picture;
             for (int i = 0; i < 4; ++i) {
                 (void)client.decode(*stream, LatentVector(model.rowSize()), picture);
             }
         }},
        {"decodeTable",
         [](EngineClient& client, const LoadedModel& model) {
             (void)client.decodeTable({3, model.rowSize()});
         }},
        {"decodeThumbnails",
         [](EngineClient& client, const LoadedModel& model) {
             (void)client.decodeThumbnails({3, model.rowSize()}, 1, 1);
         }},
        {"encode", [](EngineClient& client, const LoadedModel&) { (void)client.encode(pictures); }},
        {"map", [](EngineClient& client, const LoadedModel&) { (void)client.map(points); }},
        {"project", [](EngineClient& client, const LoadedModel&) { (void)client.project(points, 2); }},
        {"influence",
         [](EngineClient& client, const LoadedModel&) {
             (void)client.influence({points, LatentVector(4), {}});
         }},
        {"readPictures",
         [](EngineClient& client, const LoadedModel&) {
             (void)client.readPictures(std::array{file.path(), file.path()}, {});
         }},
        {"fitPictures",
         [](EngineClient& client, const LoadedModel&) {
             (void)client.fitPictures(pictures, {3, 1, 1}, PictureFit::Stretch);
         }},
        {"cutSheet",
         [](EngineClient& client, const LoadedModel&) {
             (void)client.cutSheet(file.path(), {0, 2, 2});
         }},
        {"invert",
         [](EngineClient& client, const LoadedModel&) {
             (void)client.invert({{shape, std::vector<std::uint8_t>(shape.bytes())}, {}, {}, {}, {}});
         }},
        {"train",
         [](EngineClient& client, const LoadedModel&) {
             (void)client.train(
                 pictures, {}, {}, {}, [](const auto&) {}, [](const auto&) {});
         }},
    };
    return all;
}

/// A client whose engine answers what it likes: the name of a call in the first line, then the answers to loading and
/// to that call.
void client(Bytes bytes)
{
    const std::string_view script = textOf(bytes);
    const std::size_t end = std::min(script.find('\n'), script.size());
    const auto call = calls().find(script.substr(0, end));
    if (call == calls().end()) {
        return;
    }
    std::pair<FileDescriptor, FileDescriptor> ends = Channel::makePair();
    Channel engine(FileDescriptor(::dup(ends.second.get())));
    static const MemoryFile decoder(std::as_bytes(std::span("4 1 2 2", 7)));
    LoadRequest load;
    load.decoder = decoder.path();
    tolerant([&] {
        sendLines(script.substr(std::min(end + 1, script.size())), engine);
        ::shutdown(ends.second.get(), SHUT_WR);
        EngineClient asking(std::move(ends.first));
        const LoadedModel model = asking.load(load);
        call->second(asking, model);
        return 0;
    });
}

/// An engine whose client asks what it likes, one request a line.
void server(Bytes bytes)
{
    constexpr std::uint64_t last = 1ULL << 40;
    auto [ours, theirs] = Channel::makePair();
    Channel asking(std::move(theirs));
    tolerant([&] { // without a wait: what the server has not yet read fits into the socket
        sendLines(textOf(bytes), asking);
        asking.send(encodeMessage(RequestMessage{last, DescribeRequest{}}));
        return 0;
    });
    const std::jthread reader([&] {
        tolerant([&] {
            Frame frame;
            while (asking.receive(frame) == Channel::Received::Frame) {
                if (decodeReply(frame.text, frame.descriptors.size()).id == last) {
                    break;
                }
            }
            return 0;
        });
        asking.shutDown();
    });
    FormulaBackend backend;
    EngineServer(std::move(ours), backend).run();
}

} // namespace

FuzzTargets engineTargets()
{
    return {{"reply", reply}, {"request", request}, {"channel", channel}, {"client", client}, {"server", server}};
}
