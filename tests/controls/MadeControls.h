// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "../session/MadeSpace.h"
#include "derived/AttributeFit.h"
#include "derived/Influence.h"

#include <QTest>
#include <QWidget>

/// Everything that the panels are made with. The engine starts only when something is loaded into it.
struct MadeControls
{
    explicit MadeControls(std::filesystem::path engineProgram = "/nowhere/morphoscope-engine")
        : engine("/nowhere/morphoscope", std::move(engineProgram))
    {
    }

    Session session;
    LiveEngine engine;
    DatasetMap map{session, engine};
    SliderStatistics statistics{session, map};
    Influence influence{session, engine, map, statistics};
    JobList jobs;
    AttributeFit fit{session, engine, jobs};

    [[nodiscard]] const SessionState& state() const { return session.state(); }
    [[nodiscard]] int undoSteps() { return session.undoStack().count(); }

    /// Opens a space of `size` latents in [-3, 3] with the point at 0.
    void open(int size, std::size_t samples = 0)
    {
        session.restore(stateAt(spaceInMemory(size, samples), LatentVector(static_cast<std::size_t>(size), 0.0f)));
    }
};

/// Shows `widget` and gives it the focus, as a user would have before a key.
inline void showFocused(QWidget& window, QWidget& widget)
{
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    window.activateWindow();
    widget.setFocus();
    QTRY_VERIFY(widget.hasFocus());
}
