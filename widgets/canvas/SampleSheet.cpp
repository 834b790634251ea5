// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/SampleSheet.h"

#include "session/LabelEdits.h"
#include "session/LabelSearch.h"
#include "session/PointEdits.h"
#include "space/GeneratedSamples.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

SampleSheet::SampleSheet(Session& session, const SamplePictures& pictures, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_pictures(pictures)
    , m_sheet(new ContactSheet(this))
    , m_search(new QLineEdit(this))
    , m_count(new QLabel(this))
    , m_side(new QSlider(Qt::Horizontal, this))
{
    setObjectName(QStringLiteral("sampleSheet"));
    m_count->setObjectName(QStringLiteral("sheetCount"));
    m_search->setObjectName(QStringLiteral("sheetSearch"));
    m_search->setAccessibleName(tr("Show some samples"));
    m_search->setPlaceholderText(tr("Part of a label, label=part, or a number"));
    m_search->setToolTip(tr("Shows the samples of which a label contains this; Esc shows all again"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(80);
    m_side->setObjectName(QStringLiteral("sheetTileSize"));
    m_side->setAccessibleName(tr("Size of the tiles"));
    m_side->setToolTip(tr("Size of the tiles; Ctrl and the wheel change it as well"));
    m_side->setRange(32, 256);
    m_side->setValue(m_sheet->tileSide());
    m_side->setMaximumWidth(120);
    auto* header = new QHBoxLayout;
    header->setContentsMargins(8, 4, 8, 4);
    header->addWidget(m_count, 1);
    header->addWidget(makeButton(tr("Keep"), "sheetKeep",
                                 tr("Keep the marked samples (K): they are selected, and labelled kept = yes; Shift "
                                    "and arrows mark several"),
                                 Qt::Key_K));
    header->addWidget(makeButton(tr("Reject"), "sheetReject",
                                 tr("Keep the marked samples no longer (X): they are labelled kept = no"), Qt::Key_X));
    auto* label = makeButton(tr("Label…"), "sheetLabel", tr("Label the kept samples (Ctrl+Shift+L)"), {});
    connect(label, &QToolButton::clicked, this, &SampleSheet::labelAsked);
    header->addWidget(label);
    header->addWidget(m_side);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(header);
    auto* searchRow = new QHBoxLayout;
    searchRow->setContentsMargins(8, 0, 8, 4);
    searchRow->addWidget(m_search);
    layout->addLayout(searchRow);
    layout->addWidget(m_sheet, 1);
    setFocusProxy(m_sheet);

    connect(m_search, &QLineEdit::textChanged, this, &SampleSheet::search);
    connect(m_side, &QSlider::valueChanged, m_sheet, &ContactSheet::setTileSide);
    connect(m_sheet, &ContactSheet::tickWanted, this, &SampleSheet::keep);
    connect(m_sheet, &ContactSheet::activated, this, &SampleSheet::goTo);
    connect(&session, &Session::spaceChanged, this, &SampleSheet::showSpace);
    connect(&session, &Session::labelsChanged, this, &SampleSheet::showLabels);
    connect(&session, &Session::selectionChanged, this, &SampleSheet::showSelection);
    connect(&session, &Session::pointChanged, this, &SampleSheet::followPoint);
    connect(&pictures, &SamplePictures::changed, m_sheet, &ContactSheet::refresh);
    m_search->installEventFilter(this);
    showSpace();
}

/// Esc in the search shows all again and goes back to the tiles; Enter and Down go to them.
bool SampleSheet::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape) {
            m_search->clear();
        }
        if (key == Qt::Key_Escape || key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Down) {
            m_sheet->setFocus();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

/// A button does what its key does, where it has one, and leaves the keys to the sheet.
QToolButton* SampleSheet::makeButton(const QString& text, const char* name, const QString& tip,
                                     std::optional<Qt::Key> key)
{
    auto* button = new QToolButton(this);
    button->setObjectName(QLatin1String(name));
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(tip);
    button->setFocusPolicy(Qt::TabFocus);
    if (key) {
        connect(button, &QToolButton::clicked, this, [this, key] {
            QKeyEvent press(QEvent::KeyPress, *key, Qt::NoModifier);
            QCoreApplication::sendEvent(m_sheet, &press);
        });
    }
    return button;
}

std::uint32_t SampleSheet::count() const
{
    const auto& space = m_session.state().space;
    const std::size_t all = space ? space->sampleCount() : 0;
    return static_cast<std::uint32_t>(m_found ? m_found->size() : all);
}

std::uint32_t SampleSheet::sampleOf(std::uint32_t tile) const
{
    return m_found ? (*m_found)[tile] : tile;
}

void SampleSheet::search()
{
    const auto& space = m_session.state().space;
    const QString text = m_search->text().trimmed();
    m_found.reset();
    if (space && !text.isEmpty()) {
        m_found = samplesMatching(m_session.state().labels().get(), space->sampleCount(), text.toStdString());
        m_sheet->setMessage(tr("No label of a sample contains “%1”.").arg(text));
    } else {
        m_sheet->setMessage(space ? tr("This space has no samples. Space > Generate samples… makes some.")
                                  : tr("The contact sheet shows the samples of a space. Open one."));
    }
    m_sheet->setPictures(this);
    followPoint();
    showSelection();
}

QSize SampleSheet::pictureSize() const
{
    const auto& space = m_session.state().space;
    const PictureShape shape = space && space->manifest.decoder ? space->manifest.decoder->picture : PictureShape{};
    return {shape.width, shape.height};
}

QImage SampleSheet::picture(std::uint32_t number) const
{
    return m_pictures.picture(sampleOf(number));
}

QString SampleSheet::caption(std::uint32_t tile) const
{
    const std::uint32_t number = sampleOf(tile);
    QString text = tr("Sample %1").arg(QLocale().toString(number));
    if (isTicked(tile)) {
        text += tr(", kept");
    }
    if (const auto& labels = m_session.state().labels()) {
        for (const LabelColumn& column : labels->columns) {
            if (const std::uint32_t code = column.codes[number]; code != LabelColumn::unknown) {
                text += QStringLiteral("\n%1: %2")
                            .arg(QString::fromStdString(column.name), QString::fromStdString(column.values[code]));
            }
        }
    }
    return text;
}

bool SampleSheet::isTicked(std::uint32_t number) const
{
    const auto& kept = m_session.state().selection;
    return kept && std::binary_search(kept->begin(), kept->end(), sampleOf(number));
}

bool SampleSheet::isBroken(std::uint32_t number) const
{
    const std::uint32_t sample = sampleOf(number);
    return m_broken && m_broken->codes[sample] != LabelColumn::unknown &&
           m_broken->values[m_broken->codes[sample]] == "yes";
}

void SampleSheet::showSpace()
{
    m_found.reset(); // it counts the samples of another space
    {
        const QSignalBlocker blocker(m_search);
        m_search->clear();
    }
    showLabels();
    search();
}

void SampleSheet::showLabels()
{
    m_labels = m_session.state().labels();
    m_broken = m_labels ? m_labels->find(brokenColumn) : nullptr;
    if (m_found) {
        search(); // others may match now
    }
    m_sheet->refresh();
}

void SampleSheet::showSelection()
{
    const auto& kept = m_session.state().selection;
    const auto& space = m_session.state().space;
    const std::size_t all = space ? space->sampleCount() : 0;
    QString text = all == 0 ? QString()
                            : tr("%1 of %2 kept")
                                  .arg(QLocale().toString(static_cast<qulonglong>(kept ? kept->size() : 0)),
                                       QLocale().toString(static_cast<qulonglong>(all)));
    if (m_found) {
        text += tr(" · %1 shown").arg(QLocale().toString(static_cast<qulonglong>(m_found->size())));
    }
    m_count->setText(text);
    m_sheet->refresh();
}

void SampleSheet::followPoint()
{
    const auto& sample = m_session.state().sample;
    if (!sample) {
        return;
    }
    std::uint32_t tile = *sample;
    if (m_found) {
        const auto place = std::ranges::lower_bound(*m_found, *sample);
        if (place == m_found->end() || *place != *sample) {
            return; // it is not among those that are shown
        }
        tile = static_cast<std::uint32_t>(place - m_found->begin());
    }
    if (tile != m_sheet->current()) {
        m_sheet->setCurrent(tile);
    }
}

void SampleSheet::keep(const ContactSheet::Numbers& tiles, bool kept)
{
    ContactSheet::Numbers numbers = tiles; // ascending as tiles are
    std::ranges::transform(tiles, numbers.begin(), [this](std::uint32_t tile) { return sampleOf(tile); });
    const auto text = kept ? tr("Keep %1") : tr("Reject %1");
    const QString what = numbers.size() == 1
                             ? tr("sample %1").arg(QLocale().toString(numbers.front()))
                             : tr("%1 samples").arg(QLocale().toString(static_cast<qulonglong>(numbers.size())));
    m_session.edit(text.arg(what), [&](SessionState& state) { keepSamples(state, numbers, kept); });
}

void SampleSheet::goTo(std::uint32_t tile)
{
    const std::uint32_t number = sampleOf(tile);
    if (const auto& space = m_session.state().space; space && space->latents) {
        m_session.edit(tr("Go to sample %1").arg(QLocale().toString(number)),
                       [number](SessionState& state) { goToSample(state, number); });
    }
}
