// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/ProbeDialog.h"

#include "dialogs/RangeField.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

namespace {
constexpr int usualSize = 64;
} // namespace

ProbeDialog::ProbeDialog(const QString& model, ModelProblem problem, const QString& reason, const SpaceHints& known,
                         QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("probeDialog"));
    setWindowTitle(tr("About this decoder"));
    auto* form = new QFormLayout(this);
    form->setContentsMargins(16, 16, 16, 16);
    form->setSpacing(8);
    auto* text = new QLabel(QStringLiteral("<b>%1</b><br>%2").arg(model.toHtmlEscaped(), reason.toHtmlEscaped()), this);
    text->setWordWrap(true);
    text->setMinimumWidth(380);
    form->addRow(text);
    makeSizeRow(problem == ModelProblem::NeedsLatentSize, known.latentSize);
    makeRangeRow(problem == ModelProblem::NeedsRange, known.range);
    (problem == ModelProblem::NeedsRange ? static_cast<QWidget*>(m_range) : m_size)->setFocus();
    auto* note = new QLabel(tr("The answer is kept for this file."), this);
    note->setForegroundRole(QPalette::PlaceholderText);
    form->addRow(note);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Open | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Open)->setToolTip(tr("Open the decoder with this answer"));
    buttons->button(QDialogButtonBox::Cancel)->setToolTip(tr("Leave everything as it is"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    form->addRow(buttons);
}

void ProbeDialog::makeSizeRow(bool isNeeded, std::optional<int> known)
{
    m_size = new QSpinBox(this);
    m_size->setObjectName(QStringLiteral("latentSize"));
    m_size->setAccessibleName(tr("Latent size"));
    m_size->setToolTip(tr("How many numbers the decoder takes for one picture"));
    m_size->setRange(isNeeded ? 1 : 0, maxLatentSize);
    if (!isNeeded) {
        m_size->setSpecialValueText(tr("found by trying"));
    }
    m_size->setValue(known.value_or(isNeeded ? usualSize : 0));
    m_size->selectAll();
    static_cast<QFormLayout*>(layout())->addRow(tr("Latent size"), m_size);
}

void ProbeDialog::makeRangeRow(bool isNeeded, std::optional<ValueRange> known)
{
    m_range = new RangeField(!isNeeded, this);
    m_range->setRange(known || !isNeeded ? known : ValueRange{0, 1});
    static_cast<QFormLayout*>(layout())->addRow(tr("Range of values"), m_range);
}

SpaceHints ProbeDialog::hints() const
{
    SpaceHints hints;
    if (m_size->value() > 0) {
        hints.latentSize = m_size->value();
    }
    hints.range = m_range->range();
    return hints;
}
