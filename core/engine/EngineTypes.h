// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"
#include "base/Sandbox.h"
#include "base/UserError.h"
#include "latent/AttributeTask.h"
#include "latent/Clusters.h"
#include "latent/GroupSilhouette.h"
#include "latent/InversionRun.h"
#include "latent/LatentTable.h"
#include "latent/MapTrust.h"
#include "latent/ModelInput.h"
#include "latent/PrincipalComponents.h"
#include "latent/Prior.h"
#include "latent/TrainingRun.h"
#include "latent/TsneMap.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Floats of the widest row: latents, inputs, truncation.
inline constexpr int maxRowSize = maxLatentSize + maxInputs + 1;

/// What an engine says of itself before it has loaded anything.
struct EngineDescription
{
    int protocol = 0;
    std::string libTorch;             ///< "1.13.1"
    std::vector<std::string> devices; ///< "cpu", "cuda:0", …
    std::string blas;                 ///< the BLAS library that answers, e.g. "OpenBLAS 0.3.21"
    Sandbox sandbox;                  ///< that stood before anything was loaded
    bool operator==(const EngineDescription&) const = default;
};

/// Empty when `name` can name a device (auto, cpu, cuda, cuda:n), else what is wrong with it.
[[nodiscard]] std::string wrongDeviceName(const std::string& name);

/// What to load and what is known of it already. The files are opened by the client and travel as descriptors.
struct LoadRequest
{
    std::filesystem::path decoder;
    std::filesystem::path encoder; ///< empty: none
    std::string device = "auto";   ///< auto, cpu, cuda, cuda:n
    int threads = 0;               ///< 0: chosen by measuring
    std::optional<int> latentSize;
    std::optional<ValueRange> range;
    std::optional<PictureShape> picture;
    std::optional<PictureShape> encoderPicture; ///< empty: the decoder's
    std::optional<ValueRange> encoderRange;
    std::optional<std::vector<ModelInput>> inputs; ///< what goes in beside z; empty: found by probing
    std::filesystem::path mapping;                 ///< z to w, so that latents are w; empty: none
    int mappingSize = 0;                           ///< of the z that the mapping takes
    Prior mappingPrior = Prior::Normal;            ///< that such z are drawn from
    bool isTrusted = false;                 ///< may be loaded by an engine that is not walled in; stays with the client
    ChannelOrder order = ChannelOrder::Rgb; ///< of what the decoder gives
    std::optional<ChannelOrder> encoderOrder; ///< empty: the decoder's
    bool operator==(const LoadRequest&) const = default;
};

/// A *row* is what is decoded: the latents, one float for each input, and with a mapping the truncation
/// (mean of w + truncation * (w - mean of w)).
struct LoadedModel
{
    int latentSize = 0;
    PictureShape picture;
    ValueRange range;
    bool hasEncoder = false;
    std::string device; ///< "cpu", "cuda:0"
    std::string deviceReason;
    std::string libTorch;
    int atenThreads = 1;
    int blasThreads = 1;
    double loadMs = 0;
    std::vector<ModelInput> inputs = {}; ///< in the order of forward's further arguments
    int mappingSize = 0;                 ///< 0: there is no mapping
    LatentVector mappedMean = {};        ///< of w, with a mapping: over 10,000 draws, the same at every load
    LatentVector mappedDeviation = {};   ///< of w, per dimension

    [[nodiscard]] std::size_t rowSize() const
    {
        return static_cast<std::size_t>(latentSize) + inputs.size() + (mappingSize > 0 ? 1 : 0);
    }
    bool operator==(const LoadedModel&) const = default;
};

struct ProjectionSize
{
    int components = 0;  ///< to find; 0: all
    int coordinates = 0; ///< to give of each sample, along the first of them
    bool operator==(const ProjectionSize&) const = default;
};

/// Samples seen along their principal components.
struct Projection
{
    PrincipalComponents components;
    LatentTable coordinates; ///< n x ProjectionSize::coordinates, or as many components as there are
};

struct InfluenceRequest
{
    LatentTable bases;      ///< k rows around which the change is measured
    LatentVector scale;     ///< per latent dimension (or per row of `directions`): one standard deviation
    LatentTable directions; ///< empty: the latent axes; as wide as the bases
};

/// A picture whose point is looked for, and where to begin.
struct InversionRequest
{
    Picture picture;    ///< of the decoder's shape
    LatentTable starts; ///< k x d, perhaps none: they compete with the draws
    LatentScale scale;
    LatentVector tail; ///< what stands behind the point in a row, for as long as it runs
    InversionOptions options;
};

struct UnreadablePicture
{
    std::size_t index = 0;
    std::string reason;
};

struct ReadPictures
{
    PictureBatch pictures;                     ///< the readable ones, in order
    std::vector<UnreadablePicture> unreadable; ///< the others, by their place in the list
    std::vector<PictureOrigin> origins;        ///< of the readable ones
};

/// Why the engine itself, not the model, could not answer.
enum class EngineProblem { Died, DeadlinePassed, Aborted, Protocol };

class EngineError : public UserError
{
public:
    EngineError(EngineProblem problem, const std::string& message)
        : UserError(message)
        , m_problem(problem)
    {
    }
    [[nodiscard]] EngineProblem problem() const { return m_problem; }

private:
    EngineProblem m_problem;
};
