// SPDX-License-Identifier: GPL-3.0-or-later
#include "TorchBackend.h"

#include "BlasName.h"
#include "TsneOnDevice.h"

#include "attributes/FitAttribute.h"
#include "engine/BatchPacer.h"
#include "imaging/PictureReader.h"
#include "maps/FindClusters.h"
#include "maps/GroupSilhouettes.h"
#include "maps/Pca.h"
#include "maps/RunTsne.h"
#include "maps/Trustworthiness.h"
#include "nn/Training.h"

namespace {

constexpr std::size_t mostOnGpu = 64; ///< samples at once
constexpr std::size_t mostDimensionsAtOnce = 16;
constexpr std::size_t mostReserved = std::size_t{64} << 20; ///< bytes of pictures

double part(std::size_t some, std::size_t all)
{
    return static_cast<double>(some) / static_cast<double>(all);
}

JobControl controlOf(const EngineBackend::GiveWay& giveWay, const EngineBackend::Report& report)
{
    JobControl control;
    control.report = [&giveWay, &report](double fraction) {
        report(fraction);
        giveWay(); // ends the work by throwing when it was cancelled
    };
    return control;
}

std::string sizeOf(PictureShape shape)
{
    return std::to_string(shape.width) + " x " + std::to_string(shape.height) +
           (shape.channels == 1 ? " pixels, grey" : " pixels, RGB");
}

/// The mapping, if the request has one: before the decoder, which is told the mean of w.
std::optional<TorchMapping> mappingOf(std::span<const std::byte> file, const LoadRequest& request,
                                      const DecoderOptions& decoder)
{
    if (file.empty()) {
        return std::nullopt;
    }
    try {
        if (!request.latentSize) {
            throw ModelError(ModelProblem::NeedsLatentSize, "A mapping needs the number of latents that it gives.");
        }
        return TorchMapping(file, {.device = decoder.device,
                                   .size = request.mappingSize,
                                   .latentSize = *request.latentSize,
                                   .prior = request.mappingPrior,
                                   .alive = decoder.alive});
    } catch (const ModelError& error) {
        throw PartError(ModelPart::Mapping, error);
    }
}

} // namespace

EngineDescription TorchBackend::describe()
{
    return {0, libTorchVersion(), availableDevices(), blasName()};
}

LoadedModel TorchBackend::load(const ModelBytes& files, const LoadRequest& request, const Report& report)
{
    const DeviceChoice device = chooseDevice(request.device);
    DecoderOptions options;
    options.device = device.name;
    options.latentSize = request.latentSize;
    options.range = request.range;
    options.picture = request.picture;
    options.order = request.order;
    options.alive = [&report] { report(0); }; // how far it is nobody knows
    if (request.threads > 0) {
        options.threads = ThreadPlan{request.threads, request.threads};
    }
    options.inputs = request.inputs;
    std::optional<TorchMapping> mapping = mappingOf(files.mapping, request, options);
    if (mapping) {
        options.mappedMean = mapping->mean();
        options.rangeDraws = mapping->someLatents();
    }
    TorchDecoder decoder(files.decoder, options);
    report(0.5);
    std::optional<TorchEncoder> encoder;
    EncoderOptions encoderOptions;
    encoderOptions.device = device.name;
    encoderOptions.latentSize = decoder.latentSize();
    encoderOptions.picture = request.encoderPicture.value_or(decoder.picture());
    encoderOptions.range = request.encoderRange.value_or(decoder.range());
    encoderOptions.order = request.encoderOrder.value_or(request.order);
    if (!files.encoder.empty()) {
        try {
            encoder.emplace(files.encoder, encoderOptions);
        } catch (const ModelError& error) {
            throw PartError(ModelPart::Encoder, error);
        }
    }
    LoadedModel model;
    model.latentSize = decoder.latentSize();
    model.picture = decoder.picture();
    model.range = decoder.range();
    model.hasEncoder = encoder.has_value();
    model.device = device.name;
    model.deviceReason = device.reason;
    model.libTorch = libTorchVersion();
    model.atenThreads = decoder.threads().aten;
    model.blasThreads = decoder.threads().blas;
    model.inputs = decoder.inputs();
    if (mapping) {
        model.mappingSize = request.mappingSize;
        model.mappedMean = mapping->mean();
        model.mappedDeviation = mapping->deviation();
    }

    m_decoder.reset(); // emplace moves, which both have; assignment they have not
    m_decoder.emplace(std::move(decoder));
    m_inverter.reset();
    m_encoder.reset();
    if (encoder) {
        m_encoder.emplace(std::move(*encoder));
    }
    m_mapping.reset();
    if (mapping) {
        m_mapping.emplace(std::move(*mapping));
    }
    m_encoderPicture = encoderOptions.picture;
    m_device = device.name;
    m_order = request.order;
    return model;
}

void TorchBackend::decode(std::span<const float> points, std::size_t count, std::span<std::uint8_t> pixels,
                          std::span<double> nonFinite)
{
    m_decoder.value().decode(points, count, pixels, nonFinite);
}

/// On the CPU one by one: LibTorch's sums depend on the size of the batch, and the same point must give the same
/// whatever stands beside it. (An encoder has a batch size of its own.)
std::size_t TorchBackend::mostAtOnce() const
{
    return m_device == "cpu" ? 1 : mostOnGpu;
}

LatentTable TorchBackend::encode(const PictureBatch& pictures, const GiveWay& giveWay, const Report& report)
{
    if (pictures.shape != m_encoderPicture) {
        throw UserError("The encoder takes pictures of " + sizeOf(m_encoderPicture) + "; these have " +
                        sizeOf(pictures.shape) + ". Bring them to that size first.");
    }
    const std::size_t bytes = pictures.shape.bytes();
    LatentTable latents(pictures.count, static_cast<std::size_t>(m_decoder.value().latentSize()));
    TorchEncoder& encoder = m_encoder.value();
    BatchPacer pacer(mostOnGpu);
    for (std::size_t done = 0; done < pictures.count;) {
        giveWay();
        std::size_t count = pacer.next(pictures.count - done);
        if (m_device == "cpu") {
            count = std::min(encoder.batchSize(), pictures.count - done); // always of one size
        }
        const LatentTable some = encoder.encode(std::span(pictures.pixels).subspan(done * bytes, count * bytes), count);
        pacer.finished();
        std::copy(some.values().begin(), some.values().end(), latents.row(done).begin());
        done += count;
        report(part(done, pictures.count));
    }
    return latents;
}

LatentTable TorchBackend::map(const LatentTable& points, const GiveWay& giveWay, const Report& report)
{
    LatentTable latents(points.rows(), static_cast<std::size_t>(m_decoder.value().latentSize()));
    BatchPacer pacer(mostAtOnce());
    for (std::size_t done = 0; done < points.rows();) {
        giveWay();
        const std::size_t count = pacer.next(points.rows() - done);
        const auto some = points.values().subspan(done * points.columns(), count * points.columns());
        const LatentTable mapped =
            m_mapping.value().map(LatentTable(count, points.columns(), {some.begin(), some.end()}));
        pacer.finished();
        std::copy(mapped.values().begin(), mapped.values().end(), latents.row(done).begin());
        done += count;
        report(part(done, points.rows()));
    }
    return latents;
}

Projection TorchBackend::project(const LatentTable& table, const ProjectionSize& size, const GiveWay& giveWay,
                                 const Report& report)
{
    const JobControl control = controlOf(giveWay, report);
    PcaOptions options;
    options.components = size.components;
    Projection projection;
    projection.components = fitPca(table, options, control);
    projection.coordinates =
        coordinatesOf(projection.components, table.values(), static_cast<std::size_t>(size.coordinates), control);
    return projection;
}

TsneMap TorchBackend::tsne(const LatentTable& table, const TsneOptions& options, TsneState start, std::stop_token stop,
                           const std::function<void(const TsneProgress&)>& report)
{
    return runTsne(table, options, std::move(start), stop, report, prepareTsne);
}

MapTrust TorchBackend::trust(const LatentTable& table, const LatentTable& places, const TrustOptions& options,
                             const GiveWay& giveWay, const Report& report)
{
    return mapTrust(table, places.values(), options, controlOf(giveWay, report));
}

Clusters TorchBackend::cluster(const LatentTable& table, const ClusterOptions& options, const GiveWay& giveWay,
                               const Report& report)
{
    return findClusters(table, options, controlOf(giveWay, report));
}

std::vector<GroupSilhouette> TorchBackend::silhouettes(const LatentTable& table, std::span<const std::uint32_t> groupOf,
                                                       std::size_t groups, int threads, const GiveWay& giveWay,
                                                       const Report& report)
{
    return groupSilhouettes(table, groupOf, groups, threads, controlOf(giveWay, report));
}

AttributeVector TorchBackend::fitAttribute(const LatentTable& rows, const AttributeTask& task, const GiveWay& giveWay,
                                           const Report& report)
{
    return ::fitAttribute(rows, task, controlOf(giveWay, report));
}

std::vector<float> TorchBackend::influence(const InfluenceRequest& request, const GiveWay& giveWay,
                                           const Report& report)
{
    const std::size_t all = request.scale.size();
    std::vector<float> influence;
    influence.reserve(all);
    BatchPacer pacer(mostDimensionsAtOnce);
    while (influence.size() < all) {
        giveWay();
        const std::size_t count = pacer.next(all - influence.size());
        const std::vector<float> some =
            m_decoder.value().influence(request.bases, request.scale, request.directions, influence.size(), count);
        pacer.finished();
        influence.insert(influence.end(), some.begin(), some.end());
        report(part(influence.size(), all));
    }
    return influence;
}

ReadPictures TorchBackend::readPictures(const std::vector<std::span<const std::byte>>& files, PictureShape shape,
                                        PictureFit fit, const GiveWay& giveWay)
{
    ReadPictures read;
    read.pictures.shape = shape;
    PictureShape& first = read.pictures.shape; // what is 0 in `shape` is as in the first picture
    for (std::size_t i = 0; i < files.size(); ++i) {
        giveWay();
        try {
            const OpenedPicture opened = openPicture(files[i], {first.channels, shape.height, shape.width}, fit);
            const Picture& picture = opened.picture;
            if (read.pictures.count > 0 && picture.shape != first) {
                throw UserError("it has " + sizeOf(picture.shape) + ", the first one " + sizeOf(first) +
                                ". Bring all to one size, or choose a size for all.");
            }
            first = picture.shape;
            if (read.pictures.count == 0 && first.bytes() <= mostReserved / files.size()) {
                read.pictures.pixels.reserve(files.size() * first.bytes());
            }
            read.pictures.pixels.insert(read.pictures.pixels.end(), picture.pixels.begin(), picture.pixels.end());
            read.origins.push_back(opened.origin);
            ++read.pictures.count;
        } catch (const UserError& error) {
            read.unreadable.push_back({i, error.what()});
        }
    }
    return read;
}

Inversion TorchBackend::invert(const InversionRequest& request, const DecoderFile& file, std::stop_token stop,
                               const std::function<void(const InversionProgress&)>& report)
{
    if (!m_inverter) {
        const TorchDecoder& decoder = m_decoder.value();
        m_inverter.emplace(file(), KnownDecoder{m_device, decoder.latentSize(), decoder.picture(), decoder.range(),
                                                decoder.inputs(), m_mapping ? m_mapping->mean() : LatentVector()});
    }
    std::vector<std::uint8_t> pixels = request.picture.pixels; // as the decoder itself orders its channels
    for (std::size_t i = 0; m_order == ChannelOrder::Bgr && request.picture.shape.channels == 3 && i < pixels.size();
         i += 3) {
        std::swap(pixels[i], pixels[i + 2]);
    }
    const InversionTask task{pixels, request.starts, request.scale, request.options, request.tail};
    return m_inverter->invert(task, {std::move(stop), report});
}

PictureBatch TorchBackend::fitPictures(const PictureBatch& pictures, PictureShape wanted, PictureFit fit,
                                       const GiveWay& giveWay, const Report& report)
{
    PictureBatch fitted{pictures.count, wanted, std::vector<std::uint8_t>(pictures.count * wanted.bytes()), {}};
    const std::size_t from = pictures.shape.bytes();
    for (std::size_t i = 0; i < pictures.count; ++i) {
        giveWay();
        fitPicture(std::span(pictures.pixels).subspan(i * from, from), pictures.shape,
                   std::span(fitted.pixels).subspan(i * wanted.bytes(), wanted.bytes()), wanted, fit);
        report(part(i + 1, pictures.count));
    }
    return fitted;
}

PictureBatch TorchBackend::cutSheet(std::span<const std::byte> file, PictureShape tile)
{
    return readSheet(file, tile);
}

TrainedModel TorchBackend::train(const PictureBatch& pictures, const TrainingOptions& options,
                                 std::span<const std::byte> resume, std::stop_token stop,
                                 const std::function<void(const TrainingProgress&)>& report,
                                 const std::function<void(std::vector<std::byte>)>& checkpoint)
{
    TrainingOptions chosen = options;
    chosen.device = chooseDevice(options.device).name;
    return trainAutoencoder(pictures, chosen, resume, {std::move(stop), report, checkpoint});
}
