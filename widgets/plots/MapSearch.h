// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/Session.h"

#include <QWidget>

class ElidedLabel;
class QLineEdit;

/// Looks for samples by what their labels say, or by number; Enter selects what was found. Hidden until it is asked
/// for.
class MapSearch : public QWidget
{
    Q_OBJECT

public:
    explicit MapSearch(const Session& session, QWidget* parent = nullptr);

    void ask(); ///< shows itself and takes the keys

Q_SIGNALS:
    void found(const SampleSet& samples, const QString& text, Qt::KeyboardModifiers keys); ///< one at least
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void look();

    const Session& m_session;
    QLineEdit* m_text;
    ElidedLabel* m_count;
    SampleSet m_found;
};
