// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/MapTable.h"

#include <QDialog>

class QComboBox;
class QFormLayout;

/// Which columns of a table with more than two are x and y of a map.
class MapFileDialog : public QDialog
{
    Q_OBJECT

public:
    MapFileDialog(const MapTable& table, const QString& file, QWidget* parent = nullptr);

    [[nodiscard]] std::size_t x() const;
    [[nodiscard]] std::size_t y() const;

private:
    QComboBox* add(QFormLayout& form, const char* name, const QString& caption, const QString& tip,
                   const QStringList& columns, std::size_t chosen);

    QComboBox* m_x;
    QComboBox* m_y;
};
