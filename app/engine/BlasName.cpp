// SPDX-License-Identifier: GPL-3.0-or-later
#include "BlasName.h"

#include <dlfcn.h>

#include <filesystem>

std::string blasName()
{
    void* product = ::dlsym(RTLD_DEFAULT, "sgemm_");
    Dl_info where = {};
    if (product == nullptr || ::dladdr(product, &where) == 0 || where.dli_fname == nullptr) {
        return "built into LibTorch";
    }
    std::error_code ignored;
    const std::string library = std::filesystem::canonical(where.dli_fname, ignored).filename().string();
    for (const char* name : {"openblas_get_config", "scipy_openblas_get_config"}) {
        if (void* config = ::dlsym(RTLD_DEFAULT, name);
            config != nullptr && library.find("blas") != std::string::npos) {
            Dl_info owner = {};
            if (::dladdr(config, &owner) != 0 && owner.dli_fbase == where.dli_fbase) {
                return reinterpret_cast<const char* (*)()>(config)();
            }
        }
    }
    if (library.starts_with("libblas") || library.starts_with("librefblas")) {
        return "reference BLAS (" + library + "): slow; install libopenblas0";
    }
    return library;
}
