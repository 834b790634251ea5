// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/VariationPanel.h"

#include "base/UserError.h"
#include "canvas/TermEditor.h"
#include "canvas/VariationBar.h"
#include "canvas/VariationTexts.h"
#include "session/AttributeEdits.h"
#include "session/LatentSum.h"
#include "session/PointEdits.h"
#include "session/SampleLine.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace {

constexpr int seam = 1; ///< pixels between the two pictures of a tile

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

/// Below each picture stands the sample that is nearest to it.
bool namesNearest(VariationView view)
{
    return view == VariationView::Analogy || view == VariationView::Arithmetic;
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
    auto* bar = new VariationBar(session, variations, this);
    auto* terms = new TermEditor(session, variations, this);
    layOut(*bar, *terms);
    setFocusProxy(m_sheet);
    connect(bar, &VariationBar::pairAsked, this, &VariationPanel::takeSelectedPair);
    connect(bar, &VariationBar::lineAsked, this, &VariationPanel::keepLine);
    connect(bar, &VariationBar::meanAsked, this, [this] { goToPointOf(0, tr("Go to the mean")); });
    connect(bar, &VariationBar::saveAsked, this, &VariationPanel::saveAsked);
    connect(terms, &TermEditor::sliderAsked, this, &VariationPanel::keepSum);
    connect(terms, &TermEditor::goAsked, this, [this] { goToPointOf(0, tr("Go to the sum")); });
    connect(m_sheet, &ContactSheet::activated, this, &VariationPanel::goTo);
    connect(&variations, &Variations::changed, this, &VariationPanel::showPlan);
    connect(&variations, &Variations::choiceChanged, this, &VariationPanel::pairChanged);
    connect(&samples, &SamplePictures::changed, m_sheet, &ContactSheet::refresh);
    m_sheet->setPictures(this);
    showPlan();
}

void VariationPanel::layOut(VariationBar& bar, TermEditor& terms)
{
    m_note = new QLabel(this);
    m_note->setObjectName(QStringLiteral("variationNote"));
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setWordWrap(true);
    auto* noteRow = new QHBoxLayout;
    noteRow->setContentsMargins(8, 0, 8, 4);
    noteRow->addWidget(m_note, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(&bar);
    layout->addWidget(&terms);
    layout->addLayout(noteRow);
    layout->addWidget(m_sheet, 1);
}

std::optional<std::array<std::uint32_t, 2>> VariationPanel::pair() const
{
    const VariationChoice& choice = m_variations.choice();
    const bool hasPair =
        choice.view == VariationView::Analogy || (choice.view == VariationView::Morph && choice.isBetweenSamples);
    const bool isShown = isVisible() && hasPair && choice.from != choice.to;
    return isShown ? std::optional(std::array{choice.from, choice.to}) : std::nullopt;
}

void VariationPanel::setView(VariationView view)
{
    change([view](VariationChoice& choice) { choice.view = view; });
}

int VariationPanel::columnsToSave() const
{
    const VariationView view = m_variations.choice().view;
    const VariationPlan& plan = m_variations.plan();
    const bool isRow = view == VariationView::Strip || view == VariationView::Morph || view == VariationView::Mean;
    const int across = isRow ? static_cast<int>(count()) : std::min(m_sheet->columns(), static_cast<int>(count()));
    return std::max(1, across) * (plan.samples && plan.isEdited() ? 2 : 1);
}

void VariationPanel::change(const std::function<void(VariationChoice&)>& change)
{
    VariationChoice choice = m_variations.choice();
    change(choice);
    m_variations.setChoice(choice);
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
    keep([&] { return lineBetweenSamples(m_session.state(), choice.from, choice.to); });
}

void VariationPanel::keepSum()
{
    keep([&] { return sliderOfSum(m_session.state(), m_variations.choice().terms, m_variations.meanLatent()); });
}

void VariationPanel::keep(const std::function<AttributeSlider()>& make)
{
    try {
        const AttributeSlider line = make();
        m_session.edit(tr("Make attribute %1").arg(QString::fromStdString(line.name)),
                       [&](SessionState& state) { addAttribute(state, line); });
    } catch (const UserError& error) {
        Q_EMIT message(QString::fromUtf8(error.what()));
    }
}

void VariationPanel::showPlan()
{
    const Measured now{count(), lines(), pictureSize()};
    if (std::exchange(m_measured, now) != now) {
        m_sheet->measure();
    }
    m_sheet->setMessage(m_variations.message());
    m_note->setText(variationNote(m_variations, m_session.state()));
    m_note->setVisible(!m_note->text().isEmpty());
    m_sheet->refresh();
    goToMeanOnceKnown();
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
    return view == VariationView::Samples || namesNearest(view) ? pairSize(one) : one;
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
    case VariationView::Arithmetic:
        return paired(m_variations.picture(number), nearestPicture(number), one);
    case VariationView::Mean:
        return number == 1 ? m_variations.pixelMean() : m_variations.picture(number);
    case VariationView::Strip:
    case VariationView::Around:
    case VariationView::Morph:
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
    return namesNearest(view) ? 2 : view == VariationView::Around ? 0 : 1;
}

QString VariationPanel::text(std::uint32_t number) const
{
    return variationText(m_variations, number);
}

QString VariationPanel::caption(std::uint32_t number) const
{
    return variationCaption(m_variations, number);
}

static bool holdsNothing(const SessionState& state)
{
    return state.lockedLatents.empty() && state.lockedComponents.empty();
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
        return m_session.edit(tr("Go to sample %1").arg(QLocale().toString(*sample)), [&](SessionState& state) {
            goToSample(state, *sample, keeps);
            const LatentVector shown = plan.point(number); // as locks let it be
            if (keeps && state.currentPoint() != shown && !holdsNothing(state)) {
                goToPoint(state, shown, nullptr, true);
            }
        });
    }
    if (view == VariationView::Strip) {
        return m_session.edit(tr("Set %1").arg(QString::fromStdString(plan.attribute)), [&](SessionState& state) {
            const auto found = std::ranges::find(state.attributes, plan.attribute, &AttributeSlider::name);
            if (found != state.attributes.end()) {
                const auto index = static_cast<std::size_t>(found - state.attributes.begin());
                const PrincipalComponents* const components = m_map.components().get();
                setBypassed(state, index, false, components);
                if (std::ranges::any_of(state.attributes, &AttributeSlider::isSolo)) {
                    setSolo(state, index, true, components); // else the others' solo would silence it
                }
                setAmount(state, index, plan.amounts[number], components);
            }
        });
    }
    if (view == VariationView::Morph && !m_variations.choice().isBetweenSamples) {
        return m_session.edit(tr("Set the amounts"), [&](SessionState& state) {
            scaleAmounts(state, plan.amounts[number], m_map.components().get());
        });
    }
    goToPointOf(number, stepText(view));
    if (view == VariationView::Around) {
        change([](VariationChoice& choice) { ++choice.seed; }); // else the same directions would lead on and on
    }
}

QString VariationPanel::stepText(VariationView view)
{
    switch (view) {
    case VariationView::Around:
        return tr("Go to a point around");
    case VariationView::Analogy:
        return tr("Go to an analogy");
    case VariationView::Arithmetic:
        return tr("Go to the sum");
    case VariationView::Morph:
        return tr("Go to a step of the morph");
    case VariationView::Mean:
    case VariationView::Samples:
    case VariationView::Strip:
        break;
    }
    return tr("Go to the mean");
}

void VariationPanel::goToPointOf(std::uint32_t number, const QString& text)
{
    if (number >= m_variations.plan().count()) {
        return;
    }
    const LatentVector point = m_variations.plan().point(number);
    m_session.edit(text, [&](SessionState& state) { goToPoint(state, point, m_map.components().get()); });
}

void VariationPanel::goToMean()
{
    m_variations.setWanted(true);
    m_goesToMean = true;
    change([](VariationChoice& choice) {
        choice.view = VariationView::Mean;
        choice.meanOf.clear(); // of the selection
    });
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
    Q_EMIT pairChanged();
}

void VariationPanel::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_variations.setWanted(false);
    Q_EMIT pairChanged();
}
