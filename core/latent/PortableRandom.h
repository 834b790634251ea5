// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// Random numbers that are the same bits on every platform: the distributions of <random> are each library's own, and
/// so are the last bits of std::log. Integer arithmetic, and of floating point only + - * / and square roots.
/// SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators", figure 13).
class PortableRandom
{
public:
    /// Numbers of stream `stream` of `seed`: each row of a table has its own, so that a longer table begins with the
    /// rows of a shorter one.
    PortableRandom(std::uint64_t seed, std::uint64_t stream);

    [[nodiscard]] std::uint64_t bits(); ///< 64 random bits
    /// In the open interval (0, 1), with 52 bits.
    [[nodiscard]] double uniform();
    /// Standard normal, by the inverse of the distribution function (Wichura 1988, algorithm AS 241, PPND16): one
    /// `uniform` each.
    [[nodiscard]] double normal();
    /// Exponential with mean 1.
    [[nodiscard]] double exponential();
    /// 0 to `count` - 1, each as likely but for 1 in 2^52; `count` at least 1.
    [[nodiscard]] std::uint64_t below(std::uint64_t count);

private:
    std::uint64_t m_state;
};

/// Natural logarithm of a positive finite number, the same bits on every platform; to a relative error of 1e-15.
[[nodiscard]] double portableLog(double x);
