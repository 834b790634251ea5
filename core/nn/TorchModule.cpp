// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/TorchModule.h"

#include "base/Picture.h"
#include "nn/Device.h"
#include "nn/UpConvolution.h"

#include <c10/util/Logging.h>
#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/passes/inliner.h>
#include <torch/csrc/jit/runtime/jit_exception.h>
#include <torch/csrc/jit/runtime/profiling_graph_executor_impl.h>
#include <torch/version.h>

#include <algorithm>
#include <chrono>
#include <istream>
#include <streambuf>

namespace {

/// Lets LibTorch read and seek in memory without a copy.
class MemoryBuffer : public std::streambuf
{
public:
    explicit MemoryBuffer(std::span<const std::byte> bytes)
    {
        char* start = const_cast<char*>(reinterpret_cast<const char*>(bytes.data()));
        setg(start, start, start + bytes.size());
    }

protected:
    pos_type seekoff(off_type offset, std::ios_base::seekdir from, std::ios_base::openmode) override
    {
        const off_type start = from == std::ios_base::beg   ? 0
                               : from == std::ios_base::cur ? gptr() - eback()
                                                            : egptr() - eback();
        const off_type place = start + offset;
        if (place < 0 || place > egptr() - eback()) {
            return pos_type(off_type(-1));
        }
        setg(eback(), eback() + place, egptr());
        return pos_type(place);
    }
    pos_type seekpos(pos_type place, std::ios_base::openmode mode) override
    {
        return seekoff(off_type(place), std::ios_base::beg, mode);
    }
};

torch::jit::Module loaded(std::span<const std::byte> file, const std::string& device)
{
    requireTorchScript(file);
    // Without profiling runs every call is like the next one, whatever the size of its batch.
    torch::jit::getProfilingMode() = false;
    c10::SetStackTraceFetcher([] { return std::string(); }); // nobody reads them, and probing throws often
    MemoryBuffer buffer(file);
    std::istream stream(&buffer);
    try {
        return torch::jit::load(stream, at::Device(device));
    } catch (const c10::Error& error) {
        throw loadingError(error.what_without_backtrace(), libTorchVersion());
    } catch (const std::exception& error) { // torch::jit::ErrorReport, bad_alloc and plain ones of the zip reader
        throw loadingError(error.what(), libTorchVersion());
    } catch (...) {
        throw loadingError("an error of an unknown kind", libTorchVersion());
    }
}

double millisecondsOf(torch::jit::Module& module, const std::vector<c10::IValue>& example)
{
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    module.forward(example);
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// By their best times in turns, in which cold calls do not count; a difference that could be chance is none.
bool isClearlyFaster(torch::jit::Module& candidate, torch::jit::Module& present,
                     const std::vector<c10::IValue>& example, const std::function<void()>& beforeRun)
{
    constexpr int mostRounds = 20;
    constexpr double mostMs = 120;
    constexpr double clearMargin = 0.9;
    double best = 1e30;
    double presentBest = 1e30;
    double spent = 0;
    for (int round = 0; round < mostRounds && spent < mostMs; ++round) {
        beforeRun();
        const double time = millisecondsOf(candidate, example);
        const double presentTime = millisecondsOf(present, example);
        best = std::min(best, time);
        presentBest = std::min(presentBest, presentTime);
        spent += time + presentTime;
    }
    return best < clearMargin * presentBest;
}

c10::IValue run(torch::jit::Module& module, std::vector<c10::IValue> inputs, const std::string& doing)
{
    try {
        return module.forward(std::move(inputs));
    } catch (const torch::jit::JITException& error) {
        if (const auto refused = refusedBySystem(error.what(), doing)) {
            throw *refused;
        }
        const ModelError said = runningError(error.what(), doing);
        throw ModelRaised(said.problem(), said.what());
    }
}

ModelArgument describe(const c10::Argument& argument)
{
    using Type = ModelArgument::Type;
    ModelArgument described{argument.name()};
    const c10::TypeKind kind = argument.type()->kind();
    described.type = kind == c10::TypeKind::TensorType  ? Type::Tensor
                     : kind == c10::TypeKind::IntType   ? Type::Whole
                     : kind == c10::TypeKind::FloatType ? Type::Real
                                                        : Type::Other;
    described.isNeeded = !argument.default_value();
    if (described.type == Type::Real && argument.default_value() && argument.default_value()->isDouble()) {
        described.usual = argument.default_value()->toDouble();
    }
    return described;
}

void collectFrom(const torch::jit::Block* block, std::vector<at::Tensor>& weights)
{
    for (const torch::jit::Node* node : block->nodes()) {
        for (const torch::jit::Value* input : node->inputs()) {
            if (const auto constant = torch::jit::toIValue(input); constant && constant->isTensor()) {
                weights.push_back(constant->toTensor());
            }
        }
        for (const torch::jit::Block* inner : node->blocks()) {
            collectFrom(inner, weights);
        }
    }
}

/// Whether a program calls torch.save, in whatever branch or thread of it.
bool writesFiles(const torch::jit::Block* block)
{
    static const c10::Symbol save = c10::Symbol::fromQualString("aten::save");
    for (const torch::jit::Node* node : block->nodes()) {
        if (node->kind() == save ||
            (node->hasAttribute(c10::attr::Subgraph) && writesFiles(node->g(c10::attr::Subgraph)->block()))) {
            return true;
        }
        for (const torch::jit::Block* inner : node->blocks()) {
            if (writesFiles(inner)) {
                return true;
            }
        }
    }
    return false;
}

/// The wall keeps files from being written, but torch.save does not look whether they were: nobody would hear of it.
void requireNoFiles(const torch::jit::Module& module)
{
    const auto program = module.get_method("forward").graph()->copy();
    torch::jit::Inline(*program);
    if (writesFiles(program->block())) {
        throw ModelRefused(ModelProblem::Unusable, "The model writes a file (torch.save), which no model may. Do not "
                                                   "trust it; use another one, or export it without.");
    }
}

} // namespace

TorchModule::TorchModule(std::span<const std::byte> file, const std::string& device, ModuleUse use)
    : m_loaded(loaded(file, device))
    , m_input(at::TensorOptions(at::kFloat).device(at::Device(device)))
{
    const c10::InferenceMode inference(use == ModuleUse::Inference); // what is made in it can have no gradients
    guardedTorch("while it was made ready", [this] {
        readSignature();
        m_loaded.eval();
        for (const at::Tensor& parameter : m_loaded.parameters()) {
            parameter.requires_grad_(false);
        }
        for (const at::Tensor& parameter : m_loaded.parameters()) {
            if (parameter.is_floating_point()) {
                m_input = m_input.dtype(parameter.scalar_type());
                break;
            }
        }
        if (isOnCpu() && (m_input.dtype() == at::kHalf || m_input.dtype() == at::kBFloat16)) {
            m_loaded.to(at::kFloat); // half precision is for GPUs: on the CPU most operators lack it
            m_input = m_input.dtype(at::kFloat);
        }
    });
    try {
        m_module = torch::jit::freeze(m_loaded);
        m_isFrozen = true;
    } catch (const std::exception&) { // some programs change themselves while they run: slower, but usable
        m_module = m_loaded;
    }
    guardedTorch("while it was made ready", [this] {
        requireNoFiles(m_module);
        collectWeightSizes();
    });
}

void TorchModule::readSignature()
{
    const auto forward = m_loaded.find_method("forward");
    if (!forward) {
        throw ModelError(ModelProblem::Unusable, "The file holds TorchScript without a method 'forward'. Save the "
                                                 "decoder module itself.");
    }
    const auto& arguments = forward->function().getSchema().arguments();
    if (arguments.size() < 2) { // the module itself is the first
        throw ModelError(ModelProblem::Unusable,
                         "The model's forward takes no input. Save the decoder or encoder itself.");
    }
    for (auto argument = arguments.begin() + 1; argument != arguments.end(); ++argument) {
        m_arguments.push_back(describe(*argument));
    }
}

void TorchModule::requireOneInput() const
{
    const auto needed = std::count_if(m_arguments.begin(), m_arguments.end(),
                                      [](const ModelArgument& argument) { return argument.isNeeded; });
    if (needed > 1) {
        throw ModelError(ModelProblem::Unusable, "The model's forward takes " + std::to_string(needed) +
                                                     " inputs; an encoder or a mapping takes one. Wrap it in a module "
                                                     "that does.");
    }
}

void TorchModule::collectWeightSizes()
{
    std::vector<at::Tensor> weights;
    collectFrom(m_module.get_method("forward").graph()->block(), weights);
    for (const at::Tensor& parameter : m_module.parameters()) {
        weights.push_back(parameter);
    }
    for (const at::Tensor& weight : weights) {
        for (const std::int64_t size : weight.sizes()) {
            const int narrow = static_cast<int>(std::min<std::int64_t>(size, maxLatentSize + 1));
            if (narrow >= 1 && narrow <= maxLatentSize &&
                std::find(m_weightSizes.begin(), m_weightSizes.end(), narrow) == m_weightSizes.end()) {
                m_weightSizes.push_back(narrow);
            }
        }
    }
}

at::Tensor TorchModule::forward(std::vector<c10::IValue> inputs, const std::string& doing)
{
    if (m_beforeRun) {
        m_beforeRun();
    }
    return guardedTorch(doing, [&] {
        const c10::IValue output = run(m_module, std::move(inputs), doing);
        if (output.isTensor()) {
            return output.toTensor();
        }
        if (output.isTuple()) {
            for (const c10::IValue& element : output.toTupleRef().elements()) {
                if (element.isTensor()) {
                    return element.toTensor();
                }
            }
        }
        if (output.isTensorList() && !output.toTensorList().empty()) {
            return output.toTensorList().get(0);
        }
        return at::Tensor();
    });
}

std::optional<torch::jit::Module> TorchModule::fasterForm(const std::vector<c10::IValue>& example)
{
    if (!isOnCpu() || !m_isFrozen) {
        return {};
    }
    torch::jit::Module faster = torch::jit::freeze(m_loaded);
    if (replaceTransposedConvolutions(faster) == 0) {
        return {};
    }
    if (m_beforeRun) {
        m_beforeRun();
    }
    const c10::IValue expected = m_module.forward(example);
    const c10::IValue found = faster.forward(example);
    const bool isSame = expected.isTensor() && found.isTensor() &&
                        at::allclose(expected.toTensor(), found.toTensor(), 1e-4, 1e-5, true);
    return isSame ? std::optional(faster) : std::nullopt;
}

void TorchModule::chooseFaster(const std::vector<c10::IValue>& example)
{
    try {
        std::optional<torch::jit::Module> faster = fasterForm(example);
        const std::function<void()> beforeRun = m_beforeRun ? m_beforeRun : [] {};
        if (faster && isClearlyFaster(*faster, m_module, example, beforeRun)) {
            m_module = *faster;
        }
    } catch (const std::exception&) { // what was tried for speed must not cost the model
    }
}

void TorchModule::takeFasterGradients(const std::vector<c10::IValue>& example)
{
    constexpr int firstWithFastKernel = 2;
    if (TORCH_VERSION_MAJOR >= firstWithFastKernel) {
        return;
    }
    try {
        m_module = fasterForm(example).value_or(m_module);
    } catch (const std::exception&) { // likewise
    }
}
