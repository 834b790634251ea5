// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/EngineConnection.h"

// What the sources of EngineClient share.

struct EngineClient::Impl
{
    explicit Impl(FileDescriptor socket)
        : connection(std::make_shared<EngineConnection>(std::move(socket)))
    {
    }
    [[nodiscard]] LoadedModel loadedModel() const; ///< throws UserError when there is none
    [[nodiscard]] PictureBatch decodeTable(const LatentTable& points, PictureShape picture, DecodeTableRequest request,
                                           const JobControl& control);
    /// Opened picture files, as many as one message takes; `places` are theirs in the whole list.
    void readGroup(std::span<const FileDescriptor> files, std::span<const std::size_t> places, ReadPictures& all,
                   PictureFit fit, const EngineConnection::Waiting& waiting);

    std::shared_ptr<EngineConnection> connection; ///< streams hold it weakly
    mutable std::mutex mutex;
    std::optional<LoadedModel> model;
};

[[noreturn]] void refuseAnswer(const std::string& why);

/// The result that a verb must have. Throws EngineError (Protocol) when the engine answered another.
template <class Result> Result& resultOf(Answer& answer)
{
    auto* result = std::get_if<Result>(&answer.body);
    if (result == nullptr) {
        refuseAnswer("it answers another question");
    }
    return *result;
}
