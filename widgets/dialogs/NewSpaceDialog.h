// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/NewSpaceDraft.h"

#include <QDialog>

class AssumptionRows;
class PieceRows;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class ReconstructionView;

/// A space is put together from pieces: what was found, what is assumed, and what comes of it, before anything long
/// starts. It shows a draft and says what hands want of it.
class NewSpaceDialog : public QDialog
{
    Q_OBJECT

public:
    /// The space is proposed to lie in `folder` and to be named as the draft does.
    NewSpaceDialog(NewSpaceDraft& draft, const QString& folder, QWidget* parent = nullptr);

    void take(const QStringList& paths);
    [[nodiscard]] QString place() const; ///< of the space's folder

Q_SIGNALS:
    /// The draft is ready, and its space is to be made at `place`.
    void makeAsked(const QString& name, const QString& place, bool replace);
    void trusted(const std::string& hash); ///< the models may run without a wall

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeTop();
    void makeMiddle();
    void makeBottom();
    [[nodiscard]] QPushButton* makeButton(const char* name, const QString& text, const QString& tip);
    void askForFolder();
    void askForFiles();
    void askForPlace();
    void proposePlace();
    void showDraft();
    void showPreview();
    void showProblem();
    void showPlace();
    [[nodiscard]] QString summary() const;
    [[nodiscard]] QString notes() const;

    NewSpaceDraft& m_draft;
    QString m_folder;
    PieceRows* m_pieces;
    AssumptionRows* m_assumptions;
    ReconstructionView* m_view;
    QLabel* m_empty;
    QLabel* m_notes;
    QLabel* m_problem;
    QPushButton* m_trust;
    QLabel* m_sentence;
    QProgressBar* m_busy;
    QLineEdit* m_name;
    QLineEdit* m_place;
    QLabel* m_placeNote;
    QPushButton* m_make;
    bool m_isNameOwn = false;  ///< typed or chosen by hand
    bool m_isPlaceOwn = false; ///< likewise
};
