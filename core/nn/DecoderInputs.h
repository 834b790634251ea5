// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/ModelInput.h"

#include <torch/script.h>

#include <span>
#include <vector>

/// In which shape the values of an input go into forward.
enum class InputForm {
    Row,    ///< n
    Column, ///< n x 1
    Single, ///< a tensor without sizes: one value for the whole batch
    Scalar, ///< int or float: likewise
    Vector, ///< n x classes, or n x the noise's shape
};

/// What goes into a decoder beside its points, and how.
struct InputLayout
{
    std::vector<ModelInput> inputs;
    std::vector<InputForm> forms; ///< one for each
};

/// Makes forward's further arguments of the values behind the points.
class DecoderInputs
{
public:
    DecoderInputs() = default;
    /// `options` are those of the points: floats go in as these do.
    DecoderInputs(InputLayout layout, const at::TensorOptions& options);

    [[nodiscard]] const InputLayout& layout() const { return m_layout; }
    [[nodiscard]] std::size_t count() const { return m_layout.inputs.size(); }
    /// How many of the first rows may go in together: those with the values of the first where an input takes one for
    /// the whole batch. `values` are the inputs of the first row, those of the next stand `stride` floats further.
    [[nodiscard]] std::size_t together(std::span<const float> values, std::size_t stride, std::size_t rows) const;
    /// Appends one argument for each input. Throws UserError for a value that an input does not take.
    void append(std::vector<c10::IValue>& arguments, std::span<const float> values, std::size_t stride,
                std::size_t rows);

private:
    struct Noise
    {
        float seed = -1;
        at::Tensor drawn; ///< 1 x shape
    };
    [[nodiscard]] c10::IValue argument(std::size_t input, const std::vector<float>& values);
    [[nodiscard]] const at::Tensor& noise(std::size_t input, float seed);

    InputLayout m_layout;
    at::TensorOptions m_options;
    std::vector<Noise> m_noise; ///< of the seed used last, for each input
};
