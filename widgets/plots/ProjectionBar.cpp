// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/ProjectionBar.h"

#include "controls/FlatButton.h"
#include "plots/AxesBar.h"
#include "plots/KeptMapBar.h"
#include "plots/TsneStatus.h"
#include "session/TsneEdits.h"

#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QFrame>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <limits>

namespace {

constexpr std::array kindsInOrder = {MapKind::PrincipalComponents, MapKind::Tsne, MapKind::Axes, MapKind::Kept};
constexpr int keptTab = 3;

} // namespace

ProjectionBar::ProjectionBar(Session& session, TsneLayout& tsne, const DatasetMap& map, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_tsne(tsne)
    , m_kinds(new QTabBar)
    , m_tsneRow(new QWidget)
    , m_status(new TsneStatus(tsne, QStringLiteral("tsne")))
    , m_more(makeFlatButton("tsneMore", QString(), QString()))
    , m_options(makeFlatButton("tsneOptions", tr("Options"), tr("Perplexity, iterations and seeds of the t-SNE map")))
    , m_axes(new AxesBar(session, map))
    , m_kept(new KeptMapBar(session))
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
    m_kinds->setUsesScrollButtons(false);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(4);
    rows->addWidget(m_kinds);
    rows->addWidget(m_tsneRow);
    rows->addWidget(m_axes);
    rows->addWidget(m_kept);
    auto* row = new QHBoxLayout(m_tsneRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_status, 1);
    row->addWidget(m_more);
    row->addWidget(m_options);
    buildOptions();
    connect(m_kinds, &QTabBar::currentChanged, this,
            [this](int index) { choose(kindsInOrder[static_cast<std::size_t>(index)]); });
    connect(m_axes, &AxesBar::fileAsked, this, &ProjectionBar::fileAsked);
    connect(m_kept, &KeptMapBar::renameAsked, this, &ProjectionBar::keptRenameAsked);
    connect(m_kept, &KeptMapBar::removalAsked, this, &ProjectionBar::keptRemovalAsked);
    connect(m_more, &QToolButton::clicked, this, [this] {
        edit(tr("More steps of t-SNE"),
             [this](MapProjection& projection) { giveMoreSteps(projection, m_session.view().tsneMoreSteps); });
    });
    connect(m_options, &QToolButton::clicked, this, &ProjectionBar::showOptions);
    connect(&m_session, &Session::mapChanged, this, &ProjectionBar::showState);
    connect(&m_session, &Session::spaceChanged, this, &ProjectionBar::showState);
    connect(&m_session, &Session::viewChanged, this, &ProjectionBar::showState);
    connect(&m_tsne, &TsneLayout::changed, this, &ProjectionBar::showMore);
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
    iterations->setRange(0, mostTsneIterations);
    iterations->setSingleStep(250);
    auto* more = add(new QSpinBox, "tsneMoreSteps", tr("More steps"),
                     tr("How many iterations a click gives a map that is there, beyond those it has"));
    more->setRange(1, mostTsneIterations);
    more->setSingleStep(100);
    auto* seed = add(new QSpinBox, "tsneSeed", tr("Seed"),
                     tr("The same seed gives the same map; another one shows what is chance in it"));
    seed->setRange(0, std::numeric_limits<int>::max());
    auto* another = new QPushButton(tr("Another seed"));
    another->setObjectName("tsneAnotherSeed");
    another->setToolTip(tr("Compute the map once more from a start that differs by a hair"));
    form->addRow(another);
    auto* beside = new QPushButton(tr("Another seed beside it"));
    beside->setObjectName("tsneBeside");
    beside->setCheckable(true);
    beside->setToolTip(tr("Show a second map from another start beside the first one: groups that both show are hardly "
                          "chance"));
    form->addRow(beside);
    connect(perplexity, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        edit(tr("Change the perplexity"), [value](MapProjection& projection) { projection.tsne.perplexity = value; });
    });
    connect(iterations, &QSpinBox::valueChanged, this, [this](int value) {
        edit(tr("Change the iterations"), [value](MapProjection& projection) { projection.tsne.iterations = value; });
    });
    connect(more, &QSpinBox::valueChanged, this, [this](int value) {
        SessionView view = m_session.view();
        view.tsneMoreSteps = value;
        m_session.setView(std::move(view));
    });
    connect(seed, &QSpinBox::valueChanged, this, [this](int value) {
        edit(tr("Change the seed"),
             [value](MapProjection& projection) { projection.tsne.seed = static_cast<std::uint64_t>(value); });
    });
    connect(another, &QPushButton::clicked, this, [this] { edit(tr("Change the seed"), takeNextSeed); });
    connect(beside, &QPushButton::clicked, this, [this](bool isShown) {
        edit(isShown ? tr("Another seed beside the map") : tr("Close the map beside"),
             [isShown](MapProjection& projection) {
                 isShown ? showAnotherSeed(projection) : projection.besideSeed.reset();
             });
    });
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

/// The tab of kept maps is there when there are some.
void ProjectionBar::showKept()
{
    const SessionState& state = m_session.state();
    const bool hasSome = state.space && !state.space->manifest.maps.empty();
    const bool isShown = state.projection.kind == MapKind::Kept;
    const QSignalBlocker tabs(m_kinds);
    if (m_kinds->isTabVisible(keptTab) != (hasSome || isShown)) { // told twice, a tab bar forgets to lay itself out
        m_kinds->setTabVisible(keptTab, hasSome || isShown);
        m_kinds->updateGeometry(); // which it forgets too: the tab would be cut off
    }
    m_kept->setVisible(isShown);
}

void ProjectionBar::edit(const QString& text, const std::function<void(MapProjection&)>& change)
{
    m_session.edit(text, [&](SessionState& state) { change(state.projection); });
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
    show(m_popup->findChild<QSpinBox*>("tsneMoreSteps"), m_session.view().tsneMoreSteps);
    show(m_popup->findChild<QSpinBox*>("tsneSeed"), static_cast<int>(projection.tsne.seed & 0x7fffffffU));
    m_popup->findChild<QPushButton*>("tsneBeside")->setChecked(projection.besideSeed.has_value());
    const auto& space = m_session.state().space;
    m_kinds->setEnabled(space && space->latents && !space->latents->isEmpty());
    const bool isTsne = projection.kind == MapKind::Tsne && m_kinds->isEnabled();
    m_tsneRow->setVisible(isTsne);
    m_axes->setVisible(projection.kind == MapKind::Axes && m_kinds->isEnabled());
    showMore();
}

const QString& ProjectionBar::statusText() const
{
    return m_status->text();
}

/// Of a map that has all the iterations that were asked for.
void ProjectionBar::showMore()
{
    const MapProjection& projection = m_session.state().projection;
    const int steps = possibleSteps(projection, m_session.view().tsneMoreSteps);
    const QString number = locale().toString(steps);
    m_more->setText(tr("%1 more").arg(number));
    m_more->setAccessibleName(tr("%1 more steps").arg(number));
    m_more->setToolTip(tr("Give the map %1 more iterations: it goes on from where it is. Takes about %2")
                           .arg(number, durationText(m_tsne.expectedSeconds(steps))));
    const bool isDone = m_tsne.status() == TsneLayout::Status::Done && m_kinds->isEnabled();
    m_more->setVisible(isDone && projection.kind == MapKind::Tsne && steps > 0);
}

void ProjectionBar::showOptions()
{
    m_popup->adjustSize();
    m_popup->move(m_options->mapToGlobal(QPoint(m_options->width() - m_popup->width(), m_options->height())));
    m_popup->show();
    m_popup->findChild<QDoubleSpinBox*>("tsnePerplexity")->setFocus();
}
