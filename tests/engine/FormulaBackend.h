// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/EngineBackend.h"

#include <atomic>
#include <string_view>

/// An engine's work without LibTorch. Inputs and truncation are coordinates like others; its mapping ("width", "bad")
/// doubles each number, so that the mean of w is 0 and its deviation 2. Its decoder is a text file, "8 3 64 64"
/// (latents, channels, height, width), or "loop" or "bad"; an encoder is any file but "bad". Every method tells
/// `onStep` where it is, so that a test can hold it there.
class FormulaBackend : public EngineBackend
{
public:
    /// First coordinates that make decode do something else than decode.
    static constexpr float loopsForEver = 1000;
    static constexpr float killsProcess = 1001;
    static constexpr float throwsModelError = 1002;
    static constexpr float throwsNumber = 1003;
    static constexpr float isHalfNan = 1004;
    static constexpr float fillsMemory = 1005;
    static constexpr float worksOn = 1006; ///< answers, and leaves a thread behind that computes for ever
    /// The whole of a picture file that ends the process which reads it.
    static constexpr std::string_view killsReader = "kill";
    /// First pixels of pictures whose inversion goes on until it is stopped, or ends its process at the third step:
    /// unless it was given a start, or always.
    static constexpr std::uint8_t neverSettles = 255;
    static constexpr std::uint8_t killsOnTheWay = 254;
    static constexpr std::uint8_t killsEveryTime = 253;
    /// A t-SNE map of this perplexity takes 2 ms an iteration, or ends the process at the third one.
    static constexpr double takesItsTime = 999;
    static constexpr double endsOnTheWay = 998;

    using Step = std::function<void(const char* verb, float value)>;
    explicit FormulaBackend(Step onStep = {})
        : m_onStep(std::move(onStep))
    {
    }

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

    /// What decode makes of one coordinate; pixel i shows coordinate i modulo their number.
    [[nodiscard]] static std::uint8_t pixelOf(float coordinate);

private:
    void step(const char* verb, float value = 0) const
    {
        if (m_onStep) {
            m_onStep(verb, value);
        }
    }

    Step m_onStep;
    LoadedModel m_model;
};
