// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "create/NewSpace.h"

#include <QImage>
#include <QString>
#include <QWidget>

#include <vector>

/// A few pictures, and below each what the models make of it, with the error: a wrong guess is seen at once.
class ReconstructionView : public QWidget
{
    Q_OBJECT

public:
    explicit ReconstructionView(QWidget* parent = nullptr);

    void show(const NewSpacePreview& preview);
    /// In place of pictures.
    void setMessage(const QString& message);
    /// What is shown is of before, and something newer is on the way.
    void setStale(bool stale);

    [[nodiscard]] QSize sizeHint() const override { return {720, 220}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {320, 160}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Pair
    {
        QString name;
        QString error;
        QImage before; ///< null: there is none
        QImage after;  ///< likewise
    };
    [[nodiscard]] QRect pairRect(int pair) const;
    void paintPair(QPainter& painter, int pair) const;
    [[nodiscard]] bool hasBefore() const;
    void layOut();

    std::vector<Pair> m_pairs;
    int m_rows = 1; ///< in which the pairs stand
    QString m_message;
    bool m_isStale = false;
};
