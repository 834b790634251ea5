// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>

/// Shows one picture, at any zoom, with an original beside it and their difference. It knows nothing of where they come
/// from.
class PictureCanvas : public QWidget
{
    Q_OBJECT

public:
    explicit PictureCanvas(QWidget* parent = nullptr);

    /// `serial` comes back through `painted` once this picture is on the screen. A share above 0 is hatched and named.
    void setPicture(const QImage& picture, quint64 serial, double nonFiniteShare = 0);
    void setOriginal(const QImage& original, const QString& caption);     ///< a null image: none
    void setDifference(const QImage& difference, const QString& caption); ///< beside the original; null: none
    void setBefore(const QImage& before);                                 ///< what `showBefore` shows; null: nothing
    void setMessage(const QString& message); ///< shown instead of a picture, or below one that is no longer true
    void setSmoothScaling(bool smooth);

    [[nodiscard]] bool hasBefore() const { return !m_before.isNull(); }
    [[nodiscard]] bool isShowingBefore() const { return m_showsBefore && hasBefore(); }
    [[nodiscard]] bool isFitted() const { return m_fitted; }
    [[nodiscard]] double scale() const;      ///< device pixels per pixel of the picture; 0 without a picture
    [[nodiscard]] QRect pictureRect() const; ///< in device pixels; empty without a picture
    [[nodiscard]] QRect originalRect() const;
    [[nodiscard]] QRect differenceRect() const;
    [[nodiscard]] QString sentence() const; ///< what is written below the picture or instead of it
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 120}; }
    [[nodiscard]] QSize sizeHint() const override { return {640, 480}; }

    void zoomIn();
    void zoomOut();
    void fitToView();
    void showActualSize();
    void showBefore(bool shows);

Q_SIGNALS:
    void painted(quint64 serial);
    void scaleChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Arrangement
    {
        bool isSideBySide = true;
        double scale = 1;
    };
    [[nodiscard]] int pictures() const; ///< that stand side by side
    [[nodiscard]] QRect rectOf(int place) const;
    [[nodiscard]] Arrangement bestArrangement() const;
    [[nodiscard]] QSizeF groupSize(const Arrangement& arrangement) const;
    [[nodiscard]] QSizeF deviceSize() const;
    [[nodiscard]] Arrangement arrangement() const;
    void zoomTo(double scale, QPointF atDevicePoint);
    void panBy(QPointF devicePixels);
    void keepInSight();

    void paintImage(QPainter& painter, const QImage& image, const QRect& target) const;
    void paintHatch(QPainter& painter, const QRect& target) const;
    void paintCaption(QPainter& painter, const QRect& target, const QString& text) const;
    void paintSentence(QPainter& painter, const QRectF& area, const QString& sentence) const;

    QImage m_picture;
    QImage m_original;
    QImage m_difference;
    QImage m_before;
    QString m_originalCaption;
    QString m_differenceCaption;
    QString m_message;
    quint64 m_serial = 0;
    double m_nonFiniteShare = 0;
    double m_scale = 1;
    QPointF m_pan; ///< of the group's centre from the view's, in device pixels
    QPointF m_dragFrom;
    bool m_fitted = true;
    bool m_smooth = false;
    bool m_showsBefore = false;
    bool m_isDragging = false;
};
