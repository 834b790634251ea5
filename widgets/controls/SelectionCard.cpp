// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/SelectionCard.h"

#include "controls/GroupPictures.h"
#include "controls/SnugScrollArea.h"
#include "session/NumberText.h"
#include "session/PointEdits.h"
#include "session/SliderReadout.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

SelectionCard::SelectionCard(Session& session, const SelectionProfile& profile, const SamplePictures& pictures,
                             QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_profile(profile)
    , m_pictures(pictures)
    , m_title(new QLabel)
    , m_table(new QTableWidget(0, Columns))
{
    setObjectName(QStringLiteral("selectionCard"));
    m_title->setObjectName(QStringLiteral("selectionTitle"));
    m_title->setWordWrap(true);
    m_title->setTextFormat(Qt::PlainText);
    m_table->setObjectName(QStringLiteral("selectionTable"));
    m_table->setAccessibleName(tr("Extremes of the selection"));
    m_table->setHorizontalHeaderLabels({tr("Selection along"), tr("Lowest"), tr("Highest"), tr("Mean")});
    const QStringList tips = {
        tr("The attributes, and the sliders in which the selection differs most from all samples; "
           "its histogram stands behind each slider"),
        tr("Its sample that lies lowest; Enter goes there"), tr("Its sample that lies highest; Enter goes there"),
        tr("Its mean, and how many standard deviations that is from the mean of all samples")};
    for (int column = 0; column < Columns; ++column) {
        m_table->horizontalHeaderItem(column)->setToolTip(tips[column]);
    }
    makePictureTable(*m_table);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // all of the card scrolls
    auto* const all = new QWidget;
    auto* const rows = new QVBoxLayout(all);
    rows->setContentsMargins(0, 4, 0, 0);
    rows->setSpacing(4);
    rows->addWidget(m_title);
    rows->addWidget(m_table);
    rows->addStretch();
    auto* const scroll = new SnugScrollArea;
    scroll->setWidget(all);
    auto* const around = new QVBoxLayout(this);
    around->setContentsMargins(0, 0, 0, 0);
    around->addWidget(scroll);
    const auto showCurrent = [this, scroll] {
        const QRect cell = m_table->visualRect(m_table->model()->index(std::max(m_table->currentRow(), 0), 0));
        scroll->ensureVisible(0, m_table->viewport()->mapTo(scroll->widget(), cell.center()).y(), 0, cell.height());
    };
    connect(m_table, &QTableWidget::currentCellChanged, scroll, showCurrent);
    const auto keepCurrent = [this, showCurrent] {
        if (window()->focusWidget() == m_table) {
            showCurrent();
        }
    };
    connect(scroll, &SnugScrollArea::arranged, scroll, keepCurrent, Qt::QueuedConnection); // when it lies there
    connect(m_table, &QTableWidget::cellActivated, this, &SelectionCard::act);
    connect(&profile, &SelectionProfile::changed, this, &SelectionCard::refresh);
    connect(&session, &Session::selectionChanged, this, &SelectionCard::refresh);
    connect(&pictures, &SamplePictures::changed, this, &SelectionCard::showPictures);
    refresh();
}

void SelectionCard::setLabels(const QString& labels)
{
    m_labels = labels;
    refresh();
}

void SelectionCard::showEvent(QShowEvent*)
{
    showPictures();
}

void SelectionCard::refresh()
{
    const auto& selection = m_session.state().selection;
    const auto profile = m_profile.profile();
    setVisible(selection && !selection->empty());
    if (selection) {
        const QString count = selection->size() == 1
                                  ? tr("1 sample selected")
                                  : tr("%1 samples selected").arg(locale().toString(qulonglong{selection->size()}));
        m_title->setText(m_labels.isEmpty() ? count : count + QLatin1Char('\n') + m_labels);
    }
    m_lines = profile ? linesOf(*profile) : std::vector<Line>();
    m_table->setRowCount(static_cast<int>(m_lines.size()));
    setPictureShape(*m_table, pictureShapeOf(m_session.state()));
    m_table->setFixedHeight(heightOfRows(*m_table, m_table->rowCount()));
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        fill(static_cast<int>(i), m_lines[i]);
    }
    showPictures();
}

std::vector<SelectionCard::Line> SelectionCard::linesOf(const SelectionProfile::Profile& profile) const
{
    const SessionState& state = m_session.state();
    std::vector<Line> lines;
    for (std::size_t i = 0; i < std::min(profile.attributes.size(), state.attributes.size()); ++i) {
        lines.push_back({QString::fromStdString(state.attributes[i].name), profile.attributes[i], std::nullopt});
    }
    for (const std::uint32_t slider : tellingSliders(profile, mostSliders)) {
        lines.push_back({QString::fromStdString(sliderName(state, profile.basis, slider)), profile.sliders[slider],
                         profile.deviations[slider]});
    }
    return lines;
}

void SelectionCard::fill(int row, const Line& line)
{
    const auto number = [this](double value) { return withTrueMinus(locale().toString(value, 'g', 3)); };
    const auto set = [&](Column column, const QString& text, const QString& tip) {
        auto* item = new QTableWidgetItem(text); // the table owns it
        item->setToolTip(tip);
        m_table->setItem(row, column, item);
    };
    const auto outermost = [&](Column column, std::uint32_t sample, double value, const QString& tip) {
        set(column, number(value), tip.arg(locale().toString(sample), number(value), line.name));
    };
    set(Along, line.name, line.name);
    outermost(Lowest, line.extremes.lowest, line.extremes.low,
              tr("Sample %1 lies lowest of the selection along %3, at %2; Enter or a double-click goes there"));
    outermost(Highest, line.extremes.highest, line.extremes.high,
              tr("Sample %1 lies highest of the selection along %3, at %2; Enter or a double-click goes there"));
    const QString sign = line.deviation.value_or(0) > 0 ? QStringLiteral("+") : QString();
    const QString mean = number(line.extremes.mean);
    set(Mean,
        line.deviation ? tr("%1 (%2%3 σ)").arg(mean, sign, withTrueMinus(locale().toString(*line.deviation, 'f', 1)))
                       : mean,
        line.deviation ? tr("The selection's mean; in brackets how many standard deviations that is from all samples'")
                       : tr("The selection's mean, in amounts of the attribute"));
}

/// Those that are there by now; what is not seen waits.
void SelectionCard::showPictures()
{
    if (!isVisible()) {
        return;
    }
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const auto show = [&](Column column, std::uint32_t sample) {
            QTableWidgetItem* const item = m_table->item(static_cast<int>(i), column);
            if (item->icon().isNull()) {
                item->setIcon(groupPicture(m_pictures.picture(sample), devicePixelRatioF()));
            }
        };
        show(Lowest, m_lines[i].extremes.lowest);
        show(Highest, m_lines[i].extremes.highest);
    }
}

void SelectionCard::act(int row, int column)
{
    if (row < 0 || static_cast<std::size_t>(row) >= m_lines.size() || (column != Lowest && column != Highest)) {
        return;
    }
    const GroupExtremes& extremes = m_lines[static_cast<std::size_t>(row)].extremes;
    const std::uint32_t sample = column == Lowest ? extremes.lowest : extremes.highest;
    m_session.edit(tr("Go to sample %1").arg(locale().toString(sample)),
                   [&](SessionState& state) { goToSample(state, sample); });
}
