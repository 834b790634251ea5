// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/PointInput.h"

#include "space/NpyFile.h"

#include <algorithm>
#include <limits>

CLI::Range sampleNumbers()
{
    return {std::int64_t{0}, std::numeric_limits<std::int64_t>::max()};
}

void addPointOptions(CLI::App& verb, PointChoice& choice, const std::string& what, bool isRequired)
{
    CLI::Option_group* const group = verb.add_option_group("start", what);
    group->add_option("--sample", choice.sample, "Number of a sample, from 0")->check(sampleNumbers());
    group->add_option("--latent", choice.latent, "Z.npy: one latent");
    isRequired ? group->require_option(1) : group->require_option(0, 1);
}

LatentVector pointOf(const PointChoice& choice, const Space& space, const std::string& named)
{
    return choice.latent.empty() ? latentOfSample(*choice.sample, space, named) : vectorIn(choice.latent);
}

void addSampleOptions(CLI::App& verb, SampleChoice& choice, const std::string& option, const std::string& what)
{
    choice.whereOption = option;
    CLI::Option_group* const group = verb.add_option_group("samples", "Which samples");
    group->add_option("--samples", choice.samples, "N[,…]: these, counted from 0")
        ->delimiter(',')
        ->check(sampleNumbers());
    group->add_option(option, choice.where, what);
    group->require_option(1);
}

static std::vector<std::uint32_t> rowsOfPattern(const SampleChoice& choice, const Space& space,
                                                const std::string& named)
{
    if (choice.where.empty()) {
        throw UserError(choice.whereOption +
                        " is empty, which names no samples. Write COLUMN=VALUE, or give --samples.");
    }
    if (!space.labels) {
        throw UserError(named + ": this space has no labels for " + choice.whereOption +
                        " to look in. Give --samples, or name its labels in space.json.");
    }
    std::vector<std::uint32_t> rows;
    try {
        rows = rowsWhere(*space.labels, parseConditions(choice.where));
    } catch (const UserError& error) {
        throw UserError(named + ": " + error.what());
    }
    if (rows.empty()) {
        throw UserError(named + ": no sample meets `" + choice.where +
                        "`: each of its values is there, but not all in one sample. Ask for fewer at once.");
    }
    return rows;
}

ChosenSamples samplesOf(const SampleChoice& choice, const Space& space, const std::string& named, std::size_t most)
{
    static_cast<void>(latentsOf(space, named)); // that there are some
    ChosenSamples chosen;
    if (choice.samples.empty()) {
        chosen.rows = rowsOfPattern(choice, space, named);
    }
    chosen.matching = std::max(chosen.rows.size(), choice.samples.size());
    if (most > 0 && chosen.rows.size() > most) {
        chosen.rows.resize(most);
    }
    for (const std::uint32_t row : chosen.rows) {
        static_cast<void>(latentOfSample(row, space, named)); // that it is finite
    }
    for (const std::int64_t sample : choice.samples) {
        static_cast<void>(latentOfSample(sample, space, named)); // and that it is there
        chosen.rows.push_back(static_cast<std::uint32_t>(sample));
    }
    return chosen;
}

const LatentTable& latentsOf(const Space& space, const std::string& named)
{
    if (!space.latents || space.latents->isEmpty()) {
        throw UserError(named + ": this space has no latents to take a sample from. Encode a data set first, and name "
                                "its latents in space.json.");
    }
    return *space.latents;
}

LatentVector latentOfSample(std::int64_t sample, const Space& space, const std::string& named)
{
    const LatentTable& latents = latentsOf(space, named);
    const auto number = static_cast<std::size_t>(sample);
    if (number >= latents.rows()) {
        throw UserError(named + ": there is no sample " + std::to_string(sample) + "; samples are 0 to " +
                        std::to_string(latents.rows() - 1) + ".");
    }
    const LatentView row = latents.row(number);
    if (!allFinite(row)) {
        throw UserError(named + ": the latent of sample " + std::to_string(sample) +
                        " holds NaN or infinite values. Leave that sample out or encode the data again.");
    }
    return {row.begin(), row.end()};
}

LatentVector vectorIn(const std::string& file)
{
    const LatentTable table = readLatents(file);
    if (table.rows() != 1) {
        throw UserError(file + ": one vector is wanted, this file holds " + std::to_string(table.rows()) +
                        ". Save one row of it.");
    }
    requireFinite(table, file);
    return {table.row(0).begin(), table.row(0).end()};
}

void requireSize(const LatentVector& vector, const LoadedModel& model, const std::string& what)
{
    if (vector.size() != static_cast<std::size_t>(model.latentSize)) {
        throw UserError(what + ": it has " + std::to_string(vector.size()) + " dimensions, but the decoder takes " +
                        std::to_string(model.latentSize) + ". Use one of this space.");
    }
}
