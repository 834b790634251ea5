// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/SampleMean.h"

#include "base/UserError.h"

namespace {

SampleSet samplesOf(const SampleMean::Question& question)
{
    if (question.pattern.empty()) {
        return *question.selection;
    }
    SampleSet samples = rowsWhere(*question.labels, parseConditions(question.pattern));
    std::erase_if(samples, [&](std::uint32_t sample) { return sample >= question.space->latents->rows(); });
    if (samples.empty()) {
        throw UserError("No sample meets \"" + question.pattern +
                        "\": each of its values is there, but not all in one sample. Ask for fewer at once.");
    }
    return samples;
}

} // namespace

void SampleMean::want(const Question& question, const std::shared_ptr<EngineProcess>& engine)
{
    if (question == m_question) {
        return;
    }
    forget();
    m_question = question;
    const bool hasSamples = question.pattern.empty() ? question.selection && !question.selection->empty()
                                                     : static_cast<bool>(question.labels);
    if (hasSamples && question.space && question.space->latents) {
        m_job.request([question, engine](const JobControl& control) {
            return meanOfSamples(*question.space, samplesOf(question), engine.get(), question.picture, control);
        });
    }
}

void SampleMean::forget()
{
    m_job.cancel();
    m_question = {};
    m_mean.reset();
    m_failure.clear();
}

void SampleMean::receive(Outcome<MeanOfSamples> outcome)
{
    if (const auto* failed = std::get_if<Failure>(&outcome)) {
        m_failure = QString::fromStdString(failed->message);
    } else {
        m_mean = std::get<MeanOfSamples>(std::move(outcome));
    }
    m_changed();
}
