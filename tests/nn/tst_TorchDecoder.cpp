// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"
#include "fixtures/ScriptedModels.h"
#include "nn/TorchDecoder.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>

namespace {

using Bytes = std::vector<std::byte>;
using Path = std::filesystem::path;

Bytes bytesOf(const std::string& text)
{
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}

/// What `write` puts into a file.
Bytes fileOf(const std::function<void(const Path&)>& write)
{
    const QTemporaryDir folder;
    const Path file = folder.filePath("model.pt").toStdString();
    write(file);
    return bytesOf(readWholeFile(file, std::size_t{1} << 30));
}

Bytes decoderFile(ScriptedDecoder kind, const ScriptedModel& model = {})
{
    return fileOf([&](const Path& file) { writeDecoder(file, kind, model); });
}

Bytes scriptFile(const std::string& source, int weights = 5)
{
    return fileOf([&](const Path& file) { writeScript(file, source, weights); });
}

Bytes shortened(Bytes file)
{
    file.resize(file.size() / 2);
    return file;
}

std::vector<std::uint8_t> decodeOne(TorchDecoder& decoder, const std::vector<float>& point)
{
    std::vector<std::uint8_t> pixels(decoder.picture().bytes());
    decoder.decode(point, 1, pixels, {});
    return pixels;
}

/// Its weights do not tell the latent size.
const std::string ownWords = "def forward(self, z):\n"
                             "    assert z.dim() == 2, 'points are rows'\n"
                             "    if z.size(1) < 3:\n"
                             "        z = torch.cat([z, torch.ones([3, 3])], 1)\n" // two rows and three do not fit
                             "    assert z.size(1) == 37, 'I take 37.'\n"
                             "    return torch.sigmoid(z[:, 0:24].reshape(-1, 1, 4, 6))\n";

struct BadModel
{
    const char* name;
    std::function<Bytes()> file;
    const char* says;
    ModelProblem problem = ModelProblem::Unusable;
    DecoderOptions options = {};
};

const std::string anySize =
    "def forward(self, z):\n    return torch.sigmoid(z.mean() * torch.ones([z.size(0), 1, 4, 4]))\n";

std::vector<BadModel> badModels()
{
    const auto kind = [](ScriptedDecoder decoder) { return [decoder] { return decoderFile(decoder); }; };
    const auto text = [](const std::string& bytes) { return [bytes] { return bytesOf(bytes); }; };
    const auto script = [](const std::string& source) { return [source] { return scriptFile(source); }; };
    const auto stateDict = [] { return fileOf([](const Path& file) { writeStateDict(file, 3); }); };
    const auto newer = [] { return fileOf([](const Path& file) { writeDecoderWithUnknownOperator(file); }); };
    DecoderOptions fourLatents;
    fourLatents.latentSize = 4;
    DecoderOptions square;
    square.picture = PictureShape{1, 9, 9};
    return {
        {"nothing", text(""), "The file is empty"},
        {"noise", text("abcdefgh"), "no zip archive (it starts with the bytes 61 62 63"},
        {"npy", text("\x93NUMPY\x01"), "NumPy array"},
        {"web page", text("<!DOCTYPE html>"), "a download went wrong"},
        {"git lfs", text("version https://git-lfs.github.com/spec/v1\n"), "Git LFS pointer"},
        {"legacy pickle", [] { return fileOf(writeLegacyPickle); }, "The file is a pickle"},
        {"state dict", stateDict, "weights alone (a state dict"},
        {"cut short", [] { return shortened(decoderFile(ScriptedDecoder::Linear)); }, "damaged or cut short"},
        {"newer", newer, "relz", ModelProblem::NeedsNewerTorch},
        {"encoder",
         [] {
             return decoderFile(ScriptedDecoder::TakesPictures, {8, {1, 32, 32}});
         },
         "looks like an encoder"},
        {"convolutional encoder",
         script("def forward(self, x):\n    return torch.conv2d(x, self.weight.reshape(5, 1, 1, 1)).flatten(1)\n"),
         "looks like an encoder"},
        {"wrong rank", kind(ScriptedDecoder::WrongRank), "pictures are n x channels x height x width"},
        {"wrong type", kind(ScriptedDecoder::WrongType), "values of type Long"},
        {"complex", script("def forward(self, z):\n    return torch.complex(z, z)\n"), "values of type ComplexFloat"},
        {"text", kind(ScriptedDecoder::ReturnsText), "output is not a tensor"},
        {"empty", kind(ScriptedDecoder::Empty), "an empty picture"},
        {"enormous", kind(ScriptedDecoder::Enormous), "at most 1024"},
        {"two channels", kind(ScriptedDecoder::TwoChannels), "2 channels"},
        {"throws", script("def forward(self, z):\n    assert z.dim() == 9, 'out of paint'\n    return z\n"),
         "out of paint", ModelProblem::NeedsLatentSize},
        {"says its size in its own words", script(ownWords), "I take 37", ModelProblem::NeedsLatentSize},
        {"throws at its size", kind(ScriptedDecoder::ThrowsAlways), "no such picture", ModelProblem::NeedsLatentSize},
        {"a dictionary", script("def forward(self, z, extra: Dict[str, Tensor]):\n    return z\n"), "takes `extra`"},
        {"no forward", script("def other(self, z):\n    return z\n"), "without a method 'forward'"},
        {"any size", script(anySize), "several sizes", ModelProblem::NeedsLatentSize},
        {"another size", kind(ScriptedDecoder::Linear), "does not take points of 4 latents", ModelProblem::Unusable,
         fourLatents},
        {"another picture", kind(ScriptedDecoder::Linear), "9 x 9 grey is expected", ModelProblem::Unusable, square},
        {"unknown range", kind(ScriptedDecoder::UnknownRange), "neither [0, 1] nor [-1, 1]", ModelProblem::NeedsRange},
    };
}

} // namespace

class tst_TorchDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatIsWrongWithABadModel_data();
    void saysWhatIsWrongWithABadModel();
    void decodesAsTheModelSays_data();
    void decodesAsTheModelSays();
    void findsLatentSizes_data();
    void findsLatentSizes();
    void takesTheLatentSizeThatItIsGiven();
    void opensASlowDecoderInFewRuns();
    void takesPointsAsMaps();
    void prefersTheFormThatGivesTheKnownPicture();
    void takesOnePointAtATime();
    void takesTheFirstOfATuple();
    void foldsFlatOutputWhenTheSizeIsKnown();
    void takesFlatOutputForSquares_data();
    void takesFlatOutputForSquares();
    void countsWhatIsNotANumber();
    void opensADecoderThatGivesNothingButNan();
    void failsOnlyAtThePointThatTheModelRefuses();
    void decodesABatchAsItsPoints();
    void computesTransposedConvolutionsAsDefined();
    void measuresHowMuchADimensionMatters();
    void measuresAlongDirections();
    void decodesOnCudaAsOnTheCpu();
};

void tst_TorchDecoder::saysWhatIsWrongWithABadModel_data()
{
    QTest::addColumn<std::size_t>("index");
    const auto models = badModels();
    for (std::size_t i = 0; i < models.size(); ++i) {
        QTest::newRow(models[i].name) << i;
    }
}

void tst_TorchDecoder::saysWhatIsWrongWithABadModel()
{
    QFETCH(std::size_t, index);
    const BadModel model = badModels()[index];
    const Bytes file = model.file();
    std::string message;
    ModelProblem problem = ModelProblem::Unusable;
    try {
        const TorchDecoder decoder(file, model.options);
    } catch (const ModelError& error) {
        message = error.what();
        problem = error.problem();
    }
    QVERIFY2(message.find(model.says) != std::string::npos, message.c_str());
    QVERIFY2(message.find('\n') == std::string::npos, message.c_str());
    QVERIFY2(problem == model.problem, message.c_str());
}

void tst_TorchDecoder::decodesAsTheModelSays_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("channels");
    QTest::addColumn<float>("low");
    QTest::addColumn<float>("high");
    QTest::newRow("grey") << int(ScriptedDecoder::Linear) << 1 << 0.0F << 1.0F;
    QTest::newRow("RGB") << int(ScriptedDecoder::Linear) << 3 << 0.0F << 1.0F;
    QTest::newRow("signed RGB") << int(ScriptedDecoder::SignedLinear) << 3 << -1.0F << 1.0F;
    QTest::newRow("grey bytes") << int(ScriptedDecoder::Bytes) << 1 << 0.0F << 255.0F;
    QTest::newRow("RGB bytes") << int(ScriptedDecoder::Bytes) << 3 << 0.0F << 255.0F;
}

void tst_TorchDecoder::decodesAsTheModelSays()
{
    QFETCH(int, kind);
    QFETCH(int, channels);
    QFETCH(float, low);
    QFETCH(float, high);
    const ScriptedModel model{5, {channels, 4, 7}};
    TorchDecoder decoder(decoderFile(ScriptedDecoder(kind), model), {});
    QCOMPARE(decoder.latentSize(), 5);
    QVERIFY(decoder.picture() == model.picture);
    QVERIFY((decoder.range() == ValueRange{low, high}));
    QCOMPARE(decoder.isByteOutput(), ScriptedDecoder(kind) == ScriptedDecoder::Bytes);
    const std::vector<float> point{-6, -1.5F, 0.25F, 3, 6}; // clamped at both ends
    QCOMPARE(decodeOne(decoder, point), linearPicture(point, model.picture).pixels);
}

void tst_TorchDecoder::findsLatentSizes_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {1, 2, 7, 37, 64, 400, 4096}) {
        QTest::addRow("%d", size) << size;
    }
}

void tst_TorchDecoder::findsLatentSizes()
{
    QFETCH(int, size);
    const TorchDecoder decoder(decoderFile(ScriptedDecoder::Linear, {size, {1, 3, 3}}), {});
    QCOMPARE(decoder.latentSize(), size);
}

void tst_TorchDecoder::takesTheLatentSizeThatItIsGiven()
{
    DecoderOptions options;
    options.latentSize = 37;
    const TorchDecoder decoder(scriptFile(ownWords), options);
    QCOMPARE(decoder.latentSize(), 37);
}

void tst_TorchDecoder::opensASlowDecoderInFewRuns()
{
    const Bytes file = decoderFile(ScriptedDecoder::SignedLinear);
    int runs = 0;
    DecoderOptions options;
    options.threads = ThreadPlan{1, 1}; // no measuring
    options.latentSize = 8;
    options.alive = [&runs] { ++runs; };
    const TorchDecoder quick(file, options);
    const int runsOfQuick = std::exchange(runs, 0);
    options.rangeSeconds = 0; // as if the first draws had taken all of it
    const TorchDecoder slow(file, options);
    QCOMPARE(runsOfQuick - runs, 4); // 4 draws, and not the batches of 4, 8, 16 and 32
    QCOMPARE(slow.range(), (ValueRange{-1, 1}));
    QVERIFY(runs <= 10);
}

void tst_TorchDecoder::takesPointsAsMaps()
{
    TorchDecoder decoder(scriptFile("def forward(self, z):\n"
                                    "    w = self.weight.reshape(5, 1, 1, 1).expand(5, 3, 2, 2)\n"
                                    "    return torch.sigmoid(torch.conv_transpose2d(z, w))\n"),
                         {});
    QCOMPARE(decoder.latentSize(), 5);
    QVERIFY((decoder.picture() == PictureShape{3, 2, 2}));
    const auto grey = static_cast<std::uint8_t>(std::lround(255 / (1 + std::exp(-0.2))));
    QCOMPARE(decodeOne(decoder, {1, 1, 0, 0, 0}), std::vector<std::uint8_t>(12, grey));
}

void tst_TorchDecoder::prefersTheFormThatGivesTheKnownPicture()
{
    DecoderOptions options;
    options.latentSize = 5;
    options.picture = PictureShape{1, 2, 2};
    // n x 5 broadcasts to 1 x n x 5 and n pictures of another size; n x 5 x 1 x 1 is meant.
    TorchDecoder decoder(scriptFile("def forward(self, z):\n"
                                    "    x = z + torch.zeros([z.size(0), 5, 1, 1])\n"
                                    "    return torch.sigmoid(x[:, 0:1]).repeat(1, 1, 2, 2)\n"),
                         options);
    QVERIFY((decoder.picture() == PictureShape{1, 2, 2}));
    QCOMPARE(decodeOne(decoder, {0, 9, 9, 9, 9}), std::vector<std::uint8_t>(4, 128));
}

void tst_TorchDecoder::takesOnePointAtATime()
{
    TorchDecoder decoder(scriptFile("def forward(self, z):\n"
                                    "    x = (z * self.weight).reshape(1, 5, 1, 1)\n"
                                    "    return torch.sigmoid(x[:, 0:1]).expand(1, 1, 2, 2)\n"),
                         {});
    std::vector<std::uint8_t> pixels(3 * 4);
    decoder.decode(std::vector<float>{-999, 0, 0, 0, 0, 0, 5, 0, 0, 0, 999, 0, 0, 0, 0}, 3, pixels, {});
    QCOMPARE(pixels, (std::vector<std::uint8_t>{0, 0, 0, 0, 128, 128, 128, 128, 255, 255, 255, 255}));
}

void tst_TorchDecoder::takesTheFirstOfATuple()
{
    TorchDecoder decoder(scriptFile("def forward(self, z):\n"
                                    "    x = torch.sigmoid(z * self.weight)[:, 0:1].reshape(-1, 1, 1, 1)\n"
                                    "    return x.expand(-1, 3, 2, 2), z\n"),
                         {});
    QCOMPARE(decodeOne(decoder, {999, 0, 0, 0, 0}), std::vector<std::uint8_t>(12, 255));
}

void tst_TorchDecoder::foldsFlatOutputWhenTheSizeIsKnown()
{
    DecoderOptions options;
    options.picture = PictureShape{1, 1, 5};
    TorchDecoder decoder(scriptFile("def forward(self, z):\n    return torch.sigmoid(z * self.weight)\n"), options);
    QCOMPARE(decodeOne(decoder, {-999, 999, 0, 999, -999}), (std::vector<std::uint8_t>{0, 255, 128, 255, 0}));
}

void tst_TorchDecoder::takesFlatOutputForSquares_data()
{
    QTest::addColumn<int>("values");
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("side"); // 0: it is refused
    QTest::newRow("MNIST") << 784 << 1 << 28;
    QTest::newRow("CIFAR") << 3072 << 3 << 32;
    QTest::newRow("no square") << 785 << 0 << 0;
    QTest::newRow("latents, most likely") << 64 << 0 << 0;
}

/// The usual first autoencoder ends with a linear layer.
void tst_TorchDecoder::takesFlatOutputForSquares()
{
    QFETCH(int, values);
    QFETCH(int, channels);
    QFETCH(int, side);
    const std::string size = std::to_string(values);
    const Bytes file =
        scriptFile("def forward(self, z):\n    return torch.sigmoid(torch.linear(z, self.weight.repeat(" + size +
                   ", 1) * torch.linspace(-1, 1, " + size + ").unsqueeze(1)))\n");
    if (side == 0) {
        QVERIFY_THROWS_EXCEPTION(ModelError, TorchDecoder(file, {}));
        return;
    }
    TorchDecoder decoder(file, {});
    QCOMPARE(decoder.latentSize(), 5);
    QVERIFY((decoder.picture() == PictureShape{channels, side, side}));
    const std::vector<std::uint8_t> pixels = decodeOne(decoder, {1, 1, 1, 1, 1});
    QVERIFY(pixels.front() != pixels.back());
}

void tst_TorchDecoder::countsWhatIsNotANumber()
{
    TorchDecoder decoder(decoderFile(ScriptedDecoder::NanAboveTwo, {4, {3, 4, 4}}), {});
    std::vector<std::uint8_t> pixels(2 * 48);
    std::vector<double> shares(2, -1);
    decoder.decode(std::vector<float>{1, 0, 0, 0, 3, 0, 0, 0}, 2, pixels, shares);
    QCOMPARE(shares, (std::vector<double>{0, 0.5}));
    QCOMPARE(std::count(pixels.begin(), pixels.begin() + 48, 0), 0);
    QCOMPARE(std::count(pixels.begin() + 48, pixels.end(), 0), 24);
}

void tst_TorchDecoder::opensADecoderThatGivesNothingButNan()
{
    TorchDecoder decoder(decoderFile(ScriptedDecoder::AlwaysNan), {});
    QVERIFY((decoder.range() == ValueRange{0, 1}));
    std::vector<std::uint8_t> pixels(decoder.picture().bytes(), 7);
    std::vector<double> share(1);
    decoder.decode(std::vector<float>(8), 1, pixels, share);
    QCOMPARE(share[0], 1.0);
    QCOMPARE(pixels, std::vector<std::uint8_t>(pixels.size(), 0));
}

void tst_TorchDecoder::failsOnlyAtThePointThatTheModelRefuses()
{
    DecoderOptions options;
    options.range = ValueRange{0, 1};
    TorchDecoder decoder(decoderFile(ScriptedDecoder::ThrowsAboveTwo), options);
    std::vector<float> point(8);
    point[0] = 3;
    QVERIFY_THROWS_EXCEPTION(ModelError, decodeOne(decoder, point));
    point[0] = 1;
    QCOMPARE(decodeOne(decoder, point), linearPicture(point, decoder.picture()).pixels);
}

void tst_TorchDecoder::decodesABatchAsItsPoints()
{
    const ScriptedModel model{3, {3, 5, 4}};
    TorchDecoder decoder(decoderFile(ScriptedDecoder::Linear, model), {});
    constexpr std::size_t count = 150; // more than one batch
    std::vector<float> points(count * 3);
    for (std::size_t i = 0; i < points.size(); ++i) {
        points[i] = 4 * std::sin(static_cast<float>(i));
    }
    std::vector<std::uint8_t> pixels(count * 60);
    decoder.decode(points, count, pixels, {});
    for (std::size_t i = 0; i < count; ++i) {
        const std::vector<float> point(&points[3 * i], &points[3 * i] + 3);
        const auto start = pixels.begin() + static_cast<std::ptrdiff_t>(i * 60);
        QVERIFY(std::equal(start, start + 60, linearPicture(point, model.picture).pixels.begin()));
    }
}

void tst_TorchDecoder::computesTransposedConvolutionsAsDefined()
{
    // Unequal strides, paddings and output paddings, two groups: what the faster form must get right as well.
    DecoderOptions options;
    options.latentSize = 8;
    TorchDecoder decoder(scriptFile("def forward(self, z):\n"
                                    "    w = (self.weight * torch.arange(72)).reshape(4, 2, 3, 3)\n"
                                    "    x = torch.conv_transpose2d(z.reshape(-1, 4, 1, 2), w, None, [3, 2], [1, 0], "
                                    "[2, 1], 2, [1, 1])\n"
                                    "    return torch.sigmoid(x[:, 0:3] * 0.1)\n",
                                    72),
                         options);
    QVERIFY((decoder.picture() == PictureShape{3, 3, 6}));
    const std::vector<float> point{1, -1, 0.5F, 2, -2, 0.25F, 1, 3};
    std::vector<double> sums(4 * 18);
    for (std::size_t input = 0; input < 4; ++input) {
        for (std::size_t i = 0; i < 2 * 2 * 2 * 3; ++i) { // column, output map, kernel row 1 and 2, kernel column
            const std::size_t column = i / 12;
            const std::size_t output = i / 6 % 2;
            const std::size_t ky = 1 + i / 3 % 2;
            const std::size_t kx = i % 3;
            const double weight = 0.1 * static_cast<double>(((input * 2 + output) * 3 + ky) * 3 + kx);
            sums[(output + 2 * (input / 2)) * 18 + (ky - 1) * 6 + 2 * column + kx] +=
                static_cast<double>(point[input * 2 + column]) * weight;
        }
    }
    std::vector<std::uint8_t> expected(54);
    for (std::size_t i = 0; i < 54; ++i) {
        expected[i % 18 * 3 + i / 18] = static_cast<std::uint8_t>(std::lround(255 / (1 + std::exp(-0.1 * sums[i]))));
    }
    QCOMPARE(decodeOne(decoder, point), expected);
}

void tst_TorchDecoder::measuresHowMuchADimensionMatters()
{
    // 3 pixels for 3 latents: each moves one of them by 0.1 per unit.
    TorchDecoder decoder(decoderFile(ScriptedDecoder::Linear, {3, {1, 1, 3}}), {});
    const LatentTable bases(5, 3);
    const auto all = decoder.influence(bases, std::vector<float>{1, 2, 0}, {}, 0, 3);
    QCOMPARE(all.size(), std::size_t{3});
    QVERIFY(std::abs(all[0] - 0.1F / std::sqrt(3.0F)) < 1e-6F);
    QVERIFY(std::abs(all[1] - 0.2F / std::sqrt(3.0F)) < 1e-6F);
    QCOMPARE(all[2], 0.0F);
    QCOMPARE(decoder.influence(bases, std::vector<float>{1, 2, 0}, {}, 1, 1), (std::vector<float>{all[1]}));
}

void tst_TorchDecoder::measuresAlongDirections()
{
    TorchDecoder decoder(decoderFile(ScriptedDecoder::SignedLinear, {3, {1, 1, 3}}), {});
    const LatentTable directions(1, 3, {0, 3, 4});
    const auto result = decoder.influence(LatentTable(2, 3), std::vector<float>{0.1F}, directions, 0, 1);
    QVERIFY(std::abs(result[0] - 0.05F / std::sqrt(3.0F)) < 1e-6F); // |direction| 5, in units of the range
}

void tst_TorchDecoder::decodesOnCudaAsOnTheCpu()
{
    if (availableDevices().size() < 2) {
        QSKIP("There is no CUDA device here: decoding on one was not checked.");
    }
    const ScriptedModel model{5, {3, 4, 7}};
    const std::vector<float> points{-6, -1.5F, 0.25F, 3, 6, 3, 0, 1, 2, 0};
    for (const auto kind : {ScriptedDecoder::Linear, ScriptedDecoder::Bytes, ScriptedDecoder::NanAboveTwo}) {
        std::vector<std::vector<std::uint8_t>> pixels;
        std::vector<std::vector<double>> shares;
        for (const std::string& device : {availableDevices()[0], availableDevices()[1]}) {
            DecoderOptions options;
            options.device = device;
            TorchDecoder decoder(decoderFile(kind, model), options);
            pixels.emplace_back(2 * model.picture.bytes());
            shares.emplace_back(2);
            decoder.decode(points, 2, pixels.back(), shares.back());
        }
        QCOMPARE(pixels[1], pixels[0]);
        QCOMPARE(shares[1], shares[0]);
    }
}

QTEST_GUILESS_MAIN(tst_TorchDecoder)
#include "tst_TorchDecoder.moc"
