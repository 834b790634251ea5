// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/ContactSheet.h"
#include "derived/SamplePictures.h"
#include "session/Session.h"

#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;
class QSlider;
class QToolButton;

/// The space's samples on a contact sheet, all or those of which a label was searched: looked through, kept or
/// rejected. The kept ones are the selection, and labelled in the column *kept*.
class SampleSheet : public QWidget, private SheetPictures
{
    Q_OBJECT

public:
    SampleSheet(Session& session, const SamplePictures& pictures, QWidget* parent = nullptr);

    [[nodiscard]] ContactSheet& sheet() { return *m_sheet; }

Q_SIGNALS:
    void labelAsked(); ///< for the selection

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] std::uint32_t count() const override;
    [[nodiscard]] QSize pictureSize() const override;
    [[nodiscard]] QImage picture(std::uint32_t number) const override;
    [[nodiscard]] QString caption(std::uint32_t number) const override;
    [[nodiscard]] bool isTicked(std::uint32_t number) const override;
    [[nodiscard]] bool isBroken(std::uint32_t number) const override;

    QToolButton* makeButton(const QString& text, const char* name, const QString& tip, std::optional<Qt::Key> key);
    /// Tiles and samples are counted alike until a search shows some samples alone.
    [[nodiscard]] std::uint32_t sampleOf(std::uint32_t tile) const;
    void search();
    void showSpace();
    void showLabels();
    void showSelection();
    void followPoint();
    void keep(const ContactSheet::Numbers& numbers, bool kept);
    void goTo(std::uint32_t number);

    Session& m_session;
    const SamplePictures& m_pictures;
    std::shared_ptr<const LabelTable> m_labels;
    const LabelColumn* m_broken = nullptr; ///< of `m_labels`
    std::optional<SampleSet> m_found;      ///< what is shown; none: all
    ContactSheet* m_sheet;
    QLineEdit* m_search;
    QLabel* m_count;
    QSlider* m_side;
};
