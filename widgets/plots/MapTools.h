// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/MapCanvas.h"

#include <QList>

class QButtonGroup;
class QComboBox;
class QLabel;
class QToolButton;

/// The row above the map: what the mouse does on it, what stands out, and the label that its points are coloured by.
class MapTools : public QWidget
{
    Q_OBJECT

public:
    explicit MapTools(QWidget* parent = nullptr);

    void setTool(MapTool tool);
    /// The labels to colour by, and the one that is (empty: one colour, or trust).
    void setColumns(const QStringList& names, const QString& current, bool isByTrust);
    void setLook(PointLook look, bool showsNames);
    /// Without a map (`whyNot` says why there is none) there is nothing to select, to move or to show.
    void enable(bool hasPoints, const QString& whyNot);
    /// Whether the ground is shown; why it cannot be (empty: it can), and what keeps it from being decoded.
    void setGround(bool isShown, const QString& whyNot, const QString& trouble);

    [[nodiscard]] QSize minimumSizeHint() const override; ///< without the caption, which leaves where it is narrow

Q_SIGNALS:
    void toolChosen(MapTool tool);
    void showAllAsked();
    void labelAsked();
    void lookChosen(PointLook look); ///< or dots, where it is that one
    void namesToggled();
    void groundAsked();                     ///< to be shown, or to be hidden
    void columnChosen(const QString& name); ///< empty: one colour
    void trustChosen();                     ///< to colour by, in place of a label

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QToolButton* add(const QString& name, const QString& text, const QString& tip);
    void addTool(MapTool tool, const QString& name, const QString& text, const QString& tip);
    void buildColours();
    void applyTheme();
    [[nodiscard]] int captionWidth() const;

    QList<QToolButton*> m_buttons;
    QButtonGroup* m_tools;
    QToolButton* m_showAll;
    QToolButton* m_label;
    QToolButton* m_density;
    QToolButton* m_pictures;
    QToolButton* m_names;
    QLabel* m_caption;
    QToolButton* m_ground;
    QComboBox* m_colourBy;
};
