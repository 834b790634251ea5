// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"
#include "fixtures/ScriptedModels.h"
#include "latent/PortableRandom.h"
#include "latent/PriorDraws.h"
#include "nn/TorchDecoder.h"
#include "nn/TorchMapping.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

namespace {

using Bytes = std::vector<std::byte>;

/// A module with `source` and the parameter `weight`: so many numbers, 0.1 times each.
Bytes script(const std::string& source, int weights)
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("model.pt").toStdString();
    writeScript(file, source, weights);
    const std::string text = readWholeFile(file, std::size_t{1} << 30);
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}

// Points of 3 latents become grey pictures of 1 x 3; what goes in beside them is added to all pixels or to each.
const std::string head = "def forward(self, z, ";
const std::string tail = "    assert z.dim() == 2 and z.size(1) == 3, 'three latents'\n"
                         "    return (0.5 + 0.01 * z + added).view(-1, 1, 1, 3)\n";

Bytes classDecoder(const std::string& name = "label")
{
    return script(head + name + "):\n    added = 0.01 * (self.weight * torch.arange(21)).reshape(7, 3)[" + name +
                      "]\n" + tail,
                  21);
}

Bytes oneHotDecoder()
{
    return script(
        head + "y):\n    added = 0.01 * torch.matmul(y, (self.weight * torch.arange(21)).reshape(7, 3))\n" + tail, 21);
}

Bytes numberDecoder()
{
    return script(head + "strength):\n    added = 0.1 * strength.view(-1, 1)\n" + tail, 3);
}

Bytes noiseDecoder()
{
    return script(head + "noise):\n    added = 0.05 * noise.view(-1, 3)\n" + tail, 3);
}

ModelInput classInput(bool isOneHot = false)
{
    ModelInput input{.name = "label", .kind = InputKind::Class, .classes = 7};
    input.isOneHot = isOneHot;
    return input;
}

ModelInput noiseInput()
{
    ModelInput input{.name = "noise", .kind = InputKind::Noise};
    input.shape = {1, 1, 3};
    return input;
}

DecoderOptions with(std::vector<ModelInput> inputs)
{
    DecoderOptions options;
    options.latentSize = 3;
    options.range = ValueRange{0, 1};
    options.threads = ThreadPlan{};
    options.inputs = std::move(inputs);
    return options;
}

DecoderOptions unknown(std::optional<int> latentSize = {})
{
    DecoderOptions options;
    options.latentSize = latentSize;
    options.range = ValueRange{0, 1};
    options.threads = ThreadPlan{};
    return options;
}

std::vector<std::uint8_t> decoded(TorchDecoder& decoder, const std::vector<float>& rows)
{
    const std::size_t count = rows.size() / decoder.rowSize();
    std::vector<std::uint8_t> pixels(count * decoder.picture().bytes());
    decoder.decode(rows, count, pixels, {});
    return pixels;
}

std::uint8_t pixelOf(float value)
{
    return static_cast<std::uint8_t>(std::nearbyint(255 * std::clamp(value, 0.0F, 1.0F)));
}

template <class Work> std::string sentenceOf(const Work& work)
{
    try {
        work();
    } catch (const UserError& error) {
        return error.what();
    }
    return {};
}

} // namespace

#define COMPARE_SAYS(sentence, part) QVERIFY2((sentence).find(part) != std::string::npos, (sentence).c_str())

class tst_DecoderInputs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aClassGoesInAsANumberOrAsAVector()
    {
        for (const bool isOneHot : {false, true}) {
            TorchDecoder decoder(isOneHot ? oneHotDecoder() : classDecoder(), with({classInput(isOneHot)}));
            QCOMPARE(decoder.rowSize(), std::size_t{4});
            const auto pixels = decoded(decoder, {1, 2, 3, 0, 1, 2, 3, 5});
            for (std::size_t i = 0; i < 3; ++i) {
                const float point = 0.5F + 0.01F * static_cast<float>(i + 1);
                QCOMPARE(pixels[i], pixelOf(point + 0.001F * static_cast<float>(i)));
                QCOMPARE(pixels[3 + i], pixelOf(point + 0.001F * static_cast<float>(15 + i)));
            }
        }
    }

    void aNumberGoesInForEachPoint()
    {
        TorchDecoder decoder(numberDecoder(), with({{.name = "strength", .low = -1}}));
        QCOMPARE(decoded(decoder, {0, 0, 0, 1, 0, 0, 0, -0.5F}),
                 (std::vector<std::uint8_t>{153, 153, 153, pixelOf(0.45F), pixelOf(0.45F), pixelOf(0.45F)}));
    }

    void aScalarOfThePrototypeGoesInForRunsOfEqualOnes()
    {
        TorchDecoder decoder(
            script(head + "strength: float, shift: int):\n    added = 0.1 * strength + 0.2 * shift\n" + tail, 3),
            with({{.name = "strength", .low = -1}, classInput()}));
        const std::vector<float> rows = {0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0.5F, 2};
        const auto together = decoded(decoder, rows);
        QCOMPARE(together, (std::vector<std::uint8_t>{153, 153, 153, 153, 153, 153, pixelOf(0.95F), pixelOf(0.95F),
                                                      pixelOf(0.95F)}));
    }

    void noiseFollowsFromItsSeedAlone()
    {
        TorchDecoder decoder(noiseDecoder(), with({noiseInput()}));
        std::vector<float> noise(3);
        PortableRandom random(11, 0);
        drawNormal(noise, random);
        const auto pixels = decoded(decoder, {0, 0, 0, 11, 0, 0, 0, 12, 0, 0, 0, 11});
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(pixels[i], pixelOf(0.5F + 0.05F * noise[i]));
            QCOMPARE(pixels[6 + i], pixels[i]);
        }
        QVERIFY(!std::equal(pixels.begin(), pixels.begin() + 3, pixels.begin() + 3));
        QCOMPARE(decoded(decoder, {0, 0, 0, 11}), std::vector<std::uint8_t>(pixels.begin(), pixels.begin() + 3));
    }

    void truncationGoesTowardsTheMeanOfW()
    {
        DecoderOptions options = with({});
        options.mappedMean = {10, 0, -10};
        TorchDecoder decoder(script("def forward(self, z):\n    added = 0\n" + tail, 3), options);
        QCOMPARE(decoder.rowSize(), std::size_t{4});
        QCOMPARE(decoded(decoder, {0, 20, 0, 1, 0, 20, 0, 0.5F, 0, 20, 0, 0}),
                 (std::vector<std::uint8_t>{128, pixelOf(0.7F), 128, pixelOf(0.55F), pixelOf(0.6F), pixelOf(0.45F),
                                            pixelOf(0.6F), 128, pixelOf(0.4F)}));
        COMPARE_SAYS(sentenceOf([&] { decoded(decoder, {0, 0, 0, 3}); }), "truncation");
    }

    void influenceMovesTheLatentsAndNotWhatStandsBesideThem()
    {
        TorchDecoder decoder(classDecoder(), with({classInput()}));
        const LatentTable bases(2, 4, {0, 0, 0, 1, 0, 0, 0, 6});
        const auto influence = decoder.influence(bases, std::vector<float>{1, 2, 3}, {}, 0, 3);
        QCOMPARE(influence.size(), std::size_t{3});
        QVERIFY(std::abs(influence[1] / influence[0] - 2) < 1e-3F);
        const LatentTable directions(1, 4, {0, 2, 0, 0});
        const auto along = decoder.influence(bases, std::vector<float>{1}, directions, 0, 1);
        QVERIFY(std::abs(along[0] / influence[1] - 1) < 1e-3F);
    }

    void classesAreFoundAndCounted()
    {
        for (const std::string name : {"label", "index"}) {
            const TorchDecoder decoder(classDecoder(name), unknown());
            QCOMPARE(decoder.latentSize(), 3);
            QCOMPARE(decoder.inputs().size(), std::size_t{1});
            const ModelInput& input = decoder.inputs()[0];
            QCOMPARE(input.name, name);
            QVERIFY(input.kind == InputKind::Class && !input.isOneHot);
            QCOMPARE(input.classes, 7);
            QCOMPARE(input.initial, 0.0F);
        }
    }

    void aVectorOfAClassIsFound()
    {
        const TorchDecoder decoder(oneHotDecoder(), unknown());
        QVERIFY(decoder.inputs().at(0).isOneHot);
        QCOMPARE(decoder.inputs()[0].classes, 7);
    }

    void numbersAreFound()
    {
        const TorchDecoder tensor(numberDecoder(), unknown());
        QVERIFY(tensor.inputs().at(0).kind == InputKind::Number);
        const TorchDecoder scalar(
            script(head + "truncation_psi: float = 0.7, tiny: float = 1e-8):\n    added = truncation_psi * tiny\n" +
                       tail,
                   3),
            unknown());
        QCOMPARE(scalar.inputs().size(), std::size_t{1}); // nobody moves 1e-8
        QCOMPARE(scalar.inputs()[0].initial, 0.7F);
        QCOMPARE(scalar.inputs()[0].high, 1.5F);
    }

    void noiseIsFoundByItsName()
    {
        const TorchDecoder decoder(noiseDecoder(), unknown());
        QVERIFY(decoder.inputs().at(0).kind == InputKind::Noise);
        QCOMPARE(decoder.inputs()[0].shape, std::vector<int>{3});
    }

    void aClassJoinedToThePointNeedsTheLatentSize()
    {
        const Bytes joined =
            script("def forward(self, z, y):\n    x = torch.cat([z, y], 1)\n"
                   "    return (0.5 + 0.001 * torch.matmul(x, self.weight.reshape(8, 4))).view(-1, 1, 2, 2)\n",
                   32);
        QVERIFY(!sentenceOf([&] { TorchDecoder(joined, unknown()); }).empty());
        const TorchDecoder decoder(joined, unknown(5));
        QCOMPARE(decoder.inputs().at(0).classes, 3);
    }

    void argumentsWithDefaultsStayAsTheyAre()
    {
        const TorchDecoder decoder(script(head +
                                              "label: Optional[Tensor] = None, flag: bool = True):\n"
                                              "    added = 0\n" +
                                              tail,
                                          3),
                                   unknown());
        QVERIFY(decoder.inputs().empty());
        QCOMPARE(decoder.rowSize(), std::size_t{3});
    }

    void saysWhatDoesNotFit()
    {
        COMPARE_SAYS(sentenceOf([] { TorchDecoder(classDecoder(), with({})); }),
                     "takes label beside its points, but 0 inputs are described");
        COMPARE_SAYS(sentenceOf([] {
                         TorchDecoder(classDecoder(), with({classInput(), noiseInput()}));
                     }),
                     "but 2 inputs are described");
        COMPARE_SAYS(sentenceOf([] { TorchDecoder(classDecoder(), with({noiseInput()})); }),
                     "Describe that in `inputs` of a space.json as it is");
        ModelInput fewer = classInput(true);
        fewer.classes = 6;
        COMPARE_SAYS(sentenceOf([&] { TorchDecoder(oneHotDecoder(), with({fewer})); }), "beside them (y)");
        COMPARE_SAYS(
            sentenceOf([] { TorchDecoder(script(head + "extra: str):\n    added = 0\n" + tail, 3), unknown()); }),
            "takes `extra`");
        TorchDecoder decoder(classDecoder(), with({classInput()}));
        COMPARE_SAYS(sentenceOf([&] { decoded(decoder, {0, 0, 0, 7}); }), "takes a class from 0 to 6");
        COMPARE_SAYS(sentenceOf([&] { decoded(decoder, {0, 0, 0, std::nanf("")}); }), "takes a class from 0 to 6");
        ModelInput more = classInput(); // the model itself has fewer
        more.classes = 9;
        TorchDecoder wrong(classDecoder(), with({more}));
        COMPARE_SAYS(sentenceOf([&] { decoded(wrong, {0, 0, 0, 8}); }), "out of bounds");
    }

    void aMappingGivesLatentsAndTheirMean()
    {
        TorchMapping mapping(script("def forward(self, z):\n    return torch.cat([2 * z, z[:, :1] + 5], 1)\n", 2),
                             {.size = 2, .latentSize = 3});
        const LatentTable mapped = mapping.map(LatentTable(2, 2, {1, 2, 3, 4}));
        QCOMPARE(std::vector<float>(mapped.values().begin(), mapped.values().end()),
                 (std::vector<float>{2, 4, 6, 6, 8, 8}));
        QVERIFY(std::abs(mapping.mean()[0]) < 0.1F && std::abs(mapping.mean()[2] - 5) < 0.05F);
        QVERIFY(std::abs(mapping.deviation()[0] - 2) < 0.1F && std::abs(mapping.deviation()[2] - 1) < 0.05F);
        QCOMPARE(mapping.someLatents().rows(), std::size_t{64});
    }

    void saysWhatIsWrongWithAMapping()
    {
        const auto sentence = [](const std::string& body, int size = 2) {
            return sentenceOf(
                [&] { TorchMapping(script("def forward(self, z" + body, 2), {.size = size, .latentSize = 3}); });
        };
        COMPARE_SAYS(sentence("):\n    return z\n"), "gives 2 latents, but the decoder takes 3");
        COMPARE_SAYS(sentence("):\n    return torch.log(torch.cat([z, z[:, :1]], 1))\n"), "NaN or infinite");
        COMPARE_SAYS(sentence("):\n    return z.sum()\n"), "one row of float numbers");
        COMPARE_SAYS(sentence(", y):\n    return z\n"), "takes 2 inputs");
        COMPARE_SAYS(sentence("):\n    return torch.matmul(z, self.weight.reshape(2, 1))\n", 4),
                     "failed mapping a draw");
    }
};

QTEST_GUILESS_MAIN(tst_DecoderInputs)
#include "tst_DecoderInputs.moc"
