// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/AttributeExamples.h"

#include "base/UserError.h"
#include "latent/PortableRandom.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace {

using Rows = std::vector<std::uint32_t>;

const LabelColumn& columnNamed(const LabelTable* labels, const std::string& name)
{
    const LabelColumn* const column = labels != nullptr ? labels->find(name) : nullptr;
    if (column == nullptr) {
        throw UserError("There is no label “" + name + "” in this space. Choose one that it has.");
    }
    return *column;
}

void requireGroup(const Rows& group, const std::string& name, std::size_t shared, AttributeMethod method)
{
    if (group.empty() && shared > 0) {
        throw UserError("All samples of the group *" + name +
                        "* are in the other group as well. Choose groups that "
                        "differ.");
    }
    if (group.empty()) {
        throw UserError("The group *" + name +
                        "* is empty: a vector needs at least one sample in each group. Choose "
                        "other labels or select some samples.");
    }
    if (group.size() < 2 && method == AttributeMethod::Linear) {
        throw UserError("The group *" + name +
                        "* has one sample, and a classifier needs two of each. Add samples or use "
                        "the mean difference.");
    }
}

/// Known numbers of the samples asked for (all when none are), split at their median.
void splitNumbers(const LabelColumn& column, const AttributeQuestion& question, Rows& with, Rows& without)
{
    if (!column.isNumeric) {
        throw UserError("The label “" + column.name +
                        "” holds words, and ridge regression predicts numbers. Use the mean "
                        "difference or the linear classifier.");
    }
    Rows all(column.codes.size());
    std::iota(all.begin(), all.end(), 0U);
    Rows rows = question.among.value_or(all);
    std::erase_if(rows, [&](std::uint32_t row) { return column.codes[row] == LabelColumn::unknown; });
    std::vector<float> numbers;
    for (const std::uint32_t row : rows) {
        numbers.push_back(column.numbers[row]);
    }
    if (numbers.size() < 2 || std::ranges::min(numbers) == std::ranges::max(numbers)) {
        throw UserError(
            "The label “" + column.name + "” has " +
            (numbers.size() < 2 ? "fewer than two known numbers" : "one number everywhere") +
            " among these samples, so nothing can be learned from it. Choose another label or more samples.");
    }
    std::vector<float> sorted = numbers;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::ranges::nth_element(sorted, middle);
    // Above the median; where the median is the largest number, that and above.
    const bool takesMedian = std::ranges::max(numbers) == *middle;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        (numbers[i] > *middle || (takesMedian && numbers[i] == *middle) ? with : without).push_back(rows[i]);
    }
}

/// The class of each sample by the values of `columns` together; unknown cells are a class of their own.
std::vector<std::uint32_t> classesOf(const std::vector<const LabelColumn*>& columns, const Rows& rows)
{
    std::map<std::vector<std::uint32_t>, std::uint32_t> known;
    std::vector<std::uint32_t> classes;
    for (const std::uint32_t row : rows) {
        std::vector<std::uint32_t> values;
        for (const LabelColumn* column : columns) {
            values.push_back(column->codes[row]);
        }
        classes.push_back(known.try_emplace(std::move(values), static_cast<std::uint32_t>(known.size())).first->second);
    }
    return classes;
}

/// Leaves out samples of classes that only one group has, and numbers the others anew.
void matchClasses(const LabelTable* labels, const AttributeQuestion& question, Rows& with, Rows& without,
                  AttributeExamples& examples)
{
    if (question.balance.empty() || question.balance.size() > mostBalanceLabels) {
        throw UserError("Balancing matches the classes of one to four other labels. Tick as many.");
    }
    std::vector<const LabelColumn*> columns;
    for (const std::string& name : question.balance) {
        columns.push_back(&columnNamed(labels, name));
    }
    Rows all = with;
    all.insert(all.end(), without.begin(), without.end());
    const std::vector<std::uint32_t> classes = classesOf(columns, all);
    struct Seen
    {
        bool with = false;
        bool without = false;
    };
    std::vector<Seen> seen(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        (i < with.size() ? seen[classes[i]].with : seen[classes[i]].without) = true;
    }
    std::vector<std::uint32_t> numberOf(all.size(), LabelColumn::unknown);
    std::uint32_t next = 0;
    Rows matchedWith;
    Rows matchedWithout;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (const Seen& each = seen[classes[i]]; each.with && each.without) {
            std::uint32_t& number = numberOf[classes[i]];
            number = number == LabelColumn::unknown ? next++ : number;
            examples.task.classes.push_back(number);
            (i < with.size() ? matchedWith : matchedWithout).push_back(all[i]);
        }
    }
    examples.unmatched = all.size() - matchedWith.size() - matchedWithout.size();
    if (matchedWith.empty()) {
        throw UserError(
            "No class of the labels to balance has samples of both groups, so nothing can be matched. Balance "
            "fewer labels.");
    }
    with = std::move(matchedWith);
    without = std::move(matchedWithout);
}

/// At most mostLinearRows in all, as many of each group as in the whole.
std::size_t limitRows(Rows& with, Rows& without, std::uint64_t seed)
{
    const std::size_t all = with.size() + without.size();
    if (all <= mostLinearRows) {
        return 0;
    }
    PortableRandom random(seed, 1);
    const std::size_t smaller = std::min(with.size(), without.size()); // not thinned out to nothing
    const std::size_t least = std::max(std::min<std::size_t>(smaller, 1000), mostLinearRows * smaller / all);
    for (Rows* group : {&with, &without}) {
        const bool isSmaller = group == (with.size() <= without.size() ? &with : &without);
        const std::size_t share = isSmaller ? least : mostLinearRows - least;
        for (std::size_t i = 0; i < std::min(share, group->size()); ++i) {
            std::swap((*group)[i], (*group)[i + random.below(group->size() - i)]);
        }
        group->resize(std::min(share, group->size()));
        std::ranges::sort(*group);
    }
    return all - with.size() - without.size();
}

/// The 64 values that most samples have.
std::vector<std::uint32_t> frequentValues(const LabelColumn& column)
{
    constexpr std::size_t most = 64;
    std::vector<std::size_t> counts(column.values.size());
    for (const std::uint32_t code : column.codes) {
        if (code != LabelColumn::unknown) {
            ++counts[code];
        }
    }
    std::vector<std::uint32_t> values(counts.size());
    std::iota(values.begin(), values.end(), 0U);
    std::ranges::stable_sort(values, [&](std::uint32_t a, std::uint32_t b) { return counts[a] > counts[b]; });
    std::erase_if(values, [&](std::uint32_t value) { return counts[value] == 0; });
    values.resize(std::min(values.size(), most));
    return values;
}

} // namespace

AttributeExamples gatherExamples(const LatentTable& latents, const LabelTable* labels,
                                 const AttributeQuestion& question, const JobControl& control)
{
    AttributeExamples examples;
    examples.task.options = question.options;
    const AttributeMethod method = question.options.method;
    Rows with;
    Rows without;
    if (method == AttributeMethod::Ridge) {
        splitNumbers(columnNamed(labels, question.number), question, with, without);
    } else {
        std::ranges::set_difference(question.with, question.without, std::back_inserter(with));
        std::ranges::set_difference(question.without, question.with, std::back_inserter(without));
        examples.shared = question.with.size() - with.size();
        requireGroup(with, "with", examples.shared, method);
        requireGroup(without, "without", examples.shared, method);
    }
    if (method == AttributeMethod::Balanced) {
        matchClasses(labels, question, with, without, examples);
    } else if (method != AttributeMethod::Mean) {
        examples.beyond = limitRows(with, without, question.options.seed);
    }
    examples.task.withCount = with.size();
    with.insert(with.end(), without.begin(), without.end());
    examples.rows = LatentTable(with.size(), latents.columns());
    for (std::size_t i = 0; i < with.size(); ++i) {
        const LatentView row = latents.row(with[i]);
        if (!allFinite(row)) {
            throw UserError("The latent of sample " + std::to_string(with[i]) +
                            " holds NaN or infinite values. Leave that sample out or encode the data again.");
        }
        std::ranges::copy(row, examples.rows.row(i).begin());
        if (method == AttributeMethod::Ridge) {
            examples.task.numbers.push_back(columnNamed(labels, question.number).numbers[with[i]]);
        }
        if (i % 16384 == 0 && control.stop.stop_requested()) {
            return {};
        }
    }
    for (const std::string& name : question.fixedLabels) {
        examples.task.fixed.push_back(directionsOf(columnNamed(labels, name), latents, question.among));
    }
    for (const FixedDirections& each : question.fixedVectors) {
        if (each.directions.columns() != latents.columns()) {
            throw UserError("“" + each.name + "” has " + std::to_string(each.directions.columns()) +
                            " numbers, and the latents of this space have " + std::to_string(latents.columns()) +
                            ". Keep a vector of this space fixed.");
        }
        examples.task.fixed.push_back(each);
    }
    return examples;
}

std::vector<std::uint32_t> rowsElsewhere(const LabelTable& labels, const std::vector<LabelCondition>& conditions)
{
    const Rows inside = rowsWhere(labels, conditions);
    std::vector<const LabelColumn*> columns;
    for (const LabelCondition& condition : conditions) {
        columns.push_back(labels.find(condition.column));
    }
    Rows elsewhere;
    auto next = inside.begin();
    for (std::uint32_t row = 0; row < labels.rows; ++row) {
        if (next != inside.end() && *next == row) {
            ++next;
        } else if (std::ranges::all_of(columns, [row](const LabelColumn* column) {
                       return column->codes[row] != LabelColumn::unknown;
                   })) {
            elsewhere.push_back(row);
        }
    }
    return elsewhere;
}

FixedDirections directionsOf(const LabelColumn& column, const LatentTable& latents, const std::optional<Rows>& among)
{
    const std::size_t d = latents.columns();
    std::vector<bool> isAmong(latents.rows(), !among);
    for (const std::uint32_t row : among.value_or(Rows())) {
        isAmong[row] = true;
    }
    const auto isKnown = [&](std::size_t i) {
        return i < column.codes.size() && isAmong[i] && column.codes[i] != LabelColumn::unknown &&
               allFinite(latents.row(i));
    };
    std::vector<double> mean(d);
    std::vector<double> counts(column.values.size());
    double count = 0;
    double numbers = 0;
    for (std::size_t i = 0; i < latents.rows(); ++i) {
        if (isKnown(i)) {
            for (std::size_t k = 0; k < d; ++k) {
                mean[k] += static_cast<double>(latents.row(i)[k]);
            }
            numbers += column.isNumeric ? static_cast<double>(column.numbers[i]) : 0;
            counts[column.codes[i]] += 1;
            count += 1;
        }
    }
    std::ranges::for_each(mean, [count](double& value) { value /= std::max(count, 1.0); });
    const std::vector<std::uint32_t> values = column.isNumeric ? std::vector<std::uint32_t>{0} : frequentValues(column);
    std::vector<std::size_t> placeOf(column.values.size(), values.size());
    for (std::size_t place = 0; place < values.size() && !column.isNumeric; ++place) {
        placeOf[values[place]] = place;
    }
    std::vector<double> sums(values.size() * d);
    for (std::size_t i = 0; i < latents.rows(); ++i) {
        if (!isKnown(i)) {
            continue;
        }
        const std::size_t place = column.isNumeric ? 0 : placeOf[column.codes[i]];
        if (place < values.size()) {
            const double weight = column.isNumeric ? (static_cast<double>(column.numbers[i]) - numbers / count) / count
                                                   : 1 / counts[column.codes[i]];
            for (std::size_t k = 0; k < d; ++k) {
                sums[place * d + k] += weight * (static_cast<double>(latents.row(i)[k]) - mean[k]);
            }
        }
    }
    FixedDirections fixed{column.name, LatentTable(values.size(), d)};
    std::ranges::transform(sums, fixed.directions.values().begin(),
                           [](double value) { return static_cast<float>(value); });
    return fixed;
}
