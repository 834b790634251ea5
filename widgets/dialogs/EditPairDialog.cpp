// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/EditPairDialog.h"

#include "canvas/PixelEditor.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QColorDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>

#include <algorithm>

namespace {

constexpr int tileSide = 128;
constexpr int mostDiameter = 64;

QImage grey(const QImage& image)
{
    return image.convertToFormat(QImage::Format_Grayscale8);
}

void showTile(QLabel& label, const QImage& image)
{
    if (image.isNull()) {
        label.clear();
        return;
    }
    const double ratio = label.devicePixelRatioF();
    const int side = static_cast<int>(tileSide * ratio);
    QPixmap tile = QPixmap::fromImage(image.scaled(side, side, Qt::KeepAspectRatio, Qt::FastTransformation));
    tile.setDevicePixelRatio(ratio);
    label.setPixmap(tile);
}

} // namespace

EditPairDialog::EditPairDialog(PairFit& fit, const QImage& picture, const QString& what, QWidget* parent)
    : QDialog(parent)
    , m_fit(fit)
    , m_what(what)
    , m_editor(new PixelEditor(this))
    , m_isGrey(picture.format() == QImage::Format_Grayscale8)
{
    setObjectName(QStringLiteral("editPairDialog"));
    setWindowTitle(tr("Edit pair of %1").arg(what));
    auto* explanation =
        new QLabel(tr("Paint what should change. Both pictures are encoded, and their difference becomes a slider that "
                      "works on any picture of the space."),
                   this);
    explanation->setWordWrap(true);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(16);
    middle->addWidget(m_editor, 1);
    middle->addWidget(makeAnswer());
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_make = buttons->addButton(tr("&Make slider"), QDialogButtonBox::AcceptRole);
    m_make->setObjectName(QStringLiteral("makePair"));
    connect(buttons, &QDialogButtonBox::accepted, this, &EditPairDialog::make);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(explanation);
    layout->addWidget(makeTools());
    layout->addLayout(middle, 1);
    layout->addWidget(buttons);
    connect(m_editor, &PixelEditor::pictureChanged, this, [this] {
        m_fit.encode(m_editor->original(), m_editor->picture());
        showState();
    });
    connect(&m_fit, &PairFit::changed, this, &EditPairDialog::showState);
    connect(&m_fit, &PairFit::forgotten, this, [this] { done(Rejected); }); // the picture is of a space that is gone
    m_fit.forget();
    m_editor->setOriginal(picture);
    findChild<QSpinBox*>(QStringLiteral("diameter"))->setValue(std::max(1, picture.width() / 32));
    m_editor->setFocus();
    showColour();
}

EditPairDialog::~EditPairDialog() = default;

QToolButton* EditPairDialog::makeTool(const QString& text, const char* name, const QString& tip,
                                      const QKeySequence& keys)
{
    auto* button = new QToolButton(this);
    button->setObjectName(QLatin1String(name));
    button->setText(text);
    button->setToolTip(keys.isEmpty() ? tip : tr("%1 (%2)").arg(tip, keys.toString(QKeySequence::NativeText)));
    button->setShortcut(keys);
    button->setAutoRaise(true);
    return button;
}

QWidget* EditPairDialog::makeTools()
{
    auto* tools = new QWidget(this);
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    auto* pencil = makeTool(tr("Pencil"), "pencil", tr("Paints in the colour"), QKeySequence(Qt::Key_P));
    auto* eraser = makeTool(tr("Eraser"), "eraser", tr("Gives the original back"), QKeySequence(Qt::Key_E));
    auto* group = new QButtonGroup(tools);
    for (QToolButton* tool : {pencil, eraser}) {
        tool->setCheckable(true);
        group->addButton(tool);
        row->addWidget(tool);
    }
    pencil->setChecked(true);
    connect(eraser, &QToolButton::toggled, this,
            [this](bool erases) { m_editor->setTool(erases ? PixelEditor::Tool::Eraser : PixelEditor::Tool::Pencil); });
    m_colourButton = makeTool(tr("Colour"), "colour", tr("Of the pencil"), QKeySequence(Qt::Key_C));
    m_colourButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(m_colourButton, &QToolButton::clicked, this, [this] {
        const QColor chosen = QColorDialog::getColor(m_colour, this, tr("Colour of the pencil"));
        if (chosen.isValid()) {
            chooseColour(chosen);
        }
    });
    auto* other = makeTool(tr("Black/white"), "blackWhite", tr("The pencil becomes black, or white again"),
                           QKeySequence(Qt::Key_X));
    connect(other, &QToolButton::clicked, this,
            [this] { chooseColour(m_colour == QColor(Qt::white) ? Qt::black : Qt::white); });
    auto* diameter = new QSpinBox(tools);
    diameter->setObjectName(QStringLiteral("diameter"));
    diameter->setAccessibleName(tr("Diameter"));
    diameter->setToolTip(tr("Of pencil and eraser, in pixels of the picture"));
    diameter->setRange(1, mostDiameter);
    diameter->setSuffix(tr(" px"));
    m_editor->setDiameter(diameter->value());
    connect(diameter, &QSpinBox::valueChanged, m_editor, &PixelEditor::setDiameter);
    row->addWidget(m_colourButton);
    row->addWidget(other);
    row->addWidget(diameter);
    row->addSpacing(12);
    auto* threshold =
        makeTool(tr("Threshold"), "threshold", tr("Makes every pixel pure black or white"), QKeySequence(Qt::Key_T));
    m_level = new QSpinBox(tools);
    m_level->setObjectName(QStringLiteral("level"));
    m_level->setAccessibleName(tr("Threshold"));
    m_level->setToolTip(tr("From this lightness on a pixel becomes white"));
    m_level->setRange(1, 255);
    m_level->setValue(128);
    connect(threshold, &QToolButton::clicked, this, [this] { m_editor->makeBlackAndWhite(m_level->value()); });
    row->addWidget(threshold);
    row->addWidget(m_level);
    row->addStretch(1);
    m_undo = makeTool(tr("Undo"), "undoStroke", tr("Takes the last stroke back"), QKeySequence::Undo);
    m_redo = makeTool(tr("Redo"), "redoStroke", tr("Paints it again"), QKeySequence::Redo);
    connect(m_undo, &QToolButton::clicked, m_editor, &PixelEditor::undo);
    connect(m_redo, &QToolButton::clicked, m_editor, &PixelEditor::redo);
    row->addWidget(m_undo);
    row->addWidget(m_redo);
    return tools;
}

QWidget* EditPairDialog::makeAnswer()
{
    auto* answer = new QWidget(this);
    auto* column = new QVBoxLayout(answer);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    const auto addTile = [&](const QString& caption, const char* name) {
        column->addWidget(new QLabel(caption, answer));
        auto* tile = new QLabel(answer);
        tile->setObjectName(QLatin1String(name));
        tile->setMinimumSize(tileSide, tileSide / 2);
        tile->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        column->addWidget(tile);
        return tile;
    };
    m_before = addTile(tr("The model's picture of it"), "decodedBefore");
    m_after = addTile(tr("and of what was painted"), "decodedAfter");
    m_sentence = new QLabel(answer);
    m_sentence->setObjectName(QStringLiteral("pairSentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setForegroundRole(QPalette::PlaceholderText);
    m_sentence->setMinimumWidth(220);
    m_name = new QLineEdit(answer);
    m_name->setObjectName(QStringLiteral("pairName"));
    m_name->setAccessibleName(tr("Name"));
    m_name->setPlaceholderText(tr("edit pair"));
    m_name->setToolTip(tr("What the slider is called"));
    m_isNormalised = new QCheckBox(tr("Of length 1"), answer);
    m_isNormalised->setObjectName(QStringLiteral("isNormalised"));
    m_isNormalised->setToolTip(
        tr("Else amount 1 adds the difference as it is, and leads from one picture to the other"));
    auto* form = new QFormLayout;
    form->addRow(tr("&Name"), m_name);
    form->addRow(QString(), m_isNormalised);
    column->addWidget(m_sentence);
    column->addStretch(1);
    column->addLayout(form);
    return answer;
}

void EditPairDialog::chooseColour(const QColor& colour)
{
    const int lightness = qGray(colour.rgb());
    m_colour = m_isGrey ? QColor(lightness, lightness, lightness) : colour;
    showColour();
}

void EditPairDialog::showColour()
{
    QPixmap swatch(16, 16);
    swatch.fill(m_colour);
    m_colourButton->setIcon(swatch);
    m_editor->setColour(m_colour);
}

void EditPairDialog::showState()
{
    m_undo->setEnabled(m_editor->canUndo());
    m_redo->setEnabled(m_editor->canRedo());
    showTile(*m_before, m_isGrey ? grey(m_fit.decodedBefore()) : m_fit.decodedBefore());
    showTile(*m_after, m_isGrey ? grey(m_fit.decodedAfter()) : m_fit.decodedAfter());
    const QString obstacle = m_fit.obstacle();
    QString sentence;
    if (!obstacle.isEmpty()) {
        sentence = obstacle;
    } else if (!m_editor->isChanged()) {
        sentence = tr("Nothing is painted yet.");
    } else if (m_fit.isBusy()) {
        sentence = m_sentence->text();
    } else if (!m_fit.problem().isEmpty()) {
        sentence = m_fit.problem();
    } else if (m_fit.length() == 0) {
        sentence = tr("Both pictures have the same latent: the encoder does not see the difference. Paint more.");
    } else {
        sentence = tr("The difference has length %1.").arg(QLocale().toString(m_fit.length(), 'g', 3));
    }
    m_sentence->setText(sentence);
    m_make->setEnabled(obstacle.isEmpty() && m_editor->isChanged() && m_fit.hasPair());
    m_make->setToolTip(m_make->isEnabled() ? tr("Add the difference as a slider, in one step to undo") : sentence);
}

/// What was painted is not thrown away by one key.
void EditPairDialog::reject()
{
    const bool isSure =
        !m_editor->isChanged() ||
        QMessageBox::question(this, windowTitle(), tr("Close, and throw away what was painted?"),
                              QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Cancel) == QMessageBox::Discard;
    if (isSure) {
        QDialog::reject();
    }
}

void EditPairDialog::make()
{
    m_fit.add(m_name->text(), m_what, m_isNormalised->isChecked());
    accept();
}
