// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/UpConvolution.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/jit/ir/constants.h>

#include <vector>

at::Tensor upConvolution(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, at::IntArrayRef stride,
                         at::IntArrayRef padding, at::IntArrayRef outputPadding, std::int64_t groups,
                         at::IntArrayRef dilation)
{
    std::vector<std::int64_t> sizes{x.size(0), weight.size(1) * groups};
    for (std::size_t side = 0; side < 2; ++side) {
        const auto axis = static_cast<std::int64_t>(side) + 2;
        sizes.push_back((x.size(axis) - 1) * stride[side] - 2 * padding[side] +
                        dilation[side] * (weight.size(axis) - 1) + outputPadding[side] + 1);
    }
    const at::Tensor output = at::empty({1}, x.options()).expand(sizes); // only its sizes are looked at
    at::Tensor result =
        std::get<0>(at::convolution_backward(x, output, weight, at::OptionalIntArrayRef(), stride, padding, dilation,
                                             false, {0, 0}, groups, {true, false, false}));
    return bias.defined() ? result.add_(bias.view({1, -1, 1, 1})) : result;
}

namespace {

/// With its gradient by x, which is a plain convolution.
struct DifferentiableUpConvolution : torch::autograd::Function<DifferentiableUpConvolution>
{
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, const at::Tensor& weight,
                              std::vector<std::int64_t> stride, std::vector<std::int64_t> padding,
                              std::vector<std::int64_t> outputPadding, std::int64_t groups,
                              std::vector<std::int64_t> dilation)
    {
        context->save_for_backward({weight});
        context->saved_data["stride"] = stride;
        context->saved_data["padding"] = padding;
        context->saved_data["groups"] = groups;
        context->saved_data["dilation"] = dilation;
        return upConvolution(x, weight, {}, stride, padding, outputPadding, groups, dilation);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list arriving)
    {
        auto& saved = context->saved_data;
        const auto list = [&saved](const char* name) { return saved[name].toIntVector(); };
        torch::autograd::variable_list gradients(7);
        gradients[0] = at::conv2d(arriving[0].contiguous(), context->get_saved_variables()[0], {}, list("stride"),
                                  list("padding"), list("dilation"), saved["groups"].toInt());
        return gradients;
    }
};

/// The same arguments as aten::conv_transpose2d, so that a node of a graph needs another name only.
at::Tensor upConvolutionOperator(const at::Tensor& x, const at::Tensor& weight, const c10::optional<at::Tensor>& bias,
                                 at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef outputPadding,
                                 std::int64_t groups, at::IntArrayRef dilation)
{
    if (x.dim() != 4 || weight.dim() != 4 || x.scalar_type() != at::kFloat || weight.scalar_type() != at::kFloat ||
        stride.size() != 2 || padding.size() != 2 || outputPadding.size() != 2 || dilation.size() != 2 ||
        x.size(1) != weight.size(0)) {
        return at::conv_transpose2d(x, weight, bias, stride, padding, outputPadding, groups, dilation);
    }
    if (x.requires_grad() && at::GradMode::is_enabled()) {
        const at::Tensor result = DifferentiableUpConvolution::apply(x, weight, stride.vec(), padding.vec(),
                                                                     outputPadding.vec(), groups, dilation.vec());
        return bias && bias->defined() ? result + bias->view({1, -1, 1, 1}) : result;
    }
    return upConvolution(x, weight, bias.value_or(at::Tensor()), stride, padding, outputPadding, groups, dilation);
}

constexpr auto operatorName = "morphoscope::up_convolution";

/// The inputs of a transposed convolution in the operator's order; empty for any other node.
std::vector<torch::jit::Value*> argumentsOf(torch::jit::Node& node)
{
    const std::string kind = node.kind().toQualString();
    if (kind == "aten::conv_transpose2d" && node.inputs().size() == 8) {
        return node.inputs().vec();
    }
    if (kind != "aten::_convolution" || node.inputs().size() < 9) {
        return {};
    }
    // x, weight, bias, stride, padding, dilation, transposed, output padding, groups, … : what tracing writes
    const auto transposed = torch::jit::constant_as<bool>(node.input(6));
    const auto stride = torch::jit::constant_as<c10::List<std::int64_t>>(node.input(3));
    if (!transposed.value_or(false) || !stride || stride->size() != 2) {
        return {};
    }
    return {node.input(0), node.input(1), node.input(2), node.input(3),
            node.input(4), node.input(7), node.input(8), node.input(5)};
}

int replaceIn(torch::jit::Block* block)
{
    int replaced = 0;
    for (auto it = block->nodes().begin(); it != block->nodes().end();) {
        torch::jit::Node* node = *it;
        ++it;
        for (torch::jit::Block* inner : node->blocks()) {
            replaced += replaceIn(inner);
        }
        const std::vector<torch::jit::Value*> arguments = argumentsOf(*node);
        if (!arguments.empty()) {
            torch::jit::Node* faster =
                block->owningGraph()->create(c10::Symbol::fromQualString(operatorName), arguments);
            faster->insertBefore(node);
            faster->output()->copyMetadata(node->output());
            node->output()->replaceAllUsesWith(faster->output());
            node->destroy();
            ++replaced;
        }
    }
    return replaced;
}

} // namespace

TORCH_LIBRARY(morphoscope, library)
{
    library.def("up_convolution(Tensor x, Tensor weight, Tensor? bias, int[2] stride, int[2] padding, "
                "int[2] output_padding, int groups, int[2] dilation) -> Tensor",
                upConvolutionOperator);
}

int replaceTransposedConvolutions(torch::jit::Module& frozen)
{
    return replaceIn(frozen.get_method("forward").graph()->block());
}
