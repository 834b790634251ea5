// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/GroundPiece.h"
#include "derived/LiveEngine.h"
#include "derived/ShownMap.h"

/// What the plane behind the shown map looks like, decoded cell by cell around the samples, coarse to fine, while the
/// session's map shows it. The engine decodes it behind all that the hand waits for. Cells that were decoded are kept,
/// so that going back to them costs nothing.
class DecodedGround : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t mostBytes = std::size_t{64} << 20; ///< that are kept of what is not looked at

    DecodedGround(const Session& session, LiveEngine& engine, const ShownMap& shown, QObject* parent = nullptr);
    ~DecodedGround() override;

    /// None: nobody looks, and nothing is decoded.
    void setView(const std::optional<GroundView>& view);

    /// What there is for that view, without overlaps: the finest cells, or the parts of coarser ones in their places.
    [[nodiscard]] std::vector<GroundPiece> pieces() const;
    [[nodiscard]] bool isComplete() const;          ///< all that the view wants is decoded
    [[nodiscard]] bool isRunning() const;           ///< not all of it, and it is being decoded; `changed` tells
    [[nodiscard]] double fraction() const;          ///< of the cells that the view wants, those that are there
    void stop();                                    ///< until the ground is switched off and on
    [[nodiscard]] std::size_t decodedCells() const; ///< so far, of all views
    /// Why the map that is shown has no ground; empty when it has one.
    [[nodiscard]] QString whyNone() const;
    /// Why decoding went no further; empty when it does.
    [[nodiscard]] QString message() const;

Q_SIGNALS:
    void changed();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
