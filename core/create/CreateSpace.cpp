// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"
#include "base/FolderMove.h"
#include "base/UserError.h"
#include "create/NewSpaceEngines.h"
#include "create/PiecesInOrder.h"
#include "create/ReadAhead.h"
#include "create/UnfinishedSpace.h"
#include "space/LabelText.h"
#include "space/PictureFiles.h"
#include "space/PngSheet.h"
#include "space/Space.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <future>
#include <limits>
#include <set>
#include <stdexcept>

namespace {

using Path = std::filesystem::path;
using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr std::size_t mostModelBytes = std::size_t{4} << 30;
constexpr std::size_t mostBatchBytes = std::size_t{2} << 20; ///< what is lost where the engine is killed
constexpr std::size_t mostInBatch = 256;                     ///< their files are open at once
constexpr std::size_t wholeBatches = 64;                     ///< a call of the reader, four batches of most encoders
constexpr std::size_t mostEncodedAhead = 2;   ///< so that the engine need not wait for what was encoded to be written
constexpr std::size_t mostBeforeOpening = 12; ///< nor, at first, for the folder that it is written to
constexpr std::size_t mostSheetBytes = std::size_t{8} << 20;

/// Nothing is ever replaced but a space, and that only when it was said.
void requireFreeName(const Path& out, const CreateOptions& options)
{
    std::error_code ignored;
    const bool isFolder = std::filesystem::is_directory(out, ignored);
    if (!std::filesystem::exists(out, ignored) || (isFolder && std::filesystem::is_empty(out, ignored))) {
        return;
    }
    if (!std::filesystem::exists(out / "space.json", ignored)) {
        throw UserError(out.string() + ": this is there already and is no space, so it is not replaced. Choose another "
                                       "name.");
    }
    if (!options.replace) {
        throw UserError(out.string() +
                        ": this space is there already. Say that it is to be replaced, or choose another "
                        "name.");
    }
}

Json jsonOf(PictureShape shape)
{
    return {shape.channels, shape.height, shape.width};
}

std::string stampOf(const Piece& piece)
{
    const PictureFile now = pictureFileNow(piece.path.parent_path(), piece.path.filename());
    return piece.path.string() + ' ' + piece.array + ' ' + std::to_string(now.size) + ' ' +
           std::to_string(now.changedNs);
}

/// All that the encoded pictures depend on.
std::string fingerprintOf(const NewSpacePlan& plan, const PictureSource* source)
{
    Json json = {{"latent_size", plan.latentSize},
                 {"picture", jsonOf(plan.picture)},
                 {"fit", static_cast<int>(plan.fit)},
                 {"source", static_cast<int>(plan.latentSource)},
                 {"pictures", source != nullptr ? source->fingerprint() : std::string()}};
    if (plan.latentSource == LatentSource::Encoder) {
        json["encoder"] = stampOf(*plan.piece(PieceKind::Encoder));
        json["encoder_picture"] = jsonOf(plan.encoderPicture);
        json["encoder_range"] = {plan.encoderRange.low, plan.encoderRange.high};
        json["encoder_order"] = static_cast<int>(plan.encoderOrder);
    }
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

/// Tells how far the work is, and how long it may still take.
class Pace
{
public:
    Pace(const CreateControl& control, std::size_t before, std::size_t total)
        : m_control(control)
        , m_before(before)
        , m_total(total)
    {
    }
    void tell(std::size_t done) const
    {
        const double seconds = std::chrono::duration<double>(Clock::now() - m_start).count();
        CreateProgress progress{.done = done, .total = m_total};
        if (done > m_before && seconds > 0.5) {
            progress.secondsLeft = seconds / static_cast<double>(done - m_before) * static_cast<double>(m_total - done);
        }
        if (m_control.report) {
            m_control.report(progress);
        }
    }

private:
    const CreateControl& m_control;
    std::size_t m_before;
    std::size_t m_total;
    Clock::time_point m_start = Clock::now();
};

/// A batch on its way through the engine.
struct Encoding
{
    explicit Encoding(SourceBatch pictures)
        : batch(std::move(pictures))
    {
    }
    SourceBatch batch;
    std::atomic<double> fraction = 0;
    std::future<LatentTable> latents; // last: its end is waited for first
};

class Creator
{
public:
    Creator(const NewSpacePlan& plan, NewSpaceEngines& engines, const Path& out, const CreateOptions& options,
            const CreateControl& control)
        : m_plan(plan)
        , m_engines(engines)
        , m_out(withoutSlash(out))
        , m_options(options)
        , m_control(control)
    {
        m_job.stop = control.stop;
    }

    CreatedSpace create()
    {
        requireFreeName(m_out, m_options);
        if (m_plan.pictureCount > 0) {
            m_source = openPictures(*m_plan.piece(PieceKind::Pictures), m_plan.tile, m_plan.pictureCount,
                                    m_engines.reader(), m_job);
        }
        if (m_plan.latentSource == LatentSource::Given) {
            m_given = latentsOf(*m_plan.piece(PieceKind::Latents));
        }
        const std::size_t total = m_source ? m_source->count() : m_given.rows();
        if (m_source && m_plan.latentSource == LatentSource::Given && m_given.rows() != total) {
            throw UserError("The pictures or the latents changed since they were looked at. Look at them again.");
        }
        std::error_code ignored;
        const bool isNew = m_options.unfinished == CreateOptions::Unfinished::Begin ||
                           !std::filesystem::exists(unfinishedFolder(m_out), ignored);
        m_opening = std::async(std::launch::async, [this] { return openWork(); });
        m_result.wentOnAfter = isNew ? 0 : work().done(); // what is new need not be waited for
        if (m_source) {
            takePictures(m_result.wentOnAfter);
        } else {
            takeLabels(total);
            if (hasLatents() && work().done() == 0) {
                takeLatents();
            }
        }
        keepingWhatIsDone([&] {
            if (m_control.stop.stop_requested()) { // behind the last batch: what is left goes quickly another time
                throw EngineError(EngineProblem::Aborted, "The work was cancelled.");
            }
            finish(work());
        });
        return std::move(m_result);
    }

private:
    [[nodiscard]] bool hasLatents() const { return m_plan.latentSource != LatentSource::None; }
    [[nodiscard]] bool encodes() const { return m_plan.latentSource == LatentSource::Encoder; }

    [[nodiscard]] std::unique_ptr<UnfinishedSpace> openWork() const
    {
        const UnfinishedSpace::Shape shape{.picture = m_source ? m_plan.picture : PictureShape{},
                                           .latents = hasLatents() ? static_cast<std::size_t>(m_plan.latentSize) : 0};
        auto work = std::make_unique<UnfinishedSpace>(m_out, fingerprintOf(m_plan, m_source.get()), shape,
                                                      m_options.unfinished);
        copyModels(work->space());
        return work;
    }

    /// What was done so far and is added to; waited for the first time.
    UnfinishedSpace& work()
    {
        if (!m_work) {
            m_work = m_opening.get();
        }
        return *m_work;
    }

    /// Batches that may be in the engine's hands.
    [[nodiscard]] std::size_t mostAhead() const
    {
        const bool isOpen = m_work || m_opening.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
        return isOpen ? mostEncodedAhead : mostBeforeOpening;
    }

    /// What was added is worth keeping, whatever ends `step`.
    template <class Step> void keepingWhatIsDone(const Step& step)
    {
        const auto keep = [this] {
            try {
                if (m_work) {
                    m_work->save();
                }
            } catch (const UserError&) { // the disk is full: the journal stands where it stood
            }
        };
        try {
            step();
        } catch (const EngineError& error) {
            keep();
            if (error.problem() == EngineProblem::Aborted) {
                throw;
            }
            throw EngineError(error.problem(), std::string(error.what()) + " What is done so far is kept in " +
                                                   unfinishedFolder(m_out).string() +
                                                   ": make the same space again to go on.");
        } catch (...) {
            keep();
            throw;
        }
    }

    void takeLabels(std::size_t total)
    {
        const std::vector<std::string> names = m_source ? m_source->names() : std::vector<std::string>();
        const Piece* const labels = m_plan.piece(PieceKind::Labels);
        m_labels = orderLabels(total > 0 ? labels : nullptr, names, total, m_plan.answers.labelJoining);
        m_result.notes = m_labels.notes;
    }

    void takePictures(std::size_t first)
    {
        const PictureWish wish{.stored = m_plan.picture,
                               .encoderInput = encodes() ? m_plan.encoderPicture : PictureShape{},
                               .fit = m_plan.fit};
        const std::size_t bytes =
            wish.stored.bytes() + (wish.encoderInput == wish.stored ? 0 : wish.encoderInput.bytes());
        std::size_t atOnce = std::clamp<std::size_t>(mostBatchBytes / bytes, 1, mostInBatch);
        atOnce -= atOnce > wholeBatches ? atOnce % wholeBatches : 0;
        ReadAhead ahead(*m_source, wish, first, atOnce, m_engines, m_control.stop);
        takeLabels(m_source->count()); // while the first pictures are read
        const Pace pace(m_control, first, m_source->count());
        pace.tell(first);
        if (encodes() && first < m_source->count()) {
            (void)m_engines.load(loadRequestFor(m_plan), m_job);
        }
        keepingWhatIsDone([&] { encodes() ? encodeAll(ahead, pace) : takeGiven(ahead, pace); });
    }

    void takeGiven(ReadAhead& ahead, const Pace& pace)
    {
        while (const auto batch = ahead.next()) {
            work().add(*batch, givenFor(*batch));
            pace.tell(work().done());
        }
    }

    void encodeAll(ReadAhead& ahead, const Pace& pace)
    {
        std::deque<Encoding> running;
        for (bool isMore = true; isMore || !running.empty();) {
            while (isMore && running.size() < mostAhead()) {
                auto batch = ahead.next();
                isMore = batch.has_value();
                if (isMore) {
                    start(running.emplace_back(std::move(*batch)));
                }
            }
            if (!running.empty()) {
                Encoding& oldest = running.front();
                const LatentTable latents = finished(oldest, pace);
                work().add(oldest.batch, latents);
                pace.tell(work().done());
                running.pop_front();
            }
        }
    }

    void start(Encoding& encoding) const
    {
        EngineClient& models = m_engines.models();
        encoding.latents = std::async(std::launch::async, [this, &models, &encoding] {
            if (encoding.batch.samples.empty()) {
                return LatentTable();
            }
            JobControl control = m_job;
            control.report = [&encoding](double fraction) { encoding.fraction = fraction; };
            return models.encode(encoding.batch.forEncoder(), control);
        });
    }

    /// Waits, and tells how far it is meanwhile.
    [[nodiscard]] LatentTable finished(Encoding& encoding, const Pace& pace) const
    {
        const SourceBatch& batch = encoding.batch;
        while (encoding.latents.wait_for(std::chrono::milliseconds(100)) != std::future_status::ready) {
            pace.tell(batch.first + static_cast<std::size_t>(encoding.fraction * static_cast<double>(batch.count)));
        }
        LatentTable latents = encoding.latents.get();
        requireFinite(latents, m_plan.piece(PieceKind::Encoder)->path.string() +
                                   ": what the encoder gives for the pictures from number " +
                                   std::to_string(batch.first) + " on cannot be used");
        return latents;
    }

    [[nodiscard]] LatentTable givenFor(const SourceBatch& batch) const
    {
        if (m_given.isEmpty()) {
            return {};
        }
        LatentTable latents(batch.samples.size(), m_given.columns());
        for (std::size_t i = 0; i < batch.samples.size(); ++i) {
            std::ranges::copy(m_given.row(batch.samples[i]), latents.row(i).begin());
        }
        return latents;
    }

    void takeLatents()
    {
        SourceBatch all{.first = 0, .count = m_given.rows()};
        all.samples.resize(m_given.rows());
        work().add(all, m_given);
        work().save();
    }

    void finish(UnfinishedSpace& work)
    {
        const std::size_t count = work.samples();
        if (m_source && count == 0) {
            throw UserError(m_plan.piece(PieceKind::Pictures)->path.string() +
                            ": none of the pictures can be read. The first one: " + work.unreadable().front().name +
                            ": " + work.unreadable().front().reason);
        }
        SpaceManifest manifest = this->manifest();
        const Path folder = work.space();
        if (count > 0) {
            ManifestSamples& samples = manifest.samples.emplace();
            samples.count = count;
            writeLabels(folder, work, samples);
            const bool isSheet = m_source && writeSheet(folder, work, samples);
            if (m_source && !isSheet) {
                samples.images = "images.npy";
            }
            if (m_plan.latentSource != LatentSource::None) {
                samples.latents = "latents.npy";
            }
            work.finishArrays(m_source && !isSheet);
        }
        writeFileAtomically(folder / "space.json", manifest.toJson());
        (void)openSpace(folder); // what cannot be opened is not handed over
        work.become(m_out);
        m_result.folder = m_out;
        m_result.samples = count;
        m_result.unreadable = work.unreadable();
        if (work.animated() > 0) {
            m_result.notes.push_back(std::to_string(work.animated()) +
                                     (work.animated() == 1 ? " picture is" : " pictures are") +
                                     " animated: the first frame was taken.");
        }
    }

    [[nodiscard]] SpaceManifest manifest() const
    {
        SpaceManifest manifest;
        manifest.name = m_plan.name;
        manifest.madeBy = m_options.madeBy;
        manifest.latentSize = m_plan.latentSize;
        manifest.prior = m_plan.prior;
        manifest.inputs = m_plan.inputs;
        const auto order = [](ChannelOrder channels) {
            return channels == ChannelOrder::Bgr ? std::optional(channels) : std::nullopt;
        };
        manifest.decoder = ManifestModel{"decoder.pt", m_plan.picture, m_plan.decoderRange, order(m_plan.decoderOrder)};
        if (m_plan.piece(PieceKind::Encoder) != nullptr) {
            manifest.encoder = ManifestModel{
                "encoder.pt", m_plan.encoderPicture, m_plan.encoderRange,
                m_plan.encoderOrder == m_plan.decoderOrder ? std::nullopt : std::optional(m_plan.encoderOrder)};
        }
        return manifest;
    }

    void copyModels(const Path& folder) const
    {
        const auto copy = [&](PieceKind kind, const char* name) {
            if (const Piece* const piece = m_plan.piece(kind)) {
                writeFileAtomically(folder / name, readWholeFile(piece->path, mostModelBytes));
            }
        };
        copy(PieceKind::Decoder, "decoder.pt");
        copy(PieceKind::Encoder, "encoder.pt");
    }

    void writeLabels(const Path& folder, const UnfinishedSpace& work, ManifestSamples& samples) const
    {
        if (m_labels.labels.columns.empty()) {
            return;
        }
        const std::set<std::size_t> missing(work.unreadablePlaces().begin(), work.unreadablePlaces().end());
        std::vector<std::uint32_t> rows;
        for (std::size_t place = 0; place < work.done(); ++place) {
            if (!missing.contains(place)) {
                rows.push_back(static_cast<std::uint32_t>(place));
            }
        }
        samples.labels = "labels.csv";
        writeFileAtomically(folder / samples.labels, labelText(takeRows(m_labels.labels, rows)));
    }

    /// Few and small pictures are one PNG, which can be looked at.
    [[nodiscard]] bool writeSheet(const Path& folder, const UnfinishedSpace& work, ManifestSamples& samples) const
    {
        const int columns = sheetColumns(samples.count, m_plan.picture);
        if (columns == 0 || samples.count * m_plan.picture.bytes() > mostSheetBytes) {
            return false;
        }
        std::vector<std::uint8_t> band;
        const std::string png = pngSheet(samples.count, m_plan.picture, columns,
                                         [&](std::size_t first, std::size_t n) -> std::span<const std::uint8_t> {
                                             band = work.pixels(first, n);
                                             return band;
                                         });
        samples.images = "images.png";
        samples.columns = columns;
        writeFileAtomically(folder / samples.images, png);
        return true;
    }

    const NewSpacePlan& m_plan;
    NewSpaceEngines& m_engines;
    const Path m_out;
    const CreateOptions& m_options;
    const CreateControl& m_control;
    JobControl m_job;
    std::unique_ptr<PictureSource> m_source;
    LatentTable m_given;
    OrderedLabels m_labels;
    CreatedSpace m_result;
    std::unique_ptr<UnfinishedSpace> m_work;
    std::future<std::unique_ptr<UnfinishedSpace>> m_opening; // last: it uses the others
};

} // namespace

CreatedSpace createSpace(const NewSpacePlan& plan, NewSpaceEngines& engines, const Path& out,
                         const CreateOptions& options, const CreateControl& control)
{
    if (!plan.isComplete()) {
        throw std::logic_error("createSpace: the plan has questions");
    }
    return Creator(plan, engines, out, options, control).create();
}
