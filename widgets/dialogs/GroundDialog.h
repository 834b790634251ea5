// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/GroundPicture.h"

#include <QDialog>

class PictureCanvas;
class QCheckBox;
class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;

/// The decoded plane of the map of now in a window of its own, as large as one likes: how fine, which part, and where
/// to save it.
class GroundDialog : public QDialog
{
    Q_OBJECT

public:
    /// `seen` is the part of the map that is looked at, whenever it is asked.
    GroundDialog(GroundPicture& ground, std::function<MapRect()> seen, QWidget* parent = nullptr);
    ~GroundDialog() override;

Q_SIGNALS:
    void saveAsked();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void makeOptions();
    void makeFoot();
    void wish();
    void refresh();
    void toggleFullScreen();

    GroundPicture& m_ground;
    std::function<MapRect()> m_seen;
    PictureCanvas* m_canvas;
    QSpinBox* m_columns = nullptr;
    QComboBox* m_part = nullptr;
    QCheckBox* m_mask = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_status = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_save = nullptr;
    qint64 m_shown = 0; ///< the cache key of the picture that is shown
};
