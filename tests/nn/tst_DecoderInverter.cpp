// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"
#include "fixtures/ScriptedModels.h"
#include "nn/DecoderInverter.h"
#include "nn/TorchDecoder.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace {

using Bytes = std::vector<std::byte>;

constexpr PictureShape shape{1, 8, 8};
constexpr int latents = 4;

Bytes fileOf(const std::function<void(const std::filesystem::path&)>& write)
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("model.pt").toStdString();
    write(file);
    const std::string text = readWholeFile(file, std::size_t{1} << 30);
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}

Bytes scriptFile(const std::string& source)
{
    return fileOf([&](const auto& file) { writeScript(file, source, 5); });
}

/// Four waves over 8 x 8 pixels, through a sigmoid: another point is another picture. `before` and `after` change z and
/// the values x.
std::string waves(const std::string& before = {}, const std::string& after = {})
{
    return "def forward(self, z):\n" + before +
           "    place = torch.arange(64).reshape(1, -1) * 0.11\n"
           "    x = torch.sigmoid(z @ torch.sin((torch.arange(4).reshape(-1, 1) + 1.0) * place))\n"
           "    x = x.reshape(-1, 1, 8, 8)\n" +
           after + "    return x\n";
}

const std::string upwards = "def forward(self, z):\n"
                            "    kernel = torch.sin(torch.arange(64) * 0.7).reshape(4, 1, 4, 4)\n"
                            "    x = z.reshape(-1, 4, 1, 1).expand(-1, 4, 4, 4) * torch.cos(torch.arange(64) * "
                            "0.3).reshape(1, 4, 4, 4)\n"
                            "    return torch.sigmoid(torch.conv_transpose2d(x, kernel, None, [2, 2], [1, 1]))\n";

DecoderOptions knowing()
{
    DecoderOptions options;
    options.latentSize = latents;
    options.range = ValueRange{0, 1};
    options.threads = ThreadPlan{1, 1};
    return options;
}

KnownDecoder known()
{
    return {"cpu", latents, shape, {0, 1}};
}

std::vector<std::uint8_t> pictureOf(const Bytes& file, const LatentVector& point)
{
    TorchDecoder decoder(file, knowing());
    std::vector<std::uint8_t> pixels(decoder.picture().bytes());
    decoder.decode(point, 1, pixels, {});
    return pixels;
}

InversionTask taskOf(const std::vector<std::uint8_t>& pixels)
{
    InversionTask task;
    task.pixels = pixels;
    task.options.priorWeight = 0;
    return task;
}

double distance(const LatentVector& a, const LatentVector& b)
{
    LatentVector difference = a;
    addScaled(difference, -1, b);
    return norm(difference);
}

const LatentVector truth = {0.8F, -1.1F, 0.5F, 1.6F};

template <class Error> std::string refusal(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

} // namespace

class tst_DecoderInverter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsThePointOfAPicture_data()
    {
        QTest::addColumn<QString>("source");
        const auto row = [](const char* name, const std::string& source) {
            QTest::newRow(name) << QString::fromStdString(source);
        };
        row("points", waves());
        row("maps", waves("    assert z.dim() == 4\n    z = z.reshape(-1, 4)\n"));
        row("one at a time", waves("    assert z.size(0) == 1\n"));
        row("writes into its input", waves("    z.mul_(0.9)\n"));
        row("transposed convolutions", upwards);
    }

    void findsThePointOfAPicture()
    {
        QFETCH(const QString, source);
        const Bytes file = scriptFile(source.toStdString());
        const auto pixels = pictureOf(file, truth);
        DecoderInverter inverter(file, known());
        const Inversion found = inverter.invert(taskOf(pixels));
        QVERIFY2(found.error < 1.0 / 255, qPrintable(QString::number(found.error)));
        QVERIFY(found.startError > found.error);
        QVERIFY2(distance(found.point, truth) < 0.05, qPrintable(QString::number(distance(found.point, truth))));
        QVERIFY(!found.stoppedEarly);
    }

    void theErrorIsThatOfTheEightBitPictures()
    {
        const Bytes file = scriptFile(waves());
        const auto pixels = pictureOf(file, truth);
        InversionTask task = taskOf(pixels);
        task.options.steps = 3;
        const Inversion found = DecoderInverter(file, known()).invert(task);
        const auto got = pictureOf(file, found.point);
        double sum = 0;
        for (std::size_t i = 0; i < got.size(); ++i) {
            sum += std::pow((got[i] - pixels[i]) / 255.0, 2);
        }
        QVERIFY(std::abs(found.error - std::sqrt(sum / static_cast<double>(got.size()))) < 1e-6);
    }

    void theSameSeedGivesTheSamePoint()
    {
        const Bytes file = scriptFile(waves());
        const auto pixels = pictureOf(file, truth);
        InversionTask task = taskOf(pixels);
        task.options.steps = 20;
        DecoderInverter inverter(file, known());
        const LatentVector first = inverter.invert(task).point;
        QCOMPARE(inverter.invert(task).point, first);
        QCOMPARE(DecoderInverter(file, known()).invert(task).point, first);
        task.options.seed = 2;
        QVERIFY(inverter.invert(task).point != first);
    }

    void beginsAtTheNearestOfTheStarts()
    {
        const Bytes file = scriptFile(waves());
        const auto pixels = pictureOf(file, truth);
        InversionTask task = taskOf(pixels);
        LatentVector near = truth;
        near[0] += 0.1F;
        task.starts = LatentTable(3, 4);
        std::ranges::copy(near, task.starts.row(1).begin());
        task.options.steps = 0;
        QCOMPARE(DecoderInverter(file, known()).invert(task).point, near);
    }

    void stopsWhenToldAndGoesOnFromThere()
    {
        const Bytes file = scriptFile(waves());
        const auto pixels = pictureOf(file, truth);
        InversionTask task = taskOf(pixels);
        DecoderInverter inverter(file, known());
        std::stop_source stop;
        double last = 1e9;
        const Inversion stopped = inverter.invert(task, {stop.get_token(), [&](const InversionProgress& progress) {
                                                             QVERIFY(progress.loss <= last); // of the best so far
                                                             last = progress.loss;
                                                             if (progress.step == 5) {
                                                                 stop.request_stop();
                                                             }
                                                         }});
        QVERIFY(stopped.stoppedEarly);
        QCOMPARE(stopped.steps, 5);
        task.starts = {1, 4, stopped.point};
        task.options.draws = 0;
        const Inversion end = inverter.invert(task);
        QCOMPARE(end.startError, stopped.error);
        QVERIFY(end.error < stopped.error);
        QVERIFY(distance(end.point, truth) < 0.05);
    }

    void endsWhenItsTimeIsUp()
    {
        const Bytes file = scriptFile(waves());
        const auto pixels = pictureOf(file, truth);
        InversionTask task = taskOf(pixels);
        task.options.seconds = 0;
        const Inversion found = DecoderInverter(file, known()).invert(task);
        QVERIFY(found.stoppedEarly);
        QCOMPARE(found.steps, 0);
        QCOMPARE(found.point.size(), std::size_t{4});
    }

    void theNormalPriorPullsToTheCentre()
    {
        const Bytes file = scriptFile(waves());
        const auto pixels = pictureOf(file, truth);
        InversionTask task = taskOf(pixels);
        DecoderInverter inverter(file, known());
        task.options.priorWeight = 3;
        QVERIFY(norm(inverter.invert(task).point) < 0.8 * norm(truth));
        task.scale = {truth, LatentVector(4, 0.5F)};
        task.options.priorWeight = 100;
        QVERIFY(distance(inverter.invert(task).point, truth) < 0.01);
    }

    void aUniformPriorKeepsThePointInItsCube()
    {
        const Bytes file = scriptFile(waves());
        const auto pixels = pictureOf(file, truth); // outside
        InversionTask task = taskOf(pixels);
        task.options.prior = Prior::Uniform;
        const Inversion found = DecoderInverter(file, known()).invert(task);
        QVERIFY(std::ranges::all_of(found.point, [](float value) { return std::abs(value) <= 1; }));
        QVERIFY(found.error < found.startError);
    }

    void unequalLatentsAreFoundInTheirOwnUnits()
    {
        const Bytes file = scriptFile(waves("    z = z * torch.tensor([0.01, 1.0, 100.0, 1.0])\n"));
        const LatentVector point = {80.0F, -1.1F, 0.005F, 1.6F};
        const auto pixels = pictureOf(file, point);
        InversionTask task = taskOf(pixels);
        task.scale = {LatentVector(4), {100.0F, 1.0F, 0.01F, 1.0F}};
        const Inversion found = DecoderInverter(file, known()).invert(task);
        QVERIFY2(found.error < 1.0 / 255, qPrintable(QString::number(found.error)));
        QVERIFY(std::abs(found.point[0] - point[0]) < 5);
    }

    void goesRoundPointsThatGiveNan()
    {
        const Bytes file = scriptFile(
            waves({}, "    x = torch.where(z[:, 0].reshape(-1, 1, 1, 1) > 0.85, torch.zeros([1]) / 0.0, x)\n"));
        const auto pixels = pictureOf(file, truth);
        const Inversion found = DecoderInverter(file, known()).invert(taskOf(pixels));
        QVERIFY2(found.error < 0.02, qPrintable(QString::number(found.error)));
        QVERIFY(found.point[0] <= 0.86F);
    }

    void decodingGoesOnBeside()
    {
        const Bytes file = scriptFile(upwards);
        TorchDecoder decoder(file, knowing());
        std::vector<std::uint8_t> before(shape.bytes());
        decoder.decode(truth, 1, before, {});
        DecoderInverter inverter(file, known());
        std::vector<std::uint8_t> between(shape.bytes());
        const Inversion found = inverter.invert(
            taskOf(before), {{}, [&](const InversionProgress&) { decoder.decode(truth, 1, between, {}); }});
        QCOMPARE(between, before);
        QVERIFY(found.error < 1.0 / 255);
    }

    void inputsAndTruncationStayAsTheyAre()
    {
        const Bytes file = scriptFile("def forward(self, z, y: int, strength):\n"
                                      "    z = z * strength.reshape(-1, 1) + y * 0.25\n" +
                                      waves().substr(std::string("def forward(self, z):\n").size()));
        const std::vector<ModelInput> inputs = {
            {.name = "y", .kind = InputKind::Class, .classes = 4},
            {.name = "strength", .kind = InputKind::Number, .initial = 1, .low = 0, .high = 2}};
        const LatentVector tail = {3, 0.5F, 0.7F};
        DecoderOptions options = knowing();
        options.inputs = inputs;
        options.mappedMean = {0.1F, 0.2F, 0.3F, 0.4F};
        TorchDecoder decoder(file, options);
        LatentVector row = truth;
        row.insert(row.end(), tail.begin(), tail.end());
        std::vector<std::uint8_t> pixels(shape.bytes());
        decoder.decode(row, 1, pixels, {});

        KnownDecoder withInputs = known();
        withInputs.inputs = inputs;
        withInputs.mappedMean = options.mappedMean;
        InversionTask task = taskOf(pixels);
        task.tail = tail;
        const Inversion found = DecoderInverter(file, withInputs).invert(task);
        QVERIFY2(found.error < 1.0 / 255, qPrintable(QString::number(found.error)));
        QVERIFY2(distance(found.point, truth) < 0.15, qPrintable(QString::number(distance(found.point, truth))));
        task.tail.pop_back();
        QVERIFY(!refusal<UserError>([&] { (void)DecoderInverter(file, withInputs).invert(task); }).empty());
    }

    void refusesDecodersWithoutGradients_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& source, const char* says) {
            QTest::newRow(name) << QString::fromStdString(source) << says;
        };
        row("bytes", {}, "uint8");
        row("whole numbers inside", waves("    z = (z * 8).to(3) * 0.125\n"), "do not depend"); // 3 is int32
        row("NaN gradients", waves("    z = torch.where(z > 1e9, torch.sqrt(z * 0.0 - 1.0), z)\n"), "NaN or infinite)");
        row("rounded", waves({}, "    x = torch.round(x * 3) / 3\n"), "they are zero");
        row("NaN", waves({}, "    x = x / 0.0 - x / 0.0\n"), "every one of 64 starts");
    }

    void refusesDecodersWithoutGradients()
    {
        QFETCH(const QString, source);
        QFETCH(const QString, says);
        const Bytes file = source.isEmpty() ? fileOf([](const auto& path) {
            writeDecoder(path, ScriptedDecoder::Bytes, {latents, shape});
        })
                                            : scriptFile(source.toStdString());
        const std::vector<std::uint8_t> pixels(shape.bytes(), 100);
        const std::string said =
            refusal<ModelError>([&] { (void)DecoderInverter(file, known()).invert(taskOf(pixels)); });
        QVERIFY2(said.find(says.toStdString()) != std::string::npos, said.c_str());
    }

    void refusesWhatDoesNotFitTheDecoder()
    {
        const Bytes file = scriptFile(waves());
        DecoderInverter inverter(file, known());
        const std::vector<std::uint8_t> small(10);
        QVERIFY(!refusal<UserError>([&] { (void)inverter.invert(taskOf(small)); }).empty());
        const std::vector<std::uint8_t> pixels(shape.bytes());
        InversionTask task = taskOf(pixels);
        task.starts = LatentTable(1, 3);
        QVERIFY(!refusal<UserError>([&] { (void)inverter.invert(task); }).empty());
        task.starts = {1, 4, LatentVector(4, std::numeric_limits<float>::quiet_NaN())};
        QVERIFY(!refusal<UserError>([&] { (void)inverter.invert(task); }).empty());
    }
};

QTEST_GUILESS_MAIN(tst_DecoderInverter)
#include "tst_DecoderInverter.moc"
