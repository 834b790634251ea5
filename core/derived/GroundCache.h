// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "raster/GroundGrid.h"

#include <QImage>

#include <map>

/// Decoded cells of the ground, by their middles. Those that were wanted longest ago go when there are too many; those
/// that are wanted now never go.
class GroundCache
{
public:
    explicit GroundCache(std::size_t mostBytes)
        : m_mostBytes(mostBytes)
    {
    }

    /// Of the cells that are wanted from now on.
    void beginView() { ++m_view; }
    /// Whether the cell is known; it is wanted now.
    bool want(const GroundCell& cell);
    /// A null picture: the decoder has none for it.
    void insert(const GroundCell& cell, QImage picture);
    /// Null when it is not known. Otherwise valid until the next change.
    [[nodiscard]] const QImage* find(const GroundCell& cell) const;
    void clear();

    [[nodiscard]] std::size_t bytes() const { return m_bytes; }
    [[nodiscard]] std::size_t size() const { return m_cells.size(); }

private:
    struct Entry
    {
        QImage picture;
        std::uint64_t wantedBy = 0; ///< the newest view that did
    };
    void dropOld();

    std::size_t m_mostBytes;
    std::size_t m_bytes = 0;
    std::uint64_t m_view = 0;
    std::map<GroundCell, Entry> m_cells; ///< by GroundGrid::sameMiddle
};
