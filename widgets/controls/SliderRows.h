// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/SliderPainter.h"
#include "session/Session.h"

#include <QAbstractScrollArea>

#include <optional>

class NumberEditor;

/// A list of sliders in one widget: paints and asks for the rows in sight only, and knows all gestures and keys. What a
/// row shows and what moving it means is its subclass's.
class SliderRows : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit SliderRows(Session& session, QWidget* parent = nullptr);
    ~SliderRows() override;

    [[nodiscard]] virtual int rowCount() const = 0;
    [[nodiscard]] virtual SliderRow row(int index) const = 0;
    /// A sentence or more about the row: its tooltip and what a screen reader says.
    [[nodiscard]] virtual QString describe(int index) const = 0;
    /// What the slider shows, with as many decimals as it shows.
    [[nodiscard]] QString valueText(int index) const;

    [[nodiscard]] int currentRow() const { return m_current; }
    void setCurrentRow(int index); ///< scrolls it into sight
    void goToTop();
    void typeValue(int index); ///< opens the editor over its number
    void stepTo(int index, double value);

    [[nodiscard]] QRect rowRect(int index) const; ///< in the viewport, as all places here
    [[nodiscard]] SliderColumns columns(int index) const;
    [[nodiscard]] int rowAt(int y) const; ///< -1: none
    [[nodiscard]] bool isDragging() const { return m_drag.has_value(); }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// Up on the first row (-1) or Down on the last (1): a neighbouring list may take the focus.
    void wentBeyond(int direction);

protected:
    /// Moves row `index` to `value` as part of `gesture`.
    virtual void moveTo(int index, double value, int gesture) = 0;
    virtual void reset(int index, int gesture) = 0;
    virtual void toggleLock(int) {}
    /// Takes back what a drag did since `start`.
    virtual void restore(int index, const SessionState& start, int gesture) = 0;
    virtual void dragEnded() {}
    [[nodiscard]] virtual double value(int index) const = 0;
    [[nodiscard]] virtual QString emptyText() const { return {}; }
    [[nodiscard]] virtual int nameWidth() const { return 0; }
    [[nodiscard]] virtual int extraHeight() const { return 0; } ///< below the slider, for `paintExtra`
    virtual void paintExtra(SliderPainter&, QPainter&, int, const QRect&) {}

    void rowsChanged();   ///< other rows, another order, other ranges: all is painted anew
    void valuesChanged(); ///< the point moved: rows in sight whose number differs are painted anew

    bool event(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;
    void hideEvent(QHideEvent* event) override;

    Session& m_session;

private:
    struct Drag
    {
        int row = 0;
        int gesture = 0;
        double value = 0; ///< where the hand is, also beyond the range
        double lastX = 0;
        double low = 0; ///< how far this drag may go: the range, and where it started
        double high = 0;
        SessionState start;
    };

    void beginDrag(int index, double x);
    void endDrag();
    void cancelDrag();
    void pressTrack(int index, double x);
    bool moveByKey(QKeyEvent* event, const SliderRow& shown);
    bool goByKey(QKeyEvent* event);
    void setHovered(int index);
    void openEditor(int index, const QString& text, bool typed);
    void closeEditor();
    void placeEditor();
    void sayLocked(int index);
    [[nodiscard]] bool isOurKey(const QKeyEvent* event) const;
    [[nodiscard]] int rowHeight() const;
    [[nodiscard]] int valueWidth() const;
    [[nodiscard]] std::pair<int, int> visibleRows() const; ///< first and one past the last
    void updateScrollBar();
    void updateRow(int index);

    NumberEditor* m_editor;
    std::optional<Drag> m_drag;
    int m_current = 0;
    int m_hovered = -1;
    int m_edited = -1;
    int m_clickGesture = 0;  ///< a double-click takes its first click's jump back into one step
    int m_stepGesture = 0;   ///< a key held down, a turn of the wheel
    int m_stepRow = -1;      ///< the row they move
    quint64 m_lastWheel = 0; ///< ms: one turn of the wheel is one step
    bool m_isWheelScrolling = false;
    std::vector<double> m_painted; ///< what each row showed when it was last painted
};
