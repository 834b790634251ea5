// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/AttributeRowMenu.h"

#include <QInputDialog>
#include <QPainter>
#include <QPlainTextEdit>

#include <array>

namespace {

/// Okabe and Ito 2008, without those that are near to another.
constexpr std::array<const char*, 6> colours = {"#e69f00", "#56b4e9", "#009e73", "#cc79a7", "#d55e00", "#0072b2"};

QIcon swatch(const QColor& colour)
{
    constexpr int side = 16;
    QPixmap pixmap(side, side);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(QRect(2, 2, side - 4, side - 4), 2, 2);
    return {pixmap};
}

} // namespace

AttributeRowMenu::AttributeRowMenu(Session& session, std::size_t attribute, QWidget* parent)
    : QMenu(parent)
    , m_session(session)
    , m_attribute(attribute)
{
    setToolTipsVisible(true);
    add("rename", tr("Rename"), [this] {
        Q_EMIT renameWanted();
    })->setToolTip(tr("A double-click on the name does too"));
    add("notes", tr("Notes…"), [this] { editNotes(); })->setToolTip(tr("What is worth knowing about it; kept with it"));
    addColours();
    addSeparator();
    addPlaces();
    addSeparator();
    addSaving();
    connect(this, &QMenu::aboutToShow, this, &AttributeRowMenu::showState);
}

QAction* AttributeRowMenu::add(const char* name, const QString& text, const std::function<void()>& run)
{
    QAction* const action = addAction(text, this, run);
    action->setObjectName(QLatin1String(name));
    return action;
}

void AttributeRowMenu::addColours()
{
    QMenu* const menu = addMenu(tr("Colour"));
    menu->setObjectName(QStringLiteral("colour"));
    const std::array<QString, colours.size()> names = {tr("Orange"),         tr("Sky blue"),   tr("Green"),
                                                       tr("Reddish purple"), tr("Vermillion"), tr("Blue")};
    const auto addColour = [this, menu](const std::string& colour, const QString& name, const QIcon& icon) {
        QAction* const action = menu->addAction(icon, name, this, [this, colour] {
            m_session.edit(tr("Colour of %1").arg(QString::fromStdString(attribute().name)),
                           [&](SessionState& state) { state.attributes[m_attribute].colour = colour; });
        });
        action->setData(QString::fromStdString(colour));
        action->setCheckable(true);
        m_colours.push_back(action);
    };
    addColour({}, tr("None"), {});
    for (std::size_t i = 0; i < colours.size(); ++i) {
        addColour(colours[i], names[i], swatch(QColor(QLatin1String(colours[i]))));
    }
}

void AttributeRowMenu::addPlaces()
{
    m_up = add("moveUp", tr("Move up"), [this] { Q_EMIT placeWanted(m_attribute - 1); });
    m_down = add("moveDown", tr("Move down"), [this] { Q_EMIT placeWanted(m_attribute + 1); });
    m_up->setToolTip(tr("Alt+Up while the slider has the focus"));
    m_down->setToolTip(tr("Alt+Down while the slider has the focus"));
}

void AttributeRowMenu::addSaving()
{
    add("saveToFile", tr("Save as a file…"), [this] {
        Q_EMIT saveToFileWanted();
    })->setToolTip(tr("As .json with all that is known of it, or as .npy, the vector alone"));
    m_toSpace = add("saveToSpace", tr("Save to the space"), [this] { Q_EMIT saveToSpaceWanted(); });
}

void AttributeRowMenu::showState()
{
    const SessionState& state = m_session.state();
    if (m_attribute >= state.attributes.size()) {
        return;
    }
    for (QAction* action : m_colours) {
        action->setChecked(action->data().toString().toStdString() == attribute().colour);
    }
    m_up->setEnabled(m_attribute > 0);
    m_down->setEnabled(m_attribute + 1 < state.attributes.size());
    const bool isFolder = state.space && !state.space->isBareDecoder;
    m_toSpace->setEnabled(isFolder);
    m_toSpace->setToolTip(isFolder ? tr("Keeps it in the space's space.json")
                                   : tr("A bare decoder has no space.json to keep it in: save it as a file."));
}

void AttributeRowMenu::editNotes()
{
    auto* dialog = new QInputDialog(parentWidget());
    dialog->setObjectName(QStringLiteral("attributeNotes"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Notes on %1").arg(QString::fromStdString(attribute().name)));
    dialog->setLabelText(tr("Kept with the vector, in the session and where it is saved:"));
    dialog->setOptions(QInputDialog::UsePlainTextEditForTextInput);
    dialog->setTextValue(QString::fromStdString(attribute().notes));
    if (auto* text = dialog->findChild<QPlainTextEdit*>()) {
        text->setTabChangesFocus(true);
        text->setAccessibleName(tr("Notes"));
    }
    // The list may change behind the dialog: the notes belong to the vector that it was opened for.
    connect(dialog, &QInputDialog::textValueSelected, this, [this, vector = attribute().vector](const QString& notes) {
        for (std::size_t i = 0; i < m_session.state().attributes.size(); ++i) {
            if (m_session.state().attributes[i].vector == vector) {
                m_session.edit(tr("Notes on %1").arg(QString::fromStdString(m_session.state().attributes[i].name)),
                               [&](SessionState& state) { state.attributes[i].notes = notes.toStdString(); });
                return;
            }
        }
    });
    dialog->open();
}
