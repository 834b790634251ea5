// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapView.h"

#include "derived/PointPlacement.h"
#include "plots/ColourBar.h"
#include "plots/LegendView.h"
#include "plots/MapArea.h"
#include "plots/MapCanvas.h"
#include "plots/MapEdits.h"
#include "plots/MapIcons.h"
#include "plots/MapKey.h"
#include "plots/ProjectionBar.h"
#include "plots/SamplePopup.h"

#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QCursor>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPointer>
#include <QToolButton>

#include <algorithm>
#include <functional>

namespace {

constexpr int mostPopupLabels = 8;

MapPosition planePosition(LatentView row)
{
    return {row[0], row.size() > 1 ? row[1] : 0.0f};
}

std::vector<MapPosition> plane(const LatentTable& coordinates)
{
    std::vector<MapPosition> positions(coordinates.rows());
    for (std::size_t i = 0; i < positions.size(); ++i) {
        positions[i] = planePosition(coordinates.row(i));
    }
    return positions;
}

} // namespace

struct MapView::Impl
{
    MapView& self;
    Session& session;
    const SamplePictures& pictures;
    MapEdits edits{session, self};

    QVBoxLayout* rows = nullptr;
    MapCanvas* canvas = nullptr;
    MapKey* key = nullptr;
    MapArea* area = nullptr;
    QComboBox* colourBy = nullptr;
    QLabel* counts = nullptr;
    QButtonGroup* tools = nullptr;
    QToolButton* showAll = nullptr;
    QToolButton* label = nullptr;
    QPointer<SamplePopup> popup; ///< the window owns it, so that it may reach beyond the map

    QAction* go = nullptr;
    QAction* nearest = nullptr;
    QAction* useWith = nullptr;
    QAction* useWithout = nullptr;
    QAction* selectValue = nullptr;
    QAction* giveLabel = nullptr;
    QAction* clear = nullptr;
    QAction* invert = nullptr;
    QAction* reset = nullptr;

    std::shared_ptr<const PrincipalComponents> components;
    std::shared_ptr<const LatentTable> coordinates;
    MapColouring colouring;
    std::shared_ptr<const LabelTable> shownLabels; ///< that hold `shownColumn`
    const LabelColumn* shownColumn = nullptr;      ///< of `colouring`
    std::optional<std::uint32_t> menuSample;       ///< under the cursor when the menu was opened
    int rangeGesture = 0;
    std::array<float, 2> takenAt{};       ///< where the ring was when the hand took it
    std::function<void()> follow = [] {}; ///< shows the newest places of a map that moves
    LatentVector takenBlend;              ///< of the samples around that, on a map without directions
    std::optional<MapPosition> carriedTo; ///< on such a map the ring stays in the hand until it is put down
    const PointPlacement* placement = nullptr;
    const DatasetMap* basis = nullptr; ///< its components know what locks hold, whatever map is shown

    void build();
    QHBoxLayout* buildTools();
    QToolButton* addTool(QHBoxLayout* row, const QString& name, const QString& text, const QString& tip);
    void enableTools(const QString& whyNot);
    void buildActions();
    QAction* addAction(const QString& name, const QString& text, const std::function<void()>& act);
    void connectCanvas();
    void connectSession();
    void applyTheme();

    [[nodiscard]] const LabelTable* labels() const;
    [[nodiscard]] const LabelColumn* column() const;
    [[nodiscard]] QString number(std::size_t value) const { return self.locale().toString(qulonglong{value}); }
    void showColumns();
    void showColours();
    void showCounts();
    void showMarker();
    void showPlacedMarker();
    void takePoint();
    void carryPoint(MapPosition to);
    void showHover();
    void showMenu(const QPoint& place);
};

// What it is made of

void MapView::Impl::build()
{
    canvas = new MapCanvas;
    key = new MapKey;
    area = new MapArea(canvas, key);
    counts = new QLabel;
    counts->setObjectName("mapCounts");
    counts->setForegroundRole(QPalette::PlaceholderText);
    counts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    rows = new QVBoxLayout(&self);
    rows->setContentsMargins(8, 4, 8, 4);
    rows->setSpacing(4);
    rows->addLayout(buildTools());
    rows->addWidget(area, 1);
    rows->addWidget(counts);
    setTabOrder(showAll, label);
    setTabOrder(label, colourBy);
    setTabOrder(colourBy, canvas);
    setTabOrder(canvas, &key->bar());
    setTabOrder(&key->bar(), &key->legend());
}

QToolButton* MapView::Impl::addTool(QHBoxLayout* row, const QString& name, const QString& text, const QString& tip)
{
    auto* button = new QToolButton;
    button->setObjectName(name);
    button->setAccessibleName(text);
    button->setToolTip(tip);
    button->setStatusTip(tip);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    row->addWidget(button);
    return button;
}

QHBoxLayout* MapView::Impl::buildTools()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(2);
    tools = new QButtonGroup(&self);
    const auto add = [&](MapTool tool, const QString& name, const QString& text, const QString& tip) {
        QToolButton* button = addTool(row, name, text, tip);
        button->setCheckable(true);
        tools->addButton(button, static_cast<int>(tool));
    };
    const QString keys = tr("Shift adds, Ctrl takes away, Esc clears");
    add(MapTool::Rectangle, "mapRectangle", tr("Rectangle"), tr("Select with a rectangle (M). %1").arg(keys));
    add(MapTool::Lasso, "mapLasso", tr("Lasso"), tr("Select with a lasso (L). %1").arg(keys));
    add(MapTool::Pan, "mapPan", tr("Hand"), tr("Move the map (H), also with the middle button or Space held"));
    tools->button(static_cast<int>(MapTool::Rectangle))->setChecked(true);
    showAll =
        addTool(row, "mapShowAll", tr("Show all"), tr("Show the whole map (R or double-click beside the points)"));
    label = addTool(row, "mapLabel", tr("Label"), tr("Label the selected samples (Ctrl+Shift+L)"));
    row->addStretch(1);

    colourBy = new QComboBox;
    colourBy->setObjectName("mapColourBy");
    colourBy->setAccessibleName(tr("Colour by"));
    colourBy->setToolTip(tr("The label that the points are coloured by"));
    colourBy->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    colourBy->setMinimumContentsLength(8);
    colourBy->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    auto* caption = new QLabel(tr("&Colour by"));
    caption->setBuddy(colourBy);
    row->addWidget(caption);
    row->addSpacing(4);
    row->addWidget(colourBy);
    return row;
}

/// Without a map (`whyNot` says why there is none) there is nothing to select, to move or to show.
void MapView::Impl::enableTools(const QString& whyNot)
{
    QList<QAbstractButton*> buttons = tools->buttons();
    buttons.append({showAll, label});
    for (QAbstractButton* button : buttons) {
        button->setEnabled(canvas->pointCount() > 0);
        button->setToolTip(button->isEnabled() || whyNot.isEmpty() ? button->statusTip() : whyNot);
    }
}

QAction* MapView::Impl::addAction(const QString& name, const QString& text, const std::function<void()>& act)
{
    auto* action = new QAction(text, &self);
    action->setObjectName(name);
    self.addAction(action);
    connect(action, &QAction::triggered, &self, act);
    return action;
}

void MapView::Impl::buildActions()
{
    go = addAction("mapGoToSample", tr("Go to this sample"), [this] {
        if (menuSample) {
            edits.goTo(*menuSample, false);
        }
    });
    nearest = addAction("mapGoToNearest", tr("Go to the nearest sample"), [this] { self.goToNearest(); });
    useWith = addAction("mapUseAsWith", tr("Use selection as A (with)"),
                        [this] { edits.useSelection(tr("Use %1 as A"), &SessionState::withGroup); });
    useWithout = addAction("mapUseAsWithout", tr("Use selection as B (without)"),
                           [this] { edits.useSelection(tr("Use %1 as B"), &SessionState::withoutGroup); });
    selectValue = addAction("mapSelectValue", tr("Select all of this value"), [this] {
        if (menuSample && column()) {
            edits.selectAllOfValue(*column(), *menuSample);
        }
    });
    giveLabel = addAction("mapGiveLabel", tr("Label selection…"), [this] { Q_EMIT self.labelAsked(); });
    clear = addAction("mapClearSelection", tr("Clear selection"), [this] { self.clearSelection(); });
    invert = addAction("mapInvertSelection", tr("Invert selection"), [this] { self.invertSelection(); });
    reset = addAction("mapResetView", tr("Reset view"), [this] { canvas->resetView(); });
}

void MapView::Impl::connectCanvas()
{
    connect(tools, &QButtonGroup::idClicked, &self, [this](int id) { canvas->setTool(static_cast<MapTool>(id)); });
    connect(canvas, &MapCanvas::toolChanged, &self,
            [this](MapTool tool) { tools->button(static_cast<int>(tool))->setChecked(true); });
    connect(showAll, &QToolButton::clicked, &self, [this] { canvas->resetView(); });
    connect(label, &QToolButton::clicked, &self, &MapView::labelAsked);
    connect(canvas, &MapCanvas::hoverChanged, &self, [this] { showHover(); });
    connect(canvas, &MapCanvas::clicked, &self,
            [this](quint32 sample, Qt::KeyboardModifiers modifiers) { edits.click(sample, modifiers); });
    connect(canvas, &MapCanvas::enclosed, &self,
            [this](const SampleSet& hit, Qt::KeyboardModifiers modifiers) { edits.select(hit, modifiers); });
    connect(canvas, &MapCanvas::markerTaken, &self, [this] { takePoint(); });
    connect(canvas, &MapCanvas::markerCarried, &self, [this](MapPosition to) { carryPoint(to); });
    connect(canvas, &MapCanvas::markerPutBack, &self, [this] {
        carriedTo.reset();
        edits.putPointBack();
    });
    connect(canvas, &MapCanvas::markerPutDown, &self, [this] {
        carriedTo.reset();
        showMarker();
    });
    connect(canvas, &MapCanvas::clearRequested, &self, &MapView::clearSelection);
    connect(canvas, &MapCanvas::nearestRequested, &self, &MapView::goToNearest);
    connect(canvas, &MapCanvas::menuRequested, &self, [this](const QPoint& place) { showMenu(place); });
    connect(&key->legend(), &LegendView::toggled, &self, [this](const QString& value) { edits.toggle(value); });
    connect(&key->legend(), &LegendView::isolated, &self, [this](const QString& value, bool afterClick) {
        std::set<std::string> values;
        for (const LegendEntry& entry : key->legend().entries()) {
            values.insert(entry.key);
        }
        edits.isolate(value, std::move(values), afterClick);
    });
    connect(&key->bar(), &ColourBar::gestureBegan, &self, [this] { rangeGesture = session.newGesture(); });
    connect(&key->bar(), &ColourBar::picked, &self, [this](const std::optional<ShownRange>& range) {
        edits.showOnly(colourBy->currentText(), range, rangeGesture);
    });
}

void MapView::Impl::connectSession()
{
    connect(colourBy, &QComboBox::activated, &self, [this](int index) {
        const QString name = colourBy->itemData(index).toString();
        const QString text =
            name.isEmpty() ? tr("Colour the map with one colour") : tr("Colour the map by %1").arg(name);
        session.edit(text, [&](SessionState& state) {
            if (state.map.colourBy != name.toStdString()) {
                state.map = {.colourBy = name.toStdString(), .hiddenValues = {}, .shownRange = {}};
            }
        });
    });
    connect(&session, &Session::pointChanged, &self, [this] { showMarker(); });
    connect(&session, &Session::selectionChanged, &self, [this] { showColours(); });
    connect(&session, &Session::labelsChanged, &self, [this] {
        showColumns();
        if (column() != shownColumn) { // a row of keys on the contact sheet changes another one
            showColours();
        }
    });
    connect(&session, &Session::mapChanged, &self, [this] {
        showColumns();
        showColours();
    });
    connect(&pictures, &SamplePictures::changed, &self, [this] { showHover(); });
}

void MapView::Impl::applyTheme()
{
    tools->button(static_cast<int>(MapTool::Rectangle))->setIcon(mapIcon(MapIcon::Rectangle, self.palette()));
    tools->button(static_cast<int>(MapTool::Lasso))->setIcon(mapIcon(MapIcon::Lasso, self.palette()));
    tools->button(static_cast<int>(MapTool::Pan))->setIcon(mapIcon(MapIcon::Pan, self.palette()));
    showAll->setIcon(mapIcon(MapIcon::ShowAll, self.palette()));
    label->setIcon(mapIcon(MapIcon::Label, self.palette()));
}

// What it shows

const LabelTable* MapView::Impl::labels() const
{
    const auto& labels = session.state().labels();
    return labels && labels->rows == canvas->sampleCount() ? labels.get() : nullptr;
}

const LabelColumn* MapView::Impl::column() const
{
    return labels() ? labels()->find(session.state().map.colourBy) : nullptr;
}

void MapView::Impl::showColumns()
{
    const QSignalBlocker blocker(colourBy);
    colourBy->clear();
    colourBy->addItem(tr("one colour"), QString());
    if (labels()) {
        for (const LabelColumn& each : labels()->columns) {
            colourBy->addItem(QString::fromStdString(each.name), QString::fromStdString(each.name));
        }
    }
    colourBy->setEnabled(colourBy->count() > 1);
    colourBy->setCurrentIndex(std::max(0, colourBy->findData(QString::fromStdString(session.state().map.colourBy))));
}

void MapView::Impl::showColours()
{
    const SessionState& state = session.state();
    shownLabels = state.labels();
    shownColumn = column();
    colouring = colourSamples({.samples = canvas->sampleCount(),
                               .column = shownColumn,
                               .hiddenValues = state.map.hiddenValues,
                               .shownRange = state.map.shownRange,
                               .selection = state.selection.get(),
                               .isDark = self.palette().color(QPalette::Base).lightness() < 128});
    canvas->setStyles(colouring.styles, colouring.palette);
    key->setColouring(colouring, state.map.shownRange);
    area->arrange();
    showCounts();
    showHover();
}

void MapView::Impl::showCounts()
{
    QStringList parts;
    const std::size_t samples = canvas->sampleCount();
    if (samples > 0) {
        parts << (colouring.shown < samples
                      ? tr("%1, %2 shown").arg(edits.samplesText(samples), number(colouring.shown))
                      : edits.samplesText(samples));
    }
    if (const std::size_t lost = samples - canvas->pointCount(); lost > 0) {
        parts << tr("%1 without a place").arg(number(lost));
    }
    if (const auto& selection = session.state().selection) {
        parts << tr("%1 selected").arg(number(selection->size()));
    }
    counts->setText(parts.join(QStringLiteral(" · ")));
    counts->setToolTip(counts->text());
}

void MapView::Impl::showMarker()
{
    const SessionState& state = session.state();
    const LatentVector& point = session.currentPoint();
    if (!components || components->mean.size() != point.size()) {
        return showPlacedMarker();
    }
    canvas->setMarkerMovable(true);
    const auto place = [this](LatentView z) {
        const auto [x, y] = components->planeCoordinates(z);
        return MapPosition{x, y};
    };
    const bool hasAmounts = std::any_of(state.attributes.begin(), state.attributes.end(),
                                        [](const AttributeSlider& slider) { return slider.amount != 0; });
    canvas->setMarker(place(point), hasAmounts ? std::optional(place(state.base)) : std::nullopt);
}

/// On a map without directions: in the hand, else where its neighbours lie.
void MapView::Impl::showPlacedMarker()
{
    const bool hasMap = !components && coordinates && placement != nullptr;
    const std::optional<PlacedPoint> place = hasMap ? placement->place() : std::nullopt;
    canvas->setMarkerMovable(place.has_value());
    if (hasMap && carriedTo) {
        canvas->setMarker(carriedTo, std::nullopt);
    } else {
        canvas->setMarker(place ? std::optional(MapPosition{place->x, place->y}) : std::nullopt, std::nullopt,
                          place ? place->doubt : 0);
    }
}

void MapView::Impl::takePoint()
{
    edits.takePoint();
    const auto& space = session.state().space;
    if (components) {
        takenAt = components->planeCoordinates(session.currentPoint());
    } else if (placement != nullptr && placement->place() && coordinates && space && space->latents) {
        takenAt = {placement->place()->x, placement->place()->y};
        takenBlend = blendAt(*space->latents, *coordinates, takenAt[0], takenAt[1]);
    }
}

/// Along the map's two directions alone; on a map that has none, by the difference between the samples around the new
/// place and those around the old one, so that what is the point's own stays.
void MapView::Impl::carryPoint(MapPosition to)
{
    const PrincipalComponents* const locks = basis != nullptr ? basis->components().get() : components.get();
    const auto& space = session.state().space;
    if (components) {
        const LatentTable& axes = components->components;
        edits.carryPoint(to.x - takenAt[0], axes.row(0), to.y - takenAt[1],
                         axes.rows() > 1 ? axes.row(1) : LatentView(), components.get());
    } else if (!takenBlend.empty() && coordinates && space && space->latents &&
               coordinates->rows() == space->latents->rows() && space->latents->columns() == takenBlend.size()) {
        LatentVector way = blendAt(*space->latents, *coordinates, to.x, to.y);
        std::ranges::transform(way, takenBlend, way.begin(), std::minus());
        carriedTo = to;
        edits.carryPoint(way, locks);
        showMarker();
    }
}

void MapView::Impl::showHover()
{
    const auto sample = canvas->hovered();
    if (!sample) {
        if (popup) {
            popup->hide();
        }
        return;
    }
    if (!popup || popup->parentWidget() != self.window()) {
        delete popup;
        popup = new SamplePopup(self.window());
    }
    QStringList lines;
    if (labels()) {
        const auto& columns = labels()->columns;
        for (const LabelColumn& each : columns) {
            const std::uint32_t code = each.codes[*sample];
            const bool isKnown = code != LabelColumn::unknown;
            lines << tr("%1: %2").arg(QString::fromStdString(each.name),
                                      isKnown ? QString::fromStdString(each.values[code]) : tr("unknown"));
        }
        if (lines.size() > mostPopupLabels) {
            const auto more = static_cast<std::size_t>(lines.size() - mostPopupLabels + 1);
            lines.resize(mostPopupLabels - 1);
            lines << tr("and %1 more").arg(number(more));
        }
    }
    const QImage picture = pictures.picture(*sample);
    if (const QString why = picture.isNull() ? pictures.message(*sample) : QString(); !why.isEmpty()) {
        lines << why;
    }
    popup->setSample(picture, tr("Sample %1").arg(number(*sample)), lines);
    popup->showBeside(self.window()->mapFromGlobal(canvas->mapToGlobal(canvas->hoveredPixel()).toPoint()));
}

void MapView::Impl::showMenu(const QPoint& place)
{
    menuSample = canvas->hovered();
    canvas->leaveHover();
    const bool hasSelection = session.state().selection != nullptr;
    go->setText(menuSample ? tr("Go to sample %1").arg(number(*menuSample)) : tr("Go to this sample"));
    go->setEnabled(menuSample.has_value());
    nearest->setEnabled(canvas->markerPixel().has_value());
    useWith->setEnabled(hasSelection);
    useWithout->setEnabled(hasSelection);
    giveLabel->setEnabled(hasSelection);
    const bool hasValue = menuSample && column() && column()->codes[*menuSample] != LabelColumn::unknown;
    selectValue->setText(hasValue ? tr("Select all with %1 = %2")
                                        .arg(QString::fromStdString(column()->name),
                                             QString::fromStdString(column()->values[column()->codes[*menuSample]]))
                                  : tr("Select all of this value"));
    selectValue->setEnabled(hasValue);
    clear->setEnabled(hasSelection);
    invert->setEnabled(canvas->pointCount() > 0);

    auto* menu = new QMenu(&self);
    menu->setObjectName("mapMenu");
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({go, nearest});
    menu->addSeparator();
    menu->addActions({giveLabel, useWith, useWithout});
    menu->addSeparator();
    menu->addActions({selectValue, invert, clear});
    menu->addSeparator();
    menu->addAction(reset);
    menu->popup(place);
}

// The widget

MapView::MapView(Session& session, const SamplePictures& pictures, QWidget* parent)
    : QWidget(parent)
    , m_impl(new Impl{.self = *this, .session = session, .pictures = pictures})
{
    setObjectName("mapView");
    m_impl->build();
    m_impl->buildActions();
    m_impl->connectCanvas();
    m_impl->connectSession();
    m_impl->applyTheme();
    setMap(nullptr, nullptr, {});
}

MapView::MapView(Session& session, const DatasetMap& map, TsneLayout& tsne, const PointPlacement& placement,
                 const SamplePictures& pictures, QWidget* parent)
    : MapView(session, pictures, parent)
{
    m_impl->placement = &placement;
    m_impl->basis = &map;
    connect(&placement, &PointPlacement::changed, this, [this] { m_impl->showMarker(); });
    m_impl->rows->insertWidget(0, new ProjectionBar(session, tsne));
    // Until t-SNE has its first places, and while it waits to be started, the principal components are shown.
    const auto isTsne = [&session, &tsne] {
        return session.state().projection.kind == MapKind::Tsne && tsne.positions() != nullptr;
    };
    const auto refresh = [this, &map, &tsne, isTsne] {
        isTsne() ? setPositions(tsne.positions(), false) : setMap(map.components(), map.coordinates(), map.message());
    };
    connect(&map, &DatasetMap::changed, this, refresh);
    connect(&session, &Session::spaceChanged, this, refresh);
    connect(&session, &Session::mapChanged, this, refresh);
    // While it moves, the view stays where the user moved it. What nobody sees, or a hand draws on, waits.
    m_impl->follow = [this, &tsne, isTsne, refresh] {
        if (!isTsne()) {
            refresh();
        } else if (isVisible()) {
            setPositions(tsne.positions(), true);
        }
    };
    connect(&tsne, &TsneLayout::changed, this, [this] { m_impl->follow(); });
    connect(&tsne, &TsneLayout::moved, this, [this] { m_impl->follow(); });
    connect(m_impl->canvas, &MapCanvas::dragEnded, this, [this] { m_impl->follow(); });
    refresh();
}

MapView::~MapView()
{
    delete m_impl->popup;
}

void MapView::setMap(std::shared_ptr<const PrincipalComponents> components,
                     std::shared_ptr<const LatentTable> coordinates, const QString& message)
{
    const auto& space = m_impl->session.state().space;
    const bool fits = space && components && coordinates && coordinates->columns() > 0 &&
                      coordinates->rows() == space->sampleCount() &&
                      components->mean.size() == static_cast<std::size_t>(space->latentSize());
    m_impl->components = fits ? std::move(components) : nullptr; // else of the space before
    const auto shown = fits ? std::move(coordinates) : nullptr;
    if (shown != m_impl->coordinates) { // else the view stays where the user moved it
        m_impl->coordinates = shown;
        m_impl->canvas->setPositions(shown ? plane(*shown) : std::vector<MapPosition>{});
    }
    m_impl->canvas->setMessage(fits ? QString() : message);
    m_impl->enableTools(message);
    const auto axis = [&](std::size_t i) {
        const auto& basis = m_impl->components;
        if (!basis || i >= basis->explainedVariance.size() || !(basis->totalVariance > 0)) {
            return QString();
        }
        const double percent = 100 * basis->explainedVariance[i] / basis->totalVariance;
        return tr("PC %1 (%2 %)").arg(locale().toString(qulonglong{i + 1}), locale().toString(percent, 'f', 1));
    };
    m_impl->canvas->setAxisLabels(axis(0), axis(1));
    m_impl->showColumns();
    m_impl->showColours();
    m_impl->showMarker();
}

void MapView::setPositions(std::shared_ptr<const LatentTable> positions, bool isMoving)
{
    const auto& space = m_impl->session.state().space;
    if (!space || positions->rows() != space->sampleCount()) {
        return; // of the space before: those of this one come
    }
    const bool wasBasis = m_impl->components != nullptr;
    const bool isNew = positions != m_impl->coordinates;
    if (!isNew && !wasBasis) {
        return;
    }
    m_impl->components = nullptr;
    if (isMoving && !wasBasis && m_impl->canvas->sampleCount() == positions->rows()) {
        if (m_impl->canvas->movePositions(plane(*positions), m_impl->colouring.styles)) {
            m_impl->coordinates = std::move(positions);
            m_impl->showMarker();
        }
        return;
    }
    m_impl->coordinates = std::move(positions);
    m_impl->canvas->setPositions(plane(*m_impl->coordinates));
    m_impl->canvas->setMessage({});
    m_impl->enableTools({});
    m_impl->canvas->setAxisLabels(tr("t-SNE 1"), tr("t-SNE 2"));
    m_impl->showColumns();
    m_impl->showColours();
    m_impl->showMarker();
}

MapCanvas& MapView::canvas() const
{
    return *m_impl->canvas;
}

QString MapView::countLine() const
{
    return m_impl->counts->text();
}

void MapView::goToNearest()
{
    if (const auto sample = m_impl->canvas->sampleNearMarker(m_impl->session.state().sample)) {
        m_impl->edits.goTo(*sample, false);
    }
}

void MapView::clearSelection()
{
    m_impl->edits.setSelection(tr("Clear selection"), {});
}

/// Of the samples that are shown.
void MapView::invertSelection()
{
    const auto before = m_impl->session.state().selection;
    SampleSet inverted;
    for (std::uint32_t i = 0; i < m_impl->colouring.styles.size(); ++i) {
        const bool isShown = m_impl->colouring.palette[m_impl->colouring.styles[i]].isVisible;
        if (isShown && !(before && std::binary_search(before->begin(), before->end(), i))) {
            inverted.push_back(i);
        }
    }
    m_impl->edits.setSelection(tr("Invert selection"), std::move(inverted));
}

void MapView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_impl->applyTheme();
        m_impl->showColours();
    }
}

void MapView::showEvent(QShowEvent*)
{
    m_impl->follow();
}

void MapView::hideEvent(QHideEvent*)
{
    m_impl->canvas->leaveHover();
}
