// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/ClientImpl.h"
#include "engine/SharedTables.h"

#include <cstring>
#include <stdexcept>

/// Who owns which slot, under a lock because the answer of a call that was given up is handled by another thread.
struct DecodeStream::State
{
    std::weak_ptr<EngineConnection> connection;
    std::uint64_t id = 0;
    std::size_t rowSize = 0;
    PictureShape shape;
    SharedBuffer points;   ///< ours
    SharedBuffer pictures; ///< the engine's
    std::uint64_t serial = 0;

    std::mutex mutex;
    unsigned pointsLent = 0;     ///< bit i: the engine reads point slot i
    unsigned picturesHeld = 0;   ///< bit i: picture slot i is ours
    std::uint64_t delivered = 0; ///< newest serial that was handed out

    int lendPoint()
    {
        const std::lock_guard lock(mutex);
        for (int slot = 0; slot < streamSlots; ++slot) {
            if ((pointsLent & (1U << slot)) == 0) {
                pointsLent |= 1U << slot;
                return slot;
            }
        }
        throw EngineError(EngineProblem::DeadlinePassed, "The engine still works on earlier pictures. Start another.");
    }
    unsigned release()
    {
        const std::lock_guard lock(mutex);
        return std::exchange(picturesHeld, 0U);
    }
    /// Takes the slots back that an answer tells of; the picture's is given back with the next request.
    void settle(const Answer& answer, int pointSlot, std::uint64_t expected)
    {
        const std::lock_guard lock(mutex);
        pointsLent &= ~(1U << pointSlot);
        const auto* reply = std::get_if<DecodeReply>(&answer.body);
        if (reply == nullptr || reply->stream != id || reply->serial != expected) {
            return;
        }
        picturesHeld |= 1U << reply->slot;
    }
};

DecodeStream::DecodeStream(std::shared_ptr<State> state)
    : m_state(std::move(state))
{
}

DecodeStream::~DecodeStream()
{
    if (const auto connection = m_state->connection.lock()) {
        connection->tell(CloseStreamRequest{m_state->id});
    }
}

std::unique_ptr<DecodeStream> EngineClient::openStream()
{
    const LoadedModel model = m_impl->loadedModel();
    auto state = std::make_shared<DecodeStream::State>();
    state->connection = m_impl->connection;
    state->rowSize = model.rowSize();
    state->shape = model.picture;
    state->points = SharedBuffer::create(streamSlots * state->rowSize * sizeof(float), SharedBuffer::Use::Stream);
    const int descriptor = state->points.descriptor();
    Answer answer = m_impl->connection->call(OpenStreamRequest{}, {&descriptor, 1}, {});
    const auto& opened = resultOf<OpenStreamReply>(answer);
    if (opened.slotBytes != model.picture.bytes()) {
        refuseAnswer("its pictures have another size than the model's");
    }
    state->id = opened.stream;
    state->pictures =
        openShared(std::move(answer.descriptors[0]), streamSlots * opened.slotBytes, SharedBuffer::Use::Stream);
    return std::unique_ptr<DecodeStream>(new DecodeStream(std::move(state)));
}

double EngineClient::decode(DecodeStream& stream, LatentView row, Picture& into)
{
    const std::shared_ptr<DecodeStream::State>& state = stream.m_state;
    if (row.size() != state->rowSize) {
        throw std::logic_error("the row has another size than the stream's model");
    }
    const int slot = state->lendPoint();
    const std::uint64_t serial = ++state->serial;
    std::memcpy(state->points.writable().data() + static_cast<std::size_t>(slot) * row.size_bytes(), row.data(),
                row.size_bytes());
    EngineConnection::Waiting waiting;
    waiting.settled = [state, slot, serial](const Answer& answer) { state->settle(answer, slot, serial); };
    Answer answer = m_impl->connection->call(DecodeRequest{state->id, serial, slot, state->release()}, {}, waiting);
    const auto& result = resultOf<DecodeReply>(answer);
    if (result.stream != state->id || result.serial != serial || serial <= state->delivered) {
        refuseAnswer("it belongs to another picture");
    }
    const std::size_t bytes = state->shape.bytes();
    into.shape = state->shape;
    into.pixels.resize(bytes);
    std::memcpy(into.pixels.data(), state->pictures.bytes().data() + static_cast<std::size_t>(result.slot) * bytes,
                bytes);
    into.nonFiniteShare = result.nonFinite;
    state->delivered = serial;
    return result.ms;
}
