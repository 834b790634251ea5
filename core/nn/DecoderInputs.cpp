// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/DecoderInputs.h"

#include "base/UserError.h"
#include "latent/PortableRandom.h"
#include "latent/PriorDraws.h"

#include <algorithm>

DecoderInputs::DecoderInputs(InputLayout layout, const at::TensorOptions& options)
    : m_layout(std::move(layout))
    , m_options(options)
    , m_noise(m_layout.inputs.size())
{
}

std::size_t DecoderInputs::together(std::span<const float> values, std::size_t stride, std::size_t rows) const
{
    std::size_t same = rows;
    for (std::size_t input = 0; input < count(); ++input) {
        const InputForm form = m_layout.forms[input];
        if (form == InputForm::Single || form == InputForm::Scalar) {
            for (std::size_t row = 1; row < same; ++row) {
                same = values[row * stride + input] == values[input] ? same : row;
            }
        }
    }
    return same;
}

void DecoderInputs::append(std::vector<c10::IValue>& arguments, std::span<const float> values, std::size_t stride,
                           std::size_t rows)
{
    std::vector<float> column(rows);
    for (std::size_t input = 0; input < count(); ++input) {
        for (std::size_t row = 0; row < rows; ++row) {
            column[row] = values[row * stride + input];
            if (const std::string problem = problemOf(m_layout.inputs[input], column[row]); !problem.empty()) {
                throw UserError(problem);
            }
        }
        arguments.push_back(argument(input, column));
    }
}

c10::IValue DecoderInputs::argument(std::size_t input, const std::vector<float>& values)
{
    const ModelInput& described = m_layout.inputs[input];
    const InputForm form = m_layout.forms[input];
    const bool isWhole = described.kind == InputKind::Class && !described.isOneHot;
    const auto rows = static_cast<std::int64_t>(values.size());
    if (form == InputForm::Scalar) {
        return isWhole ? c10::IValue(static_cast<std::int64_t>(values[0]))
                       : c10::IValue(static_cast<double>(values[0]));
    }
    if (described.kind == InputKind::Noise) {
        std::vector<at::Tensor> parts;
        for (const float seed : values) {
            parts.push_back(noise(input, seed));
        }
        return parts.size() == 1 ? parts[0] : at::cat(parts);
    }
    at::Tensor numbers = at::empty({rows}, at::kFloat);
    std::copy(values.begin(), values.end(), numbers.data_ptr<float>());
    if (described.kind == InputKind::Class && described.isOneHot) {
        at::Tensor ones = at::zeros({rows, described.classes}, at::kFloat);
        ones.scatter_(1, numbers.to(at::kLong).unsqueeze(1), 1);
        return ones.to(m_options);
    }
    numbers = numbers.to(isWhole ? m_options.dtype(at::kLong) : m_options);
    return form == InputForm::Column ? numbers.unsqueeze(1) : form == InputForm::Single ? numbers[0] : numbers;
}

const at::Tensor& DecoderInputs::noise(std::size_t input, float seed)
{
    Noise& kept = m_noise[input];
    if (!kept.drawn.defined() || kept.seed != seed) {
        std::vector<std::int64_t> sizes{1};
        sizes.insert(sizes.end(), m_layout.inputs[input].shape.begin(), m_layout.inputs[input].shape.end());
        const at::Tensor drawn = at::empty(sizes, at::kFloat);
        PortableRandom random(static_cast<std::uint64_t>(seed), 0);
        drawNormal({drawn.data_ptr<float>(), static_cast<std::size_t>(drawn.numel())}, random);
        kept = {seed, drawn.to(m_options)};
    }
    return kept.drawn;
}
