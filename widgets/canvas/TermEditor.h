// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/Variations.h"

#include <QWidget>

#include <functional>

class QComboBox;
class QDoubleSpinBox;
class QSpinBox;
class QToolButton;
class QVBoxLayout;

/// The terms of a sum, one a line: how much of which sample, point or attribute vector.
class TermEditor : public QWidget
{
    Q_OBJECT

public:
    TermEditor(const Session& session, Variations& variations, QWidget* parent = nullptr);

Q_SIGNALS:
    void sliderAsked(); ///< one that leads to the sum
    void goAsked();     ///< to the sum

private:
    struct Line
    {
        QWidget* widget = nullptr;
        QDoubleSpinBox* factor = nullptr;
        QComboBox* kind = nullptr;
        QSpinBox* sample = nullptr;
        QToolButton* remove = nullptr;
    };

    void makeButtons(QVBoxLayout& layout);
    void makeLine();
    [[nodiscard]] QDoubleSpinBox* makeFactor(QWidget& parent, std::size_t index);
    [[nodiscard]] QComboBox* makeKind(QWidget& parent, std::size_t index);
    void change(const std::function<void(std::vector<ArithmeticTerm>&)>& change);
    void takeSelected();
    void showTerms();
    void showLine(const Line& line, const ArithmeticTerm& term);
    void showKind(QComboBox& kind, const ArithmeticTerm& term);

    const Session& m_session;
    Variations& m_variations;
    QVBoxLayout* m_lines;
    std::vector<Line> m_line;
    QToolButton* m_add;
    QToolButton* m_takeSelected;
    QToolButton* m_keep;
    QToolButton* m_go;
};
