// SPDX-License-Identifier: GPL-3.0-or-later
#include "create/NewSpaceEngines.h"
#include "create/PictureSource.h"
#include "create/PiecesInOrder.h"
#include "create/ReadAhead.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace {

Picture pictureAt(const PictureBatch& batch, std::size_t i)
{
    const auto first = batch.pixels.begin() + static_cast<std::ptrdiff_t>(i * batch.shape.bytes());
    return {.shape = batch.shape,
            .pixels = {first, first + static_cast<std::ptrdiff_t>(batch.shape.bytes())},
            .nonFiniteShare = batch.nonFiniteShares.empty() ? 0 : batch.nonFiniteShares[i]};
}

double differenceOf(const Picture& a, const Picture& b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i) {
        const double difference = (static_cast<double>(a.pixels[i]) - static_cast<double>(b.pixels[i])) / 255;
        sum += difference * difference;
    }
    return std::sqrt(sum / static_cast<double>(a.pixels.size()));
}

/// `count` places from the first to the last of `total`.
std::vector<std::size_t> spread(std::size_t count, std::size_t total)
{
    std::vector<std::size_t> places;
    const std::size_t some = std::min(count, total);
    for (std::size_t i = 0; i < some; ++i) {
        places.push_back(some > 1 ? i * (total - 1) / (some - 1) : 0);
    }
    return places;
}

/// Appends one row of `from` to `to`.
void addRow(LatentTable& to, LatentView row)
{
    std::vector<float> values(to.values().begin(), to.values().end());
    values.insert(values.end(), row.begin(), row.end());
    to = LatentTable(to.rows() + 1, row.size(), std::move(values));
}

class Previewer
{
public:
    Previewer(const NewSpacePlan& plan, NewSpaceEngines& engines, std::size_t count, const JobControl& control)
        : m_plan(plan)
        , m_engines(engines)
        , m_control(control)
        , m_count(count)
    {
    }

    NewSpacePreview preview()
    {
        (void)m_engines.load(loadRequestFor(m_plan), m_control);
        if (m_plan.pictureCount > 0) {
            readPictures();
        }
        if (m_plan.latentSource == LatentSource::Given) {
            const LatentTable given = latentsOf(*m_plan.piece(PieceKind::Latents));
            if (m_plan.pictureCount == 0) {
                addPlaces(spread(m_count, given.rows()));
            }
            for (const PreviewRow& row : m_preview.rows) {
                addRow(m_latents, given.row(row.sample));
            }
            m_preview.sentence = m_plan.pictureCount > 0 ? "Pictures, and what the decoder makes of their latents."
                                                         : "What the decoder makes of the latents.";
        } else if (m_plan.latentSource == LatentSource::None && m_plan.pictureCount == 0) {
            drawLatents();
            m_preview.sentence = "What the decoder makes of draws of the prior.";
        } else if (m_plan.latentSource == LatentSource::None) {
            m_preview.sentence = "The pictures as they will stand in the space; nothing says what their latents are.";
        } else {
            m_preview.sentence = "Pictures, and what encoder and decoder make of them.";
        }
        decode();
        return std::move(m_preview);
    }

private:
    void addPlaces(const std::vector<std::size_t>& places)
    {
        for (const std::size_t place : places) {
            m_preview.rows.push_back({.sample = place, .name = {}, .before = {}, .after = {}, .error = {}});
        }
    }

    void readPictures()
    {
        const std::size_t mostTiles = m_plan.pictureCount;
        const auto source =
            openPictures(*m_plan.piece(PieceKind::Pictures), m_plan.tile, mostTiles, m_engines.reader(), m_control);
        const std::vector<std::string> names = source->names();
        const bool encodes = m_plan.latentSource == LatentSource::Encoder;
        const PictureWish wish{.stored = m_plan.picture,
                               .encoderInput = encodes ? m_plan.encoderPicture : PictureShape{},
                               .fit = m_plan.fit};
        int deaths = 0;
        for (const std::size_t place : spread(m_count, source->count())) {
            const SourceBatch batch = readAlone(*source, place, wish, m_engines, deaths, m_control);
            m_preview.unreadable.insert(m_preview.unreadable.end(), batch.unreadable.begin(), batch.unreadable.end());
            if (batch.stored.count == 0) {
                continue;
            }
            m_preview.rows.push_back({.sample = place,
                                      .name = names.empty() ? std::string() : names[place],
                                      .before = pictureAt(batch.stored, 0),
                                      .after = {},
                                      .error = {}});
            if (encodes) {
                addRow(m_latents, m_engines.models().encode(batch.forEncoder(), m_control).row(0));
            }
        }
        if (encodes) {
            requireFinite(m_latents, m_plan.piece(PieceKind::Encoder)->path.string() +
                                         ": what the encoder gives for the pictures cannot be used");
        }
    }

    void drawLatents()
    {
        std::mt19937_64 random(1);
        addPlaces(spread(m_count, m_count));
        for (std::size_t i = 0; i < m_count; ++i) {
            addRow(m_latents, drawFromPrior(m_plan.prior, static_cast<std::size_t>(m_plan.latentSize), random));
        }
    }

    void decode()
    {
        if (m_latents.isEmpty()) {
            return;
        }
        const PictureBatch decoded =
            m_engines.models().decodeTable(rowsWithTail(m_latents, initialValues(m_plan.inputs)), m_control);
        double sum = 0;
        std::size_t compared = 0;
        for (std::size_t i = 0; i < m_preview.rows.size(); ++i) {
            PreviewRow& row = m_preview.rows[i];
            row.after = pictureAt(decoded, i);
            if (row.before) {
                row.error = differenceOf(*row.before, row.after);
                sum += *row.error;
                ++compared;
            }
        }
        if (compared > 0) {
            m_preview.error = sum / static_cast<double>(compared);
        }
    }

    const NewSpacePlan& m_plan;
    NewSpaceEngines& m_engines;
    const JobControl& m_control;
    std::size_t m_count;
    NewSpacePreview m_preview;
    LatentTable m_latents;
};

} // namespace

NewSpacePreview previewNewSpace(const NewSpacePlan& plan, NewSpaceEngines& engines, std::size_t count,
                                const JobControl& control)
{
    if (!plan.isComplete()) {
        throw std::logic_error("previewNewSpace: the plan has questions");
    }
    return Previewer(plan, engines, count, control).preview();
}
