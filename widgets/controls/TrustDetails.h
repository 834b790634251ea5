// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

#include <QWidget>

class GroupHistogram;
class QGridLayout;

/// What folds out under an attribute's slider: where its groups lie along it, how it was tested, what rides along.
class TrustDetails : public QWidget
{
    Q_OBJECT

public:
    explicit TrustDetails(QWidget* parent = nullptr);

    /// `cosines` says how it lies to the others, in words; empty: there are none.
    void showAttribute(const AttributeSlider& attribute, const QString& cosines);

private:
    GroupHistogram* m_histogram;
    QGridLayout* m_rows;
};
