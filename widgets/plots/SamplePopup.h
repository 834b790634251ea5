// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QImage>

/// A sample's picture and labels beside the cursor. It stays inside its parent, takes no input and no focus.
class SamplePopup : public QFrame
{
    Q_OBJECT

public:
    explicit SamplePopup(QWidget* parent);

    /// Shows `picture` (may be null) enlarged without smoothing, with a title and one line for each label.
    void setSample(const QImage& picture, const QString& title, const QStringList& labels);
    void showBeside(QPoint place); ///< in the parent's pixels

    [[nodiscard]] const QImage& picture() const { return m_picture; }
    [[nodiscard]] const QStringList& labels() const { return m_labels; }
    [[nodiscard]] QSize pictureSize() const; ///< as shown, in logical pixels
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QImage m_picture;
    QString m_title;
    QStringList m_labels;
};
