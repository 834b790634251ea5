// SPDX-License-Identifier: GPL-3.0-or-later
#include "create/PlanSentences.h"

#include <algorithm>
#include <charconv>

namespace {

std::string text(float value)
{
    std::array<char, 32> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

std::string text(ValueRange range)
{
    return text(range.low) + " to " + text(range.high);
}

std::string sizeText(PictureShape shape)
{
    return std::to_string(shape.width) + " x " + std::to_string(shape.height);
}

std::string shapeText(PictureShape shape)
{
    return sizeText(shape) + (shape.channels == 1 ? " pixels, grey" : " pixels, colour");
}

std::string orderText(ChannelOrder order)
{
    return order == ChannelOrder::Bgr ? "blue, green, red" : "red, green, blue";
}

constexpr const char* asSaid = "as you said.";
constexpr const char* foundByTrying = "found by trying: with it the reconstructions are much nearer to the pictures.";

} // namespace

std::string latentSizeSentence(const NewSpacePlan& plan, bool hasLatents)
{
    return "The decoder takes " + std::to_string(plan.latentSize) +
           (plan.latentSize == 1 ? " latent: " : " latents: ") +
           (plan.answers.latentSize ? asSaid
            : hasLatents            ? "as many as the file of latents has columns."
                                    : "found by trying.");
}

std::string decoderRangeSentence(const NewSpacePlan& plan)
{
    const bool isBytes = plan.decoderRange == ValueRange{0, 255} && !plan.answers.decoderRange;
    return "The decoder's black and white are " + text(plan.decoderRange) + ": " +
           (plan.answers.decoderRange ? asSaid
            : isBytes                 ? "it gives bytes."
                                      : "what it makes of draws of the prior lies in that range.");
}

std::string decoderOrderSentence(const NewSpacePlan& plan)
{
    return "The decoder's channels are " + orderText(plan.decoderOrder) + ": " +
           (plan.answers.decoderOrder                ? asSaid
            : plan.decoderOrder != ChannelOrder::Rgb ? foundByTrying
                                                     : "the usual order. If blue and red are exchanged, choose the "
                                                       "other one.");
}

std::string encoderRangeSentence(const NewSpacePlan& plan)
{
    return "The encoder's black and white are " + text(plan.encoderRange) + ": " +
           (plan.answers.encoderRange                ? asSaid
            : plan.encoderRange != plan.decoderRange ? foundByTrying
                                                     : "taken to be the decoder's. If the reconstructions are wrong, "
                                                       "try another.");
}

std::string encoderOrderSentence(const NewSpacePlan& plan)
{
    return "The encoder's channels are " + orderText(plan.encoderOrder) + ": " +
           (plan.answers.encoderOrder                ? asSaid
            : plan.encoderOrder != plan.decoderOrder ? foundByTrying
                                                     : "taken to be in the decoder's order.");
}

std::string encoderPictureSentence(const NewSpacePlan& plan)
{
    return "The encoder takes pictures of " + shapeText(plan.encoderPicture) + ": " +
           (plan.answers.encoderPicture           ? asSaid
            : plan.encoderPicture == plan.picture ? "those that the decoder gives."
                                                  : "found by trying, as it does not take the decoder's.");
}

std::string fitSentence(const NewSpacePlan& plan, const std::vector<PictureOrigin>& origins)
{
    const std::string wanted = shapeText(plan.picture);
    const auto isWanted = [&](const PictureOrigin& origin) {
        return origin.width == plan.picture.width && origin.height == plan.picture.height;
    };
    const auto isColour = [](const PictureOrigin& origin) { return origin.channels >= 3; };
    std::string channels;
    if (plan.picture.channels == 1 && std::ranges::any_of(origins, isColour)) {
        channels = " Colours become grey.";
    } else if (plan.picture.channels == 3 && !std::ranges::all_of(origins, isColour)) {
        channels = " Grey pictures become grey in three channels.";
    }
    if (!origins.empty() && std::ranges::all_of(origins, isWanted)) {
        return "The pictures have the decoder's size, " + wanted + "." + channels;
    }
    const bool isMixed = std::ranges::any_of(origins, [&](const PictureOrigin& origin) {
        return origin.width != origins.front().width || origin.height != origins.front().height;
    });
    const std::string had = origins.empty() ? "The pictures"
                            : isMixed       ? "The pictures are of several sizes and"
                                            : "The pictures of " + std::to_string(origins.front().width) + " x " +
                                            std::to_string(origins.front().height) + " pixels";
    const char* const how = plan.fit == PictureFit::Stretch  ? "stretched"
                            : plan.fit == PictureFit::Border ? "made to fit with a border"
                                                             : "cropped in the middle and resized";
    return had + " are " + how + " to " + wanted + ": " + (plan.answers.fit ? asSaid : "nothing says otherwise.") +
           channels;
}

std::string tileSentence(const NewSpacePlan& plan)
{
    return "The sheet's tiles have " + sizeText(plan.tile) +
           " pixels: " + (plan.answers.tile ? asSaid : "those that the decoder gives.");
}

std::string latentSourceSentence(const NewSpacePlan& plan)
{
    const std::string said = plan.answers.latentSource ? ", as you said." : ".";
    switch (plan.latentSource) {
    case LatentSource::Encoder:
        return "The pictures' latents come from the encoder" + said;
    case LatentSource::Given:
        return "The latents are those of the file; row i belongs to picture i" + said;
    case LatentSource::None:
        break;
    }
    return "The pictures have no latents" + said;
}

std::string labelJoiningSentence(const NewSpacePlan& plan, const std::string& column)
{
    const std::string said = plan.answers.labelJoining ? ", as you said." : ".";
    return plan.labelJoining == LabelJoining::ByFileName
               ? "The labels' column *" + column + "* names the pictures' files and joins them" + said
               : "The labels are taken in their order: row i belongs to sample i" + said;
}

std::string priorSentence(const NewSpacePlan& plan)
{
    const char* const name = plan.prior == Prior::Normal    ? "normally distributed"
                             : plan.prior == Prior::Uniform ? "uniform on [-1, 1]"
                                                            : "of an unknown distribution";
    return std::string("Random points are ") + name +
           (plan.answers.prior ? ", as you said." : ": the usual choice in training.");
}
