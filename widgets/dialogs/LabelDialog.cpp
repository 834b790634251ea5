// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/LabelDialog.h"

#include "base/UserError.h"
#include "dialogs/LabelEffect.h"
#include "session/LabelEdits.h"

#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

namespace {

constexpr std::size_t mostValuesListed = 500; ///< others can be typed

QString number(std::size_t count)
{
    return QLocale().toString(static_cast<qulonglong>(count));
}

QString textOf(const std::string& text)
{
    return QString::fromStdString(text);
}

} // namespace

LabelDialog::LabelDialog(Session& session, QWidget* parent)
    : QDialog(parent)
    , m_session(session)
{
    setObjectName(QStringLiteral("labelDialog"));
    setWindowTitle(tr("Label samples"));
    makeFields();
    makeChanges();
    connect(&session, &Session::labelsChanged, this, &LabelDialog::showSpace);
    connect(&session, &Session::selectionChanged, this, &LabelDialog::showEffect);
    const std::string& shown = session.state().map.colourBy;
    m_column->setEditText(shown.empty() ? tr("label") : textOf(shown));
    showSpace();
}

QComboBox* LabelDialog::makeCombo(const char* name, const QString& text, const QString& tip)
{
    auto* combo = new QComboBox(this);
    combo->setObjectName(QLatin1String(name));
    combo->setAccessibleName(text);
    combo->setToolTip(tip);
    combo->setEditable(true);
    combo->setInsertPolicy(QComboBox::NoInsert);
    combo->completer()->setFilterMode(Qt::MatchContains);
    combo->completer()->setCompletionMode(QCompleter::PopupCompletion);
    combo->completer()->setCaseSensitivity(Qt::CaseSensitive); // Left is another value than left
    combo->setMinimumContentsLength(24);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    return combo;
}

void LabelDialog::makeFields()
{
    auto* form = new QFormLayout(this);
    form->setContentsMargins(16, 16, 16, 16);
    form->setSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_samples = new QLabel(this);
    m_samples->setObjectName(QStringLiteral("labelSamples"));
    m_samples->setWordWrap(true);
    m_samples->setMinimumWidth(400);
    form->addRow(m_samples);
    m_column = makeCombo("labelDialogColumn", tr("Label column"),
                         tr("One of the space's label columns, or the name of a new one"));
    m_value = makeCombo("labelDialogValue", tr("Value"),
                        tr("What the selected samples are; empty: unknown. Enter labels them."));
    form->addRow(tr("&Column"), m_column);
    form->addRow(tr("&Value"), m_value);
    m_effect = new QLabel(this);
    m_effect->setObjectName(QStringLiteral("labelEffect"));
    m_effect->setWordWrap(true);
    m_effect->setTextFormat(Qt::PlainText);
    m_effect->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_effect->setMinimumHeight(3 * fontMetrics().lineSpacing()); // so that what is below does not jump
    form->addRow(m_effect);
    connect(m_column, &QComboBox::editTextChanged, this, [this] {
        showValues();
        showEffect();
    });
    connect(m_value, &QComboBox::editTextChanged, this, &LabelDialog::showEffect);
}

void LabelDialog::makeChanges()
{
    auto* menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    m_renameColumn =
        addChange(*menu, "renameLabelColumn", tr("Give the column another name"), [this] { askColumnName(); });
    m_removeColumn = addChange(*menu, "removeLabelColumn", tr("Take the column away with all its values"),
                               [this] { removeColumn(); });
    m_renameValue = addChange(*menu, "renameLabelValue", tr("Give all samples with this value another one"),
                              [this] { askValueName(); });
    auto* change = new QToolButton(this);
    change->setObjectName(QStringLiteral("changeLabels"));
    change->setText(tr("Change"));
    change->setAccessibleName(tr("Change columns and values"));
    change->setToolTip(tr("Rename or remove the column, or rename the value everywhere"));
    change->setPopupMode(QToolButton::InstantPopup);
    change->setMenu(menu);
    change->setFocusPolicy(Qt::StrongFocus);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Apply | QDialogButtonBox::Close, this);
    buttons->addButton(change, QDialogButtonBox::ResetRole); // on the other side
    m_apply = buttons->button(QDialogButtonBox::Apply);
    m_apply->setObjectName(QStringLiteral("applyLabel"));
    m_apply->setText(tr("&Label"));
    m_apply->setDefault(true);
    m_apply->setToolTip(tr("Give the selected samples this value (Enter); undo takes it back"));
    QPushButton* close = buttons->button(QDialogButtonBox::Close);
    close->setObjectName(QStringLiteral("closeLabelDialog"));
    close->setAutoDefault(false);
    close->setToolTip(tr("Close this window (Esc); labels stay as they are"));
    connect(m_apply, &QPushButton::clicked, this, &LabelDialog::apply);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    static_cast<QFormLayout*>(layout())->addRow(buttons);
}

QAction* LabelDialog::addChange(QMenu& menu, const char* name, const QString& tip, const std::function<void()>& run)
{
    QAction* action = menu.addAction(QString());
    action->setObjectName(QLatin1String(name));
    action->setToolTip(tip);
    connect(action, &QAction::triggered, this, run);
    return action;
}

const LabelTable& LabelDialog::labels() const
{
    static const LabelTable none;
    const auto& labels = m_session.state().labels();
    return labels ? *labels : none;
}

std::string LabelDialog::columnName() const
{
    return m_column->currentText().trimmed().toStdString();
}

std::string LabelDialog::value() const
{
    return m_value->currentText().trimmed().toStdString();
}

void LabelDialog::takeFocus()
{
    m_value->setFocus();
    m_value->lineEdit()->selectAll();
}

void LabelDialog::showSpace()
{
    showColumns();
    showValues();
    showEffect();
}

static void fill(QComboBox& combo, const QStringList& items)
{
    const QSignalBlocker blocker(combo);
    const QString typed = combo.currentText();
    combo.clear();
    combo.addItems(items);
    combo.setEditText(typed);
}

void LabelDialog::showColumns()
{
    QStringList names;
    for (const LabelColumn& column : labels().columns) {
        names << textOf(column.name);
    }
    fill(*m_column, names);
}

void LabelDialog::showValues()
{
    QStringList values;
    if (const LabelColumn* column = labels().find(columnName())) {
        for (std::size_t i = 0; i < std::min(column->values.size(), mostValuesListed); ++i) {
            values << textOf(column->values[i]);
        }
    }
    fill(*m_value, values);
}

void LabelDialog::showEffect()
{
    const auto& space = m_session.state().space;
    const auto& selection = m_session.state().selection;
    const bool hasSamples = space && space->sampleCount() > 0;
    if (!hasSamples) {
        m_samples->setText(tr("There are no samples to label. Open a space with samples, or let Space > Generate "
                              "samples… make some."));
    } else if (!selection) {
        m_samples->setText(
            tr("No samples are selected. Select some on the map with the rectangle or the lasso, or keep "
               "some in the contact sheet."));
    } else {
        m_samples->setText(selection->size() == 1 ? tr("1 sample is selected.")
                                                  : tr("%1 samples are selected.").arg(number(selection->size())));
    }
    m_column->setEnabled(hasSamples);
    m_value->setEnabled(hasSamples);
    m_effect->setText(selection ? labelEffect(labels(), *selection, columnName(), value()) : QString());
    m_effect->setAccessibleName(m_effect->text());
    m_apply->setEnabled(selection && givesLabels(labels(), *selection, columnName(), value()));
    showChanges();
}

/// As a menu shows it, where & marks a key.
static QString menuText(const QFontMetrics& metrics, const std::string& text)
{
    return metrics.elidedText(textOf(text), Qt::ElideMiddle, 240).replace(QLatin1Char('&'), QLatin1String("&&"));
}

void LabelDialog::showChanges()
{
    const LabelColumn* column = labels().find(columnName());
    const bool hasValue = column && std::ranges::find(column->values, value()) != column->values.end();
    const QString name = menuText(fontMetrics(), columnName());
    const QString shownValue = menuText(fontMetrics(), value());
    m_renameColumn->setText(column ? tr("&Rename column “%1”…").arg(name) : tr("&Rename column…"));
    m_removeColumn->setText(column ? tr("Re&move column “%1”").arg(name) : tr("Re&move column"));
    m_renameValue->setText(hasValue ? tr("Rename &value “%1” everywhere…").arg(shownValue)
                                    : tr("Rename &value everywhere…"));
    m_renameColumn->setEnabled(column != nullptr);
    m_removeColumn->setEnabled(column != nullptr);
    m_renameValue->setEnabled(hasValue);
}

// What is done

bool LabelDialog::edit(const QString& text, const std::function<void(SessionState&)>& change)
{
    try {
        m_session.edit(text, change);
        return true;
    } catch (const UserError& error) {
        m_effect->setText(QString::fromUtf8(error.what()));
        m_effect->setAccessibleName(m_effect->text());
        return false;
    }
}

void LabelDialog::apply()
{
    const auto selection = m_session.state().selection;
    if (!selection || !m_apply->isEnabled()) {
        return;
    }
    const std::string column = columnName();
    const std::string given = value();
    const QString what = given.empty() ? tr("unknown") : textOf(given);
    const QString text = selection->size() == 1
                             ? tr("Label 1 sample: %1 = %2").arg(textOf(column), what)
                             : tr("Label %1 samples: %2 = %3").arg(number(selection->size()), textOf(column), what);
    edit(text, [&](SessionState& state) { labelSamples(state, *selection, column, given); });
    takeFocus();
}

void LabelDialog::ask(const QString& title, const QString& label, const QString& text,
                      const std::function<void(QString)>& take)
{
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("labelNameDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(label);
    dialog->setTextValue(text);
    connect(dialog, &QInputDialog::textValueSelected, this, [take](const QString& typed) { take(typed.trimmed()); });
    dialog->open();
}

void LabelDialog::askColumnName()
{
    const QString old = textOf(columnName());
    ask(tr("Rename a label column"), tr("Name of the column “%1”:").arg(old), old, [this, old](const QString& name) {
        const bool isDone = edit(tr("Rename the label column %1 to %2").arg(old, name), [&](SessionState& state) {
            renameLabelColumn(state, old.toStdString(), name.toStdString());
        });
        if (isDone) {
            m_column->setEditText(name);
        }
    });
}

void LabelDialog::askValueName()
{
    const QString column = textOf(columnName());
    const QString old = textOf(value());
    ask(tr("Rename a value"), tr("What all samples with %1 = “%2” are:").arg(column, old), old,
        [this, column, old](const QString& name) {
            const bool isDone = edit(tr("Rename %1 to %2 in %3").arg(old, name, column), [&](SessionState& state) {
                renameLabelValue(state, column.toStdString(), old.toStdString(), name.toStdString());
            });
            if (isDone) {
                m_value->setEditText(name);
            }
        });
}

void LabelDialog::removeColumn()
{
    const QString name = textOf(columnName());
    edit(tr("Remove the label column %1").arg(name),
         [&](SessionState& state) { removeLabelColumn(state, name.toStdString()); });
}
