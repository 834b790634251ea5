// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/ModelError.h"
#include "engine/EngineProcess.h"
#include "engine/LibraryFolders.h"
#include "fixtures/Sanitized.h"

#include <QTemporaryDir>
#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t gigabyte = std::uint64_t{1} << 30;

/// What is tried, and from which level on it must fail.
struct Attempt
{
    const char* what;
    SandboxLevel refusedFrom = SandboxLevel::Seccomp;
};

constexpr Attempt attempts[] = {
    {"read", SandboxLevel::Landlock},
    {"read in an old thread", SandboxLevel::Landlock},
    {"list", SandboxLevel::Landlock},
    {"write"},
    {"change"},
    {"reopen"},
    {"cut"},
    {"remove"},
    {"rename"},
    {"protect"},
    {"make a folder"},
    {"link"},
    {"fill the disk"},
    {"connect"},
    {"connect to a file"},
    {"fork"},
    {"exec"},
    {"ptrace"},
    {"kill"},
    {"unshare"},
    {"io_uring"},
    {"fill the memory"},
};

/// Listens where an engine may try to connect.
FileDescriptor listening(const sockaddr* address, socklen_t size)
{
    FileDescriptor opened(::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return ::bind(opened.get(), address, size) == 0 && ::listen(opened.get(), 8) == 0 ? std::move(opened)
                                                                                      : FileDescriptor();
}

} // namespace

class tst_Wall : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    FileDescriptor m_port;
    FileDescriptor m_socket;
    std::string m_portNumber;
    pid_t m_other = -1;
    int m_walled = 0; ///< levels that were tried

    std::string path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)).toStdString(); }

    /// What the attempt works on, made anew.
    std::string argumentOf(const std::string& what)
    {
        fs::remove_all(path("made"));
        std::ofstream(path("file"), std::ios::trunc) << "text";
        fs::permissions(path("file"), fs::perms::owner_read | fs::perms::owner_write);
        if (what == "connect") {
            return m_portNumber;
        }
        if (what == "connect to a file") {
            return path("socket");
        }
        if (what == "ptrace" || what == "kill") {
            return std::to_string(m_other);
        }
        if (what == "list") {
            return m_folder.path().toStdString();
        }
        const bool makes =
            what == "write" || what == "make a folder" || what == "link" || what == "fill the disk" || what == "exec";
        return path(makes ? "made" : "file");
    }

    /// What an engine of `level` answers to the attempt: empty when it worked.
    std::string outcomeOf(const char* what, SandboxLevel level)
    {
        LoadRequest request;
        request.decoder = path("model");
        const std::string argument = argumentOf(what);
        std::ofstream(request.decoder, std::ios::trunc) << what << '\n' << argument;
        EngineProcess engine(TRYING_ENGINE, EngineRole::Live, {level, gigabyte});
        try {
            (void)engine.client().load(request);
        } catch (const ModelError& error) {
            return error.what();
        } catch (const EngineError& error) {
            if (std::string_view(what) == "exec" && error.problem() == EngineProblem::Died) {
                engine.waitForEnd(); // another program ran in its place
                return fs::exists(path("made")) ? "" : "no file was made";
            }
            return error.what();
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        sockaddr_in port = {};
        port.sin_family = AF_INET;
        port.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_port = listening(reinterpret_cast<const sockaddr*>(&port), sizeof port);
        socklen_t size = sizeof port;
        QCOMPARE(::getsockname(m_port.get(), reinterpret_cast<sockaddr*>(&port), &size), 0);
        m_portNumber = std::to_string(ntohs(port.sin_port));
        sockaddr_un file = {};
        file.sun_family = AF_UNIX;
        path("socket").copy(file.sun_path, sizeof file.sun_path - 1);
        m_socket = listening(reinterpret_cast<const sockaddr*>(&file), sizeof file);
        QVERIFY(m_socket.isValid());
        m_other = ::fork();
        if (m_other == 0) {
            while (true) {
                ::pause();
            }
        }
    }

    void cleanupTestCase()
    {
        ::kill(m_other, SIGKILL);
        ::waitpid(m_other, nullptr, 0);
        QVERIFY2(m_walled > 0, "No level of the wall can be raised here: nothing was tested.");
    }

    void everythingCanBeDoneWithoutAWall_data() { addAttempts(); }

    void everythingCanBeDoneWithoutAWall()
    {
        QFETCH(int, attempt);
        const std::string problem = outcomeOf(attempts[attempt].what, SandboxLevel::None);
        if (std::string_view(attempts[attempt].what) == "io_uring" ||
            std::string_view(attempts[attempt].what) == "unshare") {
            if (!problem.empty()) {
                QSKIP(("The system itself refuses: " + problem).c_str());
            }
        }
        QCOMPARE(problem, std::string());
    }

    void theFoldersThatAProgramNamesForItsLibrariesAreFound()
    {
        const fs::path folder = fs::canonical(fs::path(TRYING_ENGINE).parent_path() / "trying-libraries");
        QVERIFY(libraryFolders(TRYING_ENGINE).contains(folder));
        std::ofstream(path("text")) << "\x7f"
                                       "ELF and no more";
        QVERIFY(libraryFolders(path("text")).empty());
        QVERIFY(libraryFolders(path("nothing")).empty());
        fs::resize_file(path("text"), 0);
        std::ifstream whole(TRYING_ENGINE, std::ios::binary);
        std::string bytes(2000, '\0');
        whole.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        std::ofstream(path("text"), std::ios::binary) << bytes; // cut short
        QVERIFY(libraryFolders(path("text")).empty());
    }

    void aLevelSaysWhatItIs_data() { addLevels(); }

    void aLevelSaysWhatItIs()
    {
        QFETCH(int, level);
        EngineProcess engine(TRYING_ENGINE, EngineRole::Live, {static_cast<SandboxLevel>(level), gigabyte});
        const Sandbox sandbox = engine.client().describe().sandbox;
        if (static_cast<int>(sandbox.level) < level) {
            QSKIP(("The system does not grant it: " + sandbox.reason).c_str());
        }
        ++m_walled;
        QCOMPARE(static_cast<int>(sandbox.level), level);
        QVERIFY(sandbox.reason.find("seccomp") != std::string::npos);
    }

    void nothingCanBeDoneBehindTheWall_data()
    {
        QTest::addColumn<int>("level");
        QTest::addColumn<int>("attempt");
        for (int level = 1; level < static_cast<int>(sandboxLevels.size()); ++level) {
            for (int attempt = 0; attempt < static_cast<int>(std::size(attempts)); ++attempt) {
                if (static_cast<int>(attempts[attempt].refusedFrom) > level) {
                    continue; // this level does not promise it
                }
                QTest::addRow("%s: %s", sandboxLevels[static_cast<std::size_t>(level)].second, attempts[attempt].what)
                    << level << attempt;
            }
        }
    }

    void nothingCanBeDoneBehindTheWall()
    {
        QFETCH(int, level);
        QFETCH(int, attempt);
        const Attempt& tried = attempts[attempt];
        if (isSanitized && std::string_view(tried.what) == "fill the memory") {
            QSKIP("a sanitizer's shadow memory cannot be limited");
        }
        {
            EngineProcess engine(TRYING_ENGINE, EngineRole::Live, {static_cast<SandboxLevel>(level), gigabyte});
            const Sandbox sandbox = engine.client().describe().sandbox;
            if (static_cast<int>(sandbox.level) < level) {
                QSKIP(("The system does not grant it: " + sandbox.reason).c_str());
            }
        }
        const std::string problem = outcomeOf(tried.what, static_cast<SandboxLevel>(level));
        QVERIFY2(!problem.empty(), "it worked");
        QVERIFY2(problem.find("ended") == std::string::npos, problem.c_str()); // it was refused, nothing broke
        if (level == static_cast<int>(SandboxLevel::Bubblewrap) && std::string_view(tried.what) == "read") {
            QVERIFY2(problem.find("No such file") != std::string::npos, problem.c_str()); // it is not even there
        }
        QVERIFY(!fs::exists(path("made")));
        std::ifstream file(path("file"));
        QCOMPARE(std::string(std::istreambuf_iterator<char>(file), {}), std::string("text"));
    }

private:
    static void addLevels()
    {
        QTest::addColumn<int>("level");
        for (int level = 1; level < static_cast<int>(sandboxLevels.size()); ++level) {
            QTest::addRow("%s", sandboxLevels[static_cast<std::size_t>(level)].second) << level;
        }
    }
    static void addAttempts()
    {
        QTest::addColumn<int>("attempt");
        for (int attempt = 0; attempt < static_cast<int>(std::size(attempts)); ++attempt) {
            QTest::addRow("%s", attempts[attempt].what) << attempt;
        }
    }
};

QTEST_GUILESS_MAIN(tst_Wall)
#include "tst_Wall.moc"
