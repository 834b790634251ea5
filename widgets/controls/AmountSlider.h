// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/SliderRows.h"
#include "derived/DatasetMap.h"
#include "session/AttributeEdits.h"

/// The slider of one attribute's amount, with a meter below it on the same scale: marks where the *without* and the
/// *with* mean lie along the vector, and a dot where the current point lies.
class AmountSlider : public SliderRows
{
    Q_OBJECT

public:
    AmountSlider(Session& session, const DatasetMap& map, std::size_t attribute, QWidget* parent = nullptr);

    [[nodiscard]] int rowCount() const override;
    [[nodiscard]] SliderRow row(int index) const override;
    [[nodiscard]] QString describe(int index) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, sizeHint().height()}; }

    /// The state has a new amount or another vector.
    void showAmount();
    /// Where the meter's dot is drawn, in the viewport; far left or right when it lies beyond.
    [[nodiscard]] double dotX() const;

protected:
    void moveTo(int index, double value, int gesture) override;
    void reset(int index, int gesture) override;
    void restore(int index, const SessionState& start, int gesture) override;
    void dragEnded() override { showAmount(); }
    [[nodiscard]] double value(int index) const override;
    [[nodiscard]] int extraHeight() const override;
    void paintExtra(SliderPainter& sliders, QPainter& painter, int index, const QRect& place) override;

private:
    [[nodiscard]] const AttributeSlider& attribute() const { return m_session.state().attributes[m_attribute]; }

    void paintWords(const SliderPainter& sliders, QPainter& painter, const SliderScale& scale,
                    std::pair<double, double> marks, int top);
    void setAmountTo(float amount, const QString& step, int gesture);

    const DatasetMap& m_map; ///< its components know what the locks of their basis hold
    std::size_t m_attribute; ///< index into the state's attributes
    double m_reach;          ///< the track goes from -reach to reach; grows with amounts that were typed
};
