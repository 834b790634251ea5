// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/SliderRows.h"
#include "derived/Influence.h"
#include "derived/SelectionProfile.h"

/// One slider per latent dimension or principal component, thousands if need be: shows the true coordinates of the
/// current point and moves the base.
class SliderView : public SliderRows
{
    Q_OBJECT

public:
    SliderView(Session& session, const DatasetMap& map, const SliderStatistics& statistics, const Influence& influence,
               QWidget* parent = nullptr);

    [[nodiscard]] int rowCount() const override { return static_cast<int>(m_order.size()); }
    [[nodiscard]] SliderRow row(int index) const override;
    [[nodiscard]] QString describe(int index) const override;

    [[nodiscard]] std::uint32_t sliderAt(int index) const { return m_order[static_cast<std::size_t>(index)]; }
    /// The row of slider `slider`, or -1.
    [[nodiscard]] int rowOf(std::uint32_t slider) const;
    /// Who knows where the selection lies in each slider: it is drawn over all samples' histogram.
    void setSelectionProfile(const SelectionProfile& selection);

Q_SIGNALS:
    /// The slider that the hand was on last changed: strips and histograms follow it.
    void touched(std::uint32_t slider);

protected:
    void moveTo(int index, double value, int gesture) override;
    void reset(int index, int gesture) override;
    void toggleLock(int index) override;
    void restore(int index, const SessionState& start, int gesture) override;
    void dragEnded() override;
    [[nodiscard]] double value(int index) const override;
    [[nodiscard]] QString emptyText() const override;
    [[nodiscard]] int nameWidth() const override;

private:
    struct Arrangement
    {
        std::shared_ptr<const Space> space;
        SliderBasis basis = SliderBasis::Latent;
        SliderSort sort = SliderSort::Index;
        bool operator==(const Arrangement&) const = default;
    };

    void rebuild();
    void measureNames();
    [[nodiscard]] double finestRange() const;
    [[nodiscard]] QString nameOf(std::uint32_t slider) const;
    /// Of the sliders that are shown; null where there is none.
    [[nodiscard]] std::shared_ptr<const SelectionProfile::Profile> selectionProfile() const;

    const DatasetMap& m_map;
    const SliderStatistics& m_statistics;
    const Influence& m_influence;
    const SelectionProfile* m_selection = nullptr;
    std::vector<std::uint32_t> m_order; ///< slider of each row
    std::shared_ptr<const PrincipalComponents> m_components;
    Arrangement m_arrangement; ///< that the rows were shown in last
    float m_strongest = 0;
    double m_finestRange = 0;
    int m_nameWidth = 0;
    bool m_rebuildAfterDrag = false;
};
