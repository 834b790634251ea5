// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/ModelFile.h"

#include <torch/script.h>

#include <cstddef>
#include <functional>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// One argument of a module's forward.
struct ModelArgument
{
    enum class Type { Tensor, Whole, Real, Other };
    std::string name;
    Type type = Type::Tensor;
    bool isNeeded = true;                       ///< has no default
    std::optional<double> usual = std::nullopt; ///< the default of a number
};

/// What a module is made ready for. A graph that ran for one is not to be run for the other: load it a second time.
enum class ModuleUse {
    Inference, ///< call it under c10::InferenceMode, the first time too
    Gradients, ///< of its output by its input; its weights are constants
};

/// A TorchScript module made ready for use on one device: loaded from memory, in evaluation mode, frozen where that is
/// possible.
class TorchModule
{
public:
    /// Throws ModelError.
    TorchModule(std::span<const std::byte> file, const std::string& device, ModuleUse use = ModuleUse::Inference);

    /// The output, or its first tensor when it is a tuple or a list; undefined when there is none. Throws ModelError
    /// (ModelRaised); `doing` as in runningError.
    [[nodiscard]] at::Tensor forward(const at::Tensor& input, const std::string& doing)
    {
        return forward(std::vector<c10::IValue>{input}, doing);
    }
    [[nodiscard]] at::Tensor forward(std::vector<c10::IValue> inputs, const std::string& doing);
    /// Of forward, at least one.
    [[nodiscard]] const std::vector<ModelArgument>& arguments() const { return m_arguments; }
    /// Throws ModelError when forward needs more than its first argument.
    void requireOneInput() const;
    /// Called before each run, until it is set again.
    void setBeforeRun(std::function<void()> beforeRun) { m_beforeRun = std::move(beforeRun); }

    /// Where inputs belong and of which type they are.
    [[nodiscard]] at::TensorOptions inputOptions() const { return m_input; }
    [[nodiscard]] bool isOnCpu() const { return m_input.device().is_cpu(); }
    /// Sizes of the weights in the order in which they are used: among the first is the input's.
    [[nodiscard]] const std::vector<int>& weightSizes() const { return m_weightSizes; }
    /// Tries a faster form of the same module on `example` and keeps it when it gives the same and takes less time.
    void chooseFaster(const std::vector<c10::IValue>& example);
    /// The faster form wherever it gives the same on `example`, without timing it: the same form on every run.
    void takeFasterGradients(const std::vector<c10::IValue>& example);

private:
    void readSignature();
    void collectWeightSizes();
    [[nodiscard]] std::optional<torch::jit::Module> fasterForm(const std::vector<c10::IValue>& example);

    torch::jit::Module m_loaded;
    torch::jit::Module m_module; ///< frozen, or the loaded one
    bool m_isFrozen = false;
    at::TensorOptions m_input;
    std::vector<ModelArgument> m_arguments;
    std::vector<int> m_weightSizes;
    std::function<void()> m_beforeRun;
};

/// What the model itself raised, in its own words, rather than an operator in it.
class ModelRaised : public ModelError
{
public:
    using ModelError::ModelError;
};

/// Runs `work` and turns whatever LibTorch throws into a ModelError. `doing` continues "The model failed …".
template <class Work> auto guardedTorch(const std::string& doing, Work&& work) -> decltype(work())
{
    try {
        return work();
    } catch (const UserError&) {
        throw;
    } catch (const c10::Error& error) {
        failRunning(error.what_without_backtrace(), doing);
    } catch (const std::bad_alloc&) {
        failRunning("std::bad_alloc", doing);
    } catch (const std::exception& error) {
        failRunning(error.what(), doing);
    } catch (...) {
        failRunning("an error of an unknown kind", doing);
    }
}
