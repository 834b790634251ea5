// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/NewSpaceDialog.h"

#include "dialogs/AssumptionRows.h"
#include "dialogs/PieceRows.h"
#include "dialogs/ReconstructionView.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace {

constexpr int margin = 16;
constexpr int gap = 8;

QLabel* makeText(QWidget* parent, const char* name, QPalette::ColorRole role = QPalette::PlaceholderText)
{
    auto* label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setForegroundRole(role);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QLabel* makeHeading(QWidget* parent, const QString& text)
{
    auto* label = new QLabel(text, parent);
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
    label->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    return label;
}

/// A folder of that name may be made.
QString asFileName(QString name)
{
    name = name.trimmed();
    for (QChar& c : name) {
        c = c == QLatin1Char('/') || c.unicode() < 32 ? QLatin1Char('-') : c;
    }
    return name.startsWith(QLatin1Char('.')) ? QLatin1Char('_') + name.mid(1) : name;
}

} // namespace

NewSpaceDialog::NewSpaceDialog(NewSpaceDraft& draft, const QString& folder, QWidget* parent)
    : QDialog(parent)
    , m_draft(draft)
    , m_folder(folder)
{
    setObjectName(QStringLiteral("newSpaceDialog"));
    setWindowTitle(tr("New space"));
    setAcceptDrops(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(gap);
    makeTop();
    makeMiddle();
    makeBottom();
    resize(960, 760);
    connect(&m_draft, &NewSpaceDraft::changed, this, &NewSpaceDialog::showDraft);
    showDraft();
}

QPushButton* NewSpaceDialog::makeButton(const char* name, const QString& text, const QString& tip)
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(QLatin1String(name));
    button->setToolTip(tip);
    button->setAutoDefault(false);
    return button;
}

void NewSpaceDialog::makeTop()
{
    auto* line = new QHBoxLayout;
    m_empty = makeText(this, "newSpaceIntro");
    m_empty->setText(
        tr("Drop a folder here, or the pieces one after another: a decoder, and if you have them an encoder, "
           "pictures, latents, labels."));
    auto* folder = makeButton("addFolder", tr("A&dd a folder…"), tr("Find the pieces in a folder, by their content"));
    auto* files = makeButton("addFiles", tr("Add &files…"), tr("Models, arrays, tables: known by their content"));
    connect(folder, &QPushButton::clicked, this, &NewSpaceDialog::askForFolder);
    connect(files, &QPushButton::clicked, this, &NewSpaceDialog::askForFiles);
    line->addWidget(m_empty, 1);
    line->addWidget(folder);
    line->addWidget(files);
    static_cast<QVBoxLayout*>(layout())->addLayout(line);
}

void NewSpaceDialog::makeMiddle()
{
    const auto scrolled = [this](QWidget* content, const QString& name) {
        auto* area = new QScrollArea(this);
        area->setWidget(content);
        area->setWidgetResizable(true);
        area->setFrameShape(QFrame::NoFrame);
        area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        area->setAccessibleName(name);
        area->viewport()->setAutoFillBackground(false);
        content->setAutoFillBackground(false);
        return area;
    };
    auto* found = new QWidget(this);
    auto* foundLayout = new QVBoxLayout(found);
    foundLayout->setContentsMargins(0, 0, gap, 0);
    m_pieces = new PieceRows(found);
    m_notes = makeText(found, "newSpaceNotes");
    foundLayout->addWidget(m_pieces);
    foundLayout->addWidget(m_notes);
    foundLayout->addStretch(1);
    m_assumptions = new AssumptionRows(this);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(2 * margin);
    for (const auto& [title, content] : {std::pair<QString, QWidget*>{tr("Pieces"), found},
                                         std::pair<QString, QWidget*>{tr("What is assumed"), m_assumptions}}) {
        auto* column = new QVBoxLayout;
        column->setSpacing(gap);
        column->addWidget(makeHeading(this, title));
        column->addWidget(scrolled(content, title), 1);
        columns->addLayout(column, 1);
    }
    m_view = new ReconstructionView(this);
    m_sentence = makeText(this, "previewSentence", QPalette::WindowText);
    m_busy = new QProgressBar(this);
    m_busy->setObjectName(QStringLiteral("newSpaceBusy"));
    m_busy->setRange(0, 0);
    m_busy->setTextVisible(false);
    m_busy->setFixedSize(120, 6);
    QSizePolicy keepsItsPlace = m_busy->sizePolicy();
    keepsItsPlace.setRetainSizeWhenHidden(true);
    m_busy->setSizePolicy(keepsItsPlace);
    m_problem = makeText(this, "newSpaceProblem", QPalette::WindowText);
    m_trust = makeButton("newSpaceTrust", tr("&Run it all the same"), tr("It is remembered for these files"));
    auto* said = new QHBoxLayout;
    said->addWidget(m_sentence, 1);
    said->addWidget(m_busy);
    auto* problem = new QHBoxLayout;
    problem->addWidget(m_problem, 1);
    problem->addWidget(m_trust);
    auto* all = static_cast<QVBoxLayout*>(layout());
    all->addLayout(columns, 3);
    all->addLayout(said);
    all->addWidget(m_view, 2);
    all->addLayout(problem);
    connect(m_pieces, &PieceRows::chosen, &m_draft,
            [this](PieceKind kind, const QString& path) { m_draft.setPiece(kind, path.toStdString()); });
    connect(m_pieces, &PieceRows::removed, &m_draft, &NewSpaceDraft::removePiece);
    connect(m_assumptions, &AssumptionRows::answered, &m_draft, &NewSpaceDraft::setAnswers);
    connect(m_trust, &QPushButton::clicked, this, [this] { Q_EMIT trusted(m_draft.trust()); });
}

void NewSpaceDialog::makeBottom()
{
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("newSpaceName"));
    m_name->setToolTip(tr("What the space is called in titles and lists"));
    m_place = new QLineEdit(this);
    m_place->setObjectName(QStringLiteral("newSpacePlace"));
    m_place->setToolTip(tr("The folder that is made; it holds everything and can be moved"));
    auto* browse = makeButton("newSpaceBrowse", tr("&Browse…"), tr("Choose where the folder is made"));
    auto* placeLine = new QHBoxLayout;
    placeLine->addWidget(m_place, 1);
    placeLine->addWidget(browse);
    m_placeNote = makeText(this, "newSpacePlaceNote");
    auto* form = new QFormLayout;
    form->setSpacing(gap);
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("F&older"), placeLine);
    qobject_cast<QLabel*>(form->labelForField(placeLine))->setBuddy(m_place);
    m_name->setAccessibleName(tr("Name of the space"));
    m_place->setAccessibleName(tr("Folder of the space"));
    m_make = makeButton("makeSpace", tr("&Make the space"),
                        tr("In the background: it can be stopped, and goes on from there"));
    m_make->setDefault(true);
    auto* cancel = makeButton("cancelNewSpace", tr("Cancel"), tr("Make nothing"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_placeNote, 1);
    buttons->addWidget(m_make);
    buttons->addWidget(cancel);
    auto* all = static_cast<QVBoxLayout*>(layout());
    all->addLayout(form);
    all->addLayout(buttons);
    connect(browse, &QPushButton::clicked, this, &NewSpaceDialog::askForPlace);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_make, &QPushButton::clicked, this, [this] {
        Q_EMIT makeAsked(m_name->text().trimmed(), place(), m_draft.place() == SpacePlace::Space);
        accept();
    });
    connect(m_name, &QLineEdit::textEdited, this, [this] {
        m_isNameOwn = true;
        proposePlace();
        showPlace();
    });
    connect(m_place, &QLineEdit::textEdited, this, [this] { m_isPlaceOwn = true; });
    connect(m_place, &QLineEdit::textChanged, this, [this] {
        m_draft.setPlace(place().toStdString());
        showPlace();
    });
}

QString NewSpaceDialog::place() const
{
    QString text = m_place->text().trimmed();
    if (text == QLatin1String("~") || text.startsWith(QLatin1String("~/"))) {
        text.replace(0, 1, QDir::homePath());
    }
    return text.isEmpty() ? QString() : QDir::cleanPath(QDir(m_folder).absoluteFilePath(text));
}

void NewSpaceDialog::take(const QStringList& paths)
{
    std::vector<std::filesystem::path> files;
    for (const QString& path : paths) {
        files.emplace_back(path.toStdString());
    }
    m_draft.take(files);
}

void NewSpaceDialog::askForFolder()
{
    auto* dialog = new QFileDialog(this, tr("Add a folder"), m_folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) { take({folder}); });
    dialog->open();
}

void NewSpaceDialog::askForFiles()
{
    auto* dialog = new QFileDialog(this, tr("Add files"), m_folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &NewSpaceDialog::take);
    dialog->open();
}

void NewSpaceDialog::askForPlace()
{
    auto* dialog = new QFileDialog(this, tr("Where the space's folder is made"), m_folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        m_folder = folder;
        m_isPlaceOwn = false;
        proposePlace();
    });
    dialog->open();
}

void NewSpaceDialog::proposePlace()
{
    const QString name = asFileName(m_name->text());
    if (!m_isPlaceOwn) {
        m_place->setText(name.isEmpty() ? QString() : QDir(m_folder).filePath(name));
    }
}

void NewSpaceDialog::showDraft()
{
    const NewSpacePlan* const plan = m_draft.plan();
    m_pieces->show(m_draft.pieces());
    if (m_draft.pieces().pieces.empty()) {
        m_assumptions->clear();
    } else {
        m_assumptions->show(plan, m_draft.answers());
    }
    m_notes->setText(notes());
    m_notes->setVisible(!m_notes->text().isEmpty());
    if (plan && !m_isNameOwn) {
        m_name->setText(QString::fromStdString(plan->name));
        proposePlace();
    }
    showPreview();
    showProblem();
    showPlace();
}

/// What was left aside, and what may surprise.
QString NewSpaceDialog::notes() const
{
    QStringList lines;
    for (const std::string& note : m_draft.pieces().notes) {
        lines << QString::fromStdString(note);
    }
    if (const NewSpacePlan* plan = m_draft.plan()) {
        for (const std::string& warning : plan->warnings) {
            lines << QString::fromStdString(warning);
        }
    }
    return lines.join(QLatin1Char('\n'));
}

/// What the space will hold.
QString NewSpaceDialog::summary() const
{
    const NewSpacePlan& plan = *m_draft.plan();
    QStringList parts{tr("%1 × %2 pixels").arg(plan.picture.width).arg(plan.picture.height),
                      plan.latentSize == 1 ? tr("1 latent") : tr("%1 latents").arg(plan.latentSize)};
    if (plan.sampleCount() > 0) {
        parts << (plan.sampleCount() == 1
                      ? tr("1 sample")
                      : tr("%1 samples").arg(QLocale().toString(static_cast<qulonglong>(plan.sampleCount()))));
    }
    if (!plan.labelColumns.empty()) {
        QStringList columns;
        for (const std::string& column : plan.labelColumns) {
            columns << QString::fromStdString(column);
        }
        parts << tr("labels: %1").arg(columns.join(QStringLiteral(", ")));
    }
    for (const ModelInput& input : plan.inputs) {
        parts << tr("also takes %1").arg(QString::fromStdString(input.name));
    }
    return parts.join(QStringLiteral(" · "));
}

void NewSpaceDialog::showPreview()
{
    const NewSpaceDraft::Stage stage = m_draft.stage();
    const bool isBusy = stage != NewSpaceDraft::Stage::Idle;
    m_busy->setVisible(isBusy);
    const NewSpacePreview* const preview = m_draft.preview();
    QString sentence;
    switch (stage) {
    case NewSpaceDraft::Stage::Finding:
        sentence = tr("Looking at what the files are …");
        break;
    case NewSpaceDraft::Stage::Planning:
        sentence = tr("Loading the models and trying them …");
        break;
    case NewSpaceDraft::Stage::Previewing:
        sentence = tr("Sending a few pictures through the models …");
        break;
    case NewSpaceDraft::Stage::Idle:
        if (preview && m_draft.plan()) {
            sentence = summary() + QLatin1Char('\n') + QString::fromStdString(preview->sentence);
            if (preview->error) {
                sentence +=
                    tr(" Mean error %1 (1 is black to white).").arg(QLocale().toString(*preview->error, 'f', 3));
            }
        }
        break;
    }
    m_sentence->setText(sentence);
    if (preview && !isBusy) {
        m_view->show(*preview);
    } else if (!preview) {
        m_view->setMessage(m_draft.problem().isEmpty()
                               ? tr("Here stand a few pictures and what the models make of them, as soon as there is a "
                                    "decoder.")
                               : QString());
    }
    m_view->setStale(isBusy);
}

void NewSpaceDialog::showProblem()
{
    QStringList lines;
    if (!m_draft.problem().isEmpty()) {
        lines << m_draft.problem();
    }
    if (!m_draft.overdue().isEmpty()) {
        lines << m_draft.overdue();
    }
    const NewSpacePreview* const preview = m_draft.preview();
    for (const UnreadableFile& file : preview ? preview->unreadable : std::vector<UnreadableFile>()) {
        lines << tr("%1 cannot be read and will be left out: %2")
                     .arg(QString::fromStdString(file.name), QString::fromStdString(file.reason));
    }
    if (const NewSpacePlan* plan = m_draft.plan(); plan && !plan->isComplete()) {
        lines << tr("One thing could not be found out and has to be answered on the right.");
    }
    m_problem->setText(lines.join(QLatin1Char('\n')));
    m_problem->setVisible(!lines.isEmpty());
    m_trust->setVisible(m_draft.needsTrust());
}

void NewSpaceDialog::showPlace()
{
    QString note;
    bool mayBeMade = !place().isEmpty() && !m_name->text().trimmed().isEmpty();
    m_make->setText(tr("&Make the space"));
    switch (m_draft.place()) {
    case SpacePlace::Free:
        break;
    case SpacePlace::Unfinished:
        note = tr("Unfinished work lies there. Of the same pieces and answers it goes on; else it begins anew.");
        break;
    case SpacePlace::Space:
        note = tr("There is a space in this folder: it will be replaced.");
        m_make->setText(tr("&Replace the space"));
        break;
    case SpacePlace::Occupied:
        note = tr("There is something else in this folder, which is not replaced. Choose another name.");
        mayBeMade = false;
        break;
    case SpacePlace::NotWritable:
        note = tr("This folder cannot be made: the one above may not be written to. Choose another.");
        mayBeMade = false;
        break;
    }
    m_placeNote->setText(place().isEmpty() ? QString() : note);
    m_make->setEnabled(mayBeMade && m_draft.isReady());
}

void NewSpaceDialog::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls()) {
        event->acceptProposedAction();
    }
}

void NewSpaceDialog::dropEvent(QDropEvent* event)
{
    QStringList files;
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile()) {
            files << url.toLocalFile();
        }
    }
    if (!files.isEmpty()) {
        take(files);
    }
    event->acceptProposedAction();
}
