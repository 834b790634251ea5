// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/JobList.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

class tst_JobList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsOfEachChangeOnce();
    void forgetsWhatIsUnknown();
    void jobsCanBeCancelled();
};

void tst_JobList::tellsOfEachChangeOnce()
{
    JobList list;
    QSignalSpy changed(&list, &JobList::changed);
    const int first = list.add("Encode");
    const int second = list.add("Train");
    QVERIFY(first != second);
    list.report(second, 0.5, 12);
    list.report(second, 0.5, 12);
    QCOMPARE(changed.count(), 3);
    QCOMPARE(list.jobs()[1].fraction, 0.5);
    QCOMPARE(list.jobs()[1].secondsLeft, 12.0);
    QVERIFY(list.jobs()[0].fraction < 0);
    list.remove(first);
    QCOMPARE(list.jobs().size(), std::size_t(1));
    QCOMPARE(list.jobs()[0].title, QString("Train"));
}

void tst_JobList::forgetsWhatIsUnknown()
{
    JobList list;
    QSignalSpy changed(&list, &JobList::changed);
    list.report(7, 0.5);
    list.remove(7);
    QCOMPARE(changed.count(), 0);
}

void tst_JobList::jobsCanBeCancelled()
{
    JobList list;
    int id = 0;
    id = list.add("Encode", [&] { list.remove(id); });
    const std::function<void()> cancel = list.jobs()[0].cancel;
    cancel();
    QVERIFY(list.jobs().empty());
}

QTEST_GUILESS_MAIN(tst_JobList)
#include "tst_JobList.moc"
