// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/Session.h"

#include <QTableWidget>

/// The cosine of every attribute vector to every other: near 0, two can be moved apart from each other.
class CosineMatrix : public QTableWidget
{
    Q_OBJECT

public:
    explicit CosineMatrix(Session& session, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void changeEvent(QEvent* event) override;

private:
    void showCosines();
    void showCell(int row, int column, double cosine);

    Session& m_session;
    std::vector<std::pair<std::string, std::shared_ptr<const AttributeVector>>> m_shown;
};
