// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/MapFileDialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>

MapFileDialog::MapFileDialog(const MapTable& table, const QString& file, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("mapFileDialog"));
    setWindowTitle(tr("Map from a file"));
    auto* form = new QFormLayout(this);
    form->setContentsMargins(16, 16, 16, 16);
    form->setSpacing(8);
    auto* text = new QLabel(tr("%1 holds %2 columns of numbers. Two of them become labels of the samples, and the axes "
                               "of the map. Undo takes them away again.")
                                .arg(file, locale().toString(qulonglong{table.columns.size()})),
                            this);
    text->setWordWrap(true);
    text->setMinimumWidth(360);
    form->addRow(text);
    QStringList columns;
    for (const LabelColumn& column : table.columns) {
        columns << QString::fromStdString(column.name);
    }
    m_x =
        add(*form, "mapFileX", tr("To the right"), tr("The column that the map shows to the right"), columns, table.x);
    m_y = add(*form, "mapFileY", tr("Upwards"), tr("The column that the map shows upwards"), columns, table.y);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("&Show"));
    buttons->button(QDialogButtonBox::Ok)->setToolTip(tr("Show the samples by these columns"));
    buttons->button(QDialogButtonBox::Cancel)->setToolTip(tr("Leave the map as it is"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    form->addRow(buttons);
}

QComboBox* MapFileDialog::add(QFormLayout& form, const char* name, const QString& caption, const QString& tip,
                              const QStringList& columns, std::size_t chosen)
{
    auto* box = new QComboBox(this);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(caption);
    box->setToolTip(tip);
    box->addItems(columns);
    box->setCurrentIndex(static_cast<int>(chosen));
    form.addRow(caption, box);
    return box;
}

std::size_t MapFileDialog::x() const
{
    return static_cast<std::size_t>(m_x->currentIndex());
}

std::size_t MapFileDialog::y() const
{
    return static_cast<std::size_t>(m_y->currentIndex());
}
