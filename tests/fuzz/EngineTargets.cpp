// SPDX-License-Identifier: GPL-3.0-or-later
#include "../engine/FormulaBackend.h"
#include "Feed.h"
#include "Targets.h"

#include "engine/Channel.h"
#include "engine/EngineClient.h"
#include "engine/EngineServer.h"
#include "engine/Messages.h"
#include "engine/SharedTables.h"

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

/// Calls `use` with each of the first lines.
template <class Use> void eachLine(std::string_view script, const Use& use)
{
    constexpr std::size_t mostLines = 16;
    for (std::size_t lines = 0; !script.empty() && lines < mostLines; ++lines) {
        const std::size_t end = std::min(script.find('\n'), script.size());
        use(script.substr(0, end));
        script.remove_prefix(std::min(end + 1, script.size()));
    }
}

void sendLine(std::string_view text, Channel& channel)
{
    const Line line = lineFrom(text);
    channel.send(line.text, line.descriptors);
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
        {"project",
         [](EngineClient& client, const LoadedModel&) {
             (void)client.project(points, {2, 2});
         }},
        {"cluster", [](EngineClient& client, const LoadedModel&) { (void)client.cluster(points, {}); }},
        {"trust", [](EngineClient& client, const LoadedModel&) { (void)client.trust(points, LatentTable(3, 2), {}); }},
        {"silhouettes",
         [](EngineClient& client, const LoadedModel&) {
             (void)client.silhouettes(points, std::vector<std::uint32_t>{0, 1, 0}, 2);
         }},
        {"attribute",
         [](EngineClient& client, const LoadedModel&) { (void)client.fitAttribute(points, {.withCount = 1}); }},
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
        {"tsne",
         [](EngineClient& client, const LoadedModel&) { (void)client.tsne(points, {}, {}, {}, [](const auto&) {}); }},
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
    if (call->first == "map") {
        load.mapping = decoder.path();
        load.mappingSize = 4;
    }
    tolerant([&] {
        eachLine(script.substr(std::min(end + 1, script.size())), // they wait in the socket until they are read
                 [&](std::string_view line) { sendLine(line, engine); });
        ::shutdown(ends.second.get(), SHUT_WR);
        EngineClient asking(std::move(ends.first));
        const LoadedModel model = asking.load(load);
        call->second(asking, model);
        return 0;
    });
}

/// Work that ends soon, and that refuses what an engine's models would refuse: it is the server that is tried.
class ShortBackend final : public FormulaBackend
{
public:
    LatentTable encode(const PictureBatch& pictures, const GiveWay& giveWay, const Report& report) override
    {
        requireShape(pictures.shape);
        return FormulaBackend::encode(pictures, giveWay, report);
    }
    Projection project(const LatentTable& table, const ProjectionSize& size, const GiveWay& giveWay,
                       const Report& report) override
    {
        const auto columns = static_cast<int>(table.columns());
        return FormulaBackend::project(table, {std::min(size.components, columns), size.coordinates}, giveWay, report);
    }
    PictureBatch fitPictures(const PictureBatch& pictures, PictureShape wanted, PictureFit fit, const GiveWay& giveWay,
                             const Report& report) override
    {
        constexpr std::size_t mostBytes = 1 << 20;
        if (pictures.count * wanted.bytes() > mostBytes) {
            throw UserError("These are too many.");
        }
        return FormulaBackend::fitPictures(pictures, wanted, fit, giveWay, report);
    }
    Inversion invert(const InversionRequest& request, const DecoderFile& file, std::stop_token stop,
                     const std::function<void(const InversionProgress&)>& report) override
    {
        requireShape(request.picture.shape);
        InversionRequest shorter = request;
        shorter.options.steps = std::min(request.options.steps, 3);
        return FormulaBackend::invert(shorter, file, std::move(stop), report);
    }
    TsneMap tsne(const LatentTable& table, const TsneOptions& options, TsneState start, std::stop_token stop,
                 const std::function<void(const TsneProgress&)>& report) override
    {
        TsneOptions shorter = options;
        shorter.iterations = std::min(options.iterations, 3);
        return FormulaBackend::tsne(table, shorter, std::move(start), std::move(stop), report);
    }
    TrainedModel train(const PictureBatch& pictures, const TrainingOptions& options, std::span<const std::byte> resume,
                       std::stop_token stop, const std::function<void(const TrainingProgress&)>& report,
                       const std::function<void(std::vector<std::byte>)>& checkpoint) override
    {
        TrainingOptions shorter = options;
        shorter.epochs = std::min(options.epochs, 3);
        return FormulaBackend::train(pictures, shorter, resume.first(std::min<std::size_t>(resume.size(), 3)),
                                     std::move(stop), report, checkpoint);
    }

private:
    static void requireShape(PictureShape given)
    {
        if (given != shape) {
            throw UserError("The pictures are of another size than the model's.");
        }
    }
};

/// Waits for the answer to a question of its own; false when the engine has ended the connection.
bool hasAnswered(Channel& asking, std::uint64_t id)
{
    asking.send(encodeMessage(RequestMessage{id, DescribeRequest{}}));
    Frame frame;
    while (asking.receive(frame) == Channel::Received::Frame) {
        if (decodeReply(frame.text, frame.descriptors.size()).id == id) {
            return true;
        }
    }
    return false;
}

/// An engine whose client asks what it likes: a request a line, answered before the next one but where it begins with
/// an ampersand.
void server(Bytes bytes)
{
    std::pair<FileDescriptor, FileDescriptor> ends = Channel::makePair();
    Channel asking(std::move(ends.second));
    const std::jthread client([&] {
        tolerant([&] {
            std::uint64_t id = 1ULL << 40;
            eachLine(textOf(bytes), [&](std::string_view line) {
                const bool isAnswered = !line.starts_with('&');
                sendLine(line.substr(isAnswered ? 0 : 1), asking);
                if (isAnswered && !hasAnswered(asking, ++id)) {
                    throw EngineError(EngineProblem::Died, "The engine has refused this client.");
                }
            });
            return hasAnswered(asking, ++id);
        });
        asking.shutDown();
    });
    ShortBackend backend;
    EngineServer(std::move(ends.first), backend).run();
}

} // namespace

FuzzTargets engineTargets()
{
    return {{"reply", reply}, {"request", request}, {"channel", channel}, {"client", client}, {"server", server}};
}
