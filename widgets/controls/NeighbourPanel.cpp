// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/NeighbourPanel.h"

#include "controls/DistanceMeter.h"
#include "controls/ElidedLabel.h"
#include "controls/NeighbourTiles.h"
#include "controls/Numbers.h"
#include "session/PointEdits.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

NeighbourPanel::NeighbourPanel(Session& session, NearestToPoint& nearest, const SamplePictures& pictures,
                               QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_nearest(nearest)
    , m_pictures(pictures)
    , m_metric(new QComboBox(this))
    , m_count(new QSpinBox(this))
    , m_pullBack(new QAction(tr("Pull &back to the nearest sample"), this))
    , m_line(new ElidedLabel(this))
    , m_meter(new DistanceMeter(this))
    , m_tiles(new NeighbourTiles(this))
{
    setObjectName(QStringLiteral("neighbourPanel"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    makeHeader(*layout);
    layout->addWidget(m_tiles, 1);
    setFocusProxy(m_tiles);

    connect(m_metric, &QComboBox::activated, this, &NeighbourPanel::setView);
    connect(m_count, &QSpinBox::valueChanged, this, &NeighbourPanel::setView);
    connect(m_pullBack, &QAction::triggered, this, &NeighbourPanel::pullBack);
    connect(m_tiles, &NeighbourTiles::chosen, this, [this](quint32 sample, Qt::KeyboardModifiers modifiers) {
        goTo(sample, modifiers.testFlag(Qt::AltModifier));
    });
    connect(&nearest, &NearestToPoint::changed, this, &NeighbourPanel::refresh);
    connect(&session, &Session::spaceChanged, this, &NeighbourPanel::refresh);
    connect(&session, &Session::viewChanged, this, &NeighbourPanel::showView);
    connect(&pictures, &SamplePictures::changed, this, &NeighbourPanel::showTiles);
    showView();
    refresh();
}

void NeighbourPanel::setDepth(DepthInSamples& depth)
{
    m_depth = &depth;
    m_depth->setWanted(isVisible());
    connect(&depth, &DepthInSamples::changed, this, &NeighbourPanel::showDistance);
    showDistance();
}

void NeighbourPanel::makeHeader(QVBoxLayout& layout)
{
    m_metric->setObjectName(QStringLiteral("neighbourMetric"));
    m_metric->setAccessibleName(tr("Metric"));
    m_metric->setToolTip(tr("What near means: a short way in latent space, or a small angle seen from its origin"));
    m_metric->addItem(tr("Euclidean"), static_cast<int>(NearMetric::Euclidean));
    m_metric->addItem(tr("Cosine"), static_cast<int>(NearMetric::Cosine));
    m_count->setObjectName(QStringLiteral("neighbourCount"));
    m_count->setAccessibleName(tr("Number of neighbours"));
    m_count->setToolTip(tr("How many of the nearest samples are shown"));
    m_count->setRange(1, mostNearSamples);
    m_pullBack->setObjectName(QStringLiteral("pullBack"));
    m_pullBack->setIconText(tr("Pull back"));
    m_pullBack->setToolTip(tr("Go to the sample that is nearest to the point"));
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("neighbourPullBack"));
    button->setDefaultAction(m_pullBack);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setAccessibleName(tr("Pull back to the nearest sample"));
    button->setFocusPolicy(Qt::TabFocus);
    m_line->setObjectName(QStringLiteral("neighbourLine"));
    m_meter->setAccessibleName(tr("Whether the point is on the data"));

    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 4, 8, 0);
    row->addWidget(m_metric);
    row->addWidget(m_count);
    row->addWidget(m_meter, 1);
    row->addWidget(button);
    layout.addLayout(row);
    auto* lineRow = new QHBoxLayout;
    lineRow->setContentsMargins(8, 0, 8, 0);
    lineRow->addWidget(m_line);
    layout.addLayout(lineRow);
}

void NeighbourPanel::refresh()
{
    const auto& space = m_session.state().space;
    const bool hasLatents = space && space->latents && !space->latents->isEmpty();
    m_metric->setEnabled(hasLatents);
    m_count->setEnabled(hasLatents);
    m_pullBack->setEnabled(hasLatents);
    m_tiles->setMessage(m_nearest.message());
    showDistance();
    showTiles();
    pullBackOnceKnown();
}

void NeighbourPanel::showTiles()
{
    if (!isVisible()) {
        return;
    }
    std::vector<NeighbourTiles::Tile> tiles;
    for (const NearSample& near : m_nearest.samples()) {
        const QString distance = distanceText(near.distance);
        tiles.push_back({near.sample, m_pictures.picture(near.sample), distance,
                         tr("Sample %1, distance %2. Click to go there, with Alt to keep the attributes' amounts.")
                             .arg(QLocale().toString(near.sample), distance)});
    }
    const auto& space = m_session.state().space;
    const PictureShape shape = space && space->manifest.decoder ? space->manifest.decoder->picture : PictureShape{};
    m_tiles->setTiles(tiles, {shape.width, shape.height});
}

void NeighbourPanel::showDistance()
{
    const auto& samples = m_nearest.samples();
    const TypicalDistance& typical = m_nearest.typical();
    if (samples.empty()) {
        m_line->setText({});
        m_meter->setDistance(0, 0);
        return;
    }
    const QString nearest = distanceText(samples.front().distance);
    const QString depth = depthText().isEmpty() ? QString() : QStringLiteral(" · ") + depthText();
    if (typical.samples == 0) {
        m_line->setText(tr("Nearest sample at %1").arg(nearest) + depth);
        m_line->setToolTip(depthTip());
        m_meter->setDistance(0, 0);
        return;
    }
    const QString usual = distanceText(typical.median);
    m_line->setText(tr("Nearest sample at %1, usual %2").arg(nearest, usual) + depth);
    m_meter->setDistance(samples.front().distance, typical.median);
    m_meter->setAccessibleDescription(m_line->text());
    const QString tip =
        tr("How far the point is from the nearest sample. The tick in the middle is a usual distance: %1, "
           "the median of how far %2 samples lie from their nearest other one.")
            .arg(usual, QLocale().toString(static_cast<qulonglong>(typical.samples)));
    const QString both = depthTip().isEmpty() ? tip : tip + QStringLiteral("\n\n") + depthTip();
    m_meter->setToolTip(both);
    m_line->setToolTip(both);
}

QString NeighbourPanel::depthText() const
{
    if (m_depth == nullptr || !m_depth->depth()) {
        return {};
    }
    const PointDepth& depth = *m_depth->depth();
    if (std::isinf(depth.distance)) {
        return tr("moved in a direction in which no samples differ");
    }
    const double percent = 100 * depth.fartherShare;
    return percent > 0 && percent < 0.1
               ? tr("less than %1 % of the samples lie farther out").arg(QLocale().toString(0.1, 'f', 1))
               : tr("%1 % of the samples lie farther out")
                     .arg(QLocale().toString(percent, 'f', percent > 0 && percent < 10 ? 1 : 0));
}

QString NeighbourPanel::depthTip() const
{
    if (m_depth == nullptr || (!m_depth->depth() && !m_depth->areTooFew())) {
        return {};
    }
    if (!m_depth->depth()) {
        return tr("There are too few samples to tell how far out the point lies: more are needed than there are "
                  "directions in which they differ.");
    }
    const double distance = m_depth->depth()->distance;
    return tr("How far out the point lies among the samples: %1 standard deviations from their mean, measured in each "
              "direction by how much the samples differ there (Mahalanobis distance). Far out the "
              "decoder has learned from few samples.")
        .arg(std::isinf(distance) ? tr("infinitely many") : distanceText(distance));
}

void NeighbourPanel::showView()
{
    const QSignalBlocker metric(m_metric);
    const QSignalBlocker count(m_count);
    m_metric->setCurrentIndex(m_metric->findData(static_cast<int>(m_session.view().nearMetric)));
    m_count->setValue(m_session.view().nearCount);
}

void NeighbourPanel::setView()
{
    SessionView view = m_session.view();
    view.nearMetric = static_cast<NearMetric>(m_metric->currentData().toInt());
    view.nearCount = m_count->value();
    m_session.setView(std::move(view));
}

void NeighbourPanel::pullBack()
{
    m_pullsBack = true;
    m_nearest.setWanted(true);
    pullBackOnceKnown();
}

void NeighbourPanel::pullBackOnceKnown()
{
    if (!m_pullsBack || m_nearest.isBusy()) {
        return;
    }
    m_pullsBack = false;
    m_nearest.setWanted(isVisible());
    if (const auto samples = m_nearest.samples(); !samples.empty()) {
        goTo(samples.front().sample, false);
    }
}

void NeighbourPanel::goTo(std::uint32_t sample, bool keepAmounts)
{
    const auto& space = m_session.state().space;
    if (space && space->latents && sample < space->latents->rows()) { // else of a space that is shown no more
        m_session.edit(tr("Go to sample %1").arg(QLocale().toString(sample)),
                       [&](SessionState& state) { goToSample(state, sample, keepAmounts); });
    }
}

void NeighbourPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_nearest.setWanted(true);
    if (m_depth != nullptr) {
        m_depth->setWanted(true);
    }
    refresh();
}

void NeighbourPanel::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_nearest.setWanted(m_pullsBack);
    if (m_depth != nullptr) {
        m_depth->setWanted(false);
    }
}

void NeighbourPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        showTiles();
    }
}
