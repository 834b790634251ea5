# SPDX-License-Identifier: GPL-3.0-or-later
# One folder, one library, one test program per tst_ file.

# morphoscope_library(folder USES public links HIDES private links)
function(morphoscope_library folder)
    cmake_parse_arguments(ARG "" "" "USES;HIDES" ${ARGN})
    string(REPLACE "/" "_" name ${folder})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp ${CMAKE_SOURCE_DIR}/${folder}/*.h)
    if(sources MATCHES "\\.cpp")
        add_library(${name} STATIC ${sources})
        target_link_libraries(${name} PUBLIC morphoscope_options ${ARG_USES} PRIVATE ${ARG_HIDES})
        morphoscope_qt(${name} "${ARG_USES}")
    else() # CMake cannot tell the language of a library without a source
        add_library(${name} INTERFACE)
        target_link_libraries(${name} INTERFACE morphoscope_options ${ARG_USES})
    endif()
endfunction()

# morphoscope_program(name sources... USES links)
function(morphoscope_program name)
    cmake_parse_arguments(ARG "" "" "USES" ${ARGN})
    add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PRIVATE morphoscope_options ${ARG_USES})
    morphoscope_qt(${name} "${ARG_USES}")
endfunction()

# A test program; it runs offscreen, with no home of its own to disturb.
function(morphoscope_test source)
    cmake_parse_arguments(ARG "" "TIMEOUT" "USES" ${ARGN})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300) # generous: machines are busy
    endif()
    get_filename_component(name ${source} NAME_WE)
    morphoscope_program(${name} ${source} USES ${ARG_USES} Qt6::Test)
    set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_compile_definitions(${name} PRIVATE
        MORPHOSCOPE_SOURCE_DIR="${CMAKE_SOURCE_DIR}" MORPHOSCOPE_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;OMP_WAIT_POLICY=passive;XDG_CACHE_HOME=${CMAKE_BINARY_DIR}/tests/cache;XDG_CONFIG_HOME=${CMAKE_BINARY_DIR}/tests/config;XDG_DATA_HOME=${CMAKE_BINARY_DIR}/tests/data")
endfunction()

# Qt's keywords (slots, signals, emit) break LibTorch's headers: only QCustomPlot's own header needs them.
function(morphoscope_qt name uses)
    if(uses MATCHES "Qt6::|core_jobs|core_session|core_derived|widgets_")
        set_target_properties(${name} PROPERTIES AUTOMOC ON)
        if(NOT name STREQUAL "widgets_plots")
            target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS)
        endif()
        target_compile_definitions(${name} PRIVATE QT_NO_CAST_FROM_BYTEARRAY QT_DISABLE_DEPRECATED_BEFORE=0x060400)
    endif()
endfunction()
