// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/Messages.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

namespace {

LoadMessage fullLoad()
{
    return {
        true, "cuda:1", 3, 64, ValueRange{-1, 1}, PictureShape{3, 64, 48}, PictureShape{1, 32, 32}, ValueRange{0, 2}};
}

std::vector<ModelInput> someInputs()
{
    ModelInput digit{.name = "digit \"x\"", .kind = InputKind::Class, .initial = 3};
    digit.classes = 10;
    digit.isOneHot = true;
    ModelInput noise{.name = "noise", .kind = InputKind::Noise, .initial = 7};
    noise.shape = {1, 8, 8};
    return {digit, {.name = "truncation", .initial = 0.7F, .low = 0.1F, .high = 1.5F}, noise};
}

LoadMessage conditionalLoad()
{
    LoadMessage message = fullLoad();
    message.inputs = someInputs();
    message.hasMapping = true;
    message.mappingSize = 512;
    message.mappingPrior = Prior::Uniform;
    return message;
}

LoadedModel mappedModel()
{
    LoadedModel model{.latentSize = 2, .picture = {3, 64, 64}, .range = {-1, 1}, .device = "cpu", .deviceReason = ""};
    model.inputs = someInputs();
    model.mappingSize = 3;
    model.mappedMean = {0.1F, -1e-30F};
    model.mappedDeviation = {1, 2};
    return model;
}

TrainingOptions someOptions()
{
    TrainingOptions options;
    options.kind = AutoencoderKind::Plain;
    options.minutes = 1.5;
    options.seed = std::numeric_limits<std::uint64_t>::max();
    options.channels = {16, 32};
    options.learningRate = 1e-4;
    return options;
}

InversionOptions someInversion()
{
    InversionOptions options;
    options.steps = 17;
    options.priorWeight = 0.5;
    options.draws = 0;
    options.seconds = 2.5;
    options.seed = std::numeric_limits<std::uint64_t>::max();
    options.prior = Prior::Uniform;
    return options;
}

TsneOptions someTsne()
{
    TsneOptions options;
    options.perplexity = 12.5;
    options.iterations = 99'999;
    options.exaggerated = 7;
    options.exaggeration = 4;
    options.learningRate = 1e-3;
    options.seed = std::numeric_limits<std::uint64_t>::max();
    options.threads = 3;
    options.device = "cuda:1";
    return options;
}

const std::vector<std::pair<RequestBody, std::size_t>>& requests()
{
    static const std::vector<std::pair<RequestBody, std::size_t>> all = {
        {DescribeRequest{}, 0},
        {LoadMessage{}, 1},
        {conditionalLoad(), 3},
        {MapRequest{100, 512}, 1},
        {fullLoad(), 2},
        {OpenStreamRequest{}, 1},
        {CloseStreamRequest{7}, 0},
        {DecodeRequest{7, 9, 2, 5}, 0},
        {DecodeTableRequest{100, 64}, 1},
        {DecodeTableRequest{100, 64, 32, 48}, 1},
        {EncodeRequest{10, {3, 64, 64}}, 1},
        {ProjectRequest{1000, 64, {64, 2}}, 1},
        {ClusterRequest{1000, 64, {{5, 10, 15}, 3, std::numeric_limits<std::uint64_t>::max(), 2}}, 1},
        {AttributeRequest{20, 64, 7, 20, 0, {AttributeMethod::Balanced, 5, 100}, {{"beard \"full\"", 3}, {"v", 1}}}, 4},
        {InfluenceMessage{3, 64, 64, 0}, 3},
        {InfluenceMessage{3, 64, 10, 10}, 3},
        {ReadPicturesRequest{60, {0, 0, 0}, PictureFit::Crop}, 60},
        {FitPicturesRequest{4, {1, 8, 8}, {3, 2, 2}, PictureFit::Border}, 1},
        {CutSheetRequest{{0, 32, 32}}, 1},
        {TrainRequest{2000, {1, 32, 160}, someOptions(), 99}, 2},
        {TrainRequest{2000, {1, 32, 160}, TrainingOptions{}, 0}, 1},
        {InvertRequest{{1, 32, 160}, 64, 10, 2, 3, someInversion()}, 4},
        {InvertRequest{{3, 8, 8}, 64, 0, 0, 0, {}}, 4},
        {TsneRequest{1000, 64, someTsne()}, 1},
        {TrustRequest{1000, 64, {15, 2}}, 2},
        {TsneRequest{0, 64, {}}, 1},
        {CancelRequest{3}, 0},
        {SilhouettesRequest{1000, 64, 10, 2}, 2},
        {TsneRequest{1000, 64, someTsne(), 300, true, false}, 2},
        {TsneRequest{1000, 64, someTsne(), 300, true, true}, 3},
    };
    return all;
}

AttributeTrust someTrust()
{
    AttributeTrust trust{.tested = 20, .heldOutAuc = 0.75, .cohensD = 1.5, .randomSplits = 200, .randomAsGood = 0.125};
    trust.histograms = {-1.5, 2.5, std::vector<std::uint32_t>(GroupHistograms::bins, 3),
                        std::vector<std::uint32_t>(GroupHistograms::bins, 4)};
    return trust;
}

const std::vector<std::pair<ReplyBody, std::size_t>>& replies()
{
    static const std::vector<std::pair<ReplyBody, std::size_t>> all = {
        {ProgressEvent{0.25}, 0},
        {TrainingEvent{0.5, -1, 3, {{4, 1.5, 2.5, 3.5, 4.5, 0.1}}}, 0},
        {CheckpointEvent{12}, 1},
        {ErrorReply{ErrorKind::Model, ModelProblem::NeedsRange, ModelPart::Encoder, "Grüße\n\"x\""}, 0},
        {EngineDescription{1, "1.13.1", {"cpu", "cuda:0"}, "OpenBLAS"}, 0},
        {LoadedModel{64, {3, 64, 64}, {-1, 1}, true, "cpu", "asked for", "1.13.1", 1, 2, 12.5}, 0},
        {OpenStreamReply{1, 12288}, 1},
        {DecodeReply{1, 2, 1, 1.25e-3, 0.5}, 0},
        {DecodeTableReply{5, {1, 8, 8}}, 2},
        {EncodeReply{5, 64}, 1},
        {ProjectReply{5, 64, 2, 1.5}, 4},
        {InfluenceReply{64}, 1},
        {ReadPicturesReply{
             3, {3, 8, 8}, {{1, "it is no picture"}}, {{1, 9, 9, false}, {1, 9, 9, false}, {4, 2, 9, true}}},
         1},
        {TrainReply{1000, 2000, 7, true}, 2},
        {mappedModel(), 0},
        {MapReply{100, 64}, 1},
        {InversionEvent{64, 12, 0.25, 0.5, 0.125}, 1},
        {InvertReply{64, 200, 0.5, 0.125, 0.75, true}, 1},
        {PicturesReply{2, {3, 8, 8}}, 1},
        {TsneEvent{70'000, 120, 0.25, 3.5, 17.5}, 1},
        {TsneEvent{}, 1},
        {TsneReply{5, 1.25, 0.5, 30, 1000, 123'456, "cuda:0", "LibTorch finds a CUDA device"}, 1},
        {TsneReply{5, 1.25, 0.5, 30, 1000, 123'456, "cpu", "", 0.97}, 1},
        {TrustReply{500, 10, 200}, 1},
        {ClusterReply{500, 64, 10, 400, {{5, 5, 0.25, 80}, {10, 10, 0.5, 40}}}, 3},
        {AttributeReply{64, 7, 13, 0.5, -0.5, {{"beard", 0.25}}, someTrust()}, 1},
        {AttributeReply{64, 1, 1, 0.5, -0.5, {}, std::nullopt}, 1},
        {SilhouettesReply{{{0.5, 100}, {-0.25, 1}}}, 0},
        {TsneReply{.rows = 5, .divergence = 1.25, .neighboursKept = 0.5, .iterations = 1000, .hasMotion = true}, 2},
    };
    return all;
}

bool isRefused(const std::string& text, std::size_t descriptors, bool isRequest)
{
    try {
        if (isRequest) {
            (void)decodeRequest(text, descriptors);
        } else {
            (void)decodeReply(text, descriptors);
        }
        return false;
    } catch (const EngineError& error) {
        return error.problem() == EngineProblem::Protocol;
    }
}

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    const auto at = text.find(from);
    return at == std::string::npos ? "not found: " + from : text.replace(at, from.size(), to);
}

} // namespace

class tst_Messages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRequestArrivesAsItWasSent()
    {
        std::uint64_t id = 0;
        for (const auto& [body, descriptors] : requests()) {
            const RequestMessage message{++id, body};
            QVERIFY2(decodeRequest(encodeMessage(message), descriptors) == message, verbOf(body));
        }
    }

    void everyReplyArrivesAsItWasSent()
    {
        for (const auto& [body, descriptors] : replies()) {
            const std::string text = encodeMessage(ReplyMessage{5, body});
            const ReplyMessage got = decodeReply(text, descriptors);
            QCOMPARE(got.id, std::uint64_t{5});
            QCOMPARE(got.body.index(), body.index());
            QCOMPARE(encodeMessage(got), text);
        }
    }

    void originsThatAreAlikeTravelOnceAndArriveEach()
    {
        const PictureOrigin same{1, 28, 28, false};
        const PictureOrigin other{4, 2, 9, true};
        std::vector<PictureOrigin> origins(63, same);
        const std::string alike = encodeMessage(ReplyMessage{5, ReadPicturesReply{63, {1, 28, 28}, {}, origins}});
        QVERIFY(alike.size() < 300);
        origins.insert(origins.begin() + 7, other);
        const std::string text = encodeMessage(ReplyMessage{5, ReadPicturesReply{64, {1, 28, 28}, {}, origins}});
        QCOMPARE(std::get<ReadPicturesReply>(decodeReply(text, 1).body).origins, origins);
    }

    void aWrongNumberOfDescriptorsIsRefused()
    {
        for (const auto& [body, descriptors] : requests()) {
            QVERIFY(isRefused(encodeMessage(RequestMessage{1, body}), descriptors + 1, true));
            QVERIFY(descriptors == 0 || isRefused(encodeMessage(RequestMessage{1, body}), descriptors - 1, true));
        }
        for (const auto& [body, descriptors] : replies()) {
            QVERIFY(isRefused(encodeMessage(ReplyMessage{1, body}), descriptors + 1, false));
            QVERIFY(descriptors == 0 || isRefused(encodeMessage(ReplyMessage{1, body}), descriptors - 1, false));
        }
    }

    void motionWithoutPlacesIsRefused()
    {
        const TsneRequest request{1000, 64, someTsne(), 300, false, true};
        for (std::size_t descriptors = 0; descriptors < 4; ++descriptors) {
            QVERIFY(isRefused(encodeMessage(RequestMessage{5, request}), descriptors, true));
        }
    }

    void aLossThatIsNotANumberArrivesAsSuch()
    {
        TrainingEvent event{0, 0, 0, {{1, std::nan(""), 0, 0, 0, 0}}};
        const ReplyMessage got = decodeReply(encodeMessage(ReplyMessage{1, event}), 0);
        QVERIFY(std::isnan(std::get<TrainingEvent>(got.body).epochs[0].reconstruction));
    }

    void damagedTextOfAnErrorIsMended()
    {
        const ErrorReply error{ErrorKind::User, {}, {}, std::string("bad \xff\xfe bytes ") + std::string(100'000, 'x')};
        const ReplyMessage got = decodeReply(encodeMessage(ReplyMessage{1, error}), 0);
        QVERIFY(std::get<ErrorReply>(got.body).message.starts_with("bad "));
    }

    void repliesOutOfBoundsAreRefused_data()
    {
        QTest::addColumn<int>("reply");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        const auto row = [](int reply, const char* from, const char* to) { QTest::newRow(to) << reply << from << to; };
        row(0, "0.25", "1.25");
        row(0, "0.25", "\"0.25\"");
        row(0, "\"id\":5", "\"id\":0");
        row(0, "\"id\":5", "\"id\":-5");
        row(0, "\"id\":5", "\"id\":5.5");
        row(0, "\"id\":5", "\"id\":5,\"extra\":1");
        row(0, "progress", "launch");
        row(3, "\"model\"", "\"other\"");
        row(3, "\"encoder\"", "\"lens\"");
        row(4, "[\"cpu\",\"cuda:0\"]", "[1]");
        row(4, "\"1.13.1\"", "null");
        row(5, "\"latentSize\":64", "\"latentSize\":4097");
        row(5, "\"latentSize\":64", "\"latentSize\":0");
        row(5, "\"channels\":3", "\"channels\":2");
        row(5, "\"height\":64", "\"height\":1000000");
        row(5, "\"height\":64", "\"height\":64,\"depth\":1");
        row(5, "[-1.0,1.0]", "[1.0,1.0]");
        row(5, "[-1.0,1.0]", "[-1.0]");
        row(5, "[-1.0,1.0]", "[-1.0,1e300]");
        row(6, "12288", "99999999999999");
        row(7, "\"slot\":1", "\"slot\":3");
        row(7, "\"slot\":1", "\"slot\":-1");
        row(7, "\"nonFinite\":0.5", "\"nonFinite\":1.5");
        row(7, "\"ms\":0.00125", "\"ms\":-1");
        row(8, "\"count\":5", "\"count\":0");
        row(8, "\"count\":5", "\"count\":18446744073709551615");
        row(12, "\"index\":1", "\"index\":64");
        row(12, "\"count\":2}", "\"count\":1}"); // fewer origins than pictures
        row(12, "\"count\":2}", "\"count\":65}");
        row(14, "\"class\"", "\"label\"");
        row(14, "\"classes\":10", "\"classes\":3");
        row(14, "\"high\":1.5", "\"high\":0");
        row(14, "\"initial\":7", "\"initial\":7.5");
        row(14, "\"shape\":[1,8,8]", "\"shape\":[1,8,0]");
        row(14, "\"shape\":[1,8,8]", "\"shape\":[16777216,2]");
        row(14, "\"mappingSize\":3", "\"mappingSize\":0");
        row(14, "\"mappedDeviation\":[1,2]", "\"mappedDeviation\":[1]");
        row(14, "\"mappedDeviation\":[1,2]", "\"mappedDeviation\":[1,1e39]");
        row(24, "\"silhouettes\":400", "\"silhouettes\":501");
        row(24, "\"clusters\":10,\"silhouettes\"", "\"clusters\":1001,\"silhouettes\"");
        row(24, "\"silhouette\":0.5", "\"silhouette\":1.5");
        row(24, "\"inertia\":40", "\"inertia\":-1");
        row(25, "\"columns\":64", "\"columns\":0");
        row(25, "\"cosineBefore\":0.25", "\"cosineBefore\":1.5");
        row(25, "\"heldOutAuc\":0.75", "\"heldOutAuc\":-0.5");
        row(25, "\"randomAsGood\":0.125", "\"randomAsGood\":2");
        row(25, "\"with\":[3", "\"with\":[-3");
        row(27, "\"mean\":0.5", "\"mean\":1.5");
        row(27, "\"asked\":100", "\"asked\":-1");
    }

    void repliesOutOfBoundsAreRefused()
    {
        QFETCH(int, reply);
        QFETCH(QString, from);
        QFETCH(QString, to);
        const auto& [body, descriptors] = replies()[static_cast<std::size_t>(reply)];
        const std::string text = encodeMessage(ReplyMessage{5, body});
        const std::string changed = replaced(text, from.toStdString(), to.toStdString());
        QVERIFY2(!changed.starts_with("not found"), text.c_str());
        QVERIFY2(isRefused(changed, descriptors, false), changed.c_str());
    }

    void whatIsNoMessageIsRefused()
    {
        const std::string deep = std::string(500'000, '[');
        for (const std::string& text :
             {std::string(), std::string("{"), std::string("[]"), std::string("null"), std::string("{\"id\":1}"),
              std::string("\xff"), std::string("{\"id\":1e999}"), deep}) {
            QVERIFY(isRefused(text, 0, true));
            QVERIFY(isRefused(text, 0, false));
        }
    }

    void mutatedMessagesNeverCrash()
    {
        std::mt19937 random(2);
        int refused = 0;
        for (int round = 0; round < 6'000; ++round) {
            const bool isRequest = round % 2 == 0;
            const auto& [request, requestDescriptors] = requests()[random() % requests().size()];
            const auto& [reply, replyDescriptors] = replies()[random() % replies().size()];
            std::string text =
                isRequest ? encodeMessage(RequestMessage{1, request}) : encodeMessage(ReplyMessage{1, reply});
            for (int changes = static_cast<int>(random() % 3); changes >= 0; --changes) {
                static const std::string alphabet = "0123456789-.eE\"[]{},:truefalsn\\\xff";
                const std::size_t at = random() % text.size();
                switch (random() % 3) {
                case 0:
                    text[at] = alphabet[random() % alphabet.size()];
                    break;
                case 1:
                    text.erase(at, 1 + random() % 4);
                    break;
                default:
                    text.insert(at, 1 + random() % 3, alphabet[random() % alphabet.size()]);
                }
                text += text.empty() ? "x" : "";
            }
            refused += isRefused(text, isRequest ? requestDescriptors : replyDescriptors, isRequest) ? 1 : 0;
        }
        QVERIFY(refused > 3'000);
    }
};

QTEST_GUILESS_MAIN(tst_Messages)
#include "tst_Messages.moc"
