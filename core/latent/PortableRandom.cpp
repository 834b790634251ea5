// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/PortableRandom.h"

#include <array>
#include <cmath>

namespace {

constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;

std::uint64_t mixed(std::uint64_t x)
{
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31U);
}

/// c[0] + c[1] x + ..., by Horner's rule.
template <std::size_t n> double polynomial(const std::array<double, n>& c, double x)
{
    double sum = c[n - 1];
    for (std::size_t i = n - 1; i-- > 0;) {
        sum = sum * x + c[i];
    }
    return sum;
}

// Coefficients of AS 241, as printed: near the middle, near the tails, and in the far tails.
constexpr std::array<double, 8> middleTop = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                             1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                             3.3430575583588128105e4, 2.5090809287301226727e3};
constexpr std::array<double, 8> middleBottom = {1.0,
                                                4.2313330701600911252e1,
                                                6.8718700749205790830e2,
                                                5.3941960214247511077e3,
                                                2.1213794301586595867e4,
                                                3.9307895800092710610e4,
                                                2.8729085735721942674e4,
                                                5.2264952788528545610e3};
constexpr std::array<double, 8> nearTop = {
    1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,  3.64784832476320460504e0,
    1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr std::array<double, 8> nearBottom = {1.0,
                                              2.05319162663775882187e0,
                                              1.67638483018380384940e0,
                                              6.89767334985100004550e-1,
                                              1.48103976427480074590e-1,
                                              1.51986665636164571966e-2,
                                              5.47593808499534494600e-4,
                                              1.05075007164441684324e-9};
constexpr std::array<double, 8> farTop = {
    6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,  2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr std::array<double, 8> farBottom = {1.0,
                                             5.99832206555887937690e-1,
                                             1.36929880922735805310e-1,
                                             1.48753612908506148525e-2,
                                             7.86869131145613259100e-4,
                                             1.84631831751005468180e-5,
                                             1.42151175831644588870e-7,
                                             2.04426310338993978564e-15};

double normalQuantile(double p)
{
    const double q = p - 0.5;
    if (std::abs(q) <= 0.425) {
        const double r = 0.180625 - q * q;
        return q * polynomial(middleTop, r) / polynomial(middleBottom, r);
    }
    double r = std::sqrt(-portableLog(q < 0 ? p : 1 - p));
    double value = 0;
    if (r <= 5) {
        r -= 1.6;
        value = polynomial(nearTop, r) / polynomial(nearBottom, r);
    } else {
        r -= 5;
        value = polynomial(farTop, r) / polynomial(farBottom, r);
    }
    return q < 0 ? -value : value;
}

} // namespace

/// x = m 2^e with m in [sqrt(1/2), sqrt(2)); log m = 2 artanh((m - 1) / (m + 1)), as a series.
double portableLog(double x)
{
    int exponent = 0;
    double m = std::frexp(x, &exponent); // exact, as is ldexp
    if (m < 0.70710678118654752440) {
        m *= 2;
        --exponent;
    }
    const double s = (m - 1) / (m + 1);
    const double square = s * s; // at most 0.0295: the term of power 25 is below the last bit
    double sum = 0;
    for (int power = 25; power >= 3; power -= 2) {
        sum = (sum + 1.0 / power) * square;
    }
    constexpr double log2High = 6.93147180369123816490e-01; // its lower bits are 0: times an exponent it is exact
    constexpr double log2Low = 1.90821492927058770002e-10;
    return exponent * log2High + (2 * s * (1 + sum) + exponent * log2Low);
}

PortableRandom::PortableRandom(std::uint64_t seed, std::uint64_t stream)
    : m_state(mixed(mixed(seed + golden) + stream * 0xd1342543de82ef95U + 1))
{
}

std::uint64_t PortableRandom::bits()
{
    return mixed(m_state += golden);
}

double PortableRandom::uniform()
{
    return (static_cast<double>(bits() >> 12U) + 0.5) * 0x1p-52;
}

double PortableRandom::normal()
{
    return normalQuantile(uniform());
}

double PortableRandom::exponential()
{
    return -portableLog(uniform());
}

std::uint64_t PortableRandom::below(std::uint64_t count)
{
    return static_cast<std::uint64_t>(uniform() * static_cast<double>(count)); // uniform() < 1, and count < 2^52
}
