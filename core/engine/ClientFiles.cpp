// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/Channel.h"
#include "engine/ClientImpl.h"
#include "engine/ServedFile.h"
#include "engine/SharedTables.h"

#include <algorithm>
#include <numeric>

// The verbs that hand files to the engine: it gets descriptors, never paths.

namespace {

constexpr std::size_t filesAtOnce = Channel::maxDescriptors;
constexpr std::size_t mostReserved = std::size_t{64} << 20;

/// The engine needs no names, and thousands of them would not fit into a message.
std::optional<std::vector<ModelInput>> withoutNames(std::optional<std::vector<ModelInput>> inputs)
{
    if (inputs) {
        for (ModelInput& input : *inputs) {
            input.classNames.clear();
        }
    }
    return inputs;
}

} // namespace

LoadedModel EngineClient::Impl::loadedModel() const
{
    const std::lock_guard lock(mutex);
    if (!model) {
        throw UserError("No model is loaded in the engine. Open a space or a decoder first.");
    }
    return *model;
}

LoadedModel EngineClient::load(const LoadRequest& request)
{
    const FileDescriptor decoder = openServedFile(request.decoder);
    const FileDescriptor encoder = request.encoder.empty() ? FileDescriptor() : openServedFile(request.encoder);
    const FileDescriptor mapping = request.mapping.empty() ? FileDescriptor() : openServedFile(request.mapping);
    std::vector<int> descriptors{decoder.get()};
    for (const FileDescriptor* file : {&encoder, &mapping}) {
        if (file->isValid()) {
            descriptors.push_back(file->get());
        }
    }
    LoadMessage message;
    message.hasEncoder = encoder.isValid();
    message.device = request.device;
    message.threads = request.threads;
    message.latentSize = request.latentSize;
    message.range = request.range;
    message.picture = request.picture;
    message.encoderPicture = request.encoderPicture;
    message.encoderRange = request.encoderRange;
    message.inputs = withoutNames(request.inputs);
    message.hasMapping = mapping.isValid();
    message.mappingSize = mapping.isValid() ? request.mappingSize : 0;
    message.mappingPrior = request.mappingPrior;
    message.order = request.order;
    message.encoderOrder = request.encoderOrder;
    EngineConnection::Waiting waiting;
    waiting.files =
        EngineConnection::Files{request.decoder.string(), request.encoder.string(), request.mapping.string()};
    Answer answer = m_impl->connection->call(message, descriptors, waiting);
    LoadedModel loaded = resultOf<LoadedModel>(answer);
    if (loaded.hasEncoder != message.hasEncoder || (request.latentSize && loaded.latentSize != *request.latentSize) ||
        loaded.mappingSize != message.mappingSize || (message.inputs && loaded.inputs != *message.inputs)) {
        refuseAnswer("it has loaded another model than was asked for");
    }
    loaded.inputs = request.inputs.value_or(loaded.inputs);
    m_impl->connection->setFiles(*waiting.files);
    const std::lock_guard lock(m_impl->mutex);
    m_impl->model = loaded;
    return loaded;
}

void EngineClient::Impl::readGroup(std::span<const FileDescriptor> files, std::span<const std::size_t> places,
                                   ReadPictures& all, PictureFit fit, const EngineConnection::Waiting& waiting)
{
    if (files.empty()) {
        return;
    }
    std::vector<int> descriptors;
    std::ranges::transform(files, std::back_inserter(descriptors), &FileDescriptor::get);
    const PictureShape wanted = all.pictures.shape;
    Answer answer = connection->call(ReadPicturesRequest{files.size(), wanted, fit}, descriptors, waiting);
    const auto& result = resultOf<ReadPicturesReply>(answer);
    if (result.count + result.unreadable.size() != files.size() ||
        (result.count > 0 && ((wanted.channels != 0 && result.shape.channels != wanted.channels) ||
                              (wanted.height != 0 && result.shape.height != wanted.height) ||
                              (wanted.width != 0 && result.shape.width != wanted.width)))) {
        refuseAnswer("it has other pictures than were asked for");
    }
    for (const UnreadablePicture& picture : result.unreadable) {
        if (picture.index >= places.size()) {
            refuseAnswer("it speaks of a picture that was not asked for");
        }
        all.unreadable.push_back({places[picture.index], picture.reason});
    }
    const std::size_t bytes = result.count * result.shape.bytes();
    requireTable(answer.descriptors[0], bytes);
    std::vector<std::uint8_t>& pixels = all.pictures.pixels;
    pixels.resize(pixels.size() + bytes);
    copyTable(std::move(answer.descriptors[0]), std::as_writable_bytes(std::span(pixels).last(bytes)));
    if (result.count > 0) {
        all.pictures.shape = result.shape; // the groups that follow must have the first one's size
    }
    all.pictures.count += result.count;
    all.origins.insert(all.origins.end(), result.origins.begin(), result.origins.end());
}

ReadPictures EngineClient::readPictures(std::span<const FileDescriptor> files, PictureShape shape, PictureFit fit,
                                        const JobControl& control)
{
    ReadPictures all;
    all.pictures.shape = shape;
    all.pictures.pixels.reserve(std::min(files.size() * shape.bytes(), mostReserved));
    EngineConnection::Waiting waiting;
    waiting.stop = control.stop;
    std::vector<std::size_t> places(files.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    for (std::size_t done = 0; done < files.size(); done += filesAtOnce) {
        const std::size_t count = std::min(filesAtOnce, files.size() - done);
        m_impl->readGroup(files.subspan(done, count), std::span(places).subspan(done, count), all, fit, waiting);
    }
    return all;
}

ReadPictures EngineClient::readPictures(std::span<const std::filesystem::path> files, PictureShape shape,
                                        PictureFit fit, const JobControl& control)
{
    ReadPictures all;
    all.pictures.shape = shape;
    EngineConnection::Waiting waiting;
    waiting.stop = control.stop;
    for (std::size_t done = 0; done < files.size(); done += filesAtOnce) {
        const std::size_t end = std::min(done + filesAtOnce, files.size());
        std::vector<FileDescriptor> opened;
        std::vector<std::size_t> places; // of the opened ones in the whole list
        for (std::size_t i = done; i < end; ++i) {
            try {
                opened.push_back(openServedFile(files[i]));
                places.push_back(i);
            } catch (const UserError& error) {
                all.unreadable.push_back({i, error.what()});
            }
        }
        m_impl->readGroup(opened, places, all, fit, waiting);
        if (control.report) {
            control.report(static_cast<double>(end) / static_cast<double>(files.size()));
        }
    }
    std::ranges::sort(all.unreadable, {}, &UnreadablePicture::index);
    return all;
}

PictureBatch EngineClient::cutSheet(const std::filesystem::path& sheet, PictureShape tile, const JobControl& control)
{
    const FileDescriptor file = openServedFile(sheet);
    const int descriptor = file.get();
    EngineConnection::Waiting waiting;
    waiting.stop = control.stop;
    try {
        Answer answer = m_impl->connection->call(CutSheetRequest{tile}, {&descriptor, 1}, waiting);
        const auto& result = resultOf<PicturesReply>(answer);
        if (result.shape.height != tile.height || result.shape.width != tile.width ||
            (tile.channels != 0 && result.shape.channels != tile.channels)) {
            refuseAnswer("it has other tiles than were asked for");
        }
        return {result.count,
                result.shape,
                readTable<std::uint8_t>(std::move(answer.descriptors[0]), result.count * result.shape.bytes()),
                {}};
    } catch (const EngineError&) {
        throw;
    } catch (const UserError& error) {
        throw UserError(sheet.string() + ": " + error.what());
    }
}
