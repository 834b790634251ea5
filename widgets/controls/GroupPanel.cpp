// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/GroupPanel.h"

#include "controls/ElidedLabel.h"
#include "controls/GroupPictures.h"
#include "controls/SelectionCard.h"
#include "session/NumberText.h"
#include "session/PointEdits.h"

#include <QAction>
#include <QHeaderView>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>

namespace {

constexpr int fewestRows = 3; ///< of the table, also in a small window
constexpr int comfortableRows = 5;

bool canSortBy(int column)
{
    return column == GroupPanel::Name || column == GroupPanel::Count || column == GroupPanel::Silhouette;
}

} // namespace

GroupPanel::GroupPanel(Session& session, GroupOverview& groups, const SelectionProfile& profile,
                       const SamplePictures& pictures, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_groups(groups)
    , m_pictures(pictures)
    , m_stack(new QStackedWidget)
    , m_message(new ElidedLabel)
    , m_table(new QTableWidget(0, Columns))
    , m_agreement(new ElidedLabel)
    , m_card(new SelectionCard(session, profile, pictures))
    , m_halves(new QSplitter(Qt::Vertical))
{
    setObjectName(QStringLiteral("groupPanel"));
    m_table->setObjectName(QStringLiteral("groupTable"));
    m_table->setAccessibleName(tr("Groups of samples"));
    makePictureTable(*m_table);
    makeHeader();
    makeSortActions();
    m_message->setObjectName(QStringLiteral("groupMessage"));
    m_agreement->setObjectName(QStringLiteral("groupAgreement"));
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(8, 4, 8, 4);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_message);
    m_halves->setObjectName(QStringLiteral("groupHalves"));
    m_halves->addWidget(m_stack);
    m_halves->addWidget(m_card);
    m_halves->setChildrenCollapsible(false);
    m_halves->setStretchFactor(0, 2);
    m_halves->setStretchFactor(1, 1);
    rows->addWidget(m_agreement);
    rows->addWidget(m_halves, 1);
    connect(m_table, &QTableWidget::cellActivated, this, &GroupPanel::act);
    connect(&groups, &GroupOverview::changed, this, &GroupPanel::refresh);
    connect(&groups, &GroupOverview::runningChanged, this, &GroupPanel::refresh);
    connect(&pictures, &SamplePictures::changed, this, &GroupPanel::showPictures);
    refresh();
}

void GroupPanel::makeHeader()
{
    m_table->setHorizontalHeaderLabels(
        {tr("Group"), tr("Samples"), tr("Silhouette"), tr("Middle"), tr("Nearest"), tr("Farthest")});
    const QStringList tips = {
        tr("The selection, and each value of the label that the map is coloured by; Enter "
           "selects its samples. A click here sorts them as the label has them"),
        tr("How many samples it has; a click sorts by it"),
        tr("How well its samples lie together and apart from the nearest other group, -1 to 1: the "
           "mean of their silhouettes in latent space; a click sorts by it"),
        tr("The mean of its latents, decoded; Enter goes there"),
        tr("Its sample nearest to the mean, which is its medoid by squared distance; Enter goes "
           "there"),
        tr("Its sample farthest from the mean; Enter goes there")};
    for (int column = 0; column < Columns; ++column) {
        m_table->horizontalHeaderItem(column)->setToolTip(tips[column]);
    }
    QHeaderView* const header = m_table->horizontalHeader();
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(true);
    header->setSortIndicator(Name, Qt::AscendingOrder);
    connect(header, &QHeaderView::sortIndicatorChanged, this, [this, header](int column) {
        if (canSortBy(column)) {
            refresh();
        } else {
            header->setSortIndicator(Name, Qt::AscendingOrder);
        }
    });
}

/// What a click on the header does, for the keyboard: the table's menu.
void GroupPanel::makeSortActions()
{
    struct Choice
    {
        const char* name;
        QString text;
        Column column;
        Qt::SortOrder order;
    };
    const Choice choices[] = {
        {"sortGroupsByLabel", tr("Sort as the label has them"), Name, Qt::AscendingOrder},
        {"sortGroupsBySize", tr("Sort by size, largest first"), Count, Qt::DescendingOrder},
        {"sortGroupsBySilhouette", tr("Sort by silhouette, best first"), Silhouette, Qt::DescendingOrder},
        {"sortGroupsByWorst", tr("Sort by silhouette, worst first"), Silhouette, Qt::AscendingOrder},
    };
    for (const Choice& choice : choices) {
        auto* action = new QAction(choice.text, m_table);
        action->setObjectName(QLatin1String(choice.name));
        connect(action, &QAction::triggered, this,
                [this, column = choice.column, order = choice.order] { sortBy(column, order); });
        m_table->addAction(action);
    }
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void GroupPanel::sortBy(Column column, Qt::SortOrder order)
{
    m_table->horizontalHeader()->setSortIndicator(column, order);
}

int GroupPanel::comfortableHeight() const
{
    const QMargins margins = layout()->contentsMargins();
    const int card = m_card->isVisibleTo(this) ? m_card->minimumSizeHint().height() + m_halves->handleWidth() : 0;
    const int agreement = m_agreement->sizeHint().height() + layout()->spacing();
    return agreement + heightOfRows(*m_table, comfortableRows) + 2 * card + margins.top() + margins.bottom();
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
    setPictureShape(*m_table, pictureShapeOf(m_session.state()));
    m_stack->setMinimumHeight(heightOfRows(*m_table, fewestRows));
    m_message->setText(m_groups.message().isEmpty() && groups.empty() ? tr("Summing the groups up…")
                                                                      : m_groups.message());
    m_stack->setCurrentIndex(groups.empty() ? 1 : 0);
    sort();
    m_table->setRowCount(static_cast<int>(groups.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        fill(row, groupAt(row));
    }
    const bool hasSelection = !groups.empty() && groups.front().value.empty();
    m_card->setLabels(hasSelection ? groups.front().labels : QString());
    showAgreement();
    showPictures();
}

/// With the label that agrees best; all others are in the tooltip.
void GroupPanel::showAgreement()
{
    const auto& all = m_groups.agreements();
    const auto words = [this](const GroupOverview::Agreement& each) {
        return tr("%1: homogeneity %2, completeness %3")
            .arg(QString::fromStdString(each.label), locale().toString(each.with.homogeneity, 'f', 2),
                 locale().toString(each.with.completeness, 'f', 2));
    };
    QStringList tip{
        tr("How far these groups say the same as other labels. Homogeneity is 1 where each group has samples "
           "of one value alone, completeness where each value lies in one group.")};
    std::ranges::transform(all, std::back_inserter(tip), words);
    m_agreement->setVisible(!all.empty());
    m_agreement->setText(all.empty() ? QString() : tr("Agrees best with %1").arg(words(all.front())));
    m_agreement->setToolTip(tip.join(QLatin1Char('\n')));
}

void GroupPanel::sort()
{
    const auto& groups = m_groups.groups();
    m_order.resize(groups.size());
    std::iota(m_order.begin(), m_order.end(), std::size_t{0});
    const QHeaderView* const header = m_table->horizontalHeader();
    const int column = header->sortIndicatorSection();
    const bool isFalling = header->sortIndicatorOrder() == Qt::DescendingOrder;
    const auto key = [&](std::size_t which) {
        const GroupOverview::Group& group = groups[which];
        const double number = column == Count        ? static_cast<double>(group.summary.size)
                              : column == Silhouette ? (group.silhouette ? group.silhouette->mean : -2)
                                                     : static_cast<double>(which);
        const bool isSelection = group.value.empty();
        return std::pair(!isSelection, isFalling ? -number : number);
    };
    std::ranges::stable_sort(m_order, {}, key);
}

const GroupOverview::Group& GroupPanel::groupAt(int row) const
{
    return m_groups.groups()[m_order[static_cast<std::size_t>(row)]];
}

QString GroupPanel::silhouetteTip(const GroupOverview::Group& group) const
{
    if (group.value.empty()) {
        return tr("A selection has none: silhouettes compare the values of a label");
    }
    if (!group.silhouette) {
        return m_groups.isRunning()                      ? tr("Being measured, in the background")
               : !m_groups.silhouetteMessage().isEmpty() ? m_groups.silhouetteMessage()
                                                         : tr("There is none where there are no two groups");
    }
    const QString asked = locale().toString(qulonglong{group.silhouette->asked});
    return group.silhouette->asked == group.summary.size
               ? tr("The mean silhouette of its %1 samples").arg(asked)
               : tr("The mean silhouette of %1 of its %2 samples, spread evenly, each compared with those of all "
                    "groups")
                     .arg(asked, locale().toString(qulonglong{group.summary.size}));
}

void GroupPanel::fill(int row, const GroupOverview::Group& group)
{
    const auto number = [this](double value) { return withTrueMinus(locale().toString(value, 'g', 3)); };
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
    const QString silhouette = group.silhouette       ? withTrueMinus(locale().toString(group.silhouette->mean, 'f', 2))
                               : m_groups.isRunning() ? QStringLiteral("…")
                                                      : QStringLiteral("–");
    set(Silhouette, silhouette, silhouetteTip(group))->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
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
    const int rows =
        std::min(m_table->rowCount(), static_cast<int>(std::min(m_order.size(), m_groups.groups().size())));
    for (int row = 0; row < rows; ++row) {
        const GroupOverview::Group& group = groupAt(row);
        const auto set = [&](Column column, const QImage& image) {
            m_table->item(row, column)->setIcon(groupPicture(image, devicePixelRatioF()));
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
    if (row < 0 || static_cast<std::size_t>(row) >= std::min(m_order.size(), m_groups.groups().size())) {
        return;
    }
    const GroupOverview::Group group = groupAt(row);
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
