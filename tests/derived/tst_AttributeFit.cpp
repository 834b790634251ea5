// SPDX-License-Identifier: GPL-3.0-or-later
#include "../session/MadeSpace.h"

#include "derived/AttributeFit.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

namespace {

AttributeFit::Groups groups(SampleSet with, SampleSet without)
{
    return {std::move(with), std::move(without), "glasses", "glasses = yes", "glasses = no"};
}

} // namespace

class tst_AttributeFit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addsASliderAsOneStep();
    void anEmptyGroupIsASentence();
    void aSpaceWithoutSamplesIsASentence();
    void openingAnotherSpaceDropsTheFit();
    void aStoppedFitSaysSoAndAddsNothing();
};

void tst_AttributeFit::addsASliderAsOneStep()
{
    Session session;
    const auto space = spaceInMemory(3, 6);
    session.restore(stateAt(space, {0, 0, 0}));
    AttributeFit fit(session);
    fit.fit(groups({0, 1}, {2, 3, 4}));
    QVERIFY(fit.isRunning());
    QTRY_VERIFY(!fit.isRunning());
    QCOMPARE(session.undoStack().count(), 1);
    const AttributeSlider& slider = session.state().attributes.at(0);
    QCOMPARE(slider.name, std::string("glasses"));
    QCOMPARE(slider.with, std::string("glasses = yes"));
    QCOMPARE(slider.without, std::string("glasses = no"));
    QCOMPARE(slider.amount, 0.0F);
    QVERIFY(*slider.vector == fitMeanDifference(*space->latents, SampleSet{0, 1}, SampleSet{2, 3, 4}));
}

void tst_AttributeFit::anEmptyGroupIsASentence()
{
    Session session;
    session.restore(stateAt(spaceInMemory(3, 6), {0, 0, 0}));
    AttributeFit fit(session);
    QSignalSpy failed(&fit, &AttributeFit::failed);
    fit.fit(groups({}, {2}));
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(session.undoStack().count(), 0);
    QVERIFY(!fit.isRunning());
}

void tst_AttributeFit::aSpaceWithoutSamplesIsASentence()
{
    Session session;
    session.restore(stateAt(spaceInMemory(3, 0), {0, 0, 0}));
    AttributeFit fit(session);
    QSignalSpy failed(&fit, &AttributeFit::failed);
    fit.fit(groups({0}, {1}));
    QCOMPARE(failed.count(), 1);
}

void tst_AttributeFit::aStoppedFitSaysSoAndAddsNothing()
{
    Session session;
    session.restore(stateAt(spaceInMemory(3, 6), {0, 0, 0}));
    AttributeFit fit(session);
    QSignalSpy failed(&fit, &AttributeFit::failed);
    fit.fit(groups({0, 1}, {2}));
    fit.stop();
    QVERIFY(!fit.isRunning());
    QCOMPARE(failed.count(), 1);
    fit.fit(groups({0}, {2, 3}));
    QTRY_VERIFY(!fit.isRunning());
    QCOMPARE(session.state().attributes.size(), std::size_t(1)); // the second alone
}

void tst_AttributeFit::openingAnotherSpaceDropsTheFit()
{
    Session session;
    session.restore(stateAt(spaceInMemory(3, 6, 1), {0, 0, 0}));
    AttributeFit fit(session);
    fit.fit(groups({0}, {1}));
    session.restore(stateAt(spaceInMemory(3, 6, 2), {0, 0, 0}));
    QVERIFY(!fit.isRunning());
    fit.fit(groups({2}, {3}));
    QTRY_VERIFY(!fit.isRunning());
    QCOMPARE(session.state().attributes.size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(tst_AttributeFit)
#include "tst_AttributeFit.moc"
