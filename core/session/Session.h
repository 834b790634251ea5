// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

#include <QObject>
#include <QUndoStack>

#include <functional>
#include <memory>

/// The one holder of state and its only door: `edit` makes one undo step, steps of one drag merge. Only the GUI thread
/// touches it.
class Session : public QObject
{
    Q_OBJECT

public:
    explicit Session(QObject* parent = nullptr);
    ~Session() override;

    [[nodiscard]] const SessionState& state() const { return m_state; }
    [[nodiscard]] const SessionView& view() const { return m_view; }
    [[nodiscard]] const LatentVector& currentPoint() const { return m_currentPoint; }
    [[nodiscard]] const LatentVector& decodedRow() const { return m_decodedRow; } ///< the current point and its tail
    [[nodiscard]] QUndoStack& undoStack() { return m_undoStack; }

    /// Changes the state through `change` as one undo step named `text`; nothing happens when nothing changed. Edits
    /// with the same non-zero `gesture` merge into one step; a drag that ends where it began leaves none.
    void edit(const QString& text, const std::function<void(SessionState&)>& change, int gesture = 0);
    /// A number for the edits of one drag.
    [[nodiscard]] int newGesture() { return ++m_lastGesture; }
    /// Replaces the state and forgets the history: a saved session was opened.
    void restore(SessionState state);
    void restore(SessionState state, SessionView view);
    /// No step to undo.
    void setView(SessionView view);

Q_SIGNALS:               // a new space emits them all
    void spaceChanged(); ///< another was opened, or it has other samples or inputs
    void keptMapsChanged();
    void labelsChanged();     ///< values and columns
    void pointChanged();      ///< base or amounts
    void inputsChanged();     ///< what goes into the decoder beside the point, truncation included
    void attributesChanged(); ///< sliders added, removed, renamed, amounts
    void selectionChanged();  ///< selection or the groups A and B
    void slidersChanged();    ///< basis, sort, locks
    void mapChanged();        ///< its kind, colouring, filters, and which maps the space keeps
    void viewChanged();       ///< what is no part of the state; a new space does not emit it

private:
    friend class EditSession;
    void apply(std::shared_ptr<const SessionState> next);
    void announce();

    SessionState m_state;
    SessionView m_view;
    std::shared_ptr<const SessionState> m_snapshot;  ///< equal to m_state; undo commands share it
    std::shared_ptr<const SessionState> m_announced; ///< what the signals have told of
    LatentVector m_currentPoint;
    LatentVector m_decodedRow;
    QUndoStack m_undoStack;
    int m_lastGesture = 0;
    bool m_isPushing = false;
};
