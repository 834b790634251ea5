// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/LabelGroups.h"

#include "controls/ElidedComboBox.h"
#include "controls/ElidedLabel.h"
#include "controls/PatternEdit.h"

#include <QCompleter>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalBlocker>

LabelGroups::LabelGroups(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_column(makeCombo(QStringLiteral("labelColumn"), tr("Label column"),
                         tr("The label that tells the examples apart, or a pattern over several")))
    , m_with(
          makeCombo(QStringLiteral("withValue"), tr("With value"), tr("Samples of this value: amount 1 leads there")))
    , m_without(makeCombo(QStringLiteral("withoutValue"), tr("Without value"),
                          tr("Samples that the vector starts from. Unknown cells belong to neither group")))
    , m_withPattern(
          makePattern(QStringLiteral("withPattern"), tr("With pattern"), QStringLiteral("arrow 1=left, arrow 5=up")))
    , m_withoutPattern(makePattern(QStringLiteral("withoutPattern"), tr("Without pattern"), tr("everything else")))
    , m_counts(new ElidedLabel(this))
    , m_problem(new QLabel(this))
    , m_make(new QPushButton(tr("Make slider"), this))
{
    m_counts->setObjectName(QStringLiteral("labelCounts"));
    m_problem->setObjectName(QStringLiteral("labelProblem"));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setForegroundRole(QPalette::PlaceholderText);
    m_make->setObjectName(QStringLiteral("makeFromLabels"));
    m_make->setAccessibleName(tr("Make a slider from labels"));
    addChoosers();
    connect(m_column, &QComboBox::currentIndexChanged, this, [this] {
        showValues();
        keepView();
    });
    for (QComboBox* combo : {m_with, m_without}) {
        connect(combo, &QComboBox::currentIndexChanged, this, [this] {
            showReadiness();
            keepView();
        });
    }
    for (PatternEdit* edit : {m_withPattern, m_withoutPattern}) {
        connect(edit, &QLineEdit::textChanged, this, [this] {
            showReadiness();
            keepView();
        });
        connect(edit, &QLineEdit::returnPressed, m_make, &QPushButton::click);
    }
    connect(m_make, &QPushButton::clicked, this, &LabelGroups::makeWanted);
    connect(&session, &Session::spaceChanged, this, &LabelGroups::showLabels);
    connect(&session, &Session::labelsChanged, this, &LabelGroups::showLabels);
    showLabels();
}

QComboBox* LabelGroups::makeCombo(const QString& name, const QString& accessible, const QString& tip)
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

PatternEdit* LabelGroups::makePattern(const QString& name, const QString& accessible, const QString& example)
{
    auto* edit = new PatternEdit(this);
    edit->setObjectName(name);
    edit->setAccessibleName(accessible);
    edit->setPlaceholderText(example);
    edit->setToolTip(tr("LABEL=VALUE, several joined by commas: samples that have all of them. Names that hold a comma "
                        "or = stand in quotation marks"));
    return edit;
}

void LabelGroups::addChoosers()
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(4);
    const auto addLine = [&](int line, const QString& text, QWidget* chooser) {
        auto* label = new QLabel(text, this);
        label->setBuddy(chooser);
        grid->addWidget(label, line, 0);
        grid->addWidget(chooser, line, 1);
        return label;
    };
    addLine(0, tr("&Label"), m_column);
    m_withLabel = addLine(1, tr("&With"), m_with);
    m_withoutLabel = addLine(2, tr("With&out"), m_without);
    grid->addWidget(m_withPattern, 1, 1);
    grid->addWidget(m_withoutPattern, 2, 1);
    grid->addWidget(m_counts, 3, 1);
    grid->addWidget(m_problem, 4, 0, 1, 2);
    grid->addWidget(m_make, 5, 1);
    grid->setColumnStretch(1, 1);
    setTabOrder(m_without, m_withPattern);
    setTabOrder(m_withPattern, m_withoutPattern);
    setTabOrder(m_withoutPattern, m_make);
}

bool LabelGroups::isPattern() const
{
    return m_shown && m_column->currentIndex() == m_column->count() - 1;
}

const LabelColumn* LabelGroups::column() const
{
    const auto index = static_cast<std::size_t>(m_column->currentIndex()); // none is beyond all, and so is the pattern
    return m_shown && index < m_shown->columns.size() ? &*m_shown->columns[index] : nullptr;
}

void LabelGroups::showLabels()
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
        m_column->insertSeparator(m_column->count());
        m_column->addItem(tr("Several labels…"));
        m_column->setItemData(m_column->count() - 1, tr("A pattern: samples that have several values at once"),
                              Qt::ToolTipRole);
        m_withPattern->setLabels(*labels);
        m_withoutPattern->setLabels(*labels);
        const SessionView& view = m_session.view();
        const auto kept =
            std::ranges::find(labels->columns, view.labelColumn, [](const auto& column) { return column->name; });
        const bool wasPattern = view.labelColumn.empty() && !view.withValue.empty();
        m_column->setCurrentIndex(wasPattern                      ? m_column->count() - 1
                                  : kept != labels->columns.end() ? static_cast<int>(kept - labels->columns.begin())
                                                                  : std::max(best, 0));
    }
    showValues();
    showView();
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

/// Of *yes* and *no* the one that the label is named after; else the first.
static int firstChoice(const QStringList& values)
{
    static const QRegularExpression yes(QStringLiteral("yes|true|1"), QRegularExpression::CaseInsensitiveOption);
    const qsizetype affirmed = values.size() == 2 ? values.indexOf(yes) : -1;
    return values.isEmpty() ? -1 : static_cast<int>(std::max<qsizetype>(affirmed, 0));
}

void LabelGroups::showValues()
{
    QStringList values;
    if (const LabelColumn* shown = column()) {
        for (const std::string& value : shown->values) {
            values << QString::fromStdString(value);
        }
    }
    fillValues(m_with, values);
    {
        const QSignalBlocker blocker(m_with);
        m_with->setCurrentIndex(firstChoice(values));
    }
    fillValues(m_without, QStringList(tr("everything else")) + values);
    showReadiness();
}

/// The values that the session's view names, where the column at hand has them.
void LabelGroups::showView()
{
    const SessionView& view = m_session.view();
    if (isPattern()) {
        const QSignalBlocker withBlocker(m_withPattern);
        const QSignalBlocker withoutBlocker(m_withoutPattern);
        m_withPattern->setText(QString::fromStdString(view.withValue));
        m_withoutPattern->setText(QString::fromStdString(view.withoutValue));
    } else if (column() && column()->name == view.labelColumn) {
        for (const auto& [combo, value] :
             {std::pair(m_with, view.withValue), std::pair(m_without, view.withoutValue)}) {
            const QSignalBlocker blocker(combo);
            const int kept = value.empty() ? -1 : combo->findText(QString::fromStdString(value), Qt::MatchExactly);
            if (kept >= 0 || combo == m_without) {
                combo->setCurrentIndex(std::max(kept, 0));
            }
        }
    }
    showReadiness();
}

/// A pattern is kept without a label, as its own text.
void LabelGroups::keepView()
{
    SessionView view = m_session.view();
    const auto chosen = [](const QComboBox* combo) { return combo->itemText(combo->currentIndex()).toStdString(); };
    if (isPattern()) {
        view.labelColumn.clear();
        view.withValue = m_withPattern->text().toStdString();
        view.withoutValue = m_withoutPattern->text().toStdString();
    } else {
        view.labelColumn = chosen(m_column);
        view.withValue = chosen(m_with);
        view.withoutValue = m_without->currentIndex() > 0 ? chosen(m_without) : std::string();
    }
    m_session.setView(std::move(view));
}

GroupChoice LabelGroups::choice() const
{
    if (isPattern()) {
        return choosePatterns(*m_shown, m_withPattern->text(), m_withoutPattern->text());
    }
    const LabelColumn* const shown = column();
    if (!shown) {
        return {};
    }
    if (m_method == AttributeMethod::Ridge) {
        return chooseNumbers(*shown);
    }
    const auto value = [](int index) {
        return index < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(index));
    };
    return chooseValues(*shown, value(m_with->currentIndex()), value(m_without->currentIndex() - 1));
}

void LabelGroups::setMaking(AttributeMethod method, const QString& obstacle)
{
    m_method = method;
    m_obstacle = obstacle;
    showReadiness();
}

void LabelGroups::showReadiness()
{
    const bool byPattern = isPattern();
    const bool byValues = !byPattern && m_method != AttributeMethod::Ridge;
    m_withLabel->setVisible(byPattern || byValues);
    m_withoutLabel->setVisible(byPattern || byValues);
    m_with->setVisible(byValues);
    m_without->setVisible(byValues);
    m_withPattern->setVisible(byPattern);
    m_withoutPattern->setVisible(byPattern);
    m_withLabel->setBuddy(byPattern ? static_cast<QWidget*>(m_withPattern) : m_with);
    m_withoutLabel->setBuddy(byPattern ? static_cast<QWidget*>(m_withoutPattern) : m_without);

    const GroupChoice now = choice();
    const QString problem = problemOf(now, m_method);
    m_counts->setText(now.counts);
    m_counts->setVisible(!now.counts.isEmpty());
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    const QString reason = problem.isEmpty() ? m_obstacle : problem;
    m_make->setEnabled(reason.isEmpty());
    m_make->setToolTip(reason.isEmpty() ? tr("Adds the slider “%1”").arg(now.wish.name) : reason);
}
