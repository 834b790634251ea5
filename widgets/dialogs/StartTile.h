// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QImage>

/// Something that can be opened.
struct StartPlace
{
    QString path;
    QString name;
    QString detail; ///< below the name: where it lies, or where it comes from
    bool canForget = false;
    bool operator==(const StartPlace&) const = default;
};

/// A picture with a name below: opens a space or a session. Enter opens, Delete forgets.
class StartTile : public QAbstractButton
{
    Q_OBJECT

public:
    explicit StartTile(StartPlace place, QWidget* parent = nullptr);

    [[nodiscard]] const StartPlace& place() const { return m_place; }
    [[nodiscard]] bool isMissing() const { return m_isMissing; }
    [[nodiscard]] const QImage& picture() const { return m_picture; }
    void setLook(const QImage& picture, bool isMissing);

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void forgetAsked();
    void arrowPressed(int key);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    [[nodiscard]] QString detail() const;
    void paintPicture(QPainter& painter, const QRect& area) const;

    StartPlace m_place;
    QImage m_picture;
    bool m_isMissing = false;
};
