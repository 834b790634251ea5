// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/FileCommands.h"

#include "base/UserError.h"
#include "session/PointText.h"
#include "window/DroppedFile.h"
#include "window/PointPicture.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

namespace {
std::filesystem::path pathOf(const QString& file)
{
    return file.toStdString();
}

QString textOf(const std::filesystem::path& file)
{
    return QString::fromStdString(file.string());
}

/// Asks without blocking the event loop.
QFileDialog* ask(QWidget& window, const QString& title, const QString& folder, const QString& filter)
{
    auto* dialog = new QFileDialog(&window, title, folder, filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return dialog;
}
} // namespace

FileCommands::FileCommands(Workspace& workspace, MessageBar& messages, QWidget& window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_messages(messages)
    , m_window(window)
    , m_folder(QDir::homePath())
    , m_probing(Supersede::StopRunning,
                [this](Outcome<std::vector<bool>> outcome) {
                    const auto* found = std::get_if<std::vector<bool>>(&outcome);
                    const auto* menu = m_window.findChild<QMenu*>(QStringLiteral("recentMenu"));
                    for (qsizetype i = 0; found && menu && i < menu->actions().size(); ++i) {
                        const auto place = static_cast<std::size_t>(i);
                        menu->actions().at(i)->setEnabled(place < found->size() && (*found)[place]);
                    }
                })
    , m_writing(Supersede::FinishRunning, [this](Outcome<Written> outcome) {
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            refuse(QString::fromStdString(failure->message));
        } else {
            const Written& written = std::get<Written>(outcome);
            if (!written.session.empty()) {
                m_workspace.remember(written.session);
            }
            Q_EMIT done(written.line);
        }
    })
{
}

std::vector<ActionEntry> FileCommands::entries()
{
    const auto call = [this](auto method) { return [this, method] { (this->*method)(); }; };
    return {
        {.name = "openSpace",
         .text = tr("&Open space folder…"),
         .tip = tr("Open a folder with a space.json"),
         .keys = QKeySequence::Open,
         .icon = "open-folder",
         .run = call(&FileCommands::askForSpaceFolder)},
        {.name = "openDecoder",
         .text = tr("Open &decoder…"),
         .tip = tr("Open a TorchScript decoder by itself"),
         .keys = QKeySequence(QStringLiteral("Ctrl+Shift+O")),
         .icon = "open-file",
         .run = call(&FileCommands::askForDecoder)},
        {.name = "embeddedMenu",
         .text = tr("&Embedded spaces"),
         .tip = tr("Spaces that come with Morphoscope"),
         .fill = [this](QMenu& menu) { fillEmbedded(menu); }},
        {.name = "recentMenu",
         .text = tr("Open &recent"),
         .tip = tr("Spaces that were opened before"),
         .icon = "recent",
         .fill = [this](QMenu& menu) { fillRecent(menu); }},
        {},
        {.name = "openSession",
         .text = tr("Open sess&ion…"),
         .tip = tr("Replace this session by a saved one"),
         .keys = QKeySequence(QStringLiteral("Ctrl+Alt+O")),
         .run = call(&FileCommands::askForSession)},
        {.name = "saveSession",
         .text = tr("&Save session as…"),
         .tip = tr("Save the space's place, the point, the sliders and the selection to a file"),
         .keys = QKeySequence::SaveAs,
         .icon = "save",
         .run = call(&FileCommands::askWhereToSaveSession)},
        {.name = "savePicture",
         .text = tr("Save &picture…"),
         .tip = tr("Save the picture as PNG with its point inside; dropping it on the window returns to the point"),
         .keys = QKeySequence(QStringLiteral("Ctrl+E")),
         .icon = "picture",
         .run = call(&FileCommands::askWhereToSavePicture)},
        {},
        {.name = "newWindow",
         .text = tr("&New window"),
         .tip = tr("A second window with a session of its own"),
         .keys = QKeySequence::New,
         .icon = "new-window",
         .run = [this] { Q_EMIT newWindowAsked(); }},
    };
}

void FileCommands::refuse(const QString& sentence)
{
    m_messages.say({.key = QStringLiteral("file"), .text = sentence});
}

void FileCommands::take(const QString& file)
{
    const std::filesystem::path path = pathOf(file);
    std::error_code error;
    if (!std::filesystem::exists(path, error)) { // an embedded space's name, or a sentence that lists them
        return m_workspace.opener.open(path);
    }
    switch (kindOfFile(path)) {
    case DroppedKind::Space:
        return m_workspace.opener.open(path.filename() == "space.json" ? path.parent_path() : path);
    case DroppedKind::Decoder:
        return m_workspace.opener.open(path);
    case DroppedKind::Session:
        return m_workspace.opener.openSession(path);
    case DroppedKind::PointPicture:
        return goToPointOf(file);
    case DroppedKind::Picture:
        Q_EMIT pictureDropped(file);
        return;
    case DroppedKind::Direction:
        Q_EMIT directionDropped(file);
        return;
    case DroppedKind::Folder:
        Q_EMIT folderDropped(file);
        return;
    case DroppedKind::Unknown:
        break;
    }
    refuse(tr("%1 is nothing that can be opened here. Drop a space's folder, a folder with a model and "
              "pictures, a TorchScript decoder, a session, a picture, or a .npy vector.")
               .arg(file));
}

void FileCommands::goToPointOf(const QString& file)
{
    const auto text = pointTextOf(pathOf(file));
    if (!m_workspace.session.state().space) {
        return refuse(tr("%1 carries a point, but no space is open. Open its space first.").arg(file));
    }
    try {
        m_workspace.session.edit(tr("Go to the point of %1").arg(QFileInfo(file).fileName()),
                                 [&](SessionState& state) { pointFromText(state, text.value_or(std::string())); });
    } catch (const UserError& error) {
        refuse(tr("%1: %2").arg(file, QString::fromUtf8(error.what())));
    }
}

void FileCommands::savePictureTo(const QString& file)
{
    if (m_workspace.preview.row() != m_workspace.session.decodedRow()) { // its picture is on the way
        connect(
            &m_workspace.preview, &DecodedPreview::imageChanged, this, [this, file] { savePictureTo(file); },
            Qt::SingleShotConnection);
        return;
    }
    m_writing.request([path = pathOf(file), image = m_workspace.preview.image().copy(),
                       state = m_workspace.session.state()](const JobControl&) {
        writePointPicture(path, image, state);
        return Written{tr("Saved %1").arg(textOf(path)), {}};
    });
}

void FileCommands::fillEmbedded(QMenu& menu)
{
    for (const auto& space : embeddedSpaces(m_workspace.options.executable)) {
        QString name = textOf(space.filename());
        name[0] = name[0].toUpper();
        menu.addAction(name, this, [this, space] { m_workspace.opener.open(space); })->setToolTip(textOf(space));
    }
    if (menu.isEmpty()) {
        menu.addAction(tr("None is installed"))->setEnabled(false);
    }
}

void FileCommands::fillRecent(QMenu& menu)
{
    const std::vector<std::string> recent = m_workspace.settings.recentSpaces;
    for (const std::string& space : recent) {
        const QString name = QFileInfo(QString::fromStdString(space)).fileName();
        menu.addAction(name, this, [this, space] { m_workspace.opener.open(space); })
            ->setToolTip(QString::fromStdString(space));
    }
    if (recent.empty()) {
        menu.addAction(tr("Nothing yet"))->setEnabled(false);
        return;
    }
    m_probing.request([recent](const JobControl&) {
        std::vector<bool> found;
        for (const std::string& space : recent) {
            std::error_code ignored;
            found.push_back(std::filesystem::exists(space, ignored));
        }
        return found;
    });
}

void FileCommands::askForSpaceFolder()
{
    auto* dialog = ask(m_window, tr("Open space folder"), m_folder, {});
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        m_folder = QFileInfo(folder).absolutePath();
        m_workspace.opener.open(pathOf(folder));
    });
}

void FileCommands::askForDecoder()
{
    auto* dialog =
        ask(m_window, tr("Open decoder"), m_folder, tr("TorchScript (*.pt *.pth *.ts *.zip);;All files (*)"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        m_folder = QFileInfo(file).absolutePath();
        m_workspace.opener.open(pathOf(file)); // what is no decoder gets the engine's sentence
    });
}

void FileCommands::askForSession()
{
    auto* dialog = ask(m_window, tr("Open session"), m_folder, tr("Sessions (*.json);;All files (*)"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        m_folder = QFileInfo(file).absolutePath();
        m_workspace.opener.openSession(pathOf(file));
    });
}

void FileCommands::askWhereToSaveSession()
{
    if (!m_workspace.session.state().space) {
        return refuse(tr("There is no session to save yet: open a space first."));
    }
    auto* dialog = ask(m_window, tr("Save session"), m_folder, tr("Sessions (*.json)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    dialog->selectFile(QString::fromStdString(m_workspace.session.state().space->name()) +
                       QStringLiteral(".morphoscope.json")); // desktops know a session by this end
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        m_folder = QFileInfo(file).absolutePath();
        saveSessionTo(file);
    });
}

void FileCommands::saveSessionTo(const QString& file)
{
    m_writing.request([path = pathOf(file), state = m_workspace.session.state(),
                       view = m_workspace.session.view()](const JobControl&) {
        writeSession(path, state, view);
        return Written{tr("Saved %1").arg(textOf(path)), path};
    });
}

void FileCommands::askWhereToSavePicture()
{
    if (m_workspace.preview.image().isNull()) {
        return refuse(tr("There is no picture to save yet: open a space first."));
    }
    auto* dialog = ask(m_window, tr("Save picture"), m_folder, tr("PNG (*.png)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("png"));
    dialog->selectFile(QString::fromStdString(m_workspace.session.state().space->name()) + QStringLiteral(".png"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        m_folder = QFileInfo(file).absolutePath();
        savePictureTo(file);
    });
}
