// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/ShortcutsDialog.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTableWidget>
#include <QVBoxLayout>

namespace {
struct Gesture
{
    const char* keys;
    const char* what;
};
constexpr Gesture gestures[] = {
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "B, held"),
     QT_TRANSLATE_NOOP("ShortcutsDialog", "See the picture before the last step that moved the point")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Arrow keys, Page Up, Page Down"),
     QT_TRANSLATE_NOOP("ShortcutsDialog", "Move the slider with the focus by a step, by a large step")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Shift while dragging"),
     QT_TRANSLATE_NOOP("ShortcutsDialog", "Move a slider finely")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Double-click on a slider"),
     QT_TRANSLATE_NOOP("ShortcutsDialog", "Back to the data's mean")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Right-click on a slider"), QT_TRANSLATE_NOOP("ShortcutsDialog", "Lock it")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Alt while going to a sample"),
     QT_TRANSLATE_NOOP("ShortcutsDialog", "Keep the attributes' amounts")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Wheel on picture or map"),
     QT_TRANSLATE_NOOP("ShortcutsDialog", "Zoom at the pointer")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Arrow keys, Enter, Delete on the start page"),
     QT_TRANSLATE_NOOP("ShortcutsDialog", "Choose what to open, open it, forget a recent file")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "K, X on the contact sheet"),
     QT_TRANSLATE_NOOP("ShortcutsDialog", "Keep or reject a sample and go on; Shift and arrows mark several")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Drag on the colour bar"),
     QT_TRANSLATE_NOOP("ShortcutsDialog", "Show only a range of values on the map; a double click shows all")},
};

/// Nothing is chosen here: no row looks other than the rest, wherever the keyboard is.
class EvenRows : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->state &= ~(QStyle::State_HasFocus | QStyle::State_Selected | QStyle::State_MouseOver);
    }
};

void addRow(QTableWidget& table, const QString& what, const QString& keys)
{
    const int row = table.rowCount();
    table.insertRow(row);
    table.setItem(row, 0, new QTableWidgetItem(keys));
    table.setItem(row, 1, new QTableWidgetItem(what));
}
} // namespace

ShortcutsDialog::ShortcutsDialog(const QList<QAction*>& actions, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcutsDialog"));
    setWindowTitle(tr("Keyboard shortcuts"));
    resize(720, 560);
    auto* table = new QTableWidget(0, 2, this);
    table->setObjectName(QStringLiteral("shortcuts"));
    table->setAccessibleName(windowTitle());
    table->setToolTip(tr("Keys and what they do"));
    table->setHorizontalHeaderLabels({tr("Keys"), tr("What they do")});
    table->verticalHeader()->hide();
    table->setShowGrid(false);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionMode(QAbstractItemView::NoSelection);
    table->setItemDelegate(new EvenRows(table));
    table->setTabKeyNavigation(false);
    for (const QAction* action : actions) {
        if (!action->shortcut().isEmpty()) {
            addRow(*table, action->toolTip(), action->shortcut().toString(QKeySequence::NativeText));
        }
    }
    for (const Gesture& gesture : gestures) {
        addRow(*table, tr(gesture.what), tr(gesture.keys));
    }
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setHighlightSections(false);
    table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->resizeColumnToContents(0);
    table->horizontalHeader()->setStretchLastSection(true);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setToolTip(tr("Close this window"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(table, 1);
    layout->addWidget(buttons);
}
