// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/SharedBuffer.h"
#include "engine/BatchPacer.h"
#include "engine/EngineBackend.h"
#include "engine/FastestBatch.h"
#include "engine/RequestQueue.h"

#include <atomic>
#include <map>

/// The engine's side of the connection: serves one client with one backend. The thread that calls run() does all of it:
/// it reads before each request and between the batches of background work, so that a decode for the hand is not handed
/// from thread to thread.
class EngineServer
{
public:
    /// `disconnected` is called on a thread of its own when the client is gone, even while the backend works. `sandbox`
    /// is told to who asks for a description.
    EngineServer(FileDescriptor socket, EngineBackend& backend, std::function<void()> disconnected = {},
                 Sandbox sandbox = {});

    void run(); ///< until the client is gone

private:
    static constexpr std::size_t mostPointsAtOnce = 64;

    struct Stream
    {
        SharedBuffer points;   ///< the client's, three slots
        SharedBuffer pictures; ///< ours, three slots
        unsigned lent = 0;     ///< bit i: picture slot i is the client's
    };

    void readWaiting();
    void take(Frame& frame);
    void serve(Request& request);
    void serveLive();
    void giveWay(const Request& running);
    void reply(std::uint64_t id, ReplyBody body, std::span<const int> descriptors = {});
    void replyPictures(std::uint64_t id, const PictureBatch& pictures);
    template <class Work> void answerErrors(std::uint64_t id, const Work& work);
    [[nodiscard]] EngineBackend::GiveWay giveWayFor(const Request& request);
    [[nodiscard]] EngineBackend::Report reportFor(const Request& request);
    [[nodiscard]] const LoadedModel& model() const;

    void answer(Request& request, const DescribeRequest& body);
    void answer(Request& request, const LoadMessage& body);
    void answer(Request& request, const OpenStreamRequest& body);
    void answer(Request& request, const CloseStreamRequest& body);
    void answer(Request& request, const DecodeRequest& body);
    void answer(Request& request, const DecodeTableRequest& body);
    void answer(Request& request, const EncodeRequest& body);
    void answer(Request& request, const MapRequest& body);
    void answer(Request& request, const ProjectRequest& body);
    void answer(Request& request, const ClusterRequest& body);
    void answer(Request& request, const TrustRequest& body);
    void answer(Request& request, const AttributeRequest& body);
    void answer(Request& request, const InfluenceMessage& body);
    void answer(Request& request, const ReadPicturesRequest& body);
    void answer(Request& request, const FitPicturesRequest& body);
    void answer(Request& request, const CutSheetRequest& body);
    void answer(Request& request, const TrainRequest& body);
    void answer(Request& request, const InvertRequest& body);
    void answer(Request& request, const TsneRequest& body);
    void answer(Request& request, const CancelRequest& body);
    void answer(Request& request, const SilhouettesRequest& body);

    Channel m_channel;
    EngineBackend& m_backend;
    std::function<void()> m_disconnected;
    const Sandbox m_sandbox;
    RequestQueue m_queue;
    std::atomic<bool> m_isGone = false; ///< the client
    std::optional<LoadedModel> m_model;
    FileDescriptor m_decoderFile; ///< of `m_model`: inverting loads it once more
    std::chrono::steady_clock::time_point m_gaveWay;
    std::map<std::uint64_t, Stream> m_streams;
    std::uint64_t m_lastStream = 0;
    // Both of the loaded model: found once, over several requests.
    FastestBatch m_thumbnailBatch{mostPointsAtOnce};
    BatchPacer m_tableBatch{1};
};
