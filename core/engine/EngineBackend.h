// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ModelError.h"
#include "engine/EngineTypes.h"

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>

/// Files of a model as the engine gets them: bytes, never paths.
struct ModelBytes
{
    std::span<const std::byte> decoder;
    std::span<const std::byte> encoder; ///< empty: none
    std::span<const std::byte> mapping; ///< empty: none
};

/// A model error that is about another file than the decoder's.
class PartError : public ModelError
{
public:
    PartError(ModelPart part, const ModelError& error)
        : ModelError(error)
        , m_part(part)
    {
    }
    [[nodiscard]] ModelPart part() const { return m_part; }

private:
    ModelPart m_part;
};

/// The work behind the verbs. EngineServer calls it on one thread only; morphoscope-engine implements it with LibTorch
/// and OpenCV, the thread tests without. Throws ModelError or UserError; anything else is translated at the door.
class EngineBackend
{
public:
    virtual ~EngineBackend() = default;

    /// Called between batches of at most 8 ms of background work: serves what the hand is waiting for. Throws when the
    /// work was cancelled: let that pass.
    using GiveWay = std::function<void()>;
    using Report = std::function<void(double fraction)>;

    virtual EngineDescription describe() = 0;
    /// When it throws, the model loaded before stays. `report` is a sign of life: deadlines count from the last one.
    virtual LoadedModel load(const ModelBytes& files, const LoadRequest& request, const Report& report) = 0;
    /// `points` is count x rowSize; `pixels` has room for count pictures; `nonFinite` for count shares.
    virtual void decode(std::span<const float> points, std::size_t count, std::span<std::uint8_t> pixels,
                        std::span<double> nonFinite) = 0;
    virtual LatentTable encode(const PictureBatch& pictures, const GiveWay& giveWay, const Report& report) = 0;
    /// count x mappingSize to count x latentSize.
    virtual LatentTable map(const LatentTable& points, const GiveWay& giveWay, const Report& report) = 0;
    virtual Projection project(const LatentTable& table, const ProjectionSize& size, const GiveWay& giveWay,
                               const Report& report) = 0;
    /// Goes on from `start` where it has positions. A stop ends it after the iteration at hand, or with no positions
    /// while neighbours are looked for. `report` is called every 15 ms or iteration.
    virtual TsneMap tsne(const LatentTable& table, const TsneOptions& options, TsneState start, std::stop_token stop,
                         const std::function<void(const TsneProgress&)>& report) = 0;
    /// How far `places` (n x 2, finite) can be trusted as a map of `table`.
    virtual MapTrust trust(const LatentTable& table, const LatentTable& places, const TrustOptions& options,
                           const GiveWay& giveWay, const Report& report) = 0;
    virtual Clusters cluster(const LatentTable& table, const ClusterOptions& options, const GiveWay& giveWay,
                             const Report& report) = 0;
    virtual std::vector<GroupSilhouette> silhouettes(const LatentTable& table, std::span<const std::uint32_t> groupOf,
                                                     std::size_t groups, int threads, const GiveWay& giveWay,
                                                     const Report& report) = 0;
    virtual AttributeVector fitAttribute(const LatentTable& rows, const AttributeTask& task, const GiveWay& giveWay,
                                         const Report& report) = 0;
    virtual std::vector<float> influence(const InfluenceRequest& request, const GiveWay& giveWay,
                                         const Report& report) = 0;
    /// Reads encoded picture files (PNG, JPEG, …) and resizes them to `shape`; with 0 for height and width they must
    /// all be of the first one's size.
    virtual ReadPictures readPictures(const std::vector<std::span<const std::byte>>& files, PictureShape shape,
                                      PictureFit fit, const GiveWay& giveWay) = 0;
    /// Brings pictures to another shape.
    virtual PictureBatch fitPictures(const PictureBatch& pictures, PictureShape wanted, PictureFit fit,
                                     const GiveWay& giveWay, const Report& report) = 0;
    /// The tiles of a picture file, row by row; what is left at the right and below belongs to no tile.
    virtual PictureBatch cutSheet(std::span<const std::byte> file, PictureShape tile) = 0;
    /// The file of the decoder that is loaded.
    using DecoderFile = std::function<std::vector<std::byte>()>;
    /// A stop ends it after the step at hand, with the best point so far.
    virtual Inversion invert(const InversionRequest& request, const DecoderFile& file, std::stop_token stop,
                             const std::function<void(const InversionProgress&)>& report) = 0;
    virtual TrainedModel train(const PictureBatch& pictures, const TrainingOptions& options,
                               std::span<const std::byte> resume, std::stop_token stop,
                               const std::function<void(const TrainingProgress&)>& report,
                               const std::function<void(std::vector<std::byte>)>& checkpoint) = 0;
};
