// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/GroupPanel.h"

#include "controls/ElidedLabel.h"
#include "session/PointEdits.h"

#include <QHeaderView>
#include <QStackedWidget>
#include <QTableWidget>
#include <QVBoxLayout>

namespace {

constexpr int highest = 44; ///< a picture
constexpr int widest = 120;

QPixmap scaled(const QImage& image, double pixelRatio)
{
    if (image.isNull()) {
        return {};
    }
    const QSize room = image.size().scaled(QSize(widest, highest), Qt::KeepAspectRatio) * pixelRatio;
    const bool isEnlarged = room.height() > image.height();
    QPixmap pixmap = QPixmap::fromImage(
        image.scaled(room, Qt::KeepAspectRatio, isEnlarged ? Qt::FastTransformation : Qt::SmoothTransformation));
    pixmap.setDevicePixelRatio(pixelRatio);
    return pixmap;
}

} // namespace

GroupPanel::GroupPanel(Session& session, GroupOverview& groups, const SamplePictures& pictures, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_groups(groups)
    , m_pictures(pictures)
    , m_stack(new QStackedWidget)
    , m_message(new ElidedLabel)
    , m_table(new QTableWidget(0, Columns))
{
    setObjectName(QStringLiteral("groupPanel"));
    m_table->setObjectName(QStringLiteral("groupTable"));
    m_table->setAccessibleName(tr("Groups of samples"));
    m_table->setHorizontalHeaderLabels({tr("Group"), tr("Samples"), tr("Middle"), tr("Nearest"), tr("Farthest")});
    const QStringList tips = {tr("The selection, and each value of the label that the map is coloured by; Enter "
                                 "selects its samples"),
                              tr("How many samples it has"), tr("The mean of its latents, decoded; Enter goes there"),
                              tr("Its sample nearest to the mean; Enter goes there"),
                              tr("Its sample farthest from the mean; Enter goes there")};
    for (int column = 0; column < Columns; ++column) {
        m_table->horizontalHeaderItem(column)->setToolTip(tips[column]);
    }
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(highest + 6);
    m_table->setIconSize({widest, highest});
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_message->setObjectName(QStringLiteral("groupMessage"));
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(8, 4, 8, 4);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_message);
    rows->addWidget(m_stack);
    connect(m_table, &QTableWidget::cellActivated, this, &GroupPanel::act);
    connect(&groups, &GroupOverview::changed, this, &GroupPanel::refresh);
    connect(&pictures, &SamplePictures::changed, this, &GroupPanel::showPictures);
    refresh();
}

void GroupPanel::showEvent(QShowEvent*)
{
    m_groups.setWanted(true);
    refresh();
}

void GroupPanel::hideEvent(QHideEvent*)
{
    m_groups.setWanted(false);
}

void GroupPanel::refresh()
{
    const auto& groups = m_groups.groups();
    m_message->setText(m_groups.message().isEmpty() && groups.empty() ? tr("Summing the groups up…")
                                                                      : m_groups.message());
    m_stack->setCurrentIndex(groups.empty() ? 1 : 0);
    m_table->setRowCount(static_cast<int>(groups.size()));
    for (std::size_t i = 0; i < groups.size(); ++i) {
        fill(static_cast<int>(i), groups[i]);
    }
    showPictures();
}

void GroupPanel::fill(int row, const GroupOverview::Group& group)
{
    const auto number = [this](double value) { return locale().toString(value, 'g', 3); };
    const auto sample = [this](std::uint32_t which) { return locale().toString(which); };
    const auto set = [&](Column column, const QString& text, const QString& tip) {
        auto* item = new QTableWidgetItem(text); // the table owns it
        item->setToolTip(tip);
        item->setData(Qt::AccessibleTextRole, text.isEmpty() ? tip : text);
        m_table->setItem(row, column, item);
        return item;
    };
    const QString name = group.value.empty() ? tr("Selection") : QString::fromStdString(group.value);
    const GroupSummary& summary = group.summary;
    set(Name, name, group.labels.isEmpty() ? name : name + '\n' + group.labels);
    set(Count, locale().toString(qulonglong{summary.size}), tr("%1 samples").arg(summary.size))
        ->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    set(Centre, {}, tr("The middle of %1; Enter or a double-click goes there").arg(name));
    set(Nearest, sample(summary.nearest),
        tr("Sample %1, %2 from the middle").arg(sample(summary.nearest), number(summary.nearestDistance)));
    set(Farthest, sample(summary.farthest),
        tr("Sample %1, %2 from the middle").arg(sample(summary.farthest), number(summary.farthestDistance)));
}

/// Those that are there by now; what is not seen waits.
void GroupPanel::showPictures()
{
    if (!isVisible()) {
        return;
    }
    const auto& groups = m_groups.groups();
    for (int row = 0; row < m_table->rowCount() && static_cast<std::size_t>(row) < groups.size(); ++row) {
        const GroupOverview::Group& group = groups[static_cast<std::size_t>(row)];
        const auto set = [&](Column column, const QImage& image) {
            m_table->item(row, column)->setIcon(scaled(image, devicePixelRatioF()));
        };
        const auto lacks = [&](Column column) { return m_table->item(row, column)->icon().isNull(); };
        if (lacks(Centre) && !group.centre.isNull()) {
            set(Centre, group.centre);
        }
        if (lacks(Nearest)) {
            set(Nearest, m_pictures.picture(group.summary.nearest));
        }
        if (lacks(Farthest)) {
            set(Farthest, m_pictures.picture(group.summary.farthest));
        }
    }
}

void GroupPanel::act(int row, int column)
{
    if (row < 0 || static_cast<std::size_t>(row) >= m_groups.groups().size()) {
        return;
    }
    const GroupOverview::Group group = m_groups.groups()[static_cast<std::size_t>(row)];
    const QString name = m_table->item(row, Name)->text();
    if (column == Centre) {
        m_session.edit(tr("Go to the middle of %1").arg(name), [&](SessionState& state) {
            std::ranges::for_each(state.attributes, [](AttributeSlider& slider) { slider.amount = 0; });
            goToPoint(state, group.summary.mean, nullptr, true);
        });
    } else if (column == Nearest || column == Farthest) {
        const std::uint32_t sample = column == Nearest ? group.summary.nearest : group.summary.farthest;
        m_session.edit(tr("Go to sample %1").arg(locale().toString(sample)),
                       [&](SessionState& state) { goToSample(state, sample); });
    } else if (!group.value.empty()) {
        m_session.edit(tr("Select %1").arg(name), [&](SessionState& state) {
            const auto& labels = state.labels();
            const LabelColumn* const labelled = labels ? labels->find(state.map.colourBy) : nullptr;
            if (labelled != nullptr) {
                SampleSet samples = rowsWhere(*labels, {{labelled->name, group.value}});
                state.selection = std::make_shared<const SampleSet>(std::move(samples));
            }
        });
    }
}
