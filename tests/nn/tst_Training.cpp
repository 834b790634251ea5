// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "nn/Device.h"
#include "nn/TorchDecoder.h"
#include "nn/TorchEncoder.h"
#include "nn/Training.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <random>

namespace {

/// A bright square of 5 pixels at a random place in each picture.
PictureBatch toySet(std::size_t count)
{
    constexpr std::size_t height = 12;
    constexpr std::size_t width = 20;
    PictureBatch pictures{count, {1, height, width}, std::vector<std::uint8_t>(count * height * width, 10), {}};
    std::mt19937_64 random(3);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t left = random() % (width - 5);
        const std::size_t top = random() % (height - 5);
        for (std::size_t pixel = 0; pixel < 25; ++pixel) {
            pictures.pixels[(i * height + top + pixel / 5) * width + left + pixel % 5] = 240;
        }
    }
    return pictures;
}

TrainingOptions smallOptions(int epochs)
{
    TrainingOptions options;
    options.latentSize = 4;
    options.epochs = epochs;
    options.batchSize = 16;
    options.channels = {8, 8};
    options.learningRate = 5e-3;
    return options;
}

TrainedModel train(const PictureBatch& pictures, const TrainingOptions& options,
                   std::span<const std::byte> checkpoint = {})
{
    return trainAutoencoder(pictures, options, checkpoint, {});
}

std::vector<std::byte> checkpointOf(const PictureBatch& pictures, const TrainingOptions& options)
{
    std::vector<std::byte> checkpoint;
    TrainingControl control;
    control.checkpoint = [&](std::vector<std::byte> bytes) { checkpoint = std::move(bytes); };
    static_cast<void>(trainAutoencoder(pictures, options, {}, control));
    return checkpoint;
}

bool isRefused(const PictureBatch& pictures, const TrainingOptions& options, std::span<const std::byte> checkpoint)
{
    try {
        static_cast<void>(train(pictures, options, checkpoint));
    } catch (const UserError&) {
        return true;
    }
    return false;
}

/// Mean squared difference, pixels in [0, 1], of the pictures and what encoder and decoder make of them.
double reconstructionError(const TrainedModel& model, const PictureBatch& pictures)
{
    TorchDecoder decoder(model.decoder, {});
    EncoderOptions options;
    options.latentSize = decoder.latentSize();
    options.picture = pictures.shape;
    TorchEncoder encoder(model.encoder, options);
    const LatentTable latents = encoder.encode(pictures.pixels, pictures.count);
    std::vector<std::uint8_t> decoded(pictures.pixels.size());
    decoder.decode(latents.values(), pictures.count, decoded, {});
    double sum = 0;
    for (std::size_t i = 0; i < decoded.size(); ++i) {
        const double difference = (double(decoded[i]) - double(pictures.pixels[i])) / 255;
        sum += difference * difference;
    }
    return sum / static_cast<double>(decoded.size());
}

} // namespace

class tst_Training : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lossFallsAndPicturesComeBack_data();
    void lossFallsAndPicturesComeBack();
    void keepsTheSizeOfAnyPicture_data();
    void keepsTheSizeOfAnyPicture();
    void givesTheSameForTheSameSeedOnly();
    void resumingEqualsAnUninterruptedRun();
    void refusesACheckpointOfAnotherRun();
    void refusesADamagedCheckpoint();
    void stoppingKeepsWhatWasLearned();
    void stopsByTime();
    void tellsHowFarItIsWithinAnEpoch();
    void refusesWhatMakesNoSense();
    void trainsOnCuda();
    void pythonOpensWhatWasWritten();
};

void tst_Training::lossFallsAndPicturesComeBack_data()
{
    QTest::addColumn<bool>("isVariational");
    QTest::newRow("variational") << true;
    QTest::newRow("plain") << false;
}

void tst_Training::lossFallsAndPicturesComeBack()
{
    QFETCH(bool, isVariational);
    const PictureBatch pictures = toySet(400);
    TrainingOptions options = smallOptions(30);
    options.beta = 0.1; // so few steps are needed before pictures come back
    options.kind = isVariational ? AutoencoderKind::Variational : AutoencoderKind::Plain;
    const TrainedModel model = train(pictures, options);
    QCOMPARE(model.history.size(), std::size_t{30});
    QVERIFY(!model.stoppedEarly);
    const TrainingEpoch& best = model.history[static_cast<std::size_t>(model.bestEpoch) - 1];
    QVERIFY(best.validationReconstruction < 0.9 * model.history[0].validationReconstruction);
    QCOMPARE(best.kl > 0.1, isVariational);
    const double error = reconstructionError(model, pictures); // the mean picture leaves 0.076
    QVERIFY2(error < 0.05, std::to_string(error).c_str());
}

void tst_Training::keepsTheSizeOfAnyPicture_data()
{
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("width");
    QTest::newRow("28 x 28") << 1 << 28 << 28;
    QTest::newRow("odd sides") << 3 << 7 << 33;
    QTest::newRow("one pixel high") << 1 << 1 << 9;
    QTest::newRow("strip") << 1 << 32 << 160;
}

void tst_Training::keepsTheSizeOfAnyPicture()
{
    QFETCH(int, channels);
    QFETCH(int, height);
    QFETCH(int, width);
    PictureBatch pictures{10, {channels, height, width}, {}, {}};
    pictures.pixels.assign(10 * pictures.shape.bytes(), 128);
    TrainingOptions options = smallOptions(1);
    options.channels.clear();
    const TrainedModel model = train(pictures, options);
    const TorchDecoder decoder(model.decoder, {});
    QCOMPARE(decoder.latentSize(), 4);
    QVERIFY(decoder.picture() == pictures.shape);
    QVERIFY((decoder.range() == ValueRange{0, 1}));
    QVERIFY(reconstructionError(model, pictures) < 0.1);
}

void tst_Training::givesTheSameForTheSameSeedOnly()
{
    const PictureBatch pictures = toySet(60);
    TrainingOptions options = smallOptions(3);
    const TrainedModel first = train(pictures, options);
    const TrainedModel second = train(pictures, options);
    QVERIFY(first.decoder == second.decoder);
    QVERIFY(first.encoder == second.encoder);
    options.seed = 2;
    QVERIFY(first.decoder != train(pictures, options).decoder);
}

void tst_Training::resumingEqualsAnUninterruptedRun()
{
    const PictureBatch pictures = toySet(60);
    const TrainedModel whole = train(pictures, smallOptions(4));
    std::stop_source stop;
    std::vector<std::byte> checkpoint;
    TrainingControl control;
    control.stop = stop.get_token();
    control.checkpoint = [&](std::vector<std::byte> bytes) { checkpoint = std::move(bytes); };
    control.report = [&](const TrainingProgress& progress) {
        if (progress.history.size() == 2) { // ends after the next batch at the latest
            stop.request_stop();
        }
    };
    const TrainedModel part = trainAutoencoder(pictures, smallOptions(4), {}, control);
    QVERIFY(part.stoppedEarly);
    QVERIFY(part.decoder != whole.decoder);
    const TrainedModel resumed = train(pictures, smallOptions(4), checkpoint);
    QCOMPARE(resumed.history.size(), std::size_t{4});
    QCOMPARE(resumed.bestEpoch, whole.bestEpoch);
    QVERIFY(resumed.decoder == whole.decoder);
    QVERIFY(resumed.encoder == whole.encoder);
}

void tst_Training::refusesACheckpointOfAnotherRun()
{
    const PictureBatch pictures = toySet(30);
    const std::vector<std::byte> checkpoint = checkpointOf(pictures, smallOptions(1));
    TrainingOptions otherOptions = smallOptions(2);
    otherOptions.beta = 2;
    QVERIFY(isRefused(pictures, otherOptions, checkpoint));
    PictureBatch otherPictures = pictures;
    otherPictures.pixels[7] = 99;
    QVERIFY(isRefused(otherPictures, smallOptions(2), checkpoint));
    QCOMPARE(train(pictures, smallOptions(2), checkpoint).history.size(), std::size_t{2}); // more epochs are welcome
}

void tst_Training::refusesADamagedCheckpoint()
{
    const PictureBatch pictures = toySet(30);
    std::vector<std::byte> checkpoint = checkpointOf(pictures, smallOptions(1));
    for (const std::size_t size : {std::size_t{1}, std::size_t{30}, checkpoint.size() / 2, checkpoint.size() - 1}) {
        QVERIFY(isRefused(pictures, smallOptions(2), std::span(checkpoint).first(size)));
    }
    checkpoint[checkpoint.size() / 2] ^= std::byte{1};
    QVERIFY(isRefused(pictures, smallOptions(2), checkpoint));
}

void tst_Training::stoppingKeepsWhatWasLearned()
{
    std::stop_source stop;
    TrainingControl control;
    control.stop = stop.get_token();
    control.report = [&](const TrainingProgress& progress) {
        if (progress.history.size() == 2) {
            stop.request_stop();
        }
    };
    const PictureBatch pictures = toySet(200);
    const TrainedModel model = trainAutoencoder(pictures, smallOptions(1000), {}, control);
    QVERIFY(model.stoppedEarly);
    QVERIFY(model.history.size() <= 3);
    QVERIFY(reconstructionError(model, pictures) < 0.12); // an untrained one leaves 0.2
}

void tst_Training::stopsByTime()
{
    TrainingOptions options = smallOptions(1000000);
    options.minutes = 0.02;
    const TrainedModel model = train(toySet(200), options);
    QVERIFY(model.stoppedEarly);
    QVERIFY(model.bestEpoch >= 1);
}

void tst_Training::tellsHowFarItIsWithinAnEpoch()
{
    std::vector<double> fractions;
    std::vector<std::size_t> epochs;
    TrainingControl control;
    control.report = [&](const TrainingProgress& progress) {
        fractions.push_back(progress.fraction);
        epochs.push_back(progress.history.size());
    };
    static_cast<void>(trainAutoencoder(toySet(200), smallOptions(2), {}, control));
    QVERIFY(std::is_sorted(fractions.begin(), fractions.end()));
    QVERIFY(fractions.front() < 0.5);
    QCOMPARE(fractions.back(), 1.0);
    QCOMPARE(epochs.front(), std::size_t{0});
    QCOMPARE(epochs.back(), std::size_t{2});
}

void tst_Training::refusesWhatMakesNoSense()
{
    QVERIFY(isRefused(toySet(3), smallOptions(1), {}));
    TrainingOptions options = smallOptions(1);
    options.latentSize = 0;
    QVERIFY(isRefused(toySet(30), options, {}));
    options = smallOptions(1);
    options.learningRate = -1;
    QVERIFY(isRefused(toySet(30), options, {}));
    QVERIFY(!isRefused(toySet(30), smallOptions(1), {}));
}

void tst_Training::trainsOnCuda()
{
    if (availableDevices().size() < 2) {
        QSKIP("There is no CUDA device here: training on one was not checked.");
    }
    TrainingOptions options = smallOptions(30);
    options.beta = 0.1;
    options.device = availableDevices()[1];
    const PictureBatch pictures = toySet(400);
    QVERIFY(reconstructionError(train(pictures, options), pictures) < 0.05);
}

void tst_Training::pythonOpensWhatWasWritten()
{
    const QString python = qEnvironmentVariable("MORPHOSCOPE_TORCH_PYTHON", "/usr/bin/python3");
    if (QProcess::execute(python, {"-c", "import torch"}) != 0) {
        QSKIP("This Python has no PyTorch (set MORPHOSCOPE_TORCH_PYTHON to one that has): not checked.");
    }
    const QTemporaryDir folder;
    const TrainedModel model = train(toySet(30), smallOptions(1));
    for (const auto& [name, bytes] : {std::pair("encoder.pt", &model.encoder), {"decoder.pt", &model.decoder}}) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(reinterpret_cast<const char*>(bytes->data()), static_cast<qint64>(bytes->size()));
    }
    QProcess process;
    process.setWorkingDirectory(folder.path());
    process.start(python, {"-c", "import torch\n"
                                 "mean, logvar = torch.jit.load('encoder.pt')(torch.rand(2, 1, 12, 20))\n"
                                 "y = torch.jit.load('decoder.pt')(mean)\n"
                                 "print(list(mean.shape), list(logvar.shape), list(y.shape), y.min().item() >= 0)"});
    QVERIFY(process.waitForFinished(120000));
    QCOMPARE(process.readAllStandardOutput().trimmed(), QByteArray("[2, 4] [2, 4] [2, 1, 12, 20] True"));
}

QTEST_GUILESS_MAIN(tst_Training)
#include "tst_Training.moc"
