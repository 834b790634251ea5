// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

/// Where models run. Plain strings, so that no LibTorch header is needed to speak of it.
struct DeviceChoice
{
    std::string name;   ///< "cpu" or "cuda:0"
    std::string reason; ///< why: "asked for", "LibTorch has no CUDA", …
};

/// LibTorch's own version, as "1.13.1".
[[nodiscard]] std::string libTorchVersion();
/// "cpu" first, then each CUDA device.
[[nodiscard]] std::vector<std::string> availableDevices();
/// `asked` is auto, cpu, cuda or cuda:n. Throws UserError when it is none of these or not there.
[[nodiscard]] DeviceChoice chooseDevice(const std::string& asked);
