// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/GroupChoice.h"

#include "base/UserError.h"
#include "session/AttributeEdits.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace {

struct GroupWords
{
    Q_DECLARE_TR_FUNCTIONS(GroupWords)

public:
    static QString count(std::size_t samples) { return QLocale().toString(samples); }

    static QString counts(std::size_t with, std::size_t without, std::size_t shared)
    {
        const QString text = tr("%1 with, %2 without").arg(count(with), count(without));
        return shared > 0 ? tr("%1 (%2 in both are left out)").arg(text, count(shared)) : text;
    }

    static QString equals(const std::string& column, const std::string& value)
    {
        return tr("%1 = %2").arg(QString::fromStdString(column), QString::fromStdString(value));
    }

    static QString inWords(const std::vector<LabelCondition>& conditions)
    {
        QStringList words;
        for (const LabelCondition& condition : conditions) {
            words << equals(condition.column, condition.value);
        }
        return words.join(QStringLiteral(", "));
    }
};

std::size_t sharedSamples(const GroupChoice& choice)
{
    const SampleSet& with = choice.wish.question.with;
    const SampleSet& without = choice.wish.question.without;
    SampleSet shared;
    std::ranges::set_intersection(with, without, std::back_inserter(shared));
    return shared.size();
}

/// Counts both groups, and says where one has nothing.
void countGroups(GroupChoice& choice)
{
    const SampleSet& with = choice.wish.question.with;
    const SampleSet& without = choice.wish.question.without;
    const std::size_t shared = sharedSamples(choice);
    choice.shared = shared;
    choice.counts = GroupWords::counts(with.size() - shared, without.size() - shared, shared);
    if (!choice.problem.isEmpty()) {
        return;
    }
    if (with.empty()) {
        choice.problem = GroupWords::tr("No sample is *with*: choose what some samples have.");
    } else if (without.empty()) {
        choice.problem = GroupWords::tr("All samples are in one group: nothing is left to start from.");
    } else if (shared == with.size() && shared == without.size()) {
        choice.problem = GroupWords::tr("Both groups have the same samples: choose different ones.");
    } else if (shared == with.size() || shared == without.size()) {
        choice.problem =
            GroupWords::tr("All samples of one group are in the other as well: choose groups that differ.");
    }
}

} // namespace

GroupChoice chooseValues(const LabelColumn& column, std::optional<std::uint32_t> with,
                         std::optional<std::uint32_t> without)
{
    GroupChoice choice;
    if (!with || *with >= column.values.size()) {
        choice.problem = GroupWords::tr("No sample has a value in this column: label some first.");
        return choice;
    }
    const QString name = QString::fromStdString(column.name);
    const QString withValue = QString::fromStdString(column.values[*with]);
    AttributeFit::Wish& wish = choice.wish;
    wish.groupLabels = {column.name};
    wish.question.with = samplesWith(column, *with);
    wish.withText = GroupWords::equals(column.name, column.values[*with]);
    if (without && *without < column.values.size()) {
        const QString withoutValue = QString::fromStdString(column.values[*without]);
        wish.question.without = samplesWith(column, *without);
        wish.withoutText = GroupWords::equals(column.name, column.values[*without]);
        wish.name = GroupWords::tr("%1: %2 to %3").arg(name, withoutValue, withValue);
        if (without == with) {
            choice.problem = GroupWords::tr("Choose two different values.");
        }
    } else {
        wish.question.without = samplesWithout(column, *with);
        wish.withoutText = GroupWords::tr("everything else");
        wish.name = GroupWords::tr("%1: %2").arg(name, withValue);
    }
    const std::size_t known = wish.question.with.size() + wish.question.without.size();
    const bool areOthersUnknown = wish.question.without.empty() && known < column.codes.size();
    if (areOthersUnknown) { // somebody who labels one group wonders where the others are
        choice.problem = GroupWords::tr("The other samples have no value in this column: give some of them one, or use "
                                        "a selection as group A.");
    } else if (column.values.size() == 1) {
        choice.problem = GroupWords::tr("“%1” has one value everywhere, so it tells no groups apart.").arg(name);
    }
    countGroups(choice);
    if (areOthersUnknown) {
        choice.counts += GroupWords::tr(", the others unknown");
    }
    return choice;
}

GroupChoice choosePatterns(const LabelTable& labels, const QString& with, const QString& without)
{
    GroupChoice choice;
    AttributeFit::Wish& wish = choice.wish;
    if (with.trimmed().isEmpty()) {
        choice.problem = GroupWords::tr("Write what the samples shall have, as in: %1")
                             .arg(QStringLiteral("arrow 1=left, arrow 5=up"));
        return choice;
    }
    try {
        const std::vector<LabelCondition> conditions = parseConditions(with.trimmed().toStdString());
        wish.question.with = rowsWhere(labels, conditions);
        wish.withText = GroupWords::inWords(conditions);
        wish.name = wish.withText;
        for (const LabelCondition& condition : conditions) {
            wish.groupLabels.push_back(condition.column);
        }
        if (without.trimmed().isEmpty()) {
            wish.question.without = rowsElsewhere(labels, conditions);
            wish.withoutText = GroupWords::tr("everything else");
        } else {
            const std::vector<LabelCondition> others = parseConditions(without.trimmed().toStdString());
            wish.question.without = rowsWhere(labels, others);
            wish.withoutText = GroupWords::inWords(others);
            wish.name = GroupWords::tr("%1 to %2").arg(wish.withoutText, wish.withText);
            for (const LabelCondition& condition : others) {
                wish.groupLabels.push_back(condition.column);
            }
        }
    } catch (const UserError& error) {
        choice.problem = QString::fromUtf8(error.what());
        return choice;
    }
    if (wish.question.with.empty()) {
        choice.problem = GroupWords::tr("No sample meets all of “%1”.").arg(wish.withText);
    } else if (wish.question.without.empty() && !without.trimmed().isEmpty()) {
        choice.problem = GroupWords::tr("No sample meets all of “%1”.").arg(wish.withoutText);
    }
    countGroups(choice);
    return choice;
}

GroupChoice chooseNumbers(const LabelColumn& column)
{
    GroupChoice choice;
    const QString name = QString::fromStdString(column.name);
    AttributeFit::Wish& wish = choice.wish;
    wish.question.number = column.name;
    wish.groupLabels = {column.name};
    wish.name = name;
    wish.withText = GroupWords::tr("%1 = upper half").arg(name);
    wish.withoutText = GroupWords::tr("%1 = lower half").arg(name);
    if (!column.isNumeric) {
        choice.problem = GroupWords::tr("Ridge regression predicts numbers, and “%1” holds words: choose another label "
                                        "or another method.")
                             .arg(name);
        return choice;
    }
    const auto known = std::ranges::count_if(column.numbers, [](float number) { return !std::isnan(number); });
    choice.counts = GroupWords::tr("%1 known numbers").arg(GroupWords::count(static_cast<std::size_t>(known)));
    if (known < 2) {
        choice.problem =
            GroupWords::tr("“%1” has fewer than two known numbers: nothing can be learned from it.").arg(name);
    } else if (column.values.size() < 2) {
        choice.problem = GroupWords::tr("“%1” has one number everywhere: nothing can be learned from it.").arg(name);
    }
    return choice;
}

GroupChoice chooseSelections(const SessionState& state)
{
    GroupChoice choice;
    AttributeFit::Wish& wish = choice.wish;
    if (!state.withGroup || state.withGroup->empty()) {
        choice.problem = GroupWords::tr("Set group A first: samples that have what the slider shall add.");
        return choice;
    }
    wish.question.with = *state.withGroup;
    wish.withText = GroupWords::tr("selection A");
    wish.name = GroupWords::tr("Selection A");
    if (state.withoutGroup && !state.withoutGroup->empty()) {
        wish.question.without = *state.withoutGroup;
        wish.withoutText = GroupWords::tr("selection B");
        wish.name = GroupWords::tr("Selection B to A");
    } else {
        wish.question.without = samplesOutside(wish.question.with, state.space->latents->rows());
        wish.withoutText = GroupWords::tr("everything else");
    }
    countGroups(choice);
    return choice;
}

QString problemOf(const GroupChoice& choice, AttributeMethod method)
{
    const AttributeQuestion& question = choice.wish.question;
    if (!choice.problem.isEmpty()) {
        return choice.problem;
    }
    if (method == AttributeMethod::Ridge && question.number.empty()) {
        return GroupWords::tr("Ridge regression predicts the numbers of one label: choose that as Label, or another "
                              "method.");
    }
    const std::size_t fewest = std::min(question.with.size(), question.without.size()) - choice.shared;
    if (method == AttributeMethod::Linear && fewest < 2) {
        return GroupWords::tr("A classifier needs two samples in each group: add some, or use the mean difference.");
    }
    return {};
}
