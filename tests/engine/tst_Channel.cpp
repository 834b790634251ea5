// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/Channel.h"
#include "engine/EngineTypes.h"

#include <QTest>

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <random>
#include <thread>

namespace {

struct Ends
{
    Ends()
        : Ends(Channel::makePair())
    {
    }
    explicit Ends(std::pair<FileDescriptor, FileDescriptor> pair)
        : left(std::move(pair.first))
        , right(std::move(pair.second))
    {
    }
    Channel left;
    Channel right;
};

/// Bytes of a frame as they stand on the wire.
std::string frameOf(const std::string& text)
{
    auto [left, right] = Channel::makePair();
    Channel(std::move(left)).send(text);
    std::string bytes(text.size() + 12, '\0');
    const ssize_t got = ::recv(right.get(), bytes.data(), bytes.size(), 0);
    bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return bytes;
}

int openDescriptors()
{
    int count = 0;
    for (int descriptor = 0; descriptor < 1024; ++descriptor) {
        count += ::fcntl(descriptor, F_GETFD) >= 0 ? 1 : 0;
    }
    return count;
}

} // namespace

class tst_Channel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void carriesTextAndDescriptors()
    {
        Ends ends;
        std::array<int, 2> pipe = {};
        QCOMPARE(::pipe2(pipe.data(), O_CLOEXEC), 0);
        const FileDescriptor readEnd(pipe[0]);
        FileDescriptor writeEnd(pipe[1]);
        const std::array sent = {writeEnd.get()};
        ends.left.send("hello", sent);
        Frame frame;
        QCOMPARE(ends.right.receive(frame), Channel::Received::Frame);
        QCOMPARE(frame.text, std::string("hello"));
        QCOMPARE(frame.descriptors.size(), std::size_t{1});
        QVERIFY((::fcntl(frame.descriptors[0].get(), F_GETFD) & FD_CLOEXEC) != 0);
        QCOMPARE(::write(frame.descriptors[0].get(), "x", 1), ssize_t{1});
        char got = 0;
        QCOMPARE(::read(readEnd.get(), &got, 1), ssize_t{1});
        QCOMPARE(got, 'x');
    }

    void framesOfSeveralThreadsStayWhole()
    {
        Ends ends;
        constexpr int threads = 4;
        constexpr int each = 50;
        std::vector<std::jthread> senders;
        for (int t = 0; t < threads; ++t) {
            senders.emplace_back([&ends, t] {
                const std::string text(200'000, static_cast<char>('a' + t)); // larger than the socket's buffer
                for (int i = 0; i < each; ++i) {
                    ends.left.send(text);
                }
            });
        }
        Frame frame;
        for (int i = 0; i < threads * each; ++i) {
            QCOMPARE(ends.right.receive(frame), Channel::Received::Frame);
            QCOMPARE(frame.text.size(), std::size_t{200'000});
            QCOMPARE(frame.text, std::string(200'000, frame.text[0]));
        }
    }

    void aWakeEndsTheReceive()
    {
        Ends ends;
        const std::jthread waker([&ends] { ends.right.wake(); });
        Frame frame;
        QCOMPARE(ends.right.receive(frame), Channel::Received::Woken);
    }

    void aReceiveEndsAtItsTime()
    {
        Ends ends;
        Frame frame;
        QCOMPARE(ends.right.receive(frame, Channel::Clock::now() + std::chrono::milliseconds(5)),
                 Channel::Received::TimedOut);
    }

    void theEndOfTheOtherSideIsSeen()
    {
        Ends ends;
        ends.left.shutDown();
        Frame frame;
        QCOMPARE(ends.right.receive(frame), Channel::Received::Closed);
        QVERIFY_THROWS_EXCEPTION(EngineError, ends.right.send("anybody there?"));
    }

    void aSenderThatNobodyReadsIsFreedByShuttingDown()
    {
        Ends ends;
        std::atomic<int> sent = 0;
        const std::jthread sender([&] {
            const std::string text(100'000, 'x');
            try {
                while (true) {
                    ends.left.send(text);
                    ++sent;
                }
            } catch (const EngineError&) {
                sent = -1;
            }
        });
        QTRY_VERIFY(sent > 0);
        ends.left.shutDown();
        QTRY_COMPARE(sent.load(), -1);
    }

    void anOversizedFrameIsRefusedBeforeItIsRead()
    {
        auto [left, right] = Channel::makePair();
        std::string bytes = frameOf("x").substr(0, 12);
        const std::uint32_t length = (1U << 20) + 1;
        std::memcpy(bytes.data() + 8, &length, sizeof length);
        QCOMPARE(::send(left.get(), bytes.data(), bytes.size(), 0), ssize_t{12});
        Channel channel(std::move(right));
        Frame frame;
        QVERIFY_THROWS_EXCEPTION(EngineError, (void)channel.receive(frame));
    }

    void descriptorsThatNoFrameAnnouncesAreRefused()
    {
        auto [left, right] = Channel::makePair();
        std::string bytes = frameOf("{}");
        iovec part = {bytes.data(), bytes.size()};
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
        msghdr message = {};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        cmsghdr* rights = CMSG_FIRSTHDR(&message);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(sizeof(int));
        const int descriptor = left.get();
        std::memcpy(CMSG_DATA(rights), &descriptor, sizeof descriptor);
        QVERIFY(::sendmsg(left.get(), &message, 0) > 0);
        Channel channel(std::move(right));
        Frame frame;
        QVERIFY_THROWS_EXCEPTION(EngineError, (void)channel.receive(frame));
    }

    void damagedFramesAreRefusedOrReadButNeverCrash()
    {
        std::mt19937 random(1);
        const std::string whole = frameOf("{\"id\":1,\"verb\":\"describe\"}");
        const int before = openDescriptors();
        int refused = 0;
        for (int round = 0; round < 1500; ++round) {
            auto [left, right] = Channel::makePair();
            std::string bytes = whole + whole;
            for (int changes = static_cast<int>(random() % 4); changes >= 0; --changes) {
                bytes[random() % bytes.size()] = static_cast<char>(random() % 256);
            }
            bytes.resize(1 + random() % bytes.size());
            QVERIFY(::send(left.get(), bytes.data(), bytes.size(), 0) > 0);
            left = FileDescriptor();
            Channel channel(std::move(right));
            Frame frame;
            try {
                while (channel.receive(frame) == Channel::Received::Frame) {
                }
            } catch (const EngineError& error) {
                QCOMPARE(error.problem(), EngineProblem::Protocol);
                ++refused;
            }
        }
        QVERIFY(refused > 100);
        QCOMPARE(openDescriptors(), before);
    }
};

QTEST_GUILESS_MAIN(tst_Channel)
#include "tst_Channel.moc"
