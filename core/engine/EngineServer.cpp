// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/EngineServer.h"

#include "engine/ServedFile.h"
#include "engine/SharedTables.h"

#include <iostream>
#include <thread>

namespace {

using Clock = std::chrono::steady_clock;

/// Ends cancelled background work; passes through the backend.
struct Cancelled
{
};

/// What a decode answers when another model was loaded since its stream was opened.
struct StaleStream
{
};

double millisecondsSince(Clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

} // namespace

EngineServer::EngineServer(FileDescriptor socket, EngineBackend& backend, std::function<void()> disconnected,
                           Sandbox sandbox)
    : m_channel(std::move(socket))
    , m_backend(backend)
    , m_disconnected(std::move(disconnected))
    , m_sandbox(std::move(sandbox))
{
}

void EngineServer::run()
{
    const std::jthread watcher([this] {
        m_channel.waitForEnd();
        m_isGone = true;
        if (m_disconnected) {
            m_disconnected();
        }
    });
    try {
        Frame frame;
        while (!m_isGone && m_channel.receive(frame) == Channel::Received::Frame) {
            take(frame);
            readWaiting();
            while (std::optional<Request> request = m_queue.next()) {
                serve(*request);
                readWaiting();
            }
        }
    } catch (const EngineError& error) { // not a client of ours
        std::cerr << error.what() << std::endl;
    }
    m_channel.shutDown();
}

void EngineServer::take(Frame& frame)
{
    Request request;
    request.message = decodeRequest(frame.text, frame.descriptors.size());
    request.descriptors = std::move(frame.descriptors);
    if (const auto* cancel = std::get_if<CancelRequest>(&request.message.body)) {
        m_queue.cancel(cancel->target);
    } else {
        m_queue.push(std::move(request));
    }
}

void EngineServer::readWaiting()
{
    Frame frame;
    while (!m_isGone && m_channel.receiveWaiting(frame) == Channel::Received::Frame) {
        take(frame);
    }
}

template <class Work> void EngineServer::answerErrors(std::uint64_t id, const Work& work)
{
    ErrorReply error;
    try {
        work();
        return;
    } catch (const Cancelled&) {
        error.kind = ErrorKind::Cancelled;
    } catch (const StaleStream&) {
        error.kind = ErrorKind::Stale;
    } catch (const ModelError& model) {
        error = {ErrorKind::Model, model.problem(), ModelPart::Decoder, model.what()};
        if (const auto* part = dynamic_cast<const PartError*>(&model)) {
            error.about = part->part();
        }
    } catch (const EngineError& protocol) {
        error = {ErrorKind::Protocol, {}, {}, protocol.what()};
    } catch (const UserError& user) {
        error.message = user.what();
    } catch (const std::bad_alloc&) {
        error.message = "The engine ran out of memory. Close other programs, or use a smaller model or fewer pictures.";
    } catch (const std::exception& other) {
        error.message = std::string("The engine failed: ") + other.what();
    } catch (...) {
        error.message = "The engine failed for an unknown reason.";
    }
    reply(id, std::move(error));
}

void EngineServer::serve(Request& request)
{
    const std::uint64_t id = request.message.id;
    if (request.isSuperseded) {
        const auto& decode = std::get<DecodeRequest>(request.message.body);
        if (const auto stream = m_streams.find(decode.stream); stream != m_streams.end()) {
            stream->second.lent &= ~decode.release;
        }
        reply(id, ErrorReply{ErrorKind::Superseded, {}, {}, {}});
        return;
    }
    answerErrors(id, [&] {
        if (request.stop.stop_requested()) {
            throw Cancelled{};
        }
        std::visit([&](const auto& body) { answer(request, body); }, request.message.body);
    });
}

void EngineServer::serveLive()
{
    readWaiting();
    while (std::optional<Request> live = m_queue.nextLive()) {
        serve(*live);
        readWaiting();
    }
}

void EngineServer::giveWay(const Request& running)
{
    // Work on small pieces asks after each of them, and behind a wall the question costs as much as a piece.
    const Clock::time_point now = Clock::now();
    if (now - m_gaveWay < std::chrono::microseconds(200)) {
        return;
    }
    serveLive();
    m_gaveWay = Clock::now();
    if (running.stop.stop_requested() || m_isGone) {
        throw Cancelled{};
    }
}

EngineBackend::GiveWay EngineServer::giveWayFor(const Request& request)
{
    return [this, &request] { giveWay(request); };
}

EngineBackend::Report EngineServer::reportFor(const Request& request)
{
    return [this, id = request.message.id, last = Clock::time_point{}](double fraction) mutable {
        if (Clock::now() - last >= std::chrono::milliseconds(50)) {
            last = Clock::now();
            reply(id, ProgressEvent{std::clamp(fraction, 0.0, 1.0)});
        }
    };
}

void EngineServer::reply(std::uint64_t id, ReplyBody body, std::span<const int> descriptors)
{
    try {
        m_channel.send(encodeMessage(ReplyMessage{id, std::move(body)}), descriptors);
    } catch (const EngineError&) { // the client is gone: whatever runs ends at its next chance
        m_isGone = true;
    }
}

const LoadedModel& EngineServer::model() const
{
    if (!m_model) {
        throw UserError("No model is loaded in the engine. Open a space or a decoder first.");
    }
    return *m_model;
}

void EngineServer::answer(Request& request, const DescribeRequest&)
{
    EngineDescription description = m_backend.describe();
    description.protocol = description.protocol == 0 ? engineProtocol : description.protocol;
    description.sandbox = m_sandbox;
    reply(request.message.id, std::move(description));
}

void EngineServer::answer(Request& request, const LoadMessage& body)
{
    const auto start = Clock::now();
    const auto fileAt = [&](bool isThere, std::size_t place) {
        return isThere ? readServedFile(request.descriptors[place]) : std::vector<std::byte>{};
    };
    const std::vector<std::byte> decoder = fileAt(true, 0);
    const std::vector<std::byte> encoder = fileAt(body.hasEncoder, 1);
    const std::vector<std::byte> mapping = fileAt(body.hasMapping, body.hasEncoder ? 2 : 1);
    LoadRequest load;
    load.device = body.device;
    load.threads = body.threads;
    load.latentSize = body.latentSize;
    load.range = body.range;
    load.picture = body.picture;
    load.encoderPicture = body.encoderPicture;
    load.encoderRange = body.encoderRange;
    load.order = body.order;
    load.encoderOrder = body.encoderOrder;
    load.inputs = body.inputs;
    load.mappingSize = body.mappingSize;
    load.mappingPrior = body.mappingPrior;
    LoadedModel loaded = m_backend.load({decoder, encoder, mapping}, load, reportFor(request));
    loaded.loadMs = millisecondsSince(start);
    m_streams.clear();
    m_thumbnailBatch = FastestBatch(mostPointsAtOnce);
    // One by one on the CPU: LibTorch's sums depend on the size of the batch, and a picture must be the same whether
    // the window or a script asks for it; thumbnails need not. A GPU needs batches to be of any use.
    m_tableBatch = BatchPacer(loaded.device == "cpu" ? 1 : mostPointsAtOnce);
    m_model = loaded;
    m_decoderFile = std::move(request.descriptors[0]);
    reply(request.message.id, std::move(loaded));
}

void EngineServer::answer(Request& request, const OpenStreamRequest&)
{
    const std::size_t pointBytes = model().rowSize() * sizeof(float);
    const std::size_t slotBytes = model().picture.bytes();
    Stream stream;
    stream.points = openShared(std::move(request.descriptors[0]), streamSlots * pointBytes, SharedBuffer::Use::Stream);
    stream.pictures = SharedBuffer::create(streamSlots * slotBytes, SharedBuffer::Use::Stream);
    const int descriptor = stream.pictures.descriptor();
    m_streams.insert_or_assign(++m_lastStream, std::move(stream));
    reply(request.message.id, OpenStreamReply{m_lastStream, slotBytes}, {&descriptor, 1});
}

void EngineServer::answer(Request&, const CloseStreamRequest& body)
{
    m_streams.erase(body.stream);
}

void EngineServer::answer(Request& request, const DecodeRequest& body)
{
    const auto found = m_streams.find(body.stream);
    if (found == m_streams.end()) {
        throw StaleStream{};
    }
    Stream& stream = found->second;
    stream.lent &= ~body.release;
    int slot = 0;
    while (slot < streamSlots && (stream.lent & (1U << slot)) != 0) {
        ++slot;
    }
    if (slot == streamSlots) {
        throw EngineError(EngineProblem::Protocol, "All pictures of a stream are still lent.");
    }
    const std::size_t rowSize = model().rowSize();
    const std::size_t slotBytes = model().picture.bytes();
    const auto* points = reinterpret_cast<const float*>(stream.points.bytes().data());
    auto* pictures = reinterpret_cast<std::uint8_t*>(stream.pictures.writable().data());
    double nonFinite = 0;
    const auto start = Clock::now();
    m_backend.decode({points + static_cast<std::size_t>(body.slot) * rowSize, rowSize}, 1,
                     {pictures + static_cast<std::size_t>(slot) * slotBytes, slotBytes}, {&nonFinite, 1});
    stream.lent |= 1U << slot;
    reply(request.message.id, DecodeReply{body.stream, body.serial, slot, millisecondsSince(start), nonFinite});
}
