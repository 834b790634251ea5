// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/ShrinkPicture.h"

#include <QTest>

#include <numeric>
#include <stdexcept>

class tst_ShrinkPicture : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheProportions();
    void smallPicturesStay();
    void wholeFactorsAverageBlocks();
    void brokenFactorsKeepTheMean();
    void channelsStayApart();
    void theSameSizeIsACopy();
    void refusesToGrow();
};

namespace {

std::vector<std::uint8_t> shrunk(const std::vector<std::uint8_t>& pixels, PictureShape from, PictureShape to)
{
    std::vector<std::uint8_t> result(to.bytes());
    shrinkPicture(pixels, from, result, to);
    return result;
}

} // namespace

void tst_ShrinkPicture::keepsTheProportions()
{
    QCOMPARE(shrunkShape({3, 1024, 512}, 8192), (PictureShape{3, 128, 64}));
    QCOMPARE(shrunkShape({1, 1, 1000}, 10), (PictureShape{1, 1, 100}));
    QVERIFY(shrunkShape({3, 1024, 1000}, 8192).height * shrunkShape({3, 1024, 1000}, 8192).width <= 8192);
}

void tst_ShrinkPicture::smallPicturesStay()
{
    QCOMPARE(shrunkShape({1, 32, 160}, 8192), (PictureShape{1, 32, 160}));
}

void tst_ShrinkPicture::wholeFactorsAverageBlocks()
{
    const std::vector<std::uint8_t> pixels = {0, 4,  100, 102, //
                                              8, 12, 104, 106};
    QCOMPARE(shrunk(pixels, {1, 2, 4}, {1, 1, 2}), (std::vector<std::uint8_t>{6, 103}));
}

void tst_ShrinkPicture::brokenFactorsKeepTheMean()
{
    // 3 pixels onto 2: the middle one counts half for each.
    QCOMPARE(shrunk({0, 90, 30}, {1, 1, 3}, {1, 1, 2}), (std::vector<std::uint8_t>{30, 50}));
    std::vector<std::uint8_t> ramp(97 * 53);
    for (std::size_t i = 0; i < ramp.size(); ++i) {
        ramp[i] = static_cast<std::uint8_t>(i * 31 % 251);
    }
    const auto mean = [](const auto& values) {
        return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    };
    QVERIFY(std::abs(mean(ramp) - mean(shrunk(ramp, {1, 97, 53}, {1, 41, 17}))) < 0.2);
    QCOMPARE(shrunk(std::vector<std::uint8_t>(97 * 53, 255), {1, 97, 53}, {1, 41, 17}),
             std::vector<std::uint8_t>(41 * 17, 255));
}

void tst_ShrinkPicture::channelsStayApart()
{
    const std::vector<std::uint8_t> pixels = {10, 100, 200, 20, 110, 220};
    QCOMPARE(shrunk(pixels, {3, 1, 2}, {3, 1, 1}), (std::vector<std::uint8_t>{15, 105, 210}));
}

void tst_ShrinkPicture::theSameSizeIsACopy()
{
    std::vector<std::uint8_t> all(256);
    std::iota(all.begin(), all.end(), std::uint8_t{0});
    QCOMPARE(shrunk(all, {1, 16, 16}, {1, 16, 16}), all);
}

void tst_ShrinkPicture::refusesToGrow()
{
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)shrunk({1, 2}, {1, 1, 2}, {1, 2, 2}));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)shrunk({1, 2}, {1, 1, 3}, {1, 1, 2}));
}

QTEST_GUILESS_MAIN(tst_ShrinkPicture)
#include "tst_ShrinkPicture.moc"
