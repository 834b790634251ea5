// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "derived/PictureInversion.h"

#include <QSignalSpy>
#include <QTest>

namespace {

// First pixels at which the small engine never settles, or dies at the third step: unless it was given a start, or
// always.
constexpr char neverSettles = static_cast<char>(255);
constexpr char killsOnTheWay = static_cast<char>(254);
constexpr char killsEveryTime = static_cast<char>(253);

using Status = PictureInversion::Status;

struct Fixture : LiveFixture
{
    explicit Fixture(const std::filesystem::path& program = SMALL_ENGINE)
        : LiveFixture(program)
    {
        QObject::connect(&inversion, &PictureInversion::failed,
                         [this](const QString& message) { problems << message; });
    }

    PictureInversion inversion{session, engine};
    QStringList problems;
    QTemporaryDir folder;

    std::filesystem::path picture(const std::string& name, const std::string& pixels)
    {
        const std::filesystem::path file = folder.filePath(QString::fromStdString(name)).toStdString();
        std::ofstream(file, std::ios::binary) << pixels;
        return file;
    }
    [[nodiscard]] bool isAt(const LatentVector& point) const
    {
        const LatentVector& now = session.currentPoint();
        return std::equal(point.begin(), point.end(), now.begin(), now.end(),
                          [](float a, float b) { return std::abs(a - b) < 1e-3F; });
    }
};

const std::string cat = {static_cast<char>(140), 60, 100, 120}; // at (4, -4, 0, 2)

} // namespace

class tst_PictureInversion : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePointGoesToThePictureInOneStep()
    {
        Fixture fixture;
        const FormulaSpace space(20);
        fixture.open(space);
        QTRY_VERIFY(fixture.isReady());
        const int steps = fixture.session.undoStack().count();
        fixture.inversion.take(fixture.picture("cat.png", cat));
        QCOMPARE(fixture.inversion.status(), Status::Reading);
        QTRY_COMPARE(fixture.inversion.status(), Status::Done);
        QVERIFY(fixture.isAt({4, -4, 0, 2}));
        QCOMPARE(fixture.session.view().outside->name, std::string("cat.png"));
        QCOMPARE(fixture.session.view().outside->picture.pixels, (std::vector<std::uint8_t>{140, 60, 100, 120}));
        QCOMPARE(fixture.session.undoStack().count(), steps + 1);
        QCOMPARE(fixture.session.undoStack().undoText(), QStringLiteral("Invert cat.png"));
        fixture.session.undoStack().undo();
        QCOMPARE(fixture.session.currentPoint(), LatentVector(4));
        QVERIFY(fixture.session.view().outside); // it stays at hand
        QVERIFY(fixture.problems.isEmpty());
    }

    void withAnEncoderThePictureIsEncoded()
    {
        Fixture fixture;
        const FormulaSpace space;
        fixture.open(space);
        LoadRequest request = space.request();
        request.encoder = fixture.picture("encoder.pt", "any");
        fixture.engine.load(request);
        QTRY_VERIFY(fixture.isReady() && fixture.engine.model()->hasEncoder);
        fixture.inversion.take(fixture.picture("cat.png", cat));
        QTRY_COMPARE(fixture.inversion.status(), Status::Done);
        for (std::size_t i = 0; i < 4; ++i) { // what the small engine's encoder gives
            QCOMPARE(fixture.session.currentPoint()[i], static_cast<float>(static_cast<unsigned char>(cat[i])));
        }
        fixture.inversion.search(PictureInversion::Start::Here);
        QTRY_COMPARE(fixture.inversion.status(), Status::Done);
        QVERIFY(fixture.isAt({4, -4, 0, 2}));
        fixture.session.undoStack().undo();
        QVERIFY(fixture.isAt({140, 60, 100, 120}));
    }

    void bytesOfThePasteboardAreTaken()
    {
        Fixture fixture;
        const FormulaSpace space;
        fixture.open(space);
        QTRY_VERIFY(fixture.isReady());
        fixture.inversion.take(QByteArray::fromStdString(cat), QStringLiteral("pasted picture"));
        QTRY_COMPARE(fixture.inversion.status(), Status::Done);
        QVERIFY(fixture.isAt({4, -4, 0, 2}));
    }

    void thePointFollowsAndStopLeavesItThere()
    {
        Fixture fixture;
        const FormulaSpace space;
        fixture.open(space);
        QTRY_VERIFY(fixture.isReady());
        QSignalSpy running(&fixture.inversion, &PictureInversion::runningChanged);
        fixture.inversion.take(fixture.picture("endless.png", {neverSettles, 60, 100, 120}));
        QTRY_VERIFY(fixture.isAt({15.5, -4, 0, 2}));
        QCOMPARE(fixture.inversion.status(), Status::Searching);
        QVERIFY(fixture.inversion.step() > 0);
        fixture.inversion.stop();
        QCOMPARE(fixture.inversion.status(), Status::Stopped);
        QVERIFY(fixture.isAt({15.5, -4, 0, 2}));
        QVERIFY(!fixture.inversion.isRunning());
        QCOMPARE(running.count(), 2);
        const int steps = fixture.session.undoStack().count();
        fixture.inversion.search(PictureInversion::Start::Here); // go on
        QTRY_VERIFY(fixture.inversion.step() > 0);
        fixture.inversion.stop();
        QCOMPARE(fixture.session.undoStack().count(), steps); // still the same step
        QVERIFY(fixture.problems.isEmpty());
    }

    void theHandGoesFirst()
    {
        Fixture fixture;
        const FormulaSpace space;
        fixture.open(space);
        QTRY_VERIFY(fixture.isReady());
        fixture.inversion.take(fixture.picture("endless.png", {neverSettles, 60, 100, 120}));
        QTRY_VERIFY(fixture.inversion.step() > 0);
        fixture.moveTo(7);
        QCOMPARE(fixture.inversion.status(), Status::Stopped);
        QCOMPARE(fixture.session.currentPoint()[0], 7.0F);
        fixture.session.undoStack().undo();
        fixture.inversion.search(PictureInversion::Start::Here);
        QTRY_VERIFY(fixture.inversion.step() > 0);
        fixture.session.undoStack().undo();
        QCOMPARE(fixture.inversion.status(), Status::Stopped);
    }

    void whenTheEngineDiesTheSearchGoesOnInAnother()
    {
        Fixture fixture;
        const FormulaSpace space;
        fixture.open(space);
        QTRY_VERIFY(fixture.isReady());
        fixture.inversion.take(fixture.picture("deadly.png", {killsOnTheWay, 60, 100, 120}));
        QTRY_COMPARE(fixture.inversion.status(), Status::Done);
        QVERIFY(fixture.isAt({15.4F, -4, 0, 2}));
        QVERIFY(fixture.problems.isEmpty());
        QVERIFY(fixture.isReady()); // that of the window lives
    }

    void whenEnginesKeepDyingNothingIsLost()
    {
        Fixture fixture;
        const FormulaSpace space;
        fixture.open(space);
        QTRY_VERIFY(fixture.isReady());
        fixture.inversion.take(fixture.picture("deadly.png", {killsEveryTime, 60, 100, 120}));
        QTRY_COMPARE(fixture.problems.size(), 1);
        QVERIFY2(fixture.problems.first().contains("Go on"), qPrintable(fixture.problems.first()));
        QCOMPARE(fixture.inversion.status(), Status::Stopped);
        QVERIFY(fixture.session.view().outside);
        QVERIFY(fixture.session.currentPoint()[0] > 7); // at the first step it was halfway
        QVERIFY(fixture.isReady());
    }

    void whatCannotBeReadGetsASentence()
    {
        Fixture fixture;
        fixture.inversion.take(fixture.picture("cat.png", cat));
        QCOMPARE(fixture.problems.size(), 1); // there is no space
        const FormulaSpace space;
        fixture.open(space);
        QTRY_VERIFY(fixture.isReady());
        fixture.inversion.take(fixture.picture("short.png", "x"));
        QTRY_COMPARE(fixture.problems.size(), 2);
        QVERIFY2(fixture.problems.last().contains("short.png"), qPrintable(fixture.problems.last()));
        fixture.inversion.take(std::filesystem::path("/nowhere/cat.png"));
        QTRY_COMPARE(fixture.problems.size(), 3);
        QVERIFY(fixture.problems.last().contains("/nowhere/cat.png"));
        QCOMPARE(fixture.inversion.status(), Status::Idle);
        QVERIFY(!fixture.session.view().outside);
    }

    void anotherSpaceEndsTheSearch()
    {
        Fixture fixture;
        const FormulaSpace space;
        const FormulaSpace other(0, "3 1 1 3", 3);
        fixture.open(space);
        QTRY_VERIFY(fixture.isReady());
        fixture.inversion.take(fixture.picture("endless.png", {neverSettles, 60, 100, 120}));
        QTRY_VERIFY(fixture.inversion.step() > 0);
        fixture.open(other);
        QVERIFY(!fixture.inversion.isRunning());
        QTRY_VERIFY(fixture.isReady());
        QVERIFY(!fixture.inversion.canSearch()); // a picture of another size
        QCOMPARE(fixture.session.currentPoint(), LatentVector(3));
        fixture.inversion.forget();
        QVERIFY(!fixture.session.view().outside);
    }
};

QTEST_GUILESS_MAIN(tst_PictureInversion)
#include "tst_PictureInversion.moc"
