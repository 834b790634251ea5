// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/Verbs.h"
#include "space/LabelChange.h"
#include "space/LabelFile.h"

#include <numeric>

namespace {

struct LabelOptions
{
    std::string space;
    std::string column;
    std::optional<std::string> value;
    std::string where;
    std::vector<std::uint32_t> samples;
    std::string rename;
    bool isCleared = false;
    bool isRemoved = false;
};

using Rows = std::vector<std::uint32_t>;

Rows rowsOf(const LabelTable& labels, const LabelOptions& options)
{
    Rows rows = options.samples;
    if (!options.where.empty()) {
        rows = rowsWhere(labels, parseConditions(options.where));
    } else if (rows.empty()) {
        rows.resize(labels.rows);
        std::iota(rows.begin(), rows.end(), 0U);
    }
    for (const std::uint32_t row : rows) {
        if (row >= labels.rows) {
            throw UserError("There is no sample " + std::to_string(row) + ": they are counted from 0 to " +
                            std::to_string(labels.rows - 1) + ".");
        }
    }
    return rows;
}

/// Changes `labels` and says how.
std::string change(LabelTable& labels, const LabelOptions& options)
{
    if (options.isRemoved) {
        labels = withoutColumn(labels, options.column);
        return "removed the column *" + options.column + "*";
    }
    if (!options.rename.empty() && !options.value) {
        labels = withRenamedColumn(labels, options.column, options.rename);
        return "renamed the column *" + options.column + "* to *" + options.rename + "*";
    }
    if (!options.rename.empty()) {
        labels = withRenamedValue(labels, options.column, *options.value, options.rename);
        return options.column + ": renamed *" + *options.value + "* to *" + options.rename + "*";
    }
    const Rows rows = rowsOf(labels, options);
    labels = withValue(labels, rows, options.column, options.value.value_or(""));
    return counted(rows.size(), "sample") + ": " + options.column + " = " + options.value.value_or("unknown");
}

void label(const CommandLine& commandLine, const LabelOptions& options)
{
    if (!options.value && !options.isCleared && !options.isRemoved && options.rename.empty()) {
        throw CLI::ValidationError("label", "nothing to do. Write --value V, --clear, --rename NAME or --remove.");
    }
    const auto space = openNamed(commandLine, options.space);
    if (space->sampleCount() == 0) {
        throw UserError(options.space + ": there are no samples to label.");
    }
    if (const std::string why = whyLabelsCannotBeWritten(*space, commandLine.executable); !why.empty()) {
        throw UserError(why + ", so its labels stay as they are. Copy it to where you may write, and label the copy.");
    }
    const std::shared_ptr<const LabelTable> before = labelsOf(*space);
    LabelTable after = *before;
    std::string done;
    try {
        done = change(after, options);
    } catch (const UserError& error) {
        throw UserError(options.space + ": " + error.what());
    }
    const LabelTable inFile = writeLabelChange(space->location, *before, after);
    nlohmann::json columns = nlohmann::json::array();
    for (const LabelColumn& column : inFile.columns) {
        columns.push_back(column.name);
    }
    report(commandLine, {{"space", space->location.string()}, {"columns", columns}}, done);
}

} // namespace

void addLabel(CommandLine& commandLine)
{
    const auto options = std::make_shared<LabelOptions>();
    CLI::App* const verb = commandLine.addVerb("label", "Give samples of a space a value in a label column",
                                               [&commandLine, options] { label(commandLine, *options); });
    verb->add_option("SPACE", options->space, "A space with samples, in a folder that may be written to")->required();
    verb->add_option("--column", options->column, "The label column; a new one is added")->required();
    CLI::Option* const value = verb->add_option("--value", options->value, "What the samples are");
    CLI::Option* const clear = verb->add_flag("--clear", options->isCleared, "Make them unknown instead");
    CLI::Option* const where =
        verb->add_option("--where", options->where, "COLUMN=VALUE[,…]: these samples (default: all)");
    CLI::Option* const samples =
        verb->add_option("--samples", options->samples, "N[,…]: these samples, counted from 0")->delimiter(',');
    CLI::Option* const rename =
        verb->add_option("--rename", options->rename, "Rename the column, or with --value this value of all samples");
    CLI::Option* const remove = verb->add_flag("--remove", options->isRemoved, "Remove the column");
    clear->excludes(value);
    samples->excludes(where);
    for (CLI::Option* const other : {clear, where, samples}) {
        rename->excludes(other);
        remove->excludes(other);
    }
    remove->excludes(value)->excludes(rename);
}
