// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/FileTargets.h"
#include "cli/Verbs.h"
#include "space/AttributeExamples.h"
#include "space/NpyFile.h"
#include "space/RidingLabels.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>
#include <sstream>

namespace {

using Rows = std::vector<std::uint32_t>;

struct AttributeCallOptions
{
    std::string space;
    std::string with;
    std::string without;
    std::string where;
    std::string number;
    std::string balance;
    std::string keepFixed;
    std::string method = "mean";
    AttributeOptions fit;
    std::string out;
};

AttributeMethod methodNamed(const std::string& name)
{
    return name == "balanced" ? AttributeMethod::Balanced
           : name == "linear" ? AttributeMethod::Linear
           : name == "ridge"  ? AttributeMethod::Ridge
                              : AttributeMethod::Mean;
}

/// What is wrong with groups or conditions is said with the space that they are of.
template <class Work> auto inSpace(const std::string& space, const Work& work)
{
    try {
        return work();
    } catch (const EngineError&) {
        throw;
    } catch (const UserError& error) {
        throw UserError(space + ": " + error.what());
    }
}

/// Names between commas, quoted as in CSV.
std::vector<std::string> namesIn(const std::string& list)
{
    static const std::filesystem::path place = "the list of names";
    std::vector<std::string> names;
    CsvReader reader(list, place);
    if (!list.empty()) {
        (void)reader.next(names);
    }
    std::erase(names, "");
    return names;
}

void setGroups(AttributeQuestion& question, const LabelTable& labels, const AttributeCallOptions& options)
{
    Rows within;
    if (!options.where.empty()) {
        within = rowsWhere(labels, parseConditions(options.where));
    }
    const auto narrowed = [&](Rows rows) {
        Rows both;
        std::ranges::set_intersection(rows, within, std::back_inserter(both));
        return options.where.empty() ? rows : both;
    };
    if (!options.with.empty()) {
        const std::vector<LabelCondition> with = parseConditions(options.with);
        question.with = narrowed(rowsWhere(labels, with));
        question.without = narrowed(options.without.empty() ? rowsElsewhere(labels, with)
                                                            : rowsWhere(labels, parseConditions(options.without)));
    }
    if (!options.where.empty()) {
        question.among = within;
    }
}

/// A label of the space, else an attribute that it keeps, else a file.
void keepFixed(AttributeQuestion& question, const Space& space, const std::string& name)
{
    if (space.labels->find(name) != nullptr) {
        question.fixedLabels.push_back(name);
        return;
    }
    const auto& saved = space.manifest.attributes;
    const auto found = std::ranges::find(saved, name, &SavedAttribute::name);
    if (found != saved.end()) {
        question.fixedVectors.push_back({name, LatentTable(1, found->vector.size(), found->vector)});
        return;
    }
    std::error_code ignored;
    if (!std::filesystem::exists(name, ignored)) {
        throw UserError("There is neither a label nor an attribute “" + name +
                        "” to keep fixed, and no file of that name. Name one that there is.");
    }
    LatentTable file = readLatents(name);
    requireFinite(file, name);
    question.fixedVectors.push_back({name, std::move(file)});
}

AttributeQuestion questionOf(const Space& space, const AttributeCallOptions& options)
{
    AttributeQuestion question;
    question.options = options.fit;
    question.options.method = methodNamed(options.method);
    question.number = options.number;
    question.balance = namesIn(options.balance);
    if (question.options.method == AttributeMethod::Balanced && question.balance.empty()) {
        throw UserError("Say which labels are to be matched: --balance smile,beard.");
    }
    if (question.options.method != AttributeMethod::Balanced && !question.balance.empty()) {
        throw UserError("--balance goes with --method balanced. Leave one of them out.");
    }
    if (question.options.method != AttributeMethod::Ridge && !options.number.empty()) {
        throw UserError("--number goes with --method ridge. Leave it out, or choose that.");
    }
    if (question.options.method == AttributeMethod::Ridge && !(options.with.empty() && options.without.empty())) {
        throw UserError(
            "Ridge regression takes all samples that have a number. Narrow them with --where, not with --with "
            "and --without.");
    }
    if (question.options.method == AttributeMethod::Ridge && options.number.empty()) {
        throw UserError("Ridge regression predicts a label of numbers: name it with --number COLUMN.");
    }
    if (question.options.method != AttributeMethod::Ridge && options.with.empty()) {
        throw UserError("Say which samples have it: --with COLUMN=VALUE.");
    }
    setGroups(question, *space.labels, options);
    for (const std::string& name : namesIn(options.keepFixed)) {
        keepFixed(question, space, name);
    }
    return question;
}

/// Stopped wherever it is. No file is there yet.
AttributeVector fitted(const CommandLine& commandLine, const AttributeExamples& examples, const std::stop_token& stop)
{
    JobControl control = progressOf("attribute");
    control.stop = stop;
    try {
        const auto process = startEngine(wishOf(commandLine, EngineRole::Job), commandLine.common.device);
        AttributeVector vector = process->client().fitAttribute(examples.rows, examples.task, control);
        process->finish();
        return vector;
    } catch (const EngineError&) {
        if (stop.stop_requested()) {
            throw UserError("The vector was stopped before it was made.");
        }
        throw;
    }
}

std::vector<std::string> columnsIn(const AttributeCallOptions& options)
{
    std::vector<std::string> columns{options.number};
    for (const std::string& text : {options.with, options.without, options.where}) {
        if (!text.empty()) {
            std::ranges::transform(parseConditions(text), std::back_inserter(columns), &LabelCondition::column);
        }
    }
    return columns;
}

nlohmann::json jsonOf(const AttributeVector& vector, const AttributeExamples& examples, const Space& space)
{
    const AttributeTrust& trust = *vector.trust;
    const bool isTried = trust.randomSplits > 0;
    nlohmann::json json = {
        {"with", vector.withCount},
        {"without", vector.withoutCount},
        {"shared", examples.shared},
        {"unmatched", examples.unmatched},
        {"left_out", examples.beyond},
        {"norm", norm(vector.vector)},
        {"with_position", vector.withPosition},
        {"without_position", vector.withoutPosition},
        {"auc", trust.heldOutAuc ? nlohmann::json(*trust.heldOutAuc) : nullptr},
        {"tested", trust.tested},
        {"cohens_d", trust.cohensD},
        {"random_splits", trust.randomSplits},
        {"random_as_good", isTried ? nlohmann::json(trust.randomAsGood) : nullptr},
        {"could_be_noise", isTried || !trust.heldOutAuc ? nlohmann::json(trust.couldBeNoise()) : nullptr},
        {"cosines", nlohmann::json::object()},
        {"kept_fixed", nlohmann::json::array()},
        {"riding", nlohmann::json::array()}};
    for (const SavedAttribute& saved : space.manifest.attributes) {
        json["cosines"][saved.name] = cosine(vector.vector, saved.vector);
    }
    for (const KeptFixed& kept : vector.keptFixed) {
        json["kept_fixed"].push_back({{"name", kept.name}, {"cosine_before", kept.cosineBefore}});
    }
    for (const RidingLabel& label : trust.riding) {
        json["riding"].push_back({{"label", label.label}, {"value", label.value}, {"auc", label.auc}});
    }
    return json;
}

std::string rounded(double value)
{
    std::array<char, 32> text{};
    (void)std::snprintf(text.data(), text.size(), "%.3f", value);
    return text.data();
}

std::string textOf(const AttributeVector& vector, const AttributeExamples& examples)
{
    const AttributeTrust& trust = *vector.trust;
    std::ostringstream text;
    switch (examples.task.options.method) {
    case AttributeMethod::Mean:
        text << "mean of " << vector.withCount << " with minus mean of " << vector.withoutCount << " without";
        break;
    case AttributeMethod::Balanced:
        text << "balanced mean of " << vector.withCount << " with minus that of " << vector.withoutCount << " without";
        break;
    case AttributeMethod::Linear:
        text << "normal of a classifier of " << vector.withCount << " with and " << vector.withoutCount << " without";
        break;
    case AttributeMethod::Ridge:
        text << "ridge regression on " << vector.withCount + vector.withoutCount << " samples";
        break;
    }
    text << ", length " << norm(vector.vector) << '\n';
    if (examples.shared + examples.unmatched + examples.beyond > 0) {
        text << "left out: " << examples.shared << " in both groups, " << examples.unmatched
             << " of classes that only one group has, " << examples.beyond << " beyond " << mostLinearRows << '\n';
    }
    if (trust.heldOutAuc) {
        text << "tells " << rounded(100 * *trust.heldOutAuc) << " % of unseen pairs apart (AUC, " << trust.tested
             << " samples), Cohen's d " << rounded(trust.cohensD) << '\n'
             << (trust.couldBeNoise() && trust.randomSplits > 0 ? "could be noise: " : "");
        if (trust.randomSplits > 0) {
            text << rounded(100 * trust.randomAsGood) << " % of " << trust.randomSplits
                 << " random splits do as well\n";
        } else {
            text << "not held against random splits\n";
        }
    } else {
        text << "too few samples to be tested: could be noise\n";
    }
    for (const KeptFixed& kept : vector.keptFixed) {
        text << "kept fixed: " << kept.name << ", cosine before " << rounded(kept.cosineBefore) << '\n';
    }
    for (const RidingLabel& label : std::span(trust.riding).first(std::min<std::size_t>(3, trust.riding.size()))) {
        text << "along it lies " << label.label << " = " << label.value << ", AUC " << rounded(label.auc) << '\n';
    }
    return text.str();
}

void attribute(const CommandLine& commandLine, const AttributeCallOptions& options)
{
    requireFileTargets({{"--out", options.out}});
    const std::stop_token stop = commandLine.stopSignal.stopSaying("Stopping; nothing is left behind.");
    const auto space = openNamed(commandLine, options.space);
    if (!space->latents || !space->labels) {
        throw UserError(options.space + ": a vector needs samples with latents and labels, and this space has no " +
                        (space->latents ? "labels" : "latents") + ". Name them in its space.json.");
    }
    const AttributeExamples examples = inSpace(options.space, [&] {
        return gatherExamples(*space->latents, space->labels.get(), questionOf(*space, options));
    });
    if (examples.shared > 0) {
        say("warning: " + counted(examples.shared, "sample") + " in both groups are left out of both.");
    }
    AttributeVector vector = inSpace(options.space, [&] { return fitted(commandLine, examples, stop); });
    JobControl stoppable;
    stoppable.stop = stop;
    vector.trust->riding = ridingLabels(*space->labels, *space->latents, vector.vector, columnsIn(options), stoppable);
    commandLine.stopSignal.requireNone("The vector was stopped before it was made.");
    writeLatents(options.out, LatentTable(1, vector.vector.size(), vector.vector));
    nlohmann::json json = jsonOf(vector, examples, *space);
    json["out"] = options.out;
    report(commandLine, json, textOf(vector, examples) + "written to " + options.out);
}

} // namespace

void addAttribute(CommandLine& commandLine)
{
    const auto options = std::make_shared<AttributeCallOptions>();
    CLI::App* const verb = commandLine.addVerb("attribute", "Make a vector from examples with and without something",
                                               [&commandLine, options] { attribute(commandLine, *options); });
    verb->add_option("SPACE", options->space, "A space with samples, latents and labels")->required();
    verb->add_option("--with", options->with, "COLUMN=VALUE[,…]: the samples that have it");
    verb->add_option("--without", options->without,
                     "COLUMN=VALUE[,…]: the samples that do not; left out, all others whose labels are known");
    verb->add_option("--where", options->where, "COLUMN=VALUE[,…]: both groups from these samples only");
    verb->add_option("--method", options->method, "mean, balanced, linear (classifier) or ridge (regression)")
        ->check(CLI::IsMember({"mean", "balanced", "linear", "ridge"}))
        ->default_str("mean");
    verb->add_option("--balance", options->balance, "LABEL[,…]: up to four whose classes are matched (balanced)");
    verb->add_option("--number", options->number, "LABEL: the column of numbers that is predicted (ridge)");
    verb->add_option("--keep-fixed", options->keepFixed,
                     "NAME[,…]: labels, attributes of the space or V.npy files that must not change");
    verb->add_option("--random-splits", options->fit.randomSplits, "Into how many random groups it is held against")
        ->check(CLI::Range(0, mostRandomSplits))
        ->default_str("200");
    verb->add_option("--seed", options->fit.seed, "Of folds and random splits")->default_str("1");
    verb->add_option("--out", options->out, "V.npy: float32 1 x size")->required();
}
