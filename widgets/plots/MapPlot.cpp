// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapPlot.h"

#include "plots/CloudLayer.h"
#include "plots/GroundLayer.h"
#include "session/NumberText.h"

#include <QEvent>

namespace {

/// `share` of one colour over another.
QColor mixed(const QColor& above, const QColor& below, double share)
{
    const auto mix = [&](int a, int b) { return static_cast<int>(share * a + (1 - share) * b); };
    return QColor(mix(above.red(), below.red()), mix(above.green(), below.green()), mix(above.blue(), below.blue()));
}

/// Numbers with the minus sign of all others; a power of ten keeps the plot's own.
class MapTicker : public QCPAxisTicker
{
protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override
    {
        const QString text = QCPAxisTicker::getTickLabel(tick, locale, format, precision);
        return text.startsWith(QLatin1Char('-')) ? trueMinus + text.mid(1) : text;
    }
};

} // namespace

struct MapPlot::Impl
{
    QCustomPlot* plot = nullptr;
    CloudLayer* cloud = nullptr;
    GroundLayer* ground = nullptr;

    [[nodiscard]] QList<QCPAxis*> axes() const { return {plot->xAxis, plot->yAxis, plot->xAxis2, plot->yAxis2}; }
};

MapPlot::MapPlot(const PointCloud& cloud, const PointPalette& styles, QWidget* parent)
    : QWidget(parent)
    , m_impl(new Impl)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    m_impl->plot = new QCustomPlot(this);
    m_impl->plot->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_impl->plot->setFocusPolicy(Qt::NoFocus);
    m_impl->plot->axisRect()->setAutoMargins(QCP::msNone); // so that the area stands still while numbers change
    m_impl->plot->axisRect()->setupFullAxesBox();
    m_impl->plot->addLayer("points", m_impl->plot->layer("grid"), QCustomPlot::limAbove);
    m_impl->plot->addLayer("ground", m_impl->plot->layer("grid"), QCustomPlot::limBelow);
    m_impl->cloud = new CloudLayer(m_impl->plot, cloud, styles); // the plot owns both
    m_impl->ground = new GroundLayer(m_impl->plot);
    for (QCPAxis* axis : m_impl->axes()) {
        axis->setTicker(QSharedPointer<MapTicker>::create());
        axis->ticker()->setTickCount(5);
        axis->setNumberFormat("gb");
        axis->setNumberPrecision(4);
        axis->setSubTicks(false);
    }
    m_impl->plot->xAxis2->setTicks(false);
    m_impl->plot->yAxis2->setTicks(false);
    applyTheme();
}

MapPlot::~MapPlot() = default;

void MapPlot::setView(const MapRect& view)
{
    m_impl->cloud->view = view;
    m_impl->ground->view = view;
    m_impl->plot->xAxis->setRange(view.left, view.right);
    m_impl->plot->yAxis->setRange(view.bottom, view.top);
    m_impl->plot->replot(QCustomPlot::rpQueuedReplot);
}

void MapPlot::setAxisLabels(const QString& x, const QString& y)
{
    m_impl->plot->xAxis->setLabel(x);
    m_impl->plot->yAxis->setLabel(y);
    m_impl->plot->replot(QCustomPlot::rpQueuedReplot);
}

void MapPlot::repaintPoints()
{
    m_impl->cloud->forget();
    m_impl->plot->replot(QCustomPlot::rpQueuedReplot);
}

void MapPlot::setMoving(bool isMoving)
{
    m_impl->cloud->setMoving(isMoving);
}

void MapPlot::setLook(PointLook look)
{
    m_impl->cloud->setLook(look);
    m_impl->plot->replot(QCustomPlot::rpQueuedReplot);
}

void MapPlot::setPictures(std::function<QImage(std::uint32_t)> pictures, QSize shape)
{
    m_impl->cloud->setPictures(std::move(pictures), shape);
    m_impl->plot->replot(QCustomPlot::rpQueuedReplot);
}

void MapPlot::showNewPictures()
{
    if (m_impl->cloud->lacksPictures()) {
        repaintPoints();
    }
}

std::optional<std::uint32_t> MapPlot::sampleOfPictureAt(QPointF pixel) const
{
    return m_impl->cloud->sampleOfPictureAt(pixel - QPointF(area().topLeft()));
}

void MapPlot::paint(QCPPainter& painter)
{
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    m_impl->plot->toPainter(&painter, width(), height());
    repaintPoints(); // those of the screen have another size
}

void MapPlot::setGround(std::vector<GroundPiece> pieces)
{
    if (!pieces.empty() || !m_impl->ground->isEmpty()) {
        m_impl->ground->setPieces(std::move(pieces));
        m_impl->plot->replot(QCustomPlot::rpQueuedReplot);
    }
}

QRect MapPlot::area() const
{
    const QMargins margins = m_impl->plot->axisRect()->margins();
    return rect().marginsRemoved(margins);
}

QImage MapPlot::picture() const
{
    return m_impl->cloud->image();
}

QImage MapPlot::groundPicture() const
{
    return m_impl->ground->image();
}

std::chrono::nanoseconds MapPlot::lastTime() const
{
    return m_impl->cloud->lastTime();
}

int MapPlot::timesRastered() const
{
    return m_impl->cloud->timesRastered();
}

void MapPlot::resizeEvent(QResizeEvent*)
{
    m_impl->plot->setBufferDevicePixelRatio(devicePixelRatioF());
    m_impl->plot->setGeometry(rect());
}

void MapPlot::showEvent(QShowEvent*)
{
    m_impl->plot->setBufferDevicePixelRatio(devicePixelRatioF());
    m_impl->plot->replot(QCustomPlot::rpQueuedReplot);
}

void MapPlot::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    switch (event->type()) {
    case QEvent::PaletteChange:
    case QEvent::FontChange:
    case QEvent::LocaleChange:
        applyTheme();
        break;
    default:
        break;
    }
}

void MapPlot::applyTheme()
{
    const QColor ground = palette().color(QPalette::Base);
    const QColor text = palette().color(QPalette::Text);
    const QPen frame(mixed(text, ground, 0.35));
    const QFontMetrics metrics(font());
    const int left = metrics.height() + metrics.horizontalAdvance(QStringLiteral("−00,0")) + 10;
    m_impl->plot->setLocale(locale());
    m_impl->plot->axisRect()->setMargins({left, 8, 12, 2 * metrics.height() + 14});
    m_impl->plot->axisRect()->setMinimumMargins({0, 0, 0, 0});
    m_impl->plot->setBackground(QBrush(ground));
    for (QCPAxis* axis : m_impl->axes()) {
        axis->setBasePen(frame);
        axis->setTickPen(frame);
        axis->setLabelColor(text);
        axis->setTickLabelColor(mixed(text, ground, 0.85));
        axis->setLabelFont(font());
        axis->setTickLabelFont(font());
        axis->setLabelPadding(2);
        axis->setTickLengthIn(3);
        axis->grid()->setPen(QPen(mixed(text, ground, 0.08)));
        axis->grid()->setZeroLinePen(QPen(mixed(text, ground, 0.22)));
    }
    m_impl->plot->replot(QCustomPlot::rpQueuedReplot);
}
