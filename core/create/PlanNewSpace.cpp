// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "create/EncoderGuess.h"
#include "create/NewSpaceEngines.h"
#include "create/PictureSource.h"
#include "create/PiecesInOrder.h"
#include "create/PlanSentences.h"
#include "create/ReadAhead.h"

#include <algorithm>
#include <limits>

namespace {

/// Finds out, step by step, what a plan holds.
class Planner
{
public:
    Planner(const FoundPieces& pieces, const NewSpaceAnswers& answers, NewSpaceEngines& engines,
            const JobControl& control)
        : m_engines(engines)
        , m_control(control)
    {
        m_plan.pieces = pieces;
        m_plan.answers = answers;
    }

    NewSpacePlan plan()
    {
        if (m_plan.piece(PieceKind::Decoder) == nullptr) {
            throw UserError("There is no decoder among these pieces. A space needs one: a TorchScript model that makes "
                            "pictures of latents; Help > From PyTorch shows how to export it.");
        }
        m_plan.name = m_plan.answers.name.value_or(nameFromPieces());
        nameArrays();
        readGivenLatents();
        if (!loadDecoder()) {
            return std::move(m_plan);
        }
        if (m_plan.piece(PieceKind::Encoder) != nullptr && !loadEncoder()) {
            return std::move(m_plan);
        }
        const std::unique_ptr<PictureSource> source = lookAtPictures();
        chooseLatents();
        if (m_plan.latentSource == LatentSource::Encoder) {
            guessFrom(*source);
        }
        lookAtLabels();
        m_plan.prior = m_plan.answers.prior.value_or(Prior::Normal);
        assume(Assumed::Prior, priorSentence(m_plan));
        assumeAboutModels();
        std::ranges::sort(m_plan.assumptions, {}, &Assumption::what);
        return std::move(m_plan);
    }

private:
    void assume(Assumed what, std::string sentence) { m_plan.assumptions.push_back({what, std::move(sentence)}); }
    /// Unless it was noted when the pieces were found.
    void addNote(const std::string& note)
    {
        std::vector<std::string>& notes = m_plan.pieces.notes;
        if (std::ranges::find(notes, note) == notes.end()) {
            notes.push_back(note);
        }
    }
    void ask(Assumed what, std::string sentence) { m_plan.questions.push_back({what, std::move(sentence)}); }

    /// The folder that the decoder lies in, else its own name.
    [[nodiscard]] std::string nameFromPieces() const
    {
        const std::filesystem::path decoder = absolute(m_plan.piece(PieceKind::Decoder)->path);
        const std::string folder = decoder.parent_path().filename();
        return folder.empty() ? decoder.stem().string() : folder;
    }

    /// Of archives that somebody said to be this or that, without naming an array.
    void nameArrays()
    {
        for (Piece& piece : m_plan.pieces.pieces) {
            const bool isOfArrays = piece.kind == PieceKind::Pictures || piece.kind == PieceKind::Latents;
            if (isOfArrays && piece.path.extension() == ".npz") {
                nameArray(piece, m_plan.pieces.notes);
            }
        }
    }

    void readGivenLatents()
    {
        if (const Piece* piece = m_plan.piece(PieceKind::Latents)) {
            const LatentTable latents = latentsOf(*piece);
            m_plan.latentCount = latents.rows();
            m_latentWidth = static_cast<int>(latents.columns());
        }
    }

    [[nodiscard]] LoadRequest decoderRequest() const
    {
        LoadRequest request;
        request.decoder = m_plan.piece(PieceKind::Decoder)->path;
        request.latentSize = m_plan.answers.latentSize;
        if (!request.latentSize && m_latentWidth > 0 && m_latentWidth <= maxLatentSize) {
            request.latentSize = m_latentWidth;
        }
        request.range = m_plan.answers.decoderRange;
        request.order = m_plan.answers.decoderOrder.value_or(ChannelOrder::Rgb);
        return request;
    }

    /// False when something has to be answered first.
    bool loadDecoder()
    {
        const LoadRequest request = decoderRequest();
        try {
            const LoadedModel model = m_engines.load(request, m_control);
            m_plan.latentSize = model.latentSize;
            m_plan.picture = model.picture;
            m_plan.decoderRange = model.range;
            m_plan.inputs = model.inputs;
        } catch (const ModelError& error) {
            if (error.problem() != ModelProblem::NeedsLatentSize && error.problem() != ModelProblem::NeedsRange) {
                throw;
            }
            const bool isSize = error.problem() == ModelProblem::NeedsLatentSize;
            ask(isSize ? Assumed::LatentSize : Assumed::DecoderRange, error.what());
            return false;
        }
        m_plan.decoderOrder = request.order;
        assume(Assumed::LatentSize, latentSizeSentence(m_plan, m_latentWidth > 0));
        assume(Assumed::DecoderRange, decoderRangeSentence(m_plan));
        return true;
    }

    /// When all that is found out by trying is known.
    void assumeAboutModels()
    {
        const bool hasEncoder = m_plan.piece(PieceKind::Encoder) != nullptr;
        if (m_plan.picture.channels == 3) {
            assume(Assumed::DecoderOrder, decoderOrderSentence(m_plan));
        }
        if (hasEncoder) {
            assume(Assumed::EncoderRange, encoderRangeSentence(m_plan));
            assume(Assumed::EncoderPicture, encoderPictureSentence(m_plan));
        }
        if (hasEncoder && m_plan.encoderPicture.channels == 3) {
            assume(Assumed::EncoderOrder, encoderOrderSentence(m_plan));
        }
    }

    void guessFrom(PictureSource& source)
    {
        const EncoderGuess guess = guessEncoder(m_plan, source, m_engines, m_control);
        m_plan.encoderRange = guess.range;
        m_plan.encoderOrder = guess.order;
        m_plan.decoderOrder = guess.decoderOrder;
    }

    bool loadEncoder()
    {
        const NewSpaceAnswers& answers = m_plan.answers;
        m_plan.encoderRange = answers.encoderRange.value_or(m_plan.decoderRange);
        m_plan.encoderOrder = answers.encoderOrder.value_or(m_plan.decoderOrder);
        std::string firstError;
        for (const PictureShape& shape : encoderShapes()) {
            m_plan.encoderPicture = shape;
            try {
                (void)m_engines.load(loadRequestFor(m_plan), m_control);
                return true;
            } catch (const ModelError& error) {
                const std::string message = error.what();
                if (message.find("They do not belong together") != std::string::npos ||
                    error.problem() == ModelProblem::NeedsNewerTorch) {
                    throw; // the pictures are of the right size
                }
                if (message.find("an encoder or a mapping takes one") != std::string::npos) {
                    throw UserError(message + " Where it takes a class beside the picture, fix that one before "
                                              "exporting, or leave the encoder out.");
                }
                firstError = firstError.empty() ? message : firstError;
            }
        }
        if (answers.encoderPicture) {
            throw UserError(firstError + " Say another size for the encoder's pictures.");
        }
        ask(Assumed::EncoderPicture, firstError + " The size of the encoder's pictures could not be found by trying "
                                                  "and has to be given.");
        return false;
    }

    /// In the order to try them: the decoder's first, as autoencoders have it.
    [[nodiscard]] std::vector<PictureShape> encoderShapes() const
    {
        std::vector<PictureShape> shapes;
        const int channels = m_plan.picture.channels;
        if (const auto& said = m_plan.answers.encoderPicture) {
            if (said->channels > 0) {
                return {*said};
            }
            return {{channels, said->height, said->width}, {4 - channels, said->height, said->width}};
        }
        const auto add = [&](int height, int width) {
            for (const int some : {channels, 4 - channels}) {
                const PictureShape shape{some, height, width};
                if (std::ranges::find(shapes, shape) == shapes.end()) {
                    shapes.push_back(shape);
                }
            }
        };
        add(m_plan.picture.height, m_plan.picture.width);
        for (const int side : {64, 32, 28, 128, 96, 224, 256}) {
            add(side, side);
        }
        return shapes;
    }

    /// Null when there are none.
    [[nodiscard]] std::unique_ptr<PictureSource> lookAtPictures()
    {
        const Piece* const piece = m_plan.piece(PieceKind::Pictures);
        if (piece == nullptr) {
            return nullptr;
        }
        if (isSheet(*piece)) {
            const PictureShape own{0, m_plan.picture.height, m_plan.picture.width};
            m_plan.tile = m_plan.answers.tile.value_or(own);
            m_plan.tile.channels = 0;
            assume(Assumed::Tile, tileSentence(m_plan));
        }
        auto source = openPictures(*piece, m_plan.tile, mostTiles(), m_engines.reader(), m_control);
        m_plan.pictureCount = source->count();
        m_names = source->names();
        for (const std::string& note : source->notes(m_plan.pieces)) {
            addNote(note);
        }
        if (m_plan.pictureCount == 0) {
            throw UserError(piece->path.string() + ": there is no picture in it. Choose another, or leave it out.");
        }
        m_plan.fit = m_plan.answers.fit.value_or(PictureFit::Stretch);
        assume(Assumed::Fit, fitSentence(m_plan, someOrigins(*source)));
        return source;
    }

    /// What a few pictures, spread over all, were before they were brought to size.
    [[nodiscard]] std::vector<PictureOrigin> someOrigins(PictureSource& source)
    {
        constexpr std::size_t most = 8;
        std::vector<PictureOrigin> origins;
        const std::size_t some = std::min(most, source.count());
        int deaths = 0;
        for (std::size_t i = 0; i < some; ++i) {
            const PictureWish wish{.stored = m_plan.picture, .encoderInput = {}, .fit = m_plan.fit};
            const std::size_t place = some > 1 ? i * (source.count() - 1) / (some - 1) : 0;
            const SourceBatch batch = readAlone(source, place, wish, m_engines, deaths, m_control);
            origins.insert(origins.end(), batch.origins.begin(), batch.origins.end());
        }
        return origins;
    }

    /// A sheet's last row may have empty tiles: latents or labels say how many are meant.
    [[nodiscard]] std::size_t mostTiles() const
    {
        const Piece* const labels = m_plan.piece(PieceKind::Labels);
        return m_plan.latentCount > 0 ? m_plan.latentCount
               : labels != nullptr    ? labelsOf(*labels).rows
                                      : std::numeric_limits<std::size_t>::max();
    }

    void chooseLatents()
    {
        const bool hasEncoder = m_plan.piece(PieceKind::Encoder) != nullptr;
        const bool canEncode = hasEncoder && m_plan.pictureCount > 0;
        const LatentSource usual = m_plan.latentCount > 0 ? LatentSource::Given
                                   : canEncode            ? LatentSource::Encoder
                                                          : LatentSource::None;
        m_plan.latentSource = m_plan.answers.latentSource.value_or(usual);
        if (m_plan.latentSource == LatentSource::Encoder && !canEncode) {
            throw UserError("There is nothing to encode: that takes an encoder and pictures.");
        }
        if (m_plan.latentSource == LatentSource::Given) {
            requireGivenLatents();
        }
        if (m_plan.latentSource == LatentSource::None && m_plan.pictureCount > 0) {
            const bool isSaid = m_plan.answers.latentSource.has_value();
            m_plan.warnings.push_back(std::string("The pictures have no latents, as ") +
                                      (isSaid ? "you said" : "there is neither an encoder nor a file of latents") +
                                      ": there will be no map of them.");
        }
        if (m_plan.pictureCount > 0 || m_plan.latentCount > 0) {
            assume(Assumed::LatentSource, latentSourceSentence(m_plan));
        }
    }

    void requireGivenLatents()
    {
        const Piece* const piece = m_plan.piece(PieceKind::Latents);
        if (piece == nullptr) {
            throw UserError("There are no latents among the pieces. Add a file with them, or encode the pictures.");
        }
        const std::string file = piece->path.string();
        if (m_latentWidth != m_plan.latentSize) {
            throw UserError(file + ": the latents are " + std::to_string(m_latentWidth) +
                            " wide, but the decoder takes " + std::to_string(m_plan.latentSize) +
                            ". They do not belong together: choose others, or leave them out.");
        }
        if (m_plan.pictureCount > 0 && m_plan.pictureCount != m_plan.latentCount) {
            throw UserError(file + ": there are " + std::to_string(m_plan.latentCount) + " latents for " +
                            std::to_string(m_plan.pictureCount) +
                            " pictures. Row i belongs to picture i: add or remove some, or leave one of them out.");
        }
    }

    void lookAtLabels()
    {
        const Piece* const piece = m_plan.piece(PieceKind::Labels);
        if (m_plan.sampleCount() == 0) {
            if (piece != nullptr) {
                m_plan.warnings.push_back(piece->path.string() +
                                          ": the labels are left out, as there are neither pictures nor latents.");
            }
            return;
        }
        const OrderedLabels ordered = orderLabels(piece, m_names, m_plan.sampleCount(), m_plan.answers.labelJoining);
        for (const LabelColumn& column : ordered.labels.columns) {
            m_plan.labelColumns.push_back(column.name);
        }
        m_plan.labelJoining = ordered.joining;
        if (piece != nullptr) {
            assume(Assumed::LabelJoining, labelJoiningSentence(m_plan, ordered.column));
        }
        m_plan.warnings.insert(m_plan.warnings.end(), ordered.notes.begin(), ordered.notes.end());
    }

    NewSpaceEngines& m_engines;
    const JobControl& m_control;
    NewSpacePlan m_plan;
    int m_latentWidth = 0; ///< of the given ones; 0: there are none
    std::vector<std::string> m_names;
};

} // namespace

const Assumption* NewSpacePlan::find(Assumed what) const
{
    const auto found = std::ranges::find(assumptions, what, &Assumption::what);
    return found == assumptions.end() ? nullptr : &*found;
}

NewSpacePlan planNewSpace(const FoundPieces& pieces, const NewSpaceAnswers& answers, NewSpaceEngines& engines,
                          const JobControl& control)
{
    return Planner(pieces, answers, engines, control).plan();
}
