// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"

#include <QWidget>

class QSpinBox;

/// Asks for width and height in pixels.
class SizeField : public QWidget
{
    Q_OBJECT

public:
    explicit SizeField(const QString& what, QWidget* parent = nullptr);

    [[nodiscard]] PictureShape size() const; ///< without channels
    void setSize(PictureShape size);

Q_SIGNALS:
    void edited(); ///< by hand

private:
    QSpinBox* m_width;
    QSpinBox* m_height;
};
