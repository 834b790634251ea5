// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>
#include <QImage>

#include <cstdint>
#include <vector>

/// What a contact sheet shows: pictures by number. It is asked only for those in sight.
class SheetPictures
{
public:
    virtual ~SheetPictures() = default;
    [[nodiscard]] virtual std::uint32_t count() const = 0;
    [[nodiscard]] virtual QSize pictureSize() const = 0; ///< of one picture: tiles have its proportions
    [[nodiscard]] virtual QImage picture(std::uint32_t number) const = 0;  ///< null: not there (yet)
    [[nodiscard]] virtual QString caption(std::uint32_t number) const = 0; ///< for the tooltip and screen readers
    [[nodiscard]] virtual bool isTicked(std::uint32_t number) const = 0;
    [[nodiscard]] virtual bool isBroken(std::uint32_t number) const = 0; ///< values were NaN or infinite
    [[nodiscard]] virtual int lines() const { return 0; }                ///< of text below each
    [[nodiscard]] virtual QString text(std::uint32_t) const { return {}; }
};

/// Many pictures as tiles, row by row, of which one is current. It shows which are ticked and says what hands want to
/// be ticked; it changes nothing itself, and knows nothing of where pictures come from.
class ContactSheet : public QAbstractScrollArea
{
    Q_OBJECT

public:
    using Numbers = std::vector<std::uint32_t>; ///< ascending, no doubles

    explicit ContactSheet(QWidget* parent = nullptr);

    /// `pictures` outlives this or is replaced; null: `message` alone. The current tile becomes the first.
    void setPictures(const SheetPictures* pictures);
    void setMessage(const QString& message); ///< shown where there are no pictures
    void refresh();                          ///< pictures, texts or ticks have changed
    void measure();                          ///< so has how many there are, their size or their lines
    void setTileSide(int logicalPixels);     ///< of a square tile; others have as much area
    void setActivatesOnClick(bool activates) { m_activatesOnClick = activates; } ///< in place of a double click

    [[nodiscard]] std::uint32_t current() const { return m_current; }
    void setCurrent(std::uint32_t number); ///< and scrolls to it
    [[nodiscard]] int columns() const;
    [[nodiscard]] int tileSide() const { return m_side; }
    [[nodiscard]] QRect tileRect(std::uint32_t number) const;          ///< in the viewport's logical pixels
    [[nodiscard]] std::uint32_t tilesDrawn() const { return m_drawn; } ///< by the last paint
    [[nodiscard]] QSize sizeHint() const override { return {480, 480}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 120}; }

Q_SIGNALS:
    void tickWanted(const ContactSheet::Numbers& numbers, bool ticked);
    void currentChanged(std::uint32_t number);
    void activated(std::uint32_t number); ///< double click (or one, if so set), Enter

protected:
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] std::uint32_t count() const { return m_pictures ? m_pictures->count() : 0; }
    void measureTiles();
    [[nodiscard]] int leftMargin() const;
    [[nodiscard]] int tileAt(QPoint place) const; ///< -1: none
    [[nodiscard]] Numbers marked() const;         ///< those between anchor and current
    [[nodiscard]] bool move(QKeyEvent& event);
    void moveTo(std::int64_t number, bool extends);
    void tick(bool ticked);
    void updateScrollBar();
    void paintTile(QPainter& painter, std::uint32_t number, bool isMarked) const;

    const SheetPictures* m_pictures = nullptr;
    QString m_message;
    int m_side = 96;
    QSize m_tile{96, 96};
    QSize m_step; ///< from one tile to the next
    std::uint32_t m_current = 0;
    std::uint32_t m_anchor = 0; ///< Shift marks from here to the current one
    std::uint32_t m_drawn = 0;
    bool m_activatesOnClick = false;
    int m_pressed = -1; ///< the tile that the button went down on
};
