// SPDX-License-Identifier: GPL-3.0-or-later
#include "../engine/FormulaBackend.h"
#include "create/NewSpace.h"
#include "create/NewSpaceEngines.h"
#include "fixtures/Sentences.h"
#include "space/Space.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <set>

namespace fs = std::filesystem;

/// Pictures that end the engine which reads them, with the small engine: a file's bytes are its pixels, and its latents
/// are its pixels again.
class tst_DeadlyPicture : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void isListedAndTheOthersAreThere_data();
    void isListedAndTheOthersAreThere();
    void tooManyOfThemAreAFault();

private:
    [[nodiscard]] fs::path at(const std::string& name) const { return m_folder->path().toStdString() + "/" + name; }
    [[nodiscard]] static std::string nameOf(std::size_t number) { return std::to_string(1000 + number) + ".png"; }
    void makePictures(std::size_t count, const std::set<std::size_t>& deadly) const;
    [[nodiscard]] NewSpacePlan plan() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<NewSpaceEngines> m_engines;
};

void tst_DeadlyPicture::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    std::ofstream(at("decoder.pt")) << "4 1 2 2";
    std::ofstream(at("encoder.pt")) << "any";
    fs::create_directory(at("pictures"));
    EngineWish wish;
    wish.chosen = SMALL_ENGINE;
    wish.role = EngineRole::Job;
    wish.deadlineSeconds = 60;
    m_engines = std::make_unique<NewSpaceEngines>(wish, "cpu", 1);
}

void tst_DeadlyPicture::makePictures(std::size_t count, const std::set<std::size_t>& deadly) const
{
    for (std::size_t i = 0; i < count; ++i) {
        const std::string pixels(4, static_cast<char>(i));
        std::ofstream(at("pictures/" + nameOf(i)))
            << (deadly.contains(i) ? std::string(FormulaBackend::killsReader) : pixels);
    }
}

NewSpacePlan tst_DeadlyPicture::plan() const
{
    FoundPieces pieces;
    pieces.pieces = {{PieceKind::Decoder, at("decoder.pt"), {}, {}},
                     {PieceKind::Encoder, at("encoder.pt"), {}, {}},
                     {PieceKind::Pictures, at("pictures"), {}, {}}};
    return planNewSpace(pieces, {}, *m_engines);
}

void tst_DeadlyPicture::isListedAndTheOthersAreThere_data()
{
    QTest::addColumn<QList<int>>("deadly");
    QTest::newRow("in the middle") << QList<int>{5, 6, 23};
    QTest::newRow("the first and the last, which plan and preview read") << QList<int>{0, 59};
}

void tst_DeadlyPicture::isListedAndTheOthersAreThere()
{
    QFETCH(QList<int>, deadly);
    constexpr std::size_t count = 60;
    const std::set<std::size_t> places(deadly.begin(), deadly.end());
    makePictures(count, places);
    const NewSpacePlan made = plan();
    QVERIFY(made.isComplete());
    QVERIFY(!previewNewSpace(made, *m_engines).rows.empty());

    const CreatedSpace created = createSpace(made, *m_engines, at("made"));
    QCOMPARE(created.samples, count - places.size());
    QCOMPARE(created.unreadable.size(), places.size());
    const auto space = openSpace(at("made"));
    std::size_t row = 0;
    std::size_t unreadable = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (places.contains(i)) {
            QCOMPARE(created.unreadable[unreadable].name, nameOf(i));
            COMPARE_PART(QString::fromStdString(created.unreadable[unreadable++].reason), "ended the engine");
        } else {
            QCOMPARE(space->latents->row(row++)[0], static_cast<float>(i));
        }
    }
}

/// Then it is not the pictures.
void tst_DeadlyPicture::tooManyOfThemAreAFault()
{
    std::set<std::size_t> all;
    for (std::size_t i = 1; i < 60; ++i) {
        all.insert(i);
    }
    makePictures(60, {});
    const NewSpacePlan made = plan();
    makePictures(60, all);
    COMPARE_PART(sentenceOf([&] { return createSpace(made, *m_engines, at("made")); }), "before it answered");
    QVERIFY(!fs::exists(at("made")));
}

QTEST_GUILESS_MAIN(tst_DeadlyPicture)
#include "tst_DeadlyPicture.moc"
