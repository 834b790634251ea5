// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/Verbs.h"
#include "latent/AttributeVector.h"
#include "space/NpyFile.h"

#include <algorithm>
#include <sstream>

namespace {

struct AttributeOptions
{
    std::string space;
    std::string with;
    std::string without;
    std::string where;
    std::string out;
};

using Rows = std::vector<std::uint32_t>;

Rows rowsOf(const LabelTable& labels, const std::string& group, const std::string& where)
{
    std::vector<LabelCondition> conditions = parseConditions(group);
    if (!where.empty()) {
        const std::vector<LabelCondition> more = parseConditions(where);
        conditions.insert(conditions.end(), more.begin(), more.end());
    }
    return rowsWhere(labels, conditions);
}

void warnOfSharedRows(const Rows& with, const Rows& without)
{
    Rows shared;
    std::ranges::set_intersection(with, without, std::back_inserter(shared));
    if (!shared.empty()) {
        say("warning: " + std::to_string(shared.size()) + " samples are in both groups.");
    }
}

/// What is wrong with groups or conditions is said with the space that they are of.
template <class Work> auto inSpace(const std::string& space, const Work& work)
{
    try {
        return work();
    } catch (const UserError& error) {
        throw UserError(space + ": " + error.what());
    }
}

void attribute(const CommandLine& commandLine, const AttributeOptions& options)
{
    const auto space = openNamed(commandLine, options.space);
    if (!space->latents || !space->labels) {
        throw UserError(options.space + ": a vector needs samples with latents and labels, and this space has no " +
                        (space->latents ? "labels" : "latents") + ". Name them in its space.json.");
    }
    const auto rows = [&](const std::string& group) {
        return inSpace(options.space, [&] { return rowsOf(*space->labels, group, options.where); });
    };
    const Rows with = rows(options.with);
    const Rows without = rows(options.without);
    warnOfSharedRows(with, without);
    const AttributeVector fitted =
        inSpace(options.space, [&] { return fitMeanDifference(*space->latents, with, without); });
    writeLatents(options.out, LatentTable(1, fitted.vector.size(), fitted.vector));

    std::ostringstream text;
    text << "mean of " << fitted.withCount << " with minus mean of " << fitted.withoutCount << " without, length "
         << norm(fitted.vector) << ", written to " << options.out;
    report(commandLine,
           {{"with", fitted.withCount},
            {"without", fitted.withoutCount},
            {"norm", norm(fitted.vector)},
            {"with_position", fitted.withPosition},
            {"without_position", fitted.withoutPosition},
            {"out", options.out}},
           text.str());
}

} // namespace

void addAttribute(CommandLine& commandLine)
{
    const auto options = std::make_shared<AttributeOptions>();
    CLI::App* const verb = commandLine.addVerb("attribute", "Make a vector from examples with and without something",
                                               [&commandLine, options] { attribute(commandLine, *options); });
    verb->add_option("SPACE", options->space, "A space with samples, latents and labels")->required();
    verb->add_option("--with", options->with, "COLUMN=VALUE[,…]: the samples that have it")->required();
    verb->add_option("--without", options->without, "COLUMN=VALUE[,…]: the samples that do not")->required();
    verb->add_option("--where", options->where, "COLUMN=VALUE[,…]: both groups from these samples only");
    verb->add_option("--out", options->out, "V.npy: float32 1 x size")->required();
}
