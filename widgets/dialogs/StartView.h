// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/StartPictures.h"
#include "dialogs/StartTile.h"

#include <QWidget>

class QAction;
class QHBoxLayout;
class QScrollArea;
class QToolButton;

/// A page of what can be opened: embedded spaces and recent files as tiles. The keyboard stays in it while it is shown.
class StartView : public QWidget
{
    Q_OBJECT

public:
    explicit StartView(const StartPictures& pictures, QWidget* parent = nullptr);

    void setPlaces(const std::vector<StartPlace>& embedded, const std::vector<StartPlace>& recent);
    /// Whether there is something to go back to.
    void setCanLeave(bool can);
    /// Other ways to open something, as buttons above the tiles.
    void addButton(QAction& action);

    [[nodiscard]] const std::vector<StartTile*>& tiles() const { return m_tiles; }

Q_SIGNALS:
    void chosen(const QString& path, bool isMissing);
    void forgotten(const QString& path);
    void left();

protected:
    bool focusNextPrevChild(bool next) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void showLooks();
    void arrange();
    void addTiles(class QVBoxLayout& page, const QString& heading, const std::vector<StartPlace>& places,
                  const QString& whenEmpty);
    void goFrom(const StartTile& tile, int key);

    const StartPictures& m_pictures;
    std::vector<StartPlace> m_embedded;
    std::vector<StartPlace> m_recent;
    std::vector<StartTile*> m_tiles;
    std::vector<class QGridLayout*> m_grids;
    QHBoxLayout* m_buttons;
    QToolButton* m_leave;
    QScrollArea* m_scroll;
    int m_columns = 0;
};
