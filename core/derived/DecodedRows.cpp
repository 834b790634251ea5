// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/DecodedRows.h"

#include "base/ShrinkPicture.h"
#include "derived/PictureImage.h"

namespace {

QImage imageFor(const PictureBatch& pictures, std::size_t index, PictureShape small)
{
    if (!pictures.nonFiniteShares.empty() && pictures.nonFiniteShares[index] > 0) {
        return {}; // no picture, rather than one of zeros
    }
    const std::span<const std::uint8_t> pixels =
        std::span(pictures.pixels).subspan(index * pictures.shape.bytes(), pictures.shape.bytes());
    if (small == pictures.shape) {
        return imageOf(small, pixels).convertToFormat(QImage::Format_RGB32);
    }
    std::vector<std::uint8_t> shrunk(small.bytes());
    shrinkPicture(pixels, pictures.shape, shrunk, small);
    return imageOf(small, shrunk).convertToFormat(QImage::Format_RGB32);
}

/// All at once, or where the decoder refuses one of them each by itself.
void decodeInto(DecodedRows& decoded, EngineClient& client, const LatentTable& rows, PictureShape small,
                const JobControl& control)
{
    try {
        const PictureBatch pictures = client.decodeTable(rows, control);
        for (std::size_t i = 0; i < pictures.count; ++i) {
            decoded.pictures.push_back(imageFor(pictures, i, small));
        }
    } catch (const EngineError&) {
        throw; // it says nothing about the points
    } catch (const UserError& error) {
        if (rows.rows() == 1) {
            decoded.refusal = error.what();
            decoded.pictures.emplace_back();
            return;
        }
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            const LatentView row = rows.row(i);
            decodeInto(decoded, client, LatentTable(1, row.size(), {row.begin(), row.end()}), small, control);
        }
    }
}

} // namespace

DecodedRows decodeRows(EngineProcess& process, const LatentTable& rows, PictureShape small, const JobControl& control)
{
    DecodedRows decoded;
    try {
        decodeInto(decoded, process.client(), rows, small, control);
    } catch (const EngineError& error) {
        decoded.isEngineLost = true;
        if (error.problem() == EngineProblem::Protocol) {
            process.kill();
        }
    }
    return decoded;
}

void EngineLosses::ask(const std::shared_ptr<EngineProcess>& process)
{
    m_stopsSeen = m_engine.stops();
    m_asked = process;
}

EngineLosses::Verdict EngineLosses::lose()
{
    m_lost = m_asked;
    if (m_engine.stops() != m_stopsSeen) {
        return Verdict::StoppedByUser;
    }
    return ++m_losses >= most ? Verdict::TooMany : Verdict::GoOn;
}
