// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/AmountSlider.h"

#include <QWidget>

class ElidedLabel;
class NameEdit;
class QToolButton;

/// One attribute in the panel: its name, what can be done with it, its slider, and what stands behind it.
class AttributeRow : public QWidget
{
    Q_OBJECT

public:
    AttributeRow(Session& session, const DatasetMap& map, std::size_t attribute, QWidget* parent = nullptr);

    void showAttribute(); ///< another vector, name or neighbours
    void showAmount();
    [[nodiscard]] AmountSlider& slider() { return *m_slider; }

Q_SIGNALS:
    void saveToFileWanted(std::size_t attribute);
    void saveToSpaceWanted(std::size_t attribute);

private:
    QToolButton* makeButton(const QIcon& icon, const QString& name, const QString& text, const QString& tip);
    QToolButton* makeMenuButton();
    [[nodiscard]] const AttributeSlider& attribute() const { return m_session.state().attributes[m_attribute]; }
    [[nodiscard]] bool exists() const { return m_attribute < m_session.state().attributes.size(); }

    Session& m_session;
    const DatasetMap& m_map;
    std::size_t m_attribute;
    NameEdit* m_name;
    QToolButton* m_reset = nullptr;
    QToolButton* m_bake = nullptr;
    AmountSlider* m_slider;
    ElidedLabel* m_behind;
};
