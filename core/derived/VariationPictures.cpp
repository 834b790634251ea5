// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/VariationPictures.h"

#include <algorithm>

static constexpr std::size_t mostAsked = 1024; ///< the newest wishes; what is no longer in sight falls away

static bool isLong(const VariationPlan& plan)
{
    return plan.count() > VariationChoice::most;
}

void VariationPictures::forgetAll()
{
    m_pictures.clear();
    m_originals.clear();
}

void VariationPictures::forgetPoints()
{
    m_pictures.clear();
    m_asked.clear();
}

/// Half of what the cache holds: what is asked for must not drive out what was just decoded.
static std::size_t mostKept(PictureShape shape, int cacheKilobytes)
{
    const auto pixels = static_cast<std::size_t>(shape.height) * static_cast<std::size_t>(shape.width);
    const std::size_t kilobytes = std::clamp<std::size_t>(pixels, 256, VariationPictures::mostPixels) * 4 / 1024;
    return std::min(mostAsked, static_cast<std::size_t>(cacheKilobytes) / kilobytes / 2);
}

void VariationPictures::ask(const VariationPlan& plan, std::uint32_t index, PictureShape shape)
{
    if (isLong(plan) && (m_asked.empty() || m_asked.back() != index)) {
        std::erase(m_asked, index);
        m_asked.push_back(index);
        if (m_asked.size() > mostKept(shape, cacheKilobytes)) {
            m_asked.erase(m_asked.begin());
        }
    }
}

const VariationPictures::Shown* VariationPictures::original(const VariationPlan& plan, std::uint32_t index) const
{
    return m_originals.object(plan.sample(index).value());
}

/// Whether there is a picture of now, or an old one, or none at all.
std::optional<quint64> VariationPictures::editionOf(const VariationPlan& plan, const Wish& wish) const
{
    const Shown* const shown = wish.isOriginal ? original(plan, wish.index) : picture(wish.index);
    return shown == nullptr ? std::nullopt : std::optional(wish.isOriginal ? m_edition : shown->edition);
}

std::vector<VariationPictures::Wish> VariationPictures::missing(const VariationPlan& plan) const
{
    std::vector<std::pair<quint64, Wish>> old;
    const auto look = [&](const Wish& wish) {
        if (const quint64 has = editionOf(plan, wish).value_or(0); has != m_edition) {
            old.emplace_back(has, wish);
        }
    };
    const auto lookAt = [&](std::uint32_t index) {
        if (plan.samples) {
            look({index, true});
        }
        if (!plan.samples || plan.isEdited()) {
            look({index, false});
        }
    };
    if (isLong(plan)) {
        std::for_each(m_asked.rbegin(), m_asked.rend(), lookAt);
    } else {
        for (std::uint32_t index = 0; index < plan.count(); ++index) {
            lookAt(index);
        }
    }
    std::ranges::stable_sort(old, {}, [](const auto& each) { return each.first; });
    std::vector<Wish> wishes;
    std::ranges::transform(old, std::back_inserter(wishes), [](const auto& each) { return each.second; });
    return wishes;
}

std::size_t VariationPictures::wanted(const VariationPlan& plan) const
{
    const std::size_t places = isLong(plan) ? m_asked.size() : plan.count();
    return plan.samples && plan.isEdited() ? 2 * places : places;
}

LatentVector VariationPictures::pointOf(const VariationPlan& plan, const Wish& wish)
{
    if (!wish.isOriginal) {
        return plan.point(wish.index);
    }
    const LatentView row = plan.latents->row(*plan.sample(wish.index));
    return {row.begin(), row.end()};
}

void VariationPictures::keep(const VariationPlan& plan, const std::vector<Wish>& wishes, std::vector<QImage> images,
                             quint64 edition)
{
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        const Wish& wish = wishes[i];
        if (wish.index >= plan.count()) {
            continue; // the list is another one
        }
        const auto kilobytes = static_cast<qsizetype>(images[i].sizeInBytes() / 1024) + 1;
        auto* const shown = new Shown{std::move(images[i]), edition}; // the cache owns it
        if (wish.isOriginal) {
            m_originals.insert(*plan.sample(wish.index), shown, kilobytes);
        } else {
            m_pictures.insert(wish.index, shown, kilobytes);
        }
    }
}
