// SPDX-License-Identifier: GPL-3.0-or-later
#include "MadeSpace.h"
#include "SpaceOnDisk.h"
#include "base/UserError.h"
#include "fixtures/Sentences.h"
#include "session/LabelEdits.h"
#include "session/SessionFile.h"

#include <QTemporaryDir>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

#include <functional>

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

SessionState richState(std::shared_ptr<const Space> space)
{
    SessionState state = stateAt(std::move(space), {0.1F, -2.5e-7F, 3.4028235e38F});
    state.sample = 4;
    AttributeVector vector;
    vector.vector = {0.3F, 1, -1.0F / 3};
    vector.withCount = 12;
    vector.withoutCount = 7;
    vector.withPosition = 1.25;
    vector.withoutPosition = 0.25;
    AttributeSlider slider;
    slider.name = "smile \"äß\" \n";
    slider.vector = std::make_shared<const AttributeVector>(vector);
    slider.amount = -0.7F;
    slider.with = "smile = yes";
    slider.without = "smile = no";
    slider.notes = "a note";
    state.attributes = {slider, sliderAlong({1, 2, 3}, 0, "other")};
    state.basis = SliderBasis::PrincipalComponents;
    state.sort = SliderSort::Influence;
    state.lockedLatents = {0, 2};
    state.lockedComponents = {1};
    state.selection = std::make_shared<const SampleSet>(SampleSet{0, 3, 4});
    state.withGroup = std::make_shared<const SampleSet>(SampleSet{});
    state.map.colourBy = "smile";
    state.map.hiddenValues = {"no", "unknown"};
    state.map.shownRange = ShownRange{-0.1F, 3.4028235e38F};
    state.map.showsGround = true;
    return state;
}

void writeText(const fs::path& file, const std::string& text)
{
    std::ofstream(file, std::ios::binary) << text;
}

std::string readText(const fs::path& file)
{
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Equal but for the space, which is another object when it was opened again.
bool sameButSpace(const SessionState& a, SessionState b)
{
    b.space = a.space;
    return a == b;
}

} // namespace

class tst_SessionFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everythingComesBack();
    void aPictureFromOutsideIsKept();
    void theViewComesBackAndMayBeMissing();
    void labelsThatTheSpaceLacksComeBack();
    void labelsOfAnotherLengthAreFittedIn();
    void theSmallestSessionComesBack();
    void aSessionWithoutARangeShowsAllValues();
    void aSessionMovesTogetherWithItsSpace();
    void aSpaceThatIsGoneIsNamed();
    void aChangedSpaceOpensWithAWarning();
    void samplesThatAreGoneAreLeftOut();
    void aBareDecoderKeepsItsHints();
    void badFilesAreRefused_data();
    void badFilesAreRefused();
    void cutFilesAreRefused();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_root;
    fs::path m_file;
};

void tst_SessionFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_root = m_folder->path().toStdString();
    m_file = m_root / "session.json";
}

void tst_SessionFile::everythingComesBack()
{
    const SessionState state = richState(spaceOnDisk(m_root / "space"));
    writeSession(m_file, state);
    const ReadSession read = readSession(m_file);
    QCOMPARE(read.warning, std::string());
    QVERIFY(sameButSpace(state, read.state));
    QCOMPARE(read.state.space->hash, state.space->hash);
}

void tst_SessionFile::aPictureFromOutsideIsKept()
{
    for (const PictureShape& shape : {PictureShape{1, 2, 3}, PictureShape{3, 2, 3}}) {
        OutsidePicture outside{"a \"cat\".png", {shape, {}}};
        for (std::size_t i = 0; i < shape.bytes(); ++i) {
            outside.picture.pixels.push_back(static_cast<std::uint8_t>(13 * i));
        }
        const SessionView view{.outside = std::make_shared<const OutsidePicture>(outside)};
        writeSession(m_file, richState(spaceOnDisk(m_root / "space")), view);
        const auto kept = readSession(m_file).view.outside;
        QVERIFY(kept && *kept == outside);
    }
    json file = json::parse(readText(m_file));
    for (const char* damaged : {"", "bm8gcGljdHVyZQ==", "iVBORw0KGgoAAAANSUhEUg"}) { // no reason to lose the session
        file["view"]["outside"]["png"] = damaged;
        writeText(m_file, file.dump());
        QVERIFY(!readSession(m_file).view.outside);
    }
}

void tst_SessionFile::theViewComesBackAndMayBeMissing()
{
    const SessionView view{.labelColumn = "smile \"äß\"",
                           .withValue = "yes",
                           .withoutValue = "",
                           .nearMetric = NearMetric::Cosine,
                           .nearCount = 64,
                           .attributeMethod = AttributeMethod::Balanced,
                           .balanceLabels = {"age"},
                           .fixedLabels = {"beard", "age"},
                           .fixedVectors = {"glasses"},
                           .variations = {.view = VariationView::Arithmetic,
                                          .count = 64,
                                          .isWholeSelection = true,
                                          .seed = 12,
                                          .attribute = "glasses",
                                          .radius = 1.5F,
                                          .from = 3,
                                          .to = 2,
                                          .meanOf = "smile=yes",
                                          .terms = {{-2, ArithmeticTerm::Kind::Sample, 4, {}},
                                                    {0.25F, ArithmeticTerm::Kind::Attribute, 0, "glasses"},
                                                    {1, ArithmeticTerm::Kind::Selection, 0, {}}},
                                          .steps = 2,
                                          .isBetweenSamples = true},
                           .tsneMoreSteps = 250};
    writeSession(m_file, richState(spaceOnDisk(m_root / "space")), view);
    QVERIFY(readSession(m_file).view == view);
    json file = json::parse(readText(m_file));
    file["view"]["neighbours"]["count"] = 65;
    writeText(m_file, file.dump());
    QVERIFY_THROWS_EXCEPTION(UserError, (void)readSession(m_file));
    file["view"]["neighbours"]["count"] = 64;
    file["view"]["tsne_more_steps"] = 0;
    writeText(m_file, file.dump());
    QVERIFY_THROWS_EXCEPTION(UserError, (void)readSession(m_file));
    file["view"].erase("tsne_more_steps");
    file["view"].erase("neighbours");
    file["view"].erase("variations");
    for (const char* key : {"method", "balance", "fixed_labels", "fixed_vectors"}) {
        file["view"]["attribute"].erase(key);
    }
    writeText(m_file, file.dump());
    QVERIFY(readSession(m_file).view == (SessionView{.labelColumn = "smile \"äß\"", .withValue = "yes"}));
    file.erase("view");
    writeText(m_file, file.dump());
    QVERIFY(readSession(m_file).view == SessionView());
}

void tst_SessionFile::labelsThatTheSpaceLacksComeBack()
{
    SessionState state = richState(spaceOnDisk(m_root / "space"));
    labelSamples(state, {0}, "mood", "good");
    labelSamples(state, {2}, "side", "left");
    labelSamples(state, {1, 4}, "2024", "a, \"b\"\nc"); // a number may be a name beside others
    SessionView view;
    view.savedLabels = std::make_shared<const LabelTable>(withoutColumn(*state.ownLabels, "mood"));
    writeSession(m_file, state); // the space has none of them
    QVERIFY(sameButSpace(readSession(m_file).state, state));
    writeSession(m_file, state, view); // a folder that has some of them
    const SessionState read = readSession(m_file).state;
    QVERIFY(read.ownLabels->find("mood") && !read.ownLabels->find("2024"));
    view.savedLabels = state.ownLabels;
    writeSession(m_file, state, view);
    QVERIFY(!readSession(m_file).state.ownLabels);
}

void tst_SessionFile::labelsOfAnotherLengthAreFittedIn()
{
    SessionState state = richState(spaceOnDisk(m_root / "space"));
    labelSamples(state, {0, 4}, "mood", "good");
    writeSession(m_file, state);
    json saved = json::parse(readText(m_file));
    saved["labels"]["changed"][0]["cells"] = "bad\ngood\n";
    writeText(m_file, saved.dump());
    const auto labels = readSession(m_file).state.ownLabels;
    QCOMPARE(labels->find("mood")->codes,
             (std::vector<std::uint32_t>{0, 1, LabelColumn::unknown, LabelColumn::unknown, LabelColumn::unknown}));
    saved["labels"]["changed"][0]["cells"] = "bad,worse\n";
    writeText(m_file, saved.dump());
    const QString sentence = sentenceOf([&] { return readSession(m_file); });
    COMPARE_PART(sentence, "labels.changed[0].cells");
}

void tst_SessionFile::theSmallestSessionComesBack()
{
    const SessionState state = stateAt(spaceOnDisk(m_root / "space", 1), {0, 0, 0});
    writeSession(m_file, state);
    QVERIFY(sameButSpace(state, readSession(m_file).state));
}

void tst_SessionFile::aSessionWithoutARangeShowsAllValues()
{
    writeSession(m_file, richState(spaceOnDisk(m_root / "space")));
    json file = json::parse(readText(m_file));
    QCOMPARE(file["map"]["shown_range"][0].dump(), std::string("-0.1"));
    file["map"].erase("shown_range");
    writeText(m_file, file.dump());
    QVERIFY(!readSession(m_file).state.map.shownRange);
    QVERIFY(readSession(m_file).state.map.showsGround);
    file["map"].erase("shows_ground"); // as programs before wrote it
    writeText(m_file, file.dump());
    QVERIFY(!readSession(m_file).state.map.showsGround);
    QVERIFY(!readSession(m_file).state.map.coloursByTrust);
    file["map"]["colours_by_trust"] = true;
    writeText(m_file, file.dump());
    QVERIFY(readSession(m_file).state.map.coloursByTrust);
    writeSession(m_file, readSession(m_file).state);
    QVERIFY(readSession(m_file).state.map.coloursByTrust);
    file["map"].erase("colours_by_trust");
    writeText(m_file, file.dump());
    QVERIFY(!readSession(m_file).state.map.coloursByTrust);
}

void tst_SessionFile::aSessionMovesTogetherWithItsSpace()
{
    const SessionState state = richState(spaceOnDisk(m_root / "before" / "space"));
    writeSession(m_root / "before" / "session.json", state);
    fs::rename(m_root / "before", m_root / "after");
    const ReadSession read = readSession(m_root / "after" / "session.json");
    QVERIFY(sameButSpace(state, read.state));
    QCOMPARE(read.state.space->location, m_root / "after" / "space");
}

void tst_SessionFile::aSpaceThatIsGoneIsNamed()
{
    writeSession(m_file, richState(spaceOnDisk(m_root / "space")));
    fs::rename(m_root / "space", m_root / "elsewhere");
    try {
        (void)readSession(m_file);
        QFAIL("it was read");
    } catch (const UserError& error) {
        const QString message = error.what();
        QVERIFY(message.contains("session.json") && message.contains("on disk") &&
                message.contains(QString::fromStdString((m_root / "space").string())));
    }
}

void tst_SessionFile::aChangedSpaceOpensWithAWarning()
{
    const SessionState state = richState(spaceOnDisk(m_root / "space"));
    writeSession(m_file, state);
    std::ofstream(m_root / "space" / "decoder.pt", std::ios::app) << " any more";
    const ReadSession read = readSession(m_file);
    QVERIFY(read.warning.find("changed") != std::string::npos);
    QVERIFY(sameButSpace(state, read.state));
}

void tst_SessionFile::samplesThatAreGoneAreLeftOut()
{
    writeSession(m_file, richState(spaceOnDisk(m_root / "space")));
    (void)spaceOnDisk(m_root / "space", 2);
    const ReadSession read = readSession(m_file);
    QVERIFY(!read.warning.empty());
    QCOMPARE(*read.state.selection, SampleSet{0});
    QVERIFY(!read.state.sample);
}

void tst_SessionFile::aBareDecoderKeepsItsHints()
{
    writeText(m_root / "decoder.pt", "no model");
    SpaceHints hints;
    hints.latentSize = 2;
    hints.range = ValueRange{-1.5F, 0.1F};
    const SessionState state = stateAt(openSpace(m_root / "decoder.pt", hints), {1, 2});
    writeSession(m_file, state);
    const ReadSession read = readSession(m_file);
    QCOMPARE(read.state.space->latentSize(), 2);
    QVERIFY(read.state.space->manifest.decoder->range == hints.range);
}

using Damage = std::function<void(json&)>;
struct DamageCase
{
    Damage damage;
    const char* expected;
};
Q_DECLARE_METATYPE(DamageCase)

void tst_SessionFile::badFilesAreRefused_data()
{
    QTest::addColumn<DamageCase>("row");
    const auto row = [](const char* name, const char* expected, Damage damage) {
        QTest::newRow(name) << DamageCase{std::move(damage), expected};
    };
    row("no format", "format", [](json& file) { file.erase("format"); });
    row("newer format", "newer Morphoscope", [](json& file) { file["format"] = 2; });
    row("format is text", "format", [](json& file) { file["format"] = "1"; });
    row("no space", "space", [](json& file) { file.erase("space"); });
    row("space is a list", "space", [](json& file) { file["space"] = {1, 2}; });
    row("path is a number", "space.path", [](json& file) { file["space"]["path"] = 7; });
    row("hints with a huge size", "space.hints.latent_size",
        [](json& file) { file["space"]["hints"]["latent_size"] = 1e9; });
    row("base too long", "point.base", [](json& file) { file["point"]["base"].push_back(1); });
    row("base has text", "point.base", [](json& file) { file["point"]["base"][1] = "x"; });
    row("base has null", "point.base", [](json& file) { file["point"]["base"][1] = nullptr; });
    row("base overflows", "point.base", [](json& file) { file["point"]["base"][1] = 1e300; });
    row("base is an object", "point.base", [](json& file) { file["point"]["base"] = {{"0", 1}}; });
    row("sample out of bounds", "point.sample", [](json& file) { file["point"]["sample"] = 5; });
    row("sample negative", "point.sample", [](json& file) { file["point"]["sample"] = -1; });
    row("attributes is an object", "attributes", [](json& file) { file["attributes"] = {{"a", 1}}; });
    row("attribute is text", "attributes[1]", [](json& file) { file["attributes"][1] = "smile"; });
    row("vector too short", "attributes[0].vector", [](json& file) { file["attributes"][0]["vector"] = {1.0, 2.0}; });
    row("amount is huge", "attributes[0].amount", [](json& file) { file["attributes"][0]["amount"] = 1e30; });
    row("no name", "attributes[1].name", [](json& file) { file["attributes"][1].erase("name"); });
    row("count is negative", "attributes[0].with_count", [](json& file) { file["attributes"][0]["with_count"] = -3; });
    row("view is text", "view", [](json& file) { file["view"] = "wide"; });
    row("view without its attribute", "view.attribute", [](json& file) { file["view"].erase("attribute"); });
    row("outside is text", "view.outside", [](json& file) { file["view"]["outside"] = "cat"; });
    row("outside without a name", "view.outside.name", [](json& file) {
        file["view"]["outside"] = {{"png", "iVBORw0KGgo="}};
    });
    row("label is a number", "view.attribute.label", [](json& file) { file["view"]["attribute"]["label"] = 3; });
    row("no with", "view.attribute.with", [](json& file) { file["view"]["attribute"].erase("with"); });
    row("unknown method", "view.attribute.method", [](json& file) { file["view"]["attribute"]["method"] = "luck"; });
    row("five labels are balanced", "view.attribute.balance", [](json& file) {
        file["view"]["attribute"]["balance"] = {"a", "b", "c", "d", "e"};
    });
    row("unknown view", "view.variations.view", [](json& file) { file["view"]["variations"]["view"] = "all"; });
    row("one sample beside itself", "view.variations.count",
        [](json& file) { file["view"]["variations"]["count"] = 1; });
    row("no terms", "view.variations.terms", [](json& file) { file["view"]["variations"]["terms"] = json::array(); });
    row("term is a number", "view.variations.terms", [](json& file) { file["view"]["variations"]["terms"] = {1}; });
    row("huge factor", "view.variations.terms[0].factor",
        [](json& file) { file["view"]["variations"]["terms"][0]["factor"] = 11; });
    row("unknown term", "view.variations.terms[0].kind",
        [](json& file) { file["view"]["variations"]["terms"][0]["kind"] = "wish"; });
    row("unknown basis", "sliders.basis", [](json& file) { file["sliders"]["basis"] = "fourier"; });
    row("unknown sort", "sliders.sort", [](json& file) { file["sliders"]["sort"] = ""; });
    row("lock out of bounds", "sliders.locked_latents", [](json& file) { file["sliders"]["locked_latents"] = {0, 3}; });
    row("locks is a number", "sliders.locked_components", [](json& file) { file["sliders"]["locked_components"] = 3; });
    row("selection out of bounds", "selection", [](json& file) { file["selection"] = {1, 5}; });
    row("selection unsorted", "selection", [](json& file) { file["selection"] = {3, 1}; });
    row("selection doubled", "selection", [](json& file) { file["selection"] = {1, 1}; });
    row("selection of reals", "selection", [](json& file) { file["selection"] = {1.5}; });
    row("group is text", "with_group", [](json& file) { file["with_group"] = "all"; });
    row("no map", "map", [](json& file) { file.erase("map"); });
    row("hidden values are numbers", "map.hidden_values", [](json& file) { file["map"]["hidden_values"] = {1}; });
    row("shown range is a number", "map.shown_range", [](json& file) { file["map"]["shown_range"] = 1; });
    row("shows ground is a number", "map.shows_ground", [](json& file) { file["map"]["shows_ground"] = 1; });
    row("colours by trust is a word", "map.colours_by_trust",
        [](json& file) { file["map"]["colours_by_trust"] = "yes"; });
    row("shown range has one end", "map.shown_range", [](json& file) { file["map"]["shown_range"] = {1}; });
    row("shown range has three ends", "map.shown_range", [](json& file) { file["map"]["shown_range"] = {1, 2, 3}; });
    row("shown range is upside down", "map.shown_range", [](json& file) { file["map"]["shown_range"] = {2, 1}; });
    row("shown range overflows", "map.shown_range", [](json& file) { file["map"]["shown_range"] = {0, 1e300}; });
}

void tst_SessionFile::badFilesAreRefused()
{
    QFETCH(DamageCase, row);
    writeSession(m_file, richState(spaceOnDisk(m_root / "space")));
    json file = json::parse(readText(m_file));
    row.damage(file);
    writeText(m_file, file.dump());
    try {
        (void)readSession(m_file);
        QFAIL("it was read");
    } catch (const UserError& error) {
        const QString message = error.what();
        QVERIFY2(message.contains(row.expected), error.what());
        QVERIFY2(message.contains("session.json"), error.what());
    }
}

void tst_SessionFile::cutFilesAreRefused()
{
    writeSession(m_file, richState(spaceOnDisk(m_root / "space")));
    const std::string text = readText(m_file);
    for (std::size_t length = 0; length + 2 < text.size(); length += 23) {
        writeText(m_file, text.substr(0, length));
        QVERIFY_THROWS_EXCEPTION(UserError, (void)readSession(m_file));
    }
    fs::remove(m_file);
    QVERIFY_THROWS_EXCEPTION(UserError, (void)readSession(m_file));
    fs::create_directory(m_file);
    QVERIFY_THROWS_EXCEPTION(UserError, (void)readSession(m_file));
}

QTEST_GUILESS_MAIN(tst_SessionFile)
#include "tst_SessionFile.moc"
