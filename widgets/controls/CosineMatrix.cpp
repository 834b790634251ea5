// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/CosineMatrix.h"

#include "controls/Numbers.h"
#include "controls/SliderPainter.h"
#include "session/AttributeEdits.h"

#include <QEvent>
#include <QHeaderView>

#include <algorithm>
#include <cmath>

CosineMatrix::CosineMatrix(Session& session, QWidget* parent)
    : QTableWidget(parent)
    , m_session(session)
{
    setObjectName(QStringLiteral("cosineMatrix"));
    setAccessibleName(tr("Cosines between vectors"));
    setToolTip(tr("Near 0, the two can be moved apart from each other; near 1 or −1, moving one moves both"));
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::NoSelection);
    setTabKeyNavigation(false);
    connect(&session, &Session::attributesChanged, this, &CosineMatrix::showCosines);
    connect(&session, &Session::spaceChanged, this, &CosineMatrix::showCosines);
    showCosines();
}

void CosineMatrix::showCosines()
{
    const std::vector<AttributeSlider>& attributes = m_session.state().attributes;
    decltype(m_shown) now;
    for (const AttributeSlider& slider : attributes) {
        now.emplace_back(slider.name, slider.vector);
    }
    if (now == m_shown) {
        return; // an amount alone
    }
    m_shown = std::move(now);
    const int count = static_cast<int>(attributes.size());
    setRowCount(count);
    setColumnCount(count);
    QStringList names;
    for (int i = 0; i < count; ++i) {
        names << QString::fromStdString(attributes[static_cast<std::size_t>(i)].name);
        showCell(i, i, 1);
        for (const AttributeCosine& cosine : cosinesToOthers(m_session.state(), static_cast<std::size_t>(i))) {
            showCell(i, static_cast<int>(cosine.other), cosine.cosine);
        }
    }
    setVerticalHeaderLabels(names);
    setHorizontalHeaderLabels(names);
    resizeColumnsToContents();
    resizeRowsToContents();
    updateGeometry();
}

/// The stronger, the more the cell stands out.
void CosineMatrix::showCell(int row, int column, double cosine)
{
    constexpr double strongest = 0.45;
    auto* cell = new QTableWidgetItem(coordinateText(cosine, 2));
    cell->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    const double share = row == column ? 0 : strongest * std::min(1.0, std::abs(cosine));
    cell->setBackground(mixed(palette().color(QPalette::Text), palette().color(QPalette::Base), share));
    setItem(row, column, cell);
}

void CosineMatrix::changeEvent(QEvent* event)
{
    QTableWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_shown.clear();
        showCosines();
    }
}

QSize CosineMatrix::sizeHint() const
{
    constexpr QSize most(900, 600);
    const QSize wanted(verticalHeader()->sizeHint().width() + horizontalHeader()->length() + 2 * frameWidth() + 4,
                       horizontalHeader()->sizeHint().height() + verticalHeader()->length() + 2 * frameWidth() + 4);
    return wanted.boundedTo(most);
}
