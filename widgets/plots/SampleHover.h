// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/SamplePictures.h"
#include "latent/MapTrust.h"
#include "plots/SamplePopup.h"
#include "space/LabelTable.h"

#include <QPointer>

class MapCanvas;

/// Shows the sample under the cursor of a map: its picture, its labels, and how far its place can be trusted.
class SampleHover
{
public:
    SampleHover(MapCanvas& canvas, const SamplePictures& pictures);
    ~SampleHover();
    SampleHover(const SampleHover&) = delete;
    SampleHover& operator=(const SampleHover&) = delete;

    /// What is under the cursor now; `labels` and `trust` may be null.
    void show(const LabelTable* labels, const MapTrust* trust);

private:
    [[nodiscard]] QStringList linesOf(std::uint32_t sample, const LabelTable* labels, const MapTrust* trust) const;

    MapCanvas& m_canvas;
    const SamplePictures& m_pictures;
    QPointer<SamplePopup> m_popup; ///< the window owns it, so that it may reach beyond the map
};
