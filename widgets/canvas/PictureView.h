// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/ComparisonBar.h"
#include "canvas/PictureCanvas.h"
#include "derived/DecodedPreview.h"
#include "derived/SamplePictures.h"

class QLabel;
class QToolButton;

/// The picture of the current point, the original beside it when the point came from a sample, or a picture from
/// outside with their difference, and *before*: the picture as it was before the last step that moved the point or took
/// such a move back, for as long as B or its button is held.
class PictureView : public QWidget
{
    Q_OBJECT

public:
    PictureView(Session& session, DecodedPreview& preview, const SamplePictures& samples, PictureInversion& inversion,
                QWidget* parent = nullptr);

    [[nodiscard]] PictureCanvas& canvas() { return *m_canvas; }
    [[nodiscard]] ComparisonBar& comparison() { return *m_comparison; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeBar();
    void showPicture();
    void showOriginal();
    void showComparison();
    void showScale();
    void rememberBefore(int undoIndex);

    Session& m_session;
    DecodedPreview& m_preview;
    const SamplePictures& m_samples;
    PictureCanvas* m_canvas;
    ComparisonBar* m_comparison;
    std::shared_ptr<const OutsidePicture> m_outside; ///< that `m_outsideImage` shows
    QImage m_outsideImage;
    QLabel* m_caption = nullptr;
    QToolButton* m_beforeButton = nullptr;
    QToolButton* m_fitButton = nullptr;
    QToolButton* m_actualButton = nullptr;
    QImage m_lastComplete; ///< the newest picture that was up to date with the state
    int m_undoIndex = 0;
    std::shared_ptr<const Space> m_spaceThen; ///< at the last step of any kind
    LatentVector m_pointThen;
};
