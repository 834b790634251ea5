// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/AssumptionRows.h"

#include "dialogs/RangeField.h"
#include "dialogs/SizeField.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace {
constexpr int titleWidth = 128;
constexpr int usualLatentSize = 64;
} // namespace

AssumptionRows::AssumptionRows(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
    , m_none(new QLabel(tr("Ranges, sizes and orders, as soon as they are found by trying the models."), this))
{
    m_none->setForegroundRole(QPalette::PlaceholderText);
    m_none->setWordWrap(true);
    m_layout->addWidget(m_none);
    m_layout->setContentsMargins(0, 0, 8, 0);
    m_layout->setSpacing(8);
    const std::vector<std::pair<ChannelOrder, QString>> orders = {{ChannelOrder::Rgb, tr("red, green, blue")},
                                                                  {ChannelOrder::Bgr, tr("blue, green, red")}};
    addLatentSize();
    addRange(Assumed::DecoderRange, "decoderRange", tr("Decoder's range"), &NewSpaceAnswers::decoderRange,
             &NewSpacePlan::decoderRange);
    addChoice(Assumed::DecoderOrder, "decoderOrder", tr("Decoder's channels"),
              tr("The order in which the decoder gives colours"), &NewSpaceAnswers::decoderOrder,
              &NewSpacePlan::decoderOrder, orders);
    addRange(Assumed::EncoderRange, "encoderRange", tr("Encoder's range"), &NewSpaceAnswers::encoderRange,
             &NewSpacePlan::encoderRange);
    addChoice(Assumed::EncoderOrder, "encoderOrder", tr("Encoder's channels"),
              tr("The order in which the encoder takes colours"), &NewSpaceAnswers::encoderOrder,
              &NewSpacePlan::encoderOrder, orders);
    addSize(Assumed::EncoderPicture, "encoderPicture", tr("Encoder's pictures"), &NewSpaceAnswers::encoderPicture,
            &NewSpacePlan::encoderPicture);
    addChoice<PictureFit>(Assumed::Fit, "fit", tr("Resizing"), tr("How pictures of another size are brought to it"),
                          &NewSpaceAnswers::fit, &NewSpacePlan::fit,
                          {{PictureFit::Stretch, tr("stretch")},
                           {PictureFit::Border, tr("fit, with a black border")},
                           {PictureFit::Crop, tr("crop from the middle")}});
    addSize(Assumed::Tile, "tile", tr("Tiles of the sheet"), &NewSpaceAnswers::tile, &NewSpacePlan::tile);
    addChoice<LatentSource>(Assumed::LatentSource, "latentSource", tr("Latents"),
                            tr("Where the samples' latents come from"), &NewSpaceAnswers::latentSource,
                            &NewSpacePlan::latentSource,
                            {{LatentSource::Encoder, tr("encode the pictures")},
                             {LatentSource::Given, tr("take those of the file")},
                             {LatentSource::None, tr("none")}});
    addChoice<LabelJoining>(
        Assumed::LabelJoining, "labelJoining", tr("Labels"), tr("How the rows of labels belong to the samples"),
        &NewSpaceAnswers::labelJoining, &NewSpacePlan::labelJoining,
        {{LabelJoining::ByFileName, tr("by the pictures' file names")}, {LabelJoining::ByOrder, tr("in their order")}});
    addChoice<Prior>(
        Assumed::Prior, "prior", tr("Random points"), tr("What the model was trained to decode"),
        &NewSpaceAnswers::prior, &NewSpacePlan::prior,
        {{Prior::Normal, tr("normal")}, {Prior::Uniform, tr("uniform, −1 to 1")}, {Prior::Unknown, tr("unknown")}});
    m_layout->addStretch(1);
    clear();
}

template <class Value>
void AssumptionRows::addRow(Assumed what, const char* name, const QString& title, QWidget* control,
                            std::optional<Value> NewSpaceAnswers::*answer, std::function<Value()> read,
                            std::function<void(const NewSpacePlan&)> fill)
{
    auto* box = new QWidget(this);
    box->setObjectName(QLatin1String(name) + QStringLiteral("Row"));
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    grid->setColumnMinimumWidth(0, titleWidth);
    grid->setColumnStretch(1, 1);
    control->setObjectName(QLatin1String(name));
    auto* label = new QLabel(title, box);
    label->setBuddy(control);
    auto* sentence = new QLabel(box);
    sentence->setObjectName(QLatin1String(name) + QStringLiteral("Why"));
    sentence->setForegroundRole(QPalette::PlaceholderText);
    sentence->setWordWrap(true);
    auto* reset = new QToolButton(box);
    reset->setObjectName(QLatin1String(name) + QStringLiteral("Reset"));
    reset->setText(QStringLiteral("↺"));
    reset->setAutoRaise(true);
    reset->setFocusPolicy(Qt::StrongFocus);
    reset->setAccessibleName(tr("Find out: %1").arg(title));
    reset->setToolTip(tr("Take the answer back: it is found out again"));
    QSizePolicy keepsItsPlace = reset->sizePolicy();
    keepsItsPlace.setRetainSizeWhenHidden(true);
    reset->setSizePolicy(keepsItsPlace);
    auto* take = new QToolButton(box);
    take->setObjectName(QLatin1String(name) + QStringLiteral("Take"));
    take->setText(tr("Use this"));
    take->setFocusPolicy(Qt::StrongFocus);
    take->setAccessibleName(tr("Use this: %1").arg(title));
    take->setToolTip(tr("Answer with what stands here"));
    take->hide();
    grid->addWidget(label, 0, 0);
    grid->addWidget(control, 0, 1);
    grid->addWidget(take, 0, 2, Qt::AlignTop);
    grid->addWidget(reset, 0, 3, Qt::AlignTop);
    grid->addWidget(sentence, 1, 0, 1, 4);
    m_layout->addWidget(box);
    const std::size_t index = m_rows.size();
    connect(reset, &QToolButton::clicked, this, [this, index] {
        NewSpaceAnswers next = m_answers;
        m_rows[index].forget(next);
        Q_EMIT answered(next);
    });
    connect(take, &QToolButton::clicked, this, [this, index] { tell(index); });
    m_rows.push_back(
        {.what = what,
         .box = box,
         .sentence = sentence,
         .reset = reset,
         .take = take,
         .fill = std::move(fill),
         .answer = [answer, read](NewSpaceAnswers& answers) { answers.*answer = read(); },
         .forget = [answer](NewSpaceAnswers& answers) { (answers.*answer).reset(); },
         .isAnswered = [answer](const NewSpaceAnswers& answers) { return (answers.*answer).has_value(); }});
}

template <class Enum>
void AssumptionRows::addChoice(Assumed what, const char* name, const QString& title, const QString& tip,
                               std::optional<Enum> NewSpaceAnswers::*answer, Enum NewSpacePlan::*planned,
                               const std::vector<std::pair<Enum, QString>>& choices)
{
    auto* box = new QComboBox(this);
    box->setAccessibleName(title);
    box->setToolTip(tip);
    for (const auto& [value, text] : choices) {
        box->addItem(text, static_cast<int>(value));
    }
    addRow<Enum>(
        what, name, title, box, answer, [box] { return static_cast<Enum>(box->currentData().toInt()); },
        [box, planned](const NewSpacePlan& plan) {
            const QSignalBlocker blocker(box);
            box->setCurrentIndex(box->findData(static_cast<int>(plan.*planned)));
        });
    connect(box, &QComboBox::currentIndexChanged, this, [this, row = m_rows.size() - 1] { tell(row); });
}

void AssumptionRows::addRange(Assumed what, const char* name, const QString& title,
                              std::optional<ValueRange> NewSpaceAnswers::*answer, ValueRange NewSpacePlan::*planned)
{
    auto* field = new RangeField(false, this);
    addRow<ValueRange>(
        what, name, title, field, answer, [field] { return field->range().value_or(ValueRange{}); },
        [field, planned](const NewSpacePlan& plan) { field->setRange(plan.*planned); });
    connect(field, &RangeField::edited, this, [this, row = m_rows.size() - 1] { tell(row); });
}

void AssumptionRows::addSize(Assumed what, const char* name, const QString& title,
                             std::optional<PictureShape> NewSpaceAnswers::*answer, PictureShape NewSpacePlan::*planned)
{
    auto* field = new SizeField(title, this);
    addRow<PictureShape>(
        what, name, title, field, answer, [field] { return field->size(); },
        [field, planned](const NewSpacePlan& plan) { field->setSize(plan.*planned); });
    connect(field, &SizeField::edited, this, [this, row = m_rows.size() - 1] { tell(row); });
}

void AssumptionRows::addLatentSize()
{
    auto* box = new QSpinBox(this);
    box->setAccessibleName(tr("Latent size"));
    box->setToolTip(tr("How many numbers the decoder takes for one picture"));
    box->setRange(1, maxLatentSize);
    box->setValue(usualLatentSize);
    box->setKeyboardTracking(false);
    addRow<int>(
        Assumed::LatentSize, "latentSize", tr("Latent size"), box, &NewSpaceAnswers::latentSize,
        [box] { return box->value(); },
        [box](const NewSpacePlan& plan) {
            const QSignalBlocker blocker(box);
            box->setValue(plan.latentSize);
        });
    connect(box, &QSpinBox::valueChanged, this, [this, row = m_rows.size() - 1] { tell(row); });
}

void AssumptionRows::tell(std::size_t row)
{
    NewSpaceAnswers next = m_answers;
    m_rows[row].answer(next);
    Q_EMIT answered(next);
}

void AssumptionRows::clear()
{
    m_none->show();
    for (const Row& row : m_rows) {
        row.box->hide();
    }
}

void AssumptionRows::show(const NewSpacePlan* plan, const NewSpaceAnswers& answers)
{
    m_answers = answers;
    m_none->hide();
    for (const Row& row : m_rows) {
        row.reset->setVisible(row.isAnswered(answers));
        if (!plan) {
            row.box->setVisible(row.box->isVisibleTo(this) || row.isAnswered(answers));
            continue;
        }
        const auto question = std::ranges::find(plan->questions, row.what, &Assumption::what);
        const Assumption* const assumption = plan->find(row.what);
        row.box->setVisible(assumption || question != plan->questions.end());
        row.take->setVisible(!assumption && question != plan->questions.end());
        if (assumption) {
            row.fill(*plan);
            row.sentence->setText(QString::fromStdString(assumption->sentence));
            row.sentence->setForegroundRole(QPalette::PlaceholderText);
        } else if (question != plan->questions.end()) {
            row.sentence->setText(QString::fromStdString(question->sentence));
            row.sentence->setForegroundRole(QPalette::WindowText); // it has to be read
        }
    }
}
