// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/PictureInversion.h"

#include <QWidget>

class QLabel;
class QToolButton;

/// What is known of the picture from outside that the decode is held against, and what can be done with it. There only
/// while there is such a picture.
class ComparisonBar : public QWidget
{
    Q_OBJECT

public:
    ComparisonBar(const Session& session, PictureInversion& inversion, QWidget* parent = nullptr);

    /// The error of the picture that is shown; none: it cannot be compared.
    void setError(std::optional<double> error);
    [[nodiscard]] std::optional<double> error() const { return m_error; }
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void addToSamplesAsked();

private:
    void tell();
    [[nodiscard]] QString standing() const;

    const Session& m_session;
    PictureInversion& m_inversion;
    std::optional<double> m_error;
    QLabel* m_text;
    QToolButton* m_search;
    QToolButton* m_anew;
    QToolButton* m_add;
    QToolButton* m_forget;
};

/// "4.6 %": an error in units of the range, as people read it.
[[nodiscard]] QString errorText(double error);
