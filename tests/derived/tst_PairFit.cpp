// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "derived/PairFit.h"

#include <QSignalSpy>
#include <QTest>

namespace {

/// The small engine's encoder gives the pixels themselves.
struct Fixture : LiveFixture
{
    Fixture()
    {
        std::ofstream(encoder()) << "any";
        open(space);
    }
    FormulaSpace space;
    PairFit fit{session, engine};
    QTemporaryDir folder;

    [[nodiscard]] std::filesystem::path encoder() const
    {
        return folder.filePath(QStringLiteral("encoder.pt")).toStdString();
    }
    bool loadWithEncoder()
    {
        LoadRequest request = space.request();
        request.encoder = encoder();
        engine.load(request);
        return QTest::qWaitFor([this] { return isReady() && engine.model()->hasEncoder; });
    }
    [[nodiscard]] static QImage picture(std::initializer_list<int> pixels)
    {
        QImage image(static_cast<int>(pixels.size()), 1, QImage::Format_RGB32);
        int x = 0;
        for (const int pixel : pixels) {
            image.setPixelColor(x++, 0, QColor(pixel, pixel, pixel));
        }
        return image;
    }
    [[nodiscard]] const std::vector<AttributeSlider>& sliders() const { return session.state().attributes; }
};

} // namespace

class tst_PairFit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theDifferenceOfBothPicturesIsTheVector()
    {
        Fixture fixture;
        QVERIFY(fixture.loadWithEncoder());
        QVERIFY(fixture.fit.obstacle().isEmpty());
        fixture.fit.encode(Fixture::picture({10, 20, 30, 40}), Fixture::picture({10, 23, 30, 44}));
        QTRY_VERIFY(fixture.fit.hasPair());
        QCOMPARE(fixture.fit.length(), 5.0);
        QCOMPARE(fixture.fit.decodedAfter().pixel(0, 0), qRgb(200, 200, 200)); // 100 + 10 * 10
        const int steps = fixture.session.undoStack().count();
        fixture.fit.add(QStringLiteral("glasses"), QStringLiteral("sample 3"), false);
        QCOMPARE(fixture.session.undoStack().count(), steps + 1);
        QCOMPARE(fixture.sliders().size(), std::size_t{1});
        const AttributeSlider& slider = fixture.sliders()[0];
        QCOMPARE(slider.name, std::string("glasses"));
        QCOMPARE(slider.vector->vector, (LatentVector{0, 3, 0, 4}));
        QCOMPARE((*slider.vector->pair)[1], (LatentVector{10, 23, 30, 44}));
        QVERIFY(std::abs(slider.vector->withPosition - slider.vector->withoutPosition - 1) < 1e-6);
        fixture.fit.add(QStringLiteral("glasses"), QStringLiteral("sample 3"), true);
        QCOMPARE(fixture.sliders()[1].name, std::string("glasses 2"));
        QVERIFY(std::abs(norm(fixture.sliders()[1].vector->vector) - 1) < 1e-6);
        fixture.session.undoStack().undo();
        fixture.session.undoStack().undo();
        QVERIFY(fixture.sliders().empty());
    }

    void picturesThatEncodeToTheSameMakeNone()
    {
        Fixture fixture;
        QVERIFY(fixture.loadWithEncoder());
        fixture.fit.encode(Fixture::picture({10, 20, 30, 40}), Fixture::picture({10, 20, 30, 40}));
        QTRY_VERIFY(!fixture.fit.isBusy());
        QVERIFY(!fixture.fit.hasPair());
        fixture.fit.add(QStringLiteral("nothing"), {}, false);
        QVERIFY(fixture.sliders().empty());
    }

    void withoutAnEncoderItSaysWhatIsNeeded()
    {
        Fixture fixture;
        QTRY_VERIFY(fixture.isReady());
        QVERIFY(fixture.fit.obstacle().contains(QLatin1String("needs an encoder")));
        fixture.fit.encode(Fixture::picture({1, 2, 3, 4}), Fixture::picture({1, 2, 3, 5}));
        QVERIFY(!fixture.fit.isBusy());
    }

    void whatTheEngineSaysIsKept()
    {
        Fixture fixture;
        QVERIFY(fixture.loadWithEncoder());
        fixture.fit.encode(Fixture::picture({1, 2, 3}), Fixture::picture({1, 2, 4})); // not the decoder's size
        QVERIFY(fixture.fit.problem().contains(QStringLiteral("3 × 1")));
        QVERIFY(!fixture.fit.hasPair());
        fixture.fit.encode(Fixture::picture({1, 2, 3, 4}), Fixture::picture({1, 2, 3, 5}));
        QVERIFY(fixture.fit.problem().isEmpty());
        QTRY_VERIFY(fixture.fit.hasPair());
    }

    void aNewEngineEncodesTheNewestPair()
    {
        Fixture fixture;
        QVERIFY(fixture.loadWithEncoder());
        fixture.fit.encode(Fixture::picture({1, 2, 3, 4}), Fixture::picture({1, 2, 3, 5}));
        QTRY_VERIFY(fixture.fit.hasPair());
        fixture.killEngine();
        fixture.fit.encode(Fixture::picture({1, 2, 3, 4}), Fixture::picture({1, 2, 3, 7}));
        QVERIFY(!fixture.fit.hasPair()); // not that of the stroke before
        QTRY_VERIFY_WITH_TIMEOUT(fixture.fit.hasPair(), 20'000);
        QCOMPARE(fixture.fit.length(), 3.0);
    }

    void anotherSpaceForgetsThePair()
    {
        Fixture fixture;
        QVERIFY(fixture.loadWithEncoder());
        fixture.fit.encode(Fixture::picture({10, 20, 30, 40}), Fixture::picture({10, 23, 30, 44}));
        QTRY_VERIFY(fixture.fit.hasPair());
        const FormulaSpace other;
        QSignalSpy forgotten(&fixture.fit, &PairFit::forgotten);
        fixture.open(other);
        QCOMPARE(forgotten.count(), 1);
        QVERIFY(!fixture.fit.hasPair());
        QVERIFY(fixture.fit.decodedBefore().isNull());
    }
};

QTEST_MAIN(tst_PairFit)
#include "tst_PairFit.moc"
