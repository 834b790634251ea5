// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/EngineCommands.h"

#include "dialogs/LogDialog.h"
#include "dialogs/ProbeDialog.h"
#include "dialogs/SettingsDialog.h"

#include <QActionGroup>
#include <QMenu>

namespace {
const QString openingKey = QStringLiteral("opening");
const QString engineKey = QStringLiteral("engine");
const QString overdueKey = QStringLiteral("overdue");
const QString samplesKey = QStringLiteral("samples");
const QString mapKey = QStringLiteral("map");
} // namespace

EngineCommands::EngineCommands(Workspace& workspace, MessageBar& messages, QWidget& window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_messages(messages)
    , m_window(window)
{
    tellOfEngine();
    tellOfOpening();
}

std::vector<ActionEntry> EngineCommands::entries()
{
    return {
        {.name = "deviceMenu",
         .text = tr("&Device"),
         .tip = tr("Where models run"),
         .icon = "device",
         .fill = [this](QMenu& menu) { fillDevices(menu); }},
        {.name = "restartEngine",
         .text = tr("&Restart engine"),
         .tip = tr("End the engine and start another; the session is not touched"),
         .keys = QKeySequence(QStringLiteral("Ctrl+Shift+E")),
         .icon = "restart",
         .run = [this] { restart(); }},
        {.name = "askAboutDecoder",
         .text = tr("&Size and range of the decoder…"),
         .tip = tr("Say again how many latents a bare decoder takes and what its values mean"),
         .run = [this] { askAboutDecoder(); }},
        {.name = "showLog",
         .text = tr("Show &log…"),
         .tip = tr("What the engine wrote, and what it runs on"),
         .keys = QKeySequence(QStringLiteral("Ctrl+L")),
         .icon = "log",
         .run = [this] { showLog(); }},
    };
}

void EngineCommands::tellOfEngine()
{
    LiveEngine& engine = m_workspace.engine;
    connect(&engine, &LiveEngine::restarted, this, [this](const QString& line) {
        m_toldOf = m_workspace.engine.decoder();
        m_messages.say({.key = engineKey,
                        .text = line,
                        .tone = MessageBar::Tone::Information,
                        .choices = {{tr("Show log"), [this] { showLog(); }}}});
    });
    connect(&engine, &LiveEngine::gaveUp, this, [this] {
        m_toldOf.clear();
        showLog();
        m_messages.say({.key = engineKey,
                        .text = tr("The engine ended three times within a minute. It is not started again by itself."),
                        .choices = {{tr("Show log"), [this] { showLog(); }},
                                    {tr("Try again"), [this] { m_workspace.opener.reload(); }}}});
    });
    connect(&engine, &LiveEngine::overdue, this, [this](const QString& verb, double seconds) {
        m_messages.say(
            {.key = overdueKey,
             .text = tr("The model has not answered “%1” for %2 s.").arg(verb).arg(qRound(seconds)),
             .choices = {{tr("Keep waiting"), [] {}}, {tr("Stop"), [this] { m_workspace.engine.stopAndRestart(); }}}});
    });
    connect(&engine, &LiveEngine::answered, this, [this] { m_messages.withdraw(overdueKey); });
    connect(&engine, &LiveEngine::ready, this, [this] {
        if (m_toldOf != m_workspace.engine.decoder()) { // it was about another model, or has been mended
            m_messages.withdraw(engineKey);
        }
    });
    connect(&m_workspace.map, &DatasetMap::failed, this, [this](const QString& why) {
        m_messages.say(
            {.key = mapKey, .text = why, .choices = {{tr("Try again"), [this] { m_workspace.map.tryAgain(); }}}});
    });
    connect(&m_workspace.session, &Session::spaceChanged, this, [this] { m_messages.withdraw(mapKey); });
}

void EngineCommands::tellOfOpening()
{
    SpaceOpener& opener = m_workspace.opener;
    connect(&m_workspace.samples, &SamplePictures::failed, this,
            [this](const QString& message) { m_messages.say({.key = samplesKey, .text = message}); });
    connect(&m_workspace.session, &Session::spaceChanged, this, [this] { m_messages.withdraw(samplesKey); });
    connect(&opener, &SpaceOpener::failed, this,
            [this](const QString& message) { m_messages.say({.key = openingKey, .text = message}); });
    connect(&opener, &SpaceOpener::opened, this, [this] { m_messages.withdraw(openingKey); });
    connect(&opener, &SpaceOpener::sessionOpened, this, [this](const QString& warning) {
        m_messages.withdraw(openingKey);
        if (!warning.isEmpty()) {
            m_messages.say({.key = openingKey, .text = warning, .tone = MessageBar::Tone::Information});
        }
    });
    connect(&opener, &SpaceOpener::asked, this, &EngineCommands::askWhatProbingMissed);
    connect(&opener, &SpaceOpener::trustAsked, this, [this](const QString& reason) {
        m_messages.say({.key = openingKey,
                        .text = reason,
                        .choices = {{tr("Open it"), [this] { m_workspace.opener.trust(); }},
                                    {tr("Do not open it"), [this] { m_workspace.opener.dismiss(); }}}});
    });
}

void EngineCommands::askAboutDecoder()
{
    if (!m_workspace.opener.askAgain()) {
        m_messages.say({.key = openingKey,
                        .text = tr("This is about decoders that were opened without a space folder; a space's are "
                                   "described in its space.json."),
                        .tone = MessageBar::Tone::Information});
    }
}

void EngineCommands::askWhatProbingMissed(ModelProblem problem, const QString& model, const QString& reason,
                                          const SpaceHints& known)
{
    auto* dialog = new ProbeDialog(model, problem, reason, known, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { m_workspace.opener.answer(dialog->hints()); });
    connect(dialog, &QDialog::rejected, this, [this] { m_workspace.opener.dismiss(); });
    dialog->open();
}

void EngineCommands::fillDevices(QMenu& menu)
{
    auto* group = new QActionGroup(&menu);
    const QString chosen = QString::fromStdString(m_workspace.settings.device);
    for (const QString& device : devicesOf(m_workspace.engine.programs(), chosen)) {
        QAction* action = group->addAction(device);
        action->setCheckable(true);
        action->setChecked(device == chosen);
        action->setToolTip(device == QLatin1String("auto") ? tr("CUDA where the engine has it, else the CPU")
                                                           : tr("Run models on %1").arg(device));
        connect(action, &QAction::triggered, this, [this, device] {
            Settings settings = m_workspace.settings;
            settings.device = device.toStdString();
            m_workspace.setSettings(settings);
        });
        menu.addAction(action);
    }
}

void EngineCommands::restart()
{
    if (m_workspace.engine.hasGivenUp()) {
        m_workspace.opener.reload();
    } else {
        m_workspace.engine.stopAndRestart();
    }
}

void EngineCommands::showLog()
{
    if (auto* shown = m_window.findChild<QDialog*>(QStringLiteral("logDialog"))) {
        shown->close(); // what it says is older
    }
    QStringList lines;
    for (const EngineProgram& engine : m_workspace.engine.programs()) {
        lines << tr("engine %1: %2").arg(QString::fromStdString(engine.path.string()), describeEngine(engine));
    }
    if (const LoadedModel* model = m_workspace.engine.model()) {
        lines << tr("loaded on %1 (%2)")
                     .arg(QString::fromStdString(model->device), QString::fromStdString(model->deviceReason));
    }
    const QString text =
        QStringList{lines.join(QLatin1Char('\n')), m_workspace.engine.log()}.join(QStringLiteral("\n\n"));
    auto* dialog = new LogDialog(tr("Engine log"), text.trimmed(), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show(); // what the window offers to do about it stays within reach
}
