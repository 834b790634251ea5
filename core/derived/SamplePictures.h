// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/Session.h"

#include <QImage>

/// The data set's own pictures: images.png, images.npy or images/, read on a background thread.
class SamplePictures : public QObject
{
    Q_OBJECT

public:
    explicit SamplePictures(const Session& session, QObject* parent = nullptr);
    ~SamplePictures() override;

    [[nodiscard]] QImage picture(std::uint32_t sample) const; ///< null when there is none (yet)
    [[nodiscard]] QString message() const;                    ///< why there are none

    /// Why `picture(sample)` is null for good; empty when it is there or on its way.
    [[nodiscard]] QString message(std::uint32_t sample) const;

Q_SIGNALS:
    void failed(const QString& message); ///< the space should have pictures, and none can be read
    void changed();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
