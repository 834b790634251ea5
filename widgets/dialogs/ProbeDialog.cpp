// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/ProbeDialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

#include <algorithm>

namespace {
struct RangePreset
{
    const char* text;
    ValueRange range;
};
constexpr RangePreset presets[] = {
    {QT_TRANSLATE_NOOP("ProbeDialog", "0 to 1"), {0, 1}},
    {QT_TRANSLATE_NOOP("ProbeDialog", "−1 to 1"), {-1, 1}},
    {QT_TRANSLATE_NOOP("ProbeDialog", "0 to 255"), {0, 255}},
};

QDoubleSpinBox* makeBound(QWidget* parent, const char* name, const QString& label)
{
    auto* box = new QDoubleSpinBox(parent);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(label);
    box->setToolTip(label);
    box->setRange(-1e6, 1e6);
    box->setDecimals(3);
    return box;
}
} // namespace

ProbeDialog::ProbeDialog(const QString& model, ModelProblem problem, const QString& reason, const SpaceHints& known,
                         QWidget* parent)
    : QDialog(parent)
    , m_problem(problem)
    , m_known(known)
{
    setObjectName(QStringLiteral("probeDialog"));
    setWindowTitle(tr("What probing could not find"));
    auto* form = new QFormLayout(this);
    form->setContentsMargins(16, 16, 16, 16);
    form->setSpacing(8);
    auto* text = new QLabel(QStringLiteral("<b>%1</b><br>%2").arg(model.toHtmlEscaped(), reason.toHtmlEscaped()), this);
    text->setWordWrap(true);
    text->setMinimumWidth(380);
    form->addRow(text);
    if (problem == ModelProblem::NeedsLatentSize) {
        makeSizeRow();
    } else {
        makeRangeRow();
    }
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

void ProbeDialog::makeSizeRow()
{
    m_size = new QSpinBox(this);
    m_size->setObjectName(QStringLiteral("latentSize"));
    m_size->setAccessibleName(tr("Latent size"));
    m_size->setToolTip(tr("How many numbers the decoder takes for one picture"));
    m_size->setRange(1, maxLatentSize);
    m_size->setValue(m_known.latentSize.value_or(64));
    m_size->selectAll();
    static_cast<QFormLayout*>(layout())->addRow(tr("Latent size"), m_size);
}

void ProbeDialog::makeRangeRow()
{
    m_preset = new QComboBox(this);
    m_preset->setObjectName(QStringLiteral("rangePreset"));
    m_preset->setAccessibleName(tr("Range of values"));
    m_preset->setToolTip(tr("Which of the decoder's values are black and white"));
    for (const RangePreset& preset : presets) {
        m_preset->addItem(tr(preset.text));
    }
    m_preset->addItem(tr("other"));
    m_low = makeBound(this, "rangeLow", tr("Black"));
    m_high = makeBound(this, "rangeHigh", tr("White"));
    auto* bounds = new QHBoxLayout;
    bounds->addWidget(new QLabel(tr("Black"), this));
    bounds->addWidget(m_low, 1);
    bounds->addWidget(new QLabel(tr("White"), this));
    bounds->addWidget(m_high, 1);
    auto* form = static_cast<QFormLayout*>(layout());
    form->addRow(tr("Range of values"), m_preset);
    form->addRow(bounds);
    connect(m_preset, &QComboBox::currentIndexChanged, this, &ProbeDialog::choosePreset);
    choosePreset(0);
}

void ProbeDialog::choosePreset(int index)
{
    const bool isPreset = index < static_cast<int>(std::size(presets));
    if (isPreset) {
        m_low->setValue(static_cast<double>(presets[index].range.low));
        m_high->setValue(static_cast<double>(presets[index].range.high));
    }
    m_low->setEnabled(!isPreset);
    m_high->setEnabled(!isPreset);
}

SpaceHints ProbeDialog::hints() const
{
    SpaceHints hints = m_known;
    if (m_problem == ModelProblem::NeedsLatentSize) {
        hints.latentSize = m_size->value();
    } else {
        const double low = std::min(m_low->value(), m_high->value());
        const double high = std::max(m_low->value(), m_high->value());
        hints.range = ValueRange{static_cast<float>(low), static_cast<float>(high > low ? high : low + 1)};
    }
    return hints;
}
