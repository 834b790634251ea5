// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/VariationPanel.h"

#include "base/UserError.h"
#include "session/AttributeEdits.h"
#include "session/PointEdits.h"
#include "session/SampleLine.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace {

constexpr int radiusSteps = 20; ///< in one standard deviation
constexpr int seam = 1;         ///< pixels between the two pictures of a tile

QToolButton* makeButton(QWidget& parent, const char* name, const QString& text, const QString& tip)
{
    auto* button = new QToolButton(&parent);
    button->setObjectName(QLatin1String(name));
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(tip);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

/// Wide pictures stand above each other.
bool isStacked(QSize picture)
{
    return picture.width() > picture.height();
}

QSize pairSize(QSize picture)
{
    return isStacked(picture) ? QSize(picture.width(), 2 * picture.height() + seam)
                              : QSize(2 * picture.width() + seam, picture.height());
}

/// Two pictures as one; null when neither is there.
QImage paired(const QImage& first, const QImage& second, QSize picture)
{
    if (first.isNull() && second.isNull()) {
        return {};
    }
    const QImage& any = first.isNull() ? second : first;
    const QSize size = any.size();
    QImage both(pairSize(size), QImage::Format_ARGB32_Premultiplied);
    both.fill(Qt::transparent);
    QPainter painter(&both);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const QPoint other = isStacked(picture) ? QPoint(0, size.height() + seam) : QPoint(size.width() + seam, 0);
    painter.drawImage(QRect(QPoint(), size), first);
    painter.drawImage(QRect(other, size), second);
    return both;
}

QString amountText(float amount)
{
    return QLocale().toString(static_cast<double>(amount), 'g', 3).replace(QLatin1Char('-'), QChar(0x2212));
}

} // namespace

VariationPanel::VariationPanel(Session& session, Variations& variations, const SamplePictures& samples,
                               const DatasetMap& map, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_variations(variations)
    , m_samples(samples)
    , m_map(map)
    , m_sheet(new ContactSheet(this))
{
    setObjectName(QStringLiteral("variationPanel"));
    m_sheet->setObjectName(QStringLiteral("variationSheet"));
    m_sheet->setAccessibleName(tr("Variations"));
    m_sheet->setActivatesOnClick(true);
    makeHeader();
    setFocusProxy(m_sheet);
    connect(m_sheet, &ContactSheet::activated, this, &VariationPanel::goTo);
    connect(&variations, &Variations::changed, this, &VariationPanel::showPlan);
    connect(&session, &Session::attributesChanged, this, &VariationPanel::showAttributes);
    connect(&session, &Session::selectionChanged, this, &VariationPanel::showChoice);
    connect(&session, &Session::spaceChanged, this, &VariationPanel::showChoice);
    connect(&samples, &SamplePictures::changed, m_sheet, &ContactSheet::refresh);
    m_sheet->setPictures(this);
    showAttributes();
    showChoice();
    showPlan();
}

void VariationPanel::makeHeader()
{
    m_view = new QComboBox(this);
    m_view->setObjectName(QStringLiteral("variationView"));
    m_view->setAccessibleName(tr("What is shown"));
    m_view->setToolTip(tr("What stands side by side: samples under the edits of now, or points around this one"));
    const std::pair<VariationView, QString> views[] = {
        {VariationView::Samples, tr("Samples")}, {VariationView::Strip, tr("Strip")},
        {VariationView::Around, tr("Around")},   {VariationView::Analogy, tr("Analogy")},
        {VariationView::Mean, tr("Mean")},
    };
    for (const auto& [view, name] : views) {
        m_view->addItem(name, static_cast<int>(view));
    }
    connect(m_view, &QComboBox::activated, this,
            [this] { setView(static_cast<VariationView>(m_view->currentData().toInt())); });
    m_note = new QLabel(this);
    m_note->setObjectName(QStringLiteral("variationNote"));
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 4, 8, 0);
    row->addWidget(m_view);
    makeSampleControls(*row);
    makePointControls(*row);
    makeAnalogyControls(*row);
    row->addStretch(1);
    auto* noteRow = new QHBoxLayout;
    noteRow->setContentsMargins(8, 0, 8, 4);
    noteRow->addWidget(m_note, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(row);
    layout->addLayout(noteRow);
    layout->addWidget(m_sheet, 1);
}

void VariationPanel::makeSampleControls(QHBoxLayout& row)
{
    m_count = new QSpinBox(this);
    m_count->setObjectName(QStringLiteral("variationCount"));
    m_count->setAccessibleName(tr("Number of samples"));
    m_count->setToolTip(
        tr("How many samples stand side by side: of the selection, or at random where none are selected"));
    m_count->setRange(VariationChoice::fewest, VariationChoice::most);
    connect(m_count, &QSpinBox::valueChanged, this,
            [this](int count) { change([count](VariationChoice& choice) { choice.count = count; }); });
    m_all = makeButton(*this, "variationAll", tr("All selected"),
                       tr("Show the whole selection, however large; those in sight are decoded"));
    m_all->setCheckable(true);
    connect(m_all, &QToolButton::clicked, this,
            [this](bool all) { change([all](VariationChoice& choice) { choice.isWholeSelection = all; }); });
    m_others = makeButton(*this, "variationOthers", tr("Others"), tr("Others at random"));
    connect(m_others, &QToolButton::clicked, this, [this] { change([](VariationChoice& choice) { ++choice.seed; }); });
    row.addWidget(m_count);
    row.addWidget(m_all);
    row.addWidget(m_others);
}

void VariationPanel::makePointControls(QHBoxLayout& row)
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

void VariationPanel::makeAnalogyControls(QHBoxLayout& row)
{
    const auto spin = [&](const char* name, const QString& prefix, const QString& tip,
                          std::uint32_t VariationChoice::*which) {
        auto* box = new QSpinBox(this);
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
    m_takePair = makeButton(*this, "variationTakePair", tr("Selected two"),
                            tr("Take the two samples that are selected; once more, the other way round"));
    connect(m_takePair, &QToolButton::clicked, this, &VariationPanel::takeSelectedPair);
    m_keepLine = makeButton(*this, "variationKeepLine", tr("Make slider"),
                            tr("Make an attribute slider that leads from the first sample to the second"));
    connect(m_keepLine, &QToolButton::clicked, this, &VariationPanel::keepLine);
    m_goToMean = makeButton(*this, "variationGoToMean", tr("Go there"), tr("Go to the mean latent of the selection"));
    connect(m_goToMean, &QToolButton::clicked, this, &VariationPanel::goToMean);
    row.addWidget(m_takePair);
    row.addWidget(m_keepLine);
    row.addWidget(m_goToMean);
}

void VariationPanel::setView(VariationView view)
{
    change([view](VariationChoice& choice) { choice.view = view; });
}

void VariationPanel::change(const std::function<void(VariationChoice&)>& change)
{
    VariationChoice choice = m_variations.choice();
    change(choice);
    m_variations.setChoice(choice);
    showChoice();
}

void VariationPanel::takeSelectedPair()
{
    const auto& selection = m_session.state().selection;
    if (selection && selection->size() == 2) {
        change([pair = *selection](VariationChoice& choice) {
            const bool isTaken = choice.from == pair[0] && choice.to == pair[1];
            choice.from = pair[isTaken ? 1 : 0];
            choice.to = pair[isTaken ? 0 : 1];
        });
    }
}

void VariationPanel::keepLine()
{
    const VariationChoice& choice = m_variations.choice();
    try {
        const AttributeSlider line = lineBetweenSamples(m_session.state(), choice.from, choice.to);
        m_session.edit(tr("Make attribute %1").arg(QString::fromStdString(line.name)),
                       [&](SessionState& state) { addAttribute(state, line); });
    } catch (const UserError& error) {
        Q_EMIT message(QString::fromUtf8(error.what()));
    }
}

void VariationPanel::showChoice()
{
    const VariationChoice& choice = m_variations.choice();
    const SessionState& state = m_session.state();
    const auto is = [&](VariationView view) { return choice.view == view; };
    const bool hasSelection = state.selection && !state.selection->empty();
    const QSignalBlocker blocked[] = {QSignalBlocker(m_count), QSignalBlocker(m_radius), QSignalBlocker(m_from),
                                      QSignalBlocker(m_to)};
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
    const int last = state.space ? static_cast<int>(std::max<std::size_t>(state.space->sampleCount(), 1) - 1) : 0;
    for (QSpinBox* box : {m_from, m_to}) {
        box->setVisible(is(VariationView::Analogy));
        box->setRange(0, last);
    }
    m_from->setValue(static_cast<int>(choice.from));
    m_to->setValue(static_cast<int>(choice.to));
    m_takePair->setVisible(is(VariationView::Analogy));
    m_takePair->setEnabled(hasSelection && state.selection->size() == 2);
    m_keepLine->setVisible(is(VariationView::Analogy));
    m_keepLine->setEnabled(choice.from != choice.to && last > 0);
    m_goToMean->setVisible(is(VariationView::Mean));
    m_goToMean->setEnabled(hasSelection);
}

void VariationPanel::showAttributes()
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

void VariationPanel::showPlan()
{
    const Measured now{count(), lines(), pictureSize()};
    if (std::exchange(m_measured, now) != now) {
        m_sheet->measure();
    }
    m_sheet->setMessage(m_variations.message());
    m_note->setText(note());
    m_note->setVisible(!m_note->text().isEmpty());
    m_sheet->refresh();
    goToMeanOnceKnown();
}

QString VariationPanel::note() const
{
    const VariationPlan& plan = m_variations.plan();
    if (plan.count() == 0) {
        return {}; // the sheet says why
    }
    if (const QString trouble = m_variations.message(); !trouble.isEmpty()) {
        return trouble;
    }
    const QLocale locale;
    switch (m_variations.choice().view) {
    case VariationView::Samples: {
        const bool isPart = plan.samples->size() < plan.candidates;
        const bool isSelection = m_session.state().selection && !m_session.state().selection->empty();
        const QString shown = locale.toString(qulonglong{plan.samples->size()});
        const QString all = locale.toString(qulonglong{plan.candidates});
        const QString which = isSelection ? (isPart ? tr("%1 of %2 selected samples").arg(shown, all)
                                                    : tr("%1 selected samples").arg(shown))
                                          : tr("%1 of %2 samples, at random").arg(shown, all);
        return plan.isEdited() ? tr("%1, each without and with the edits of now.").arg(which)
                               : tr("%1. All amounts are 0: move an attribute's slider.").arg(which);
    }
    case VariationView::Strip:
        return tr("%1 from −2 to 2. Click one to set it.").arg(QString::fromStdString(plan.attribute));
    case VariationView::Around:
        return tr("First the point as it is, then eight at random around it. Click one to go there.");
    case VariationView::Analogy:
        return tr("The point changes as the first sample differs from the second; below each step, the sample that is "
                  "nearest to it.");
    case VariationView::Mean:
        break;
    }
    return m_variations.pixelMean().isNull() ? m_variations.whyNoPixelMean()
                                             : tr("The mean latent of the selection, decoded, and the mean of its "
                                                  "pictures, pixel by pixel.");
}

std::uint32_t VariationPanel::count() const
{
    const auto points = static_cast<std::uint32_t>(m_variations.plan().count());
    return m_variations.choice().view == VariationView::Mean && points > 0 && !m_variations.pixelMean().isNull()
               ? points + 1
               : points;
}

QSize VariationPanel::pictureSize() const
{
    const auto& space = m_session.state().space;
    const PictureShape shape = space && space->manifest.decoder ? space->manifest.decoder->picture : PictureShape{};
    const QSize one(std::max(shape.width, 1), std::max(shape.height, 1));
    const VariationView view = m_variations.choice().view;
    return view == VariationView::Samples || view == VariationView::Analogy ? pairSize(one) : one;
}

QImage VariationPanel::nearestPicture(std::uint32_t number) const
{
    const auto nearest = m_variations.nearest(number);
    return nearest ? m_samples.picture(nearest->sample) : QImage();
}

QImage VariationPanel::picture(std::uint32_t number) const
{
    const auto& space = m_session.state().space;
    const PictureShape shape = space && space->manifest.decoder ? space->manifest.decoder->picture : PictureShape{};
    const QSize one(shape.width, shape.height);
    switch (m_variations.choice().view) {
    case VariationView::Samples:
        return paired(m_variations.original(number), m_variations.picture(number), one);
    case VariationView::Analogy:
        return paired(m_variations.picture(number), nearestPicture(number), one);
    case VariationView::Mean:
        return number == 1 ? m_variations.pixelMean() : m_variations.picture(number);
    case VariationView::Strip:
    case VariationView::Around:
        break;
    }
    return m_variations.picture(number);
}

bool VariationPanel::isBroken(std::uint32_t number) const
{
    return number < m_variations.plan().count() && m_variations.isBroken(number);
}

int VariationPanel::lines() const
{
    const VariationView view = m_variations.choice().view;
    return view == VariationView::Analogy ? 2 : view == VariationView::Around ? 0 : 1;
}

QString VariationPanel::text(std::uint32_t number) const
{
    const VariationPlan& plan = m_variations.plan();
    const QLocale locale;
    switch (m_variations.choice().view) {
    case VariationView::Samples:
        return locale.toString((*plan.samples)[number]);
    case VariationView::Strip:
        return amountText(plan.amounts[number]);
    case VariationView::Around:
        break;
    case VariationView::Analogy: {
        const QString above = plan.are[number] ? (number == 0 ? tr("from %1") : tr("to %1")).arg(*plan.are[number])
                                               : tr("× %1").arg(amountText(plan.amounts[number]));
        const auto nearest = m_variations.nearest(number);
        return nearest && !plan.are[number] ? tr("%1\nnear %2").arg(above, locale.toString(nearest->sample)) : above;
    }
    case VariationView::Mean:
        break;
    }
    return number == 0 ? tr("latent") : tr("pixels");
}

QString VariationPanel::caption(std::uint32_t number) const
{
    const VariationPlan& plan = m_variations.plan();
    if (number >= plan.count()) {
        return tr("The mean of the selection's pictures, pixel by pixel");
    }
    switch (m_variations.choice().view) {
    case VariationView::Samples:
        return tr("Sample %1 as the decoder makes it, and with the edits of now. Click to go there with them.")
            .arg(QLocale().toString((*plan.samples)[number]));
    case VariationView::Strip:
        return tr("%1 at %2. Click to set it.")
            .arg(QString::fromStdString(plan.attribute), amountText(plan.amounts[number]));
    case VariationView::Around:
        return number == 0 ? tr("The point as it is now") : tr("A point near this one. Click to go there.");
    case VariationView::Analogy:
        if (plan.are[number]) {
            return tr("Sample %1. Click to go there.").arg(QLocale().toString(*plan.are[number]));
        }
        if (const auto nearest = m_variations.nearest(number)) {
            return tr("%1 times the change; sample %2 is nearest, at a distance of %3. Click to go there.")
                .arg(amountText(plan.amounts[number]), QLocale().toString(nearest->sample),
                     QLocale().toString(nearest->distance, 'g', 3));
        }
        return tr("%1 times the change. Click to go there.").arg(amountText(plan.amounts[number]));
    case VariationView::Mean:
        break;
    }
    return tr("The mean latent of the selection, decoded. Click to go there.");
}

void VariationPanel::goTo(std::uint32_t number)
{
    const VariationPlan& plan = m_variations.plan();
    if (number >= plan.count()) {
        return;
    }
    const VariationView view = m_variations.choice().view;
    if (const auto sample = plan.sample(number)) {
        const bool keeps = view == VariationView::Samples;
        return m_session.edit(tr("Go to sample %1").arg(QLocale().toString(*sample)),
                              [&](SessionState& state) { goToSample(state, *sample, keeps); });
    }
    if (view == VariationView::Strip) {
        return m_session.edit(tr("Set %1").arg(QString::fromStdString(plan.attribute)), [&](SessionState& state) {
            const auto found = std::ranges::find(state.attributes, plan.attribute, &AttributeSlider::name);
            if (found != state.attributes.end()) {
                found->isBypassed = false;
                setAmount(state, static_cast<std::size_t>(found - state.attributes.begin()), plan.amounts[number],
                          m_map.components().get());
            }
        });
    }
    const QString texts[] = {tr("Go to a point around"), tr("Go to an analogy"), tr("Go to the mean")};
    goToPointOf(number, texts[view == VariationView::Around ? 0 : view == VariationView::Analogy ? 1 : 2]);
    if (view == VariationView::Around) {
        change([](VariationChoice& choice) { ++choice.seed; }); // else the same directions would lead on and on
    }
}

void VariationPanel::goToPointOf(std::uint32_t number, const QString& text)
{
    const LatentVector point = m_variations.plan().point(number);
    m_session.edit(text, [&](SessionState& state) { goToPoint(state, point, m_map.components().get()); });
}

void VariationPanel::goToMean()
{
    m_variations.setWanted(true);
    m_goesToMean = true;
    setView(VariationView::Mean);
    goToMeanOnceKnown();
}

void VariationPanel::goToMeanOnceKnown()
{
    const bool isThere = m_variations.choice().view == VariationView::Mean && m_variations.plan().count() > 0;
    if (!m_goesToMean || (!isThere && m_variations.isRunning())) {
        return;
    }
    m_goesToMean = false;
    if (isThere) {
        goToPointOf(0, tr("Go to the mean"));
    }
}

void VariationPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_variations.setWanted(true);
}

void VariationPanel::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_variations.setWanted(false);
}
