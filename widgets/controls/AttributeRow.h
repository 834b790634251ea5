// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/AmountSlider.h"
#include "controls/LineIcons.h"

#include <QWidget>

#include <functional>

class ElidedLabel;
class NameEdit;
class QHBoxLayout;
class QToolButton;
class TrustDetails;

/// One attribute in the panel: its name, what can be done with it, its slider, and how far it can be trusted.
class AttributeRow : public QWidget
{
    Q_OBJECT

public:
    AttributeRow(Session& session, const DatasetMap& map, std::size_t attribute, QWidget* parent = nullptr);

    void showAttribute(); ///< another vector, name or neighbours
    void showAmount();
    [[nodiscard]] AmountSlider& slider() { return *m_slider; }
    [[nodiscard]] bool isUnfolded() const;
    void setUnfolded(bool unfolded);
    void moveTo(std::size_t place); ///< in the list, as one step; the focus goes along

Q_SIGNALS:
    void saveToFileWanted(std::size_t attribute);
    void saveToSpaceWanted(std::size_t attribute);
    void movedTo(std::size_t place);
    void nameTaken(const QString& wanted, const QString& given); ///< another vector has the name that was typed

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    using Change = std::function<void(SessionState&)>;
    QHBoxLayout* makeHead();
    QHBoxLayout* makeTrustLine();
    QToolButton* makeButton(LineIcon icon, const char* name, const QString& text, const QString& tip);
    QToolButton* makeToggle(LineIcon icon, const char* name, const QString& text, const QString& tip);
    QToolButton* makeMenuButton();
    void addMoving();
    void edit(const QString& step, const Change& change); ///< `step` of "Reset %1"
    void showTrust();
    void showColour();
    [[nodiscard]] QString cosineWords() const;
    [[nodiscard]] const AttributeSlider& attribute() const { return m_session.state().attributes[m_attribute]; }
    [[nodiscard]] bool exists() const { return m_attribute < m_session.state().attributes.size(); }

    Session& m_session;
    const DatasetMap& m_map;
    std::size_t m_attribute;
    NameEdit* m_name;
    QToolButton* m_bypass = nullptr;
    QToolButton* m_solo = nullptr;
    QToolButton* m_reset = nullptr;
    QToolButton* m_bake = nullptr;
    AmountSlider* m_slider;
    QToolButton* m_unfold = nullptr;
    ElidedLabel* m_behind;
    TrustDetails* m_details = nullptr; ///< made when it is first wanted
    QWidget* m_strip;                  ///< of the attribute's colour, at the left of all
};
