// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/Session.h"

#include <QScopedValueRollback>

#include <utility>

namespace {

/// A step of 4,096 latents takes 16 KB: a long afternoon stays below 100 MB.
constexpr int mostUndoSteps = 5000;

struct Changes
{
    bool space = false;
    bool labels = false;
    bool point = false;
    bool attributes = false;
    bool selection = false;
    bool sliders = false;
    bool map = false;
    bool inputs = false;
    bool keptMaps = false;
};

bool sameAmounts(const SessionState& a, const SessionState& b)
{
    if (a.attributes.size() != b.attributes.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.attributes.size(); ++i) {
        const AttributeSlider& before = a.attributes[i];
        const AttributeSlider& after = b.attributes[i];
        const float amount = a.effectiveAmount(i);
        if (amount != b.effectiveAmount(i) || before.amount != after.amount ||
            (before.vector != after.vector && amount != 0)) {
            return false;
        }
    }
    return true;
}

Changes changesBetween(const SessionState& a, const SessionState& b)
{
    if (!isSameOpening(a.space, b.space)) {
        return {true, true, true, true, true, true, true, true, true};
    }
    Changes changes;
    changes.keptMaps = a.space != b.space;
    changes.labels = a.ownLabels != b.ownLabels || a.generatedLabels != b.generatedLabels;
    changes.point = a.base != b.base || a.sample != b.sample || !sameAmounts(a, b);
    changes.attributes = a.attributes != b.attributes;
    changes.selection = a.selection != b.selection || a.withGroup != b.withGroup || a.withoutGroup != b.withoutGroup;
    changes.sliders = a.basis != b.basis || a.sort != b.sort || a.lockedLatents != b.lockedLatents ||
                      a.lockedComponents != b.lockedComponents;
    changes.map = changes.keptMaps || a.map != b.map || a.projection != b.projection;
    changes.inputs = a.inputs != b.inputs || a.truncation != b.truncation;
    return changes;
}

} // namespace

/// The one undo command of the program: the state before and after.
class EditSession : public QUndoCommand
{
public:
    EditSession(Session& session, const QString& text, std::shared_ptr<const SessionState> after, int gesture)
        : QUndoCommand(text)
        , m_session(session)
        , m_before(session.m_snapshot)
        , m_after(std::move(after))
        , m_gesture(gesture)
    {
    }
    void undo() override { m_session.apply(m_before); }
    void redo() override { m_session.apply(m_after); }
    [[nodiscard]] int id() const override { return m_gesture == 0 ? -1 : m_gesture; }
    bool mergeWith(const QUndoCommand* newer) override
    {
        m_after = static_cast<const EditSession*>(newer)->m_after; // the same id is only ever given to this class
        setObsolete(*m_before == *m_after);
        return true;
    }

private:
    Session& m_session;
    std::shared_ptr<const SessionState> m_before;
    std::shared_ptr<const SessionState> m_after;
    int m_gesture;
};

Session::Session(QObject* parent)
    : QObject(parent)
    , m_snapshot(std::make_shared<const SessionState>())
    , m_announced(m_snapshot)
{
    m_undoStack.setUndoLimit(mostUndoSteps);
    // Signals go out when the stack is done with a step, so that what they cause may edit again.
    connect(&m_undoStack, &QUndoStack::indexChanged, this, [this] {
        if (!m_isPushing) {
            announce();
        }
    });
}

Session::~Session()
{
    m_undoStack.disconnect(); // clearing it must not reach views that are going down too
}

void Session::edit(const QString& text, const std::function<void(SessionState&)>& change, int gesture)
{
    auto next = std::make_shared<SessionState>(m_state);
    change(*next);
    if (*next == m_state) {
        return;
    }
    {
        const QScopedValueRollback pushing(m_isPushing, true);
        m_undoStack.push(new EditSession(*this, text, std::move(next), gesture)); // the stack owns it
    }
    announce();
}

void Session::restore(SessionState state)
{
    m_undoStack.clear();
    apply(std::make_shared<const SessionState>(std::move(state)));
    announce();
}

void Session::restore(SessionState state, SessionView view)
{
    setView(std::move(view)); // first: who shows the state shows it in this way
    restore(std::move(state));
}

void Session::setView(SessionView view)
{
    if (view != m_view) {
        m_view = std::move(view);
        Q_EMIT viewChanged();
    }
}

void Session::apply(std::shared_ptr<const SessionState> next) // called by EditSession (do, undo, redo) and restore only
{
    m_snapshot = std::move(next);
    m_state = *m_snapshot;
    m_currentPoint = m_state.currentPoint();
    m_decodedRow = m_currentPoint;
    const LatentVector tail = m_state.rowTail();
    m_decodedRow.insert(m_decodedRow.end(), tail.begin(), tail.end());
}

void Session::announce()
{
    const std::shared_ptr<const SessionState> previous = std::exchange(m_announced, m_snapshot);
    const Changes changes = changesBetween(*previous, *m_announced);
    if (changes.space) {
        Q_EMIT spaceChanged();
    }
    if (changes.keptMaps) {
        Q_EMIT keptMapsChanged();
    }
    if (changes.labels) {
        Q_EMIT labelsChanged();
    }
    if (changes.attributes) {
        Q_EMIT attributesChanged();
    }
    if (changes.inputs) {
        Q_EMIT inputsChanged();
    }
    if (changes.point) {
        Q_EMIT pointChanged();
    }
    if (changes.selection) {
        Q_EMIT selectionChanged();
    }
    if (changes.sliders) {
        Q_EMIT slidersChanged();
    }
    if (changes.map) {
        Q_EMIT mapChanged();
    }
}
