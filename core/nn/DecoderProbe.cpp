// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/DecoderProbe.h"

#include "nn/InputGuess.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

namespace {

ModelError unusable(const std::string& message)
{
    return {ModelProblem::Unusable, message};
}

std::string sizesText(const at::Tensor& tensor)
{
    std::string text;
    for (const std::int64_t size : tensor.sizes()) {
        text += (text.empty() ? "" : " x ") + std::to_string(size);
    }
    return text.empty() ? "a single number" : text;
}

/// What came of trying one form.
struct Trial
{
    bool ran = false;    ///< the model returned something
    bool fits = false;   ///< and that is pictures
    bool asKnown = true; ///< of the size that is expected, if one is
    bool isOwn = false;  ///< the message is the model's own
    std::string message; ///< why not
};

Trial tryRows(TorchModule& module, const LatentForm& form, const std::optional<PictureShape>& picture,
              std::int64_t count)
{
    std::vector<std::int64_t> sizes{count, form.size};
    if (form.isMap) {
        sizes.insert(sizes.end(), {1, 1});
    }
    Trial trial;
    try {
        std::vector<c10::IValue> arguments{at::zeros(sizes, module.inputOptions())};
        const LatentVector values = initialValues(form.layout.inputs); // of each row: they stand in one place
        DecoderInputs(form.layout, module.inputOptions()).append(arguments, values, 0, static_cast<std::size_t>(count));
        const at::Tensor output = module.forward(std::move(arguments), "decoding a point");
        trial.ran = true;
        const PictureShape found = pictureShapeOf(asPictures(output, count, picture));
        trial.asKnown = !picture || found == *picture;
        trial.fits = true;
    } catch (const ModelRefused&) {
        throw;
    } catch (const ModelError& error) {
        trial.message = error.what();
        trial.isOwn = dynamic_cast<const ModelRaised*>(&error) != nullptr;
    }
    return trial;
}

Trial tryForm(TorchModule& module, const LatentForm& form, const std::optional<PictureShape>& picture)
{
    const Trial two = tryRows(module, form, picture, form.isSingle ? 1 : 2); // with 2, a point that is folded into the
    const bool mayBeChance = two.fits && !form.isSingle && !form.layout.inputs.empty(); // batch is seen
    return mayBeChance ? tryRows(module, form, picture, 3) : two;
}

bool takesPictures(TorchModule& module)
{
    // The sizes that data sets of pictures usually have.
    for (const std::int64_t channels : {3, 1}) {
        for (const auto& [height, width] : {std::pair{64, 64}, {28, 28}, {32, 32}, {128, 128}, {32, 160}, {224, 224}}) {
            try {
                static_cast<void>(
                    module.forward(at::zeros({1, channels, height, width}, module.inputOptions()), "being tried"));
                return true;
            } catch (const ModelError&) { // not this size
            }
        }
    }
    return false;
}

/// Tries sizes and remembers what came of them.
class LatentSearch
{
public:
    LatentSearch(TorchModule& module, const std::optional<PictureShape>& picture, std::vector<InputLayout> layouts)
        : m_module(module)
        , m_picture(picture)
        , m_layouts(std::move(layouts))
    {
    }

    /// The way in which the decoder takes points of this size, if it does. One that gives pictures of another size than
    /// the known one may be chance (n x d broadcasts where n x d x 1 x 1 is meant): it is the last choice.
    std::optional<LatentForm> formFor(int size)
    {
        std::optional<LatentForm> otherSize;
        for (const bool isSingle : {false, true}) {
            for (const bool isMap : {false, true}) {
                for (const InputLayout& layout : m_layouts) {
                    const LatentForm form{size, isMap, isSingle, layout};
                    const Trial trial = tryForm(m_module, form, m_picture);
                    if (trial.fits && trial.asKnown) {
                        return form;
                    }
                    if (trial.fits) {
                        otherSize = otherSize ? otherSize : form;
                    } else {
                        note(trial, isMap);
                    }
                }
            }
        }
        return otherSize;
    }

    /// Why nothing fitted; the sentence asks for a size only where that would help.
    [[noreturn]] void fail(std::optional<int> size)
    {
        if (!m_flatProblem.empty()) {
            throw unusable(m_flatProblem);
        }
        // A convolution that was given n x d says so by name.
        if (m_message.find("to conv2d") != std::string::npos || takesPictures(m_module)) {
            throw unusable("The model takes pictures, not points: it looks like an encoder. Open the decoder that "
                           "belongs to it.");
        }
        if (!m_mapProblem.empty()) {
            throw unusable(m_mapProblem);
        }
        if (size && m_layouts.front().inputs.empty()) {
            throw unusable("The decoder does not take points of " + std::to_string(*size) + " latents. " + m_message);
        }
        if (size) {
            throw unusable("The decoder does not run with points of " + std::to_string(*size) +
                           " latents and what goes "
                           "in beside them (" +
                           furtherArguments(m_module) +
                           "). Describe that in `inputs` of a "
                           "space.json as it is: " +
                           telling());
        }
        throw ModelError(ModelProblem::NeedsLatentSize,
                         "The number of latents could not be found by trying and has to be given. To sizes that were "
                         "tried the decoder says: " +
                             telling());
    }

private:
    void note(const Trial& trial, bool isMap)
    {
        if (trial.ran) {
            std::string& problem = isMap ? m_mapProblem : m_flatProblem;
            problem = problem.empty() ? trial.message : problem;
            return;
        }
        m_message = m_message.empty() ? trial.message : m_message;
        std::string kind; // sizes differ from trial to trial
        std::copy_if(trial.message.begin(), trial.message.end(), std::back_inserter(kind),
                     [](char c) { return c < '0' || c > '9'; });
        Saying& saying = m_sayings.try_emplace(kind, Saying{trial.message}).first->second;
        ++saying.count;
        saying.isOwn = saying.isOwn || (trial.isOwn && !isMap);
    }

    /// The words of the model's author about points, n x size, tell most. Among several, and among the complaints of
    /// operators, what is said at the right size differs from what is said at the others: the rarest.
    [[nodiscard]] std::string telling() const
    {
        return std::min_element(m_sayings.begin(), m_sayings.end(),
                                [](const auto& a, const auto& b) {
                                    return std::pair(!a.second.isOwn, a.second.count) <
                                           std::pair(!b.second.isOwn, b.second.count);
                                })
            ->second.text;
    }

    struct Saying
    {
        std::string text; ///< the first of its kind
        int count = 0;
        bool isOwn = false; ///< by the model itself, of n x size
    };

    TorchModule& m_module;
    std::optional<PictureShape> m_picture;
    std::vector<InputLayout> m_layouts;
    std::string m_flatProblem;               ///< what was wrong with the output for n x size
    std::string m_mapProblem;                ///< and for n x size x 1 x 1
    std::string m_message;                   ///< of the first trial that threw
    std::map<std::string, Saying> m_sayings; ///< by kind
};

/// Forms that fit where the sizes of `form` are chance: other sizes, or what joins a vector of a class to the points.
std::vector<LatentForm> neighboursOf(const LatentForm& form)
{
    std::vector<LatentForm> others(2, form);
    others[0].size = form.size + 1;
    others[1].size = 2 * form.size + 1;
    for (std::size_t i = 0; i < form.layout.inputs.size(); ++i) {
        if (form.layout.inputs[i].isOneHot && form.layout.inputs[i].classes > 1) {
            others.push_back(others[0]);
            --others.back().layout.inputs[i].classes;
        }
    }
    return others;
}

std::vector<int> candidateSizes(const TorchModule& module)
{
    std::vector<int> sizes = module.weightSizes();
    constexpr std::size_t fewEnough = 40; // each failed trial costs about a millisecond
    sizes.resize(std::min(sizes.size(), fewEnough));
    for (const int size : {1,  2,  3,  4,  5,  6,   8,   10,  12,  16,  20,  24,  30,   32,   40,
                           48, 50, 64, 80, 96, 100, 128, 200, 256, 400, 512, 768, 1024, 2048, 4096}) {
        if (std::find(sizes.begin(), sizes.end(), size) == sizes.end()) {
            sizes.push_back(size);
        }
    }
    return sizes;
}

} // namespace

namespace {

/// With the inputs of `layouts`, one of which fits.
LatentForm formWith(TorchModule& module, std::optional<int> size, const std::optional<PictureShape>& picture,
                    std::vector<InputLayout> layouts)
{
    LatentSearch search(module, picture, std::move(layouts));
    if (size) {
        if (*size < 1 || *size > maxLatentSize) {
            throw unusable("A point of " + std::to_string(*size) + " latents is outside 1 to " +
                           std::to_string(maxLatentSize) + ".");
        }
        if (const auto form = search.formFor(*size)) {
            return *form;
        }
        search.fail(size);
    }
    for (const int candidate : candidateSizes(module)) {
        const auto form = search.formFor(candidate);
        if (!form) {
            continue;
        }
        for (const LatentForm& other : neighboursOf(*form)) {
            if (tryForm(module, other, picture).fits) {
                throw ModelError(ModelProblem::NeedsLatentSize,
                                 "The decoder takes points of several sizes (" + std::to_string(candidate) + ", " +
                                     std::to_string(other.size) + ", …): the number of latents has to be given.");
            }
        }
        return *form;
    }
    search.fail(std::nullopt);
}

/// What a flat output is whose size nobody knows: nearly all are of squares, grey ones or else RGB.
std::optional<PictureShape> squareOf(std::int64_t values)
{
    constexpr int smallest = 24; // smaller ones may be no pictures: latents, the scores of classes
    for (const int channels : {1, 3}) {
        const auto side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(values / channels))));
        if (side >= smallest && side <= maxPictureSide && std::int64_t{channels} * side * side == values) {
            return PictureShape{channels, side, side};
        }
    }
    return std::nullopt;
}

} // namespace

LatentForm findLatentForm(TorchModule& module, std::optional<int> size, const std::optional<PictureShape>& picture,
                          const std::optional<std::vector<ModelInput>>& inputs)
{
    if (inputs) {
        return formWith(module, size, picture, layoutsOf(module, *inputs));
    }
    constexpr std::size_t manyLayouts = 1500; // a trial that fails costs about a millisecond
    constexpr std::size_t fewLayouts = 30;    // for each of many sizes
    LatentForm form = formWith(module, size, picture, guessedLayouts(module, picture, size ? manyLayouts : fewLayouts));
    form.layout = refined(form.layout, [&](const InputLayout& layout) {
        LatentForm tried = form;
        tried.layout = layout;
        return tryForm(module, tried, picture).fits;
    });
    return form;
}

at::Tensor asPictures(const at::Tensor& output, std::int64_t count, const std::optional<PictureShape>& picture)
{
    if (!output.defined()) {
        throw unusable("The decoder's output is not a tensor. Wrap it in a module that returns the tensor.");
    }
    if (output.layout() != at::kStrided || output.is_quantized() || output.is_meta()) {
        throw unusable(
            "The decoder gives no plain tensor (it is sparse, quantised or without values). Return a dense float or "
            "uint8 tensor.");
    }
    if (output.scalar_type() != at::kByte && !output.is_floating_point()) {
        throw unusable(std::string("The decoder gives values of type ") + c10::toString(output.scalar_type()) +
                       ", not numbers that are pixels. Return float or uint8.");
    }
    at::Tensor pictures = output;
    if (output.dim() == 3) {
        pictures = output.size(0) == count ? output.unsqueeze(1) : output.unsqueeze(0); // n x h x w, or c x h x w
    } else if (output.dim() == 2 && output.size(0) == count) {
        const auto flat = picture ? picture : squareOf(output.size(1));
        if (flat && output.size(1) == static_cast<std::int64_t>(flat->bytes())) {
            pictures = output.reshape({count, flat->channels, flat->height, flat->width});
        }
    }
    if (pictures.dim() != 4) {
        throw unusable("The decoder gives a tensor of " + sizesText(output) + " for " + std::to_string(count) +
                       " points; pictures are n x channels x height x width. For a flat output that is no square, name "
                       "the picture's size in a space.json.");
    }
    if (pictures.size(2) < 1 || pictures.size(3) < 1 || pictures.size(1) < 1) {
        throw unusable("The decoder gives an empty picture (" + sizesText(output) +
                       "). Let its last layer give at least one pixel and 1 or 3 channels.");
    }
    if (pictures.size(1) != 1 && pictures.size(1) != 3) {
        const bool isLast = pictures.size(3) == 1 || pictures.size(3) == 3;
        throw unusable("The decoder gives " + std::to_string(pictures.size(1)) + " channels (" + sizesText(output) +
                       "); a picture has 1 (grey) or 3 (RGB)." +
                       (isLast ? " The channels seem to come last: permute them to the second place." : ""));
    }
    if (std::max(pictures.size(2), pictures.size(3)) > maxPictureSide) {
        throw unusable("The decoder gives pictures of " + std::to_string(pictures.size(3)) + " x " +
                       std::to_string(pictures.size(2)) + " pixels; at most " + std::to_string(maxPictureSide) +
                       " a side can be shown. Let it give a part, or smaller ones.");
    }
    if (pictures.size(0) != count) {
        throw unusable("The decoder gives " + std::to_string(pictures.size(0)) + " pictures for " +
                       std::to_string(count) + " points. It must give one for each.");
    }
    return pictures;
}

PictureShape pictureShapeOf(const at::Tensor& pictures)
{
    return {static_cast<int>(pictures.size(1)), static_cast<int>(pictures.size(2)), static_cast<int>(pictures.size(3))};
}
