// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/LiveEngine.h"
#include "session/Session.h"

#include <QImage>

/// An attribute vector from one picture and its edit pair: both are encoded by the live engine, and the difference is
/// the direction. What the decoder makes of the painted picture is shown beside it.
class PairFit : public QObject
{
    Q_OBJECT

public:
    PairFit(Session& session, LiveEngine& engine, QObject* parent = nullptr);
    ~PairFit() override;

    /// Why no pair can be made now; empty when one can.
    [[nodiscard]] QString obstacle() const;
    /// Encodes both, and again when the engine was restarted; they have the decoder's size, whatever their format.
    void encode(const QImage& before, const QImage& after);
    void forget();

    [[nodiscard]] bool isBusy() const;
    [[nodiscard]] QString
    problem() const; ///< why the newest pictures could not be encoded; empty: they were, or are being
    [[nodiscard]] bool hasPair() const;                ///< of the newest pictures, encoded, and different
    [[nodiscard]] double length() const;               ///< of the difference; 0 without a pair
    [[nodiscard]] const QImage& decodedBefore() const; ///< what the model makes of both; null before
    [[nodiscard]] const QImage& decodedAfter() const;

    /// Adds it as a slider, as one undo step; `isNormalised`: of length 1, else as long as the difference is.
    void add(const QString& name, const QString& what, bool isNormalised);

Q_SIGNALS:
    void changed();
    void forgotten(); ///< another space was opened: the pictures belong to none now

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
