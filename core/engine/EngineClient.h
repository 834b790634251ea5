// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/FileDescriptor.h"
#include "base/JobControl.h"
#include "engine/EngineTypes.h"

#include <functional>
#include <memory>
#include <span>

/// One sequence of live decodes with its own shared memory: three slots, each owned by one side until it is released.
/// One thread at a time uses a stream.
class DecodeStream
{
public:
    ~DecodeStream();
    DecodeStream(const DecodeStream&) = delete;

private:
    friend class EngineClient;
    struct State;
    explicit DecodeStream(std::shared_ptr<State> state);
    std::shared_ptr<State> m_state;
};

/// Speaks to one engine. Calls block and may come from several threads; a call ends with its result, with ModelError or
/// UserError (the engine's sentence), or with EngineError; a call stopped through its JobControl ends at once with
/// EngineProblem::Aborted, and the engine drops the work after the batch at hand. Every reply is checked before it is
/// believed: sizes, seals, enums, finiteness where promised.
class EngineClient
{
public:
    enum class AtDeadline { KeepWaiting, Stop };
    /// Asked on the waiting thread when an answer is overdue (20 x the rolling p99 of that verb, at least the minimum).
    using DeadlinePassed = std::function<AtDeadline(const std::string& verb, double secondsWaited)>;

    explicit EngineClient(FileDescriptor socket);
    ~EngineClient(); ///< aborts and joins
    EngineClient(const EngineClient&) = delete;

    /// `answered`, on the thread that reads, hears when an engine that was overdue gave a sign of life after all, or
    /// ended.
    void setDeadline(double minimumSeconds, DeadlinePassed passed, std::function<void()> answered = {});

    /// Asked, on the thread that reads, when the engine has closed the connection: how it ended ("ended by signal 9
    /// (Killed)"), for the error. May wait for that.
    void setEnding(std::function<std::string()> ending);

    /// While the engine is there and owes no answer: a number that grows with each request, and stays as long as none
    /// is sent.
    [[nodiscard]] std::optional<std::uint64_t> idleSince() const;

    EngineDescription describe();
    LoadedModel load(const LoadRequest& request);

    /// For the loaded model; a stream dies with the next load: decoding on it then throws EngineError (Aborted).
    std::unique_ptr<DecodeStream> openStream();
    /// Goes before all background work. `into` is reused: no allocation when its size fits. Returns the engine's own
    /// decoding time in milliseconds.
    double decode(DecodeStream& stream, LatentView row, Picture& into);

    /// `points` are rows of the loaded model: latents and inputs (LoadedModel::rowSize).
    PictureBatch decodeTable(const LatentTable& points, const JobControl& control = {});
    /// The same, each picture shrunk to `height` x `width` (at most the decoder's own). In batches, which is faster:
    /// a value may differ by one from the picture that is decoded by itself. For job engines: the hand waits for a
    /// batch.
    PictureBatch decodeThumbnails(const LatentTable& points, int height, int width, const JobControl& control = {});
    LatentTable encode(const PictureBatch& pictures, const JobControl& control = {});
    /// Sends draws of the prior (n x mappingSize) through the mapping: n x latentSize, finite. Throws UserError when
    /// the model has none.
    LatentTable map(const LatentTable& points, const JobControl& control = {});
    Projection project(const LatentTable& table, const ProjectionSize& size, const JobControl& control = {});
    /// The rows of `table` in as many clusters as are best of those asked for.
    Clusters cluster(const LatentTable& table, const ClusterOptions& options, const JobControl& control = {});
    /// How far `places` (n x 2) can be trusted as a map of the rows of `table`.
    MapTrust trust(const LatentTable& table, const LatentTable& places, const TrustOptions& options,
                   const JobControl& control = {});
    /// How well each group of rows lies together; `groupOf` has one for each row, where `groups` and more is none.
    std::vector<GroupSilhouette> silhouettes(const LatentTable& table, std::span<const std::uint32_t> groupOf,
                                             std::size_t groups, int threads = 0, const JobControl& control = {});
    /// Fits a vector: `rows` are those that `task` is about (gatherExamples).
    AttributeVector fitAttribute(const LatentTable& rows, const AttributeTask& task, const JobControl& control = {});
    std::vector<float> influence(const InfluenceRequest& request, const JobControl& control = {});
    /// Picture files, brought to `shape`; what is 0 in it is as the first one has it, and the others must have the
    /// same.
    ReadPictures readPictures(std::span<const std::filesystem::path> files, PictureShape shape, PictureFit fit,
                              const JobControl& control = {});
    ReadPictures readPictures(std::span<const std::filesystem::path> files, PictureShape shape,
                              const JobControl& control = {})
    {
        return readPictures(files, shape, PictureFit::Stretch, control);
    }
    /// The same of files that are open already.
    ReadPictures readPictures(std::span<const FileDescriptor> files, PictureShape shape, PictureFit fit,
                              const JobControl& control = {});
    /// Pictures brought to another shape. Needs no model, nor does readPictures.
    PictureBatch fitPictures(const PictureBatch& pictures, PictureShape wanted, PictureFit fit,
                             const JobControl& control = {});
    /// The tiles of a picture file, row by row, as many as fit. Without channels in `tile`: as the file has them.
    PictureBatch cutSheet(const std::filesystem::path& sheet, PictureShape tile, const JobControl& control = {});
    /// A stop request ends the run after the step at hand; the result is the best point so far.
    Inversion invert(const InversionRequest& request, std::stop_token stop = {},
                     const std::function<void(const InversionProgress&)>& report = {});
    /// The rows of `table` laid out by t-SNE; where `start` has positions, the rest of that run. A stop request ends
    /// the run after the iteration at hand; the result is the map so far, without positions where neighbours were still
    /// looked for.
    TsneMap tsne(const LatentTable& table, const TsneOptions& options, const TsneState& start = {},
                 std::stop_token stop = {}, const std::function<void(const TsneProgress&)>& report = {});
    /// A stop request ends the run after the batch at hand; the result is what was learned.
    TrainedModel train(const PictureBatch& pictures, const TrainingOptions& options, std::span<const std::byte> resume,
                       std::stop_token stop, std::function<void(const TrainingProgress&)> report,
                       std::function<void(std::vector<std::byte>)> checkpoint);

    /// Wakes every waiter within 10 ms with EngineProblem::Aborted; later calls throw the same.
    void abort();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
