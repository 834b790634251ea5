// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/ArithmeticPlan.h"

#include "base/UserError.h"
#include "session/LatentSum.h"

#include <QCoreApplication>

#include <algorithm>

namespace {

using Kind = ArithmeticTerm::Kind;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ArithmeticPlan)
};

/// What stands where the selection's mean is a term and is not known: why.
QString whyNoMean(const SessionState& state, const VariationSources& sources)
{
    if (!state.selection || state.selection->empty()) {
        return Words::tr("One term is the mean of the selected samples, and none are selected. Select some on the map, "
                         "or choose another term.");
    }
    return sources.whyNoMean.isEmpty() ? Words::tr("Computing the mean…") : sources.whyNoMean;
}

void appendTerm(VariationPlan& plan, const SessionState& state, const ArithmeticTerm& term, const LatentVector* mean)
{
    switch (term.kind) {
    case Kind::Sample:
        plan.append(state.space->latents->row(term.sample), term.factor, term.sample);
        break;
    case Kind::Point:
        plan.append(state.currentPoint(), term.factor);
        break;
    case Kind::Selection:
        plan.append(*mean, term.factor);
        break;
    case Kind::Attribute: // a direction has no picture
        break;
    }
}

} // namespace

VariationPlan planArithmetic(const SessionState& state, const VariationChoice& choice, const VariationSources& sources,
                             const PrincipalComponents* components)
{
    const bool needsMean =
        std::ranges::find(choice.terms, Kind::Selection, &ArithmeticTerm::kind) != choice.terms.end();
    if (needsMean && sources.mean == nullptr) {
        return VariationPlan::none(whyNoMean(state, sources));
    }
    try {
        const LatentSum sum = sumOfTerms(state, choice.terms, sources.mean);
        VariationPlan plan;
        plan.append(pointReached(state, pointOfSum(state, sum), components));
        for (const ArithmeticTerm& term : choice.terms) {
            appendTerm(plan, state, term, sources.mean);
        }
        plan.isDirection = sum.isDirection;
        plan.pointFactors = sum.pointFactors;
        return plan;
    } catch (const UserError& error) {
        return VariationPlan::none(QString::fromUtf8(error.what()));
    }
}
