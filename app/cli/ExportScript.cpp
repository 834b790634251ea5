// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/Verbs.h"

#include <QFile>

void addExportScript(CommandLine& commandLine)
{
    CLI::App* const verb = commandLine.app.add_subcommand(
        "export-script", "Print export_space.py, with which Python writes its models as spaces");
    verb->add_flag("--json", commandLine.common.json, "One JSON object on standard output");
    verb->callback([&commandLine] {
        commandLine.work = [&commandLine] {
            QFile file(QStringLiteral(":/export_space.py"));
            if (!file.open(QIODevice::ReadOnly)) {
                throw std::logic_error("export_space.py was not built into this program.");
            }
            const std::string script = file.readAll().trimmed().toStdString(); // `report` ends the last line
            report(commandLine, {{"script", script + '\n'}}, script);
        };
    });
}
