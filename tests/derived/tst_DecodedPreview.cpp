// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "derived/DecodedPreview.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

namespace {

struct PreviewFixture : LiveFixture
{
    DecodedPreview preview{session, engine};

    [[nodiscard]] bool isUpToDate() const
    {
        return isReady() && preview.serial() == preview.newestSerial() && preview.point() == session.currentPoint() &&
               !preview.image().isNull();
    }
    void waitForThePicture() const // QTRY_ looks only every 50 ms
    {
        while (!isUpToDate()) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        }
    }
    [[nodiscard]] bool showsThePoint() const
    {
        for (int i = 0; i < 4; ++i) {
            const std::uint8_t expected = FormulaSpace::pixelOf(session.currentPoint()[static_cast<std::size_t>(i)]);
            if (preview.image().constScanLine(0)[i] != expected) {
                return false;
            }
        }
        return true;
    }
};

} // namespace

class tst_DecodedPreview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePictureFollowsThePoint();
    void aDragEndsWithThePictureOfItsLastPoint();
    void picturesNeverGoBack();
    void tellsTheShareThatIsNotFinite();
    void aPointThatTheDecoderRefusesHasNoPicture();
    void measuresFromTheMoveToThePainting();
    void coloursComeAsRgb();
    void openingAnotherSpaceTakesThePictureAway();
    void stoppingAPointThatNeverEndsWaitsForAnotherOne();
    void openingAnotherSpaceAfterAStopShowsIt();
    void goesAwayWhileAPointNeverEnds();
    void livesThroughFiftyDeaths();
    void aPointThatKillsTheEngineGivesUp();
};

void tst_DecodedPreview::thePictureFollowsThePoint()
{
    const FormulaSpace formula;
    PreviewFixture live;
    QVERIFY(live.preview.image().isNull());
    QVERIFY(!live.preview.message().isEmpty());
    live.open(formula);
    QTRY_VERIFY(live.isUpToDate());
    QVERIFY(live.preview.message().isEmpty());
    QCOMPARE(live.preview.image().format(), QImage::Format_Grayscale8);
    QCOMPARE(live.preview.image().size(), QSize(4, 1));
    QVERIFY(live.showsThePoint());
    live.moveTo(3);
    QTRY_VERIFY(live.isUpToDate());
    QCOMPARE(live.preview.image().constScanLine(0)[0], FormulaSpace::pixelOf(3));
    live.session.undoStack().undo();
    QTRY_VERIFY(live.isUpToDate());
    QVERIFY(live.showsThePoint());
}

void tst_DecodedPreview::aDragEndsWithThePictureOfItsLastPoint()
{
    const FormulaSpace formula;
    PreviewFixture live;
    live.open(formula);
    QTRY_VERIFY(live.isUpToDate());
    for (int move = 1; move <= 500; ++move) {
        live.moveTo(static_cast<float>(move) / 50);
        if (move % 3 == 0) {
            QCoreApplication::processEvents();
        }
    }
    QTRY_VERIFY(live.isUpToDate());
    QVERIFY(live.showsThePoint());
}

void tst_DecodedPreview::picturesNeverGoBack()
{
    const FormulaSpace formula;
    PreviewFixture live;
    live.open(formula);
    QTRY_VERIFY(live.isUpToDate());
    quint64 last = 0;
    bool wentBack = false;
    int shown = 0;
    connect(&live.preview, &DecodedPreview::imageChanged, this, [&] {
        wentBack = wentBack || live.preview.serial() < last;
        last = live.preview.serial();
        ++shown;
    });
    for (int move = 1; move <= 200; ++move) {
        live.moveTo(static_cast<float>(move) / 50);
        if (move % 5 == 0) {
            live.waitForThePicture();
        } else {
            QCoreApplication::processEvents();
        }
    }
    QVERIFY(shown >= 40);
    QVERIFY(!wentBack);
}

void tst_DecodedPreview::tellsTheShareThatIsNotFinite()
{
    const FormulaSpace formula;
    PreviewFixture live;
    live.open(formula);
    QTRY_VERIFY(live.isUpToDate());
    QCOMPARE(live.preview.nonFiniteShare(), 0.0);
    live.moveTo(isHalfNan);
    QTRY_VERIFY(live.isUpToDate());
    QCOMPARE(live.preview.nonFiniteShare(), 0.5);
}

void tst_DecodedPreview::aPointThatTheDecoderRefusesHasNoPicture()
{
    const FormulaSpace formula;
    PreviewFixture live;
    live.open(formula);
    QTRY_VERIFY(live.isUpToDate());
    live.moveTo(throwsModelError);
    QTRY_VERIFY(live.preview.image().isNull());
    QVERIFY(live.preview.message().contains("it does not like this point"));
    QCOMPARE(live.preview.serial(), live.preview.newestSerial());
    live.moveTo(1);
    QTRY_VERIFY(live.isUpToDate());
    QVERIFY(live.preview.message().isEmpty());
}

void tst_DecodedPreview::measuresFromTheMoveToThePainting()
{
    const FormulaSpace formula;
    PreviewFixture live;
    live.open(formula);
    QTRY_VERIFY(live.isUpToDate());
    QCOMPARE(live.preview.latency().count, 0); // decoded, but not painted
    live.preview.painted(live.preview.serial());
    QCOMPARE(live.preview.latency().count, 0); // the first picture of a space answers no move
    live.moveTo(0.005F);
    live.waitForThePicture();
    live.preview.painted(live.preview.serial());
    live.preview.painted(live.preview.serial()); // painted again: no new picture
    QCOMPARE(live.preview.latency().count, 1);
    for (int move = 1; move <= 600; ++move) {
        live.moveTo(static_cast<float>(move) / 100);
        live.waitForThePicture();
        live.preview.painted(live.preview.serial());
    }
    const DecodedPreview::Latency latency = live.preview.latency();
    QCOMPARE(latency.count, 500);
    QVERIFY(latency.p50Ms > 0);
    QVERIFY(latency.p95Ms >= latency.p50Ms);
}

void tst_DecodedPreview::coloursComeAsRgb()
{
    const FormulaSpace formula(0, "4 3 2 5");
    PreviewFixture live;
    live.open(formula);
    QTRY_VERIFY(live.isUpToDate());
    QCOMPARE(live.preview.image().format(), QImage::Format_RGB888);
    QCOMPARE(live.preview.image().size(), QSize(5, 2));
    live.moveTo(5);
    QTRY_VERIFY(live.isUpToDate());
    QCOMPARE(live.preview.image().pixelColor(0, 0), QColor(150, 100, 100)); // values 0, 1, 2
    QCOMPARE(live.preview.image().pixelColor(0, 1), QColor(100, 150, 100)); // values 15, 16, 17
}

void tst_DecodedPreview::openingAnotherSpaceTakesThePictureAway()
{
    const FormulaSpace first;
    const FormulaSpace second(0, "4 1 1 4");
    PreviewFixture live;
    live.open(first);
    QTRY_VERIFY(live.isUpToDate());
    live.open(second);
    QVERIFY(live.preview.image().isNull());
    QTRY_VERIFY(live.isUpToDate());
}

void tst_DecodedPreview::stoppingAPointThatNeverEndsWaitsForAnotherOne()
{
    const FormulaSpace formula;
    PreviewFixture live;
    QSignalSpy overdue(&live.engine, &LiveEngine::overdue);
    QSignalSpy ready(&live.engine, &LiveEngine::ready);
    live.open(formula);
    QTRY_VERIFY(live.isUpToDate());
    live.engine.setDeadline(0.05); // the start of an engine may take longer
    live.moveTo(loopsForEver);
    QTRY_VERIFY(overdue.count() > 0);
    QCOMPARE(overdue[0][0].toString(), QString("decode"));
    live.engine.stopAndRestart();
    QTRY_COMPARE(ready.count(), 2);
    QVERIFY(live.preview.message().contains("stopped"));
    const quint64 asked = live.preview.newestSerial();
    live.moveTo(2);
    QCOMPARE(live.preview.newestSerial(), asked + 1); // nothing was asked in between
    QTRY_VERIFY(live.isUpToDate());
    QVERIFY(live.showsThePoint());
}

void tst_DecodedPreview::openingAnotherSpaceAfterAStopShowsIt()
{
    const FormulaSpace first;
    const FormulaSpace second;
    PreviewFixture live;
    QSignalSpy overdue(&live.engine, &LiveEngine::overdue);
    live.open(first);
    QTRY_VERIFY(live.isUpToDate());
    live.engine.setDeadline(0.05);
    live.moveTo(loopsForEver);
    QTRY_VERIFY(overdue.count() > 0);
    live.engine.stopAndRestart();
    live.open(second);
    QTRY_VERIFY(live.isUpToDate());
}

void tst_DecodedPreview::goesAwayWhileAPointNeverEnds()
{
    const FormulaSpace formula;
    auto live = std::make_unique<PreviewFixture>();
    QSignalSpy overdue(&live->engine, &LiveEngine::overdue);
    live->open(formula);
    QTRY_VERIFY(live->isUpToDate());
    live->engine.setDeadline(0.05);
    live->moveTo(loopsForEver);
    QTRY_VERIFY(overdue.count() > 0);
    live.reset(); // the test's time limit is the check
}

void tst_DecodedPreview::livesThroughFiftyDeaths()
{
    const FormulaSpace formulas[2];
    PreviewFixture live;
    live.engine.setMostDeaths(1000);
    live.open(formulas[0]);
    QTRY_VERIFY(live.isUpToDate());
    std::mt19937_64 random(20240611);
    const auto upTo = [&](int last) { return std::uniform_int_distribution<int>(0, last)(random); };
    QSignalSpy restarted(&live.engine, &LiveEngine::restarted);
    for (int death = 0; death < 50; ++death) {
        const auto restartsBefore = restarted.count();
        const bool inLoad = upTo(2) == 0;
        if (inLoad) { // just started, while it reads the model, or just done
            live.open(formulas[upTo(1)]);
            const auto moment = upTo(2);
            QTRY_VERIFY(live.engine.pid() > 0 && (moment == 0 || live.engine.status() != LiveEngine::Status::Starting));
            QTRY_VERIFY(moment < 2 || live.isReady());
        } else { // after some pictures of a drag, with moves that are not answered yet
            const quint64 goal = live.preview.newestSerial() + static_cast<quint64>(1 + upTo(20));
            while (live.preview.newestSerial() < goal) {
                live.moveTo(static_cast<float>(upTo(100)) / 10 + static_cast<float>(death) / 1000);
                if (upTo(1) == 0) {
                    QCoreApplication::processEvents();
                }
            }
        }
        live.killEngine();
        for (int move = upTo(5); move > 0; --move) {
            live.moveTo(static_cast<float>(upTo(100)) / 10);
            QCoreApplication::processEvents();
        }
        QTRY_VERIFY(restarted.count() > restartsBefore);
        QTRY_VERIFY(live.isUpToDate());
        QVERIFY(live.showsThePoint());
    }
    QVERIFY(restarted.count() >= 50);
}

void tst_DecodedPreview::aPointThatKillsTheEngineGivesUp()
{
    const FormulaSpace formula;
    PreviewFixture live;
    QSignalSpy gaveUp(&live.engine, &LiveEngine::gaveUp);
    live.open(formula);
    QTRY_VERIFY(live.isUpToDate());
    live.moveTo(killsProcess);
    QTRY_COMPARE(gaveUp.count(), 1);
    QVERIFY(live.preview.message().contains("log"));
    QCOMPARE(live.session.currentPoint()[0], killsProcess); // the session is never touched
    live.session.undoStack().undo();
    live.engine.load(formula.request());
    QTRY_VERIFY(live.isUpToDate());
}

QTEST_MAIN(tst_DecodedPreview)
#include "tst_DecodedPreview.moc"
