// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "create/NewSpace.h"

#include <QWidget>

#include <functional>
#include <vector>

class QComboBox;
class QLabel;
class QToolButton;
class QVBoxLayout;

/// What is assumed of the pieces of a space: a row for each assumption, with where it comes from, and a control that
/// answers it otherwise. A question is a row that has to be answered.
class AssumptionRows : public QWidget
{
    Q_OBJECT

public:
    explicit AssumptionRows(QWidget* parent = nullptr);

    /// `plan` of now; null: there is none, and the rows stay as they were, so that an answer can be taken back.
    void show(const NewSpacePlan* plan, const NewSpaceAnswers& answers);
    void clear(); ///< nothing is assumed

Q_SIGNALS:
    void answered(const NewSpaceAnswers& answers);

private:
    struct Row
    {
        Assumed what;
        QWidget* box;
        QLabel* sentence;
        QToolButton* reset;
        QToolButton* take; ///< says what the control shows, where there is a question
        std::function<void(const NewSpacePlan&)> fill;
        std::function<void(NewSpaceAnswers&)> answer; ///< with what the control says
        std::function<void(NewSpaceAnswers&)> forget;
        std::function<bool(const NewSpaceAnswers&)> isAnswered;
    };
    template <class Value>
    void addRow(Assumed what, const char* name, const QString& title, QWidget* control,
                std::optional<Value> NewSpaceAnswers::*answer, std::function<Value()> read,
                std::function<void(const NewSpacePlan&)> fill);
    template <class Enum>
    void addChoice(Assumed what, const char* name, const QString& title, const QString& tip,
                   std::optional<Enum> NewSpaceAnswers::*answer, Enum NewSpacePlan::*planned,
                   const std::vector<std::pair<Enum, QString>>& choices);
    void addRange(Assumed what, const char* name, const QString& title,
                  std::optional<ValueRange> NewSpaceAnswers::*answer, ValueRange NewSpacePlan::*planned);
    void addSize(Assumed what, const char* name, const QString& title,
                 std::optional<PictureShape> NewSpaceAnswers::*answer, PictureShape NewSpacePlan::*planned);
    void addLatentSize();
    void tell(std::size_t row);

    QVBoxLayout* m_layout;
    QLabel* m_none; ///< in place of rows
    std::vector<Row> m_rows;
    NewSpaceAnswers m_answers;
};
