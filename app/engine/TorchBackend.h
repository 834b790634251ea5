// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/EngineBackend.h"
#include "nn/DecoderInverter.h"
#include "nn/TorchDecoder.h"
#include "nn/TorchEncoder.h"
#include "nn/TorchMapping.h"

/// The verbs of morphoscope-engine: LibTorch for models, OpenCV for pictures, BLAS for maps.
class TorchBackend : public EngineBackend
{
public:
    EngineDescription describe() override;
    LoadedModel load(const ModelBytes& files, const LoadRequest& request, const Report& report) override;
    void decode(std::span<const float> points, std::size_t count, std::span<std::uint8_t> pixels,
                std::span<double> nonFinite) override;
    LatentTable encode(const PictureBatch& pictures, const GiveWay& giveWay, const Report& report) override;
    LatentTable map(const LatentTable& points, const GiveWay& giveWay, const Report& report) override;
    Projection project(const LatentTable& table, const ProjectionSize& size, const GiveWay& giveWay,
                       const Report& report) override;
    TsneMap tsne(const LatentTable& table, const TsneOptions& options, TsneState start, std::stop_token stop,
                 const std::function<void(const TsneProgress&)>& report) override;
    MapTrust trust(const LatentTable& table, const LatentTable& places, const TrustOptions& options,
                   const GiveWay& giveWay, const Report& report) override;
    std::vector<GroupSilhouette> silhouettes(const LatentTable& table, std::span<const std::uint32_t> groupOf,
                                             std::size_t groups, int threads, const GiveWay& giveWay,
                                             const Report& report) override;
    Clusters cluster(const LatentTable& table, const ClusterOptions& options, const GiveWay& giveWay,
                     const Report& report) override;
    AttributeVector fitAttribute(const LatentTable& rows, const AttributeTask& task, const GiveWay& giveWay,
                                 const Report& report) override;
    std::vector<float> influence(const InfluenceRequest& request, const GiveWay& giveWay,
                                 const Report& report) override;
    ReadPictures readPictures(const std::vector<std::span<const std::byte>>& files, PictureShape shape, PictureFit fit,
                              const GiveWay& giveWay) override;
    PictureBatch fitPictures(const PictureBatch& pictures, PictureShape wanted, PictureFit fit, const GiveWay& giveWay,
                             const Report& report) override;
    PictureBatch cutSheet(std::span<const std::byte> file, PictureShape tile) override;
    Inversion invert(const InversionRequest& request, const DecoderFile& file, std::stop_token stop,
                     const std::function<void(const InversionProgress&)>& report) override;
    TrainedModel train(const PictureBatch& pictures, const TrainingOptions& options, std::span<const std::byte> resume,
                       std::stop_token stop, const std::function<void(const TrainingProgress&)>& report,
                       const std::function<void(std::vector<std::byte>)>& checkpoint) override;

private:
    [[nodiscard]] std::size_t mostAtOnce() const;

    std::optional<TorchDecoder> m_decoder;
    std::optional<TorchEncoder> m_encoder;
    std::optional<TorchMapping> m_mapping;
    std::optional<DecoderInverter> m_inverter; ///< of the decoder, once it is asked for
    PictureShape m_encoderPicture;
    std::string m_device = "cpu";
    ChannelOrder m_order = ChannelOrder::Rgb; ///< of what the decoder gives
};
