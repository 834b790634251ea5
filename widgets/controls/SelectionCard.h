// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/SamplePictures.h"
#include "derived/SelectionProfile.h"

#include <QWidget>

class QLabel;
class QTableWidget;

/// What there is to say of the selection beside its middle: how many samples, their labels, and along the attributes
/// and the most telling sliders the outermost of them, as pictures. Enter or a double-click goes there. Without a
/// selection it hides.
class SelectionCard : public QWidget
{
    Q_OBJECT

public:
    SelectionCard(Session& session, const SelectionProfile& profile, const SamplePictures& pictures,
                  QWidget* parent = nullptr);

    /// Their labels in words, one a line.
    void setLabels(const QString& labels);
    [[nodiscard]] QTableWidget& table() const { return *m_table; }
    enum Column { Along, Lowest, Highest, Mean, Columns };

    static constexpr std::size_t mostSliders = 6; ///< beside the attributes

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Line
    {
        QString name;
        GroupExtremes extremes;
        std::optional<double> deviation; ///< of sliders
    };
    void refresh();
    [[nodiscard]] std::vector<Line> linesOf(const SelectionProfile::Profile& profile) const;
    void fill(int row, const Line& line);
    void showPictures();
    void act(int row, int column);

    Session& m_session;
    const SelectionProfile& m_profile;
    const SamplePictures& m_pictures;
    QLabel* m_title;
    QTableWidget* m_table;
    QString m_labels;
    std::vector<Line> m_lines;
};
