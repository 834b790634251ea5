// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/NoiseDraw.h"

#include <cmath>
#include <numbers>

namespace {

class SplitMix
{
public:
    explicit SplitMix(std::uint64_t seed)
        : m_state(seed)
    {
    }
    /// In (0, 1].
    double uniform()
    {
        m_state += 0x9e3779b97f4a7c15U;
        std::uint64_t mixed = m_state;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        mixed ^= mixed >> 31U;
        return (static_cast<double>(mixed >> 11U) + 1) * 0x1p-53;
    }

private:
    std::uint64_t m_state;
};

} // namespace

void drawNoise(std::uint32_t seed, std::span<float> into)
{
    SplitMix random(seed);
    for (std::size_t i = 0; i < into.size(); i += 2) {
        const double radius = std::sqrt(-2 * std::log(random.uniform()));
        const double angle = 2 * std::numbers::pi * random.uniform();
        into[i] = static_cast<float>(radius * std::cos(angle));
        if (i + 1 < into.size()) {
            into[i + 1] = static_cast<float>(radius * std::sin(angle));
        }
    }
}
