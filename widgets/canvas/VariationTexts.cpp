// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/VariationTexts.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(VariationTexts)
};

QString samplesNote(const VariationPlan& plan, const SessionState& state)
{
    const QLocale locale;
    const bool isPart = plan.samples->size() < plan.candidates;
    const bool isSelection = state.selection && !state.selection->empty();
    const QString shown = locale.toString(qulonglong{plan.samples->size()});
    const QString all = locale.toString(qulonglong{plan.candidates});
    const QString which = isSelection ? (isPart ? Words::tr("%1 of %2 selected samples").arg(shown, all)
                                                : Words::tr("%1 selected samples").arg(shown))
                                      : Words::tr("%1 of %2 samples, at random").arg(shown, all);
    return plan.isEdited() ? Words::tr("%1, each without and with the edits of now.").arg(which)
                           : Words::tr("%1. All amounts are 0: move an attribute's slider.").arg(which);
}

QString sumNote(const VariationPlan& plan)
{
    if (plan.isDirection) {
        return Words::tr("The samples cancel out, so the sum is a direction: it is added to the point of now. "
                         "Beside each the sample that is nearest.");
    }
    if (std::abs(plan.pointFactors - 1) > 1e-6) {
        return Words::tr("The factors of samples and points add up to %1; with 1 the sum lies among them. Beside each "
                         "the sample that is nearest.")
            .arg(amountText(static_cast<float>(plan.pointFactors)));
    }
    return Words::tr("The sum, and the samples and points of its terms; beside each the sample that is nearest.");
}

QString morphNote(const VariationChoice& choice)
{
    const QLocale locale;
    return choice.isBetweenSamples
               ? Words::tr("From sample %1 to sample %2, both under the edits of now. Click one to go there.")
                     .arg(locale.toString(choice.from), locale.toString(choice.to))
               : Words::tr("From the point without the edits of now to the point with them. Click one to set the "
                           "amounts.");
}

QString meanNote(const Variations& variations)
{
    if (variations.pixelMean().isNull()) {
        return variations.whyNoPixelMean();
    }
    return Words::tr("The mean latent of %1 samples, decoded, and the mean of their pictures, pixel by pixel.")
        .arg(QLocale().toString(qulonglong{variations.plan().total}));
}

/// The term that tile `number` shows; the sum, which is the first, has none.
const ArithmeticTerm* termOf(const VariationChoice& choice, std::uint32_t number)
{
    if (number == 0) {
        return nullptr;
    }
    for (const ArithmeticTerm& term : choice.terms) {
        if (term.kind != ArithmeticTerm::Kind::Attribute && --number == 0) {
            return &term;
        }
    }
    return nullptr;
}

QString termText(const ArithmeticTerm* term)
{
    if (term == nullptr) {
        return Words::tr("= the sum");
    }
    const QString what = term->kind == ArithmeticTerm::Kind::Sample  ? QLocale().toString(term->sample)
                         : term->kind == ArithmeticTerm::Kind::Point ? Words::tr("the point")
                                                                     : Words::tr("selection");
    const QString sign = term->factor < 0 ? QString(QChar(0x2212)) : QStringLiteral("+");
    const float size = std::abs(term->factor);
    return size == 1 ? Words::tr("%1 %2").arg(sign, what) : Words::tr("%1 %2 × %3").arg(sign, amountText(size), what);
}

QString shareText(float share)
{
    return Words::tr("%1 %").arg(std::lround(100 * share));
}

QString withNearest(const Variations& variations, std::uint32_t number, const QString& above)
{
    const auto nearest = variations.nearest(number);
    return nearest && !variations.plan().are[number]
               ? Words::tr("%1\nnear %2").arg(above, QLocale().toString(nearest->sample))
               : above;
}

QString nearestCaption(const Variations& variations, std::uint32_t number, const QString& what)
{
    if (const auto nearest = variations.nearest(number)) {
        return Words::tr("%1; sample %2 is nearest, at a distance of %3. Click to go there.")
            .arg(what, QLocale().toString(nearest->sample), QLocale().toString(nearest->distance, 'g', 3));
    }
    return Words::tr("%1. Click to go there.").arg(what);
}

} // namespace

QString amountText(float amount)
{
    return QLocale().toString(static_cast<double>(amount), 'g', 3).replace(QLatin1Char('-'), QChar(0x2212));
}

QString variationNote(const Variations& variations, const SessionState& state)
{
    const VariationPlan& plan = variations.plan();
    if (plan.count() == 0) {
        return {}; // the sheet says why
    }
    if (const QString trouble = variations.message(); !trouble.isEmpty()) {
        return trouble;
    }
    switch (variations.choice().view) {
    case VariationView::Samples:
        return samplesNote(plan, state);
    case VariationView::Strip:
        return Words::tr("%1 from −2 to 2. Click one to set it.").arg(QString::fromStdString(plan.attribute));
    case VariationView::Around:
        return Words::tr("First the point as it is, then eight at random around it. Click one to go there.");
    case VariationView::Analogy:
        return Words::tr("The point changes as the first sample differs from the second; below each step, the sample "
                         "that is nearest to it.");
    case VariationView::Arithmetic:
        return sumNote(plan);
    case VariationView::Morph:
        return morphNote(variations.choice());
    case VariationView::Mean:
        break;
    }
    return meanNote(variations);
}

QString variationText(const Variations& variations, std::uint32_t number)
{
    const VariationPlan& plan = variations.plan();
    switch (variations.choice().view) {
    case VariationView::Samples:
        return QLocale().toString((*plan.samples)[number]);
    case VariationView::Strip:
        return amountText(plan.amounts[number]);
    case VariationView::Around:
        break;
    case VariationView::Analogy: {
        const QString above = plan.are[number]
                                  ? (number == 0 ? Words::tr("from %1") : Words::tr("to %1")).arg(*plan.are[number])
                                  : Words::tr("× %1").arg(amountText(plan.amounts[number]));
        return withNearest(variations, number, above);
    }
    case VariationView::Arithmetic:
        return withNearest(variations, number, termText(termOf(variations.choice(), number)));
    case VariationView::Morph:
        return shareText(plan.amounts[number]);
    case VariationView::Mean:
        break;
    }
    return number == 0 ? Words::tr("latent") : Words::tr("pixels");
}

QString variationCaption(const Variations& variations, std::uint32_t number)
{
    const VariationPlan& plan = variations.plan();
    const VariationChoice& choice = variations.choice();
    if (number >= plan.count()) {
        return Words::tr("The mean of the samples' pictures, pixel by pixel");
    }
    if (choice.view == VariationView::Samples) {
        return Words::tr("Sample %1 as the decoder makes it, and with the edits of now. Click to go there with them.")
            .arg(QLocale().toString((*plan.samples)[number]));
    }
    if (plan.are[number]) {
        return Words::tr("Sample %1. Click to go there.").arg(QLocale().toString(*plan.are[number]));
    }
    switch (choice.view) {
    case VariationView::Strip:
        return Words::tr("%1 at %2. Click to set it.")
            .arg(QString::fromStdString(plan.attribute), amountText(plan.amounts[number]));
    case VariationView::Around:
        return number == 0 ? Words::tr("The point as it is now")
                           : Words::tr("A point near this one. Click to go there.");
    case VariationView::Analogy:
        return nearestCaption(variations, number,
                              Words::tr("%1 times the change").arg(amountText(plan.amounts[number])));
    case VariationView::Arithmetic:
        return nearestCaption(variations, number, termText(termOf(choice, number)));
    case VariationView::Morph:
        return choice.isBetweenSamples
                   ? Words::tr("%1 of the way. Click to go there.").arg(shareText(plan.amounts[number]))
                   : Words::tr("%1 of the edits of now. Click to set the amounts.")
                         .arg(shareText(plan.amounts[number]));
    case VariationView::Samples:
    case VariationView::Mean:
        break;
    }
    return Words::tr("The mean latent of the samples, decoded. Click to go there.");
}
