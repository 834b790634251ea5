// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/Session.h"

#include <QMenu>

#include <functional>

/// What else can be done with one attribute: its name, colour, notes and place, and where it is saved.
class AttributeRowMenu : public QMenu
{
    Q_OBJECT

public:
    AttributeRowMenu(Session& session, std::size_t attribute, QWidget* parent = nullptr);

Q_SIGNALS:
    void renameWanted();
    void placeWanted(std::size_t place);
    void saveToFileWanted();
    void saveToSpaceWanted();

private:
    void addColours();
    void addPlaces();
    void addSaving();
    void showState();
    void editNotes();
    QAction* add(const char* name, const QString& text, const std::function<void()>& run);
    [[nodiscard]] const AttributeSlider& attribute() const { return m_session.state().attributes[m_attribute]; }

    Session& m_session;
    std::size_t m_attribute;
    std::vector<QAction*> m_colours;
    QAction* m_up = nullptr;
    QAction* m_down = nullptr;
    QAction* m_toSpace = nullptr;
};
