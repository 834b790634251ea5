// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/TermEditor.h"

#include "canvas/NamedButton.h"
#include "controls/ElidedComboBox.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using Kind = ArithmeticTerm::Kind;
using Terms = std::vector<ArithmeticTerm>;

TermEditor::TermEditor(const Session& session, Variations& variations, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_variations(variations)
    , m_lines(new QVBoxLayout)
{
    setObjectName(QStringLiteral("termEditor"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(4);
    m_lines->setSpacing(4);
    layout->addLayout(m_lines);
    makeButtons(*layout);
    connect(&variations, &Variations::choiceChanged, this, &TermEditor::showTerms);
    connect(&session, &Session::attributesChanged, this, &TermEditor::showTerms);
    connect(&session, &Session::selectionChanged, this, &TermEditor::showTerms);
    connect(&session, &Session::spaceChanged, this, &TermEditor::showTerms);
    connect(&variations, &Variations::changed, this, [this] { // whether there is a sum
        const bool isThere = m_variations.plan().count() > 0;
        m_keep->setEnabled(isThere);
        m_go->setEnabled(isThere);
    });
    showTerms();
}

void TermEditor::makeButtons(QVBoxLayout& layout)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    m_add = makeNamedButton(*this, "termAdd", tr("Add term"), tr("One more term, a sample"));
    connect(m_add, &QToolButton::clicked, this, [this] { change([](Terms& terms) { terms.emplace_back(); }); });
    m_takeSelected = makeNamedButton(*this, "termTakeSelected", tr("Selected"),
                                     tr("The selected samples become those of the terms, in their order"));
    connect(m_takeSelected, &QToolButton::clicked, this, &TermEditor::takeSelected);
    m_keep = makeNamedButton(*this, "termKeep", tr("Make slider"),
                             tr("Make an attribute slider that leads from the point to the sum; where the samples "
                                "cancel out, along the sum"));
    connect(m_keep, &QToolButton::clicked, this, &TermEditor::sliderAsked);
    m_go = makeNamedButton(*this, "termGo", tr("Go there"), tr("Go to the sum"));
    connect(m_go, &QToolButton::clicked, this, &TermEditor::goAsked);
    for (QToolButton* button : {m_add, m_takeSelected, m_keep, m_go}) {
        row->addWidget(button);
    }
    row->addStretch(1);
    layout.addLayout(row);
}

void TermEditor::makeLine()
{
    const std::size_t index = m_line.size();
    const QString number = QString::number(index + 1);
    Line line;
    line.widget = new QWidget(this);
    line.factor = makeFactor(*line.widget, index);
    line.kind = makeKind(*line.widget, index);
    line.sample = new QSpinBox(line.widget);
    line.sample->setObjectName(QStringLiteral("termSample") + number);
    line.sample->setAccessibleName(tr("Sample of term %1").arg(number));
    line.sample->setToolTip(tr("The sample's number"));
    connect(line.sample, &QSpinBox::valueChanged, this, [this, index](int value) {
        change([=](Terms& terms) { terms.at(index).sample = static_cast<std::uint32_t>(value); });
    });
    line.remove =
        makeNamedButton(*line.widget, ("termRemove" + number.toStdString()).c_str(), tr("×"), tr("Remove this term"));
    line.remove->setAccessibleName(tr("Remove term %1").arg(number));
    connect(line.remove, &QToolButton::clicked, this, [this, index] {
        change([=](Terms& terms) { terms.erase(terms.begin() + static_cast<std::ptrdiff_t>(index)); });
    });
    auto* row = new QHBoxLayout(line.widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(line.factor);
    row->addWidget(line.kind, 1);
    row->addWidget(line.sample);
    row->addWidget(line.remove);
    m_lines->addWidget(line.widget);
    m_line.push_back(line);
}

QDoubleSpinBox* TermEditor::makeFactor(QWidget& parent, std::size_t index)
{
    auto* factor = new QDoubleSpinBox(&parent);
    factor->setObjectName(QStringLiteral("termFactor%1").arg(index + 1));
    factor->setAccessibleName(tr("Factor of term %1").arg(index + 1));
    factor->setToolTip(tr("How much of it: 1 adds it, -1 takes it away"));
    const auto largest = static_cast<double>(VariationChoice::largestFactor);
    factor->setRange(-largest, largest);
    factor->setDecimals(2);
    factor->setSingleStep(0.1);
    connect(factor, &QDoubleSpinBox::valueChanged, this, [this, index](double value) {
        change([=](Terms& terms) { terms.at(index).factor = static_cast<float>(value); });
    });
    return factor;
}

QComboBox* TermEditor::makeKind(QWidget& parent, std::size_t index)
{
    auto* kind = new ElidedComboBox(&parent);
    kind->setObjectName(QStringLiteral("termKind%1").arg(index + 1));
    kind->setAccessibleName(tr("Term %1").arg(index + 1));
    kind->setToolTip(tr("A sample, the point of now, the mean of what is selected, or an attribute vector"));
    kind->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    kind->setMinimumContentsLength(8);
    kind->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(kind, &QComboBox::activated, this, [this, index, kind] {
        const auto chosen = static_cast<Kind>(kind->currentData().toInt());
        const std::string name = chosen == Kind::Attribute ? kind->currentText().toStdString() : std::string();
        change([&](Terms& terms) {
            terms.at(index).kind = chosen;
            terms.at(index).attribute = name;
        });
    });
    return kind;
}

void TermEditor::change(const std::function<void(Terms&)>& change)
{
    VariationChoice choice = m_variations.choice();
    change(choice.terms);
    m_variations.setChoice(choice);
}

void TermEditor::takeSelected()
{
    const auto& selection = m_session.state().selection;
    if (!selection) {
        return;
    }
    change([&](Terms& terms) {
        auto next = selection->begin();
        for (ArithmeticTerm& term : terms) {
            if (term.kind == Kind::Sample && next != selection->end()) {
                term.sample = *next++;
            }
        }
    });
}

void TermEditor::showTerms()
{
    const Terms& terms = m_variations.choice().terms;
    while (m_line.size() < terms.size()) {
        makeLine();
    }
    for (std::size_t i = 0; i < m_line.size(); ++i) {
        m_line[i].widget->setVisible(i < terms.size());
        if (i < terms.size()) {
            showLine(m_line[i], terms[i]);
        }
        m_line[i].remove->setEnabled(terms.size() > 1);
    }
    const auto& selection = m_session.state().selection;
    m_add->setEnabled(terms.size() < VariationChoice::mostTerms);
    m_takeSelected->setEnabled(selection && !selection->empty());
    setVisible(m_variations.choice().view == VariationView::Arithmetic);
}

void TermEditor::showLine(const Line& line, const ArithmeticTerm& term)
{
    const QSignalBlocker blocked[] = {QSignalBlocker(line.factor), QSignalBlocker(line.sample)};
    line.factor->setValue(static_cast<double>(term.factor));
    showKind(*line.kind, term);
    const auto& space = m_session.state().space;
    line.sample->setRange(0, space ? static_cast<int>(std::max<std::size_t>(space->sampleCount(), 1) - 1) : 0);
    line.sample->setValue(static_cast<int>(term.sample));
    line.sample->setVisible(term.kind == Kind::Sample);
}

void TermEditor::showKind(QComboBox& kind, const ArithmeticTerm& term)
{
    const QSignalBlocker blocked(kind);
    kind.clear();
    kind.addItem(tr("Sample"), static_cast<int>(Kind::Sample));
    kind.addItem(tr("The point of now"), static_cast<int>(Kind::Point));
    kind.addItem(tr("Mean of the selection"), static_cast<int>(Kind::Selection));
    const auto& attributes = m_session.state().attributes;
    if (!attributes.empty() || term.kind == Kind::Attribute) {
        kind.insertSeparator(kind.count());
    }
    int current = term.kind == Kind::Attribute ? -1 : kind.findData(static_cast<int>(term.kind));
    for (const AttributeSlider& each : attributes) {
        kind.addItem(QString::fromStdString(each.name), static_cast<int>(Kind::Attribute));
        if (term.kind == Kind::Attribute && each.name == term.attribute) {
            current = kind.count() - 1;
        }
    }
    if (current < 0) { // one that is there no more
        kind.addItem(QString::fromStdString(term.attribute), static_cast<int>(Kind::Attribute));
        current = kind.count() - 1;
    }
    kind.setCurrentIndex(current);
}
