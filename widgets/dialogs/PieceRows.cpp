// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/PieceRows.h"

#include "controls/ElidedLabel.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

PieceRows::PieceRows(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QGridLayout(this))
    , m_folder(QDir::homePath())
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(8);
    m_layout->setVerticalSpacing(0);
    m_layout->setColumnStretch(1, 1);
    addRow(PieceKind::Decoder, "decoderPiece", tr("Decoder"), tr("A TorchScript model that makes pictures of latents"));
    addRow(PieceKind::Encoder, "encoderPiece", tr("Encoder"),
           tr("A TorchScript model that finds the latents of pictures; may be left out"));
    addRow(PieceKind::Pictures, "picturesPiece", tr("Pictures"),
           tr("A folder of pictures, .npy or .npz, IDX, or one sheet of tiles; may be left out"));
    addRow(PieceKind::Latents, "latentsPiece", tr("Latents"),
           tr(".npy, .npz, or lines of numbers parted by tabs; may be left out"));
    addRow(PieceKind::Labels, "labelsPiece", tr("Labels"),
           tr("CSV or TSV with a column for each label, CelebA's list, IDX; may be left out"));
    show({});
}

void PieceRows::addRow(PieceKind kind, const char* name, const QString& title, const QString& tip)
{
    const int line = 2 * static_cast<int>(m_rows.size());
    auto* label = new QLabel(title, this);
    auto* file = new ElidedLabel(this);
    file->setObjectName(QLatin1String(name));
    file->setElideMode(Qt::ElideMiddle);
    auto* choose = new QToolButton(this);
    choose->setObjectName(QLatin1String(name) + QStringLiteral("Choose"));
    choose->setText(tr("Choose…"));
    choose->setAutoRaise(true);
    choose->setFocusPolicy(Qt::StrongFocus);
    choose->setAccessibleName(tr("Choose: %1").arg(title));
    choose->setToolTip(tip);
    if (kind == PieceKind::Pictures) {
        auto* menu = new QMenu(choose);
        menu->addAction(tr("A folder of pictures…"), this, [this, kind, title] { ask(kind, title, true); });
        menu->addAction(tr("A file…"), this, [this, kind, title] { ask(kind, title, false); });
        choose->setMenu(menu);
        choose->setText(choose->text() + QStringLiteral("  ")); // room for the arrow
        choose->setPopupMode(QToolButton::InstantPopup);
    } else {
        connect(choose, &QToolButton::clicked, this, [this, kind, title] { ask(kind, title, false); });
    }
    auto* remove = new QToolButton(this);
    remove->setObjectName(QLatin1String(name) + QStringLiteral("Remove"));
    remove->setText(QStringLiteral("×"));
    remove->setAutoRaise(true);
    remove->setFocusPolicy(Qt::StrongFocus);
    remove->setAccessibleName(tr("Leave out: %1").arg(title));
    remove->setToolTip(tr("Leave it out"));
    connect(remove, &QToolButton::clicked, this, [this, kind] { Q_EMIT removed(kind); });
    auto* sentence = new QLabel(this);
    sentence->setObjectName(QLatin1String(name) + QStringLiteral("Why"));
    sentence->setForegroundRole(QPalette::PlaceholderText);
    sentence->setWordWrap(true);
    sentence->setContentsMargins(0, 0, 0, 6);
    m_layout->addWidget(label, line, 0);
    m_layout->addWidget(file, line, 1);
    m_layout->addWidget(choose, line, 2);
    m_layout->addWidget(remove, line, 3);
    m_layout->addWidget(sentence, line + 1, 1, 1, 3);
    m_rows.push_back({kind, file, sentence, remove});
}

void PieceRows::show(const FoundPieces& pieces)
{
    for (const Row& row : m_rows) {
        const Piece* const piece = pieces.find(row.kind);
        const bool isNeeded = row.kind == PieceKind::Decoder;
        row.file->setText(piece      ? QDir::toNativeSeparators(QString::fromStdString(piece->path.string()))
                          : isNeeded ? tr("needed")
                                     : tr("none"));
        row.file->setQuiet(piece == nullptr);
        row.sentence->setText(piece ? QString::fromStdString(piece->sentence) : QString());
        row.sentence->setVisible(piece != nullptr);
        row.remove->setEnabled(piece != nullptr);
    }
}

void PieceRows::ask(PieceKind kind, const QString& title, bool folder)
{
    auto* dialog = new QFileDialog(this, title, m_folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this, kind](const QString& path) {
        m_folder = QFileInfo(path).absolutePath();
        Q_EMIT chosen(kind, path);
    });
    dialog->open();
}
