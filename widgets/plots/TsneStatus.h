// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/TsneLayout.h"

#include <QWidget>

class ShorteningLabel;
class QToolButton;

/// Where a t-SNE map stands, in a line, and the button that starts it, stops it, or lets it go on.
class TsneStatus : public QWidget
{
    Q_OBJECT

public:
    /// Label and button are called `name` with "Status" and "Action" behind it.
    TsneStatus(TsneLayout& tsne, const QString& name, QWidget* parent = nullptr);

    void setPrefix(const QString& prefix); ///< stands before what is said

    [[nodiscard]] const QString& text() const;

private:
    [[nodiscard]] QStringList statusForms() const;
    [[nodiscard]] QStringList qualityForms() const;
    [[nodiscard]] QString actionText() const;
    [[nodiscard]] QString actionTip() const;
    [[nodiscard]] QString recallText() const;
    void showStatus();

    TsneLayout& m_tsne;
    QString m_prefix;
    ShorteningLabel* m_label;
    QToolButton* m_action;
};

/// "9 s", "3 min"
[[nodiscard]] QString durationText(double seconds);
