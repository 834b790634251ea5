// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/ClusterDialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSpinBox>

#include <algorithm>
#include <climits>

ClusterDialog::ClusterDialog(const ClusterOptions& before, QWidget* parent)
    : QDialog(parent)
    , m_form(new QFormLayout(this))
    , m_counts(new QLineEdit(this))
    , m_restarts(new QSpinBox(this))
    , m_seed(new QSpinBox(this))
    , m_explanation(new QLabel(this))
{
    setObjectName(QStringLiteral("clusterDialog"));
    setWindowTitle(tr("Find clusters"));
    m_form->setContentsMargins(16, 16, 16, 16);
    m_form->setSpacing(8);
    auto* text = new QLabel(tr("The samples are grouped by their latents, with k-means. Their clusters become a label "
                               "like any other: the map is coloured by it, it can be filtered and renamed, and makes "
                               "attribute vectors. Undo takes it away again."),
                            this);
    text->setWordWrap(true);
    text->setMinimumWidth(420);
    m_form->addRow(text);
    QStringList counts;
    for (const int count : before.counts) {
        counts.push_back(QString::number(count));
    }
    m_counts->setText(counts.join(QStringLiteral(", ")));
    addRow(tr("Clusters"), m_counts, "clusterCounts",
           tr("How many; of several numbers, with commas, the best is taken"));
    m_explanation->setObjectName(QStringLiteral("clusterExplanation"));
    m_explanation->setForegroundRole(QPalette::PlaceholderText);
    m_explanation->setWordWrap(true);
    m_form->addRow(QString(), m_explanation);
    m_restarts->setRange(1, mostRestarts);
    m_restarts->setValue(before.restarts);
    addRow(tr("Restarts"), m_restarts, "clusterRestarts", tr("Starts of which the best is taken"));
    m_seed->setRange(0, INT_MAX);
    m_seed->setValue(static_cast<int>(std::min<std::uint64_t>(before.seed, INT_MAX)));
    addRow(tr("Seed"), m_seed, "clusterSeed", tr("The same seed finds the same clusters"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_find = buttons->button(QDialogButtonBox::Ok);
    m_find->setText(tr("&Find"));
    m_find->setToolTip(tr("Look for them in the background; it can be stopped"));
    buttons->button(QDialogButtonBox::Cancel)->setToolTip(tr("Leave the labels as they are"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_form->addRow(buttons);
    connect(m_counts, &QLineEdit::textChanged, this, &ClusterDialog::showChoice);
    m_counts->selectAll();
    m_counts->setFocus();
    showChoice();
}

void ClusterDialog::addRow(const QString& text, QWidget* field, const char* name, const QString& tip)
{
    field->setObjectName(QLatin1String(name));
    field->setAccessibleName(text);
    field->setToolTip(tip);
    m_form->addRow(text, field);
}

std::vector<int> ClusterDialog::counts() const
{
    static const QRegularExpression separators(QStringLiteral("[,;\\s]+"));
    std::vector<int> numbers;
    for (const QString& word : m_counts->text().split(separators, Qt::SkipEmptyParts)) {
        bool isNumber = false;
        const int number = word.toInt(&isNumber);
        if (!isNumber || number < 1 || number > mostClusters || numbers.size() == mostClusterCounts) {
            return {};
        }
        numbers.push_back(number);
    }
    return numbers;
}

void ClusterDialog::showChoice()
{
    const std::size_t numbers = counts().size();
    m_find->setEnabled(numbers > 0);
    if (numbers == 0) {
        m_explanation->setText(tr("Type a number from 1 to %1, or several with commas: 5, 10, 15.").arg(mostClusters));
    } else if (numbers == 1) {
        m_explanation->setText(tr("Several numbers with commas are compared."));
    } else {
        m_explanation->setText(tr("The one of the largest mean silhouette is taken."));
    }
}

ClusterOptions ClusterDialog::options() const
{
    return {.counts = counts(), .restarts = m_restarts->value(), .seed = static_cast<std::uint64_t>(m_seed->value())};
}
