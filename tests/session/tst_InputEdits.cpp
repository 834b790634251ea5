// SPDX-License-Identifier: GPL-3.0-or-later
#include "SpaceOnDisk.h"
#include "base/AtomicFile.h"
#include "base/UserError.h"
#include "session/InputEdits.h"
#include "session/PointText.h"
#include "session/Session.h"
#include "session/SessionFile.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>

using nlohmann::json;

namespace {

/// A space of three latents with a class, a number, noise and a mapping, none of whose models are read.
std::shared_ptr<const Space> conditionalSpace(const std::filesystem::path& folder)
{
    (void)spaceOnDisk(folder);
    json manifest = json::parse(readWholeFile(folder / "space.json", 1 << 20));
    manifest["inputs"] = json::parse(R"([{"name": "animal", "kind": "class", "names": ["cat", "dog"], "default": 1},
        {"name": "strength", "kind": "number", "range": [-1, 1], "default": 0.5},
        {"name": "noise", "kind": "noise", "shape": [4], "default": 3}])");
    manifest["mapping"] = {{"file", "decoder.pt"}, {"size", 2}};
    writeFileAtomically(folder / "space.json", manifest.dump());
    return openSpace(folder);
}

QString sentenceOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const UserError& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

} // namespace

class tst_InputEdits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_state = SessionState();
        m_state.space = conditionalSpace(m_folder.filePath("space").toStdString());
        m_state.base = {0.1F, 0.2F, 0.3F};
        resetInputs(m_state);
    }

    void aSpaceOpensWithItsDefaults()
    {
        QCOMPARE(m_state.inputs, (LatentVector{1, 0.5F, 3}));
        QCOMPARE(m_state.rowTail(), (LatentVector{1, 0.5F, 3, 1}));
        m_state.inputs.clear(); // as in a state made before anybody knew of them
        QCOMPARE(m_state.rowTail(), (LatentVector{1, 0.5F, 3, 1}));
    }

    void onlyValuesThatFitAreSet()
    {
        setInput(m_state, 0, 0);
        setInput(m_state, 1, 7);
        setInput(m_state, 2, 16777215);
        QCOMPARE(m_state.inputs, (LatentVector{0, 1, 16777215}));
        setInput(m_state, 0, 2);
        setInput(m_state, 1, std::nanf(""));
        setInput(m_state, 2, 0.5F);
        setInput(m_state, 9, 0);
        QCOMPARE(m_state.inputs, (LatentVector{0, 1, 16777215}));
        setTruncation(m_state, 5);
        QCOMPARE(m_state.truncation, 2.0F);
        setTruncation(m_state, std::nanf(""));
        QCOMPARE(m_state.truncation, 2.0F);
    }

    void editsAreUndoneAndTold()
    {
        Session session;
        session.restore(m_state);
        QSignalSpy inputs(&session, &Session::inputsChanged);
        QSignalSpy points(&session, &Session::pointChanged);
        const int gesture = session.newGesture();
        session.edit(
            QStringLiteral("Set"), [](SessionState& state) { setInput(state, 1, -0.5F); }, gesture);
        session.edit(
            QStringLiteral("Set"), [](SessionState& state) { setInput(state, 1, -0.25F); }, gesture);
        QCOMPARE(session.undoStack().count(), 1);
        QCOMPARE(inputs.count(), 2);
        QCOMPARE(points.count(), 0);
        QCOMPARE(session.decodedRow(), (LatentVector{0.1F, 0.2F, 0.3F, 1, -0.25F, 3, 1}));
        session.undoStack().undo();
        QCOMPARE(session.decodedRow()[4], 0.5F);
        session.edit(QStringLiteral("Set"), [](SessionState& state) { setTruncation(state, 0.7F); });
        QCOMPARE(session.decodedRow().back(), 0.7F);
    }

    void aSessionKeepsThem()
    {
        setInput(m_state, 0, 0);
        setInput(m_state, 2, 99);
        setTruncation(m_state, 0.7F);
        writeSession(file(), m_state);
        const ReadSession read = readSession(file());
        QCOMPARE(read.state.inputs, m_state.inputs);
        QCOMPARE(read.state.truncation, 0.7F);
    }

    void aSessionOfBeforeOpensWithDefaults()
    {
        setInput(m_state, 0, 0);
        writeSession(file(), m_state);
        change([](json& saved) {
            saved.erase("inputs");
            saved.erase("truncation");
        });
        QCOMPARE(readSession(file()).state.inputs, (LatentVector{1, 0.5F, 3}));
    }

    void aSessionIsReadStrictly()
    {
        writeSession(file(), m_state);
        change([](json& saved) { saved["inputs"]["animal"] = 2; });
        QVERIFY(sentenceOf([this] { (void)readSession(file()); }).contains("`inputs.animal` does not fit"));
        change([](json& saved) {
            saved["inputs"]["animal"] = 0;
            saved["inputs"]["colour"] = 1;
        });
        QVERIFY(sentenceOf([this] { (void)readSession(file()); }).contains("`inputs.colour` does not fit"));
        change([](json& saved) {
            saved["inputs"].erase("colour");
            saved["truncation"] = 3;
        });
        QVERIFY(sentenceOf([this] { (void)readSession(file()); }).contains("`truncation`"));
        change([](json& saved) { // of a space that changed: what is left of it
            saved["truncation"] = 0;
            saved["inputs"]["colour"] = 1;
            saved["inputs"]["strength"] = 70;
            saved["space"]["hash"] = "another";
        });
        QCOMPARE(readSession(file()).state.inputs, (LatentVector{0, 0.5F, 3}));
    }

    void aCopiedPointCarriesThem()
    {
        setInput(m_state, 0, 0);
        setTruncation(m_state, 0.25F);
        const std::string text = pointToText(m_state);
        resetInputs(m_state);
        pointFromText(m_state, text);
        QCOMPARE(m_state.rowTail(), (LatentVector{0, 0.5F, 3, 0.25F}));
        pointFromText(m_state, "1 2 3"); // numbers alone leave them
        QCOMPARE(m_state.rowTail(), (LatentVector{0, 0.5F, 3, 0.25F}));
    }

    void aBareDecodersInputsAreKeptWithTheSession()
    {
        SpaceHints hints;
        hints.latentSize = 3;
        hints.inputs = m_state.space->manifest.inputs;
        SessionState state;
        state.space = openSpace(m_folder.filePath("space/decoder.pt").toStdString(), hints);
        state.base = {1, 2, 3};
        resetInputs(state);
        setInput(state, 0, 0);
        writeSession(file(), state);
        const ReadSession read = readSession(file());
        QCOMPARE(read.state.rowTail(), (LatentVector{0, 0.5F, 3}));
        QCOMPARE(read.state.space->manifest.inputs[0].classNames.size(), std::size_t{2});
        QVERIFY(read.state.space->areInputsKnown);
    }

private:
    [[nodiscard]] std::filesystem::path file() const { return m_folder.filePath("session.json").toStdString(); }
    void change(const std::function<void(json&)>& how) const
    {
        json saved = json::parse(readWholeFile(file(), 1 << 20));
        how(saved);
        writeFileAtomically(file(), saved.dump());
    }

    QTemporaryDir m_folder;
    SessionState m_state;
};

QTEST_GUILESS_MAIN(tst_InputEdits)
#include "tst_InputEdits.moc"
