// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QListWidget>

#include <cstdint>
#include <vector>

/// Samples as pictures with a line below each, in rows, of which one can be chosen by a click or by keys.
class NeighbourTiles : public QListWidget
{
    Q_OBJECT

public:
    struct Tile
    {
        std::uint32_t sample = 0;
        QImage image; ///< null: none (yet), then the sample's number stands there
        QString line;
        QString tip;
    };

    explicit NeighbourTiles(QWidget* parent = nullptr);

    /// `picture` is the size of one: tiles have its proportions.
    void setTiles(const std::vector<Tile>& tiles, QSize picture);
    [[nodiscard]] std::uint32_t sampleAt(int number) const;
    void setMessage(const QString& message); ///< shown where there are no tiles
    [[nodiscard]] const QString& message() const { return m_message; }

Q_SIGNALS:
    void chosen(quint32 sample, Qt::KeyboardModifiers modifiers); ///< click, Enter, Space

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void measure(QSize picture);
    void fill(QListWidgetItem& item, const Tile& tile);
    [[nodiscard]] QPixmap pixmapOf(const Tile& tile) const;

    QString m_message;
};
