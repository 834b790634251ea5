// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/PictureCanvas.h"

#include <QKeyEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace {
constexpr double largestScale = 64;
constexpr double smallestScale = 1.0 / 32;
constexpr int margin = 8;         ///< around the pictures, in logical pixels
constexpr int gap = 16;           ///< between pictures
constexpr int captionHeight = 24; ///< below each, when there are several
constexpr int noteHeight = 48;    ///< of a sentence below the picture
constexpr double wheelStep = 1.25;

QRect rounded(QPointF topLeft, QSizeF size)
{
    return {qRound(topLeft.x()), qRound(topLeft.y()), qRound(size.width()), qRound(size.height())};
}
} // namespace

PictureCanvas::PictureCanvas(QWidget* parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    setObjectName(QStringLiteral("pictureCanvas"));
    setAccessibleName(tr("Picture"));
    setAccessibleDescription(tr("The picture decoded at the current point"));
}

void PictureCanvas::setPicture(const QImage& picture, quint64 serial, double nonFiniteShare)
{
    const bool resized = picture.size() != m_picture.size();
    m_picture = picture;
    m_serial = serial;
    m_nonFiniteShare = nonFiniteShare;
    if (resized) {
        fitToView();
    }
    update();
}

void PictureCanvas::setOriginal(const QImage& original, const QString& caption)
{
    if (original.cacheKey() == m_original.cacheKey() && caption == m_originalCaption) {
        return;
    }
    m_original = original;
    m_originalCaption = caption;
    update();
    Q_EMIT scaleChanged();
}

void PictureCanvas::setDifference(const QImage& difference, const QString& caption)
{
    const bool wasThere = !m_difference.isNull();
    m_difference = difference;
    m_differenceCaption = caption;
    update();
    if (wasThere != !difference.isNull()) {
        Q_EMIT scaleChanged();
    }
}

void PictureCanvas::setBefore(const QImage& before)
{
    m_before = before;
    if (m_showsBefore) {
        update();
    }
}

void PictureCanvas::setMessage(const QString& message)
{
    if (message != m_message) {
        m_message = message;
        update();
    }
}

void PictureCanvas::setSmoothScaling(bool smooth)
{
    if (smooth != m_smooth) {
        m_smooth = smooth;
        update();
        Q_EMIT scaleChanged();
    }
}

QSizeF PictureCanvas::deviceSize() const
{
    return QSizeF(size()) * devicePixelRatioF();
}

int PictureCanvas::pictures() const
{
    return 1 + (m_original.isNull() ? 0 : 1) + (m_difference.isNull() ? 0 : 1);
}

QSizeF PictureCanvas::groupSize(const Arrangement& arrangement) const
{
    const QSizeF picture = QSizeF(m_picture.size()) * arrangement.scale;
    const int count = pictures();
    if (count == 1) {
        return picture;
    }
    // All are drawn at the picture's size: that is how they are compared.
    const double ratio = devicePixelRatioF();
    return arrangement.isSideBySide
               ? QSizeF(count * picture.width() + (count - 1) * gap * ratio, picture.height() + captionHeight * ratio)
               : QSizeF(picture.width(), count * (picture.height() + captionHeight * ratio));
}

PictureCanvas::Arrangement PictureCanvas::bestArrangement() const
{
    const QSizeF free = deviceSize() - QSizeF(2 * margin, 2 * margin) * devicePixelRatioF();
    const auto fitting = [&](bool sideBySide) {
        const QSizeF fixed = groupSize({sideBySide, 0});
        const QSizeF perScale = groupSize({sideBySide, 1}) - fixed;
        double scale = std::min((free.width() - fixed.width()) / perScale.width(),
                                (free.height() - fixed.height()) / perScale.height());
        if (scale >= 1 && !m_smooth) {
            scale = std::floor(scale); // every pixel of the picture gets the same number of the screen's
        }
        return Arrangement{sideBySide, std::clamp(scale, smallestScale, largestScale)};
    };
    const Arrangement beside = fitting(true);
    const Arrangement below = fitting(false);
    return pictures() == 1 || beside.scale >= below.scale ? beside : below;
}

PictureCanvas::Arrangement PictureCanvas::arrangement() const
{
    Arrangement best = bestArrangement();
    if (!m_fitted) {
        best.scale = m_scale;
    }
    return best;
}

double PictureCanvas::scale() const
{
    return m_picture.isNull() ? 0 : arrangement().scale;
}

QRect PictureCanvas::pictureRect() const
{
    if (m_picture.isNull()) {
        return {};
    }
    const Arrangement now = arrangement();
    const QSizeF group = groupSize(now);
    const QSizeF area = deviceSize();
    const QPointF corner = QPointF(area.width() - group.width(), area.height() - group.height()) / 2 + m_pan;
    return rounded(corner, QSizeF(m_picture.size()) * now.scale);
}

QRect PictureCanvas::originalRect() const
{
    if (m_picture.isNull() || m_original.isNull()) {
        return {};
    }
    return rectOf(1);
}

QRect PictureCanvas::differenceRect() const
{
    return m_picture.isNull() || m_difference.isNull() ? QRect() : rectOf(pictures() - 1);
}

QRect PictureCanvas::rectOf(int place) const
{
    const QRect picture = pictureRect();
    const double ratio = devicePixelRatioF();
    return arrangement().isSideBySide
               ? picture.translated(place * (picture.width() + qRound(gap * ratio)), 0)
               : picture.translated(0, place * (picture.height() + qRound(captionHeight * ratio)));
}

void PictureCanvas::zoomTo(double scale, QPointF atDevicePoint)
{
    if (m_picture.isNull()) {
        return;
    }
    const double from = this->scale();
    const double to = std::clamp(scale, smallestScale, largestScale);
    const QPointF under = (atDevicePoint - QPointF(pictureRect().topLeft())) / from;
    m_fitted = false;
    m_scale = to;
    m_pan += atDevicePoint - (QPointF(pictureRect().topLeft()) + under * to);
    keepInSight();
    update();
    Q_EMIT scaleChanged();
}

void PictureCanvas::keepInSight()
{
    const QSizeF reach = (groupSize(arrangement()) + deviceSize()) / 2 - QSizeF(margin, margin) * 2;
    m_pan.setX(std::clamp(m_pan.x(), -std::max(0.0, reach.width()), std::max(0.0, reach.width())));
    m_pan.setY(std::clamp(m_pan.y(), -std::max(0.0, reach.height()), std::max(0.0, reach.height())));
}

void PictureCanvas::panBy(QPointF devicePixels)
{
    m_scale = scale();
    m_fitted = false;
    m_pan += devicePixels;
    keepInSight();
    update();
}

void PictureCanvas::zoomIn()
{
    zoomTo(scale() * 2, QRectF(pictureRect()).center());
}

void PictureCanvas::zoomOut()
{
    zoomTo(scale() / 2, QRectF(pictureRect()).center());
}

void PictureCanvas::fitToView()
{
    m_fitted = true;
    m_pan = {};
    update();
    Q_EMIT scaleChanged();
}

void PictureCanvas::showActualSize()
{
    m_pan = {};
    zoomTo(1, QRectF(pictureRect()).center());
}

void PictureCanvas::showBefore(bool shows)
{
    if (shows != m_showsBefore) {
        m_showsBefore = shows;
        update();
    }
}

void PictureCanvas::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Window));
    if (m_picture.isNull()) {
        paintSentence(painter, rect(), m_message);
        return;
    }
    const double ratio = devicePixelRatioF();
    const QRect target = pictureRect();
    const QRect beside = originalRect();
    const QRect last = differenceRect();
    painter.save();
    painter.scale(1 / ratio, 1 / ratio);
    if (isShowingBefore()) {
        paintImage(painter, m_before, target);
    } else {
        paintImage(painter, m_picture, target);
        if (m_nonFiniteShare > 0) {
            paintHatch(painter, target);
        }
    }
    if (!beside.isEmpty()) {
        paintImage(painter, m_original, beside);
    }
    if (!last.isEmpty()) {
        paintImage(painter, m_difference, last);
    }
    painter.restore();

    if (isShowingBefore()) {
        paintCaption(painter, target, tr("before"));
    } else if (!beside.isEmpty()) {
        paintCaption(painter, target, tr("decoded"));
    }
    if (!beside.isEmpty()) {
        paintCaption(painter, beside, m_originalCaption);
    }
    if (!last.isEmpty()) {
        paintCaption(painter, last, m_differenceCaption);
    }
    if (const QString note = sentence(); !note.isEmpty() && !isShowingBefore()) {
        const QRectF area(0, height() - noteHeight, width(), noteHeight);
        painter.fillRect(area, palette().color(QPalette::Window));
        paintSentence(painter, area, note);
    }
    Q_EMIT painted(m_serial);
}

QString PictureCanvas::sentence() const
{
    if (!m_message.isEmpty() || m_nonFiniteShare <= 0) {
        return m_message;
    }
    const double percent = m_nonFiniteShare * 100;
    const double whole = percent > 99 ? std::floor(percent) : std::round(percent); // not all of them before it is all
    const QString share = percent < 1 ? tr("Less than 1 %") : tr("%1 %").arg(whole, 0, 'f', 0);
    return tr("%1 of the values are NaN or infinite").arg(share);
}

void PictureCanvas::paintImage(QPainter& painter, const QImage& image, const QRect& target) const
{
    // Nearest shrinking would drop lines of the picture.
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_smooth || target.width() < image.width());
    painter.drawImage(target, image);
}

/// Which pixels are not numbers is not known, so all are marked; what is left of the picture shows through.
void PictureCanvas::paintHatch(QPainter& painter, const QRect& target) const
{
    QColor ground = palette().color(QPalette::Mid);
    ground.setAlphaF(m_nonFiniteShare >= 1 ? 1.0F : 0.5F);
    painter.fillRect(target, ground);
    painter.save();
    painter.setBrushOrigin(target.topLeft());
    painter.fillRect(target, QBrush(palette().color(QPalette::WindowText), Qt::BDiagPattern));
    painter.restore();
}

void PictureCanvas::paintCaption(QPainter& painter, const QRect& target, const QString& text) const
{
    const double ratio = devicePixelRatioF();
    const QRectF area(target.left() / ratio, (target.bottom() + 1) / ratio, target.width() / ratio, captionHeight);
    painter.setPen(palette().color(QPalette::PlaceholderText));
    const QRectF line = area.adjusted(-gap / 2.0, 0, gap / 2.0, 0);
    painter.drawText(line, Qt::AlignCenter, fontMetrics().elidedText(text, Qt::ElideRight, qFloor(line.width())));
}

void PictureCanvas::paintSentence(QPainter& painter, const QRectF& area, const QString& sentence) const
{
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(area.adjusted(margin, 0, -margin, 0), Qt::AlignCenter | Qt::TextWordWrap, sentence);
}

void PictureCanvas::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (m_fitted) {
        Q_EMIT scaleChanged();
    } else {
        keepInSight();
    }
}

void PictureCanvas::wheelEvent(QWheelEvent* event)
{
    const double notches = event->angleDelta().y() / 120.0;
    zoomTo(scale() * std::pow(wheelStep, notches), event->position() * devicePixelRatioF());
    event->accept();
}

void PictureCanvas::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton) {
        m_isDragging = true;
        m_dragFrom = event->position();
        setCursor(Qt::ClosedHandCursor);
    }
}

void PictureCanvas::mouseMoveEvent(QMouseEvent* event)
{
    if (m_isDragging && !m_picture.isNull()) {
        panBy((event->position() - m_dragFrom) * devicePixelRatioF());
        m_dragFrom = event->position();
    }
}

void PictureCanvas::mouseReleaseEvent(QMouseEvent* /*event*/)
{
    m_isDragging = false;
    unsetCursor();
}

void PictureCanvas::mouseDoubleClickEvent(QMouseEvent* /*event*/)
{
    fitToView();
}

void PictureCanvas::keyPressEvent(QKeyEvent* event)
{
    constexpr double step = 32;
    switch (event->key()) {
    case Qt::Key_Left:
        return panBy({step, 0});
    case Qt::Key_Right:
        return panBy({-step, 0});
    case Qt::Key_Up:
        return panBy({0, step});
    case Qt::Key_Down:
        return panBy({0, -step});
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomIn();
    case Qt::Key_Minus:
        return zoomOut();
    case Qt::Key_0:
        return fitToView();
    case Qt::Key_1:
        return showActualSize();
    default:
        QWidget::keyPressEvent(event);
    }
}
