// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/AutoencoderShape.h"

#include <torch/script.h>

#include <cstddef>
#include <span>
#include <vector>

/// Loss of one batch, summed over its pictures, in nats.
struct AutoencoderLoss
{
    at::Tensor reconstruction; ///< binary cross-entropy
    at::Tensor kl;             ///< zero for a plain autoencoder
};

/// The network that is trained: the architecture of `shape` on plain tensors.
class Autoencoder
{
public:
    /// Weights start as PyTorch's layers do, from `seed` alone.
    Autoencoder(AutoencoderShape shape, std::uint64_t seed, at::Device device);

    [[nodiscard]] std::vector<at::Tensor>& weights() { return m_weights; }
    /// `pictures` n x c x h x w in [0, 1]; `noise` n x latentSize, standard normal (unused when plain).
    [[nodiscard]] AutoencoderLoss loss(const at::Tensor& pictures, const at::Tensor& noise) const;

    /// All weights, one after the other.
    [[nodiscard]] std::vector<float> values() const;
    /// Throws UserError when there are more or fewer.
    void setValues(std::span<const float> values);

    /// TorchScript files, in evaluation mode, on the CPU.
    [[nodiscard]] std::vector<std::byte> encoderFile() const;
    [[nodiscard]] std::vector<std::byte> decoderFile() const;

private:
    [[nodiscard]] at::Tensor encode(at::Tensor x) const;
    [[nodiscard]] at::Tensor decodeLogits(at::Tensor z) const;

    AutoencoderShape m_shape;
    std::vector<WeightShape> m_layout;
    std::size_t m_encoderWeights = 0;
    std::vector<at::Tensor> m_weights; ///< the encoder's, then the decoder's
};

/// Concatenates tensors into floats and back; the same order and sizes both ways.
[[nodiscard]] std::vector<float> flattened(const std::vector<at::Tensor>& tensors);
void assignFlattened(const std::vector<at::Tensor>& tensors, std::span<const float> values);
