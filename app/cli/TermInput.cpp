// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/TermInput.h"

#include "cli/AttributeInput.h"
#include "cli/PointInput.h"
#include "latent/LatentArithmetic.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace {

constexpr auto whatATermIs = "N (a sample), COLUMN=VALUE,… (the mean of those that meet it), V.npy or the name of a "
                             "vector saved in the space; behind a colon how much of it";

std::string listOf(const std::vector<SavedAttribute>& attributes)
{
    std::string names;
    for (const SavedAttribute& each : attributes) {
        names += (names.empty() ? "" : ", ") + each.name;
    }
    return names.empty() ? "it has none" : "it has " + names;
}

bool isNumber(const std::string& text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

LatentVector meanOfPattern(const std::string& pattern, const Space& space, const std::string& named)
{
    const SampleChoice those{.samples = {}, .where = pattern, .whereOption = "A mean of samples"};
    return meanOfRows(latentsOf(space, named), samplesOf(those, space, named).rows);
}

void lookUp(Term& term, const Space& space, const std::string& named)
{
    if (isNumber(term.what)) {
        std::int64_t sample = 0;
        const char* const end = term.what.data() + term.what.size();
        if (std::from_chars(term.what.data(), end, sample).ec != std::errc{}) {
            throw UserError(named + ": there is no sample " + term.what + ".");
        }
        term.vector = latentOfSample(sample, space, named);
        return;
    }
    const auto& saved = space.manifest.attributes;
    const auto found = std::ranges::find(saved, term.what, &SavedAttribute::name);
    const bool isFile = term.what.ends_with(".npy");
    if (found != saved.end() || isFile) {
        term.isPoint = false;
        term.vector = found != saved.end() ? found->vector : vectorIn(term.what);
    } else if (term.what.find('=') != std::string::npos) {
        term.vector = meanOfPattern(term.what, space, named);
    } else {
        throw UserError("`" + term.what +
                        "` is no sample's number, no COLUMN=VALUE, no .npy file and no vector saved in " + named +
                        " (" + listOf(saved) + "). Give one of these.");
    }
}

/// Split at the last colon where a number stands behind it.
Term termIn(const std::string& said, double sign)
{
    const auto amount = amountIn(said);
    return amount ? Term{amount->file, sign * amount->amount, {}} : Term{said, sign, {}};
}

} // namespace

void addTermOptions(CLI::App& verb, TermChoice& choice)
{
    verb.add_option("--plus", choice.plus, std::string("WHAT[:FACTOR]: is added. WHAT is ") + whatATermIs)
        ->allow_extra_args(false);
    verb.add_option("--minus", choice.minus, "WHAT[:FACTOR]: is taken away")->allow_extra_args(false);
}

std::vector<Term> termsIn(const TermChoice& choice, const Space& space, const std::string& named)
{
    std::vector<Term> terms;
    std::ranges::transform(choice.plus, std::back_inserter(terms), [](const auto& said) { return termIn(said, 1); });
    std::ranges::transform(choice.minus, std::back_inserter(terms), [](const auto& said) { return termIn(said, -1); });
    std::ranges::for_each(terms, [&](Term& term) { lookUp(term, space, named); });
    return terms;
}

double pointFactors(const std::vector<Term>& terms)
{
    double sum = 0;
    for (const Term& term : terms) {
        sum += term.isPoint ? term.factor : 0;
    }
    return sum;
}

nlohmann::json termsJson(const std::vector<Term>& terms)
{
    nlohmann::json all = nlohmann::json::array();
    for (const Term& term : terms) {
        all.push_back({{"term", term.what}, {"factor", term.factor}});
    }
    return all;
}
