// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/SamplePictures.h"
#include "derived/ShownMap.h"
#include "session/Session.h"

#include <QWidget>

#include <memory>
#include <vector>

class DecodedGround;
class MapCanvas;
class PointPlacement;
class QCPPainter;
class SecondSeed;
class ShownTrust;

/// The data set as a map: colours and filters by label, pictures on hovering, samples to go to and to select, and the
/// current point among them.
class MapView : public QWidget
{
    Q_OBJECT

public:
    MapView(Session& session, const ShownMap& shown, const DatasetMap& basis, TsneLayout& tsne,
            PointPlacement& placement, DecodedGround& ground, const ShownTrust& trust, const SamplePictures& pictures,
            QWidget* parent = nullptr);
    /// The map alone, beside one that has the tools.
    MapView(Session& session, const ShownMap& shown, const DatasetMap& basis, PointPlacement& placement,
            const SamplePictures& pictures, QWidget* parent = nullptr);
    /// Without a derivation behind it: shows what `setMap` gives.
    MapView(Session& session, const SamplePictures& pictures, QWidget* parent = nullptr);
    ~MapView() override;

    void setMap(const MapContent& content);
    /// The t-SNE map of another seed stands beside, while the session wants it.
    void setSecondSeed(SecondSeed& second, const DatasetMap& basis);

    [[nodiscard]] MapCanvas& canvas() const;
    [[nodiscard]] QString countLine() const; ///< "2,000 samples, 500 shown"

    [[nodiscard]] SampleSet shownSamples() const; ///< the selected ones, else all that are not filtered away
    [[nodiscard]] QSize drawingSize() const;
    void draw(QCPPainter& painter) const; ///< the map and its legend, with vectors
    /// This one, and where another seed stands beside it that as well.
    [[nodiscard]] std::vector<const MapView*> shownMaps() const;
    [[nodiscard]] Qt::Orientation orientation() const;        ///< in which they follow each other
    [[nodiscard]] QString seedTitle(std::size_t which) const; ///< "Seed 1", of the first of them or of the second

    void goToNearest();
    void findSamples(); ///< asks for a text
    /// Two samples with a line between them; none: no such line.
    void setChosenPair(const std::optional<std::array<std::uint32_t, 2>>& samples);
    void clearSelection();
    void invertSelection();

Q_SIGNALS:
    void labelAsked(); ///< for the selection
    void growAsked();  ///< likewise
    void fileAsked();  ///< with a map that was computed elsewhere
    void keptRenameAsked();
    void keptRemovalAsked();

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    /// Colours by trust are from `trust`; the colour bar has room for those of the map beside, too (null: of none).
    void setTrust(const ShownTrust& trust, const ShownTrust* other);

    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
