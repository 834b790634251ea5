// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/DatasetMap.h"
#include "derived/SliderStatistics.h"
#include "derived/VariationPlan.h"
#include "latent/NearestSamples.h"

#include <QImage>

/// Samples under the edits of now, or points around the one of now, decoded side by side while somebody looks: the
/// engine does so behind all that the hand waits for, and the newest edit wins. Up to `VariationChoice::most` are
/// decoded wherever they stand, of more those that are asked for.
class Variations : public QObject
{
    Q_OBJECT

public:
    Variations(Session& session, LiveEngine& engine, const DatasetMap& map, const SliderStatistics& statistics,
               QObject* parent = nullptr);
    ~Variations() override;

    /// Nothing is decoded while nobody looks.
    void setWanted(bool wanted);
    /// Kept in the session's view.
    void setChoice(const VariationChoice& choice);
    [[nodiscard]] const VariationChoice& choice() const;
    /// The points of now.
    [[nodiscard]] const VariationPlan& plan() const;

    /// What the decoder makes of point `index`, newest that there is; null until then.
    [[nodiscard]] QImage picture(std::size_t index) const;
    /// Samples: what it makes of the sample itself.
    [[nodiscard]] QImage original(std::size_t index) const;
    [[nodiscard]] bool isBroken(std::size_t index) const; ///< decoded, but values were NaN or infinite, or refused
    /// Analogy, Arithmetic: the sample nearest to point `index`; none until it is known.
    [[nodiscard]] std::optional<NearSample> nearest(std::size_t index) const;
    /// What stands there as rows of the loaded model, a sample without and with the edits as two.
    [[nodiscard]] LatentTable rows() const;
    /// Of the samples that the choice asks for; null until known.
    [[nodiscard]] const LatentVector* meanLatent() const;
    /// Mean: of the pixels; null until known, in other views, or for the reason given.
    [[nodiscard]] QImage pixelMean() const;
    [[nodiscard]] QString whyNoPixelMean() const;

    [[nodiscard]] QString message() const;  ///< why there are no points, or no (more) pictures of them
    [[nodiscard]] std::size_t done() const; ///< pictures of the points of now, of those that are wanted
    [[nodiscard]] std::size_t wanted() const;
    [[nodiscard]] quint64 decoded() const; ///< pictures so far, of all points
    [[nodiscard]] bool isRunning() const;  ///< more than one batch is needed for the points of now
    void stop();                           ///< until another choice, or it is wanted anew

Q_SIGNALS:
    void changed();
    void choiceChanged();
    void runningChanged();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
