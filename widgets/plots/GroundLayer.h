// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/GroundPiece.h"

#include <qcustomplot.h>

/// Paints the decoded ground into the axis rect, pale enough that the points on it are seen. The picture is kept until
/// the pieces, the view or the size change.
class GroundLayer : public QCPLayerable
{
public:
    explicit GroundLayer(QCustomPlot* plot); ///< on the layer "ground"

    void setPieces(std::vector<GroundPiece> pieces);
    [[nodiscard]] bool isEmpty() const { return m_pieces.empty(); }
    [[nodiscard]] const QImage& image() const { return m_image; } ///< as last painted, before it is made pale
    MapRect view;

protected:
    void applyDefaultAntialiasingHint(QCPPainter*) const override {}
    void draw(QCPPainter* painter) override;

private:
    void compose(QSize size);

    std::vector<GroundPiece> m_pieces;
    QImage m_image;
    MapRect m_composed; ///< the view that `m_image` shows
    bool m_isOutdated = true;
};
