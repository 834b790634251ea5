// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/StartView.h"

#include <QAction>
#include <QApplication>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>

#include <algorithm>
#include <cstdlib>

namespace {
constexpr int gap = 8;
constexpr int edge = 16;

QLabel* headingOf(const QString& text)
{
    auto* label = new QLabel(text);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    return label;
}
} // namespace

StartView::StartView(const StartPictures& pictures, QWidget* parent)
    : QWidget(parent)
    , m_pictures(pictures)
    , m_buttons(new QHBoxLayout)
    , m_leave(new QToolButton(this))
    , m_scroll(new QScrollArea(this))
{
    setObjectName(QStringLiteral("startView"));
    setAccessibleName(tr("Start"));
    setAutoFillBackground(true);
    setFocusPolicy(Qt::NoFocus);
    m_leave->setObjectName(QStringLiteral("leaveStart"));
    m_leave->setText(tr("Back to the picture"));
    m_leave->setAccessibleName(m_leave->text());
    m_leave->setToolTip(tr("Close this page (Esc)"));
    m_leave->setFocusPolicy(Qt::TabFocus);
    connect(m_leave, &QToolButton::clicked, this, &StartView::left);
    m_buttons->setSpacing(gap);
    m_buttons->addStretch(1);
    m_buttons->addWidget(m_leave);
    m_scroll->setObjectName(QStringLiteral("startScroll"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(edge, edge, edge, 0);
    layout->setSpacing(2 * gap);
    layout->addLayout(m_buttons);
    layout->addWidget(m_scroll, 1);
    connect(&m_pictures, &StartPictures::changed, this, &StartView::showLooks);
}

void StartView::addButton(QAction& action)
{
    auto* button = new QPushButton(action.text(), this);
    button->setObjectName(action.objectName() + QStringLiteral("Button"));
    button->setAccessibleName(QString(action.text()).remove(QLatin1Char('&')));
    button->setToolTip(action.toolTip());
    connect(button, &QPushButton::clicked, &action, &QAction::trigger);
    m_buttons->insertWidget(m_buttons->count() - 2, button);
}

void StartView::setCanLeave(bool can)
{
    m_leave->setVisible(can);
}

void StartView::setPlaces(const std::vector<StartPlace>& embedded, const std::vector<StartPlace>& recent)
{
    if (!m_tiles.empty() && embedded == m_embedded && recent == m_recent) {
        return showLooks();
    }
    const auto focused = std::ranges::find_if(m_tiles, [](const StartTile* tile) { return tile->hasFocus(); });
    const auto place = static_cast<std::size_t>(focused - m_tiles.begin());
    const bool isFirst = m_tiles.empty();
    const bool hadFocus = focused != m_tiles.end();
    m_embedded = embedded;
    m_recent = recent;
    m_tiles.clear();
    m_grids.clear();
    auto* content = new QWidget;
    auto* page = new QVBoxLayout(content);
    page->setContentsMargins(0, 0, 0, edge);
    page->setSpacing(gap);
    addTiles(*page, tr("Embedded spaces"), embedded, tr("None is installed."));
    page->addSpacing(gap);
    addTiles(*page, tr("Recent"), recent, tr("Nothing yet. What you open stands here, as it looked last."));
    page->addStretch(1);
    m_scroll->setWidget(content); // deletes the old one
    m_columns = 0;
    arrange();
    showLooks();
    content->show(); // now, with its tiles: one of them may take the focus
    if ((hadFocus || isFirst) && !m_tiles.empty()) {
        m_tiles[isFirst ? 0 : std::min(place, m_tiles.size() - 1)]->setFocus(Qt::OtherFocusReason);
    }
}

void StartView::addTiles(QVBoxLayout& page, const QString& heading, const std::vector<StartPlace>& places,
                         const QString& whenEmpty)
{
    page.addWidget(headingOf(heading));
    if (places.empty()) {
        auto* none = new QLabel(whenEmpty);
        none->setForegroundRole(QPalette::PlaceholderText);
        page.addWidget(none);
    }
    auto* grid = new QGridLayout;
    grid->setSpacing(gap);
    page.addLayout(grid);
    m_grids.push_back(grid);
    for (const StartPlace& place : places) {
        auto* tile = new StartTile(place);
        tile->setObjectName(QStringLiteral("startTile%1").arg(m_tiles.size()));
        connect(tile, &StartTile::clicked, this,
                [this, tile] { Q_EMIT chosen(tile->place().path, tile->isMissing()); });
        connect(
            tile, &StartTile::forgetAsked, this, [this, tile] { Q_EMIT forgotten(tile->place().path); },
            Qt::QueuedConnection); // it goes away with it
        connect(tile, &StartTile::arrowPressed, this, [this, tile](int key) { goFrom(*tile, key); });
        m_tiles.push_back(tile);
    }
}

/// As many tiles a row as there is room for.
void StartView::arrange()
{
    if (m_tiles.empty()) {
        return;
    }
    const int tile = m_tiles.front()->sizeHint().width() + gap;
    const int columns = std::max(1, (m_scroll->viewport()->width() + gap) / tile);
    if (columns == std::exchange(m_columns, columns)) {
        return;
    }
    std::size_t next = 0;
    for (std::size_t group = 0; group < m_grids.size(); ++group) {
        const std::size_t count = group == 0 ? m_embedded.size() : m_recent.size();
        for (int i = 0; i < static_cast<int>(count); ++i) {
            m_grids[group]->addWidget(m_tiles[next++], i / columns, i % columns);
        }
        for (int column = 0; column < m_grids[group]->columnCount(); ++column) {
            m_grids[group]->setColumnStretch(column, 0);
        }
        m_grids[group]->setColumnStretch(std::max(columns, m_grids[group]->columnCount()), 1);
    }
}

void StartView::showLooks()
{
    for (StartTile* tile : m_tiles) {
        const std::filesystem::path place = tile->place().path.toStdString();
        tile->setLook(m_pictures.picture(place), m_pictures.isMissing(place));
    }
}

/// To the nearest tile in that direction; within the rows to the left and right the order of reading holds.
void StartView::goFrom(const StartTile& tile, int key)
{
    const auto here = std::ranges::find(m_tiles, &tile) - m_tiles.begin();
    auto there = here;
    if (key == Qt::Key_Left || key == Qt::Key_Right) {
        there += key == Qt::Key_Right ? 1 : -1;
    } else if (key == Qt::Key_Home || key == Qt::Key_End) {
        there = key == Qt::Key_Home ? 0 : std::ssize(m_tiles) - 1;
    } else {
        const auto topOf = [this](const QWidget& each) { return each.mapTo(m_scroll->widget(), QPoint()); };
        const QPoint from = topOf(tile);
        int best = INT_MAX;
        for (std::ptrdiff_t i = 0; i < std::ssize(m_tiles); ++i) {
            const QPoint to = topOf(*m_tiles[static_cast<std::size_t>(i)]) - from;
            const int down = key == Qt::Key_Down ? to.y() : -to.y();
            constexpr int rowCounts = 16; // the next row first, then the nearest in it
            if (const int distance = rowCounts * down + std::abs(to.x()); down > 0 && distance < best) {
                best = distance;
                there = i;
            }
        }
    }
    if (there >= 0 && there < std::ssize(m_tiles)) {
        m_tiles[static_cast<std::size_t>(there)]->setFocus(Qt::TabFocusReason);
    }
}

/// What lies behind this page is not reached by Tab.
bool StartView::focusNextPrevChild(bool next)
{
    std::vector<QWidget*> stops;
    for (QWidget* each = nextInFocusChain(); each != this; each = each->nextInFocusChain()) {
        if (isAncestorOf(each) && each->isVisible() && each->isEnabled() && (each->focusPolicy() & Qt::TabFocus)) {
            stops.push_back(each);
        }
    }
    if (stops.empty()) {
        return false;
    }
    const auto here = std::ranges::find(stops, QApplication::focusWidget());
    if (here == stops.end()) {
        (next ? stops.front() : stops.back())->setFocus(Qt::TabFocusReason);
        return true;
    }
    const auto at = static_cast<std::size_t>(here - stops.begin());
    stops[(at + (next ? 1 : stops.size() - 1)) % stops.size()]->setFocus(Qt::TabFocusReason);
    return true;
}

void StartView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_leave->isVisible()) {
        Q_EMIT left();
        return;
    }
    QWidget::keyPressEvent(event);
}

void StartView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void StartView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    arrange();
    if (!m_tiles.empty()) {
        m_tiles.front()->setFocus(Qt::OtherFocusReason);
    }
}
