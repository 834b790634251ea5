// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/DecodedRows.h"
#include "derived/VariationPlan.h"

#include <QCache>

/// Which pictures of a plan there are, of which edition of it, and which are wanted next.
class VariationPictures
{
public:
    static constexpr std::size_t mostPixels = std::size_t{1} << 16; ///< of one that is kept; larger ones are shrunk

    /// A picture that is wanted: of a point, or of a sample as it is.
    struct Wish
    {
        std::uint32_t index = 0;
        bool isOriginal = false;
    };
    struct Shown
    {
        QImage image; ///< null: the decoder has none
        quint64 edition = 0;
    };

    void forgetAll();    ///< what is asked for stays
    void forgetPoints(); ///< those of another list, and what is asked for; samples as they are stay
    /// The plan at hand. Another edition: pictures of earlier ones are old.
    void setEdition(quint64 edition) { m_edition = edition; }

    /// Of a long plan somebody looks at place `index`, whose pictures have `shape`; the newest wishes count.
    void ask(const VariationPlan& plan, std::uint32_t index, PictureShape shape);
    /// What is not of now, those that were never seen first, then the oldest.
    [[nodiscard]] std::vector<Wish> missing(const VariationPlan& plan) const;
    [[nodiscard]] std::size_t wanted(const VariationPlan& plan) const; ///< as many are decoded or missing
    [[nodiscard]] static LatentVector pointOf(const VariationPlan& plan, const Wish& wish);
    void keep(const VariationPlan& plan, const std::vector<Wish>& wishes, std::vector<QImage> images, quint64 edition);

    /// Null: not yet.
    [[nodiscard]] const Shown* picture(std::uint32_t index) const { return m_pictures.object(index); }
    [[nodiscard]] const Shown* original(const VariationPlan& plan, std::uint32_t index) const;

private:
    [[nodiscard]] std::optional<quint64> editionOf(const VariationPlan& plan, const Wish& wish) const;

    static constexpr int cacheKilobytes = 128 * 1024;
    QCache<std::uint32_t, Shown> m_pictures{cacheKilobytes};  ///< by place
    QCache<std::uint32_t, Shown> m_originals{cacheKilobytes}; ///< by sample
    std::vector<std::uint32_t> m_asked;                       ///< places of a long plan, the newest last
    quint64 m_edition = 0;
};
