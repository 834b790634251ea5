// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/SizeField.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>

SizeField::SizeField(const QString& what, QWidget* parent)
    : QWidget(parent)
    , m_width(new QSpinBox(this))
    , m_height(new QSpinBox(this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    const auto add = [&](QSpinBox* box, const char* name, const QString& tip) {
        box->setObjectName(QLatin1String(name));
        box->setAccessibleName(tip);
        box->setToolTip(tip);
        box->setRange(1, maxPictureSide);
        box->setKeyboardTracking(false);
        connect(box, &QSpinBox::valueChanged, this, &SizeField::edited);
        layout->addWidget(box, 1);
    };
    add(m_width, "width", tr("%1: width in pixels").arg(what));
    layout->addWidget(new QLabel(QStringLiteral("×"), this));
    add(m_height, "height", tr("%1: height in pixels").arg(what));
    setFocusProxy(m_width);
}

PictureShape SizeField::size() const
{
    return {0, m_height->value(), m_width->value()};
}

void SizeField::setSize(PictureShape size)
{
    const QSignalBlocker width(m_width);
    const QSignalBlocker height(m_height);
    m_width->setValue(size.width);
    m_height->setValue(size.height);
}
