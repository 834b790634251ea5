// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/TwoMaps.h"

TwoMaps::TwoMaps(QWidget* first, QWidget* parent)
    : QSplitter(parent)
{
    setObjectName("twoMaps");
    setChildrenCollapsible(false);
    addWidget(first);
}

void TwoMaps::showSecond(bool isShown)
{
    if (isShown && m_second == nullptr && m_make) {
        m_second = m_make();
        addWidget(m_second);
        chain();
        arrange();
        setSizes({1000, 1000}); // equal shares
    } else if (m_second != nullptr) {
        m_second->setVisible(isShown);
    }
}

void TwoMaps::resizeEvent(QResizeEvent* event)
{
    QSplitter::resizeEvent(event);
    arrange();
}

/// Maps are as high as they are wide.
void TwoMaps::arrange()
{
    setOrientation(width() >= height() ? Qt::Horizontal : Qt::Vertical);
}

/// Tab goes from the first map to the second one, and then on.
void TwoMaps::chain()
{
    QWidget* before = nullptr;
    for (int map = 0; map < count(); ++map) {
        for (QWidget* each : widget(map)->findChildren<QWidget*>()) {
            if ((each->focusPolicy() & Qt::TabFocus) == 0 || each->window() != window()) { // popups of boxes
                continue;
            }
            if (map > 0 && before != nullptr) {
                setTabOrder(before, each);
            }
            before = each;
        }
    }
}
