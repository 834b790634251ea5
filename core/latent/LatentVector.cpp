// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/LatentVector.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <stdexcept>

namespace {

void requireSameSize(LatentView a, LatentView b)
{
    if (a.size() != b.size()) {
        throw std::logic_error("Two latent vectors of different sizes were combined.");
    }
}

} // namespace

void addScaled(LatentVector& target, float factor, LatentView direction)
{
    requireSameSize(target, direction);
    for (std::size_t i = 0; i < target.size(); ++i) {
        target[i] += factor * direction[i];
    }
}

double dot(LatentView a, LatentView b)
{
    requireSameSize(a, b);
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    }
    return sum;
}

double norm(LatentView v)
{
    return std::sqrt(dot(v, v));
}

double cosine(LatentView a, LatentView b)
{
    const double lengths = norm(a) * norm(b);
    return lengths > 0 ? std::clamp(dot(a, b) / lengths, -1.0, 1.0) : 0;
}

bool allFinite(LatentView v)
{
    constexpr std::size_t atOnce = 4096; // looked at without a jump, which the compiler makes vectors of
    constexpr std::uint32_t exponent = 0x7f80'0000;
    for (std::size_t first = 0; first < v.size(); first += atOnce) {
        std::uint32_t highest = 0; // the bit is set by an exponent of ones alone
        for (const float value : v.subspan(first, std::min(atOnce, v.size() - first))) {
            highest |= (std::bit_cast<std::uint32_t>(value) & exponent) + 0x0080'0000;
        }
        if ((highest & 0x8000'0000) != 0) {
            return false;
        }
    }
    return true;
}
