// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/RangeField.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace {

struct RangePreset
{
    const char* text;
    ValueRange range;
};
constexpr RangePreset presets[] = {
    {QT_TRANSLATE_NOOP("RangeField", "0 to 1"), {0, 1}},
    {QT_TRANSLATE_NOOP("RangeField", "−1 to 1"), {-1, 1}},
    {QT_TRANSLATE_NOOP("RangeField", "0 to 255"), {0, 255}},
};
constexpr int byTrying = -1; ///< in place of a preset
constexpr int other = static_cast<int>(std::size(presets));

} // namespace

RangeField::RangeField(bool mayBeFound, QWidget* parent)
    : QWidget(parent)
    , m_preset(new QComboBox(this))
    , m_low(makeBound("rangeLow", tr("Black")))
    , m_high(makeBound("rangeHigh", tr("White")))
    , m_bounds(new QWidget(this))
{
    m_preset->setObjectName(QStringLiteral("rangePreset"));
    m_preset->setAccessibleName(tr("Range of values"));
    m_preset->setToolTip(tr("Which of the model's values are black and white"));
    if (mayBeFound) {
        m_preset->addItem(tr("found by trying"), QVariant(byTrying));
    }
    for (int i = 0; i < other; ++i) {
        m_preset->addItem(tr(presets[i].text), QVariant(i));
    }
    m_preset->addItem(tr("other"), QVariant(other));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_preset);
    auto* bounds = new QHBoxLayout(m_bounds);
    bounds->setContentsMargins(0, 0, 0, 0);
    bounds->addWidget(new QLabel(tr("Black"), this));
    bounds->addWidget(m_low, 1);
    bounds->addWidget(new QLabel(tr("White"), this));
    bounds->addWidget(m_high, 1);
    layout->addWidget(m_bounds);
    setFocusProxy(m_preset);
    choosePreset();
    connect(m_preset, &QComboBox::currentIndexChanged, this, [this] {
        choosePreset();
        Q_EMIT edited();
    });
    for (QDoubleSpinBox* bound : {m_low, m_high}) {
        connect(bound, &QDoubleSpinBox::valueChanged, this, &RangeField::edited);
    }
}

QDoubleSpinBox* RangeField::makeBound(const char* name, const QString& label)
{
    auto* box = new QDoubleSpinBox(this);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(label);
    box->setToolTip(label);
    box->setRange(-1e6, 1e6);
    box->setDecimals(3);
    box->setKeyboardTracking(false);
    box->setMinimumWidth(72);
    return box;
}

void RangeField::choosePreset()
{
    const int preset = m_preset->currentData().toInt();
    const QSignalBlocker low(m_low);
    const QSignalBlocker high(m_high);
    if (preset >= 0 && preset < other) {
        m_low->setValue(static_cast<double>(presets[preset].range.low));
        m_high->setValue(static_cast<double>(presets[preset].range.high));
    }
    m_bounds->setVisible(preset == other);
}

std::optional<ValueRange> RangeField::range() const
{
    if (m_preset->currentData().toInt() == byTrying) {
        return std::nullopt;
    }
    const double low = std::min(m_low->value(), m_high->value());
    const double high = std::max(m_low->value(), m_high->value());
    return ValueRange{static_cast<float>(low), static_cast<float>(high > low ? high : low + 1)};
}

void RangeField::setRange(std::optional<ValueRange> range)
{
    if (range == this->range()) {
        return; // somebody may be about to change it
    }
    int chosen = range ? other : byTrying;
    for (int i = 0; i < other; ++i) {
        chosen = range == presets[i].range ? i : chosen;
    }
    const QSignalBlocker preset(m_preset);
    const QSignalBlocker low(m_low);
    const QSignalBlocker high(m_high);
    m_preset->setCurrentIndex(std::max(m_preset->findData(chosen), 0));
    if (range) {
        m_low->setValue(static_cast<double>(range->low));
        m_high->setValue(static_cast<double>(range->high));
    }
    choosePreset();
}
