// SPDX-License-Identifier: GPL-3.0-or-later
#include "Targets.h"

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

// The program around a target, for libFuzzer: `fuzz --target=NAME [libFuzzer's options] FOLDER …`; `fuzz --list` names
// the targets. libFuzzer leaves options alone that begin with two dashes.

namespace {

FuzzTarget chosen = nullptr;

[[noreturn]] void leave(int code)
{
    std::cout.flush();
    std::_Exit(code); // libFuzzer takes an ordinary exit for a crash
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments)
{
    constexpr std::string_view option = "--target=";
    for (int i = 1; i < *count; ++i) {
        const std::string_view argument = (*arguments)[i];
        if (argument == "--list") {
            for (const auto& target : fuzzTargets()) {
                std::cout << target.first << '\n';
            }
            leave(EXIT_SUCCESS);
        }
        if (argument.starts_with(option)) {
            const auto found = fuzzTargets().find(std::string(argument.substr(option.size())));
            chosen = found == fuzzTargets().end() ? nullptr : found->second;
        }
    }
    if (chosen == nullptr) {
        std::cerr << "Name a target with --target=NAME; --list names them." << std::endl;
        leave(EXIT_FAILURE);
    }
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    chosen(std::as_bytes(std::span(bytes, size)));
    return 0;
}
