// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/SliderPanel.h"

#include "controls/InputPanel.h"
#include "controls/SegmentButton.h"

#include <QAction>
#include <QButtonGroup>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidgetAction>

SliderPanel::SliderPanel(Session& session, const DatasetMap& map, const SliderStatistics& statistics,
                         const Influence& influence, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_map(map)
    , m_statistics(statistics)
    , m_influence(influence)
    , m_view(new SliderView(session, map, statistics, influence, this))
    , m_random(std::random_device{}())
{
    setObjectName(QStringLiteral("sliderPanel"));
    setAccessibleName(tr("Sliders"));
    makeActions();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(makeHeader());
    layout->addWidget(new InputPanel(session, this));
    layout->addWidget(m_view, 1);
    connect(&session, &Session::spaceChanged, this, &SliderPanel::showState);
    connect(&session, &Session::slidersChanged, this, &SliderPanel::showState);
    connect(&map, &DatasetMap::changed, this, &SliderPanel::showState);
    connect(&statistics, &SliderStatistics::changed, this, &SliderPanel::showState);
    connect(&influence, &Influence::changed, this, &SliderPanel::showState);
    showState();
}

void SliderPanel::makeActions()
{
    m_randomise = new QAction(tr("Randomise"), this);
    m_randomise->setObjectName(QStringLiteral("randomise"));
    m_randomise->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_R));
    connect(m_randomise, &QAction::triggered, this, [this] { randomiseFrom(m_lastRandom); });
    m_resetAll = new QAction(tr("Reset all sliders"), this);
    m_resetAll->setObjectName(QStringLiteral("resetAll"));
    m_resetAll->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R));
    m_resetAll->setToolTip(tr("Goes to the mean of the data and sets all attributes to 0; locked sliders stay"));
    connect(m_resetAll, &QAction::triggered, this, [this] {
        m_session.edit(tr("Reset all"), [this](SessionState& state) {
            resetAll(state, m_statistics.latents().get(), m_map.components().get());
        });
    });
    addActions({m_randomise, m_resetAll});
}

QAbstractButton* SliderPanel::makeSegment(QButtonGroup* group, int id, const QString& text, const QString& name)
{
    auto* button = new SegmentButton(text, this);
    button->setObjectName(name);
    group->addButton(button, id);
    return button;
}

QWidget* SliderPanel::makeHeader()
{
    m_basis = new QButtonGroup(this);
    m_sort = new QButtonGroup(this);
    auto* latent =
        makeSegment(m_basis, static_cast<int>(SliderBasis::Latent), tr("Latent"), QStringLiteral("basisLatent"));
    auto* components = makeSegment(m_basis, static_cast<int>(SliderBasis::PrincipalComponents), tr("PCA"),
                                   QStringLiteral("basisComponents"));
    auto* index = makeSegment(m_sort, static_cast<int>(SliderSort::Index), tr("Index"), QStringLiteral("sortIndex"));
    auto* byInfluence =
        makeSegment(m_sort, static_cast<int>(SliderSort::Influence), tr("Influence"), QStringLiteral("sortInfluence"));
    latent->setToolTip(tr("One slider for each latent dimension"));
    components->setAccessibleName(tr("Principal components"));
    index->setToolTip(tr("Sliders in their own order"));
    byInfluence->setToolTip(tr("Sliders that change the picture most come first"));
    connect(m_basis, &QButtonGroup::idClicked, this, [this](int id) { setBasis(static_cast<SliderBasis>(id)); });
    connect(m_sort, &QButtonGroup::idClicked, this, [this](int id) { setSort(static_cast<SliderSort>(id)); });

    auto* reset = new QToolButton(this);
    reset->setObjectName(QStringLiteral("resetAllButton"));
    reset->setText(tr("Reset all"));
    reset->setAccessibleName(tr("Reset all sliders"));
    reset->setToolTip(m_resetAll->toolTip());
    reset->setFocusPolicy(Qt::TabFocus);
    connect(reset, &QToolButton::clicked, m_resetAll, &QAction::trigger);

    m_counter = new QLabel(this);
    m_counter->setObjectName(QStringLiteral("counter"));
    m_counter->setForegroundRole(QPalette::PlaceholderText);
    m_counter->setWordWrap(true);

    auto* header = new QWidget(this);
    auto* layout = new QVBoxLayout(header);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(4);
    const auto addLine = [layout](const std::vector<std::vector<QWidget*>>& groups) {
        auto* line = new QHBoxLayout;
        line->setSpacing(8);
        for (const auto& group : groups) {
            auto* together = new QHBoxLayout;
            together->setSpacing(0);
            for (QWidget* widget : group) {
                together->addWidget(widget);
            }
            line->addLayout(together);
        }
        line->addStretch(1);
        layout->addLayout(line);
    };
    addLine({{latent, components}, {index, byInfluence}});
    addLine({{makeRandomiseButton()}, {reset}});
    layout->addWidget(m_counter);
    return header;
}

QToolButton* SliderPanel::makeRandomiseButton()
{
    auto* menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    const auto add = [&](const QString& text, const QString& tip, RandomFrom from) {
        QAction* action = menu->addAction(text, this, [this, from] { randomiseFrom(from); });
        action->setToolTip(tip);
        return action;
    };
    m_fromSamples = add(tr("From the data"), {}, RandomFrom::Samples);
    m_fromSamples->setObjectName(QStringLiteral("randomFromData"));
    add(tr("From the prior"), tr("A draw from the distribution that the decoder was trained on"), RandomFrom::Prior)
        ->setObjectName(QStringLiteral("randomFromPrior"));
    add(tr("Around here"), tr("The current point plus noise of the amount below"), RandomFrom::AroundCurrent)
        ->setObjectName(QStringLiteral("randomAround"));

    m_amount = new QDoubleSpinBox;
    m_amount->setObjectName(QStringLiteral("randomAmount"));
    m_amount->setAccessibleName(tr("Amount of noise around here, in standard deviations"));
    m_amount->setToolTip(m_amount->accessibleName());
    m_amount->setRange(0.01, 5);
    m_amount->setSingleStep(0.1);
    m_amount->setValue(0.5);
    m_amount->setSuffix(tr(" σ"));
    auto* place = new QWidget;
    auto* line = new QHBoxLayout(place);
    line->setContentsMargins(24, 4, 8, 4);
    auto* label = new QLabel(tr("A&mount"));
    label->setBuddy(m_amount);
    line->addWidget(label);
    line->addWidget(m_amount, 1);
    auto* amount = new QWidgetAction(menu);
    amount->setDefaultWidget(place);
    menu->addAction(amount);

    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("randomiseButton"));
    button->setText(tr("Randomise"));
    button->setAccessibleName(tr("Randomise"));
    button->setPopupMode(QToolButton::MenuButtonPopup);
    button->setFocusPolicy(Qt::TabFocus);
    button->setMenu(menu);
    connect(button, &QToolButton::clicked, m_randomise, &QAction::trigger);
    return button;
}

void SliderPanel::randomiseFrom(RandomFrom from)
{
    const auto statistics = m_statistics.latents();
    m_lastRandom = from;
    if (from == RandomFrom::Samples && (!statistics || statistics->samples == 0)) {
        from = RandomFrom::Prior; // what there is, when there are no data
    }
    const auto& space = m_session.state().space;
    if (from == RandomFrom::Prior && m_mapping && space && space->manifest.mapping) {
        const ManifestMapping& mapping = *space->manifest.mapping;
        return m_mapping->ask(drawFromPrior(mapping.prior, static_cast<std::size_t>(mapping.size), m_random));
    }
    m_session.edit(tr("Randomise"), [&](SessionState& state) {
        randomise(state, from, static_cast<float>(m_amount->value()), statistics.get(), m_map.components().get(),
                  m_random);
    });
}

void SliderPanel::setMapping(MappedDraw& mapping)
{
    m_mapping = &mapping;
    connect(&mapping, &MappedDraw::drawn, this, &SliderPanel::goToDrawn);
}

void SliderPanel::goToDrawn(const LatentVector& latent)
{
    if (latent.size() == m_session.state().base.size()) {
        m_session.edit(tr("Randomise"),
                       [&](SessionState& state) { goToPoint(state, latent, m_map.components().get()); });
    }
}

void SliderPanel::setBasis(SliderBasis basis)
{
    m_session.edit(basis == SliderBasis::Latent ? tr("Latent axes") : tr("Principal components"),
                   [basis](SessionState& state) { state.basis = basis; });
    showState();
}

void SliderPanel::setSort(SliderSort sort)
{
    m_session.edit(sort == SliderSort::Index ? tr("Sort by index") : tr("Sort by influence"),
                   [sort](SessionState& state) { state.sort = sort; });
    showState();
}

/// Shows the state; the buttons' own signals come from clicks alone, so that showing is not editing.
void SliderPanel::showState()
{
    const SessionState& state = m_session.state();
    const bool hasSpace = state.space != nullptr;
    m_basis->button(static_cast<int>(state.basis))->setChecked(true);
    m_sort->button(static_cast<int>(state.sort))->setChecked(true);

    QAbstractButton* components = m_basis->button(static_cast<int>(SliderBasis::PrincipalComponents));
    const bool hasComponents = m_map.components() != nullptr;
    components->setEnabled(hasSpace && (hasComponents || state.basis == SliderBasis::PrincipalComponents));
    const QString reason = hasSpace ? m_map.message() : tr("No space is open.");
    components->setToolTip(hasComponents      ? tr("One slider for each principal component of the data")
                           : reason.isEmpty() ? tr("The principal components are being computed.")
                                              : reason);
    for (QAbstractButton* button : m_sort->buttons()) {
        button->setEnabled(hasSpace);
    }
    m_basis->button(static_cast<int>(SliderBasis::Latent))->setEnabled(hasSpace);
    m_randomise->setEnabled(hasSpace && !state.base.empty());
    m_resetAll->setEnabled(hasSpace && !state.base.empty());
    findChild<QToolButton*>(QStringLiteral("randomiseButton"))->setEnabled(m_randomise->isEnabled());
    findChild<QToolButton*>(QStringLiteral("resetAllButton"))->setEnabled(m_resetAll->isEnabled());
    const auto statistics = m_statistics.latents();
    const bool hasData = statistics && statistics->samples > 0;
    m_fromSamples->setEnabled(hasData);
    m_fromSamples->setToolTip(hasData ? tr("A draw with the mean and the covariance of the data")
                                      : tr("This space has no encoded data."));
    findChild<QToolButton*>(QStringLiteral("randomiseButton"))
        ->setToolTip(tr("A random point (Ctrl+R): from the data, from the prior, or around here; locked sliders stay"));

    const int count = m_view->rowCount();
    const bool isMeasured = count > 0 && m_influence.values().size() == static_cast<std::size_t>(count);
    const auto number = [locale = QLocale()](auto n) { return locale.toString(n); };
    QStringList lines{isMeasured ? tr("%1 of %2 matter").arg(number(m_influence.mattering()), number(count))
                                 : m_influence.message(),
                      m_statistics.message()};
    lines.removeAll(QString());
    m_counter->setVisible(count > 0);
    m_counter->setText(lines.join(QLatin1Char('\n')));
    m_counter->setToolTip(tr("How many sliders change the picture so that it can be seen"));
}
