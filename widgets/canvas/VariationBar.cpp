// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/VariationBar.h"

#include "canvas/NamedButton.h"
#include "controls/PatternEdit.h"

#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace {

constexpr int radiusSteps = 20; ///< in one standard deviation

} // namespace

VariationBar::VariationBar(const Session& session, Variations& variations, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_variations(variations)
{
    setObjectName(QStringLiteral("variationBar"));
    auto* row = new QHBoxLayout;
    makeViews(*row);
    makeSampleControls(*row);
    makePointControls(*row);
    makeMorphControls(*row);
    makeMeanControls(*row);
    row->addStretch(1);
    m_save = makeNamedButton(*this, "variationSave", tr("Save…"),
                             tr("Save these pictures at their full size: side by side as one PNG, or one each"));
    connect(m_save, &QToolButton::clicked, this, &VariationBar::saveAsked);
    row->addWidget(m_save);
    m_pair = new QWidget(this);
    auto* pair = new QHBoxLayout(m_pair);
    pair->setContentsMargins(0, 0, 0, 0);
    makePairControls(*pair);
    pair->addStretch(1);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(8, 4, 8, 0);
    rows->setSpacing(4);
    rows->addLayout(row);
    rows->addWidget(m_pair);
    connect(&session, &Session::attributesChanged, this, &VariationBar::showAttributes);
    connect(&session, &Session::labelsChanged, this, &VariationBar::showChoice);
    connect(&variations, &Variations::changed, this, [this] { m_save->setEnabled(m_variations.plan().count() > 0); });
    connect(&session, &Session::selectionChanged, this, &VariationBar::showChoice);
    connect(&session, &Session::spaceChanged, this, &VariationBar::showChoice);
    connect(&variations, &Variations::choiceChanged, this, &VariationBar::showChoice);
    showAttributes();
    showChoice();
}

void VariationBar::makeViews(QHBoxLayout& row)
{
    m_view = new QComboBox(this);
    m_view->setObjectName(QStringLiteral("variationView"));
    m_view->setAccessibleName(tr("What is shown"));
    m_view->setToolTip(tr("What stands side by side: samples under the edits of now, or points around this one"));
    const std::pair<VariationView, QString> views[] = {
        {VariationView::Samples, tr("Samples")}, {VariationView::Strip, tr("Strip")},
        {VariationView::Morph, tr("Morph")},     {VariationView::Around, tr("Around")},
        {VariationView::Analogy, tr("Analogy")}, {VariationView::Arithmetic, tr("Arithmetic")},
        {VariationView::Mean, tr("Mean")},
    };
    for (const auto& [view, name] : views) {
        m_view->addItem(name, static_cast<int>(view));
    }
    connect(m_view, &QComboBox::activated, this, [this] {
        change([view = static_cast<VariationView>(m_view->currentData().toInt())](VariationChoice& choice) {
            choice.view = view;
        });
    });
    row.addWidget(m_view);
}

void VariationBar::makeSampleControls(QHBoxLayout& row)
{
    m_count = new QSpinBox(this);
    m_count->setObjectName(QStringLiteral("variationCount"));
    m_count->setAccessibleName(tr("Number of samples"));
    m_count->setToolTip(
        tr("How many samples stand side by side: of the selection, or at random where none are selected"));
    m_count->setRange(VariationChoice::fewest, VariationChoice::most);
    connect(m_count, &QSpinBox::valueChanged, this,
            [this](int count) { change([count](VariationChoice& choice) { choice.count = count; }); });
    m_all = makeNamedButton(*this, "variationAll", tr("All selected"),
                            tr("Show the whole selection, however large; those in sight are decoded"));
    m_all->setCheckable(true);
    connect(m_all, &QToolButton::clicked, this,
            [this](bool all) { change([all](VariationChoice& choice) { choice.isWholeSelection = all; }); });
    m_others = makeNamedButton(*this, "variationOthers", tr("Others"), tr("Others at random"));
    connect(m_others, &QToolButton::clicked, this, [this] { change([](VariationChoice& choice) { ++choice.seed; }); });
    row.addWidget(m_count);
    row.addWidget(m_all);
    row.addWidget(m_others);
}

void VariationBar::makePointControls(QHBoxLayout& row)
{
    m_attribute = new QComboBox(this);
    m_attribute->setObjectName(QStringLiteral("variationAttribute"));
    m_attribute->setAccessibleName(tr("Attribute of the strip"));
    m_attribute->setToolTip(tr("The attribute that goes from -2 to 2"));
    m_attribute->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_attribute->setMinimumContentsLength(12);
    connect(m_attribute, &QComboBox::activated, this, [this] {
        change([name = m_attribute->currentData().toString().toStdString()](VariationChoice& choice) {
            choice.attribute = name;
        });
    });
    m_radius = new QSlider(Qt::Horizontal, this);
    m_radius->setObjectName(QStringLiteral("variationRadius"));
    m_radius->setAccessibleName(tr("Radius"));
    m_radius->setToolTip(tr("How far the points lie around this one, in standard deviations of the samples"));
    m_radius->setRange(1, static_cast<int>(VariationChoice::largestRadius * radiusSteps));
    m_radius->setMinimumWidth(80);
    m_radius->setMaximumWidth(160);
    connect(m_radius, &QSlider::valueChanged, this, [this](int value) {
        change([value](VariationChoice& choice) { choice.radius = static_cast<float>(value) / radiusSteps; });
    });
    m_radiusText = new QLabel(this);
    m_radiusText->setObjectName(QStringLiteral("variationRadiusText"));
    row.addWidget(m_attribute);
    row.addWidget(m_radius);
    row.addWidget(m_radiusText);
}

void VariationBar::makeMorphControls(QHBoxLayout& row)
{
    m_steps = new QSpinBox(this);
    m_steps->setObjectName(QStringLiteral("variationSteps"));
    m_steps->setAccessibleName(tr("Number of steps"));
    m_steps->setToolTip(tr("How many pictures the way has, both ends included"));
    m_steps->setRange(VariationChoice::fewest, VariationChoice::most);
    connect(m_steps, &QSpinBox::valueChanged, this,
            [this](int steps) { change([steps](VariationChoice& choice) { choice.steps = steps; }); });
    m_ends = new QComboBox(this);
    m_ends->setObjectName(QStringLiteral("variationEnds"));
    m_ends->setAccessibleName(tr("From where to where"));
    m_ends->setToolTip(tr("From the point without the edits of now to the point with them, or from one sample to "
                          "another, both with them"));
    m_ends->addItem(tr("Into the edits"), false);
    m_ends->addItem(tr("Between samples"), true);
    m_ends->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_ends->setMinimumContentsLength(12);
    connect(m_ends, &QComboBox::activated, this, [this] {
        change([is = m_ends->currentData().toBool()](VariationChoice& choice) { choice.isBetweenSamples = is; });
    });
    row.addWidget(m_steps);
    row.addWidget(m_ends);
}

/// A pattern counts when it is finished: half a name would only be refused.
void VariationBar::makeMeanControls(QHBoxLayout& row)
{
    m_meanOf = new PatternEdit(this);
    m_meanOf->setObjectName(QStringLiteral("variationMeanOf"));
    m_meanOf->setAccessibleName(tr("Samples of the mean, by label"));
    m_meanOf->setPlaceholderText(tr("selection, or label=value, …"));
    m_meanOf->setToolTip(tr("The mean is that of all samples that meet these conditions; of the selected ones where "
                            "nothing stands here"));
    m_meanOf->setMinimumWidth(96);
    connect(m_meanOf, &QLineEdit::editingFinished, this, &VariationBar::takePattern);
    connect(m_meanOf, &QLineEdit::textChanged, this,
            [this](const QString& text) { text.isEmpty() ? takePattern() : void(); });
    connect(m_meanOf->completer(), qOverload<const QString&>(&QCompleter::activated), this, &VariationBar::takePattern,
            Qt::QueuedConnection); // the line has it then
    row.addWidget(m_meanOf, 100);  // before the empty rest of the line
    m_goToMean = makeNamedButton(*this, "variationGoToMean", tr("Go there"), tr("Go to the mean latent"));
    connect(m_goToMean, &QToolButton::clicked, this, &VariationBar::meanAsked);
    row.addWidget(m_goToMean);
}

void VariationBar::takePattern()
{
    change([text = m_meanOf->text().trimmed().toStdString()](VariationChoice& choice) { choice.meanOf = text; });
}

void VariationBar::makePairControls(QHBoxLayout& row)
{
    const auto spin = [&](const char* name, const QString& prefix, const QString& tip,
                          std::uint32_t VariationChoice::*which) {
        auto* box = new QSpinBox(m_pair);
        box->setObjectName(QLatin1String(name));
        box->setPrefix(prefix);
        box->setAccessibleName(tip);
        box->setToolTip(tip);
        connect(box, &QSpinBox::valueChanged, this, [this, which](int value) {
            change([value, which](VariationChoice& choice) { choice.*which = static_cast<std::uint32_t>(value); });
        });
        row.addWidget(box);
        return box;
    };
    m_from = spin("variationFrom", tr("from "), tr("The sample that the change begins with"), &VariationChoice::from);
    m_to = spin("variationTo", tr("to "), tr("The sample that it would become"), &VariationChoice::to);
    m_takePair = makeNamedButton(*m_pair, "variationTakePair", tr("Selected two"),
                                 tr("Take the two samples that are selected; once more, the other way round"));
    connect(m_takePair, &QToolButton::clicked, this, &VariationBar::pairAsked);
    m_keepLine = makeNamedButton(*m_pair, "variationKeepLine", tr("Make slider"),
                                 tr("Make an attribute slider that leads from the first sample to the second"));
    connect(m_keepLine, &QToolButton::clicked, this, &VariationBar::lineAsked);
    row.addWidget(m_takePair);
    row.addWidget(m_keepLine);
}

void VariationBar::change(const std::function<void(VariationChoice&)>& change)
{
    VariationChoice choice = m_variations.choice();
    change(choice);
    m_variations.setChoice(choice);
}

void VariationBar::showChoice()
{
    const VariationChoice& choice = m_variations.choice();
    const SessionState& state = m_session.state();
    const auto is = [&](VariationView view) { return choice.view == view; };
    const bool hasSelection = state.selection && !state.selection->empty();
    const QSignalBlocker blocked[] = {QSignalBlocker(m_count), QSignalBlocker(m_radius), QSignalBlocker(m_steps)};
    m_view->setCurrentIndex(m_view->findData(static_cast<int>(choice.view)));
    m_count->setVisible(is(VariationView::Samples));
    m_count->setEnabled(!hasSelection || !choice.isWholeSelection);
    m_count->setValue(choice.count);
    m_all->setVisible(is(VariationView::Samples));
    m_all->setEnabled(hasSelection);
    m_all->setChecked(choice.isWholeSelection);
    m_others->setVisible(is(VariationView::Samples) || is(VariationView::Around));
    m_others->setEnabled(is(VariationView::Around) || !hasSelection);
    m_attribute->setVisible(is(VariationView::Strip));
    m_radius->setVisible(is(VariationView::Around));
    m_radius->setValue(static_cast<int>(std::lround(choice.radius * radiusSteps)));
    m_radiusText->setVisible(is(VariationView::Around));
    m_radiusText->setText(tr("%1 σ").arg(QLocale().toString(static_cast<double>(choice.radius), 'f', 2)));
    m_steps->setVisible(is(VariationView::Morph));
    m_steps->setValue(choice.steps);
    m_ends->setVisible(is(VariationView::Morph));
    m_ends->setCurrentIndex(m_ends->findData(choice.isBetweenSamples));
    showPattern();
    m_goToMean->setVisible(is(VariationView::Mean));
    m_goToMean->setEnabled(hasSelection || !choice.meanOf.empty());
    showPair();
}

void VariationBar::showPattern()
{
    const VariationChoice& choice = m_variations.choice();
    const auto& labels = m_session.state().labels();
    if (std::exchange(m_shownLabels, labels) != labels) {
        m_meanOf->setLabels(labels ? *labels : LabelTable());
    }
    if (std::exchange(m_shownMeanOf, choice.meanOf) != choice.meanOf) {
        const QSignalBlocker blocked(m_meanOf);
        m_meanOf->setText(QString::fromStdString(choice.meanOf));
    }
    m_meanOf->setVisible(choice.view == VariationView::Mean);
}

void VariationBar::showPair()
{
    const VariationChoice& choice = m_variations.choice();
    const SessionState& state = m_session.state();
    const bool isAnalogy = choice.view == VariationView::Analogy;
    const int last = state.space ? static_cast<int>(std::max<std::size_t>(state.space->sampleCount(), 1) - 1) : 0;
    const QSignalBlocker blocked[] = {QSignalBlocker(m_from), QSignalBlocker(m_to)};
    m_pair->setVisible(isAnalogy || (choice.view == VariationView::Morph && choice.isBetweenSamples));
    m_from->setRange(0, last);
    m_to->setRange(0, last);
    m_from->setValue(static_cast<int>(choice.from));
    m_to->setValue(static_cast<int>(choice.to));
    m_takePair->setEnabled(state.selection && state.selection->size() == 2);
    m_keepLine->setEnabled(choice.from != choice.to && last > 0);
}

void VariationBar::showAttributes()
{
    m_attribute->clear();
    m_attribute->addItem(tr("Moved last"), QString());
    for (const AttributeSlider& each : m_session.state().attributes) {
        const QString name = QString::fromStdString(each.name);
        m_attribute->addItem(name, name);
    }
    const QString chosen = QString::fromStdString(m_variations.choice().attribute);
    m_attribute->setCurrentIndex(std::max(0, m_attribute->findData(chosen)));
}
