// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/PictureCommands.h"

#include "window/DroppedFile.h"

#include <QAction>
#include <QBuffer>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QPainter>

#include <algorithm>

namespace {

/// What is transparent is laid over black, as the engine does it.
QByteArray bitmapOf(const QImage& image)
{
    QImage opaque(image.size(), QImage::Format_RGB32);
    opaque.fill(Qt::black);
    QPainter(&opaque).drawImage(0, 0, image);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    opaque.save(&buffer, "BMP"); // nothing to compress: it goes through memory
    return bytes;
}

} // namespace

PictureCommands::PictureCommands(Workspace& workspace, MessageBar& messages, QWidget& window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_messages(messages)
    , m_window(window)
    , m_folder(QDir::homePath())
    , m_search(new QAction(tr("Re&fine the picture's point"), this))
    , m_anew(new QAction(tr("Search the picture's point &anew"), this))
    , m_stop(new QAction(tr("S&top searching"), this))
    , m_add(new QAction(tr("Add the picture to the sa&mples"), this))
{
    PictureInversion& inversion = m_workspace.inversion;
    connect(m_search, &QAction::triggered, this, [&inversion] { inversion.search(PictureInversion::Start::Here); });
    connect(m_anew, &QAction::triggered, this, [&inversion] { inversion.search(PictureInversion::Start::Anywhere); });
    connect(m_stop, &QAction::triggered, &inversion, &PictureInversion::stop);
    connect(m_add, &QAction::triggered, this, &PictureCommands::addToSamples);
    connect(&inversion, &PictureInversion::changed, this, &PictureCommands::enableActions);
    connect(&inversion, &PictureInversion::failed, this, &PictureCommands::refuse);
    SampleAddition& addition = m_workspace.addition;
    connect(&addition, &SampleAddition::failed, this, &PictureCommands::refuse);
    connect(&addition, &SampleAddition::added, this, [this](const QString& line) {
        m_messages.say({.key = QStringLiteral("picture"), .text = line, .tone = MessageBar::Tone::Information});
    });
    connect(&addition, &SampleAddition::progressed, this, [this](double fraction) {
        if (m_job) {
            m_workspace.jobs.report(*m_job, fraction);
        }
    });
    connect(&addition, &SampleAddition::runningChanged, this, [this, &addition] {
        if (addition.isRunning()) {
            m_job = m_workspace.jobs.add(tr("Adding samples"), [&addition] { addition.stop(); });
        } else if (const auto job = std::exchange(m_job, std::nullopt)) {
            m_workspace.jobs.remove(*job);
        }
    });
    enableActions();
}

ActionEntry PictureCommands::openEntry()
{
    return {.name = "openPicture",
            .text = tr("Open pict&ure…"),
            .tip = tr("Find the point of a picture; several become samples"),
            .keys = QKeySequence(QStringLiteral("Ctrl+I")),
            .icon = "picture",
            .run = [this] { askForPictures(); }};
}

std::vector<ActionEntry> PictureCommands::entries()
{
    return {{},
            {.name = "refinePoint",
             .tip = tr("Search from the point at hand for one whose picture is nearer to the picture from outside"),
             .keys = QKeySequence(QStringLiteral("Ctrl+Alt+R")),
             .action = m_search},
            {.name = "searchPointAnew",
             .tip = tr("Look for the point of the picture from outside from the best of other random points"),
             .keys = QKeySequence(QStringLiteral("Ctrl+Alt+Shift+R")),
             .action = m_anew},
            {.name = "stopSearch",
             .tip = tr("The point stays where the search is"),
             .keys = QKeySequence(Qt::Key_Escape),
             .action = m_stop},
            {.name = "addPictureToSamples",
             .tip = tr("Write the picture from outside and the current point to the space's samples"),
             .action = m_add}};
}

void PictureCommands::enableActions()
{
    const PictureInversion& inversion = m_workspace.inversion;
    const bool canSearch = inversion.canSearch() && !inversion.isRunning();
    m_search->setEnabled(canSearch);
    m_anew->setEnabled(canSearch);
    m_add->setEnabled(canSearch);
    m_stop->setEnabled(inversion.isRunning());
}

void PictureCommands::refuse(const QString& sentence)
{
    m_messages.say({.key = QStringLiteral("picture"), .text = sentence});
}

void PictureCommands::take(const QString& file)
{
    m_messages.withdraw(QStringLiteral("picture"));
    m_workspace.inversion.take(std::filesystem::path(file.toStdString()));
}

void PictureCommands::takeImage(const QImage& image)
{
    if (image.isNull()) {
        return refuse(tr("The picture on the clipboard cannot be read. Copy it again."));
    }
    m_messages.withdraw(QStringLiteral("picture"));
    m_workspace.inversion.take(bitmapOf(image), tr("pasted picture"));
}

bool PictureCommands::takeMany(const QStringList& files)
{
    const bool arePictures = std::ranges::all_of(files, [](const QString& file) {
        const DroppedKind kind = kindOfFile(file.toStdString());
        return kind == DroppedKind::Picture || kind == DroppedKind::PointPicture;
    });
    if (files.size() < 2 || !arePictures) {
        return false;
    }
    if (mayAdd()) {
        m_messages.say({.key = QStringLiteral("picture"),
                        .text = tr("Add %1 pictures to the samples of %2?")
                                    .arg(files.size())
                                    .arg(QString::fromStdString(m_workspace.session.state().space->name())),
                        .tone = MessageBar::Tone::Information,
                        .choices = {{tr("Add them"), [this, files] { addMany(files); }}}});
    }
    return true;
}

void PictureCommands::addMany(const QStringList& files)
{
    std::vector<std::filesystem::path> paths;
    for (const QString& file : files) {
        paths.emplace_back(file.toStdString());
    }
    m_workspace.addition.addFiles(std::move(paths));
}

void PictureCommands::addToSamples()
{
    if (mayAdd()) {
        m_workspace.addition.addOutside();
    }
}

/// What comes with the program stays as it is.
bool PictureCommands::mayAdd()
{
    const auto& space = m_workspace.session.state().space;
    if (!space) {
        refuse(tr("Open a space first: samples belong to one."));
        return false;
    }
    const bool comesWithIt = isEmbedded(space->location, m_workspace.options.executable);
    if (comesWithIt) {
        refuse(tr("%1 comes with Morphoscope and stays as it is. Copy its folder (%2), open the copy, and add samples "
                  "to that.")
                   .arg(QString::fromStdString(space->name()), QString::fromStdString(space->location.string())));
    }
    return !comesWithIt;
}

void PictureCommands::askForPictures()
{
    auto* dialog = new QFileDialog(&m_window, tr("Open picture"), m_folder,
                                   tr("Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff *.gif);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& files) {
        m_folder = QFileInfo(files.value(0)).absolutePath();
        if (files.size() == 1) {
            take(files.front());
        } else if (!takeMany(files)) {
            refuse(tr("Some of these files are no pictures. Choose pictures only."));
        }
    });
    dialog->open();
}
