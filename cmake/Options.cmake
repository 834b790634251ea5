# SPDX-License-Identifier: GPL-3.0-or-later
# What every target shares.
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set_property(GLOBAL PROPERTY GLOBAL_DEPENDS_NO_CYCLES ON)
include(GNUInstallDirs)

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(morphoscope_options INTERFACE)
target_compile_features(morphoscope_options INTERFACE cxx_std_20)
target_compile_options(morphoscope_options INTERFACE -Wall -Wextra -Wshadow -Wconversion -Werror)
# Designated initialisers name what matters and leave the rest at its default. g++ 12 sees overlaps in
# "text" + std::string that are not there (GCC bug 105651).
target_compile_options(morphoscope_options INTERFACE -Wno-missing-field-initializers
                       $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
target_compile_definitions(morphoscope_options INTERFACE MORPHOSCOPE_VERSION="${PROJECT_VERSION}")
target_include_directories(morphoscope_options INTERFACE ${CMAKE_SOURCE_DIR}/core ${CMAKE_SOURCE_DIR}/widgets)
find_package(Threads REQUIRED)
target_link_libraries(morphoscope_options INTERFACE Threads::Threads)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(MORPHOSCOPE_SANITIZE)
    # GCC's manual warns of it: sanitizers bring false warnings of values that may be uninitialised.
    add_compile_options(-fsanitize=${MORPHOSCOPE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
                        $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
    add_link_options(-fsanitize=${MORPHOSCOPE_SANITIZE})
endif()
