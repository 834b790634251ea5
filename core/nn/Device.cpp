// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/Device.h"

#include "base/UserError.h"

#include <torch/cuda.h>
#include <torch/version.h>

#include <algorithm>

std::string libTorchVersion()
{
    return std::to_string(TORCH_VERSION_MAJOR) + "." + std::to_string(TORCH_VERSION_MINOR) + "." +
           std::to_string(TORCH_VERSION_PATCH);
}

std::vector<std::string> availableDevices()
{
    std::vector<std::string> devices{"cpu"};
    try {
        const auto count = static_cast<int>(torch::cuda::device_count()); // its type differs between versions
        for (int i = 0; i < count; ++i) {
            devices.push_back("cuda:" + std::to_string(i));
        }
    } catch (const std::exception&) { // a driver that does not answer is no device
    }
    return devices;
}

DeviceChoice chooseDevice(const std::string& asked)
{
    const std::vector<std::string> devices = availableDevices();
    const std::string noCuda = "LibTorch " + libTorchVersion() + " finds no CUDA device";
    if (asked == "cpu") {
        return {"cpu", "asked for"};
    }
    if (asked == "auto") {
        return devices.size() > 1 ? DeviceChoice{devices[1], "LibTorch finds a CUDA device"}
                                  : DeviceChoice{"cpu", noCuda};
    }
    const std::string wanted = asked == "cuda" ? "cuda:0" : asked;
    if (std::find(devices.begin(), devices.end(), wanted) != devices.end()) {
        return {wanted, "asked for"};
    }
    if (!wanted.starts_with("cuda:")) {
        throw UserError("There is no device '" + asked + "'. Choose auto, cpu, cuda or cuda:N.");
    }
    if (devices.size() == 1) {
        throw UserError("The device " + asked + " cannot be used: " + noCuda + ". Choose auto or cpu.");
    }
    throw UserError("There is no device " + asked + "; there are: cpu to " + devices.back() + ".");
}
