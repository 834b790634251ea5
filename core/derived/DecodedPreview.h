// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/LiveEngine.h"
#include "session/Session.h"

#include <QImage>

/// The picture of the current point, following the hand: at most one decode runs, one waits, the newest wins.
class DecodedPreview : public QObject
{
    Q_OBJECT

public:
    DecodedPreview(const Session& session, LiveEngine& engine, QObject* parent = nullptr);
    ~DecodedPreview() override;

    [[nodiscard]] const QImage& image() const;       ///< null until the first decode
    [[nodiscard]] const LatentVector& point() const; ///< the point that `image` shows
    [[nodiscard]] const LatentVector& row() const;   ///< that point and what went in beside it
    [[nodiscard]] quint64 serial() const;            ///< of the request that `image` answers
    [[nodiscard]] quint64 newestSerial() const;      ///< of the newest request: equal when the picture is up to date
    [[nodiscard]] double nonFiniteShare() const;
    [[nodiscard]] double decodeMs() const;
    [[nodiscard]] QString message() const; ///< why there is no picture

    /// The painter tells that `serial` is on the screen: slider-to-picture times are measured from here.
    void painted(quint64 serial);
    struct Latency
    {
        double p50Ms = 0;
        double p95Ms = 0;
        int count = 0;
    };
    [[nodiscard]] Latency latency() const; ///< of the last 500 moves

    void refresh();

Q_SIGNALS:
    void imageChanged();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
