// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/GenerateDialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSpinBox>
#include <QStandardItemModel>

#include <cmath>

namespace {

struct Choice
{
    Distribution distribution;
    const char* name;
    const char* explanation;
};
constexpr Choice choices[] = {
    {Distribution::Normal, QT_TRANSLATE_NOOP("GenerateDialog", "Normal"),
     QT_TRANSLATE_NOOP("GenerateDialog", "Each latent standard normal: what most models are trained with.")},
    {Distribution::Cube, QT_TRANSLATE_NOOP("GenerateDialog", "Uniform in a cube"),
     QT_TRANSLATE_NOOP("GenerateDialog", "Each latent anywhere from −1 to 1.")},
    {Distribution::Ball, QT_TRANSLATE_NOOP("GenerateDialog", "Uniform in a ball"),
     QT_TRANSLATE_NOOP("GenerateDialog", "Anywhere within the radius around 0, without outliers.")},
    {Distribution::Shell, QT_TRANSLATE_NOOP("GenerateDialog", "On a thin shell"),
     QT_TRANSLATE_NOOP("GenerateDialog", "All at the same distance from 0: where normal draws of many latents lie.")},
    {Distribution::Ellipsoid, QT_TRANSLATE_NOOP("GenerateDialog", "Ellipsoid of the samples"),
     QT_TRANSLATE_NOOP("GenerateDialog", "Normal, with the mean and the covariance of the space's own samples.")},
    {Distribution::Neighbours, QT_TRANSLATE_NOOP("GenerateDialog", "Mixtures of neighbours"),
     QT_TRANSLATE_NOOP("GenerateDialog", "Blends of one of the space's own samples and those nearest to it.")},
};
constexpr int keptAsItIs = -1;

} // namespace

GenerateDialog::GenerateDialog(const Space& own, LatentVector tail, const GenerationRecipe& before, QWidget* parent)
    : QDialog(parent)
    , m_form(new QFormLayout(this))
    , m_tail(std::move(tail))
    , m_inputs(own.manifest.inputs)
    , m_picture(own.manifest.decoder->picture)
    , m_dimensions(own.manifest.mapping ? own.manifest.mapping->size : own.latentSize())
{
    setObjectName(QStringLiteral("generateDialog"));
    setWindowTitle(tr("Generate samples"));
    m_form->setContentsMargins(16, 16, 16, 16);
    m_form->setSpacing(8);
    auto* text =
        new QLabel(tr("Points are drawn and decoded. They take the place of the space's samples: on the map, in "
                      "the histograms, for principal components and attribute vectors. Undo brings the others "
                      "back."),
                   this);
    text->setWordWrap(true);
    text->setMinimumWidth(420);
    m_form->addRow(text);
    makeDistributionRow(own);
    makeNumberRows();
    makeClassRow();
    m_size = new QLabel(this);
    m_size->setObjectName(QStringLiteral("generateSize"));
    m_size->setForegroundRole(QPalette::PlaceholderText);
    m_size->setWordWrap(true);
    m_form->addRow(m_size);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("&Generate"));
    buttons->button(QDialogButtonBox::Ok)->setToolTip(tr("Draw and decode in the background; it can be stopped"));
    buttons->button(QDialogButtonBox::Cancel)->setToolTip(tr("Leave the samples as they are"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_form->addRow(buttons);

    const bool canBeDrawn = own.latents || !needsLatents(before.draws.distribution);
    m_distribution->setCurrentIndex(
        m_distribution->findData(static_cast<int>(canBeDrawn ? before.draws.distribution : Distribution::Normal)));
    m_count->setValue(static_cast<int>(before.draws.count));
    m_seed->setValue(static_cast<int>(std::min<std::uint64_t>(before.draws.seed, INT_MAX)));
    m_radius->setValue(before.draws.radius);
    m_neighbours->setValue(before.draws.neighbours);
    showChoice();
    showSize();
}

void GenerateDialog::addRow(const QString& text, QWidget* field, const char* name, const QString& tip)
{
    field->setObjectName(QLatin1String(name));
    field->setAccessibleName(text);
    field->setToolTip(tip);
    m_form->addRow(text, field);
}

void GenerateDialog::makeDistributionRow(const Space& own)
{
    m_distribution = new QComboBox(this);
    for (const Choice& choice : choices) {
        m_distribution->addItem(tr(choice.name), static_cast<int>(choice.distribution));
        if (needsLatents(choice.distribution) && (!own.latents || own.latents->rows() < 2)) {
            const int index = m_distribution->count() - 1;
            const QString reason = tr("needs samples with latents, which this space has not");
            m_distribution->setItemText(index, tr("%1: %2").arg(tr(choice.name), reason));
            m_distribution->setItemData(index, reason, Qt::ToolTipRole);
            static_cast<QStandardItemModel*>(m_distribution->model())->item(index)->setEnabled(false);
        }
    }
    addRow(tr("Distribution"), m_distribution, "generateDistribution", tr("What the points are drawn from"));
    m_explanation = new QLabel(this);
    m_explanation->setForegroundRole(QPalette::PlaceholderText);
    m_explanation->setWordWrap(true);
    m_form->addRow(QString(), m_explanation);
    connect(m_distribution, &QComboBox::currentIndexChanged, this, &GenerateDialog::showChoice);
}

void GenerateDialog::makeNumberRows()
{
    m_radius = new QDoubleSpinBox(this);
    m_radius->setRange(0, 1e6);
    m_radius->setDecimals(2);
    m_radius->setSpecialValueText(
        tr("√%1 = %2").arg(m_dimensions).arg(QLocale().toString(std::sqrt(m_dimensions), 'f', 1)));
    addRow(tr("Radius"), m_radius, "generateRadius",
           tr("Of the ball or the shell; at 0 the usual length of a normal draw"));
    m_neighbours = new QSpinBox(this);
    m_neighbours->setRange(1, DrawRecipe::mostNeighbours);
    addRow(tr("Neighbours"), m_neighbours, "generateNeighbours",
           tr("How many samples are blended with the chosen one"));
    m_count = new QSpinBox(this);
    m_count->setRange(static_cast<int>(DrawRecipe::fewest), static_cast<int>(DrawRecipe::most));
    m_count->setSingleStep(1000);
    m_count->setGroupSeparatorShown(true);
    addRow(tr("Samples"), m_count, "generateCount", tr("How many points are drawn"));
    connect(m_count, &QSpinBox::valueChanged, this, &GenerateDialog::showSize);
    m_seed = new QSpinBox(this);
    m_seed->setRange(0, INT_MAX);
    auto* line = new QWidget(this);
    auto* layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_seed, 1);
    auto* another = new QPushButton(tr("&New"), line);
    another->setObjectName(QStringLiteral("generateNewSeed"));
    another->setToolTip(tr("Another seed: other points"));
    another->setAutoDefault(false);
    layout->addWidget(another);
    m_form->addRow(tr("Seed"), line);
    m_seed->setObjectName(QStringLiteral("generateSeed"));
    m_seed->setAccessibleName(tr("Seed"));
    m_seed->setToolTip(tr("The same seed draws the same points, on every machine"));
    connect(another, &QPushButton::clicked, this,
            [this] { m_seed->setValue(static_cast<int>(QRandomGenerator::global()->bounded(1'000'000))); });
}

void GenerateDialog::makeClassRow()
{
    for (std::size_t i = 0; i < m_inputs.size(); ++i) {
        if (m_inputs[i].kind != InputKind::Class) {
            continue;
        }
        if (!m_class) {
            m_class = new QComboBox(this);
            m_class->addItem(tr("as set beside the sliders"), keptAsItIs);
        }
        m_class->addItem(tr("%1 drawn for each sample").arg(QString::fromStdString(m_inputs[i].name)),
                         static_cast<int>(i));
    }
    if (m_class) {
        addRow(tr("Class"), m_class, "generateClass",
               tr("One class for all samples, or one at random for each, which becomes a label"));
    }
}

Distribution GenerateDialog::distribution() const
{
    return static_cast<Distribution>(m_distribution->currentData().toInt());
}

void GenerateDialog::showChoice()
{
    const Distribution chosen = distribution();
    m_explanation->setText(tr(choices[static_cast<int>(chosen)].explanation));
    m_radius->setEnabled(chosen == Distribution::Ball || chosen == Distribution::Shell);
    m_neighbours->setEnabled(chosen == Distribution::Neighbours);
}

void GenerateDialog::showSize()
{
    const auto count = static_cast<std::size_t>(m_count->value());
    const PictureShape kept = thumbnailShape(m_picture, count);
    const QString bytes = QLocale().formattedDataSize(static_cast<qint64>(kept.bytes() * count), 0);
    m_size->setText(kept == m_picture
                        ? tr("The pictures take %1 in the cache folder.").arg(bytes)
                        : tr("Pictures are kept as thumbnails of %1 × %2 pixels; they take %3 in the cache folder.")
                              .arg(kept.width)
                              .arg(kept.height)
                              .arg(bytes));
}

GenerationRecipe GenerateDialog::recipe() const
{
    GenerationRecipe recipe;
    recipe.draws.distribution = distribution();
    recipe.draws.count = static_cast<std::size_t>(m_count->value());
    recipe.draws.seed = static_cast<std::uint64_t>(m_seed->value());
    if (m_radius->isEnabled()) {
        recipe.draws.radius = m_radius->value();
    }
    recipe.draws.neighbours = m_neighbours->value();
    recipe.tail = m_tail;
    if (m_class && m_class->currentData().toInt() != keptAsItIs) {
        recipe.drawnClass = static_cast<std::uint32_t>(m_class->currentData().toInt());
    }
    return recipe;
}
