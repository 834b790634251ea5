// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/ElidedLabel.h"

#include <QStringList>

/// A line that leaves words out where there is no room, in an order that its owner gives. It is never narrower than the
/// shortest of several forms, so that what stands in all of them is never cut.
class ShorteningLabel : public ElidedLabel
{
    Q_OBJECT

public:
    explicit ShorteningLabel(QWidget* parent = nullptr);

    /// The same in fewer and fewer words; the first is what it says, to programs that read aloud as well. One alone is
    /// a sentence, and ends in "…" where there is no room.
    void setForms(const QStringList& forms);
    [[nodiscard]] QSize sizeHint() const override { return minimumSizeHint(); }
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QString shownText() const override;

private:
    QStringList m_forms;
};
