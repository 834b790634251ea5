// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/PrincipalComponents.h"
#include "session/Session.h"

#include <QCoreApplication>

#include <optional>
#include <set>
#include <string>

class QWidget;

/// What hands do on the map, as edits of the session.
class MapEdits
{
    Q_DECLARE_TR_FUNCTIONS(MapView)

public:
    /// Numbers are written as `view` writes them.
    MapEdits(Session& session, const QWidget& view)
        : m_session(session)
        , m_view(view)
    {
    }

    [[nodiscard]] QString samplesText(std::size_t count) const; ///< "2,000 samples"

    void goTo(std::uint32_t sample, bool keepAmounts);
    /// Goes to the sample; adds it to the selection with Shift, takes it away with Ctrl.
    void click(std::uint32_t sample, Qt::KeyboardModifiers modifiers);
    void select(const SampleSet& hit, Qt::KeyboardModifiers modifiers);
    /// What was looked for is selected, added with Shift, or taken away with Ctrl.
    void find(const SampleSet& samples, const QString& text, Qt::KeyboardModifiers keys);
    void setSelection(const QString& text, SampleSet samples);
    /// `text` has a place for how many they are.
    void useSelection(const QString& text, std::shared_ptr<const SampleSet> SessionState::*group);
    void selectAllOfValue(const LabelColumn& column, std::uint32_t sample);
    /// Hides a value of the label, or shows it again.
    void toggle(const QString& value);
    /// Shows one of `values` alone, or all when it is alone already. `afterClick`: the click before has toggled it.
    void isolate(const QString& value, std::set<std::string> values, bool afterClick);
    /// The ring is taken, and carried: `way` is added to the point that was taken. What locks hold stays, and all of it
    /// is one step.
    void takePoint();
    void carryPoint(LatentView way, const PrincipalComponents* components);
    void putPointBack();
    void colourBy(const QString& name); ///< a label; empty: one colour
    void colourByTrust();
    void setLook(PointLook look); ///< or dots, where it is that one
    void toggleNames();
    void showGround(bool shows);
    void showOnly(const QString& name, const std::optional<ShownRange>& range, int gesture);

private:
    Session& m_session;
    const QWidget& m_view;
    std::set<std::string> m_hiddenBeforeClick;
    int m_clickGesture = 0;
    int m_carryGesture = 0;
    bool m_hasCarried = false;
    SessionState m_beforeCarry;
};
