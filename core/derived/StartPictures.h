// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QObject>

#include <filesystem>
#include <memory>
#include <vector>

/// What a window without a space can offer: embedded spaces with a few of their own samples, and recent files with what
/// they looked like when they were last shown. Read in the background; a dead mount holds nothing but its own answer.
class StartPictures : public QObject
{
    Q_OBJECT

public:
    /// `cache` is where pictures are remembered.
    explicit StartPictures(std::filesystem::path cache, QObject* parent = nullptr);
    ~StartPictures() override;

    /// Looks at these from now on; embedded spaces that were read already are not read again.
    void look(const std::vector<std::filesystem::path>& embedded, const std::vector<std::filesystem::path>& recent);
    /// Null when there is none (yet).
    [[nodiscard]] QImage picture(const std::filesystem::path& place) const;
    /// It was looked for, and is not there.
    [[nodiscard]] bool isMissing(const std::filesystem::path& place) const;
    [[nodiscard]] bool isBusy() const;

Q_SIGNALS:
    void changed();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Some of a space's samples, side by side in about the shape of a tile; null when it has none. Throws UserError.
[[nodiscard]] QImage mosaicOfSamples(const std::filesystem::path& space);
