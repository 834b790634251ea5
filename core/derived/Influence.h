// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/SliderStatistics.h"

/// How much the picture changes per standard deviation of each slider, measured in the background around a few samples.
class Influence : public QObject
{
    Q_OBJECT

public:
    Influence(const Session& session, LiveEngine& engine, const DatasetMap& map, const SliderStatistics& statistics,
              QObject* parent = nullptr);
    ~Influence() override;

    /// One value per slider of the basis at hand; empty until measured.
    [[nodiscard]] const std::vector<float>& values() const;
    /// Slider numbers in the order to show them: by index, or by falling influence once it is measured.
    [[nodiscard]] std::vector<std::uint32_t> order() const;
    /// False for a slider that changes nothing (below 1/2 grey level and 2 % of the strongest).
    [[nodiscard]] bool matters(std::size_t slider) const;
    [[nodiscard]] std::size_t mattering() const; ///< how many do
    /// Values will come. False when there are some, and where the engine gave up or the decoder refuses.
    [[nodiscard]] bool isMeasuring() const;

    [[nodiscard]] QString message() const; ///< why there are no values (yet); empty when there are
    [[nodiscard]] bool isRunning() const;
    void stop(); ///< until the engine is ready again, or something else is to be measured

Q_SIGNALS:
    void changed();
    void runningChanged();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
