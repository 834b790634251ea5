// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/AxesBar.h"

#include "controls/FlatButton.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>

#include <algorithm>
#include <iterator>
#include <utility>

namespace {

constexpr std::uint32_t mostComponents = 32; ///< that are offered; what lies behind them is noise to the eye
constexpr int listedAtOnce = 24;

} // namespace

AxesBar::AxesBar(Session& session, const DatasetMap& map, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_map(map)
{
    setObjectName("axesBar");
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    m_axes = {addChoice(0, "mapAxisX", tr("&x"), tr("What the map shows to the right")),
              addChoice(1, "mapAxisY", tr("&y"), tr("What the map shows upwards"))};
    auto* swapButton = makeFlatButton("mapSwapAxes", tr("Swap"),
                                      tr("Show to the right what is shown upwards, and the other way round"));
    auto* fileButton = makeFlatButton(
        "mapFromFile", tr("File…"),
        tr("A map that was computed elsewhere (UMAP and others): two columns of a table, or an .npy file"));
    row->addWidget(swapButton);
    row->addWidget(fileButton);
    connect(swapButton, &QToolButton::clicked, this, &AxesBar::swap);
    connect(fileButton, &QToolButton::clicked, this, &AxesBar::fileAsked);
    connect(&session, &Session::spaceChanged, this, &AxesBar::refresh);
    connect(&session, &Session::labelsChanged, this, &AxesBar::refresh);
    connect(&session, &Session::attributesChanged, this, &AxesBar::refresh);
    connect(&session, &Session::mapChanged, this, &AxesBar::refresh);
    connect(&map, &DatasetMap::changed, this, &AxesBar::refresh);
    refresh();
}

QComboBox* AxesBar::addChoice(std::size_t which, const QString& name, const QString& caption, const QString& tip)
{
    auto* box = new QComboBox;
    box->setObjectName(name);
    box->setAccessibleName(tip);
    box->setToolTip(tip);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(7);
    box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    box->setMaxVisibleItems(listedAtOnce);
    auto* label = new QLabel(caption);
    label->setBuddy(box);
    layout()->addWidget(label);
    layout()->addWidget(box);
    connect(box, &QComboBox::activated, this, [this, which](int index) { choose(which, index); });
    return box;
}

/// What the user made first, what there is most of last.
std::vector<MapAxis> AxesBar::choices() const
{
    const SessionState& state = m_session.state();
    std::vector<MapAxis> all;
    for (const AttributeSlider& slider : state.attributes) {
        all.push_back({MapAxis::Kind::Attribute, 0, slider.name});
    }
    for (const AttributeSlider& slider : state.attributes) {
        all.push_back({MapAxis::Kind::Component, 0, slider.name});
    }
    if (const auto& labels = state.labels()) {
        for (const LabelColumn& column : labels->columns) {
            if (column.isNumeric) {
                all.push_back({MapAxis::Kind::Label, 0, column.name});
            }
        }
    }
    const auto components = m_map.components();
    const auto known = components ? static_cast<std::uint32_t>(components->components.rows()) : 0U;
    for (std::uint32_t i = 0; i < std::min(known, mostComponents); ++i) {
        all.push_back({MapAxis::Kind::Component, i, {}});
    }
    for (std::uint32_t i = 0; state.space && i < static_cast<std::uint32_t>(state.space->latentSize()); ++i) {
        all.push_back({MapAxis::Kind::Latent, i, {}});
    }
    return all;
}

void AxesBar::refresh()
{
    std::vector<MapAxis> all = choices();
    for (const MapAxis& axis : m_session.state().projection.axes) { // one that is gone can still be seen, and left
        if (std::ranges::find(all, axis) == all.end()) {
            all.push_back(axis);
        }
    }
    std::vector<QString> titles;
    std::ranges::transform(all, std::back_inserter(titles),
                           [this](const MapAxis& axis) { return axisTitle(m_session.state(), axis); });
    if (all != m_choices || titles != m_titles) {
        m_choices = std::move(all);
        m_titles = std::move(titles);
        for (QComboBox* box : m_axes) {
            const QSignalBlocker blocker(box);
            box->clear();
            box->addItems(QStringList(m_titles.begin(), m_titles.end()));
        }
    }
    for (std::size_t which = 0; which < m_axes.size(); ++which) {
        const QSignalBlocker blocker(m_axes[which]);
        const auto found = std::ranges::find(m_choices, m_session.state().projection.axes[which]);
        m_axes[which]->setCurrentIndex(static_cast<int>(found - m_choices.begin()));
    }
}

void AxesBar::choose(std::size_t which, int index)
{
    const MapAxis axis = m_choices[static_cast<std::size_t>(index)];
    const QString title = axisTitle(m_session.state(), axis);
    m_session.edit(which == 0 ? tr("Show %1 to the right").arg(title) : tr("Show %1 upwards").arg(title),
                   [&](SessionState& state) { state.projection.axes[which] = axis; });
}

void AxesBar::swap()
{
    m_session.edit(tr("Swap the map's axes"),
                   [](SessionState& state) { std::swap(state.projection.axes[0], state.projection.axes[1]); });
}
