// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/PieceCandidates.h"

#include "space/LabelsFit.h"

#include <algorithm>

namespace {

std::string nameOf(const std::filesystem::path& path)
{
    return path.filename().string();
}

const PieceCandidate* bestOf(const std::vector<PieceCandidate>& candidates, PieceKind kind)
{
    const PieceCandidate* best = nullptr;
    for (const PieceCandidate& candidate : candidates) {
        if (candidate.piece.kind == kind && (best == nullptr || std::pair(candidate.certainty, candidate.size) >
                                                                    std::pair(best->certainty, best->size))) {
            best = &candidate;
        }
    }
    return best;
}

/// Of several tables those that fit the pictures, or else the latents, go first.
void weighLabels(std::vector<PieceCandidate>& candidates)
{
    const auto areLabels = [](const PieceCandidate& candidate) { return candidate.piece.kind == PieceKind::Labels; };
    const PieceCandidate* const pictures = bestOf(candidates, PieceKind::Pictures);
    const PieceCandidate* const latents = bestOf(candidates, PieceKind::Latents);
    if (std::ranges::count_if(candidates, areLabels) < 2 || (pictures == nullptr && latents == nullptr)) {
        return;
    }
    ExpectedSamples samples = pictures != nullptr ? samplesOf(pictures->piece) : ExpectedSamples();
    if (samples.count == 0 && latents != nullptr) {
        samples = samplesOf(latents->piece);
    }
    for (PieceCandidate& candidate : candidates) {
        if (areLabels(candidate) && samples.count > 0 && !labelsFit(candidate.piece.path, samples)) {
            candidate.certainty = 0;
            candidate.flaw = "its rows do not fit the " + std::string(pictures != nullptr ? "pictures." : "latents.");
        }
    }
}

std::string whyLeftAside(const PieceCandidate& candidate, const PieceCandidate& best)
{
    const bool isSameName = nameOf(candidate.piece.path) == nameOf(best.piece.path);
    const auto shown = [&](const PieceCandidate& one) {
        return isSameName ? one.piece.path.string() : nameOf(one.piece.path);
    };
    const bool isLess = candidate.certainty < best.certainty;
    return shown(candidate) + " was left aside: " +
           (isLess && !candidate.flaw.empty() ? candidate.flaw
            : isLess                          ? shown(best) + " is more clearly of that kind."
            : candidate.size < best.size      ? shown(best) + " is larger and of the same kind."
                                              : shown(best) + " is as large, of the same kind and comes first.");
}

} // namespace

bool has(const std::vector<PieceCandidate>& found, PieceKind kind)
{
    return std::ranges::any_of(found, [kind](const PieceCandidate& candidate) { return candidate.piece.kind == kind; });
}

FoundPieces bestOfEach(std::vector<PieceCandidate> candidates, std::vector<std::string> notes)
{
    FoundPieces found{.pieces = {}, .notes = std::move(notes)};
    weighLabels(candidates);
    for (const PieceKind kind :
         {PieceKind::Decoder, PieceKind::Encoder, PieceKind::Pictures, PieceKind::Latents, PieceKind::Labels}) {
        const PieceCandidate* const best = bestOf(candidates, kind);
        for (const PieceCandidate& candidate : candidates) {
            if (candidate.piece.kind == kind && candidate.piece.path != best->piece.path) { // or it was named twice
                found.notes.push_back(whyLeftAside(candidate, *best));
            }
        }
        if (best != nullptr) {
            found.pieces.push_back(best->piece);
        }
    }
    return found;
}
