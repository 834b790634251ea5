// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/GridRepulsion.h"

#include "base/UserError.h"

#include <fftw3.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstring>
#include <map>
#include <numbers>
#include <stdexcept>
#include <utility>

namespace {

constexpr double widestSpacing = 0.4; ///< of nodes; q has little beyond the frequencies that they carry
constexpr double fewestNodes = 48;    ///< across the map: while it is small the nodes are closer
constexpr double mostNodes = 4096;    ///< across it: a map that is wider has coarser ones
constexpr int splineWidth = 6;
constexpr std::size_t rowsTogether = 8;    ///< of a transform along x
constexpr std::size_t columnsTogether = 8; ///< of one along y
constexpr std::size_t stripeRows = 8;      ///< of nodes, that one thread adds to
constexpr std::size_t pointsAtOnce = 4096;

using Complex = std::complex<float>;
using Eight = float __attribute__((vector_size(32))); ///< the last two stay 0

Eight loadEight(const float* from)
{
    Eight eight;
    std::memcpy(&eight, from, sizeof eight);
    return eight;
}

void storeEight(float* to, Eight eight)
{
    std::memcpy(to, &eight, sizeof eight);
}

float sum(Eight a)
{
    return ((a[0] + a[1]) + (a[2] + a[3])) + ((a[4] + a[5]) + (a[6] + a[7]));
}

/// What a B-spline of degree 5 gives the six nodes around a place that lies `t` spacings behind the third of them, and
/// how that changes with t; as polynomials in t.
struct Spline
{
    Eight values;
    Eight slopes;

    explicit Spline(float t)
    {
        constexpr Eight c5 = {-1 / 120.F, 1 / 24.F, -1 / 12.F, 1 / 12.F, -1 / 24.F, 1 / 120.F};
        constexpr Eight c4 = {1 / 24.F, -1 / 6.F, 1 / 4.F, -1 / 6.F, 1 / 24.F};
        constexpr Eight c3 = {-1 / 12.F, 1 / 6.F, 0, -1 / 6.F, 1 / 12.F};
        constexpr Eight c2 = {1 / 12.F, 1 / 6.F, -1 / 2.F, 1 / 6.F, 1 / 12.F};
        constexpr Eight c1 = {-1 / 24.F, -5 / 12.F, 0, 5 / 12.F, 1 / 24.F};
        constexpr Eight c0 = {1 / 120.F, 13 / 60.F, 11 / 20.F, 13 / 60.F, 1 / 120.F};
        values = ((((c5 * t + c4) * t + c3) * t + c2) * t + c1) * t + c0;
        slopes = (((5 * c5 * t + 4 * c4) * t + 3 * c3) * t + 2 * c2) * t + c1;
    }
};

/// Pages of its own, at their beginning and hence aligned as FFTW's plans ask. A grid grows by a little again and
/// again, and in a heap each new one is too large for the hole that the last one left.
template <class T> class PagedArray
{
public:
    PagedArray() = default;
    PagedArray(const PagedArray&) = delete;
    ~PagedArray() { release(); }

    /// All 0. What was there is given back first.
    void resize(std::size_t count)
    {
        release();
        void* const pages =
            ::mmap(nullptr, count * sizeof(T), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (pages == MAP_FAILED) {
            throw std::bad_alloc();
        }
        m_data = static_cast<T*>(pages);
        m_size = count;
    }
    [[nodiscard]] T* data() { return m_data; }
    [[nodiscard]] std::size_t size() const { return m_size; }

private:
    void release()
    {
        if (m_data != nullptr) {
            ::munmap(std::exchange(m_data, nullptr), std::exchange(m_size, 0) * sizeof(T));
        }
    }

    T* m_data = nullptr;
    std::size_t m_size = 0;
};

struct PlanFree
{
    void operator()(fftwf_plan plan) const { fftwf_destroy_plan(plan); }
};
using Plan = std::unique_ptr<std::remove_pointer_t<fftwf_plan>, PlanFree>;

Plan checked(fftwf_plan plan)
{
    if (plan == nullptr) {
        throw std::runtime_error("GridRepulsion: FFTW has no plan for this size");
    }
    return Plan(plan);
}

/// Sizes that FFTW transforms fast and that hold whole vectors.
std::size_t goodSize(std::size_t least)
{
    for (std::size_t size = (least + 15) / 16 * 16;; size += 16) {
        std::size_t rest = size;
        for (const std::size_t factor : {2, 3, 5}) {
            while (rest % factor == 0) {
                rest /= factor;
            }
        }
        if (rest == 1) {
            return size;
        }
    }
}

std::size_t roundedUp(std::size_t value, std::size_t to)
{
    return (value + to - 1) / to * to;
}

} // namespace

struct GridRepulsion::Impl
{
    explicit Impl(BlockPool& threads)
        : pool(threads)
    {
    }

    struct Axis
    {
        std::size_t nodes = 0; ///< that hold something
        std::size_t size = 0;  ///< of the transform: twice as many, so that nothing comes around
        double start = 0;      ///< where node 0 lies
    };

    BlockPool& pool;
    double spacing = 0;
    std::array<Axis, 2> axes;
    bool isShifted = false;    ///< the kernel is q - 1
    std::size_t stride = 0;    ///< floats of a row of the grid
    PagedArray<float> grid;    ///< nodes, and after the transform along x half of its frequencies
    PagedArray<float> kernel;  ///< its transform, frequencies of x by half of those of y; real, since q is even
    PagedArray<Complex> spare; ///< shows FFTW what memory the columns will have
    std::array<std::size_t, 2> planned{};
    Plan alongX;
    Plan backAlongX;
    Plan alongY;
    Plan backAlongY;
    std::vector<std::uint32_t> order; ///< points by stripe
    std::vector<std::uint32_t> stripeEnds;

    [[nodiscard]] std::size_t columns() const { return axes[0].size / 2 + 1; }
    [[nodiscard]] std::size_t paddedColumns() const { return roundedUp(columns(), columnsTogether); }

    /// The grid around the positions; its kernel where size or spacing changed.
    void fit(std::span<const float> positions)
    {
        std::array<float, 2> low = {positions[0], positions[1]};
        std::array<float, 2> high = low;
        float sum = 0; // not finite as soon as one of them is not
        for (std::size_t i = 0; i < positions.size(); i += 2) {
            for (std::size_t axis = 0; axis < 2; ++axis) {
                sum += positions[i + axis];
                low[axis] = std::min(low[axis], positions[i + axis]);
                high[axis] = std::max(high[axis], positions[i + axis]);
            }
        }
        std::array<double, 2> span{};
        for (std::size_t axis = 0; axis < 2; ++axis) {
            span[axis] = static_cast<double>(high[axis]) - static_cast<double>(low[axis]);
        }
        const double wide = std::max({span[0], span[1], 1e-20});
        if (!std::isfinite(wide) || !std::isfinite(sum)) {
            throw UserError(
                "The map ran away from itself. Choose another perplexity or seed, or leave far outliers out.");
        }
        const auto powerOfTwoBelow = [](double value) { return std::exp2(std::floor(std::log2(value))); };
        const double wanted = std::max(std::min(widestSpacing, powerOfTwoBelow(wide / fewestNodes)),
                                       powerOfTwoBelow(2 * wide / mostNodes));
        const bool shifts = wide < 2;
        std::array<Axis, 2> fitted;
        for (std::size_t axis = 0; axis < 2; ++axis) {
            fitted[axis].nodes = static_cast<std::size_t>(std::ceil(span[axis] / wanted)) + splineWidth;
            fitted[axis].size = goodSize(2 * fitted[axis].nodes + 8);
            fitted[axis].start = (static_cast<double>(low[axis]) + static_cast<double>(high[axis])) / 2 -
                                 wanted * (static_cast<double>(fitted[axis].nodes) - 1) / 2;
        }
        const bool isNew = wanted != spacing || shifts != isShifted || fitted[0].size != axes[0].size ||
                           fitted[1].size != axes[1].size;
        spacing = wanted;
        isShifted = shifts;
        axes = fitted;
        if (isNew) {
            plan();
            makeKernel();
        }
    }

    void plan()
    {
        const auto [width, height] = std::array{axes[0].size, axes[1].size};
        if (planned == std::array{width, height}) {
            return;
        }
        planned = {width, height};
        stride = 2 * paddedColumns();
        grid.resize(roundedUp(height / 2 + 1, rowsTogether) * stride); // the nodes are fewer than half of the rows
        spare.resize(columnsTogether * height);
        const int x = static_cast<int>(width);
        const int y = static_cast<int>(height);
        const int row = static_cast<int>(stride);
        auto* const frequencies = reinterpret_cast<fftwf_complex*>(grid.data());
        auto* const column = reinterpret_cast<fftwf_complex*>(spare.data());
        // Estimated, not measured: plans that are measured differ from run to run, and so would the map.
        alongX = checked(fftwf_plan_many_dft_r2c(1, &x, rowsTogether, grid.data(), nullptr, 1, row, frequencies,
                                                 nullptr, 1, row / 2, FFTW_ESTIMATE));
        backAlongX = checked(fftwf_plan_many_dft_c2r(1, &x, rowsTogether, frequencies, nullptr, 1, row / 2, grid.data(),
                                                     nullptr, 1, row, FFTW_ESTIMATE));
        alongY = checked(fftwf_plan_many_dft(1, &y, columnsTogether, column, nullptr, 1, y, column, nullptr, 1, y,
                                             FFTW_FORWARD, FFTW_ESTIMATE));
        backAlongY = checked(fftwf_plan_many_dft(1, &y, columnsTogether, column, nullptr, 1, y, column, nullptr, 1, y,
                                                 FFTW_BACKWARD, FFTW_ESTIMATE));
    }

    void transformRows(std::size_t rows, bool back)
    {
        pool.run(roundedUp(rows, rowsTogether) / rowsTogether, [&](std::size_t block) {
            float* const first = grid.data() + block * rowsTogether * stride;
            auto* const frequencies = reinterpret_cast<fftwf_complex*>(first);
            back ? fftwf_execute_dft_c2r(backAlongX.get(), frequencies, first)
                 : fftwf_execute_dft_r2c(alongX.get(), first, frequencies);
        });
    }

    /// Calls `use` with the transforms along y of some columns, of which `rows` rows hold something; where they are
    /// `mirrored`, the last rows are the first ones once more, backwards.
    template <class Use> void transformColumns(std::size_t rows, bool mirrored, const Use& use)
    {
        const std::size_t height = axes[1].size;
        pool.run(paddedColumns() / columnsTogether, [&](std::size_t block) {
            thread_local PagedArray<Complex> columns;
            if (columns.size() < columnsTogether * height) {
                columns.resize(columnsTogether * height);
            }
            const std::size_t first = block * columnsTogether;
            for (std::size_t row = 0; row < rows; ++row) {
                const auto* const from = reinterpret_cast<const Complex*>(grid.data() + row * stride) + first;
                for (std::size_t c = 0; c < columnsTogether; ++c) {
                    columns.data()[c * height + row] = from[c];
                }
            }
            for (std::size_t c = 0; c < columnsTogether; ++c) {
                Complex* const column = columns.data() + c * height;
                for (std::size_t row = rows; row < height; ++row) {
                    column[row] = mirrored ? column[height - row] : Complex();
                }
            }
            auto* const data = reinterpret_cast<fftwf_complex*>(columns.data());
            fftwf_execute_dft(alongY.get(), data, data);
            use(first, columns.data());
        });
    }

    /// q at the nodes, transformed; divided by what the splines do to a wave when it is spread and read.
    void makeKernel()
    {
        const auto [width, height] = std::array{axes[0].size, axes[1].size};
        const std::size_t rows = height / 2 + 1; // the others are theirs
        for (std::size_t row = 0; row < rows; ++row) {
            const double dy = spacing * static_cast<double>(row);
            for (std::size_t column = 0; column < width; ++column) {
                const double dx = spacing * static_cast<double>(std::min(column, width - column));
                const double square = dx * dx + dy * dy;
                grid.data()[row * stride + column] =
                    static_cast<float>((isShifted ? -square : 1.0) / (1 + square)); // q - 1 or q
            }
        }
        transformRows(rows, false);
        kernel.resize(paddedColumns() * rows);
        const auto smoothing = [](std::size_t frequency, std::size_t size) {
            const double angle = 2 * std::numbers::pi * static_cast<double>(frequency) / static_cast<double>(size);
            const double wave = (33 + 26 * std::cos(angle) + std::cos(2 * angle)) / 60;
            return wave * wave;
        };
        const double scale = 1 / static_cast<double>(width * height); // FFTW leaves it out
        transformColumns(rows, true, [&](std::size_t first, const Complex* columns) {
            for (std::size_t c = 0; c < columnsTogether && first + c < this->columns(); ++c) {
                for (std::size_t row = 0; row < rows; ++row) {
                    const double wave = smoothing(first + c, width) * smoothing(row, height);
                    kernel.data()[(first + c) * rows + row] =
                        static_cast<float>(static_cast<double>(columns[c * height + row].real()) * scale / wave);
                }
            }
        });
    }

    struct Place
    {
        std::size_t node = 0; ///< the first of the six
        float behind = 0;     ///< the third of them, in spacings
    };
    [[nodiscard]] Place placeOf(float position, std::size_t axis) const
    {
        const double at = (static_cast<double>(position) - axes[axis].start) / spacing;
        const double whole = std::clamp(std::floor(at), 2.0, static_cast<double>(axes[axis].nodes - 4));
        return {static_cast<std::size_t>(whole) - 2, static_cast<float>(at - whole)};
    }

    /// Points by stripe: of those, each second one may be added to at the same time.
    void sortByStripe(std::span<const float> positions)
    {
        const std::size_t n = positions.size() / 2;
        const std::size_t stripes = (axes[1].nodes + stripeRows - 1) / stripeRows;
        stripeEnds.assign(stripes + 1, 0);
        std::vector<std::uint16_t>& stripeOf = m_stripeOf;
        stripeOf.resize(n);
        for (std::size_t i = 0; i < n; ++i) {
            stripeOf[i] = static_cast<std::uint16_t>(placeOf(positions[2 * i + 1], 1).node / stripeRows);
            ++stripeEnds[stripeOf[i] + 1U];
        }
        for (std::size_t s = 0; s < stripes; ++s) {
            stripeEnds[s + 1] += stripeEnds[s];
        }
        order.resize(n);
        std::vector<std::uint32_t> next(stripeEnds.begin(), stripeEnds.end());
        for (std::size_t i = 0; i < n; ++i) {
            order[next[stripeOf[i]]++] = static_cast<std::uint32_t>(i);
        }
    }

    void spread(std::span<const float> positions)
    {
        pool.runRanges(roundedUp(axes[1].nodes, rowsTogether), rowsTogether, [&](std::size_t first, std::size_t last) {
            std::fill(grid.data() + first * stride, grid.data() + last * stride, 0.0F);
        });
        const std::size_t stripes = stripeEnds.size() - 1;
        for (std::size_t parity = 0; parity < 2; ++parity) {
            pool.run((stripes + 1 - parity) / 2, [&](std::size_t pair) {
                const std::size_t stripe = 2 * pair + parity;
                for (std::size_t at = stripeEnds[stripe]; at < stripeEnds[stripe + 1]; ++at) {
                    const float* const position = &positions[2 * std::size_t{order[at]}];
                    const Place x = placeOf(position[0], 0);
                    const Place y = placeOf(position[1], 1);
                    const Spline across(x.behind);
                    const Spline down(y.behind);
                    float* node = grid.data() + y.node * stride + x.node;
                    for (int row = 0; row < splineWidth; ++row, node += stride) {
                        storeEight(node, loadEight(node) + across.values * down.values[row]);
                    }
                }
            });
        }
    }

    void convolve()
    {
        const std::size_t rows = axes[1].nodes;
        const std::size_t height = axes[1].size;
        transformRows(rows, false);
        transformColumns(rows, false, [&](std::size_t first, Complex* columns) {
            for (std::size_t c = 0; c < columnsTogether; ++c) {
                const float* const factors = kernel.data() + (first + c) * (height / 2 + 1);
                Complex* const column = columns + c * height;
                for (std::size_t row = 0; row <= height / 2; ++row) {
                    column[row] *= factors[row];
                }
                for (std::size_t row = height / 2 + 1; row < height; ++row) {
                    column[row] *= factors[height - row]; // q is even
                }
            }
            auto* const data = reinterpret_cast<fftwf_complex*>(columns);
            fftwf_execute_dft(backAlongY.get(), data, data);
            for (std::size_t row = 0; row < rows; ++row) {
                auto* const to = reinterpret_cast<Complex*>(grid.data() + row * stride) + first;
                for (std::size_t c = 0; c < columnsTogether; ++c) {
                    to[c] = columns[c * height + row];
                }
            }
        });
        transformRows(rows, true);
    }

    double read(std::span<const float> positions, std::span<float> forces)
    {
        const std::size_t n = positions.size() / 2;
        const auto toForce = static_cast<float>(-0.5 / spacing);
        std::vector<double> sums((n + pointsAtOnce - 1) / pointsAtOnce);
        pool.runRanges(n, pointsAtOnce, [&](std::size_t first, std::size_t last) {
            double total = 0;
            for (std::size_t at = first; at < last; ++at) {
                const std::size_t i = order[at]; // neighbours in the grid, one after the other
                const Place x = placeOf(positions[2 * i], 0);
                const Place y = placeOf(positions[2 * i + 1], 1);
                const Spline down(y.behind);
                const float* node = grid.data() + y.node * stride + x.node;
                Eight values{};
                Eight slopes{};
                for (int row = 0; row < splineWidth; ++row, node += stride) {
                    const Eight eight = loadEight(node);
                    values += eight * down.values[row];
                    slopes += eight * down.slopes[row];
                }
                const Spline across(x.behind);
                total += static_cast<double>(sum(values * across.values));
                forces[2 * i] = toForce * sum(values * across.slopes);
                forces[2 * i + 1] = toForce * sum(slopes * across.values);
            }
            sums[first / pointsAtOnce] = total;
        });
        double total = 0;
        for (const double one : sums) {
            total += one;
        }
        const auto count = static_cast<double>(n);
        return total + (isShifted ? count * count : 0) - count;
    }

    std::vector<std::uint16_t> m_stripeOf;
};

GridRepulsion::GridRepulsion(BlockPool& pool)
    : m_impl(std::make_unique<Impl>(pool))
{
}

GridRepulsion::~GridRepulsion() = default;

double GridRepulsion::repel(std::span<const float> positions, std::span<float> forces)
{
    if (positions.empty()) {
        return 0;
    }
    m_impl->fit(positions);
    m_impl->sortByStripe(positions);
    m_impl->spread(positions);
    m_impl->convolve();
    return m_impl->read(positions, forces);
}
