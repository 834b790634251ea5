// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapTools.h"

#include "plots/MapIcons.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>

namespace {
constexpr int fewestLetters = 6;
constexpr int widestChoice = 200;
constexpr int trustPlace = 1; ///< among what points are coloured by
} // namespace

MapTools::MapTools(QWidget* parent)
    : QWidget(parent)
    , m_tools(new QButtonGroup(this))
    , m_caption(new QLabel(tr("&Colour by")))
    , m_colourBy(new QComboBox)
{
    setObjectName("mapTools");
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    const QString keys = tr("Shift adds, Ctrl takes away, Esc clears");
    addTool(MapTool::Rectangle, "mapRectangle", tr("Rectangle"), tr("Select with a rectangle (M). %1").arg(keys));
    addTool(MapTool::Lasso, "mapLasso", tr("Lasso"), tr("Select with a lasso (L). %1").arg(keys));
    addTool(MapTool::Polygon, "mapPolygon", tr("Polygon"),
            tr("Select with a polygon (P): click its corners, and the first one again. %1").arg(keys));
    addTool(MapTool::Brush, "mapBrush", tr("Brush"),
            tr("Select with a brush (B), smaller with [ and larger with ]. %1").arg(keys));
    addTool(MapTool::Pan, "mapPan", tr("Hand"), tr("Move the map (H), also with the middle button or Space held"));
    setTool(MapTool::Rectangle);
    m_showAll = add("mapShowAll", tr("Show all"), tr("Show the whole map (R or double-click beside the points)"));
    m_label = add("mapLabel", tr("Label"), tr("Label the selected samples (Ctrl+Shift+L)"));
    row->addSpacing(8);
    const auto addLook = [this](const QString& name, const QString& text, const QString& tip) {
        QToolButton* button = add(name, text, tip);
        button->setCheckable(true);
        return button;
    };
    m_density = addLook("mapDensity", tr("Density"), tr("Show how densely the samples lie (D)"));
    m_pictures =
        addLook("mapPictures", tr("Pictures"), tr("Show the samples' own pictures (I); zoom in to see more of them"));
    m_names = addLook("mapNames", tr("Names"), tr("Name the values where most of their samples lie (N)"));
    m_ground = add("mapGround", tr("Ground"), tr("Decode the plane that the map shows behind its points (G)"));
    m_ground->setCheckable(true);
    m_buttons.removeOne(m_ground); // it has reasons of its own
    row->addStretch(1);
    buildColours();
    connect(m_density, &QToolButton::clicked, this, [this] { Q_EMIT lookChosen(PointLook::Density); });
    connect(m_pictures, &QToolButton::clicked, this, [this] { Q_EMIT lookChosen(PointLook::Pictures); });
    connect(m_names, &QToolButton::clicked, this, &MapTools::namesToggled);
    connect(m_tools, &QButtonGroup::idClicked, this, [this](int id) { Q_EMIT toolChosen(static_cast<MapTool>(id)); });
    connect(m_showAll, &QToolButton::clicked, this, &MapTools::showAllAsked);
    connect(m_label, &QToolButton::clicked, this, &MapTools::labelAsked);
    connect(m_ground, &QToolButton::clicked, this, &MapTools::groundAsked);
    connect(m_colourBy, &QComboBox::activated, this, [this](int index) {
        if (index == trustPlace) {
            Q_EMIT trustChosen();
        } else {
            Q_EMIT columnChosen(m_colourBy->itemData(index).toString());
        }
    });
    applyTheme();
}

QToolButton* MapTools::add(const QString& name, const QString& text, const QString& tip)
{
    auto* button = new QToolButton;
    button->setObjectName(name);
    button->setAccessibleName(text);
    button->setToolTip(tip);
    button->setStatusTip(tip);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    layout()->addWidget(button);
    m_buttons << button;
    return button;
}

void MapTools::addTool(MapTool tool, const QString& name, const QString& text, const QString& tip)
{
    QToolButton* button = add(name, text, tip);
    button->setCheckable(true);
    m_tools->addButton(button, static_cast<int>(tool));
}

void MapTools::buildColours()
{
    m_colourBy->setObjectName("mapColourBy");
    m_colourBy->setAccessibleName(tr("Colour by"));
    m_colourBy->setToolTip(tr("The label that the points are coloured by, or how far their places can be trusted"));
    m_colourBy->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_colourBy->setMinimumContentsLength(fewestLetters);
    m_colourBy->setMaximumWidth(widestChoice);
    m_colourBy->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_caption->setBuddy(m_colourBy);
    auto* row = static_cast<QHBoxLayout*>(layout());
    row->addWidget(m_caption);
    row->addSpacing(4);
    row->addWidget(m_colourBy, 4);
}

void MapTools::setTool(MapTool tool)
{
    m_tools->button(static_cast<int>(tool))->setChecked(true);
}

void MapTools::setColumns(const QStringList& names, const QString& current, bool isByTrust)
{
    const QSignalBlocker blocker(m_colourBy);
    m_colourBy->clear();
    m_colourBy->addItem(tr("one colour"), QString());
    m_colourBy->addItem(tr("map trust")); // its data is no name, not even an empty one
    m_colourBy->setItemData(trustPlace,
                            tr("How many of the samples beside it on this map are near it in latent space "
                               "too: 1 all of them, less where it lies among strangers"),
                            Qt::ToolTipRole);
    if (!names.isEmpty()) {
        m_colourBy->insertSeparator(m_colourBy->count());
    }
    for (const QString& name : names) {
        m_colourBy->addItem(name, name);
    }
    m_colourBy->setCurrentIndex(isByTrust ? trustPlace : std::max(0, m_colourBy->findData(current)));
}

void MapTools::setLook(PointLook look, bool showsNames)
{
    m_density->setChecked(look == PointLook::Density);
    m_pictures->setChecked(look == PointLook::Pictures);
    m_names->setChecked(showsNames);
}

void MapTools::enable(bool hasPoints, const QString& whyNot)
{
    for (QToolButton* button : m_buttons) {
        button->setEnabled(hasPoints);
        button->setToolTip(hasPoints || whyNot.isEmpty() ? button->statusTip() : whyNot);
    }
}

void MapTools::setGround(bool isShown, const QString& whyNot, const QString& trouble)
{
    m_ground->setEnabled(whyNot.isEmpty());
    m_ground->setChecked(isShown && whyNot.isEmpty());
    m_ground->setToolTip(!whyNot.isEmpty() ? whyNot : !trouble.isEmpty() ? trouble : m_ground->statusTip());
}

void MapTools::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        applyTheme();
    }
}

int MapTools::captionWidth() const
{
    return m_caption->sizeHint().width() + layout()->spacing();
}

QSize MapTools::minimumSizeHint() const
{
    const QSize all = QWidget::minimumSizeHint();
    return m_caption->isHidden() ? all : all - QSize(captionWidth(), 0);
}

void MapTools::resizeEvent(QResizeEvent*)
{
    m_caption->setVisible(width() >= minimumSizeHint().width() + captionWidth());
}

void MapTools::applyTheme()
{
    const auto set = [this](MapTool tool, MapIcon icon) {
        m_tools->button(static_cast<int>(tool))->setIcon(mapIcon(icon, palette()));
    };
    set(MapTool::Rectangle, MapIcon::Rectangle);
    set(MapTool::Lasso, MapIcon::Lasso);
    set(MapTool::Pan, MapIcon::Pan);
    set(MapTool::Polygon, MapIcon::Polygon);
    set(MapTool::Brush, MapIcon::Brush);
    m_density->setIcon(mapIcon(MapIcon::Density, palette()));
    m_pictures->setIcon(mapIcon(MapIcon::Pictures, palette()));
    m_names->setIcon(mapIcon(MapIcon::Names, palette()));
    m_showAll->setIcon(mapIcon(MapIcon::ShowAll, palette()));
    m_label->setIcon(mapIcon(MapIcon::Label, palette()));
    m_ground->setIcon(mapIcon(MapIcon::Ground, palette()));
}
