// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"

#include <span>

/// The mean of many pictures of one shape, value by value.
class MeanPicture
{
public:
    explicit MeanPicture(PictureShape shape);

    /// std::logic_error where `pixels` is not of the shape's size.
    void add(std::span<const std::uint8_t> pixels);
    [[nodiscard]] std::size_t count() const { return m_count; }
    /// Rounded to the nearest, halves up; black before the first picture.
    [[nodiscard]] Picture mean() const;

private:
    PictureShape m_shape;
    std::size_t m_count = 0;
    std::vector<std::uint64_t> m_sums;
};
