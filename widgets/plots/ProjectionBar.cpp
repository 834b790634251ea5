// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/ProjectionBar.h"

#include "controls/ElidedLabel.h"
#include "controls/FlatButton.h"
#include "plots/AxesBar.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QFrame>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace {

constexpr int percent = 100;
constexpr std::array kindsInOrder = {MapKind::PrincipalComponents, MapKind::Tsne, MapKind::Axes, MapKind::Kept};
constexpr int keptTab = 3;

/// "9 s", "3 min"
QString duration(double seconds)
{
    const int whole = std::max(1, static_cast<int>(std::lround(seconds)));
    return whole < 90 ? ProjectionBar::tr("%1 s").arg(whole) : ProjectionBar::tr("%1 min").arg((whole + 30) / 60);
}

} // namespace

ProjectionBar::ProjectionBar(Session& session, TsneLayout& tsne, const DatasetMap& map, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_tsne(tsne)
    , m_kinds(new QTabBar)
    , m_status(new ElidedLabel)
    , m_action(makeFlatButton("tsneAction", QString(), QString()))
    , m_options(makeFlatButton("tsneOptions", tr("Options"), tr("Perplexity, iterations and seed of the t-SNE map")))
    , m_axes(new AxesBar(session, map))
    , m_kept(new QComboBox)
{
    setObjectName("projectionBar");
    m_kinds->setObjectName("mapKind");
    m_kinds->setAccessibleName(tr("Kind of map"));
    m_kinds->setToolTip(tr("Principal components, t-SNE, or axes of your own"));
    m_kinds->setDrawBase(false);
    m_kinds->setExpanding(false);
    m_kinds->addTab(tr("PCA"));
    m_kinds->setTabToolTip(0, tr("The two directions in which the samples vary most: distances are true"));
    m_kinds->addTab(tr("t-SNE"));
    m_kinds->setTabToolTip(1, tr("Neighbours stay together: groups can be seen, but neither their sizes nor the "
                                 "distances between them mean anything"));
    m_kinds->addTab(tr("Axes"));
    m_kinds->setTabToolTip(2, tr("Latents, principal components, attribute vectors or numbers of your choice to the "
                                 "right and upwards"));
    m_kinds->addTab(tr("Kept"));
    m_kinds->setTabToolTip(keptTab, tr("Maps that lie in the space's folder: computed elsewhere, or kept from here"));
    m_status->setObjectName("tsneStatus");
    m_kinds->setUsesScrollButtons(false);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(4);
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    rows->addLayout(row);
    rows->addWidget(m_axes);
    rows->addWidget(m_kept);
    buildKept();
    row->addWidget(m_kinds);
    row->addWidget(m_status, 1);
    row->addWidget(m_action);
    row->addWidget(m_options);
    buildOptions();
    connect(m_kinds, &QTabBar::currentChanged, this,
            [this](int index) { choose(kindsInOrder[static_cast<std::size_t>(index)]); });
    connect(m_axes, &AxesBar::fileAsked, this, &ProjectionBar::fileAsked);
    connect(m_action, &QToolButton::clicked, this, &ProjectionBar::act);
    connect(m_options, &QToolButton::clicked, this, &ProjectionBar::showOptions);
    connect(&m_session, &Session::mapChanged, this, &ProjectionBar::showState);
    connect(&m_session, &Session::spaceChanged, this, &ProjectionBar::showState);
    connect(&m_tsne, &TsneLayout::changed, this, &ProjectionBar::showStatus);
    connect(&m_tsne, &TsneLayout::moved, this, &ProjectionBar::showStatus);
    showState();
}

void ProjectionBar::buildOptions()
{
    m_popup = new QFrame(this, Qt::Popup);
    m_popup->setObjectName("tsneOptionsPopup");
    m_popup->setFrameShape(QFrame::StyledPanel);
    auto* form = new QFormLayout(m_popup);
    const auto add = [&](auto* box, const QString& name, const QString& caption, const QString& tip) {
        box->setObjectName(name);
        box->setAccessibleName(caption);
        box->setToolTip(tip);
        box->setKeyboardTracking(false);
        form->addRow(caption, box);
        return box;
    };
    auto* perplexity = add(new QDoubleSpinBox, "tsnePerplexity", tr("Perplexity"),
                           tr("About the number of neighbours that a sample cares for"));
    perplexity->setRange(1, 1000);
    perplexity->setDecimals(1);
    auto* iterations = add(new QSpinBox, "tsneIterations", tr("Iterations"),
                           tr("More of them let the map settle further; the first 250 find the groups"));
    iterations->setRange(0, 100'000);
    iterations->setSingleStep(250);
    auto* seed = add(new QSpinBox, "tsneSeed", tr("Seed"),
                     tr("The same seed gives the same map; another one shows what is chance in it"));
    seed->setRange(0, std::numeric_limits<int>::max());
    auto* another = new QPushButton(tr("Another seed"));
    another->setObjectName("tsneAnotherSeed");
    another->setToolTip(tr("Compute the map once more from a start that differs by a hair"));
    form->addRow(another);
    connect(perplexity, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        edit(tr("Change the perplexity"), [value](TsneOptions& options) { options.perplexity = value; });
    });
    connect(iterations, &QSpinBox::valueChanged, this, [this](int value) {
        edit(tr("Change the iterations"), [value](TsneOptions& options) { options.iterations = value; });
    });
    connect(seed, &QSpinBox::valueChanged, this, [this](int value) {
        edit(tr("Change the seed"),
             [value](TsneOptions& options) { options.seed = static_cast<std::uint64_t>(value); });
    });
    connect(another, &QPushButton::clicked, seed, [seed] { seed->stepUp(); });
}

void ProjectionBar::choose(MapKind kind)
{
    const QString text = kind == MapKind::Tsne   ? tr("Show the t-SNE map")
                         : kind == MapKind::Axes ? tr("Show the map of your axes")
                         : kind == MapKind::Kept ? tr("Show a kept map")
                                                 : tr("Show the PCA map");
    m_session.edit(text, [kind](SessionState& state) {
        state.projection.kind = kind;
        const std::vector<SavedMap>& maps = state.space->manifest.maps;
        if (kind == MapKind::Kept && !maps.empty() && mapNamed(maps, state.projection.kept) == nullptr) {
            state.projection.kept = maps.front().name;
        }
    });
}

void ProjectionBar::buildKept()
{
    m_kept->setObjectName("keptMap");
    m_kept->setAccessibleName(tr("Kept map"));
    m_kept->setToolTip(tr("Which of the maps in the space's folder is shown"));
    m_kept->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(m_kept, &QComboBox::activated, this, [this](int index) {
        const QString name = m_kept->itemText(index);
        m_session.edit(tr("Show the map “%1”").arg(name), [&](SessionState& state) {
            state.projection.kind = MapKind::Kept;
            state.projection.kept = name.toStdString();
        });
    });
}

void ProjectionBar::showKept()
{
    const SessionState& state = m_session.state();
    const auto maps = state.space ? std::span<const SavedMap>(state.space->manifest.maps) : std::span<const SavedMap>();
    const bool isShown = state.projection.kind == MapKind::Kept;
    const QSignalBlocker tabs(m_kinds);
    m_kinds->setTabVisible(keptTab, !maps.empty() || isShown);
    m_kept->setVisible(isShown);
    const QSignalBlocker blocker(m_kept);
    m_kept->clear();
    for (const SavedMap& map : maps) {
        m_kept->addItem(QString::fromStdString(map.name));
    }
    m_kept->setCurrentIndex(m_kept->findText(QString::fromStdString(state.projection.kept)));
}

void ProjectionBar::edit(const QString& text, const std::function<void(TsneOptions&)>& change)
{
    m_session.edit(text, [&](SessionState& state) { change(state.projection.tsne); });
}

void ProjectionBar::showState()
{
    const MapProjection& projection = m_session.state().projection;
    showKept();
    {
        const QSignalBlocker blocker(m_kinds);
        const auto kind = std::ranges::find(kindsInOrder, projection.kind);
        m_kinds->setCurrentIndex(static_cast<int>(kind - kindsInOrder.begin()));
    }
    const auto show = [this](auto* box, auto value) {
        const QSignalBlocker blocker(box);
        box->setValue(value);
    };
    show(m_popup->findChild<QDoubleSpinBox*>("tsnePerplexity"), projection.tsne.perplexity);
    show(m_popup->findChild<QSpinBox*>("tsneIterations"), projection.tsne.iterations);
    show(m_popup->findChild<QSpinBox*>("tsneSeed"), static_cast<int>(projection.tsne.seed & 0x7fffffffU));
    const auto& space = m_session.state().space;
    m_kinds->setEnabled(space && space->latents && !space->latents->isEmpty());
    showStatus();
}

QString ProjectionBar::statusText() const
{
    const auto number = [this](double value, int digits) { return locale().toString(value, 'f', digits); };
    const TsneProgress& progress = m_tsne.progress();
    const TsneMap& map = m_tsne.map();
    const QString quality = tr("KL %1 · %2 % of neighbours kept%3")
                                .arg(number(map.divergence, 2), number(percent * map.neighboursKept, 0),
                                     map.neighbourRecall ? tr(" · from approximate neighbours") : QString());
    switch (m_tsne.status()) {
    case TsneLayout::Status::Idle:
        return {};
    case TsneLayout::Status::Asking:
        return tr("Takes about %1").arg(duration(m_tsne.expectedSeconds()));
    case TsneLayout::Status::Running:
        if (progress.iteration == 0) {
            return tr("Looking for neighbours…");
        }
        return tr("%1 of %2 · KL %3%4")
            .arg(locale().toString(progress.iteration), locale().toString(m_session.state().projection.tsne.iterations),
                 number(progress.divergence, 2),
                 progress.secondsLeft >= 0 ? tr(" · %1 left").arg(duration(progress.secondsLeft)) : QString());
    case TsneLayout::Status::Stopped:
        return map.iterations > 0 ? tr("Stopped at %1 · %2").arg(locale().toString(map.iterations), quality)
                                  : tr("Stopped");
    case TsneLayout::Status::Failed:
        return m_tsne.problem();
    case TsneLayout::Status::Done:
        return quality;
    }
    return {};
}

/// What approximate neighbours are, and how good. With many samples only.
QString ProjectionBar::recallText() const
{
    const auto& recall = m_tsne.map().neighbourRecall;
    return recall ? tr("\nApproximate neighbours: of those that the map was made from, %1 % are the true nearest ones, "
                       "measured on 1,000 samples")
                        .arg(locale().toString(percent * *recall, 'f', 1))
                  : QString();
}

void ProjectionBar::showStatus()
{
    using Status = TsneLayout::Status;
    const bool isTsne = m_session.state().projection.kind == MapKind::Tsne && m_kinds->isEnabled();
    const QString text = isTsne ? statusText() : QString();
    m_status->setText(text);
    m_status->setToolTip(text.isEmpty()
                             ? QString()
                             : tr("%1\nIterations done; KL: how far the map's neighbourhoods are from those in "
                                  "latent space, 0 is best; neighbours kept: of each sample's 10 nearest, the "
                                  "share that is among its 10 nearest on the map")
                                       .arg(text) +
                                   recallText());
    const Status status = m_tsne.status();
    const QString action = status == Status::Running                               ? tr("Stop")
                           : status == Status::Asking                              ? tr("Compute")
                           : status == Status::Stopped || status == Status::Failed ? tr("Compute anew")
                                                                                   : QString();
    m_action->setText(action);
    m_action->setAccessibleName(action);
    m_action->setToolTip(status == Status::Running ? tr("Stop; the map stays as it is now")
                                                   : tr("Compute the t-SNE map, in the background"));
    m_action->setVisible(isTsne && !action.isEmpty());
    m_options->setVisible(isTsne);
    const bool isAxes = m_session.state().projection.kind == MapKind::Axes && m_kinds->isEnabled();
    m_axes->setVisible(isAxes);
}

void ProjectionBar::showOptions()
{
    m_popup->adjustSize();
    m_popup->move(m_options->mapToGlobal(QPoint(m_options->width() - m_popup->width(), m_options->height())));
    m_popup->show();
    m_popup->findChild<QDoubleSpinBox*>("tsnePerplexity")->setFocus();
}

void ProjectionBar::act()
{
    m_tsne.isRunning() ? m_tsne.stop() : m_tsne.start();
}
