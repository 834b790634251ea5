// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UpdatePacer.h"

#include <QTest>

using namespace std::chrono_literals;

class tst_UpdatePacer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstIsDueAtOnce()
    {
        const UpdatePacer pacer;
        QVERIFY(pacer.wait(UpdatePacer::Clock::now()) == 0ms);
    }

    void theNextWaitsForItsShare_data()
    {
        QTest::addColumn<int>("took");
        QTest::addColumn<int>("every");
        QTest::newRow("quick ones take an eighteenth of the time") << 1 << 18;
        QTest::newRow("slower ones are still thirty a second") << 2 << 32;
        QTest::newRow("slow ones never take more than a twelfth") << 5 << 60;
    }
    void theNextWaitsForItsShare()
    {
        QFETCH(int, took);
        QFETCH(int, every);
        UpdatePacer pacer;
        const auto begun = UpdatePacer::Clock::now();
        const auto done = begun + std::chrono::milliseconds(took);
        pacer.done(done, std::chrono::milliseconds(took));
        QVERIFY(done + pacer.wait(done) == begun + std::chrono::milliseconds(every));
        QVERIFY(pacer.wait(begun + std::chrono::milliseconds(every)) == 0ms);
    }
};

QTEST_GUILESS_MAIN(tst_UpdatePacer)
#include "tst_UpdatePacer.moc"
