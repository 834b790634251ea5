// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/AttributeMethodBar.h"

#include "controls/ElidedComboBox.h"
#include "controls/TickButton.h"
#include "session/AttributeEdits.h"

#include <QGridLayout>
#include <QSignalBlocker>

#include <utility>

// What is ticked is named by the kind of thing first: a label and a vector may have one name.
static const QString labelKey = QStringLiteral("label:");
static const QString vectorKey = QStringLiteral("vector:");

AttributeMethodBar::AttributeMethodBar(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_layout(new QGridLayout(this))
    , m_method(new ElidedComboBox(this))
    , m_balance(new TickButton(tr("Balance"), tr("nothing yet"), this))
    , m_fixed(new TickButton(tr("Keep fixed"), tr("nothing"), this))
{
    setObjectName(QStringLiteral("attributeMethodBar"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(4);
    m_method->setObjectName(QStringLiteral("attributeMethod"));
    m_method->setAccessibleName(tr("Method"));
    m_method->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_method->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    const auto add = [this](AttributeMethod method, const QString& text, const QString& tip) {
        m_method->addItem(text, static_cast<int>(method));
        m_method->setItemData(m_method->count() - 1, tip, Qt::ToolTipRole);
    };
    add(AttributeMethod::Mean, tr("Mean difference"), tr("The mean of one group minus that of the other"));
    add(AttributeMethod::Balanced, tr("Balanced difference"),
        tr("The mean difference among samples that are alike in other labels, so that these take no part"));
    add(AttributeMethod::Linear, tr("Linear classifier"),
        tr("The shortest way across the border between the groups: logistic regression. It tells them apart best, and "
           "changes pictures less than a mean difference does"));
    add(AttributeMethod::Ridge, tr("Ridge regression"), tr("The direction that best predicts a label of numbers"));
    m_balance->setObjectName(QStringLiteral("attributeBalance"));
    m_balance->setToolTip(tr("Up to four other labels whose values are matched between the two groups"));
    m_balance->setMost(mostBalanceLabels);
    m_fixed->setObjectName(QStringLiteral("attributeFixed"));
    m_fixed->setToolTip(tr("Labels and vectors that the new vector shall not change, as far as it can be helped"));
    connect(m_method, &QComboBox::currentIndexChanged, this, &AttributeMethodBar::keepMethod);
    connect(m_balance, &TickButton::tickedChanged, this, &AttributeMethodBar::keepTicks);
    connect(m_fixed, &TickButton::tickedChanged, this, &AttributeMethodBar::keepTicks);
    connect(&session, &Session::viewChanged, this, &AttributeMethodBar::showView);
    connect(&session, &Session::spaceChanged, this, &AttributeMethodBar::showChoices);
    connect(&session, &Session::labelsChanged, this, &AttributeMethodBar::showChoices);
    connect(&session, &Session::attributesChanged, this, [this] {
        followRenames();
        showChoices();
    });
    setWide(false);
    showChoices();
}

void AttributeMethodBar::setWide(bool wide)
{
    int place = 0;
    for (QWidget* widget :
         {static_cast<QWidget*>(m_method), static_cast<QWidget*>(m_balance), static_cast<QWidget*>(m_fixed)}) {
        m_layout->addWidget(widget, wide ? 0 : place, wide ? place : 0);
        m_layout->setColumnStretch(place, wide || place == 0 ? 1 : 0);
        ++place;
    }
}

AttributeMethod AttributeMethodBar::method() const
{
    return static_cast<AttributeMethod>(m_method->currentData().toInt());
}

void AttributeMethodBar::showChoices()
{
    std::vector<TickButton::Choice> choices;
    if (const auto& labels = m_session.state().labels()) {
        for (const Shared<LabelColumn>& column : labels->columns) {
            const QString name = QString::fromStdString(column->name);
            choices.push_back({tr("Labels"), labelKey + name, name});
        }
    }
    const QSignalBlocker blocked[] = {QSignalBlocker(m_balance), QSignalBlocker(m_fixed)}; // showing is not ticking
    m_balance->setChoices(choices);
    for (const AttributeSlider& slider : m_session.state().attributes) {
        const QString name = QString::fromStdString(slider.name);
        choices.push_back({tr("Vectors"), vectorKey + name, name});
    }
    m_fixed->setChoices(choices);
    showView();
}

static QStringList keysOf(const QString& kind, const std::vector<std::string>& names)
{
    QStringList keys;
    for (const std::string& name : names) {
        keys << kind + QString::fromStdString(name);
    }
    return keys;
}

static std::vector<std::string> namesOf(const QString& kind, const QStringList& keys)
{
    std::vector<std::string> names;
    for (const QString& key : keys) {
        if (key.startsWith(kind)) {
            names.push_back(key.mid(kind.size()).toStdString());
        }
    }
    return names;
}

void AttributeMethodBar::showView()
{
    const SessionView& view = m_session.view();
    const QSignalBlocker blocked[] = {QSignalBlocker(m_method), QSignalBlocker(m_balance), QSignalBlocker(m_fixed)};
    m_method->setCurrentIndex(m_method->findData(static_cast<int>(view.attributeMethod)));
    m_balance->setTicked(keysOf(labelKey, view.balanceLabels));
    m_fixed->setTicked(keysOf(labelKey, view.fixedLabels) + keysOf(vectorKey, view.fixedVectors));
    showMethod();
}

void AttributeMethodBar::keepMethod()
{
    SessionView view = m_session.view();
    view.attributeMethod = method();
    m_session.setView(std::move(view));
}

void AttributeMethodBar::keepTicks()
{
    SessionView view = m_session.view();
    view.balanceLabels = namesOf(labelKey, m_balance->ticked());
    view.fixedLabels = namesOf(labelKey, m_fixed->ticked());
    view.fixedVectors = namesOf(vectorKey, m_fixed->ticked());
    m_session.setView(std::move(view));
}

/// A vector that is called otherwise now keeps its tick.
void AttributeMethodBar::followRenames()
{
    const std::vector<AttributeSlider>& now = m_session.state().attributes;
    const std::vector<AttributeSlider> before = std::exchange(m_known, now);
    SessionView view = m_session.view();
    for (std::string& name : view.fixedVectors) {
        name = nameAfter(name, before, now);
    }
    m_session.setView(std::move(view));
}

void AttributeMethodBar::showMethod()
{
    m_balance->setVisible(method() == AttributeMethod::Balanced);
    m_method->setToolTip(m_method->currentData(Qt::ToolTipRole).toString());
    Q_EMIT changed();
}

QString AttributeMethodBar::problem() const
{
    return method() == AttributeMethod::Balanced && m_balance->ticked().isEmpty()
               ? tr("Tick under Balance which labels are matched, one to four.")
               : QString();
}

void AttributeMethodBar::complete(AttributeQuestion& question) const
{
    question.options.method = method();
    if (method() == AttributeMethod::Balanced) {
        for (const QString& key : m_balance->ticked()) {
            question.balance.push_back(key.mid(labelKey.size()).toStdString());
        }
    }
    for (const QString& key : m_fixed->ticked()) {
        if (key.startsWith(labelKey)) {
            question.fixedLabels.push_back(key.mid(labelKey.size()).toStdString());
            continue;
        }
        const std::string name = key.mid(vectorKey.size()).toStdString();
        for (const AttributeSlider& slider : m_session.state().attributes) {
            if (slider.name == name) {
                const LatentVector& vector = slider.vector->vector;
                question.fixedVectors.push_back({name, LatentTable(1, vector.size(), vector)});
            }
        }
    }
}
