// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/DecodedPreview.h"

#include <filesystem>
#include <memory>

/// Keeps what the open space looks like, for when it is offered again: its newest picture, written to the cache folder
/// now and then while it changes, in the background. A cache that cannot be written is worth no message.
class PictureMemory : public QObject
{
    Q_OBJECT

public:
    PictureMemory(const Session& session, const DecodedPreview& preview, std::filesystem::path cache,
                  QObject* parent = nullptr);
    ~PictureMemory() override; ///< keeps what is not kept yet

    /// The pictures are also of this file, a saved session, until another space is opened.
    void alsoOf(const std::filesystem::path& session);
    /// Now: the space is about to be closed.
    void keep();

Q_SIGNALS:
    void kept();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
