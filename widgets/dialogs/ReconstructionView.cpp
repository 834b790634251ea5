// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/ReconstructionView.h"

#include "derived/PictureImage.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace {

constexpr int gap = 8;
constexpr int mostRows = 4;
constexpr double staleOpacity = 0.35;

QImage imageOfPicture(const Picture& picture)
{
    return picture.pixels.empty() ? QImage() : imageOf(picture.shape, picture.pixels);
}

/// As large as fits into `place`, small pixels staying squares.
void paintFitting(QPainter& painter, const QImage& image, const QRect& place, Qt::Alignment vertical)
{
    if (image.isNull() || place.isEmpty()) {
        return;
    }
    QRect target(QPoint(), image.size().scaled(place.size(), Qt::KeepAspectRatio));
    target.moveCenter(place.center());
    if (vertical == Qt::AlignTop) {
        target.moveTop(place.top());
    } else if (vertical == Qt::AlignBottom) {
        target.moveBottom(place.bottom());
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, target.width() < image.width());
    painter.drawImage(target, image);
}

} // namespace

ReconstructionView::ReconstructionView(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("reconstructions"));
    setAccessibleName(tr("Pictures and reconstructions"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void ReconstructionView::show(const NewSpacePreview& preview)
{
    m_pairs.clear();
    m_message.clear();
    QStringList spoken;
    for (const PreviewRow& row : preview.rows) {
        Pair pair{.name = QString::fromStdString(row.name),
                  .error = row.error ? QLocale().toString(*row.error, 'f', 3) : QString(),
                  .before = row.before ? imageOfPicture(*row.before) : QImage(),
                  .after = imageOfPicture(row.after)};
        if (pair.name.isEmpty()) {
            pair.name = tr("number %1").arg(row.sample);
        }
        spoken << (pair.error.isEmpty() ? pair.name : tr("%1: error %2").arg(pair.name, pair.error));
        m_pairs.push_back(std::move(pair));
    }
    if (m_pairs.empty()) {
        m_message = tr("None of the pictures that were tried can be read.");
    }
    setAccessibleDescription(spoken.join(QStringLiteral(", ")));
    m_isStale = false;
    layOut();
    update();
}

void ReconstructionView::setMessage(const QString& message)
{
    m_pairs.clear();
    m_message = message;
    setAccessibleDescription(message);
    update();
}

void ReconstructionView::setStale(bool stale)
{
    if (std::exchange(m_isStale, stale) != stale) {
        update();
    }
}

bool ReconstructionView::hasBefore() const
{
    return std::ranges::any_of(m_pairs, [](const Pair& pair) { return !pair.before.isNull(); });
}

/// In as many rows as make the pictures largest: strips are wide, faces are not.
void ReconstructionView::layOut()
{
    if (m_pairs.empty()) {
        return;
    }
    const QSize one = m_pairs.front().after.isNull() ? m_pairs.front().before.size() : m_pairs.front().after.size();
    const int count = static_cast<int>(m_pairs.size());
    const int stacked = hasBefore() ? 2 : 1;
    double best = 0;
    for (int rows = 1; rows <= std::min(count, mostRows); ++rows) {
        const int columns = (count + rows - 1) / rows;
        const double tileWidth = static_cast<double>(width() + gap) / columns - gap;
        const double cell = static_cast<double>(height() + gap) / rows - gap - fontMetrics().height() - gap / 2;
        const double tileHeight = (cell - (stacked - 1) * gap / 2) / stacked;
        const double scale = std::min(tileWidth / std::max(one.width(), 1), tileHeight / std::max(one.height(), 1));
        if (scale > best) {
            best = scale;
            m_rows = rows;
        }
    }
}

QRect ReconstructionView::pairRect(int pair) const
{
    const int count = std::max(1, static_cast<int>(m_pairs.size()));
    const int columns = (count + m_rows - 1) / m_rows;
    const int across = (width() + gap) / columns;
    const int down = (height() + gap) / m_rows;
    return {pair % columns * across, pair / columns * down, across - gap, down - gap};
}

void ReconstructionView::resizeEvent(QResizeEvent* /*event*/)
{
    layOut();
}

void ReconstructionView::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    if (m_pairs.empty()) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(rect().adjusted(gap, gap, -gap, -gap), Qt::AlignCenter | Qt::TextWordWrap, m_message);
        return;
    }
    painter.setOpacity(m_isStale ? staleOpacity : 1);
    for (int i = 0; i < static_cast<int>(m_pairs.size()); ++i) {
        paintPair(painter, i);
    }
}

void ReconstructionView::paintPair(QPainter& painter, int index) const
{
    const Pair& pair = m_pairs[static_cast<std::size_t>(index)];
    const QFontMetrics metrics = painter.fontMetrics();
    QRect place = pairRect(index);
    const QRect caption(place.left(), place.bottom() - metrics.height() + 1, place.width(), metrics.height());
    place.setBottom(caption.top() - gap / 2);
    if (hasBefore()) { // both towards the middle, so that they are compared at a glance
        const int half = (place.height() - gap / 2) / 2;
        paintFitting(painter, pair.before, {place.left(), place.top(), place.width(), half}, Qt::AlignBottom);
        place.setTop(place.top() + half + gap / 2);
    }
    painter.setPen(palette().color(QPalette::PlaceholderText));
    if (pair.after.isNull()) {
        painter.drawText(place, Qt::AlignCenter, QStringLiteral("–"));
    }
    paintFitting(painter, pair.after, place, hasBefore() ? Qt::AlignTop : Qt::AlignVCenter);
    const QString text = pair.error.isEmpty() ? pair.name : pair.error;
    painter.drawText(caption, Qt::AlignHCenter | Qt::AlignVCenter,
                     metrics.elidedText(text, Qt::ElideMiddle, caption.width()));
}

bool ReconstructionView::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip) {
        return QWidget::event(event);
    }
    const auto* help = static_cast<QHelpEvent*>(event);
    for (int i = 0; i < static_cast<int>(m_pairs.size()); ++i) {
        if (pairRect(i).contains(help->pos())) {
            const Pair& pair = m_pairs[static_cast<std::size_t>(i)];
            const QString error = tr("root mean square error %1 (1 is black to white)").arg(pair.error);
            QToolTip::showText(help->globalPos(), pair.error.isEmpty() ? pair.name : pair.name + '\n' + error, this);
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}
