// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"
#include "fixtures/ScriptedModels.h"
#include "nn/Device.h"
#include "nn/TorchEncoder.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>

namespace {

using Path = std::filesystem::path;
constexpr PictureShape shape{3, 4, 6};

EncoderOptions optionsFor(int latentSize, PictureShape picture = shape)
{
    EncoderOptions options;
    options.latentSize = latentSize;
    options.picture = picture;
    return options;
}

TorchEncoder encoderOf(const std::function<void(const Path&)>& write, const EncoderOptions& options)
{
    const QTemporaryDir folder;
    const Path file = folder.filePath("encoder.pt").toStdString();
    write(file);
    const std::string bytes = readWholeFile(file, std::size_t{1} << 30);
    return TorchEncoder(std::as_bytes(std::span(bytes)), options);
}

TorchEncoder scripted(ScriptedEncoder kind, const EncoderOptions& options)
{
    return encoderOf([&](const Path& file) { writeEncoder(file, kind, {8, shape}); }, options);
}

std::string refusalOf(const std::string& source)
{
    try {
        encoderOf([&](const Path& file) { writeScript(file, source, 8); }, optionsFor(8));
    } catch (const ModelError& error) {
        return error.what();
    }
    return "";
}

} // namespace

class tst_TorchEncoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTheMeanOfADistribution_data();
    void givesTheMeanOfADistribution();
    void mapsBytesToTheRange();
    void refusesAnEncoderOfAnotherSize();
    void refusesWhatIsNoRowAPicture();
    void aLatentDoesNotDependOnWhatStandsBesideIt();
    void anEncoderThatLooksAtItsNeighboursRunsOneByOne();
    void encodesOnCudaAsOnTheCpu();
};

void tst_TorchEncoder::aLatentDoesNotDependOnWhatStandsBesideIt()
{
    TorchEncoder encoder = encoderOf(
        [](const Path& file) {
            writeScript(file,
                        "def forward(self, x):\n"
                        "    w = torch.sin(torch.arange(12288 * 8).reshape(12288, 8) * self.weight[0])\n"
                        "    return torch.matmul(x.reshape(-1, 12288), w)\n",
                        8);
        },
        optionsFor(8, {3, 64, 64}));
    constexpr std::size_t count = 37;
    const std::size_t bytes = 3 * 64 * 64;
    std::vector<std::uint8_t> pixels(count * bytes);
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        pixels[i] = static_cast<std::uint8_t>(i * i / 7);
    }
    const LatentTable together = encoder.encode(pixels, count);
    for (std::size_t i = 0; i < count; ++i) {
        const LatentTable alone = encoder.encode(std::span(pixels).subspan(i * bytes, bytes), 1);
        QVERIFY(std::ranges::equal(alone.row(0), together.row(i)));
    }
}

void tst_TorchEncoder::anEncoderThatLooksAtItsNeighboursRunsOneByOne()
{
    const auto encoderFor = [](const std::string& result) {
        return encoderOf(
            [&](const Path& file) {
                writeScript(file,
                            "def forward(self, x):\n    z = x.reshape(-1, 72)[:, 0:8] * self.weight\n    return " +
                                result + "\n",
                            8);
            },
            optionsFor(8));
    };
    QCOMPARE(encoderFor("z").batchSize(), std::size_t{16});
    QCOMPARE(encoderFor("z + torch.cumsum(z, 0)").batchSize(), std::size_t{1});
}

void tst_TorchEncoder::givesTheMeanOfADistribution_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("plain") << int(ScriptedEncoder::Plain);
    QTest::newRow("distribution") << int(ScriptedEncoder::Distribution);
}

void tst_TorchEncoder::givesTheMeanOfADistribution()
{
    QFETCH(int, kind);
    TorchEncoder encoder = scripted(ScriptedEncoder(kind), optionsFor(8));
    constexpr std::size_t count = 100; // more than one batch
    const auto value = [](std::size_t i, std::size_t k) { return 4 * std::sin(static_cast<float>(i + 3 * k)); };
    std::vector<std::uint8_t> pixels;
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<float> point(8);
        for (std::size_t k = 0; k < point.size(); ++k) {
            point[k] = value(i, k);
        }
        const Picture picture = linearPicture(point, shape);
        pixels.insert(pixels.end(), picture.pixels.begin(), picture.pixels.end());
    }
    const LatentTable latents = encoder.encode(pixels, count);
    QCOMPARE(latents.rows(), count);
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t k = 0; k < 8; ++k) {
            QVERIFY(std::abs(latents.row(i)[k] - value(i, k)) < 0.03F); // half a grey level is 0.02
        }
    }
}

void tst_TorchEncoder::mapsBytesToTheRange()
{
    EncoderOptions options = optionsFor(2, {1, 1, 2});
    options.range = {-1, 1};
    TorchEncoder encoder = encoderOf(
        [](const Path& file) { writeScript(file, "def forward(self, x):\n    return x.flatten(1)\n", 1); }, options);
    const LatentTable latents = encoder.encode(std::vector<std::uint8_t>{0, 255}, 1);
    QVERIFY(latents == LatentTable(1, 2, {-1, 1}));
}

void tst_TorchEncoder::refusesAnEncoderOfAnotherSize()
{
    const std::string message = refusalOf("def forward(self, x):\n    return x.flatten(1)[:, 0:5]\n");
    QVERIFY2(message.find("gives 5 latents, but the decoder takes 8") != std::string::npos, message.c_str());
}

void tst_TorchEncoder::refusesWhatIsNoRowAPicture()
{
    const std::string message = refusalOf("def forward(self, x):\n    return x\n");
    QVERIFY2(message.find("2 x 3 x 4 x 6 for 2 pictures") != std::string::npos, message.c_str());
}

void tst_TorchEncoder::encodesOnCudaAsOnTheCpu()
{
    if (availableDevices().size() < 2) {
        QSKIP("There is no CUDA device here: encoding on one was not checked.");
    }
    EncoderOptions options = optionsFor(8);
    const std::vector<std::uint8_t> pixels(shape.bytes(), 100);
    const LatentTable expected = scripted(ScriptedEncoder::Plain, options).encode(pixels, 1);
    options.device = availableDevices()[1];
    const LatentTable found = scripted(ScriptedEncoder::Plain, options).encode(pixels, 1);
    for (std::size_t k = 0; k < 8; ++k) {
        QVERIFY(std::abs(found.row(0)[k] - expected.row(0)[k]) < 1e-4F);
    }
}

QTEST_GUILESS_MAIN(tst_TorchEncoder)
#include "tst_TorchEncoder.moc"
