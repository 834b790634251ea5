// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/Channel.h"
#include "engine/EngineClient.h"
#include "engine/Messages.h"
#include "engine/SharedTables.h"

#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/mman.h>

#include <array>
#include <fstream>
#include <functional>
#include <random>
#include <thread>

namespace {

constexpr PictureShape shape{1, 2, 2};

/// The other end of a client, played by the test: answers what it is told to.
class ScriptedEngine
{
public:
    explicit ScriptedEngine(FileDescriptor socket)
        : m_channel(std::move(socket))
    {
    }
    RequestMessage next()
    {
        Frame frame;
        if (m_channel.receive(frame) != Channel::Received::Frame) {
            return {};
        }
        return decodeRequest(frame.text, frame.descriptors.size());
    }
    void say(const std::string& text, std::span<const int> descriptors = {})
    {
        try {
            m_channel.send(text, descriptors);
        } catch (const EngineError&) { // the client has had enough
        }
    }
    void answer(std::uint64_t id, ReplyBody body, std::span<const int> descriptors = {})
    {
        say(encodeMessage(ReplyMessage{id, std::move(body)}), descriptors);
    }
    void answerLoad() { answer(next().id, LoadedModel{4, shape, {0, 1}, false, "cpu", "", "1", 1, 1, 0}); }
    void answerStream()
    {
        m_pictures = SharedBuffer::create(streamSlots * shape.bytes(), SharedBuffer::Use::Stream);
        const int descriptor = m_pictures.descriptor();
        answer(next().id, OpenStreamReply{1, shape.bytes()}, {&descriptor, 1});
    }

private:
    Channel m_channel;
    SharedBuffer m_pictures;
};

using Script = std::function<void(ScriptedEngine&)>;

} // namespace

/// The window takes every message of an engine as hostile: models are programs.
class tst_HostileEngine : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    LoadRequest m_request;

    /// Runs `calls` against an engine that does `script`; true when the client refused with EngineProblem::Protocol.
    bool isRefused(const Script& script, const std::function<void(EngineClient&)>& calls)
    {
        auto [ours, theirs] = Channel::makePair();
        EngineClient client(std::move(ours));
        const std::jthread engine([&script, socket = std::make_shared<FileDescriptor>(std::move(theirs))] {
            ScriptedEngine scripted(std::move(*socket));
            script(scripted);
        });
        try {
            calls(client);
        } catch (const EngineError& error) {
            client.abort();
            return error.problem() == EngineProblem::Protocol;
        }
        client.abort();
        return false;
    }
    bool isDecodeRefused(const std::function<void(ScriptedEngine&, const RequestMessage&)>& last)
    {
        return isRefused(
            [&](ScriptedEngine& engine) {
                engine.answerLoad();
                engine.answerStream();
                last(engine, engine.next());
            },
            [&](EngineClient& client) {
                (void)client.load(m_request);
                const auto stream = client.openStream();
                Picture picture;
                (void)client.decode(*stream, LatentVector(4), picture);
            });
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_request.decoder = m_folder.path().toStdString() + "/decoder.pt";
        std::ofstream(m_request.decoder) << "x";
    }

    void aRightAnswerIsTaken()
    {
        QVERIFY(!isDecodeRefused([](ScriptedEngine& engine, const RequestMessage& request) {
            engine.answer(request.id, DecodeReply{1, 1, 0, 1, 0});
        }));
    }

    void wrongTextsAreRefused_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"", "x", "[]", "{}", "{\"id\":1}", "{\"id\":1,\"reply\":\"describe\"}",
              "{\"id\":99,\"reply\":\"progress\",\"fraction\":0}", "{\"id\":1,\"reply\":\"progress\",\"fraction\":2}",
              "{\"id\":1,\"reply\":\"decode\",\"stream\":1,\"serial\":1,\"slot\":0,\"ms\":0,\"nonFinite\":0}",
              "{\"id\":1,\"reply\":\"error\",\"kind\":\"protocol\",\"problem\":\"unusable\",\"about\":\"decoder\","
              "\"message\":\"\"}"}) {
            QTest::newRow(*text == '\0' ? "nothing" : text) << text;
        }
    }

    void wrongTextsAreRefused()
    {
        QFETCH(QString, text);
        QVERIFY(isRefused(
            [&](ScriptedEngine& engine) {
                (void)engine.next();
                engine.say(text.toStdString());
            },
            [](EngineClient& client) { (void)client.describe(); }));
    }

    void anAnswerGivenTwiceIsRefused()
    {
        QVERIFY(isRefused(
            [&](ScriptedEngine& engine) {
                const std::uint64_t id = engine.next().id;
                engine.answer(id, EngineDescription{});
                engine.answer(id, EngineDescription{});
                (void)engine.next();
            },
            [](EngineClient& client) {
                (void)client.describe();
                (void)client.describe();
            }));
    }

    void aDecodeOfAnotherStreamSerialOrSlotIsRefused()
    {
        for (const DecodeReply& reply : {DecodeReply{2, 1, 0, 1, 0}, DecodeReply{1, 2, 0, 1, 0}}) {
            QVERIFY(isDecodeRefused(
                [&](ScriptedEngine& engine, const RequestMessage& request) { engine.answer(request.id, reply); }));
        }
        QVERIFY(isDecodeRefused([&](ScriptedEngine& engine, const RequestMessage& request) {
            engine.answer(request.id, DecodeReply{1, 1, 3, 1, 0});
        }));
    }

    void aLoadOfAbsurdSizesIsRefused()
    {
        for (const LoadedModel& model : {LoadedModel{1'000'000, shape, {0, 1}, false, "cpu", "", "1", 1, 1, 0},
                                         LoadedModel{4, {2, 2, 2}, {0, 1}, false, "cpu", "", "1", 1, 1, 0},
                                         LoadedModel{4, {1, 2, 100'000}, {0, 1}, false, "cpu", "", "1", 1, 1, 0},
                                         LoadedModel{4, shape, {1, 1}, false, "cpu", "", "1", 1, 1, 0},
                                         LoadedModel{4, shape, {0, 1}, true, "cpu", "", "1", 1, 1, 0}}) {
            QVERIFY(isRefused([&](ScriptedEngine& engine) { engine.answer(engine.next().id, model); },
                              [&](EngineClient& client) { (void)client.load(m_request); }));
        }
    }

    void streamMemoryThatIsNotWhatItShouldBeIsRefused()
    {
        const FileDescriptor unsealed(::memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING));
        QCOMPARE(::ftruncate(unsealed.get(), static_cast<off_t>(streamSlots * shape.bytes())), 0);
        const SharedBuffer small = SharedBuffer::create(3, SharedBuffer::Use::Stream);
        const FileDescriptor file(::open(m_request.decoder.c_str(), O_RDONLY | O_CLOEXEC));
        for (const int descriptor : {unsealed.get(), small.descriptor(), file.get()}) {
            QVERIFY(isRefused(
                [&](ScriptedEngine& engine) {
                    engine.answerLoad();
                    engine.answer(engine.next().id, OpenStreamReply{1, shape.bytes()}, {&descriptor, 1});
                },
                [&](EngineClient& client) {
                    (void)client.load(m_request);
                    (void)client.openStream();
                }));
        }
    }

    void aTableThatMayStillChangeIsRefused()
    {
        const SharedBuffer writable = SharedBuffer::create(3 * shape.bytes(), SharedBuffer::Use::Stream);
        const FileDescriptor shares = sealedTable(std::span<const double>(std::array<double, 3>{}));
        const std::array descriptors = {writable.descriptor(), shares.get()};
        QVERIFY(isRefused(
            [&](ScriptedEngine& engine) {
                engine.answerLoad();
                engine.answer(engine.next().id, DecodeTableReply{3, shape}, descriptors);
            },
            [&](EngineClient& client) {
                (void)client.load(m_request);
                (void)client.decodeTable(LatentTable(3, 4));
            }));
    }

    void aProjectionThatIsNotFiniteIsRefused()
    {
        const auto table = [](std::size_t count, auto value) {
            return sealedTable(std::span<const decltype(value)>(std::vector(count, value)));
        };
        const FileDescriptor mean = table(4, 0.0F);
        const FileDescriptor components = table(8, 0.0F);
        const FileDescriptor coordinates = table(10, std::numeric_limits<float>::quiet_NaN());
        const FileDescriptor explained = table(2, 1.0);
        const std::array descriptors = {mean.get(), components.get(), coordinates.get(), explained.get()};
        QVERIFY(isRefused(
            [&](ScriptedEngine& engine) {
                engine.answer(engine.next().id, ProjectReply{5, 4, 2, 1}, descriptors);
            },
            [&](EngineClient& client) {
                (void)client.project(LatentTable(5, 4), {2, 2});
            }));
    }

    void anotherNumberOfComponentsThanWasAskedForIsRefused()
    {
        const auto isAnswerRefused = [&](std::size_t count) {
            const FileDescriptor mean = sealedTable(std::span<const float>(std::vector<float>(4)));
            const FileDescriptor components = sealedTable(std::span<const float>(std::vector<float>(4 * count)));
            const FileDescriptor coordinates =
                sealedTable(std::span<const float>(std::vector<float>(5 * std::min<std::size_t>(count, 2))));
            const FileDescriptor explained = sealedTable(std::span<const double>(std::vector<double>(count)));
            const std::array descriptors = {mean.get(), components.get(), coordinates.get(), explained.get()};
            return isRefused(
                [&](ScriptedEngine& engine) {
                    engine.answer(engine.next().id, ProjectReply{5, 4, count, 1}, descriptors);
                },
                [&](EngineClient& client) {
                    (void)client.project(LatentTable(5, 4), {2, 2});
                });
        };
        QVERIFY(!isAnswerRefused(2));
        QVERIFY(isAnswerRefused(0));
        QVERIFY(isAnswerRefused(1));
        QVERIFY(isAnswerRefused(3));
    }

    void clustersOutOfBoundsAreRefused()
    {
        const auto areRefused = [&](std::uint32_t cluster, float centre, float silhouette, ClusterReply reply) {
            const FileDescriptor clusterOf = sealedTable(std::span<const std::uint32_t>(std::vector(5, cluster)));
            const FileDescriptor centres = sealedTable(std::span<const float>(std::vector(4 * reply.clusters, centre)));
            const FileDescriptor silhouettes =
                sealedTable(std::span<const float>(std::vector(reply.silhouettes, silhouette)));
            const std::array descriptors = {clusterOf.get(), centres.get(), silhouettes.get()};
            return isRefused(
                [&](ScriptedEngine& engine) { engine.answer(engine.next().id, std::move(reply), descriptors); },
                [&](EngineClient& client) { (void)client.cluster(LatentTable(5, 4), {}); });
        };
        const float infinite = std::numeric_limits<float>::infinity();
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const ClusterReply good{5, 4, 2, 5, {{10, 2, 0, 0}}};
        QVERIFY(!areRefused(1, 0, 1, good));
        QVERIFY(areRefused(2, 0, 1, good));
        QVERIFY(areRefused(1, infinite, 1, good));
        QVERIFY(areRefused(1, 0, 1.5F, good));
        QVERIFY(areRefused(1, 0, nan, good));
        QVERIFY(areRefused(1, 0, 1, {6, 4, 2, 5, {{10, 2, 0, 0}}})); // one row too many
        QVERIFY(areRefused(1, 0, 1, {5, 3, 2, 5, {{10, 2, 0, 0}}}));
        QVERIFY(areRefused(1, 0, 1, {5, 4, 2, 5, {}}));
        QVERIFY(areRefused(0, 0, 1, {5, 4, 0, 5, {{10, 2, 0, 0}}})); // clusters that there are not
    }

    void trustOutOfBoundsIsRefused()
    {
        const auto isTaken = [&](float value, TrustReply reply) {
            const FileDescriptor values = sealedTable(std::span<const float>(std::vector(reply.rows, value)));
            const int descriptor = values.get();
            return !isRefused(
                [&](ScriptedEngine& engine) {
                    engine.answer(engine.next().id, reply, {&descriptor, 1});
                },
                [&](EngineClient& client) { (void)client.trust(LatentTable(5, 4), LatentTable(5, 2), {}); });
        };
        QVERIFY(isTaken(1, {5, 10, 5}));
        QVERIFY(!isTaken(1.5F, {5, 10, 5}));
        QVERIFY(!isTaken(std::numeric_limits<float>::quiet_NaN(), {5, 10, 5}));
        QVERIFY(!isTaken(1, {4, 10, 4})); // one row too few
        QVERIFY(!isTaken(1, {5, 10, 6})); // more than there are
    }

    void aVectorOutOfBoundsIsRefused()
    {
        const auto areRefused = [&](float value, AttributeReply reply) {
            const FileDescriptor vector = sealedTable(std::span<const float>(std::vector<float>(reply.columns, value)));
            const int descriptor = vector.get();
            return isRefused(
                [&](ScriptedEngine& engine) {
                    engine.answer(engine.next().id, std::move(reply), {&descriptor, 1});
                },
                [&](EngineClient& client) { (void)client.fitAttribute(LatentTable(5, 4), {.withCount = 2}); });
        };
        AttributeTrust trust;
        trust.histograms = {0, 1, std::vector<std::uint32_t>(GroupHistograms::bins),
                            std::vector<std::uint32_t>(GroupHistograms::bins)};
        const AttributeReply good{4, 2, 3, 0.5, -0.5, {}, trust};
        QVERIFY(!areRefused(1, good));
        QVERIFY(areRefused(std::numeric_limits<float>::infinity(), good));
        AttributeReply other = good;
        other.columns = 5;
        QVERIFY(areRefused(1, other));
        other = good;
        other.keptFixed = {{"beard", 0.5}}; // nobody asked for that
        QVERIFY(areRefused(1, other));
        other = good;
        other.trust->histograms.with.pop_back();
        QVERIFY(areRefused(1, other));
        other = good;
        other.trust->histograms.low = 2;
        QVERIFY(areRefused(1, other));
    }

    void anInversionThatIsNoPointIsRefused()
    {
        const auto isInversionRefused = [&](const std::vector<float>& point, ReplyBody body) {
            const FileDescriptor table = sealedTable(std::span<const float>(point));
            const int descriptor = table.get();
            return isRefused(
                [&](ScriptedEngine& engine) {
                    engine.answerLoad();
                    engine.answer(engine.next().id, std::move(body), {&descriptor, 1});
                },
                [&](EngineClient& client) {
                    (void)client.load(m_request);
                    (void)client.invert({{shape, std::vector<std::uint8_t>(shape.bytes())}, {}, {}, {}, {}});
                });
        };
        const std::vector<float> whole(4);
        const std::vector<float> notFinite(4, std::numeric_limits<float>::infinity());
        QVERIFY(!isInversionRefused(whole, InvertReply{4, 1, 0, 0, 0, false}));
        QVERIFY(isInversionRefused(whole, InvertReply{5, 1, 0, 0, 0, false}));
        QVERIFY(isInversionRefused(whole, InvertReply{4, 1, 0, 2, 0, false}));
        QVERIFY(isInversionRefused(notFinite, InvertReply{4, 1, 0, 0, 0, false}));
        QVERIFY(isInversionRefused(notFinite, InversionEvent{4, 1, 0, 0, 0}));
        QVERIFY(isInversionRefused(whole, InversionEvent{3, 1, 0, 0, 0}));
        QVERIFY(isInversionRefused({}, InversionEvent{4, 1, 0, 0, 0}));
        QVERIFY(isInversionRefused(whole, EncodeReply{1, 4}));
    }

    void aMapWithoutAPlaceForEachPointIsRefused()
    {
        const auto isMapRefused = [&](const std::vector<float>& places, ReplyBody body) {
            const FileDescriptor table = sealedTable(std::span<const float>(places));
            const int descriptor = table.get();
            return isRefused(
                [&](ScriptedEngine& engine) {
                    engine.answer(engine.next().id, std::move(body), {&descriptor, 1});
                },
                [&](EngineClient& client) {
                    (void)client.tsne(LatentTable(3, 4), {}, {}, {}, [](const TsneProgress&) {});
                });
        };
        const std::vector<float> whole(6);
        const std::vector<float> notFinite(6, std::numeric_limits<float>::quiet_NaN());
        QVERIFY(!isMapRefused(whole, TsneReply{3}));
        QVERIFY(isMapRefused({}, TsneReply{0})); // nobody stopped it
        QVERIFY(isMapRefused({0, 0, 0, 3e30F, 0, 0}, TsneReply{3}));
        QVERIFY(isMapRefused(whole, TsneReply{2}));
        QVERIFY(isMapRefused({}, TsneReply{3}));
        QVERIFY(isMapRefused(notFinite, TsneReply{3}));
        QVERIFY(isMapRefused(notFinite, TsneEvent{3, 1}));
        QVERIFY(isMapRefused(whole, TsneEvent{2, 1}));
        QVERIFY(isMapRefused(whole, TsneReply{3, 0, 2})); // twice all neighbours
    }

    void motionThatIsNotThatOfAllPointsIsRefused()
    {
        const auto isMotionRefused = [&](const std::vector<float>& motion) {
            const FileDescriptor places = sealedTable(std::span<const float>(std::vector<float>(6)));
            const FileDescriptor moved = sealedTable(std::span<const float>(motion));
            const std::array descriptors = {places.get(), moved.get()};
            return isRefused(
                [&](ScriptedEngine& engine) {
                    engine.answer(engine.next().id, TsneReply{.rows = 3, .hasMotion = true}, descriptors);
                },
                [&](EngineClient& client) { (void)client.tsne(LatentTable(3, 4), {}); });
        };
        QVERIFY(!isMotionRefused(std::vector<float>(12)));
        QVERIFY(isMotionRefused(std::vector<float>(11)));
        QVERIFY(isMotionRefused({}));
        QVERIFY(isMotionRefused(std::vector<float>(12, std::numeric_limits<float>::infinity())));
    }

    void noRandomBytesBringTheClientDown()
    {
        std::mt19937 random(3);
        int refused = 0;
        for (int round = 0; round < 300; ++round) {
            auto [ours, theirs] = Channel::makePair();
            EngineClient client(std::move(ours));
            std::string bytes(1 + random() % 2000, '\0');
            std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<char>(random() % 256); });
            QVERIFY(::write(theirs.get(), bytes.data(), bytes.size()) > 0);
            try {
                (void)client.describe();
            } catch (const EngineError& error) {
                refused += error.problem() == EngineProblem::Protocol ? 1 : 0;
            }
            theirs = FileDescriptor();
        }
        QVERIFY(refused > 250);
    }
};

QTEST_GUILESS_MAIN(tst_HostileEngine)
#include "tst_HostileEngine.moc"
