// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/AttributePanel.h"

#include "base/UserError.h"
#include "controls/AttributeListHeader.h"
#include "controls/AttributeMaker.h"
#include "controls/SnugScrollArea.h"
#include "session/AttributeFiles.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QVBoxLayout>

#include <algorithm>
#include <set>
#include <utility>

AttributePanel::AttributePanel(Session& session, const DatasetMap& map, const SliderStatistics&, const Influence&,
                               AttributeFit& fit, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_map(map)
    , m_maker(new AttributeMaker(session, fit, this))
    , m_makerScroll(new SnugScrollArea(this))
    , m_layout(new QBoxLayout(QBoxLayout::TopToBottom, this))
    , m_header(new AttributeListHeader(session, map, this))
{
    setObjectName(QStringLiteral("attributePanel"));
    setAccessibleName(tr("Attributes"));
    setAcceptDrops(true);
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
    connect(m_header, &AttributeListHeader::loadWanted, this, &AttributePanel::chooseFileToLoad);
    connect(m_header, &AttributeListHeader::saveAllWanted, this, [this] { saveToSpace(m_session.state().attributes); });
    connect(&fit, &AttributeFit::failed, this, &AttributePanel::message);
    connect(&m_save, &AttributeSave::saved, this, &AttributePanel::message);
    connect(&m_save, &AttributeSave::failed, this, &AttributePanel::message);
    showAttributes();
}

QAction* AttributePanel::bakeAllAction() const
{
    return m_header->bakeAllAction();
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
    layout->addWidget(m_header);
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
               x.notes == y.notes && x.method == y.method && x.colour == y.colour;
    });
}

void AttributePanel::showAttributes()
{
    const SessionState& state = m_session.state();
    m_header->showState();
    const bool hasLatents = state.space && state.space->latents && !state.space->latents->isEmpty();
    m_empty->setText(hasLatents ? tr("No attribute sliders yet: make one from two groups of samples, or drop a .npy "
                                     "or .json vector here.")
                                : tr("No attribute sliders yet: drop a .npy or .json vector here."));
    m_empty->setVisible(state.attributes.empty() && state.space);
    if (m_rows.size() == state.attributes.size() && sameButAmounts(m_shown, state.attributes)) {
        for (AttributeRow* row : m_rows) {
            row->showAmount();
        }
        return;
    }
    fillRows();
}

/// What is unfolded belongs to its vector, wherever that goes in the list.
void AttributePanel::fillRows()
{
    std::set<std::shared_ptr<const AttributeVector>> unfolded;
    for (std::size_t i = 0; i < std::min(m_rows.size(), m_shown.size()); ++i) {
        if (m_rows[i]->isUnfolded()) {
            unfolded.insert(m_shown[i].vector);
        }
    }
    m_shown = m_session.state().attributes;
    while (m_rows.size() > m_shown.size()) {
        m_rows.back()->hide();
        m_rows.back()->deleteLater(); // its own button may have asked for this
        m_rows.pop_back();
    }
    for (AttributeRow* row : m_rows) {
        row->showAttribute();
    }
    while (m_rows.size() < m_shown.size()) {
        addRow(m_rows.size());
    }
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i]->setUnfolded(unfolded.contains(m_shown[i].vector));
    }
    m_columns = 0;
    arrangeRows();
}

void AttributePanel::addRow(std::size_t index)
{
    auto* row = new AttributeRow(m_session, m_map, index, m_scroll->widget());
    const auto focusOn = [this](std::size_t other) { // before the first wraps far beyond the last
        if (AttributeRow* neighbour = this->row(other)) {
            neighbour->slider().setFocus();
            m_scroll->ensureWidgetVisible(neighbour);
        }
    };
    connect(row, &AttributeRow::saveToFileWanted, this, &AttributePanel::chooseFileToSave);
    connect(row, &AttributeRow::saveToSpaceWanted, this,
            [this](std::size_t i) { saveToSpace({m_session.state().attributes[i]}); });
    connect(row, &AttributeRow::movedTo, this, focusOn);
    connect(row, &AttributeRow::nameTaken, this, &AttributePanel::sayNameIsTaken);
    connect(&row->slider(), &SliderRows::wentBeyond, this,
            [index, focusOn](int direction) { focusOn(direction < 0 ? index - 1 : index + 1); });
    m_rows.push_back(row);
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
        m_grid->addWidget(m_rows[i], place / columns, place % columns, Qt::AlignTop); // one may be unfolded
        m_rows[i]->show();
    }
    for (int i = 0; i < columns; ++i) {
        m_grid->setColumnStretch(i, 1);
    }
}

void AttributePanel::resizeEvent(QResizeEvent* event)
{
    constexpr int wideEnough = 880;
    constexpr int wideEnoughForThree = 1000;
    const int columns = width() >= wideEnoughForThree ? 3 : width() >= wideEnough ? 2 : 1;
    const int makerWidth = columns == 3 ? 672 : 520;
    const bool wide = columns > 1;
    m_layout->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    if (std::exchange(m_makerColumns, columns) != columns) {
        m_maker->setColumns(columns);
    }
    m_makerScroll->setMinimumWidth(wide ? makerWidth : 0);
    m_makerScroll->setMaximumWidth(wide ? makerWidth : QWIDGETSIZE_MAX);
    m_makerScroll->setSizePolicy(QSizePolicy::Preferred, wide ? QSizePolicy::Preferred : QSizePolicy::Maximum);
    QWidget::resizeEvent(event);
    m_layout->activate();
    arrangeRows();
}

void AttributePanel::sayNameIsTaken(const QString& wanted, const QString& given)
{
    Q_EMIT message(
        tr("Another attribute is called “%1” already, so this one is “%2”. Double-click the name to change it.")
            .arg(wanted, given));
}

void AttributePanel::chooseFileToLoad()
{
    const QStringList files =
        QFileDialog::getOpenFileNames(this, tr("Load attribute vectors"), {}, tr("Attribute vectors (*.npy *.json)"));
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
        AttributeInFile read = readAttributeFile(file.toStdString(), m_session.state().base.size());
        const QString name = QString::fromStdString(read.attribute.name);
        m_session.edit(tr("Load %1").arg(name),
                       [&](SessionState& state) { addAttribute(state, std::move(read.attribute)); });
        const QString given = QString::fromStdString(m_session.state().attributes.back().name);
        if (given != name) {
            sayNameIsTaken(name, given);
        }
        if (const std::string here = m_session.state().space->name(); !read.space.empty() && read.space != here) {
            Q_EMIT message(tr("%1: this vector was made in the space “%2”, and this is “%3”. Its numbers fit, but what "
                              "they mean there they need not mean here.")
                               .arg(file, QString::fromStdString(read.space), QString::fromStdString(here)));
        }
    } catch (const UserError& error) {
        Q_EMIT message(QString::fromUtf8(error.what()));
    }
}

void AttributePanel::chooseFileToSave(std::size_t attribute)
{
    QString name = QString::fromStdString(m_session.state().attributes[attribute].name);
    name.replace(QLatin1Char('/'), QLatin1Char('-')).replace(QLatin1Char(':'), QString());
    const QString file =
        QFileDialog::getSaveFileName(this, tr("Save the attribute vector"), name + QStringLiteral(".json"),
                                     tr("With all that is known of it (*.json);;NumPy vector (*.npy)"));
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
        const SessionState& state = m_session.state();
        writeAttributeFile(file.toStdString(), state.attributes[attribute], state.space->name());
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
        const QString suffix = QFileInfo(url.fileName()).suffix().toLower();
        if (url.isLocalFile() && (suffix == QLatin1String("npy") || suffix == QLatin1String("json"))) {
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
