// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/NpyFile.h"
#include "space/Space.h"

#include <fstream>

/// Writes a space of three latents and `samples` samples into `folder` (its decoder is no model) and opens it.
inline std::shared_ptr<const Space> spaceOnDisk(const std::filesystem::path& folder, std::size_t samples = 5)
{
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "decoder.pt") << "no model";
    LatentTable latents(samples, 3);
    for (std::size_t i = 0; i < latents.values().size(); ++i) {
        latents.values()[i] = static_cast<float>(i) / 7;
    }
    writeLatents(folder / "latents.npy", latents);
    const std::string count = std::to_string(samples);
    std::ofstream(folder / "space.json")
        << R"({"format": 1, "name": "on disk", "latent": {"size": 3, "prior": "normal"},)"
        << R"("decoder": {"file": "decoder.pt", "output": {"kind": "image", "channels": 1, "height": 2, "width": 2,)"
        << R"("range": [0, 1]}}, "samples": {"count": )" << count << R"(, "latents": "latents.npy"}})";
    return openSpace(folder);
}
