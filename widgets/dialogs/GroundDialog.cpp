// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/GroundDialog.h"

#include "canvas/PictureCanvas.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace {

constexpr QSize usualSize(900, 760);
constexpr int whatIsSeen = 1; ///< line of the list

template <class Control> Control* named(Control* control, const char* name, const QString& caption, const QString& tip)
{
    control->setObjectName(QLatin1String(name));
    control->setAccessibleName(caption);
    control->setToolTip(tip);
    return control;
}

} // namespace

GroundDialog::GroundDialog(GroundPicture& ground, std::function<MapRect()> seen, QWidget* parent)
    : QDialog(parent)
    , m_ground(ground)
    , m_seen(std::move(seen))
    , m_canvas(new PictureCanvas)
{
    setObjectName(QStringLiteral("groundDialog"));
    setWindowTitle(tr("Ground of the map"));
    setWindowFlag(Qt::WindowMaximizeButtonHint);
    setAttribute(Qt::WA_DeleteOnClose);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(8, 8, 8, 8);
    m_canvas->setObjectName(QStringLiteral("groundCanvas"));
    m_canvas->setAccessibleName(tr("The decoded ground"));
    makeOptions();
    rows->addWidget(m_canvas, 1);
    makeFoot();
    connect(&ground, &GroundPicture::changed, this, &GroundDialog::refresh);
    resize(usualSize);
    wish();
}

GroundDialog::~GroundDialog()
{
    disconnect(&m_ground, nullptr, this, nullptr);
    m_ground.setWish(std::nullopt);
}

void GroundDialog::makeOptions()
{
    m_columns = named(new QSpinBox, "groundColumns", tr("Pictures in a row"),
                      tr("How many pictures are decoded in a row; the rows follow from the map's proportions"));
    m_columns->setRange(GroundPicture::fewestColumns, GroundPicture::mostColumns);
    m_columns->setValue(GroundPicture::Wish{}.columns);
    m_columns->setKeyboardTracking(false);
    m_part = named(new QComboBox, "groundPart", tr("Part of the map"),
                   tr("All places where samples lie, or the part of the map that is seen now; chosen again, the part "
                      "that is seen then"));
    m_part->addItems({tr("Whole map"), tr("What is seen")});
    m_mask = named(new QCheckBox(tr("&Leave bare what no sample is near")), "groundMask", tr("Leave bare"),
                   tr("What is far from all samples stays transparent; without it, all of the plane is decoded"));
    m_mask->setChecked(true);
    auto* full = named(new QPushButton(tr("&Full screen")), "groundFullScreen", tr("Full screen"),
                       tr("Fill the screen with it, and back (F11)"));
    full->setAutoDefault(false);
    auto* caption = new QLabel(tr("&Pictures in a row"));
    caption->setBuddy(m_columns);
    auto* row = new QHBoxLayout;
    row->addWidget(caption);
    row->addWidget(m_columns);
    row->addWidget(m_part);
    row->addWidget(m_mask);
    row->addStretch(1);
    row->addWidget(full);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    connect(m_columns, &QSpinBox::valueChanged, this, &GroundDialog::wish);
    connect(m_part, &QComboBox::activated, this, &GroundDialog::wish);
    connect(m_mask, &QCheckBox::toggled, this, &GroundDialog::wish);
    connect(full, &QPushButton::clicked, this, &GroundDialog::toggleFullScreen);
}

void GroundDialog::makeFoot()
{
    m_status = new QLabel;
    m_status->setObjectName(QStringLiteral("groundStatus"));
    m_status->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_progress = new QProgressBar;
    m_progress->setObjectName(QStringLiteral("groundProgress"));
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_stop = named(new QPushButton, "groundStop", tr("Stop"), QString());
    m_stop->setAutoDefault(false);
    m_save = named(new QPushButton(tr("&Save as PNG…")), "groundSave", tr("Save as PNG"),
                   tr("Write the picture as PNG, each tile as large as it was decoded"));
    auto* close = named(new QPushButton(tr("&Close")), "groundClose", tr("Close"), tr("Close this window"));
    close->setAutoDefault(false);
    auto* row = new QHBoxLayout;
    row->addWidget(m_status, 1);
    row->addWidget(m_progress);
    row->addWidget(m_stop);
    row->addWidget(m_save);
    row->addWidget(close);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    connect(m_stop, &QPushButton::clicked, this, [this] { m_ground.isRunning() ? m_ground.stop() : m_ground.again(); });
    connect(m_save, &QPushButton::clicked, this, &GroundDialog::saveAsked);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
}

void GroundDialog::wish()
{
    const auto part = m_part->currentIndex() == whatIsSeen ? std::optional(m_seen()) : std::nullopt;
    m_ground.setWish(GroundPicture::Wish{m_columns->value(), part, m_mask->isChecked()});
    refresh();
}

void GroundDialog::refresh()
{
    const QImage& image = m_ground.image();
    if (std::exchange(m_shown, image.cacheKey()) != image.cacheKey()) {
        m_canvas->setPicture(image, 0);
    }
    const bool isRunning = m_ground.isRunning();
    m_canvas->setMessage(!image.isNull() ? QString() : isRunning ? tr("Decoding the ground…") : m_ground.message());
    const QSize tiles = m_ground.tiles();
    const QString size = image.isNull() ? QString()
                                        : tr("%1 × %2 pictures, %3 × %4 pixels")
                                              .arg(locale().toString(tiles.width()), locale().toString(tiles.height()),
                                                   locale().toString(image.width()), locale().toString(image.height()));
    m_status->setText(size.isEmpty() || m_ground.message().isEmpty() ? size
                                                                     : tr("%1. %2").arg(size, m_ground.message()));
    m_progress->setVisible(isRunning);
    m_progress->setValue(static_cast<int>(m_ground.fraction() * m_progress->maximum()));
    m_stop->setVisible(isRunning || image.isNull());
    m_stop->setText(isRunning ? tr("S&top") : tr("&Decode"));
    m_stop->setToolTip(isRunning ? tr("Stop decoding") : tr("Decode the ground of the map of now"));
    m_save->setEnabled(!image.isNull());
}

void GroundDialog::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_F11) {
        toggleFullScreen();
    } else if (event->key() == Qt::Key_Escape && isFullScreen()) {
        toggleFullScreen();
    } else {
        QDialog::keyPressEvent(event);
    }
}

void GroundDialog::toggleFullScreen()
{
    setWindowState(windowState() ^ Qt::WindowFullScreen);
}
