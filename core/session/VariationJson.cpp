// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/VariationJson.h"

#include "session/JsonWords.h"
#include "space/JsonNumbers.h"

using nlohmann::json;

namespace {

using Kind = ArithmeticTerm::Kind;

constexpr std::size_t largestSeed = std::size_t{1} << 53U; // what a JSON number holds exactly

const Words<VariationView> views = {{"samples", VariationView::Samples}, {"strip", VariationView::Strip},
                                    {"around", VariationView::Around},   {"analogy", VariationView::Analogy},
                                    {"mean", VariationView::Mean},       {"arithmetic", VariationView::Arithmetic},
                                    {"morph", VariationView::Morph}};
const Words<Kind> kinds = {
    {"sample", Kind::Sample}, {"point", Kind::Point}, {"selection", Kind::Selection}, {"attribute", Kind::Attribute}};

ArithmeticTerm termFrom(const JsonReader& saved)
{
    constexpr auto largest = static_cast<double>(VariationChoice::largestFactor);
    ArithmeticTerm term;
    term.factor = static_cast<float>(saved.number("factor", -largest, largest));
    term.kind = choiceFrom(saved, "kind", kinds);
    if (term.kind == Kind::Sample) {
        term.sample = static_cast<std::uint32_t>(saved.whole("sample", UINT32_MAX));
    } else if (term.kind == Kind::Attribute) {
        term.attribute = saved.text("attribute");
    }
    return term;
}

std::vector<ArithmeticTerm> termsFrom(const JsonReader& saved)
{
    const std::vector<JsonReader> entries = saved.objects("terms");
    if (entries.empty() || entries.size() > VariationChoice::mostTerms) {
        saved.fail("terms", "has " + std::to_string(entries.size()) + " entries",
                   "Give 1 to " + std::to_string(VariationChoice::mostTerms) + ".");
    }
    std::vector<ArithmeticTerm> terms;
    std::ranges::transform(entries, std::back_inserter(terms), termFrom);
    return terms;
}

json termToJson(const ArithmeticTerm& term)
{
    json saved = {{"factor", jsonNumber(term.factor)}, {"kind", wordOf(term.kind, kinds)}};
    if (term.kind == Kind::Sample) {
        saved["sample"] = term.sample;
    } else if (term.kind == Kind::Attribute) {
        saved["attribute"] = term.attribute;
    }
    return saved;
}

} // namespace

VariationChoice variationsFrom(const JsonReader& saved)
{
    VariationChoice choice;
    choice.view = choiceFrom(saved, "view", views);
    choice.count = saved.integer("count", VariationChoice::fewest, VariationChoice::most);
    choice.isWholeSelection = saved.flag("whole_selection");
    choice.seed = saved.whole("seed", largestSeed);
    choice.attribute = saved.text("attribute");
    choice.radius =
        static_cast<float>(saved.number("radius", 0.0, static_cast<double>(VariationChoice::largestRadius)));
    choice.from = static_cast<std::uint32_t>(saved.whole("from", UINT32_MAX));
    choice.to = static_cast<std::uint32_t>(saved.whole("to", UINT32_MAX));
    choice.meanOf = saved.text("mean_of");
    choice.terms = termsFrom(saved);
    choice.steps = saved.integer("steps", VariationChoice::fewest, VariationChoice::most);
    choice.isBetweenSamples = saved.flag("between_samples");
    return choice;
}

json variationsToJson(const VariationChoice& choice)
{
    json terms = json::array();
    std::ranges::transform(choice.terms, std::back_inserter(terms), termToJson);
    return {{"view", wordOf(choice.view, views)},
            {"count", choice.count},
            {"whole_selection", choice.isWholeSelection},
            {"seed", choice.seed},
            {"attribute", choice.attribute},
            {"radius", jsonNumber(choice.radius)},
            {"from", choice.from},
            {"to", choice.to},
            {"mean_of", choice.meanOf},
            {"terms", std::move(terms)},
            {"steps", choice.steps},
            {"between_samples", choice.isBetweenSamples}};
}
