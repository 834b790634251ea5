// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/AttributeListHeader.h"

#include "controls/CosineMatrix.h"
#include "controls/LineIcons.h"
#include "session/AttributeEdits.h"
#include "session/PointEdits.h"

#include <QAction>
#include <QDialog>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

#include <algorithm>

AttributeListHeader::AttributeListHeader(Session& session, const DatasetMap& map, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_map(map)
    , m_load(add(
          "loadAttribute", tr("Load…"),
          tr("Reads a vector from .npy, or with all that is known of it from .json; files can also be dropped here"),
          [this] { Q_EMIT loadWanted(); }))
    , m_resetAll(add("resetAllAttributes", tr("Reset all"), tr("Sets all amounts to 0"),
                     [this] {
                         m_session.edit(tr("Reset all attributes"),
                                        [this](SessionState& state) { resetAmounts(state, m_map.components().get()); });
                     }))
    , m_bakeAll(add(
          "bakeAll", tr("Bake all"),
          tr("Folds all amounts into the base point: the picture stays, the amounts become 0"),
          [this] { m_session.edit(tr("Bake all attributes"), [](SessionState& state) { bakeAttributes(state); }); }))
    , m_keepMix(add("keepMix", tr("Keep the mix as a vector"), {},
                    [this] { m_session.edit(tr("Keep the mix"), [](SessionState& state) { ::keepMix(state); }); }))
    , m_cosines(add("showCosines", tr("Cosines…"), {}, [this] { showCosines(); }))
    , m_saveAll(add("saveAllToSpace", tr("Save all to the space"), {}, [this] { Q_EMIT saveAllWanted(); }))
{
    setObjectName(QStringLiteral("attributeListHeader"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(8, 0, 8, 0);
    line->setSpacing(4);
    for (QAction* action : {m_load, m_resetAll, m_bakeAll}) {
        addButton(action);
    }
    addMore();
    line->addStretch(1);
    showState();
}

QAction* AttributeListHeader::add(const char* name, const QString& text, const QString& tip,
                                  const std::function<void()>& run)
{
    auto* action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    action->setToolTip(tip);
    connect(action, &QAction::triggered, this, run);
    return action;
}

void AttributeListHeader::addButton(QAction* action)
{
    auto* button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly); // also where a menu gives it an icon
    button->setObjectName(action->objectName() + QStringLiteral("Button"));
    button->setAccessibleName(action->text());
    button->setFocusPolicy(Qt::TabFocus);
    layout()->addWidget(button);
}

void AttributeListHeader::addMore()
{
    constexpr int side = 24;
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("moreAttributes"));
    button->setIcon(lineIcon(LineIcon::More));
    button->setAutoRaise(true);
    button->setFixedSize(side, side);
    button->setAccessibleName(tr("More"));
    button->setToolTip(tr("Keep the mix, cosines between all vectors, save all to the space"));
    button->setFocusPolicy(Qt::TabFocus);
    auto* menu = new QMenu(button);
    menu->setToolTipsVisible(true);
    menu->addActions({m_keepMix, m_cosines, m_saveAll});
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
    layout()->addWidget(button);
}

void AttributeListHeader::showState()
{
    const SessionState& state = m_session.state();
    const bool isFolder = state.space && !state.space->isBareDecoder;
    bool adds = false;
    for (std::size_t i = 0; i < state.attributes.size(); ++i) {
        adds = adds || state.effectiveAmount(i) != 0;
    }
    m_load->setEnabled(state.space != nullptr);
    m_resetAll->setEnabled(std::ranges::any_of(state.attributes, [](const auto& each) { return each.amount != 0; }));
    m_bakeAll->setEnabled(adds);
    m_keepMix->setEnabled(canKeepMix(state));
    m_keepMix->setToolTip(
        m_keepMix->isEnabled()
            ? tr("The sum of what all add now becomes one slider at amount 1; their amounts become 0, "
                 "and the picture stays")
            : tr("Give two sliders an amount first: their sum becomes a vector."));
    m_cosines->setEnabled(state.attributes.size() > 1);
    m_cosines->setToolTip(m_cosines->isEnabled() ? tr("How every vector lies to every other")
                                                 : tr("That takes two vectors."));
    m_saveAll->setEnabled(isFolder && !state.attributes.empty());
    m_saveAll->setToolTip(isFolder ? tr("Keeps all attributes in the space's space.json")
                                   : tr("Only a space folder keeps attributes; save each as a file."));
}

/// In a window of its own that follows the list.
void AttributeListHeader::showCosines()
{
    if (auto* open = window()->findChild<QDialog*>(QStringLiteral("cosines"))) {
        open->raise();
        return open->activateWindow();
    }
    auto* dialog = new QDialog(window());
    dialog->setObjectName(QStringLiteral("cosines"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Cosines between vectors"));
    auto* layout = new QVBoxLayout(dialog);
    layout->addWidget(new CosineMatrix(m_session, dialog));
    dialog->show();
}
