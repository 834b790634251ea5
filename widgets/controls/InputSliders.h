// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/SliderRows.h"

/// One slider for each number that goes into the decoder beside the point, and with a mapping network one for the
/// truncation towards the mean of w.
class InputSliders : public SliderRows
{
    Q_OBJECT

public:
    explicit InputSliders(Session& session, QWidget* parent = nullptr);

    [[nodiscard]] int rowCount() const override
    {
        return static_cast<int>(m_inputs.size()) + (m_hasTruncation ? 1 : 0);
    }
    [[nodiscard]] SliderRow row(int index) const override;
    [[nodiscard]] QString describe(int index) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, sizeHint().height()}; }

    /// Other inputs.
    void rebuild();

protected:
    void moveTo(int index, double value, int gesture) override;
    void reset(int index, int gesture) override;
    void restore(int index, const SessionState& start, int gesture) override;
    [[nodiscard]] double value(int index) const override;
    [[nodiscard]] int nameWidth() const override;

private:
    [[nodiscard]] bool isTruncation(int index) const { return index == static_cast<int>(m_inputs.size()); }
    [[nodiscard]] const ModelInput& input(int index) const;
    [[nodiscard]] QString nameOf(int index) const;

    std::vector<std::size_t> m_inputs; ///< of the space, that are numbers
    bool m_hasTruncation = false;
    int m_nameWidth = 0;
};
