// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/GroundCache.h"

#include <algorithm>
#include <utility>
#include <vector>

bool GroundCache::want(const GroundCell& cell)
{
    const auto found = m_cells.find(GroundGrid::sameMiddle(cell));
    if (found == m_cells.end()) {
        return false;
    }
    found->second.wantedBy = m_view;
    return true;
}

void GroundCache::insert(const GroundCell& cell, QImage picture)
{
    Entry& entry = m_cells[GroundGrid::sameMiddle(cell)];
    m_bytes -= static_cast<std::size_t>(entry.picture.sizeInBytes());
    m_bytes += static_cast<std::size_t>(picture.sizeInBytes());
    entry = {std::move(picture), m_view};
    if (m_bytes > m_mostBytes) {
        dropOld();
    }
}

const QImage* GroundCache::find(const GroundCell& cell) const
{
    const auto found = m_cells.find(GroundGrid::sameMiddle(cell));
    return found == m_cells.end() ? nullptr : &found->second.picture;
}

void GroundCache::clear()
{
    m_cells.clear();
    m_bytes = 0;
}

void GroundCache::dropOld()
{
    std::vector<std::pair<std::uint64_t, GroundCell>> old;
    for (const auto& [cell, entry] : m_cells) {
        if (entry.wantedBy < m_view) {
            old.emplace_back(entry.wantedBy, cell);
        }
    }
    std::ranges::sort(old);
    for (std::size_t i = 0; i < old.size() && m_bytes > m_mostBytes / 2; ++i) { // half: not at every insertion
        const auto found = m_cells.find(old[i].second);
        m_bytes -= static_cast<std::size_t>(found->second.picture.sizeInBytes());
        m_cells.erase(found);
    }
}
