// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/TrustDetails.h"

#include "controls/GroupHistogram.h"
#include "controls/TrustWords.h"

#include <QGridLayout>
#include <QLabel>

TrustDetails::TrustDetails(QWidget* parent)
    : QWidget(parent)
    , m_histogram(new GroupHistogram(this))
    , m_rows(new QGridLayout)
{
    setObjectName(QStringLiteral("trustDetails"));
    setAccessibleName(tr("How far to trust it"));
    m_rows->setContentsMargins(8, 0, 8, 0);
    m_rows->setHorizontalSpacing(8);
    m_rows->setVerticalSpacing(2);
    m_rows->setColumnStretch(1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_histogram);
    layout->addLayout(m_rows);
}

void TrustDetails::showAttribute(const AttributeSlider& attribute, const QString& cosines)
{
    m_histogram->showAttribute(attribute);
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    std::vector<std::pair<QString, QString>> lines = trustDetails(attribute);
    if (!cosines.isEmpty()) {
        lines.emplace_back(tr("Cosines"), cosines);
    }
    int row = 0;
    for (const auto& [title, text] : lines) {
        auto* name = new QLabel(title, this);
        name->setForegroundRole(QPalette::PlaceholderText);
        auto* words = new QLabel(text, this);
        words->setWordWrap(true);
        words->setTextFormat(Qt::PlainText);
        words->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_rows->addWidget(name, row, 0, Qt::AlignTop);
        m_rows->addWidget(words, row++, 1, Qt::AlignTop);
    }
}
