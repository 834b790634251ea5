// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/ShorteningLabel.h"

#include <algorithm>

ShorteningLabel::ShorteningLabel(QWidget* parent)
    : ElidedLabel(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ShorteningLabel::setForms(const QStringList& forms)
{
    m_forms = forms;
    setText(forms.value(0));
}

QSize ShorteningLabel::minimumSizeHint() const
{
    return m_forms.size() < 2 ? ElidedLabel::minimumSizeHint()
                              : QSize(fontMetrics().horizontalAdvance(m_forms.back()), fontMetrics().height());
}

QString ShorteningLabel::shownText() const
{
    const auto fitting = std::ranges::find_if(
        m_forms, [this](const QString& form) { return fontMetrics().horizontalAdvance(form) <= width(); });
    return fitting == m_forms.end() ? m_forms.value(m_forms.size() - 1) : *fitting;
}
