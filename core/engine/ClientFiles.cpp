// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/ClientImpl.h"
#include "engine/ServedFile.h"
#include "engine/SharedBuffer.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

// The verbs that hand files to the engine: it gets descriptors, never paths.

namespace {

constexpr std::size_t filesAtOnce = 60;

/// Opens a file for the engine. Throws UserError that names it.
FileDescriptor openForEngine(const std::filesystem::path& file)
{
    // Not blocking, so that a named pipe is refused and not waited for.
    FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (!descriptor.isValid()) {
        const char* remedy = errno == EACCES ? " Change its permissions or choose another file." : " Check the name.";
        throw UserError(file.string() + " cannot be opened: " + std::strerror(errno) + "." + remedy);
    }
    struct stat status = {};
    if (::fstat(descriptor.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
        throw UserError(file.string() + " is not a file. Choose a file.");
    }
    if (static_cast<std::size_t>(status.st_size) > maxServedFile) {
        throw UserError(file.string() + " is larger than 4 GiB, the most that can be read. Choose a smaller file.");
    }
    return descriptor;
}

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
    const FileDescriptor decoder = openForEngine(request.decoder);
    const FileDescriptor encoder = request.encoder.empty() ? FileDescriptor() : openForEngine(request.encoder);
    const FileDescriptor mapping = request.mapping.empty() ? FileDescriptor() : openForEngine(request.mapping);
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

void EngineClient::Impl::readGroup(std::span<const std::filesystem::path> files, std::size_t first, ReadPictures& all,
                                   PictureFit fit, const EngineConnection::Waiting& waiting)
{
    std::vector<FileDescriptor> opened;
    std::vector<int> descriptors;
    std::vector<std::size_t> places; // of the opened ones in the whole list
    std::vector<UnreadablePicture> unreadable;
    for (std::size_t i = 0; i < files.size(); ++i) {
        try {
            opened.push_back(openForEngine(files[i]));
            descriptors.push_back(opened.back().get());
            places.push_back(first + i);
        } catch (const UserError& error) {
            unreadable.push_back({first + i, error.what()});
        }
    }
    if (!opened.empty()) {
        Answer answer =
            connection->call(ReadPicturesRequest{opened.size(), all.pictures.shape, fit}, descriptors, waiting);
        const auto& result = resultOf<ReadPicturesReply>(answer);
        const PictureShape wanted = all.pictures.shape;
        if (result.count + result.unreadable.size() != opened.size() ||
            (result.count > 0 && ((wanted.channels != 0 && result.shape.channels != wanted.channels) ||
                                  (wanted.height != 0 && result.shape.height != wanted.height) ||
                                  (wanted.width != 0 && result.shape.width != wanted.width)))) {
            refuseAnswer("it has other pictures than were asked for");
        }
        for (const UnreadablePicture& picture : result.unreadable) {
            if (picture.index >= places.size()) {
                refuseAnswer("it speaks of a picture that was not asked for");
            }
            unreadable.push_back({places[picture.index], picture.reason});
        }
        const auto pixels =
            readTable<std::uint8_t>(std::move(answer.descriptors[0]), result.count * result.shape.bytes());
        if (result.count > 0) {
            all.pictures.shape = result.shape; // the groups that follow must have the first one's size
        }
        all.pictures.count += result.count;
        all.pictures.pixels.insert(all.pictures.pixels.end(), pixels.begin(), pixels.end());
        all.origins.insert(all.origins.end(), result.origins.begin(), result.origins.end());
    }
    std::sort(unreadable.begin(), unreadable.end(),
              [](const UnreadablePicture& a, const UnreadablePicture& b) { return a.index < b.index; });
    all.unreadable.insert(all.unreadable.end(), unreadable.begin(), unreadable.end());
}

ReadPictures EngineClient::readPictures(std::span<const std::filesystem::path> files, PictureShape shape,
                                        PictureFit fit, const JobControl& control)
{
    ReadPictures all;
    all.pictures.shape = shape;
    for (std::size_t done = 0; done < files.size(); done += filesAtOnce) {
        const std::size_t count = std::min(filesAtOnce, files.size() - done);
        EngineConnection::Waiting waiting;
        waiting.stop = control.stop;
        m_impl->readGroup(files.subspan(done, count), done, all, fit, waiting);
        if (control.report) {
            control.report(static_cast<double>(done + count) / static_cast<double>(files.size()));
        }
    }
    return all;
}

PictureBatch EngineClient::cutSheet(const std::filesystem::path& sheet, PictureShape tile, const JobControl& control)
{
    const FileDescriptor file = openForEngine(sheet);
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
