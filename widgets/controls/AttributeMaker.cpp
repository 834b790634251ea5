// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/AttributeMaker.h"

#include "controls/ElidedComboBox.h"
#include "controls/ElidedLabel.h"
#include "controls/LineIcons.h"
#include "session/AttributeEdits.h"

#include <QComboBox>
#include <QCompleter>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>

AttributeMaker::AttributeMaker(Session& session, AttributeFit& fit, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_fit(fit)
    , m_explanation(new QLabel(this))
    , m_sections(new QBoxLayout(QBoxLayout::TopToBottom))
{
    m_labelSection = makeLabelSection();
    m_groupSection = makeGroupSection();
    setObjectName(QStringLiteral("attributeMaker"));
    m_explanation->setObjectName(QStringLiteral("explanation"));
    m_explanation->setWordWrap(true);
    m_explanation->setForegroundRole(QPalette::PlaceholderText);
    m_sections->setContentsMargins(0, 0, 0, 0);
    m_sections->setSpacing(12);
    m_sections->addWidget(m_labelSection, 1, Qt::AlignTop);
    m_sections->addWidget(m_groupSection, 1, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_explanation);
    layout->addLayout(m_sections);
    layout->addStretch(1);
    connect(&session, &Session::spaceChanged, this, &AttributeMaker::showState);
    connect(&session, &Session::labelsChanged, this, &AttributeMaker::showState);
    connect(&session, &Session::selectionChanged, this, &AttributeMaker::showGroups);
    connect(&fit, &AttributeFit::changed, this, [this] {
        showLabelCounts();
        showGroups();
    });
    showState();
}

QComboBox* AttributeMaker::makeCombo(const QString& name, const QString& accessible, const QString& tip)
{
    auto* combo = new ElidedComboBox(this);
    combo->setObjectName(name);
    combo->setAccessibleName(accessible);
    combo->setToolTip(tip);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(6);
    combo->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    combo->setInsertPolicy(QComboBox::NoInsert);
    return combo;
}

QWidget* AttributeMaker::makeLabelSection()
{
    m_column =
        makeCombo(QStringLiteral("labelColumn"), tr("Label column"), tr("The label that tells the examples apart"));
    m_with =
        makeCombo(QStringLiteral("withValue"), tr("With value"), tr("Samples of this value: amount 1 leads there"));
    m_without = makeCombo(QStringLiteral("withoutValue"), tr("Without value"),
                          tr("Samples that the vector starts from. Unknown cells belong to neither group"));
    m_labelCounts = new ElidedLabel(this);
    m_labelCounts->setObjectName(QStringLiteral("labelCounts"));
    m_makeFromLabels = new QPushButton(tr("Make slider"), this);
    m_makeFromLabels->setObjectName(QStringLiteral("makeFromLabels"));
    m_makeFromLabels->setAccessibleName(tr("Make a slider from labels"));
    connect(m_column, &QComboBox::currentIndexChanged, this, [this] {
        showValues();
        keepChoice();
    });
    for (QComboBox* combo : {m_with, m_without}) {
        connect(combo, &QComboBox::currentIndexChanged, this, [this] {
            showLabelCounts();
            keepChoice();
        });
    }
    connect(m_makeFromLabels, &QPushButton::clicked, this, &AttributeMaker::makeFromLabels);

    auto* section = new QWidget(this);
    auto* grid = new QGridLayout(section);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(4);
    int line = 0;
    for (const auto& [text, combo] :
         {std::pair(tr("&Label"), m_column), std::pair(tr("&With"), m_with), std::pair(tr("With&out"), m_without)}) {
        auto* label = new QLabel(text, section);
        label->setBuddy(combo);
        grid->addWidget(label, line, 0);
        grid->addWidget(combo, line++, 1);
    }
    grid->addWidget(m_labelCounts, line++, 1);
    grid->addWidget(m_makeFromLabels, line, 1);
    grid->setColumnStretch(1, 1);
    return section;
}

QWidget* AttributeMaker::makeGroupSection()
{
    auto* section = new QWidget(this);
    auto* grid = new QGridLayout(section);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(4);
    const auto addGroup = [&](int line, const QString& letter, std::shared_ptr<const SampleSet> SessionState::*group,
                              QPushButton*& set, ElidedLabel*& count, QToolButton*& clear) {
        set = new QPushButton(tr("%1 = selection").arg(letter), section);
        set->setObjectName(QStringLiteral("set") + letter);
        count = new ElidedLabel(section);
        count->setObjectName(QStringLiteral("count") + letter);
        clear = new QToolButton(section);
        clear->setObjectName(QStringLiteral("clear") + letter);
        clear->setIcon(lineIcon(LineIcon::Remove));
        clear->setAutoRaise(true);
        clear->setAccessibleName(tr("Clear group %1").arg(letter));
        clear->setToolTip(clear->accessibleName());
        clear->setFocusPolicy(Qt::TabFocus);
        connect(set, &QPushButton::clicked, this, [this, letter, group] {
            m_session.edit(tr("Group %1").arg(letter),
                           [group](SessionState& state) { state.*group = state.selection; });
        });
        connect(clear, &QToolButton::clicked, this, [this, letter, group] {
            m_session.edit(tr("Clear group %1").arg(letter), [group](SessionState& state) { (state.*group).reset(); });
        });
        grid->addWidget(set, line, 0);
        grid->addWidget(count, line, 1);
        grid->addWidget(clear, line, 2);
    };
    addGroup(0, QStringLiteral("A"), &SessionState::withGroup, m_setA, m_countA, m_clearA);
    addGroup(1, QStringLiteral("B"), &SessionState::withoutGroup, m_setB, m_countB, m_clearB);
    m_makeFromGroups = new QPushButton(tr("Make slider from A and B"), section);
    m_makeFromGroups->setObjectName(QStringLiteral("makeFromGroups"));
    connect(m_makeFromGroups, &QPushButton::clicked, this, &AttributeMaker::makeFromGroups);
    grid->addWidget(m_makeFromGroups, 2, 0, 1, 3);
    grid->setColumnStretch(1, 1);
    return section;
}

void AttributeMaker::setWide(bool wide)
{
    m_sections->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

bool AttributeMaker::hasLatents() const
{
    const auto& space = m_session.state().space;
    return space && space->latents && !space->latents->isEmpty();
}

void AttributeMaker::showState()
{
    const auto& space = m_session.state().space;
    const auto& labels = m_session.state().labels();
    const bool hasLabels = labels && !labels->columns.empty();
    m_labelSection->setVisible(hasLatents() && hasLabels);
    m_groupSection->setVisible(hasLatents());
    QString explanation;
    if (!space) {
        explanation = tr("Open a space with samples: two groups of examples become a slider here.");
    } else if (!hasLatents()) {
        explanation =
            tr("This space has no encoded samples to make vectors from. Space > Generate samples… makes some; "
               "vectors made elsewhere can be loaded from .npy files.");
    } else if (!hasLabels) {
        explanation = tr("This space has no labels. Select samples on the map and label them (Ctrl+Shift+L), or set "
                         "them as group A, "
                         "and others as B.");
    }
    m_explanation->setText(explanation);
    m_explanation->setVisible(!explanation.isEmpty());
    showColumns();
    showGroups();
}

void AttributeMaker::showColumns()
{
    const auto& labels = m_session.state().labels();
    if (labels == m_shown) {
        return;
    }
    m_shown = labels;
    const QSignalBlocker blocker(m_column);
    m_column->clear();
    if (labels) {
        int best = -1;
        for (const LabelColumn& column : labels->columns) {
            m_column->addItem(QString::fromStdString(column.name));
            if (best < 0 && !column.isNumeric && column.values.size() > 1) {
                best = m_column->count() - 1; // the first that tells groups apart
            }
        }
        const int kept = m_column->findText(QString::fromStdString(m_session.view().labelColumn), Qt::MatchExactly);
        m_column->setCurrentIndex(kept >= 0 ? kept : std::max(best, 0));
    }
    showValues();
    showChoice();
}

/// The values that the session's view names, where the column at hand has them.
void AttributeMaker::showChoice()
{
    const SessionView& view = m_session.view();
    if (m_column->currentText() != QString::fromStdString(view.labelColumn)) {
        return;
    }
    for (const auto& [combo, value] : {std::pair(m_with, view.withValue), std::pair(m_without, view.withoutValue)}) {
        const QSignalBlocker blocker(combo);
        const int kept = value.empty() ? 0 : combo->findText(QString::fromStdString(value), Qt::MatchExactly);
        combo->setCurrentIndex(std::max(kept, 0));
    }
    showLabelCounts();
}

void AttributeMaker::keepChoice()
{
    const auto chosen = [](const QComboBox* combo) { return combo->itemText(combo->currentIndex()).toStdString(); };
    SessionView view = m_session.view();
    view.labelColumn = chosen(m_column);
    view.withValue = chosen(m_with);
    view.withoutValue = m_without->currentIndex() > 0 ? chosen(m_without) : std::string();
    m_session.setView(std::move(view));
}

const LabelColumn* AttributeMaker::column() const
{
    const auto index = static_cast<std::size_t>(m_column->currentIndex()); // none is beyond all
    return m_shown && index < m_shown->columns.size() ? &*m_shown->columns[index] : nullptr;
}

static void fillValues(QComboBox* combo, const QStringList& values)
{
    constexpr qsizetype worthSearching = 12;
    const QSignalBlocker blocker(combo);
    combo->clear();
    combo->addItems(values);
    combo->setCurrentIndex(values.isEmpty() ? -1 : 0);
    const bool wasEditable = combo->isEditable();
    combo->setEditable(values.size() > worthSearching);
    if (combo->isEditable() && !wasEditable) {
        combo->completer()->setFilterMode(Qt::MatchContains);
        combo->completer()->setCompletionMode(QCompleter::PopupCompletion);
        QObject::connect(combo->lineEdit(), &QLineEdit::editingFinished, combo, [combo] {
            const int typed = combo->findText(combo->currentText(), Qt::MatchFixedString);
            combo->setCurrentIndex(typed >= 0 ? typed : combo->currentIndex());
            combo->setEditText(combo->itemText(combo->currentIndex()));
        });
    }
}

void AttributeMaker::showValues()
{
    QStringList values;
    if (const LabelColumn* shown = column()) {
        for (const std::string& value : shown->values) {
            values << QString::fromStdString(value);
        }
    }
    fillValues(m_with, values);
    fillValues(m_without, QStringList(tr("everything else")) + values);
    showLabelCounts();
}

AttributeFit::Groups AttributeMaker::labelGroups() const
{
    const LabelColumn* shown = column();
    AttributeFit::Groups groups;
    if (!shown || m_with->currentIndex() < 0) {
        return groups;
    }
    const auto with = static_cast<std::uint32_t>(m_with->currentIndex());
    const QString name = QString::fromStdString(shown->name);
    const QString withValue = QString::fromStdString(shown->values[with]);
    groups.with = samplesWith(*shown, with);
    groups.withText = tr("%1 = %2").arg(name, withValue);
    if (m_without->currentIndex() <= 0) {
        groups.without = samplesWithout(*shown, with);
        groups.withoutText = tr("everything else");
        groups.name = tr("%1: %2").arg(name, withValue);
    } else {
        const auto without = static_cast<std::uint32_t>(m_without->currentIndex() - 1);
        const QString withoutValue = QString::fromStdString(shown->values[without]);
        groups.without = samplesWith(*shown, without);
        groups.withoutText = tr("%1 = %2").arg(name, withoutValue);
        groups.name = tr("%1: %2 to %3").arg(name, withoutValue, withValue);
    }
    return groups;
}

void AttributeMaker::showLabelCounts()
{
    const AttributeFit::Groups groups = labelGroups();
    const bool same = groups.with == groups.without;
    QString counts = tr("%1 with, %2 without")
                         .arg(QLocale().toString(groups.with.size()), QLocale().toString(groups.without.size()));
    const bool areOthersUnknown = groups.without.empty() && column() && groups.with.size() < column()->codes.size();
    if (areOthersUnknown) { // somebody who labels one group wonders where the others are
        counts += tr(", the others unknown");
    }
    m_labelCounts->setText(counts);
    m_makeFromLabels->setEnabled(!m_fit.isRunning() && !same && !groups.with.empty() && !groups.without.empty());
    m_makeFromLabels->setToolTip(same ? tr("Choose two different values.")
                                 : groups.with.empty() || groups.without.empty()
                                     ? (areOthersUnknown ? tr("The other samples have no value in this column: give "
                                                              "some of them one, or use a selection as group A.")
                                                         : tr("One of the two groups has no samples."))
                                     : tr("Adds the slider “%1”").arg(groups.name));
}

void AttributeMaker::makeFromLabels()
{
    m_fit.fit(labelGroups());
}

void AttributeMaker::showGroups()
{
    const SessionState& state = m_session.state();
    const auto size = [](const std::shared_ptr<const SampleSet>& set) { return set ? set->size() : 0; };
    const auto samples = [](std::size_t count) { return tr("%1 samples").arg(QLocale().toString(count)); };
    const std::size_t selected = size(state.selection);
    const QString how = selected > 0 ? tr("Takes the %1 selected on the map").arg(samples(selected))
                                     : tr("Select samples on the map first.");
    for (QPushButton* button : {m_setA, m_setB}) {
        button->setEnabled(selected > 0);
        button->setToolTip(how);
    }
    m_countA->setText(size(state.withGroup) > 0 ? samples(size(state.withGroup)) : tr("none yet"));
    m_countB->setText(size(state.withoutGroup) > 0 ? samples(size(state.withoutGroup)) : tr("everything else"));
    m_clearA->setEnabled(state.withGroup != nullptr);
    m_clearB->setEnabled(state.withoutGroup != nullptr);
    m_makeFromGroups->setEnabled(!m_fit.isRunning() && size(state.withGroup) > 0);
    m_makeFromGroups->setToolTip(size(state.withGroup) > 0
                                     ? tr("A slider that leads from B to A; an empty B means everything but A")
                                     : tr("Set group A first: samples that have what the slider shall add."));
}

void AttributeMaker::makeFromGroups()
{
    const SessionState& state = m_session.state();
    AttributeFit::Groups groups;
    groups.with = *state.withGroup;
    groups.withText = tr("selection A");
    groups.name = tr("Selection A");
    if (state.withoutGroup && !state.withoutGroup->empty()) {
        groups.without = *state.withoutGroup;
        groups.withoutText = tr("selection B");
        groups.name = tr("Selection B to A");
    } else {
        groups.without = samplesOutside(groups.with, state.space->latents->rows());
        groups.withoutText = tr("everything else");
    }
    m_fit.fit(groups);
}
