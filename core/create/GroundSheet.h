// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"
#include "latent/MapPlane.h"
#include "latent/Prior.h"
#include "raster/PointCloud.h"

#include <optional>

/// A plane of latent space cut into pictures: one for each x and y.
struct GroundSheet
{
    MapPlane plane;
    std::vector<double> x;    ///< places of the columns on the map, from left to right
    std::vector<double> y;    ///< of the rows, from top to bottom: falling
    std::vector<bool> isBare; ///< for each picture, row by row, whether no sample is near; empty: all are wanted

    [[nodiscard]] std::size_t count() const { return x.size() * y.size(); }
    [[nodiscard]] std::size_t bareCount() const;
    /// The latents of the pictures that are wanted in one row, from left to right.
    [[nodiscard]] LatentTable pointsOf(std::size_t row) const;
    [[nodiscard]] bool isWanted(std::size_t row, std::size_t column) const;
};

/// `grid` columns and rows over all places of the samples (n x 1 or 2, at least one), evenly; one column or row where
/// they do not differ. With `isMasked`, cells that no sample is near are left bare.
[[nodiscard]] GroundSheet sheetOverSamples(MapPlane plane, const LatentTable& places, int grid, bool isMasked);
/// The same over a part of the map (none: all places) in its proportions: `columns` in a row, and as many rows as
/// pictures of that shape take.
[[nodiscard]] GroundSheet sheetInProportion(MapPlane plane, const LatentTable& places,
                                            const std::optional<MapRect>& part, int columns, PictureShape picture,
                                            bool isMasked);
/// The two latents of a space as they are.
[[nodiscard]] MapPlane planeOfTwoLatents();
/// The classic picture of a space with two latents: the same share of the prior lies between any two columns, and
/// between any two rows (D. P. Kingma, M. Welling, Auto-encoding variational Bayes, 2014, appendix A).
[[nodiscard]] GroundSheet sheetOverPrior(Prior prior, int grid);
