// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/FindPieces.h"

#include <QString>
#include <QWidget>

#include <vector>

class ElidedLabel;
class QGridLayout;
class QLabel;
class QToolButton;

/// The pieces of a space, one row for each kind: which file it is, why it was taken for that, and buttons to choose
/// another or to leave it out.
class PieceRows : public QWidget
{
    Q_OBJECT

public:
    explicit PieceRows(QWidget* parent = nullptr);

    void show(const FoundPieces& pieces);

Q_SIGNALS:
    void chosen(PieceKind kind, const QString& path);
    void removed(PieceKind kind);

private:
    struct Row
    {
        PieceKind kind;
        ElidedLabel* file;
        QLabel* sentence;
        QToolButton* remove;
    };
    void addRow(PieceKind kind, const char* name, const QString& title, const QString& tip);
    void ask(PieceKind kind, const QString& title, bool folder);

    QGridLayout* m_layout;
    std::vector<Row> m_rows;
    QString m_folder; ///< where the last dialog ended
};
