// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/PictureView.h"

#include "derived/PictureDifference.h"
#include "derived/PictureImage.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace {
bool takesLetters(const QWidget* widget)
{
    return qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
           qobject_cast<const QPlainTextEdit*>(widget) || qobject_cast<const QComboBox*>(widget) ||
           qobject_cast<const QAbstractItemView*>(widget) || widget->property("hasLetterKeys").toBool();
}

QToolButton* makeButton(QWidget* parent, const char* name, const QString& text, const QString& tip)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(QLatin1String(name));
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(text);
    button->setAccessibleDescription(tip);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}
} // namespace

PictureView::PictureView(Session& session, DecodedPreview& preview, const SamplePictures& samples,
                         PictureInversion& inversion, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_preview(preview)
    , m_samples(samples)
    , m_canvas(new PictureCanvas(this))
    , m_comparison(new ComparisonBar(session, inversion, this))
{
    setObjectName(QStringLiteral("pictureView"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_canvas, 1);
    layout->addWidget(m_comparison);
    makeBar();

    connect(m_canvas, &PictureCanvas::painted, &m_preview, &DecodedPreview::painted);
    connect(m_canvas, &PictureCanvas::scaleChanged, this, &PictureView::showScale);
    connect(&m_preview, &DecodedPreview::imageChanged, this, &PictureView::showPicture);
    connect(&m_samples, &SamplePictures::changed, this, &PictureView::showOriginal);
    connect(&m_session, &Session::pointChanged, this, &PictureView::showOriginal);
    connect(&m_session, &Session::spaceChanged, this, &PictureView::showOriginal);
    connect(&m_session, &Session::viewChanged, this, &PictureView::showOriginal);
    connect(&m_session.undoStack(), &QUndoStack::indexChanged, this, &PictureView::rememberBefore);
    qApp->installEventFilter(this);
    showPicture();
    showOriginal();
}

void PictureView::makeBar()
{
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(8, 0, 8, 4);
    bar->setSpacing(8);
    m_caption = new QLabel(this);
    m_caption->setForegroundRole(QPalette::PlaceholderText);
    m_caption->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_beforeButton = makeButton(this, "beforeButton", tr("Before"),
                                tr("Hold to see the picture as it was before the last step (or hold the key B)"));
    m_beforeButton->setEnabled(false);
    m_fitButton = makeButton(this, "fitButton", tr("Fit"), tr("Fit the picture into the view (Ctrl+0)"));
    m_actualButton =
        makeButton(this, "actualSizeButton", tr("1:1"), tr("One pixel of the picture on one of the screen"));
    m_actualButton->setAccessibleName(tr("Actual size"));
    connect(m_beforeButton, &QToolButton::pressed, m_canvas, [this] { m_canvas->showBefore(true); });
    connect(m_beforeButton, &QToolButton::released, m_canvas, [this] { m_canvas->showBefore(false); });
    connect(m_fitButton, &QToolButton::clicked, m_canvas, &PictureCanvas::fitToView);
    connect(m_actualButton, &QToolButton::clicked, m_canvas, &PictureCanvas::showActualSize);
    bar->addWidget(m_caption, 1);
    bar->addWidget(m_beforeButton);
    bar->addWidget(m_fitButton);
    bar->addWidget(m_actualButton);
    static_cast<QVBoxLayout*>(layout())->addLayout(bar);
}

void PictureView::showPicture()
{
    if (m_preview.serial() == m_preview.newestSerial()) {
        m_lastComplete = m_preview.image();
    }
    m_fitButton->setEnabled(!m_preview.image().isNull());
    m_actualButton->setEnabled(!m_preview.image().isNull());
    m_canvas->setMessage(m_preview.message());
    m_canvas->setPicture(m_preview.image(), m_preview.serial(), m_preview.nonFiniteShare());
    showOriginal(); // a picture of another size may not stand beside it
    showComparison();
}

/// The difference follows the picture that is shown, whoever moved the point.
void PictureView::showComparison()
{
    const QImage& shown = m_preview.image();
    if (m_outsideImage.isNull() || m_outsideImage.size() != shown.size() || m_outsideImage.format() != shown.format()) {
        m_canvas->setDifference({}, {});
        m_comparison->setError({});
        return;
    }
    const PictureDifference difference = differenceOf(shown, m_outsideImage);
    m_canvas->setDifference(difference.image, tr("difference × %1").arg(PictureDifference::gain));
    m_comparison->setError(difference.error);
}

void PictureView::showOriginal()
{
    if (const auto& outside = m_session.view().outside; outside != m_outside) {
        m_outside = outside;
        m_outsideImage = outside ? imageOf(outside->picture.shape, outside->picture.pixels) : QImage();
        showComparison();
    }
    const auto sample = m_session.state().sample;
    const QImage& shown = m_preview.image();
    if (m_outside && (shown.isNull() || m_outsideImage.size() == shown.size())) {
        m_canvas->setOriginal(m_outsideImage, QString::fromStdString(m_outside->name));
    } else if (sample) {
        m_canvas->setOriginal(m_samples.picture(*sample), tr("original, sample %1").arg(QLocale().toString(*sample)));
    } else {
        m_canvas->setOriginal({}, {});
    }
}

void PictureView::showScale()
{
    const QSize size = m_preview.image().size();
    m_caption->setText(
        size.isEmpty()
            ? QString()
            : tr("%1 × %2 pixels · %3 %").arg(size.width()).arg(size.height()).arg(qRound(m_canvas->scale() * 100)));
}

/// Steps that leave the point where it is, a colouring or a lock, leave *before* as it is too.
void PictureView::rememberBefore(int undoIndex)
{
    const bool isSameDrag = std::exchange(m_undoIndex, undoIndex) == undoIndex;
    const auto space = std::exchange(m_spaceThen, m_session.state().space);
    const LatentVector point = std::exchange(m_pointThen, m_session.currentPoint());
    if (isSameDrag || (isSameOpening(space, m_spaceThen) && point == m_pointThen)) {
        return;
    }
    const bool forgotten = m_session.undoStack().count() == 0;
    m_canvas->setBefore(forgotten ? QImage() : m_lastComplete);
    m_beforeButton->setEnabled(m_canvas->hasBefore());
}

/// B works wherever the focus is, except where one writes, or it means something of its own.
bool PictureView::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::WindowDeactivate && watched == window()) {
        m_canvas->showBefore(false); // the release of the key would go elsewhere
    }
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::KeyRelease) {
        return QWidget::eventFilter(watched, event);
    }
    const auto* key = static_cast<QKeyEvent*>(event);
    const auto* widget = qobject_cast<const QWidget*>(watched);
    if (key->key() != Qt::Key_B || key->modifiers() != Qt::NoModifier || !widget || widget->window() != window() ||
        takesLetters(widget)) {
        return QWidget::eventFilter(watched, event);
    }
    if (!key->isAutoRepeat()) {
        m_canvas->showBefore(event->type() == QEvent::KeyPress);
    }
    return true;
}
