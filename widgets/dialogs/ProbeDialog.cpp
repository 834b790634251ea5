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

constexpr int byTrying = -1; ///< in place of a preset
constexpr int usualSize = 64;

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
    (problem == ModelProblem::NeedsRange ? static_cast<QWidget*>(m_preset) : m_size)->setFocus();
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
    m_preset = new QComboBox(this);
    m_preset->setObjectName(QStringLiteral("rangePreset"));
    m_preset->setAccessibleName(tr("Range of values"));
    m_preset->setToolTip(tr("Which of the decoder's values are black and white"));
    if (!isNeeded) {
        m_preset->addItem(tr("found by trying"), QVariant(byTrying));
    }
    const int presetCount = static_cast<int>(std::size(presets));
    int chosen = known ? presetCount : isNeeded ? 0 : byTrying;
    for (int i = 0; i < presetCount; ++i) {
        m_preset->addItem(tr(presets[i].text), QVariant(i));
        chosen = known == presets[i].range ? i : chosen;
    }
    m_preset->addItem(tr("other"), QVariant(presetCount));
    m_low = makeBound(this, "rangeLow", tr("Black"));
    m_high = makeBound(this, "rangeHigh", tr("White"));
    m_low->setValue(known ? static_cast<double>(known->low) : 0);
    m_high->setValue(known ? static_cast<double>(known->high) : 1);
    auto* bounds = new QHBoxLayout;
    bounds->addWidget(new QLabel(tr("Black"), this));
    bounds->addWidget(m_low, 1);
    bounds->addWidget(new QLabel(tr("White"), this));
    bounds->addWidget(m_high, 1);
    auto* form = static_cast<QFormLayout*>(layout());
    form->addRow(tr("Range of values"), m_preset);
    form->addRow(bounds);
    connect(m_preset, &QComboBox::currentIndexChanged, this, &ProbeDialog::choosePreset);
    m_preset->setCurrentIndex(m_preset->findData(chosen));
    choosePreset();
}

void ProbeDialog::choosePreset()
{
    const int preset = m_preset->currentData().toInt();
    const bool isOther = preset == static_cast<int>(std::size(presets));
    if (preset >= 0 && !isOther) {
        m_low->setValue(static_cast<double>(presets[preset].range.low));
        m_high->setValue(static_cast<double>(presets[preset].range.high));
    }
    m_low->setEnabled(isOther);
    m_high->setEnabled(isOther);
}

SpaceHints ProbeDialog::hints() const
{
    SpaceHints hints;
    if (m_size->value() > 0) {
        hints.latentSize = m_size->value();
    }
    if (m_preset->currentData().toInt() != byTrying) {
        const double low = std::min(m_low->value(), m_high->value());
        const double high = std::max(m_low->value(), m_high->value());
        hints.range = ValueRange{static_cast<float>(low), static_cast<float>(high > low ? high : low + 1)};
    }
    return hints;
}
