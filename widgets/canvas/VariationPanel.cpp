// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/VariationPanel.h"

#include "base/UserError.h"
#include "canvas/VariationBar.h"
#include "session/AttributeEdits.h"
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
    auto* bar = new VariationBar(session, variations, this);
    layOut(*bar);
    setFocusProxy(m_sheet);
    connect(bar, &VariationBar::pairAsked, this, &VariationPanel::takeSelectedPair);
    connect(bar, &VariationBar::lineAsked, this, &VariationPanel::keepLine);
    connect(bar, &VariationBar::meanAsked, this, &VariationPanel::goToMean);
    connect(m_sheet, &ContactSheet::activated, this, &VariationPanel::goTo);
    connect(&variations, &Variations::changed, this, &VariationPanel::showPlan);
    connect(&samples, &SamplePictures::changed, m_sheet, &ContactSheet::refresh);
    m_sheet->setPictures(this);
    showPlan();
}

void VariationPanel::layOut(VariationBar& bar)
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
    layout->addLayout(noteRow);
    layout->addWidget(m_sheet, 1);
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
