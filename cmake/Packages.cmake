# SPDX-License-Identifier: GPL-3.0-or-later
# Everything but LibTorch. Each is linked by the one folder that hides it.
find_package(nlohmann_json 3.11 REQUIRED)
find_library(SECCOMP_LIBRARY seccomp REQUIRED)
if(MORPHOSCOPE_PARTS STREQUAL "threads")
    find_package(Qt6 6.4 REQUIRED COMPONENTS Core Test)
    return()
endif()
find_path(DEFLATE_INCLUDE libdeflate.h REQUIRED)
find_library(DEFLATE_LIBRARY deflate REQUIRED)
add_library(morphoscope_deflate INTERFACE)
target_include_directories(morphoscope_deflate SYSTEM INTERFACE ${DEFLATE_INCLUDE})
target_link_libraries(morphoscope_deflate INTERFACE ${DEFLATE_LIBRARY})
if(MORPHOSCOPE_PARTS STREQUAL "fuzz")
    find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui)
    find_package(ZLIB REQUIRED)
    return()
endif()
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets PrintSupport Svg Test) # QCustomPlot prints
find_package(QCustomPlotQt6 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(ZLIB REQUIRED)

# Components by name: the default list links highgui, which brings Qt 5 along.
find_package(OpenCV 4.6 REQUIRED COMPONENTS core imgproc imgcodecs)
add_library(morphoscope_opencv INTERFACE)
target_link_libraries(morphoscope_opencv INTERFACE opencv_core opencv_imgproc opencv_imgcodecs)
target_include_directories(morphoscope_opencv SYSTEM INTERFACE ${OpenCV_INCLUDE_DIRS})

find_path(EIGEN_INCLUDE Eigen/Core PATH_SUFFIXES eigen3 REQUIRED)
find_library(OPENBLAS_LIBRARY openblas REQUIRED)
add_library(morphoscope_eigen INTERFACE)
target_include_directories(morphoscope_eigen SYSTEM INTERFACE ${EIGEN_INCLUDE})
add_library(morphoscope_blas INTERFACE)
target_link_libraries(morphoscope_blas INTERFACE morphoscope_eigen ${OPENBLAS_LIBRARY})

find_path(FFTW_INCLUDE fftw3.h REQUIRED)
find_library(FFTW_LIBRARY fftw3f REQUIRED) # single precision
add_library(morphoscope_fft INTERFACE)
target_include_directories(morphoscope_fft SYSTEM INTERFACE ${FFTW_INCLUDE})
target_link_libraries(morphoscope_fft INTERFACE ${FFTW_LIBRARY})
