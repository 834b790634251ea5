// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"
#include "latent/LatentTable.h"
#include "space/NpyHeader.h"
#include "space/ZipArchive.h"

#include <filesystem>
#include <string_view>

/// Whether an array's type and shape are those of latents (float, n x size) or of pictures (bytes).
[[nodiscard]] bool canBeLatents(const NpyHeader& header);
[[nodiscard]] bool canBePictures(const NpyHeader& header);

/// NumPy's .npz: a zip archive of .npy arrays, stored or deflated. Throws UserError naming the file and the array.
class NpzFile
{
public:
    /// Reads the directory and the header of each array.
    explicit NpzFile(const std::filesystem::path& file);

    /// Names of the arrays that can be latents (float, n x size) or pictures (bytes, n x h x w, or with 1 or 3 channels
    /// last), in the archive's order, as NumPy shows them: without `.npy`.
    [[nodiscard]] std::vector<std::string> latentNames() const;
    [[nodiscard]] std::vector<std::string> pictureNames() const;

    /// Of the names above the one that is most likely meant: one of the usual ones, else of those in C order that with
    /// the most values, else the first. Empty where there is none.
    [[nodiscard]] std::string likeliestLatents() const;
    [[nodiscard]] std::string likeliestPictures() const;
    /// Throws UserError when there is no array of that name.
    [[nodiscard]] const std::vector<std::size_t>& shapeOf(std::string_view name) const;

    /// The array called `name`. Without a name: the only one that can be latents (or pictures); of several the only one
    /// with a usual name for it (z, latents, codes, embeddings, mu; images, pictures, imgs); else UserError lists them.
    [[nodiscard]] LatentTable readLatents(std::string_view name = {}) const;
    [[nodiscard]] PictureBatch readPictures(std::string_view name = {}) const;
    /// The bytes of the array whose pictures are meant, header first; needs this as long as it lives.
    struct Bytes
    {
        std::unique_ptr<ByteSource> source;
        std::size_t size = 0;
        std::filesystem::path place; ///< what errors name
    };
    [[nodiscard]] Bytes openPictures(std::string_view name = {}) const;

private:
    struct Array
    {
        std::string name;
        std::size_t member;
        NpyHeader header;
    };
    [[nodiscard]] const Array& chosen(std::string_view name, std::vector<std::string> names, const char* what,
                                      const std::vector<std::string_view>& usual) const;
    [[nodiscard]] const Array& named(std::string_view name) const;
    [[nodiscard]] std::string likeliest(bool (*fits)(const NpyHeader&),
                                        const std::vector<std::string_view>& usual) const;
    [[nodiscard]] std::string list(const std::vector<std::string>& names) const;
    [[nodiscard]] std::vector<std::string> namesWhere(bool (*fits)(const NpyHeader&)) const;

    ZipArchive m_archive;
    std::vector<Array> m_arrays;
};
