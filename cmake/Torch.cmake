# SPDX-License-Identifier: GPL-3.0-or-later
# morphoscope_torch: LibTorch without its own CMake files. Those add flags and include paths globally, and those of
# PyPI's ordinary (CUDA) wheel stop without nvcc.
add_library(morphoscope_torch INTERFACE)

if(MORPHOSCOPE_TORCH STREQUAL "debian")
    find_path(TORCH_INCLUDE torch/script.h REQUIRED)
    find_library(TORCH_LIBRARY torch REQUIRED)
    find_library(TORCH_CPU_LIBRARY torch_cpu REQUIRED)
    find_library(C10_LIBRARY c10 REQUIRED)
    target_link_libraries(morphoscope_torch INTERFACE ${TORCH_LIBRARY} ${TORCH_CPU_LIBRARY} ${C10_LIBRARY})
else()
    set(torch_root ${MORPHOSCOPE_TORCH})
    set(TORCH_INCLUDE ${torch_root}/include)
    if(NOT EXISTS ${TORCH_INCLUDE}/torch/script.h)
        message(FATAL_ERROR "MORPHOSCOPE_TORCH=${torch_root}: there is no include/torch/script.h in it. "
                            "Give the folder of an unpacked LibTorch or of PyPI's torch package.")
    endif()
    set(torch_libraries ${torch_root}/lib/libtorch.so ${torch_root}/lib/libtorch_cpu.so ${torch_root}/lib/libc10.so)
    foreach(optional libtorch_cuda.so libc10_cuda.so) # registers the CUDA kernels by being loaded
        if(EXISTS ${torch_root}/lib/${optional})
            list(APPEND torch_libraries ${torch_root}/lib/${optional})
        endif()
    endforeach()
    target_link_libraries(morphoscope_torch INTERFACE -Wl,--no-as-needed ${torch_libraries} -Wl,--as-needed)
    target_link_options(morphoscope_torch INTERFACE -Wl,-rpath,${torch_root}/lib)
endif()

target_include_directories(morphoscope_torch SYSTEM INTERFACE ${TORCH_INCLUDE} ${TORCH_INCLUDE}/torch/csrc/api/include)
