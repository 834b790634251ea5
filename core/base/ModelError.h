// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/UserError.h"

#include <string>

/// Why a model file could not be used, for those who can do something about it.
enum class ModelProblem {
    Unusable,        ///< the file or the model is at fault; the message says how
    NeedsNewerTorch, ///< it uses operators or a format that this LibTorch lacks; the message names them
    NeedsLatentSize, ///< probing found none or several: ask
    NeedsRange,      ///< the values fit neither [0, 1] nor [-1, 1]: ask
    NeedsTrust,      ///< there is no wall here between the model and what the user has: ask
};

/// Which file of a space's models an error is about.
enum class ModelPart { Decoder, Encoder, Mapping };

/// A sentence about a model, without the file's name: the caller, who knows it, puts that in front.
class ModelError : public UserError
{
public:
    ModelError(ModelProblem problem, const std::string& message)
        : UserError(message)
        , m_problem(problem)
    {
    }
    [[nodiscard]] ModelProblem problem() const { return m_problem; }

private:
    ModelProblem m_problem;
};
