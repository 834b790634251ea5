// SPDX-License-Identifier: GPL-3.0-or-later
#include "create/NewSpace.h"
#include "create/NewSpaceEngines.h"
#include "create/PictureSource.h"
#include "fixtures/ScriptedModels.h"
#include "fixtures/Sentences.h"
#include "space/NpyFile.h"
#include "space/Space.h"

#include <QImage>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>

#include <fstream>
#include <random>

namespace fs = std::filesystem;

/// With the real engine: a linear decoder and the encoder that inverts it, so that every latent is known.
class tst_CreateSpace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aFolderOfPicturesBecomesASpace();
    void labelsAreJoinedByFileName();
    void unreadablePicturesAreListedAndNothingSlips();
    void whatChangesWhileItIsReadIsUnreadable();
    void arraysOfAnotherSizeAreBroughtToIt();
    void aSheetBesideLatentsIsCut();
    void givenLatentsAreTakenAsTheyAre();
    void aDecoderAloneIsASpace();
    void aWrongRangeIsSeenInThePreview();
    void aWrongOrderOfChannelsIsSeenInThePreview();
    void theEncodersRangeIsFoundByTrying();
    void theOrderOfChannelsIsFoundByTrying();
    void whatWasSaidIsNotGuessedOtherwise();
    void anEncoderOfAnotherSizeIsFoundByTrying();
    void modelsThatDoNotBelongTogetherAreASentence();
    void whatCannotBeFoundIsAQuestion();
    void aSlowDecoderIsAskedAbout();
    void noPicturesIsASentence();
    void goesOnWhereItWasStopped();
    void goesOnAfterTheEngineWasKilled();
    void otherAnswersBeginAnew();
    void anEncoderOfTwoInputsIsASentence();
    void piecesAreNotCountedAsLeftOut();
    void nothingIsReplacedUnasked();
    void manyPicturesNeedLittleMemory();

private:
    [[nodiscard]] fs::path at(const std::string& name) const { return m_folder->path().toStdString() + "/" + name; }
    [[nodiscard]] fs::path out() const { return at("made"); }
    void writePicture(const std::string& name, const Picture& picture) const;
    /// `count` pictures that decode from latents drawn with their number as seed.
    void makePictures(std::size_t count, const std::string& folder = "pictures") const;
    void writeText(const std::string& name, const std::string& text) const { std::ofstream(at(name)) << text; }
    [[nodiscard]] static std::vector<float> latent(std::size_t number);
    [[nodiscard]] NewSpacePlan plan(const NewSpaceAnswers& answers = {}) const
    {
        return planNewSpace(findPieces(at("")), answers, *m_engines);
    }
    [[nodiscard]] CreatedSpace create(const NewSpacePlan& made, const CreateOptions& options = {},
                                      const CreateControl& control = {}) const
    {
        return createSpace(made, *m_engines, out(), options, control);
    }
    void makeEngines(double deadlineSeconds, EngineClient::DeadlinePassed passed = {});

    static constexpr PictureShape shape{1, 4, 6};
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<NewSpaceEngines> m_engines;
};

void tst_CreateSpace::makeEngines(double deadlineSeconds, EngineClient::DeadlinePassed passed)
{
    EngineWish wish;
    wish.chosen = fs::path(MORPHOSCOPE_BIN_DIR) / "morphoscope-engine";
    wish.role = EngineRole::Job;
    wish.deadlineSeconds = deadlineSeconds;
    wish.deadlinePassed = std::move(passed);
    m_engines = std::make_unique<NewSpaceEngines>(wish, "cpu", 1);
}

void tst_CreateSpace::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    writeDecoder(at("decoder.pt"), ScriptedDecoder::Linear);
    writeEncoder(at("encoder.pt"), ScriptedEncoder::Plain);
    makeEngines(60);
}

std::vector<float> tst_CreateSpace::latent(std::size_t number)
{
    std::mt19937 random(static_cast<unsigned>(number));
    std::uniform_int_distribution<int> bytes(20, 235);
    std::vector<float> values(8);
    for (float& value : values) { // a value that a byte holds exactly
        value = (static_cast<float>(bytes(random)) / 255 - 0.5F) / 0.1F;
    }
    return values;
}

void tst_CreateSpace::writePicture(const std::string& name, const Picture& picture) const
{
    fs::create_directories(at(name).parent_path());
    const bool isGrey = picture.shape.channels == 1;
    const QImage image(picture.pixels.data(), picture.shape.width, picture.shape.height,
                       picture.shape.width * picture.shape.channels,
                       isGrey ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    QVERIFY(image.save(QString::fromStdString(at(name).string()), "PNG"));
}

void tst_CreateSpace::makePictures(std::size_t count, const std::string& folder) const
{
    for (std::size_t i = 0; i < count; ++i) {
        writePicture(folder + "/" + std::to_string(1000 + i) + ".png", linearPicture(latent(i), shape));
    }
}

namespace {

float largestDifference(LatentView a, const std::vector<float>& b)
{
    float largest = 0;
    for (std::size_t i = 0; i < b.size(); ++i) {
        largest = std::max(largest, std::abs(a[i] - b[i]));
    }
    return largest;
}

std::vector<std::string> cellsOf(const Space& space, const char* name)
{
    const LabelColumn* const column = space.labels->find(name);
    std::vector<std::string> cells;
    for (const std::uint32_t code : column->codes) {
        cells.push_back(code == LabelColumn::unknown ? "?" : column->values[code]);
    }
    return cells;
}

std::string bytesOf(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

using Cells = std::vector<std::string>;

} // namespace

void tst_CreateSpace::aFolderOfPicturesBecomesASpace()
{
    makePictures(3, "data/cats");
    makePictures(2, "data/dogs");
    const NewSpacePlan made = plan({.name = "Pets"});
    QCOMPARE(made.pictureCount, std::size_t{5});
    QCOMPARE(made.latentSize, 8);
    QCOMPARE(made.encoderPicture, shape);
    const NewSpacePreview preview = previewNewSpace(made, *m_engines);
    QCOMPARE(preview.rows.size(), std::size_t{5});
    QVERIFY(*preview.error < 0.003);
    const CreatedSpace created = create(made);
    QCOMPARE(created.samples, std::size_t{5});
    QVERIFY(!fs::exists(unfinishedFolder(out())));

    fs::rename(out(), at("moved"));
    fs::remove(at("decoder.pt")); // it stands on its own
    const auto space = openSpace(at("moved"));
    QCOMPARE(space->name(), std::string("Pets"));
    QCOMPARE(space->manifest.samples->images, std::string("images.png"));
    QVERIFY(largestDifference(space->latents->row(4), latent(1)) < 1e-3F);
    QCOMPARE(cellsOf(*space, "folder"), (Cells{"cats", "cats", "cats", "dogs", "dogs"}));
    const QImage sheet(QString::fromStdString((at("moved") / "images.png").string()));
    const Picture second = linearPicture(latent(1), shape);
    const int columns = space->manifest.samples->columns;
    const QPoint corner(6 * (4 % columns), 4 * (4 / columns));
    QCOMPARE(qGray(sheet.pixel(corner + QPoint(5, 3))), int{second.pixels[23]});
}

void tst_CreateSpace::labelsAreJoinedByFileName()
{
    makePictures(3);
    writeText("labels.csv", "file,kind\n1002.png,c\n1000.png,a\n1001.png,b\n");
    const NewSpacePlan made = plan();
    QCOMPARE(made.labelJoining, LabelJoining::ByFileName);
    (void)create(made);
    QCOMPARE(cellsOf(*openSpace(out()), "kind"), (Cells{"a", "b", "c"}));
    (void)create(plan({.labelJoining = LabelJoining::ByOrder}), {.replace = true});
    QCOMPARE(cellsOf(*openSpace(out()), "kind"), (Cells{"c", "a", "b"}));
}

void tst_CreateSpace::unreadablePicturesAreListedAndNothingSlips()
{
    makePictures(4);
    writeText("pictures/1001.png", "no picture at all");
    writeText("labels.csv", "file,kind\n1003.png,d\n1000.png,a\n1001.png,b\n1002.png,c\n");
    fs::create_symlink("loop.png", at("pictures/loop.png"));
    fs::create_directory_symlink(at("pictures"), at("pictures/around"));
    const NewSpacePlan made = plan();
    QCOMPARE(made.pictureCount, std::size_t{5});
    const CreatedSpace created = create(made);
    QCOMPARE(created.unreadable.size(), std::size_t{2});
    QCOMPARE(created.unreadable[0].name, std::string("1001.png"));
    COMPARE_PART(QString::fromStdString(created.unreadable[0].reason), "no picture that can be read");
    QCOMPARE(created.unreadable[1].name, std::string("loop.png"));
    COMPARE_PART(QString::fromStdString(created.unreadable[1].reason), "symbolic links");
    const auto space = openSpace(out());
    QCOMPARE(space->sampleCount(), std::size_t{3});
    QCOMPARE(cellsOf(*space, "kind"), (Cells{"a", "c", "d"}));
    QVERIFY(largestDifference(space->latents->row(2), latent(3)) < 1e-3F);
}

void tst_CreateSpace::whatChangesWhileItIsReadIsUnreadable()
{
    makePictures(4);
    const FoundPieces pieces = findPieces(at(""));
    const auto source = openPictures(*pieces.find(PieceKind::Pictures), {}, 100, m_engines->reader(), {});
    (void)source->fingerprint(); // waits until all sizes and times are known
    fs::remove(at("pictures/1001.png"));
    std::ofstream(at("pictures/1002.png"), std::ios::app) << "more";
    const SourceBatch batch = source->read(0, 4, {.stored = shape, .encoderInput = {}}, m_engines->reader(), {});
    QCOMPARE(batch.samples, (std::vector<std::size_t>{0, 3}));
    QCOMPARE(batch.stored.count, std::size_t{2});
    COMPARE_PART(QString::fromStdString(batch.unreadable[0].reason), "went away");
    COMPARE_PART(QString::fromStdString(batch.unreadable[1].reason), "changed while");
}

void tst_CreateSpace::arraysOfAnotherSizeAreBroughtToIt()
{
    PictureBatch pictures{.count = 30, .shape = {3, 8, 12}};
    for (std::size_t i = 0; i < 30; ++i) {
        pictures.pixels.insert(pictures.pixels.end(), pictures.shape.bytes(), static_cast<std::uint8_t>(100 + i));
    }
    ::writePictures(at("pictures.npy"), pictures);
    const NewSpacePlan made = plan();
    COMPARE_PART(QString::fromStdString(made.find(Assumed::Fit)->sentence),
                 "of 12 x 8 pixels are stretched to 6 x 4 pixels, grey");
    (void)create(made);
    const auto space = openSpace(out());
    QVERIFY(largestDifference(space->latents->row(29), std::vector<float>(8, (129.0F / 255 - 0.5F) * 10)) < 1e-3F);
}

void tst_CreateSpace::aSheetBesideLatentsIsCut()
{
    fs::remove(at("encoder.pt"));
    QImage sheet(12, 8, QImage::Format_Grayscale8); // four tiles, of which three are meant
    sheet.fill(0);
    sheet.setPixel(6, 0, qRgb(77, 77, 77));
    QVERIFY(sheet.save(QString::fromStdString(at("sprite.png").string())));
    const std::string row = "0\t0\t0\t0\t0\t0\t0\t0\n";
    writeText("tensors.tsv", row + row + row);
    writeText("metadata.tsv", "one\ntwo\nthree\n");
    const NewSpacePlan made = plan();
    QCOMPARE(made.pictureCount, std::size_t{3});
    QCOMPARE(made.latentSource, LatentSource::Given);
    (void)create(made);
    const auto space = openSpace(out());
    QCOMPARE(cellsOf(*space, "label"), (Cells{"one", "two", "three"}));
    const QImage images(QString::fromStdString((out() / "images.png").string()));
    QCOMPARE(qGray(images.pixel(6, 0)), 77);
}

void tst_CreateSpace::givenLatentsAreTakenAsTheyAre()
{
    LatentTable latents(3, 8);
    latents.row(1)[2] = 1.5F;
    writeLatents(at("z.npy"), latents);
    const CreatedSpace created = create(plan());
    QCOMPARE(created.samples, std::size_t{3});
    const auto space = openSpace(out());
    QCOMPARE(*space->latents, latents);
    QCOMPARE(space->manifest.samples->images, std::string());

    writeLatents(at("z.npy"), LatentTable(3, 7));
    QVERIFY(sentenceOf([&] { return plan(); }).contains("7"));
    writeLatents(at("z.npy"), latents);
    makePictures(2);
    COMPARE_PART(sentenceOf([&] { return plan(); }), "3 latents for 2 pictures");
}

void tst_CreateSpace::aDecoderAloneIsASpace()
{
    fs::remove(at("encoder.pt"));
    const NewSpacePlan made = plan();
    const NewSpacePreview preview = previewNewSpace(made, *m_engines, 4);
    QCOMPARE(preview.rows.size(), std::size_t{4});
    QVERIFY(!preview.error);
    QVERIFY(preview.rows[0].after != preview.rows[1].after);
    (void)create(made);
    QVERIFY(!openSpace(out())->manifest.samples);
    fs::remove(at("decoder.pt"));
    fs::remove_all(out());
    COMPARE_PART(sentenceOf([&] { return plan(); }), "There is no decoder among these pieces");
}

void tst_CreateSpace::aWrongRangeIsSeenInThePreview()
{
    makePictures(3);
    const double right = *previewNewSpace(plan(), *m_engines).error;
    const NewSpacePlan wrong = plan({.encoderRange = ValueRange{-1, 1}});
    COMPARE_PART(QString::fromStdString(wrong.find(Assumed::EncoderRange)->sentence), "-1 to 1: as you said");
    QVERIFY(*previewNewSpace(wrong, *m_engines).error > 10 * right + 0.05);
}

void tst_CreateSpace::aWrongOrderOfChannelsIsSeenInThePreview()
{
    const ScriptedModel colour{8, {3, 4, 6}};
    writeDecoder(at("decoder.pt"), ScriptedDecoder::Linear, colour);
    writeEncoder(at("encoder.pt"), ScriptedEncoder::Plain, colour);
    for (std::size_t i = 0; i < 3; ++i) {
        writePicture("pictures/" + std::to_string(i) + ".png", linearPicture(latent(i), colour.picture));
    }
    const double right = *previewNewSpace(plan(), *m_engines).error;
    const NewSpacePlan bgr = plan({.decoderOrder = ChannelOrder::Bgr, .encoderOrder = ChannelOrder::Rgb});
    QVERIFY(*previewNewSpace(bgr, *m_engines).error > 10 * right + 0.05);
    (void)create(bgr);
    const auto space = openSpace(out());
    QCOMPARE(space->manifest.decoder->order, std::optional(ChannelOrder::Bgr));
    QCOMPARE(space->manifest.encoder->order, std::optional(ChannelOrder::Rgb));
}

void tst_CreateSpace::theEncodersRangeIsFoundByTrying()
{
    writeDecoder(at("decoder.pt"), ScriptedDecoder::SignedLinear); // -1 to 1, and the encoder takes 0 to 1
    makePictures(6);
    const NewSpacePlan made = plan();
    QCOMPARE(made.decoderRange, (ValueRange{-1, 1}));
    QCOMPARE(made.encoderRange, (ValueRange{0, 1}));
    COMPARE_PART(QString::fromStdString(made.find(Assumed::EncoderRange)->sentence), "0 to 1: found by trying");
    QVERIFY(*previewNewSpace(made, *m_engines).error < 0.01);
}

void tst_CreateSpace::theOrderOfChannelsIsFoundByTrying()
{
    const ScriptedModel colour{8, {3, 4, 6}};
    writeDecoder(at("decoder.pt"), ScriptedDecoder::Linear, colour);
    writeEncoder(at("encoder.pt"), ScriptedEncoder::Plain, colour);
    for (std::size_t i = 0; i < 3; ++i) { // pictures of which the models take and give blue first
        Picture picture = linearPicture(latent(i), colour.picture);
        for (std::size_t at = 0; at < picture.pixels.size(); at += 3) {
            std::swap(picture.pixels[at], picture.pixels[at + 2]);
        }
        writePicture("pictures/" + std::to_string(i) + ".png", picture);
    }
    const NewSpacePlan made = plan();
    QCOMPARE(made.decoderOrder, ChannelOrder::Bgr);
    QCOMPARE(made.encoderOrder, ChannelOrder::Bgr);
    COMPARE_PART(QString::fromStdString(made.find(Assumed::DecoderOrder)->sentence), "blue, green, red: found by");
    QVERIFY(*previewNewSpace(made, *m_engines).error < 0.01);
}

void tst_CreateSpace::whatWasSaidIsNotGuessedOtherwise()
{
    makePictures(6);
    const NewSpacePlan made = plan({.encoderRange = ValueRange{0, 255}});
    QCOMPARE(made.encoderRange, (ValueRange{0, 255}));
    QVERIFY(*previewNewSpace(made, *m_engines).error > 0.05);
}

void tst_CreateSpace::anEncoderOfAnotherSizeIsFoundByTrying()
{
    writeEncoder(at("encoder.pt"), ScriptedEncoder::Plain, {8, {3, 32, 32}});
    PictureBatch pictures{.count = 2, .shape = shape, .pixels = std::vector<std::uint8_t>(2 * shape.bytes(), 140)};
    ::writePictures(at("pictures.npy"), pictures);
    const NewSpacePlan made = plan();
    QCOMPARE(made.encoderPicture, (PictureShape{3, 32, 32}));
    QVERIFY(*previewNewSpace(made, *m_engines).error < 0.003);
    (void)create(made);
    QCOMPARE(openSpace(out())->manifest.encoder->picture, (PictureShape{3, 32, 32}));
}

void tst_CreateSpace::modelsThatDoNotBelongTogetherAreASentence()
{
    makePictures(2);
    writeEncoder(at("encoder.pt"), ScriptedEncoder::Plain, {5, shape});
    COMPARE_PART(sentenceOf([&] { return plan(); }), "The encoder gives 5 latents, but the decoder takes 8");
}

void tst_CreateSpace::whatCannotBeFoundIsAQuestion()
{
    writeDecoder(at("decoder.pt"), ScriptedDecoder::UnknownRange);
    const NewSpacePlan asked = plan();
    QVERIFY(!asked.isComplete());
    QCOMPARE(asked.questions.front().what, Assumed::DecoderRange);
    QVERIFY(plan({.decoderRange = ValueRange{0, 100}, .encoderRange = ValueRange{0, 1}}).isComplete());
}

void tst_CreateSpace::aSlowDecoderIsAskedAbout()
{
    writeDecoder(at("decoder.pt"), ScriptedDecoder::LoopsForEver);
    fs::remove(at("encoder.pt"));
    std::atomic<int> asked = 0;
    makeEngines(0.3, [&](const std::string&, double) {
        return ++asked < 3 ? EngineClient::AtDeadline::KeepWaiting : EngineClient::AtDeadline::Stop;
    });
    COMPARE_PART(sentenceOf([&] { return plan(); }), "has not answered");
    QCOMPARE(asked.load(), 3);
}

void tst_CreateSpace::noPicturesIsASentence()
{
    fs::create_directory(at("empty"));
    FoundPieces pieces = findPieces(at(""));
    pieces.pieces.push_back({PieceKind::Pictures, at("empty"), {}, {}});
    COMPARE_PART(sentenceOf([&] { return planNewSpace(pieces, {}, *m_engines); }),
                 "there is no picture in this folder");
    writeText("empty/a.png", "nothing");
    const NewSpacePlan made = planNewSpace(pieces, {}, *m_engines);
    COMPARE_PART(sentenceOf([&] { return create(made); }), "none of the pictures can be read. The first one: a.png");
}

/// Batches are of 256 pictures at most, and twelve may be encoded before the folder is made that they are written to:
/// of so many something is left when the first one is written.
constexpr std::size_t moreThanAhead = 3200;
constexpr std::size_t afterOneBatch = 300; ///< what is told before may be of the first, which is not written yet

void tst_CreateSpace::goesOnWhereItWasStopped()
{
    makePictures(moreThanAhead);
    const NewSpacePlan made = plan();
    std::stop_source stop;
    CreateControl control;
    control.stop = stop.get_token();
    control.report = [&](const CreateProgress& progress) {
        if (progress.done >= afterOneBatch) {
            stop.request_stop();
        }
    };
    QVERIFY_THROWS_EXCEPTION(EngineError, (void)create(made, {}, control));
    QVERIFY(!fs::exists(out()));
    const CreatedSpace created = create(made, {.unfinished = CreateOptions::Unfinished::GoOn});
    QVERIFY2(created.wentOnAfter >= 120 && created.wentOnAfter < moreThanAhead,
             qPrintable(QString::number(created.wentOnAfter)));
    QCOMPARE(created.samples, moreThanAhead);
    const auto space = openSpace(out());
    for (std::size_t i = 0; i < moreThanAhead; ++i) {
        QVERIFY(largestDifference(space->latents->row(i), latent(i)) < 1e-3F);
    }
    const std::string latents = bytesOf(out() / "latents.npy");
    const std::string images = bytesOf(out() / "images.png");
    (void)create(made, {.unfinished = CreateOptions::Unfinished::Begin, .replace = true});
    QVERIFY(bytesOf(out() / "latents.npy") == latents);
    QVERIFY(bytesOf(out() / "images.png") == images);
}

void tst_CreateSpace::goesOnAfterTheEngineWasKilled()
{
    makePictures(moreThanAhead);
    const NewSpacePlan made = plan();
    CreateControl control;
    control.report = [&](const CreateProgress& progress) {
        for (const pid_t pid : progress.done >= afterOneBatch ? m_engines->pids() : std::vector<pid_t>()) {
            ::kill(pid, SIGKILL);
        }
    };
    COMPARE_PART(sentenceOf([&] { return create(made, {}, control); }), "make the same space again to go on");
    QVERIFY(!fs::exists(out()));
    const CreatedSpace created = create(made);
    QVERIFY2(created.wentOnAfter >= 120 && created.wentOnAfter < moreThanAhead,
             qPrintable(QString::number(created.wentOnAfter)));
    QCOMPARE(created.samples, moreThanAhead);
    QVERIFY(largestDifference(openSpace(out())->latents->row(moreThanAhead - 1), latent(moreThanAhead - 1)) < 1e-3F);
}

void tst_CreateSpace::otherAnswersBeginAnew()
{
    makePictures(300);
    std::stop_source stop;
    CreateControl control;
    control.stop = stop.get_token();
    control.report = [&](const CreateProgress& progress) {
        if (progress.done >= 120) {
            stop.request_stop();
        }
    };
    QVERIFY_THROWS_EXCEPTION(EngineError, (void)create(plan(), {}, control));
    const NewSpacePlan other = plan({.encoderRange = ValueRange{0, 2}});
    COMPARE_PART(sentenceOf([&] { return create(other, {.unfinished = CreateOptions::Unfinished::GoOn}); }),
                 "is of other pieces, or of other answers");
    QCOMPARE(create(other).wentOnAfter, std::size_t{0});
}

void tst_CreateSpace::anEncoderOfTwoInputsIsASentence()
{
    writeScript(at("encoder.pt"), "def forward(self, x, y):\n    return x.flatten(1) + y\n", 3);
    COMPARE_PART(sentenceOf([&] { return plan(); }), "or leave the encoder out");
}

void tst_CreateSpace::piecesAreNotCountedAsLeftOut()
{
    makePictures(2, "a");
    makePictures(2, "b");
    QCOMPARE(plan().pieces.notes, std::vector<std::string>());
    writeText("a/notes.txt", "mine");
    COMPARE_PART(QString::fromStdString(plan().pieces.notes.at(0)), "1 file that is not named like a picture is left");
    const NewSpacePlan made = plan({.latentSource = LatentSource::None});
    COMPARE_PART(QString::fromStdString(made.warnings.at(0)), "The pictures have no latents, as you said:");
}

void tst_CreateSpace::nothingIsReplacedUnasked()
{
    const NewSpacePlan made = plan();
    writeText("made", "");
    COMPARE_PART(sentenceOf([&] { return create(made, {.replace = true}); }), "is no space, so it is not replaced");
    fs::remove(out());
    fs::create_directory(out());
    std::ofstream(out() / "diary.txt") << "mine";
    COMPARE_PART(sentenceOf([&] { return create(made, {.replace = true}); }), "is no space, so it is not replaced");
    fs::remove_all(out());
    (void)create(made);
    COMPARE_PART(sentenceOf([&] { return create(made); }), "this space is there already");
    QCOMPARE(create(made, {.replace = true}).folder, out());
}

void tst_CreateSpace::manyPicturesNeedLittleMemory()
{
    constexpr std::size_t many = 200'000;
    writeDecoder(at("decoder.pt"), ScriptedDecoder::Linear, {8, {1, 8, 8}});
    fs::remove(at("encoder.pt"));
    writeLatents(at("z.npy"), LatentTable(many, 8));
    ::writePictures(at("pictures.npy"), {many, {1, 8, 12}, std::vector<std::uint8_t>(many * 96, 55), {}});
    const NewSpacePlan made = plan();
    std::size_t reports = 0;
    CreateControl control;
    control.report = [&](const CreateProgress& progress) { reports += progress.total == many ? 1U : 0U; };
    QCOMPARE(create(made, {}, control).samples, many);
    QVERIFY(reports > 500); // in small batches
    const auto space = openSpace(out());
    QCOMPARE(space->manifest.samples->images, std::string("images.npy"));
    QCOMPARE(bytesOf(out() / "images.npy").size(), 128 + many * 64);
}

QTEST_GUILESS_MAIN(tst_CreateSpace)
#include "tst_CreateSpace.moc"
