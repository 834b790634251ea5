// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/EngineProcess.h"
#include "session/Settings.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;

/// What a user prefers; every change holds at once.
class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    SettingsDialog(Settings settings, const std::vector<EngineProgram>& engines, QWidget* parent = nullptr);

    [[nodiscard]] const Settings& settings() const { return m_settings; }

Q_SIGNALS:
    void changed(const Settings& settings);

private:
    void fillDevices(const std::vector<EngineProgram>& engines);
    void fillEngines(const std::vector<EngineProgram>& engines);
    void take();

    Settings m_settings;
    QComboBox* m_device;
    QComboBox* m_engine;
    QDoubleSpinBox* m_deadline;
    QComboBox* m_theme;
    QCheckBox* m_smooth;
    QComboBox* m_sandbox;
    QDoubleSpinBox* m_memory;
};

/// Devices that the engines have, `auto` first; `chosen` is among them even when none has it now.
[[nodiscard]] QStringList devicesOf(const std::vector<EngineProgram>& engines, const QString& chosen);
/// "LibTorch 1.13.1 (cpu)": an engine in a list.
[[nodiscard]] QString describeEngine(const EngineProgram& engine);
