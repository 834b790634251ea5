// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/NewSpaceCommands.h"

#include "dialogs/LogDialog.h"
#include "dialogs/NewSpaceDialog.h"
#include "window/DroppedFile.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QStandardPaths>

#include <algorithm>

namespace {

const QString messageKey = QStringLiteral("newSpace");

/// Where spaces are proposed to be made.
QString usualFolder()
{
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return !documents.isEmpty() && QFileInfo::exists(documents) ? documents : QDir::homePath();
}

bool isPiece(const QString& file)
{
    const DroppedKind kind = kindOfFile(file.toStdString());
    return kind == DroppedKind::Decoder || kind == DroppedKind::Folder;
}

} // namespace

NewSpaceCommands::NewSpaceCommands(Workspace& workspace, MessageBar& messages, QWidget& window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_messages(messages)
    , m_window(window)
{
    connect(&m_creation, &SpaceCreation::runningChanged, this, &NewSpaceCommands::showJob);
    connect(&m_creation, &SpaceCreation::progressed, this, &NewSpaceCommands::showProgress);
    connect(&m_creation, &SpaceCreation::created, this, &NewSpaceCommands::tellCreated);
    connect(&m_creation, &SpaceCreation::stopped, this, &NewSpaceCommands::tellStopped);
    connect(&m_creation, &SpaceCreation::failed, this, &NewSpaceCommands::tellFailed);
    connect(&m_creation, &SpaceCreation::overdueChanged, this, [this] {
        if (m_creation.overdue().isEmpty()) {
            return m_messages.withdraw(messageKey);
        }
        m_messages.say({.key = messageKey,
                        .text = tr("Making %1: %2").arg(nameOfPlace(), m_creation.overdue()),
                        .choices = {{tr("Keep waiting"), [] {}}, {tr("Stop"), [this] { m_creation.stop(); }}}});
    });
}

NewSpaceCommands::~NewSpaceCommands() = default;

ActionEntry NewSpaceCommands::entry()
{
    return {.name = "newSpace",
            .text = tr("Ne&w space…"),
            .tip = tr("Put a space together from a model and pictures, latents, labels"),
            .keys = QKeySequence(QStringLiteral("Ctrl+Shift+N")),
            .icon = "new-space",
            .run = [this] { begin({}); }};
}

bool NewSpaceCommands::take(const QStringList& files)
{
    const bool isOneFolder = files.size() == 1 && kindOfFile(files.front().toStdString()) == DroppedKind::Folder;
    const bool areSeveral = files.size() > 1 && std::ranges::any_of(files, isPiece);
    if (!isOneFolder && !areSeveral) {
        return false;
    }
    begin(files);
    return true;
}

EngineWish NewSpaceCommands::wish() const
{
    const Settings& settings = m_workspace.settings;
    EngineWish wish;
    wish.executable = m_workspace.options.executable;
    wish.chosen = settings.engine;
    wish.role = EngineRole::Job;
    wish.sandbox = settings.sandboxWish();
    wish.deadlineSeconds = settings.deadlineSeconds;
    wish.remedy = tr("choose one in the settings").toStdString();
    if (const std::vector<EngineProgram>& found = m_workspace.engine.programs(); isComplete(found)) {
        wish.programs = [found] { return found; }; // they were asked already
    }
    return wish;
}

/// Without files what somebody has put together before goes on.
void NewSpaceCommands::begin(const QStringList& files)
{
    if (!m_dialog) {
        if (!m_draft || m_isMade || !files.isEmpty()) {
            m_draft = std::make_unique<NewSpaceDraft>(wish(), m_workspace.settings);
            m_isMade = false;
        }
        openDialog();
    }
    m_dialog->raise();
    m_dialog->activateWindow();
    if (!files.isEmpty()) {
        m_dialog->take(files);
    } else if (!m_draft->preview()) {
        m_draft->lookAgain();
    }
}

void NewSpaceCommands::openDialog()
{
    m_dialog = new NewSpaceDialog(*m_draft, usualFolder(), &m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &QDialog::finished, m_draft.get(), &NewSpaceDraft::rest);
    connect(m_dialog, &NewSpaceDialog::makeAsked, this, &NewSpaceCommands::make);
    connect(m_dialog, &NewSpaceDialog::trusted, this, [this](const std::string& hash) {
        Settings settings = m_workspace.settings;
        settings.trustedModels.insert(hash);
        m_workspace.setSettings(settings);
    });
    m_dialog->open();
}

void NewSpaceCommands::make(const QString& name, const QString& place, bool replace)
{
    if (m_creation.isRunning()) {
        return tellFailed(tr("Another space is being made. Wait until it is done, or stop it in the status line, and "
                             "make this one then."));
    }
    m_isMade = true;
    NewSpacePlan plan = *m_draft->plan();
    plan.name = name.toStdString();
    m_spaceBefore = m_workspace.session.state().space;
    m_stepsBefore = m_workspace.session.undoStack().index();
    m_messages.withdraw(messageKey);
    m_creation.create(m_draft->wish(), m_workspace.settings.device, plan, place.toStdString(),
                      {.replace = replace, .madeBy = "morphoscope " MORPHOSCOPE_VERSION});
}

QString NewSpaceCommands::nameOfPlace() const
{
    return QString::fromStdString(m_creation.place().filename().string());
}

void NewSpaceCommands::showJob()
{
    if (m_creation.isRunning()) {
        m_job = m_workspace.jobs.add(tr("Making %1").arg(nameOfPlace()), [this] { m_creation.stop(); });
    } else if (const auto job = std::exchange(m_job, std::nullopt)) {
        m_workspace.jobs.remove(*job);
    }
}

void NewSpaceCommands::showProgress()
{
    const CreateProgress& progress = m_creation.progress();
    if (m_job && progress.total > 0) {
        m_workspace.jobs.report(*m_job, static_cast<double>(progress.done) / static_cast<double>(progress.total),
                                progress.secondsLeft);
    }
}

/// It opens by itself where nothing else was done meanwhile.
void NewSpaceCommands::tellCreated(const CreatedSpace& created)
{
    Session& session = m_workspace.session;
    const auto open = [this, folder = created.folder] { m_workspace.opener.open(folder); };
    const bool isUntouched = session.state().space == m_spaceBefore && session.undoStack().index() == m_stepsBefore;
    m_spaceBefore.reset();
    QString text = tr("%1 is made, with %2.")
                       .arg(nameOfPlace(),
                            created.samples == 1
                                ? tr("1 sample")
                                : tr("%1 samples").arg(QLocale().toString(static_cast<qulonglong>(created.samples))));
    std::vector<MessageBar::Choice> choices;
    if (const std::size_t left = created.unreadable.size(); left > 0) {
        text += left == 1 ? tr(" One picture cannot be read and was left out: %1.")
                                .arg(QString::fromStdString(created.unreadable.front().name))
                          : tr(" %1 pictures cannot be read and were left out.").arg(left);
    }
    if (!created.unreadable.empty() || !created.notes.empty()) {
        choices.push_back({tr("Show details"), [this, created] { showNotes(created); }});
    }
    if (isUntouched) {
        open();
    } else {
        choices.push_back({tr("Open it"), open});
    }
    if (!isUntouched || !choices.empty()) {
        m_messages.say(
            {.key = messageKey, .text = text, .tone = MessageBar::Tone::Information, .choices = std::move(choices)});
    }
}

void NewSpaceCommands::showNotes(const CreatedSpace& created)
{
    QStringList lines;
    for (const std::string& note : created.notes) {
        lines << QString::fromStdString(note);
    }
    for (const UnreadableFile& file : created.unreadable) {
        lines << tr("%1: %2").arg(QString::fromStdString(file.name), QString::fromStdString(file.reason));
    }
    auto* dialog = new LogDialog(tr("Made: %1").arg(QString::fromStdString(created.folder.string())),
                                 lines.join(QLatin1Char('\n')), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void NewSpaceCommands::tellStopped()
{
    const CreateProgress& progress = m_creation.progress();
    m_messages.say(
        {.key = messageKey,
         .text = tr("Making %1 was stopped at %2 of %3. What is done is kept: the same pieces and answers go "
                    "on from there.")
                     .arg(nameOfPlace(), QLocale().toString(static_cast<qulonglong>(progress.done)),
                          QLocale().toString(static_cast<qulonglong>(progress.total))),
         .tone = MessageBar::Tone::Information,
         .choices = {{tr("Go on"), [this] { m_creation.goOn(); }}}});
}

void NewSpaceCommands::tellFailed(const QString& message)
{
    std::vector<MessageBar::Choice> choices;
    if (!m_creation.isRunning()) {
        choices.push_back({tr("Try again"), [this] { m_creation.goOn(); }});
    }
    m_messages.say({.key = messageKey, .text = message, .choices = std::move(choices)});
}
