// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/Variations.h"

#include <QWidget>

#include <functional>

class PatternEdit;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QSlider;
class QSpinBox;
class QToolButton;

/// What stands side by side, and the choices that belong to it.
class VariationBar : public QWidget
{
    Q_OBJECT

public:
    VariationBar(const Session& session, Variations& variations, QWidget* parent = nullptr);

Q_SIGNALS:
    void pairAsked(); ///< the two selected samples are to be those of the analogy or the morph
    void lineAsked(); ///< as a slider, from the first sample to the second
    void meanAsked(); ///< to be gone to
    void saveAsked(); ///< what stands there, as pictures

private:
    void makeViews(QHBoxLayout& row);
    void makeSampleControls(QHBoxLayout& row);
    void makePointControls(QHBoxLayout& row);
    void makeMorphControls(QHBoxLayout& row);
    void makeMeanControls(QHBoxLayout& row);
    void makePairControls(QHBoxLayout& row);
    void takePattern();
    void showPattern();
    void showPair();
    void change(const std::function<void(VariationChoice&)>& change);
    void showChoice();
    void showAttributes();

    const Session& m_session;
    Variations& m_variations;
    QComboBox* m_view;
    QSpinBox* m_count;
    QToolButton* m_all;
    QToolButton* m_others;
    QComboBox* m_attribute;
    QSlider* m_radius;
    QLabel* m_radiusText;
    QSpinBox* m_steps;
    QComboBox* m_ends;
    PatternEdit* m_meanOf;
    std::string m_shownMeanOf; ///< what is typed meanwhile stays
    std::shared_ptr<const LabelTable> m_shownLabels;
    QWidget* m_pair; ///< the line of the two samples
    QSpinBox* m_from;
    QSpinBox* m_to;
    QToolButton* m_takePair;
    QToolButton* m_keepLine;
    QToolButton* m_goToMean;
    QToolButton* m_save;
};
