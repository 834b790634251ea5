// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/Session.h"

#include <QWidget>

class InputSliders;
class QComboBox;
class QGridLayout;
class QSpinBox;

/// What goes into the decoder beside the point: a drop-down for a class, a seed with *New* for noise, sliders for
/// numbers and truncation. Hidden when the space has none of it.
class InputPanel : public QWidget
{
    Q_OBJECT

public:
    explicit InputPanel(Session& session, QWidget* parent = nullptr);
    ~InputPanel() override;

private:
    void rebuild();
    void showValues();
    void addClass(std::size_t index);
    void addNoise(std::size_t index);
    void addLine(std::size_t index, QWidget* control, QWidget* buddy);
    void edit(std::size_t index, float value, int gesture = 0);
    [[nodiscard]] QString nameOf(std::size_t index) const;

    Session& m_session;
    std::vector<ModelInput> m_shown; ///< that the lines are of
    QWidget* m_lines;                ///< of classes and noise
    InputSliders* m_sliders;
    std::vector<std::pair<std::size_t, QComboBox*>> m_classes;
    std::vector<std::pair<std::size_t, QSpinBox*>> m_seeds;
    int m_gesture = 0; ///< of a seed that is being stepped through
};
