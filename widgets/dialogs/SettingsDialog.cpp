// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/SettingsDialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>

namespace {
template <class Control>
Control* named(Control* control, const char* objectName, const QString& name, const QString& tip)
{
    control->setObjectName(QLatin1String(objectName));
    control->setAccessibleName(name);
    control->setToolTip(tip);
    return control;
}
} // namespace

QStringList devicesOf(const std::vector<EngineProgram>& engines, const QString& chosen)
{
    QStringList devices{QStringLiteral("auto"), QStringLiteral("cpu")};
    for (const EngineProgram& engine : engines) {
        for (const std::string& device : engine.description.devices) {
            devices << QString::fromStdString(device);
        }
    }
    devices << chosen;
    devices.removeDuplicates();
    return devices;
}

QString describeEngine(const EngineProgram& engine)
{
    if (!engine.hasAnswered()) {
        return SettingsDialog::tr("does not say what it is");
    }
    QStringList devices;
    for (const std::string& device : engine.description.devices) {
        devices << QString::fromStdString(device);
    }
    return SettingsDialog::tr("LibTorch %1 (%2)")
        .arg(QString::fromStdString(engine.description.libTorch), devices.join(QStringLiteral(", ")));
}

SettingsDialog::SettingsDialog(Settings settings, const std::vector<EngineProgram>& engines, QWidget* parent)
    : QDialog(parent)
    , m_settings(std::move(settings))
    , m_device(named(new QComboBox(this), "device", tr("Device"), tr("Where models run; auto takes CUDA where it is")))
    , m_engine(named(new QComboBox(this), "engine", tr("Engine"), tr("Which LibTorch runs the models")))
    , m_deadline(named(new QDoubleSpinBox(this), "deadline", tr("Deadline"),
                       tr("How long the engine may be silent before you are asked whether to keep waiting")))
    , m_theme(named(new QComboBox(this), "theme", tr("Theme"), tr("Colours of the window")))
    , m_smooth(named(new QCheckBox(tr("Smooth scaling"), this), "smoothScaling", tr("Smooth scaling"),
                     tr("Interpolate between the pixels of an enlarged picture")))
    , m_sandbox(
          named(new QComboBox(this), "sandbox", tr("Sandbox"), tr("What keeps models from your files and the network")))
    , m_memory(named(new QDoubleSpinBox(this), "memory", tr("Memory"), tr("How much memory a model may fill")))
{
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(tr("Settings"));
    setMinimumWidth(440); // so that the title is not cut
    auto* form = new QFormLayout(this);
    form->setContentsMargins(16, 16, 16, 16);
    form->setSpacing(8);
    fillDevices(engines);
    fillEngines(engines);
    m_deadline->setRange(1, 3600);
    m_deadline->setDecimals(0);
    m_deadline->setSuffix(tr(" s"));
    m_deadline->setValue(m_settings.deadlineSeconds);
    m_sandbox->addItems({tr("as strong as it can be, else ask"), tr("required: no model without one"),
                         tr("off: models may do what you may do")});
    m_sandbox->setCurrentIndex(static_cast<int>(m_settings.sandbox));
    m_memory->setRange(0, 100'000);
    m_memory->setDecimals(0);
    m_memory->setSuffix(tr(" GB"));
    m_memory->setSpecialValueText(tr("three quarters of the machine's"));
    m_memory->setValue(m_settings.memoryGigabytes);
    m_theme->addItems({tr("Like the system"), tr("Dark"), tr("Light")});
    m_theme->setCurrentIndex(static_cast<int>(m_settings.theme));
    m_smooth->setChecked(m_settings.smoothScaling);
    form->addRow(tr("Device"), m_device);
    form->addRow(tr("Engine"), m_engine);
    form->addRow(tr("Deadline"), m_deadline);
    form->addRow(tr("Sandbox"), m_sandbox);
    if (!engines.empty()) {
        const Sandbox& reached = engines.front().description.sandbox;
        auto* label = named(
            new QLabel(
                tr("here: %1 (%2)").arg(QLatin1String(nameOf(reached.level)), QString::fromStdString(reached.reason)),
                this),
            "sandboxReached", tr("Sandbox here"), tr("What this system grants"));
        label->setWordWrap(true);
        form->addRow(QString(), label);
    }
    form->addRow(tr("Memory"), m_memory);
    form->addRow(tr("Theme"), m_theme);
    form->addRow(tr("Picture"), m_smooth);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setToolTip(tr("Close; changes already hold"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::accept);
    form->addRow(buttons);

    connect(m_device, &QComboBox::currentIndexChanged, this, &SettingsDialog::take);
    connect(m_engine, &QComboBox::currentIndexChanged, this, &SettingsDialog::take);
    connect(m_deadline, &QDoubleSpinBox::valueChanged, this, &SettingsDialog::take);
    connect(m_sandbox, &QComboBox::currentIndexChanged, this, &SettingsDialog::take);
    connect(m_memory, &QDoubleSpinBox::editingFinished, this, &SettingsDialog::take); // each change loads again
    connect(m_theme, &QComboBox::currentIndexChanged, this, &SettingsDialog::take);
    connect(m_smooth, &QCheckBox::toggled, this, &SettingsDialog::take);
}

void SettingsDialog::fillDevices(const std::vector<EngineProgram>& engines)
{
    const QString chosen = QString::fromStdString(m_settings.device);
    for (const QString& device : devicesOf(engines, chosen)) {
        m_device->addItem(device == QLatin1String("auto") ? tr("auto: the best there is") : device, device);
    }
    m_device->setCurrentIndex(m_device->findData(chosen));
}

void SettingsDialog::fillEngines(const std::vector<EngineProgram>& engines)
{
    m_engine->addItem(tr("the best for the device"), QString());
    for (const EngineProgram& engine : engines) {
        const QString path = QString::fromStdString(engine.path.string());
        m_engine->addItem(describeEngine(engine), path);
        m_engine->setItemData(m_engine->count() - 1, path, Qt::ToolTipRole);
    }
    const QString chosen = QString::fromStdString(m_settings.engine);
    if (m_engine->findData(chosen) < 0) {
        m_engine->addItem(tr("%1 (not found)").arg(chosen), chosen);
    }
    m_engine->setCurrentIndex(m_engine->findData(chosen));
}

void SettingsDialog::take()
{
    m_settings.device = m_device->currentData().toString().toStdString();
    m_settings.engine = m_engine->currentData().toString().toStdString();
    m_settings.deadlineSeconds = m_deadline->value();
    m_settings.theme = static_cast<Theme>(m_theme->currentIndex());
    m_settings.sandbox = static_cast<SandboxPolicy>(m_sandbox->currentIndex());
    m_settings.memoryGigabytes = m_memory->value();
    m_settings.smoothScaling = m_smooth->isChecked();
    Q_EMIT changed(m_settings);
}
