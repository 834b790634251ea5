// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/SliderView.h"

#include "controls/Numbers.h"
#include "session/PointEdits.h"
#include "session/SliderReadout.h"

#include <QLocale>

#include <algorithm>
#include <numeric>

SliderView::SliderView(Session& session, const DatasetMap& map, const SliderStatistics& statistics,
                       const Influence& influence, QWidget* parent)
    : SliderRows(session, parent)
    , m_map(map)
    , m_statistics(statistics)
    , m_influence(influence)
{
    setObjectName(QStringLiteral("sliderView"));
    setAccessibleName(tr("Latent sliders"));
    connect(&session, &Session::spaceChanged, this, &SliderView::rebuild);
    connect(&session, &Session::slidersChanged, this, &SliderView::rebuild);
    connect(&session, &Session::pointChanged, this, &SliderView::valuesChanged);
    connect(&map, &DatasetMap::changed, this, &SliderView::rebuild);
    connect(&statistics, &SliderStatistics::changed, this, &SliderView::rebuild);
    connect(&influence, &Influence::changed, this, &SliderView::rebuild);
    rebuild();
}

void SliderView::setSelectionProfile(const SelectionProfile& selection)
{
    m_selection = &selection;
    connect(&selection, &SelectionProfile::changed, this, &SliderView::rowsChanged);
    rowsChanged();
}

std::shared_ptr<const SelectionProfile::Profile> SliderView::selectionProfile() const
{
    const auto profile = m_selection ? m_selection->profile() : nullptr;
    const bool fits = profile && profile->basis == m_session.state().basis &&
                      profile->sliders.size() == m_order.size() && profile->histograms.size() == m_order.size();
    return fits ? profile : nullptr;
}

/// Rows must not change places under the hand: during a drag this waits for its end.
void SliderView::rebuild()
{
    const std::size_t count = sliderCount(m_session.state(), m_map.components().get());
    if (isDragging() && count == m_order.size()) {
        m_rebuildAfterDrag = true;
        return;
    }
    const std::uint32_t current = m_order.empty() ? 0 : sliderAt(currentRow());
    m_components = m_map.components();
    m_order = m_influence.order();
    if (m_order.size() != count) { // not measured for this basis yet
        m_order.resize(count);
        std::iota(m_order.begin(), m_order.end(), 0u);
    }
    const std::vector<float>& values = m_influence.values();
    m_strongest = values.size() == count && count > 0 ? *std::ranges::max_element(values) : 0.0f;
    m_finestRange = finestRange();
    measureNames();
    rowsChanged();
    const Arrangement arrangement{m_session.state().space, m_session.state().basis, m_session.state().sort};
    if (std::exchange(m_arrangement, arrangement) != arrangement) {
        goToTop(); // another list: its beginning is what was asked for
    } else if (const int index = rowOf(current); index >= 0 && index != currentRow()) {
        setCurrentRow(index);
    }
}

void SliderView::dragEnded()
{
    if (std::exchange(m_rebuildAfterDrag, false)) {
        rebuild();
    }
}

double SliderView::finestRange() const
{
    double finest = 0;
    for (const std::uint32_t slider : m_order) {
        const SliderStatistics::Range range = m_statistics.range(slider);
        const double width = static_cast<double>(range.high - range.low);
        finest = finest == 0 ? width : std::min(finest, width);
    }
    return finest;
}

void SliderView::measureNames()
{
    const QFontMetrics metrics = fontMetrics();
    const bool named = m_session.state().basis == SliderBasis::Latent && m_session.state().space &&
                       !m_session.state().space->manifest.latentNames.empty();
    m_nameWidth = metrics.horizontalAdvance(QStringLiteral("z00"));
    if (named) {
        for (std::uint32_t slider = 0; slider < m_order.size(); ++slider) {
            m_nameWidth = std::max(m_nameWidth, metrics.horizontalAdvance(nameOf(slider)));
        }
    } else if (!m_order.empty()) {
        const auto last = static_cast<std::uint32_t>(m_order.size() - 1);
        m_nameWidth = std::max(m_nameWidth, metrics.horizontalAdvance(nameOf(last)));
    }
}

int SliderView::nameWidth() const
{
    return std::min(m_nameWidth + 2, viewport()->width() * 3 / 10);
}

int SliderView::rowOf(std::uint32_t slider) const
{
    const auto found = std::ranges::find(m_order, slider);
    return found == m_order.end() ? -1 : static_cast<int>(found - m_order.begin());
}

QString SliderView::nameOf(std::uint32_t slider) const
{
    return QString::fromStdString(sliderName(m_session.state(), slider));
}

double SliderView::value(int index) const
{
    return static_cast<double>(
        sliderCoordinate(m_session.currentPoint(), m_session.state().basis, m_components.get(), sliderAt(index)));
}

SliderRow SliderView::row(int index) const
{
    const std::uint32_t slider = sliderAt(index);
    const SliderStatistics::Range range = m_statistics.range(slider);
    SliderRow row;
    row.name = nameOf(slider);
    row.low = static_cast<double>(range.low);
    row.high = static_cast<double>(range.high);
    row.home = static_cast<double>(range.home);
    row.value = value(index);
    row.finestRange = m_finestRange;
    row.isLocked = isSliderLocked(m_session.state(), slider);
    if (m_strongest > 0) {
        row.matters = m_influence.matters(slider);
        row.influence = static_cast<double>(m_influence.values()[slider] / m_strongest);
    }
    const auto statistics = m_statistics.sliders(); // owned by m_statistics as long as this row is painted
    if (statistics && slider < statistics->histograms.size()) {
        row.histogram = &statistics->histograms[slider];
    }
    if (const auto profile = selectionProfile()) { // likewise m_selection's
        row.part = &profile->histograms[slider];
    }
    return row;
}

QString SliderView::describe(int index) const
{
    const SliderRow shown = row(index);
    const SliderStatistics::Range range = m_statistics.range(sliderAt(index));
    const auto number = [&shown](double value) { return shown.text(value); };
    QStringList lines{
        tr("%1 = %2").arg(shown.name, number(shown.value)),
        tr("Range %1 to %2, mean %3, one standard deviation is %4")
            .arg(number(shown.low), number(shown.high), number(shown.home), number(static_cast<double>(range.sigma)))};
    if (const auto profile = selectionProfile()) {
        const std::uint32_t slider = sliderAt(index);
        lines << tr("Selection: %1 to %2, mean %3, which is %4 standard deviations from that of all samples")
                     .arg(number(profile->sliders[slider].low), number(profile->sliders[slider].high),
                          number(profile->sliders[slider].mean),
                          locale().toString(profile->deviations[slider], 'f', 1));
    }
    if (m_strongest > 0) {
        constexpr double percent = 100;
        lines << (shown.matters ? tr("Changes the picture %1 % as much as the strongest slider")
                                      .arg(QString::number(qRound(percent * shown.influence)))
                                : tr("Changes nothing that can be seen"));
    }
    lines << (shown.isLocked ? tr("Locked: random points, resets and attributes leave it where it is as long as "
                                  "the sliders show this basis. A right-click or L unlocks it.")
                             : tr("Double-click: mean. Right-click: lock. Shift: fine. Click the number to type."));
    return lines.join(QLatin1Char('\n'));
}

void SliderView::moveTo(int index, double target, int gesture)
{
    const std::uint32_t slider = sliderAt(index);
    m_session.edit(
        tr("Move %1").arg(nameOf(slider)),
        [&](SessionState& state) { setSlider(state, m_components.get(), slider, static_cast<float>(target)); },
        gesture);
    Q_EMIT touched(slider);
}

void SliderView::reset(int index, int gesture)
{
    const std::uint32_t slider = sliderAt(index);
    m_session.edit(
        tr("Reset %1").arg(nameOf(slider)),
        [&](SessionState& state) { setSlider(state, m_components.get(), slider, m_statistics.range(slider).home); },
        gesture);
}

void SliderView::toggleLock(int index)
{
    const std::uint32_t slider = sliderAt(index);
    const bool lock = !isSliderLocked(m_session.state(), slider);
    m_session.edit((lock ? tr("Lock %1") : tr("Unlock %1")).arg(nameOf(slider)),
                   [&](SessionState& state) { setSliderLocked(state, slider, lock); });
}

void SliderView::restore(int index, const SessionState& start, int gesture)
{
    m_session.edit(
        tr("Move %1").arg(nameOf(sliderAt(index))),
        [&](SessionState& state) {
            if (state.space == start.space) {
                state.base = start.base;
                state.sample = start.sample;
            }
        },
        gesture);
}

QString SliderView::emptyText() const
{
    if (!m_session.state().space) {
        return tr("Open a space or a decoder: each dimension of its latent space becomes a slider here.");
    }
    if (m_session.state().basis == SliderBasis::PrincipalComponents) {
        const QString reason = m_map.message();
        return reason.isEmpty() ? tr("Computing the principal components…") : reason;
    }
    return tr("The sliders appear as soon as the decoder is loaded and its latent size is known.");
}
