// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/ContactSheet.h"
#include "derived/SamplePictures.h"
#include "derived/Variations.h"

#include <QWidget>

#include <functional>

class QLabel;
class TermEditor;
class VariationBar;

/// Variations side by side: samples without and with the edits of now, the point along one attribute, points around it,
/// an analogy, a sum, a morph, the mean of samples. A click goes to what stands there.
class VariationPanel : public QWidget, private SheetPictures
{
    Q_OBJECT

public:
    VariationPanel(Session& session, Variations& variations, const SamplePictures& samples, const DatasetMap& map,
                   QWidget* parent = nullptr);

    [[nodiscard]] ContactSheet& sheet() { return *m_sheet; }
    void setView(VariationView view);
    /// The two samples that an analogy or a morph leads from and to, while somebody looks; none in other views.
    [[nodiscard]] std::optional<std::array<std::uint32_t, 2>> pair() const;
    /// Pictures a row of a saved sheet: as they stand there; a strip and a morph are one row.
    [[nodiscard]] int columnsToSave() const;
    /// The two selected samples, if there are two, become those of the analogy.
    void takeSelectedPair();
    /// Goes to the mean of the selection as soon as it is known.
    void goToMean();

Q_SIGNALS:
    void message(const QString& text); ///< what was wanted cannot be
    void pairChanged();
    void saveAsked(); ///< what stands there, as pictures

public Q_SLOTS:
    /// A slider from the analogy's first sample to its second.
    void keepLine();
    /// A slider that leads to the sum of the terms.
    void keepSum();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    [[nodiscard]] std::uint32_t count() const override;
    [[nodiscard]] QSize pictureSize() const override;
    [[nodiscard]] QImage picture(std::uint32_t number) const override;
    [[nodiscard]] QString caption(std::uint32_t number) const override;
    [[nodiscard]] bool isTicked(std::uint32_t) const override { return false; }
    [[nodiscard]] bool isBroken(std::uint32_t number) const override;
    [[nodiscard]] int lines() const override;
    [[nodiscard]] QString text(std::uint32_t number) const override;

    void layOut(VariationBar& bar, TermEditor& terms);
    void change(const std::function<void(VariationChoice&)>& change);
    void showPlan();
    [[nodiscard]] QImage nearestPicture(std::uint32_t number) const;
    void keep(const std::function<AttributeSlider()>& make);
    void goTo(std::uint32_t number);
    [[nodiscard]] static QString stepText(VariationView view);
    void goToMeanOnceKnown();
    void goToPointOf(std::uint32_t number, const QString& text);

    Session& m_session;
    Variations& m_variations;
    const SamplePictures& m_samples;
    const DatasetMap& m_map;
    ContactSheet* m_sheet;
    QLabel* m_note;
    struct Measured
    {
        std::uint32_t count = 0;
        int lines = 0;
        QSize picture;
        bool operator==(const Measured&) const = default;
    };
    Measured m_measured; ///< that the sheet was laid out for
    bool m_goesToMean = false;
};
