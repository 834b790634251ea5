// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/Verbs.h"

// Terms of a sum as they are said on the command line: --plus 12 --minus 7 --plus glasses.npy:0.8.

struct TermChoice
{
    std::vector<std::string> plus; ///< WHAT or WHAT:FACTOR
    std::vector<std::string> minus;
    [[nodiscard]] bool isEmpty() const { return plus.empty() && minus.empty(); }
};

struct Term
{
    std::string what; ///< as it was said, without the factor
    double factor = 1;
    LatentVector vector;
    bool isPoint = true; ///< a sample or a mean; false for a vector
};

/// Adds --plus and --minus, each of which may be given several times.
void addTermOptions(CLI::App& verb, TermChoice& choice);
/// Looks up samples, means of patterns, vectors saved in the space and .npy files. Throws UserError.
[[nodiscard]] std::vector<Term> termsIn(const TermChoice& choice, const Space& space, const std::string& named);
/// What the factors of those that are points add up to.
[[nodiscard]] double pointFactors(const std::vector<Term>& terms);
/// [{"term", "factor"}, …]
[[nodiscard]] nlohmann::json termsJson(const std::vector<Term>& terms);
