// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/Session.h"

#include <QDialog>

class QAction;
class QComboBox;
class QLabel;
class QPushButton;

/// Gives the selected samples a value in a label column, and renames and removes columns and values. It stays open
/// beside the window, so that selecting and labelling can take turns.
class LabelDialog : public QDialog
{
    Q_OBJECT

public:
    explicit LabelDialog(Session& session, QWidget* parent = nullptr);

    /// Ready to type a value.
    void takeFocus();

private:
    void makeFields();
    void makeChanges();
    QComboBox* makeCombo(const char* name, const QString& text, const QString& tip);
    QAction* addChange(class QMenu& menu, const char* name, const QString& tip, const std::function<void()>& run);

    void showSpace();
    void showColumns();
    void showValues();
    void showEffect();
    void showChanges();

    void apply();
    void askColumnName();
    void askValueName();
    void removeColumn();
    void ask(const QString& title, const QString& label, const QString& text, const std::function<void(QString)>& take);
    /// One undo step; what cannot be done is said in place of the effect, and false.
    bool edit(const QString& text, const std::function<void(SessionState&)>& change);

    [[nodiscard]] const LabelTable& labels() const;
    [[nodiscard]] std::string columnName() const;
    [[nodiscard]] std::string value() const;

    Session& m_session;
    QLabel* m_samples = nullptr;
    QComboBox* m_column = nullptr;
    QComboBox* m_value = nullptr;
    QLabel* m_effect = nullptr;
    QPushButton* m_apply = nullptr;
    QAction* m_renameColumn = nullptr;
    QAction* m_removeColumn = nullptr;
    QAction* m_renameValue = nullptr;
};
