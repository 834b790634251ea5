// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/AttributeRow.h"
#include "derived/AttributeFit.h"
#include "derived/AttributeSave.h"
#include "derived/Influence.h"

#include <QWidget>

class AttributeListHeader;
class AttributeMaker;
class QBoxLayout;
class QGridLayout;
class QLabel;
class SnugScrollArea;

/// Attribute vectors: where they are made, and a live slider for each.
class AttributePanel : public QWidget
{
    Q_OBJECT

public:
    AttributePanel(Session& session, const DatasetMap& map, const SliderStatistics& statistics,
                   const Influence& influence, AttributeFit& fit, QWidget* parent = nullptr);

    void loadFile(const QString& file);
    void saveToFile(std::size_t attribute, const QString& file);
    [[nodiscard]] AttributeRow* row(std::size_t attribute) const; ///< null: none
    [[nodiscard]] QAction* bakeAllAction() const;
    [[nodiscard]] QSize minimumSizeHint() const override { return {240, 144}; }

Q_SIGNALS:
    void message(const QString& line); ///< for the window to show: what went wrong, or what was written where

protected:
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* makeList();
    void showAttributes();
    void fillRows();
    void addRow(std::size_t index);
    void arrangeRows();
    void chooseFileToLoad();
    void sayNameIsTaken(const QString& wanted, const QString& given);
    void chooseFileToSave(std::size_t attribute);
    void saveToSpace(const std::vector<AttributeSlider>& attributes);

    Session& m_session;
    const DatasetMap& m_map;
    AttributeSave m_save;
    AttributeMaker* m_maker;
    SnugScrollArea* m_makerScroll;
    QBoxLayout* m_layout;
    SnugScrollArea* m_scroll = nullptr;
    QGridLayout* m_grid = nullptr;
    QLabel* m_empty = nullptr;
    AttributeListHeader* m_header;
    std::vector<AttributeRow*> m_rows;
    std::vector<AttributeSlider> m_shown; ///< what the rows say: amounts alone change them little
    int m_columns = 0;                    ///< of the rows
    int m_makerColumns = 1;
};
