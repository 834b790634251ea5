// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

/// A transposed convolution said as the gradient of a convolution. On the CPU LibTorch 1.13 has a fast kernel for that
/// gradient but none for conv_transpose2d: half the time for one picture, a sixth for a batch of 64.
[[nodiscard]] at::Tensor upConvolution(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                                       at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef outputPadding,
                                       std::int64_t groups, at::IntArrayRef dilation);

/// Puts it in the place of every transposed 2-D convolution of a frozen module that has not run yet; returns how many
/// there were. For the CPU only; its gradients are those by x.
int replaceTransposedConvolutions(torch::jit::Module& frozen);
