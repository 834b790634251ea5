// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/InputPanel.h"

#include "controls/ElidedComboBox.h"
#include "controls/InputSliders.h"
#include "session/InputEdits.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QRandomGenerator>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

InputPanel::InputPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_lines(new QWidget(this))
    , m_sliders(new InputSliders(session, this))
{
    setObjectName(QStringLiteral("inputPanel"));
    setAccessibleName(tr("What goes into the decoder beside the point"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_lines);
    layout->addWidget(m_sliders);
    connect(&session, &Session::spaceChanged, this, &InputPanel::rebuild);
    connect(&session, &Session::inputsChanged, this, &InputPanel::showValues);
    rebuild();
}

QString InputPanel::nameOf(std::size_t index) const
{
    return QString::fromStdString(m_shown[index].name);
}

InputPanel::~InputPanel()
{
    // A seed with the focus ends its editing when the widget below goes, and this is no InputPanel then.
    for (const auto& [index, seed] : m_seeds) {
        seed->disconnect(this);
    }
}

void InputPanel::rebuild()
{
    const std::shared_ptr<const Space>& space = m_session.state().space;
    const std::vector<ModelInput> inputs = space ? space->manifest.inputs : std::vector<ModelInput>();
    if (inputs != m_shown || !m_lines->layout()) {
        m_shown = inputs;
        m_classes.clear();
        m_seeds.clear();
        auto* lines = new QWidget(this);
        delete layout()->replaceWidget(m_lines, lines);
        m_lines->deleteLater(); // a control of it may be what changed the space
        m_lines = lines;
        auto* grid = new QGridLayout(m_lines);
        grid->setContentsMargins(24, 0, 8, 0); // below each other: these names and those of the sliders
        grid->setHorizontalSpacing(8);
        grid->setVerticalSpacing(4);
        grid->setColumnStretch(1, 1);
        for (std::size_t i = 0; i < m_shown.size(); ++i) {
            if (m_shown[i].kind == InputKind::Class) {
                addClass(i);
            } else if (m_shown[i].kind == InputKind::Noise) {
                addNoise(i);
            }
        }
        m_lines->setVisible(!m_classes.empty() || !m_seeds.empty());
        setTabOrder(m_lines, m_sliders);
    }
    m_sliders->rebuild();
    m_sliders->setVisible(m_sliders->rowCount() > 0);
    setVisible(!m_shown.empty() || m_sliders->rowCount() > 0);
    showValues();
}

void InputPanel::addLine(std::size_t index, QWidget* control, QWidget* buddy)
{
    auto* grid = static_cast<QGridLayout*>(m_lines->layout());
    constexpr int widestName = 160;
    auto* label = new QLabel(m_lines);
    const QString name = fontMetrics().elidedText(nameOf(index), Qt::ElideRight, widestName);
    label->setText(QString(name).replace(QLatin1Char('&'), QLatin1String("&&"))); // a buddy makes it a mnemonic
    label->setTextFormat(Qt::PlainText);
    label->setToolTip(buddy->toolTip());
    label->setBuddy(buddy);
    const int line = grid->rowCount();
    grid->addWidget(label, line, 0);
    grid->addWidget(control, line, 1);
}

void InputPanel::addClass(std::size_t index)
{
    auto* box = new ElidedComboBox(m_lines);
    box->setObjectName(QStringLiteral("input%1").arg(index));
    box->setAccessibleName(nameOf(index));
    box->setToolTip(tr("The class of what the decoder draws: one of %n", nullptr, m_shown[index].classes));
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(8);
    QStringList names;
    for (int i = 0; i < m_shown[index].classes; ++i) {
        names << QString::fromStdString(className(m_shown[index], i));
    }
    box->addItems(names);
    connect(box, &QComboBox::activated, this, [this, index](int chosen) { edit(index, static_cast<float>(chosen)); });
    m_classes.emplace_back(index, box);
    addLine(index, box, box);
}

void InputPanel::addNoise(std::size_t index)
{
    auto* both = new QWidget(m_lines);
    auto* seed = new QSpinBox(both);
    seed->setObjectName(QStringLiteral("input%1").arg(index));
    seed->setAccessibleName(tr("Seed of %1").arg(nameOf(index)));
    seed->setToolTip(tr("The seed that the noise is drawn from: the same one gives the same picture"));
    seed->setRange(0, endOfSeeds - 1);
    seed->setKeyboardTracking(false);
    connect(seed, &QSpinBox::valueChanged, this,
            [this, index](int value) { edit(index, static_cast<float>(value), m_gesture); });
    connect(seed, &QSpinBox::editingFinished, this, [this] { m_gesture = m_session.newGesture(); });
    auto* next = new QToolButton(both);
    next->setObjectName(QStringLiteral("newSeed%1").arg(index));
    next->setText(tr("New"));
    next->setAccessibleName(tr("New seed of %1").arg(nameOf(index)));
    next->setToolTip(tr("Other noise: a seed drawn at random"));
    next->setFocusPolicy(Qt::TabFocus);
    connect(next, &QToolButton::clicked, this,
            [this, index] { edit(index, static_cast<float>(QRandomGenerator::global()->bounded(endOfSeeds))); });
    auto* layout = new QHBoxLayout(both);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(seed, 1);
    layout->addWidget(next);
    m_seeds.emplace_back(index, seed);
    m_gesture = m_session.newGesture();
    addLine(index, both, seed);
}

void InputPanel::edit(std::size_t index, float value, int gesture)
{
    m_session.edit(
        tr("Set %1").arg(nameOf(index)), [&](SessionState& state) { setInput(state, index, value); }, gesture);
}

void InputPanel::showValues()
{
    const LatentVector tail = m_session.state().rowTail();
    for (const auto& [index, box] : m_classes) {
        const QSignalBlocker quiet(box);
        box->setCurrentIndex(index < tail.size() ? static_cast<int>(tail[index]) : 0);
    }
    for (const auto& [index, seed] : m_seeds) {
        const QSignalBlocker quiet(seed);
        seed->setValue(index < tail.size() ? static_cast<int>(tail[index]) : 0);
    }
}
