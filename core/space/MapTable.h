// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/LatentTable.h"
#include "space/LabelTable.h"

#include <memory>
#include <span>

// Places on maps as files and as labels. A place is where a row of numbers says, x and then y.

/// A column of numbers as labels have it; NaN and infinite ones are unknown.
[[nodiscard]] LabelColumn columnOfNumbers(std::string name, std::span<const float> numbers);

/// A map that was computed elsewhere (UMAP and others): columns of numbers, and the two that look like x and y.
struct MapTable
{
    std::vector<LabelColumn> columns; ///< two at least
    std::size_t x = 0;
    std::size_t y = 1;
};

/// From `.npy` (n x k) or a table of text (delimiter and header are found), whose row i belongs to sample i of
/// `samples`. The columns are called "umap x" where the file is umap.csv and its column x; those that are not numbers
/// are left out. Throws UserError naming the file when the rows are not as many, fewer than two columns are numbers, or
/// it is stopped.
[[nodiscard]] MapTable readMapTable(const std::filesystem::path& file, std::size_t samples,
                                    const JobControl& control = {});

/// CSV with a row for each of `samples` (ascending; below the tables' rows): its number, x and y on the first map, x2
/// and y2 on the second one and so on, and its labels (may be null). Unknown places are empty cells.
[[nodiscard]] std::string mapTableText(std::span<const std::shared_ptr<const LatentTable>> maps,
                                       const LabelTable* labels, std::span<const std::uint32_t> samples);

/// The places of `samples` on the maps, two columns for each.
[[nodiscard]] LatentTable placesOn(std::span<const std::shared_ptr<const LatentTable>> maps,
                                   std::span<const std::uint32_t> samples);

/// Rows `samples` of the table, the first `columns` numbers of each.
[[nodiscard]] LatentTable rowsOf(const LatentTable& table, std::span<const std::uint32_t> samples, std::size_t columns);
