// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapView.h"

#include "base/UpdatePacer.h"
#include "controls/ShorteningLabel.h"
#include "derived/ShownTrust.h"
#include "plots/BesideMap.h"
#include "plots/ColourBar.h"
#include "plots/LegendView.h"
#include "plots/MapArea.h"
#include "plots/MapCanvas.h"
#include "plots/MapEdits.h"
#include "plots/MapGround.h"
#include "plots/MapKey.h"
#include "plots/MapNames.h"
#include "plots/MapPairs.h"
#include "plots/MapRing.h"
#include "plots/MapSearch.h"
#include "plots/MapTools.h"
#include "plots/ProjectionBar.h"
#include "plots/SampleHover.h"
#include "plots/TrustLine.h"
#include "plots/TwoMaps.h"

#include <QAction>
#include <QEvent>
#include <QMenu>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>

#include <qcustomplot.h>

namespace {

/// Of the samples' pictures, as far as the space says.
QSize pictureShape(const SpaceManifest& manifest)
{
    if (manifest.samples && manifest.samples->thumbnail.width > 0) {
        return {manifest.samples->thumbnail.width, manifest.samples->thumbnail.height};
    }
    return manifest.decoder ? QSize(manifest.decoder->picture.width, manifest.decoder->picture.height) : QSize();
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
    TwoMaps* maps = nullptr;
    MapTools* tools = nullptr;
    MapSearch* search = nullptr;
    ShorteningLabel* counts = nullptr;
    std::unique_ptr<MapRing> ring;
    std::unique_ptr<MapPairs> pairs;
    MapGround* ground = nullptr;
    const ShownTrust* trust = nullptr;
    const ShownTrust* otherTrust = nullptr; ///< of the map beside: one colour bar is for both
    std::unique_ptr<SampleHover> hover;
    MapNames valueNames;

    QAction* go = nullptr;
    QAction* nearest = nullptr;
    QAction* useWith = nullptr;
    QAction* useWithout = nullptr;
    QAction* selectValue = nullptr;
    QAction* giveLabel = nullptr;
    QAction* clear = nullptr;
    QAction* invert = nullptr;
    QAction* grow = nullptr;
    QAction* find = nullptr;
    QAction* reset = nullptr;

    MapContent content;
    MapColouring colouring;
    std::shared_ptr<const LabelTable> shownLabels; ///< that hold `shownColumn`
    const LabelColumn* shownColumn = nullptr;      ///< of `colouring`
    std::shared_ptr<const MapTrust> shownTrust;    ///< in place of it
    std::optional<std::uint32_t> menuSample;       ///< under the cursor when the menu was opened
    int rangeGesture = 0;
    std::function<void()> follow = [] {}; ///< shows the newest places of a map that moves
    UpdatePacer pacer;                    ///< so that the map's own computing goes on
    QTimer nextLook{nullptr};

    void build();
    void buildActions();
    QAction* addAction(const QString& name, const QString& text, const std::function<void()>& act);
    void connectCanvas();
    void connectSession();

    [[nodiscard]] const LabelTable* labels() const;
    [[nodiscard]] const LabelColumn* column() const;
    [[nodiscard]] QString number(std::size_t value) const { return self.locale().toString(qulonglong{value}); }
    void showColumns();
    void showColours();
    void showCounts();
    [[nodiscard]] std::shared_ptr<const MapTrust> trustOf(const ShownTrust* source) const;
    [[nodiscard]] BesideMap* besideMap() const;
    void showLook();
    [[nodiscard]] SampleSet visibleSamples() const;
    void showNames();
    void followPoint(PointPlacement& placement, const DatasetMap& basis);
    void followShown(const ShownMap& shown);
    void setContent(MapContent next);
    void move(MapContent next);
    void setGroundSeen(bool isSeen);
    void showHover();
    void showMenu(const QPoint& place);
};

// What it is made of

void MapView::Impl::build()
{
    canvas = new MapCanvas;
    key = new MapKey;
    area = new MapArea(canvas, key);
    maps = new TwoMaps(area);
    tools = new MapTools;
    search = new MapSearch(session);
    ring = std::make_unique<MapRing>(session, edits, *canvas);
    pairs = std::make_unique<MapPairs>(session, *canvas);
    hover = std::make_unique<SampleHover>(*canvas, pictures);
    counts = new ShorteningLabel;
    counts->setObjectName("mapCounts");
    rows = new QVBoxLayout(&self);
    rows->setContentsMargins(8, 4, 8, 4);
    rows->setSpacing(4);
    rows->addWidget(tools);
    rows->addWidget(search);
    rows->addWidget(maps, 1);
    rows->addWidget(counts);
    setTabOrder(tools, canvas);
    setTabOrder(canvas, &key->bar());
    setTabOrder(&key->bar(), &key->legend());
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
    grow = addAction("mapGrowSelection", tr("Grow selection by neighbours"), [this] { Q_EMIT self.growAsked(); });
    find = addAction("mapFind", tr("Find samples…"), [this] { self.findSamples(); });
    invert = addAction("mapInvertSelection", tr("Invert selection"), [this] { self.invertSelection(); });
    reset = addAction("mapResetView", tr("Reset view"), [this] { canvas->resetView(); });
}

void MapView::Impl::connectCanvas()
{
    connect(tools, &MapTools::toolChosen, canvas, &MapCanvas::setTool);
    connect(canvas, &MapCanvas::toolChanged, tools, &MapTools::setTool);
    connect(tools, &MapTools::showAllAsked, canvas, &MapCanvas::resetView);
    connect(tools, &MapTools::labelAsked, &self, &MapView::labelAsked);
    connect(tools, &MapTools::lookChosen, &self, [this](PointLook look) { edits.setLook(look); });
    connect(canvas, &MapCanvas::lookRequested, &self, [this](PointLook look) { edits.setLook(look); });
    connect(tools, &MapTools::namesToggled, &self, [this] { edits.toggleNames(); });
    connect(canvas, &MapCanvas::namesRequested, &self, [this] { edits.toggleNames(); });
    connect(canvas, &MapCanvas::hoverChanged, &self, [this] { showHover(); });
    connect(canvas, &MapCanvas::clicked, &self,
            [this](quint32 sample, Qt::KeyboardModifiers modifiers) { edits.click(sample, modifiers); });
    connect(canvas, &MapCanvas::enclosed, &self,
            [this](const SampleSet& hit, Qt::KeyboardModifiers modifiers) { edits.select(hit, modifiers); });
    connect(canvas, &MapCanvas::markerTaken, &self, [this] { ring->take(); });
    connect(canvas, &MapCanvas::markerCarried, &self, [this](MapPosition to) { ring->carry(to); });
    connect(canvas, &MapCanvas::markerPutBack, &self, [this] {
        ring->putDown();
        edits.putPointBack();
    });
    connect(canvas, &MapCanvas::markerPutDown, &self, [this] { ring->putDown(); });
    connect(search, &MapSearch::found, &self,
            [this](const SampleSet& samples, const QString& text, Qt::KeyboardModifiers keys) {
                edits.find(samples, text, keys);
                canvas->showSamples(samples);
            });
    connect(search, &MapSearch::closed, canvas, [this] { canvas->setFocus(); });
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
        const MapAppearance& map = session.state().map;
        edits.showOnly(map.coloursByTrust ? tr("trust") : QString::fromStdString(map.colourBy), range, rangeGesture);
    });
}

void MapView::Impl::connectSession()
{
    connect(tools, &MapTools::columnChosen, &self, [this](const QString& name) { edits.colourBy(name); });
    connect(tools, &MapTools::trustChosen, &self, [this] { edits.colourByTrust(); });
    connect(&session, &Session::pointChanged, &self, [this] { ring->show(); });
    connect(&session, &Session::attributesChanged, &self, [this] { pairs->show(); });
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
        showLook();
    });
    connect(&pictures, &SamplePictures::changed, &self, [this] {
        canvas->showNewPictures();
        showHover();
    });
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
    QStringList names;
    if (labels()) {
        for (const LabelColumn& each : labels()->columns) {
            names << QString::fromStdString(each.name);
        }
    }
    const MapAppearance& map = session.state().map;
    tools->setColumns(names, QString::fromStdString(map.colourBy), map.coloursByTrust);
}

void MapView::Impl::showColours()
{
    const SessionState& state = session.state();
    shownLabels = state.labels();
    shownColumn = column();
    shownTrust = trustOf(trust);
    const auto other = trustOf(otherTrust);
    colouring =
        colourSamples({.samples = canvas->sampleCount(),
                       .column = shownColumn,
                       .numbers = shownTrust ? std::span<const float>(shownTrust->values) : std::span<const float>(),
                       .otherNumbers = other ? std::span<const float>(other->values) : std::span<const float>(),
                       .hiddenValues = state.map.hiddenValues,
                       .shownRange = state.map.shownRange,
                       .selection = state.selection.get(),
                       .isDark = self.palette().color(QPalette::Base).lightness() < 128});
    canvas->setStyles(colouring.styles, colouring.palette);
    key->setColouring(colouring, state.map.shownRange);
    area->arrange();
    showNames();
    showCounts();
    showHover();
}

SampleSet MapView::Impl::visibleSamples() const
{
    SampleSet samples;
    for (std::uint32_t i = 0; i < colouring.styles.size(); ++i) {
        if (colouring.palette[colouring.styles[i]].isVisible) {
            samples.push_back(i);
        }
    }
    return samples;
}

void MapView::Impl::showLook()
{
    const MapAppearance& map = session.state().map;
    tools->setLook(map.look, map.showsNames);
    canvas->setLook(map.look);
}

void MapView::Impl::showNames()
{
    const bool areShown = session.state().map.showsNames && shownColumn != nullptr && content.positions;
    canvas->setNames(areShown ? valueNames.names(colouring, content.positions, shownLabels, *shownColumn)
                              : std::vector<MapName>());
}

/// Where there is no room, what is selected and what has no place are left out first.
void MapView::Impl::showCounts()
{
    QStringList parts;
    const std::size_t samples = canvas->sampleCount();
    if (samples > 0) {
        parts << (colouring.shown < samples
                      ? tr("%1, %2 shown").arg(edits.samplesText(samples), number(colouring.shown))
                      : edits.samplesText(samples));
    }
    const QString line = session.state().map.coloursByTrust && trust != nullptr ? trustLine(*trust) : QString();
    const QStringList least = shownTrust ? QStringList(line) : parts;
    const QStringList fewer = line.isEmpty() ? parts : parts + QStringList(line);
    if (const std::size_t lost = samples - canvas->pointCount(); lost > 0) {
        parts << tr("%1 without a place").arg(number(lost));
    }
    if (const auto& selection = session.state().selection) {
        parts << tr("%1 selected").arg(number(selection->size()));
    }
    if (!line.isEmpty()) {
        parts << line;
    }
    const QString dot = QStringLiteral(" · ");
    counts->setForms({parts.join(dot), fewer.join(dot), least.join(dot)});
    counts->setToolTip(shownTrust ? counts->text() + QLatin1Char('\n') + trustTip(*shownTrust) : counts->text());
}

std::shared_ptr<const MapTrust> MapView::Impl::trustOf(const ShownTrust* source) const
{
    return session.state().map.coloursByTrust && source != nullptr ? source->trust() : nullptr;
}

/// Null where the first map is alone.
BesideMap* MapView::Impl::besideMap() const
{
    auto* const beside = qobject_cast<BesideMap*>(maps->second());
    return beside != nullptr && beside->isVisibleTo(maps) ? beside : nullptr;
}

/// The view goes back to all of the samples, unless the places are those that are shown.
void MapView::Impl::setContent(MapContent next)
{
    const auto& space = session.state().space;
    if (!space || !next.positions || next.positions->rows() != space->sampleCount()) { // of the space before
        next = {nullptr, nullptr, {}, next.message};
    }
    if (next.positions != content.positions) {
        canvas->setPositions(next.positions ? placesOf(*next.positions) : std::vector<MapPosition>{},
                             next.hasEqualUnits);
    }
    content = std::move(next);
    canvas->setMessage(content.positions ? QString() : content.message);
    tools->enable(canvas->pointCount() > 0, content.message);
    canvas->setAxisLabels(content.axes[0], content.axes[1]);
    canvas->setPictures([this](std::uint32_t sample) { return pictures.picture(sample); },
                        space ? pictureShape(space->manifest) : QSize());
    showColumns();
    showColours();
    showLook();
    ring->setContent(content);
    pairs->setContent(content);
}

/// The same samples on their way; the view stays where the user moved it. A hand that draws on the map has it stand.
void MapView::Impl::move(MapContent next)
{
    const bool isOnItsWay = content.positions && next.positions &&
                            content.positions->rows() == next.positions->rows() && next.axes == content.axes;
    if (!isOnItsWay) {
        setContent(std::move(next));
    } else if (next.positions != content.positions &&
               canvas->movePositions(placesOf(*next.positions), colouring.styles)) {
        content = std::move(next);
        showNames();
        ring->setContent(content);
        pairs->setContent(content);
    }
}

/// Ring and pairs stand where `placement` has them.
void MapView::Impl::followPoint(PointPlacement& placement, const DatasetMap& basis)
{
    ring->setSources(&placement, &basis);
    pairs->setPlacement(placement);
    connect(&placement, &PointPlacement::changed, &self, [this] {
        ring->show();
        pairs->show();
    });
}

/// A map that moves is painted as often as leaves its own computing in peace.
void MapView::Impl::followShown(const ShownMap& shown)
{
    connect(&shown, &ShownMap::changed, &self, [this, &shown] { setContent(shown.content()); });
    follow = [this, &shown] {
        using Clock = UpdatePacer::Clock;
        const auto start = Clock::now();
        const auto wait = pacer.wait(start);
        if (!self.isVisible() || nextLook.isActive()) {
            return; // what nobody sees waits; and what is seen, for its turn
        }
        if (wait > Clock::duration::zero()) {
            return nextLook.start(std::chrono::ceil<std::chrono::milliseconds>(wait));
        }
        move(shown.content());
        const auto moved = Clock::now();
        pacer.done(moved, moved - start + canvas->paintingTime());
    };
    nextLook.setSingleShot(true);
    connect(&nextLook, &QTimer::timeout, &self, [this] { follow(); });
    connect(&shown, &ShownMap::moved, &self, [this] { follow(); });
    connect(canvas, &MapCanvas::dragEnded, &self, [this] { follow(); });
    setContent(shown.content());
}

void MapView::Impl::setGroundSeen(bool isSeen)
{
    if (ground != nullptr) {
        ground->setSeen(isSeen);
    }
}

void MapView::Impl::showHover()
{
    hover->show(labels(), shownTrust.get());
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
    grow->setEnabled(hasSelection);
    invert->setEnabled(canvas->pointCount() > 0);

    auto* menu = new QMenu(&self);
    menu->setObjectName("mapMenu");
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({go, nearest});
    menu->addSeparator();
    menu->addActions({giveLabel, useWith, useWithout});
    menu->addSeparator();
    menu->addActions({find, selectValue, grow, invert, clear});
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
    setMap({});
}

MapView::MapView(Session& session, const ShownMap& shown, const DatasetMap& basis, TsneLayout& tsne,
                 PointPlacement& placement, DecodedGround& ground, const ShownTrust& trust,
                 const SamplePictures& pictures, QWidget* parent)
    : MapView(session, pictures, parent)
{
    m_impl->ground = new MapGround(session, ground, m_impl->edits, *m_impl->canvas, *m_impl->tools, this);
    m_impl->followPoint(placement, basis);
    setTrust(trust, nullptr);
    auto* const kinds = new ProjectionBar(session, tsne, basis);
    connect(kinds, &ProjectionBar::fileAsked, this, &MapView::fileAsked);
    connect(kinds, &ProjectionBar::keptRenameAsked, this, &MapView::keptRenameAsked);
    connect(kinds, &ProjectionBar::keptRemovalAsked, this, &MapView::keptRemovalAsked);
    m_impl->rows->insertWidget(0, kinds);
    m_impl->followShown(shown);
}

MapView::MapView(Session& session, const ShownMap& shown, const DatasetMap& basis, PointPlacement& placement,
                 const SamplePictures& pictures, QWidget* parent)
    : MapView(session, pictures, parent)
{
    m_impl->followPoint(placement, basis);
    m_impl->tools->hide();
    m_impl->counts->hide();
    m_impl->area->leaveOutKey();
    m_impl->rows->setContentsMargins(0, 0, 0, 0);
    m_impl->followShown(shown);
}

void MapView::setSecondSeed(SecondSeed& second, const DatasetMap& basis)
{
    if (m_impl->trust != nullptr) {
        setTrust(*m_impl->trust, &second.trust);
    }
    m_impl->maps->setSecond([this, &second, &basis] {
        auto* const beside = new BesideMap(m_impl->session, second, basis, m_impl->pictures);
        MapView& view = beside->view();
        MapCanvas* const other = &view.canvas();
        view.setTrust(second.trust, m_impl->trust);
        other->setTool(m_impl->canvas->tool());
        connect(m_impl->canvas, &MapCanvas::toolChanged, other, &MapCanvas::setTool);
        connect(other, &MapCanvas::toolChanged, m_impl->canvas, &MapCanvas::setTool);
        connect(&view, &MapView::labelAsked, this, &MapView::labelAsked);
        connect(&view, &MapView::growAsked, this, &MapView::growAsked);
        return beside;
    });
    const auto show = [this] {
        const MapProjection& projection = m_impl->session.state().projection;
        m_impl->maps->showSecond(projection.kind == MapKind::Tsne && projection.besideSeed.has_value());
    };
    connect(&m_impl->session, &Session::mapChanged, this, show);
    show();
}

void MapView::setTrust(const ShownTrust& trust, const ShownTrust* other)
{
    for (const ShownTrust* const each : {m_impl->trust, m_impl->otherTrust}) {
        if (each != nullptr) {
            each->disconnect(this);
        }
    }
    m_impl->trust = &trust;
    m_impl->otherTrust = other;
    for (const ShownTrust* const each : {&trust, other}) {
        if (each != nullptr) {
            connect(each, &ShownTrust::changed, this, [this] { m_impl->showColours(); });
        }
    }
    m_impl->showColours();
}

MapView::~MapView() = default;

void MapView::setMap(const MapContent& content)
{
    m_impl->setContent(content);
}

MapCanvas& MapView::canvas() const
{
    return *m_impl->canvas;
}

void MapView::setChosenPair(const std::optional<std::array<std::uint32_t, 2>>& samples)
{
    m_impl->pairs->setChosen(samples);
}

QString MapView::countLine() const
{
    return m_impl->counts->text();
}

SampleSet MapView::shownSamples() const
{
    if (!m_impl->content.positions) {
        return {};
    }
    if (const auto& selection = m_impl->session.state().selection) {
        return *selection;
    }
    return m_impl->visibleSamples();
}

std::vector<const MapView*> MapView::shownMaps() const
{
    const BesideMap* const beside = m_impl->besideMap();
    return beside == nullptr ? std::vector<const MapView*>{this} : std::vector<const MapView*>{this, &beside->view()};
}

Qt::Orientation MapView::orientation() const
{
    return m_impl->maps->orientation();
}

QString MapView::seedTitle(std::size_t which) const
{
    const MapProjection& projection = m_impl->session.state().projection;
    const std::uint64_t seed = which == 0 ? projection.tsne.seed : projection.besideSeed.value_or(0);
    return tr("t-SNE, seed %1").arg(locale().toString(qulonglong{seed}));
}

QSize MapView::drawingSize() const
{
    return m_impl->area->size();
}

void MapView::draw(QCPPainter& painter) const
{
    painter.fillRect(QRect(QPoint(), drawingSize()), palette().color(QPalette::Base));
    m_impl->canvas->draw(painter);
    if (!m_impl->key->isEmpty()) {
        painter.setClipping(false);
        m_impl->key->render(&painter, m_impl->key->pos(), QRegion(), QWidget::DrawChildren);
    }
}

void MapView::goToNearest()
{
    if (const auto sample = m_impl->canvas->sampleNearMarker(m_impl->session.state().sample)) {
        m_impl->edits.goTo(*sample, false);
    }
}

void MapView::findSamples()
{
    m_impl->search->ask();
}

void MapView::clearSelection()
{
    m_impl->edits.setSelection(tr("Clear selection"), {});
}

/// Of the samples that are shown.
void MapView::invertSelection()
{
    const auto before = m_impl->session.state().selection;
    SampleSet inverted = m_impl->visibleSamples();
    if (before) {
        std::erase_if(inverted, [&](std::uint32_t sample) { return std::ranges::binary_search(*before, sample); });
    }
    m_impl->edits.setSelection(tr("Invert selection"), std::move(inverted));
}

void MapView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_impl->showColours();
    }
}

void MapView::showEvent(QShowEvent*)
{
    m_impl->follow();
    m_impl->setGroundSeen(true);
}

void MapView::hideEvent(QHideEvent*)
{
    m_impl->canvas->leaveHover();
    m_impl->setGroundSeen(false);
}
