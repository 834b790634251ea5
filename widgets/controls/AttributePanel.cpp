// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/AttributePanel.h"

#include "base/UserError.h"
#include "controls/AttributeMaker.h"
#include "controls/SnugScrollArea.h"
#include "session/AttributeFiles.h"
#include "session/PointEdits.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QToolButton>
#include <QVBoxLayout>

AttributePanel::AttributePanel(Session& session, const DatasetMap& map, const SliderStatistics&, const Influence&,
                               AttributeFit& fit, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_map(map)
    , m_maker(new AttributeMaker(session, fit, this))
    , m_makerScroll(new SnugScrollArea(this))
    , m_layout(new QBoxLayout(QBoxLayout::TopToBottom, this))
{
    setObjectName(QStringLiteral("attributePanel"));
    setAccessibleName(tr("Attributes"));
    setAcceptDrops(true);
    makeActions();
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_layout->setSizeConstraint(QLayout::SetNoConstraint); // a low dock scrolls instead of growing
    m_makerScroll->setObjectName(QStringLiteral("makerScroll"));
    m_makerScroll->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_makerScroll->setWidget(m_maker);
    m_layout->addWidget(m_makerScroll);
    m_layout->addWidget(makeList(), 1);
    connect(&session, &Session::attributesChanged, this, &AttributePanel::showAttributes);
    connect(&session, &Session::spaceChanged, this, &AttributePanel::showAttributes);
    connect(&fit, &AttributeFit::failed, this, &AttributePanel::message);
    connect(&m_save, &AttributeSave::saved, this, &AttributePanel::message);
    connect(&m_save, &AttributeSave::failed, this, &AttributePanel::message);
    showAttributes();
}

void AttributePanel::makeActions()
{
    m_load = new QAction(tr("Load .npy…"), this);
    m_load->setObjectName(QStringLiteral("loadAttribute"));
    m_load->setToolTip(tr("Reads a vector of as many numbers as the space has latents; it can also be dropped here"));
    connect(m_load, &QAction::triggered, this, &AttributePanel::chooseFileToLoad);
    m_bakeAll = new QAction(tr("Bake all"), this);
    m_bakeAll->setObjectName(QStringLiteral("bakeAll"));
    m_bakeAll->setToolTip(tr("Folds all amounts into the base point: the picture stays, the amounts become 0"));
    connect(m_bakeAll, &QAction::triggered, this,
            [this] { m_session.edit(tr("Bake all attributes"), [](SessionState& state) { bakeAttributes(state); }); });
    m_saveAll = new QAction(tr("Save all to the space"), this);
    m_saveAll->setObjectName(QStringLiteral("saveAllToSpace"));
    m_saveAll->setIconText(tr("Save all")); // what its button says
    connect(m_saveAll, &QAction::triggered, this, [this] { saveToSpace(m_session.state().attributes); });
}

QWidget* AttributePanel::makeListHeader()
{
    auto* header = new QWidget(this);
    auto* line = new QHBoxLayout(header);
    line->setContentsMargins(8, 0, 8, 0);
    line->setSpacing(4);
    for (QAction* action : {m_load, m_bakeAll, m_saveAll}) {
        auto* button = new QToolButton(header);
        button->setDefaultAction(action);
        button->setObjectName(action->objectName() + QStringLiteral("Button"));
        button->setAccessibleName(action->text());
        button->setFocusPolicy(Qt::TabFocus);
        line->addWidget(button);
    }
    line->addStretch(1);
    return header;
}

QWidget* AttributePanel::makeList()
{
    auto* rows = new QWidget(this);
    m_grid = new QGridLayout;
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(0);
    m_empty = new QLabel(rows);
    m_empty->setObjectName(QStringLiteral("noAttributes"));
    m_empty->setWordWrap(true);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_empty->setContentsMargins(8, 0, 8, 0);
    auto* inner = new QVBoxLayout(rows);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->addWidget(m_empty);
    inner->addLayout(m_grid);
    inner->addStretch(1);

    m_scroll = new SnugScrollArea(this);
    m_scroll->setObjectName(QStringLiteral("attributeList"));
    m_scroll->setWidget(rows);
    m_scroll->setMinimumHeight(72);

    auto* list = new QWidget(this);
    auto* layout = new QVBoxLayout(list);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(makeListHeader());
    layout->addWidget(m_scroll, 1);
    return list;
}

AttributeRow* AttributePanel::row(std::size_t attribute) const
{
    return attribute < m_rows.size() ? m_rows[attribute] : nullptr;
}

/// Equal but for the amounts: a drag changes nothing else, and the rest costs cosines.
static bool sameButAmounts(const std::vector<AttributeSlider>& a, const std::vector<AttributeSlider>& b)
{
    return std::ranges::equal(a, b, [](const AttributeSlider& x, const AttributeSlider& y) {
        return x.vector == y.vector && x.name == y.name && x.with == y.with && x.without == y.without &&
               x.notes == y.notes && x.method == y.method;
    });
}

void AttributePanel::showAttributes()
{
    const SessionState& state = m_session.state();
    const bool isFolder = state.space && !state.space->isBareDecoder;
    m_load->setEnabled(state.space != nullptr);
    m_bakeAll->setEnabled(
        std::ranges::any_of(state.attributes, [](const AttributeSlider& slider) { return slider.amount != 0; }));
    m_saveAll->setEnabled(isFolder && !state.attributes.empty());
    m_saveAll->setToolTip(isFolder ? tr("Keeps all attributes in the space's space.json")
                                   : tr("Only a space folder keeps attributes; save each as .npy."));
    const bool hasLatents = state.space && state.space->latents && !state.space->latents->isEmpty();
    m_empty->setText(hasLatents ? tr("No attribute sliders yet: make one from two groups of samples, or drop a .npy "
                                     "vector here.")
                                : tr("No attribute sliders yet: drop a .npy vector here."));
    m_empty->setVisible(state.attributes.empty() && state.space);
    if (m_rows.size() == state.attributes.size() && sameButAmounts(m_shown, state.attributes)) {
        for (AttributeRow* row : m_rows) {
            row->showAmount();
        }
        return;
    }
    m_shown = state.attributes;
    while (m_rows.size() > m_shown.size()) {
        m_rows.back()->hide();
        m_rows.back()->deleteLater(); // its own button may have asked for this
        m_rows.pop_back();
    }
    for (AttributeRow* row : m_rows) {
        row->showAttribute();
    }
    while (m_rows.size() < m_shown.size()) {
        const std::size_t index = m_rows.size();
        auto* row = new AttributeRow(m_session, m_map, index, m_scroll->widget());
        connect(row, &AttributeRow::saveToFileWanted, this, &AttributePanel::chooseFileToSave);
        connect(row, &AttributeRow::saveToSpaceWanted, this,
                [this](std::size_t i) { saveToSpace({m_session.state().attributes[i]}); });
        connect(&row->slider(), &SliderRows::wentBeyond, this, [this, index](int direction) {
            const std::size_t next =
                direction < 0 ? index - 1 : index + 1; // before the first wraps far beyond the last
            if (AttributeRow* neighbour = this->row(next)) {
                neighbour->slider().setFocus();
                m_scroll->ensureWidgetVisible(neighbour);
            }
        });
        m_rows.push_back(row);
    }
    m_columns = 0;
    arrangeRows();
}

void AttributePanel::arrangeRows()
{
    constexpr int comfortable = 320;
    const int columns = std::max(1, m_scroll->width() / comfortable);
    if (columns == m_columns) {
        return;
    }
    for (int i = 0; i < m_columns; ++i) {
        m_grid->setColumnStretch(i, 0);
    }
    m_columns = columns;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const int place = static_cast<int>(i);
        m_grid->addWidget(m_rows[i], place / columns, place % columns);
        m_rows[i]->show();
    }
    for (int i = 0; i < columns; ++i) {
        m_grid->setColumnStretch(i, 1);
    }
}

void AttributePanel::resizeEvent(QResizeEvent* event)
{
    constexpr int wideEnough = 880;
    constexpr int makerWidth = 520;
    const bool wide = width() >= wideEnough;
    m_layout->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_maker->setWide(wide);
    m_makerScroll->setMinimumWidth(wide ? makerWidth : 0);
    m_makerScroll->setMaximumWidth(wide ? makerWidth : QWIDGETSIZE_MAX);
    m_makerScroll->setSizePolicy(QSizePolicy::Preferred, wide ? QSizePolicy::Preferred : QSizePolicy::Maximum);
    QWidget::resizeEvent(event);
    m_layout->activate();
    arrangeRows();
}

void AttributePanel::chooseFileToLoad()
{
    const QStringList files =
        QFileDialog::getOpenFileNames(this, tr("Load attribute vectors"), {}, tr("NumPy vectors (*.npy)"));
    for (const QString& file : files) {
        loadFile(file);
    }
}

void AttributePanel::loadFile(const QString& file)
{
    if (!m_session.state().space) {
        Q_EMIT message(tr("%1: open a space first, then load vectors for it.").arg(file));
        return;
    }
    try {
        AttributeSlider attribute = readAttributeFile(file.toStdString(), m_session.state().base.size());
        m_session.edit(tr("Load %1").arg(QString::fromStdString(attribute.name)),
                       [&](SessionState& state) { addAttribute(state, std::move(attribute)); });
    } catch (const UserError& error) {
        Q_EMIT message(QString::fromUtf8(error.what()));
    }
}

void AttributePanel::chooseFileToSave(std::size_t attribute)
{
    QString name = QString::fromStdString(m_session.state().attributes[attribute].name);
    name.replace(QLatin1Char('/'), QLatin1Char('-')).replace(QLatin1Char(':'), QString());
    const QString file = QFileDialog::getSaveFileName(this, tr("Save the attribute vector"),
                                                      name + QStringLiteral(".npy"), tr("NumPy vectors (*.npy)"));
    if (!file.isEmpty()) {
        saveToFile(attribute, file);
    }
}

void AttributePanel::saveToFile(std::size_t attribute, const QString& file)
{
    if (attribute >= m_session.state().attributes.size()) {
        return;
    }
    try {
        writeAttributeFile(file.toStdString(), m_session.state().attributes[attribute]);
        Q_EMIT message(tr("Saved %1.").arg(file));
    } catch (const UserError& error) {
        Q_EMIT message(QString::fromUtf8(error.what()));
    }
}

void AttributePanel::saveToSpace(const std::vector<AttributeSlider>& attributes)
{
    m_save.save(m_session.state().space, attributes);
}

static QStringList droppedVectors(const QMimeData* data)
{
    QStringList files;
    for (const QUrl& url : data->urls()) {
        if (url.isLocalFile() && url.fileName().endsWith(QLatin1String(".npy"), Qt::CaseInsensitive)) {
            files << url.toLocalFile();
        }
    }
    return files;
}

void AttributePanel::dragEnterEvent(QDragEnterEvent* event)
{
    if (!droppedVectors(event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
    }
}

void AttributePanel::dropEvent(QDropEvent* event)
{
    for (const QString& file : droppedVectors(event->mimeData())) {
        loadFile(file);
    }
    event->acceptProposedAction();
}
