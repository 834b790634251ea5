// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/MeanPicture.h"

#include <algorithm>
#include <functional>
#include <stdexcept>

MeanPicture::MeanPicture(PictureShape shape)
    : m_shape(shape)
    , m_sums(shape.bytes())
{
}

void MeanPicture::add(std::span<const std::uint8_t> pixels)
{
    if (pixels.size() != m_sums.size()) {
        throw std::logic_error("A picture of another size was added to a mean.");
    }
    std::ranges::transform(m_sums, pixels, m_sums.begin(), std::plus<std::uint64_t>());
    ++m_count;
}

Picture MeanPicture::mean() const
{
    Picture picture{m_shape, std::vector<std::uint8_t>(m_sums.size())};
    const std::uint64_t count = std::max<std::uint64_t>(m_count, 1);
    std::ranges::transform(m_sums, picture.pixels.begin(),
                           [count](std::uint64_t sum) { return static_cast<std::uint8_t>((sum + count / 2) / count); });
    return picture;
}
