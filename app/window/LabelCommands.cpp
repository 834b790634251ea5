// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/LabelCommands.h"

#include "dialogs/LabelDialog.h"
#include "space/LabelFile.h"
#include "space/SpaceCopy.h"

#include <QDir>
#include <QFileDialog>
#include <QMainWindow>
#include <QStatusBar>

namespace {
const QString keptKey = QStringLiteral("labelsKept");
const QString failedKey = QStringLiteral("labelsFailed");
const QString copyKey = QStringLiteral("copySpace");
constexpr int lineMs = 5000;

/// `space`, as far as it is known by now, in the place of its copy.
std::shared_ptr<const Space> inPlaceOf(const Space& space, const Space& copy)
{
    auto moved = std::make_shared<Space>(space);
    moved->location = copy.location;
    moved->manifest.name = copy.manifest.name;
    moved->decoderFile = copy.decoderFile;
    moved->encoderFile = copy.encoderFile;
    moved->mappingFile = copy.mappingFile;
    moved->manifest.samples = copy.manifest.samples;
    moved->labels = copy.labels;
    moved->hash = copy.hash;
    return moved;
}
} // namespace

LabelCommands::LabelCommands(Workspace& workspace, MessageBar& messages, QMainWindow& window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_messages(messages)
    , m_window(window)
    , m_copying(Supersede::FinishRunning,
                [this](const Outcome<std::shared_ptr<const Space>>& outcome) { takeCopy(outcome); })
{
    const LabelSaving& saving = workspace.labelSaving;
    const auto say = [this](const QString& key, MessageBar::Tone tone) {
        return [this, key, tone](const QString& line) {
            m_messages.say({.key = key, .text = line, .tone = tone, .choices = {{tr("Save a copy…"), [this] {
                                                                                     askWhereToCopy();
                                                                                 }}}});
        };
    };
    connect(&saving, &LabelSaving::keptWithSession, this, say(keptKey, MessageBar::Tone::Information));
    connect(&saving, &LabelSaving::failed, this, say(failedKey, MessageBar::Tone::Problem));
    connect(&saving, &LabelSaving::mergedWithOthers, this, [this](const QString& line) {
        m_messages.say({.key = keptKey, .text = line, .tone = MessageBar::Tone::Information});
    });
    connect(&saving, &LabelSaving::saved, this, [this](const QString& line) {
        m_messages.withdraw(failedKey);
        m_window.statusBar()->showMessage(line, lineMs);
    });
    connect(&workspace.session, &Session::spaceChanged, this, [this] { m_messages.withdraw(keptKey); });
}

std::vector<ActionEntry> LabelCommands::entries()
{
    return {
        {.name = "labelSelection",
         .text = tr("&Label selection…"),
         .tip = tr("Give the selected samples a value in a label column; rename and remove columns"),
         .keys = QKeySequence(QStringLiteral("Ctrl+Shift+L")),
         .run = [this] { showDialog(); }},
        {.name = "copySpace",
         .text = tr("Save a co&py of the space…"),
         .tip = tr("Copy the space with its labels to where you may write, and go on there"),
         .run = [this] { askWhereToCopy(); }},
    };
}

void LabelCommands::refuse(const QString& sentence)
{
    m_messages.say({.key = copyKey, .text = sentence});
}

void LabelCommands::showDialog()
{
    if (!m_dialog) {
        m_dialog = new LabelDialog(m_workspace.session, &m_window);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
        m_dialog->adjustSize(); // over the picture: the map, where samples are selected, stays free
        const QRect picture = m_window.centralWidget()->geometry();
        m_dialog->move(m_window.mapToGlobal(picture.center()) - m_dialog->rect().center());
    }
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
    m_dialog->takeFocus();
}

void LabelCommands::askWhereToCopy()
{
    const auto& space = m_workspace.session.state().space;
    if (!space || space->isBareDecoder) {
        return refuse(tr("Only a space folder can be copied. A decoder by itself is a file."));
    }
    if (space->generated) {
        return refuse(tr("Generated samples are shown. Space > Save as a space… writes them, with their labels."));
    }
    auto* dialog = new QFileDialog(&m_window, tr("Save a copy of the space"), QDir::homePath());
    dialog->setObjectName(QStringLiteral("copySpaceDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setLabelText(QFileDialog::FileName, tr("Folder:"));
    dialog->selectFile(tr("My %1").arg(QString::fromStdString(space->name())));
    connect(dialog, &QFileDialog::fileSelected, this, &LabelCommands::copySpaceTo);
    dialog->open();
}

void LabelCommands::copySpaceTo(const QString& folder)
{
    m_workspace.mapSaving.flush(); // the copy is made of what the folder holds
    m_copied = m_workspace.session.state().space;
    const auto& changed = m_workspace.session.state().ownLabels;
    m_window.statusBar()->showMessage(tr("Copying %1 …").arg(QString::fromStdString(m_copied->name())));
    m_copying.request([space = m_copied, labels = changed ? changed : labelsOf(*m_copied), folder](const JobControl&) {
        return copySpace(*space, *labels, folder.toStdString());
    });
}

void LabelCommands::takeCopy(const Outcome<std::shared_ptr<const Space>>& outcome)
{
    m_window.statusBar()->clearMessage();
    if (const auto* failure = std::get_if<Failure>(&outcome)) {
        return refuse(QString::fromStdString(failure->message));
    }
    const Space& copy = *std::get<std::shared_ptr<const Space>>(outcome);
    const QString place = QString::fromStdString(copy.location.string());
    if (m_workspace.session.state().space == m_copied) { // labels that were given meanwhile are written to the copy
        m_workspace.session.edit(tr("Go on in the copy %1").arg(QString::fromStdString(copy.name())),
                                 [&](SessionState& state) { state.space = inPlaceOf(*m_copied, copy); });
    }
    m_copied.reset();
    m_window.statusBar()->showMessage(tr("Copied to %1").arg(place), lineMs);
}
