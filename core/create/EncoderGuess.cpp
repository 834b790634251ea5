// SPDX-License-Identifier: GPL-3.0-or-later
#include "create/EncoderGuess.h"

#include "create/NewSpaceEngines.h"
#include "create/PictureSource.h"
#include "create/PiecesInOrder.h"
#include "create/ReadAhead.h"

#include <chrono>
#include <cmath>
#include <limits>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t fewPictures = 4;
constexpr double smallError = 0.02; ///< root mean square: nothing could be nearer by much
constexpr double clearlyLess = 0.8; ///< of the error without the change
constexpr std::chrono::seconds moment{2};

class Guesser
{
public:
    Guesser(const NewSpacePlan& plan, PictureSource& source, NewSpaceEngines& engines, const JobControl& control)
        : m_plan(plan)
        , m_engines(engines)
        , m_control(control)
        , m_best{plan.encoderRange, plan.encoderOrder, plan.decoderOrder}
    {
        readSome(source);
    }

    EncoderGuess guess()
    {
        if (m_stored.count == 0) {
            return m_best;
        }
        const auto start = Clock::now();
        m_leastError = errorOf(m_best);
        m_mayTry = Clock::now() - start < moment;
        if (!m_plan.answers.encoderRange) {
            for (const ValueRange range : {ValueRange{0, 1}, ValueRange{-1, 1}, ValueRange{0, 255}}) {
                EncoderGuess other = m_best;
                other.range = range;
                tryOut(other);
            }
        }
        tryOrders();
        return m_best;
    }

private:
    void readSome(PictureSource& source)
    {
        const PictureWish wish{.stored = m_plan.picture, .encoderInput = m_plan.encoderPicture, .fit = m_plan.fit};
        const std::size_t count = std::min(fewPictures, source.count());
        int deaths = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const SourceBatch batch = readAlone(source, i * source.count() / count, wish, m_engines, deaths, m_control);
            if (batch.stored.count == 1) {
                append(m_stored, batch.stored);
                append(m_input, batch.forEncoder());
            }
        }
    }

    static void append(PictureBatch& to, const PictureBatch& from)
    {
        to.shape = from.shape;
        to.count += from.count;
        to.pixels.insert(to.pixels.end(), from.pixels.begin(), from.pixels.end());
    }

    void tryOrders()
    {
        const bool areColours = m_plan.picture.channels == 3 || m_plan.encoderPicture.channels == 3;
        const bool isSaid = m_plan.answers.encoderOrder && m_plan.answers.decoderOrder;
        if (!areColours || isSaid) {
            return;
        }
        for (const ChannelOrder encoder : {ChannelOrder::Rgb, ChannelOrder::Bgr}) {
            for (const ChannelOrder decoder : {ChannelOrder::Rgb, ChannelOrder::Bgr}) {
                EncoderGuess other = m_best;
                other.order = m_plan.answers.encoderOrder.value_or(encoder);
                other.decoderOrder = m_plan.answers.decoderOrder.value_or(decoder);
                tryOut(other);
            }
        }
    }

    void tryOut(const EncoderGuess& other)
    {
        if (!m_mayTry || other == m_best || m_leastError < smallError) {
            return;
        }
        const double error = errorOf(other);
        if (error < clearlyLess * m_leastError) {
            m_best = other;
            m_leastError = error;
        }
    }

    /// Root mean square over all pictures; infinite where the encoder gives no numbers, or the model refuses.
    [[nodiscard]] double errorOf(const EncoderGuess& guess)
    {
        NewSpacePlan plan = m_plan;
        plan.encoderRange = guess.range;
        plan.encoderOrder = guess.order;
        plan.decoderOrder = guess.decoderOrder;
        constexpr double none = std::numeric_limits<double>::infinity();
        try {
            (void)m_engines.load(loadRequestFor(plan), m_control);
            const LatentTable latents = m_engines.models().encode(m_input, m_control);
            requireFinite(latents, "the encoder's latents");
            const PictureBatch decoded =
                m_engines.models().decodeTable(rowsWithTail(latents, initialValues(plan.inputs)), m_control);
            double sum = 0;
            for (std::size_t i = 0; i < decoded.pixels.size(); ++i) {
                const double difference =
                    (static_cast<double>(decoded.pixels[i]) - static_cast<double>(m_stored.pixels[i])) / 255;
                sum += difference * difference;
            }
            return std::sqrt(sum / static_cast<double>(decoded.pixels.size()));
        } catch (const EngineError&) {
            throw;
        } catch (const UserError&) {
            return none; // said when it is what somebody chose
        }
    }

    const NewSpacePlan& m_plan;
    NewSpaceEngines& m_engines;
    const JobControl& m_control;
    PictureBatch m_stored;
    PictureBatch m_input;
    EncoderGuess m_best;
    double m_leastError = 0;
    bool m_mayTry = false;
};

} // namespace

EncoderGuess guessEncoder(const NewSpacePlan& plan, PictureSource& source, NewSpaceEngines& engines,
                          const JobControl& control)
{
    return Guesser(plan, source, engines, control).guess();
}
