// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/DecodedGround.h"

#include "base/ShrinkPicture.h"
#include "derived/DecodedRows.h"
#include "derived/GroundCache.h"
#include "engine/BatchPacer.h"
#include "jobs/LatestJob.h"
#include "latent/ModelInput.h"
#include "raster/MapFootprint.h"

#include <algorithm>
#include <cmath>

namespace {

constexpr std::size_t mostCellsAtOnce = 64;
constexpr double requestMs = 40; ///< pictures come so often; between each two of its decodes the engine gives way

using Footprint = std::shared_ptr<const MapFootprint>;

/// What the decoded cells are of: others are decoded when any of it changes.
struct Question
{
    std::shared_ptr<const Space> space;
    std::shared_ptr<const MapPlane> plane;
    LatentVector tail;
    PictureShape picture; ///< as the engine makes them; empty until one is ready
    std::string engine;   ///< program and device
    double pixelRatio = 1;

    [[nodiscard]] bool operator==(const Question& other) const
    {
        const bool isSamePlane = plane == other.plane || (plane && other.plane && *plane == *other.plane);
        return isSameOpening(space, other.space) && isSamePlane && tail == other.tail && picture == other.picture &&
               engine == other.engine && pixelRatio == other.pixelRatio;
    }
};

struct Batch
{
    std::vector<GroundCell> cells;
    DecodedRows decoded;
};

Footprint footprintOf(const LatentTable& positions)
{
    std::vector<MapPosition> places(positions.rows());
    for (std::size_t i = 0; i < places.size(); ++i) {
        const LatentView row = positions.row(i);
        places[i] = {row[0], row.size() > 1 ? row[1] : 0.0F};
    }
    return std::make_shared<const MapFootprint>(places);
}

} // namespace

struct DecodedGround::Impl
{
    DecodedGround& self;
    const Session& session;
    LiveEngine& engine;
    const ShownMap& shown;
    std::optional<GroundView> view;
    Question question;
    GroundCache cache{mostBytes};
    std::vector<GroundCell> fine;    ///< of the view, those near samples
    std::vector<GroundCell> missing; ///< to be decoded for the view, in reverse order
    std::size_t wanted = 0;          ///< for the view, coarse ones too
    bool isMissingOld = false;       ///< it may name cells of the batch that runs
    std::size_t decoded = 0;
    bool hasPicture = false; ///< of the question
    QString refusal;
    QString trouble; ///< why no more is decoded
    EngineLosses losses{engine};
    BatchPacer pacer{mostCellsAtOnce, requestMs};
    std::shared_ptr<const LatentTable> footprintOfTable;
    Footprint footprint;
    LatestJob<Footprint> measuring{Supersede::StopRunning, [this](Outcome<Footprint> outcome) {
                                       if (auto* found = std::get_if<Footprint>(&outcome)) {
                                           footprint = std::move(*found);
                                           look();
                                       }
                                   }};
    LatestJob<Batch> job{Supersede::FinishRunning, [this](Outcome<Batch> outcome) { receive(std::move(outcome)); }};

    [[nodiscard]] bool isWanted() const { return session.state().map.showsGround && view && question.plane; }

    void refresh()
    {
        const SessionState& state = session.state();
        Question next = question;
        next.space = state.space;
        next.plane = state.space ? shown.content().plane : nullptr;
        next.tail = state.rowTail();
        next.pixelRatio = view ? view->pixelRatio : question.pixelRatio;
        if (const LoadedModel* const model = engine.model()) {
            next.picture = model->picture;
            next.engine = engine.currentProgram().string() + ' ' + model->device;
        }
        if (!(next == question)) {
            job.cancel();
            cache.clear();
            question = std::move(next);
            hasPicture = false;
            startAfresh();
        }
        if (!state.map.showsGround) {
            startAfresh(); // switching it off and on is the way to try again
        }
        measure();
        look();
    }

    void startAfresh()
    {
        losses.startAfresh();
        refusal.clear();
        trouble.clear();
    }

    void measure()
    {
        const auto& positions = shown.content().positions;
        if (isWanted() && positions && positions != footprintOfTable) {
            footprintOfTable = positions;
            footprint = nullptr;
            measuring.request([positions](const JobControl&) { return footprintOf(*positions); });
        }
    }

    /// Finds out what the view wants.
    void look()
    {
        fine.clear();
        missing.clear();
        wanted = 0;
        if (isWanted() && footprint && question.picture.height > 0) {
            const GroundGrid grid(static_cast<double>(question.picture.width) / question.picture.height);
            cache.beginView();
            const auto isNear = [&](const GroundCell& cell) { return footprint->isNear(grid.rect(cell)); };
            std::ranges::copy_if(grid.cellsIn(view->rect, GroundGrid::levelFor(view->unitsPerPixel)),
                                 std::back_inserter(fine), isNear);
            std::ranges::copy_if(grid.coarseToFine(view->rect, view->unitsPerPixel), std::back_inserter(missing),
                                 [&](const GroundCell& cell) {
                                     const bool isMeant = isNear(cell);
                                     wanted += isMeant ? 1 : 0;
                                     return isMeant && !cache.want(cell);
                                 });
            std::ranges::reverse(missing);
            isMissingOld = job.isBusy();
        }
        decodeMore();
        Q_EMIT self.changed();
    }

    void decodeMore()
    {
        const LoadedModel* const model = engine.model();
        const std::shared_ptr<EngineProcess> process = engine.process();
        if (missing.empty() || !trouble.isEmpty() || job.isBusy() || model == nullptr || !process ||
            losses.isLost(process) || question.plane->centre.size() + question.tail.size() != model->rowSize()) {
            return;
        }
        const GroundGrid grid(static_cast<double>(question.picture.width) / question.picture.height);
        const std::size_t count = pacer.next(missing.size());
        std::vector<GroundCell> cells;
        LatentTable points(count, question.plane->centre.size());
        while (cells.size() < count) {
            const MapPosition middle = grid.middle(missing.back());
            std::ranges::copy(question.plane->at({middle.x, middle.y}), points.row(cells.size()).begin());
            cells.push_back(missing.back());
            missing.pop_back();
        }
        const double side = GroundGrid::mostPixels * question.pixelRatio; // as large as a cell ever gets on the screen
        const PictureShape small = shrunkShape(question.picture, static_cast<std::size_t>(side * side));
        losses.ask(process);
        job.request([process, cells = std::move(cells), rows = rowsWithTail(points, question.tail),
                     small](const JobControl& control) {
            return Batch{cells, decodeRows(*process, rows, small, control)};
        });
    }

    void receive(Outcome<Batch> outcome)
    {
        pacer.finished();
        if (const auto* failed = std::get_if<Failure>(&outcome)) {
            trouble = QString::fromStdString(failed->message);
            return Q_EMIT self.changed();
        }
        auto& batch = std::get<Batch>(outcome);
        if (batch.decoded.isEngineLost) {
            return lose();
        }
        for (std::size_t i = 0; i < batch.cells.size(); ++i) {
            QImage& picture = batch.decoded.pictures[i];
            hasPicture = hasPicture || !picture.isNull();
            cache.insert(batch.cells[i], std::move(picture));
        }
        decoded += batch.cells.size();
        refusal = QString::fromStdString(batch.decoded.refusal);
        if (std::exchange(isMissingOld, false)) {
            std::erase_if(missing, [&](const GroundCell& cell) { return cache.want(cell); });
        }
        decodeMore();
        Q_EMIT self.changed();
    }

    void lose()
    {
        switch (losses.lose()) {
        case EngineLosses::Verdict::StoppedByUser:
            trouble = tr("Decoding the ground was stopped. Switch it off and on to go on.");
            break;
        case EngineLosses::Verdict::TooMany:
            trouble = tr("The engine ended while it decoded the ground. Switch it off and on to try again.");
            break;
        case EngineLosses::Verdict::GoOn:
            break;
        }
        look();
    }

    [[nodiscard]] std::optional<GroundPiece> pieceAt(const GroundGrid& grid, const GroundCell& cell) const
    {
        GroundCell holder = cell;
        const QImage* picture = cache.find(holder);
        for (int i = 0; i < GroundGrid::coarseLevels && picture == nullptr; ++i) {
            holder = GroundGrid::above(holder);
            picture = cache.find(holder);
        }
        if (picture == nullptr || picture->isNull()) {
            return std::nullopt;
        }
        const MapRect place = grid.rect(cell);
        const MapRect whole = grid.rect(holder);
        const double across = picture->width() / whole.width();
        const double down = picture->height() / whole.height();
        return GroundPiece{place, *picture,
                           QRectF((place.left - whole.left) * across, (whole.top - place.top) * down,
                                  place.width() * across, place.height() * down)};
    }
};

DecodedGround::DecodedGround(const Session& session, LiveEngine& engine, const ShownMap& shown, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .engine = engine, .shown = shown})
{
    const auto refresh = [this] { m_impl->refresh(); };
    connect(&session, &Session::spaceChanged, this, refresh);
    connect(&session, &Session::inputsChanged, this, refresh);
    connect(&session, &Session::mapChanged, this, refresh);
    connect(&shown, &ShownMap::changed, this, refresh);
    connect(&engine, &LiveEngine::ready, this, refresh);
    connect(&engine, &LiveEngine::statusChanged, this, &DecodedGround::changed);
    refresh();
}

DecodedGround::~DecodedGround() = default;

void DecodedGround::setView(const std::optional<GroundView>& view)
{
    if (std::exchange(m_impl->view, view) != view) {
        m_impl->refresh();
    }
}

std::vector<GroundPiece> DecodedGround::pieces() const
{
    std::vector<GroundPiece> pieces;
    if (m_impl->fine.empty()) {
        return pieces;
    }
    const PictureShape& picture = m_impl->question.picture;
    const GroundGrid grid(static_cast<double>(picture.width) / picture.height);
    for (const GroundCell& cell : m_impl->fine) {
        if (auto piece = m_impl->pieceAt(grid, cell)) {
            pieces.push_back(std::move(*piece));
        }
    }
    return pieces;
}

bool DecodedGround::isComplete() const
{
    return m_impl->isWanted() && m_impl->footprint && m_impl->question.picture.height > 0 && m_impl->missing.empty() &&
           !m_impl->job.isBusy();
}

bool DecodedGround::isRunning() const
{
    return m_impl->isWanted() && m_impl->trouble.isEmpty() && (!m_impl->missing.empty() || m_impl->job.isBusy());
}

double DecodedGround::fraction() const
{
    const auto wanted = static_cast<double>(std::max<std::size_t>(m_impl->wanted, 1));
    return 1 - static_cast<double>(m_impl->missing.size()) / wanted;
}

void DecodedGround::stop()
{
    if (isRunning()) {
        m_impl->job.cancel();
        m_impl->trouble = tr("Decoding the ground was stopped. Switch it off and on to go on.");
        Q_EMIT changed();
    }
}

std::size_t DecodedGround::decodedCells() const
{
    return m_impl->decoded;
}

QString DecodedGround::whyNone() const
{
    const MapContent& content = m_impl->shown.content();
    if (content.plane) {
        return {};
    }
    if (!content.positions) {
        return content.message.isEmpty() ? tr("There is no map yet.") : content.message;
    }
    switch (m_impl->session.state().projection.kind) {
    case MapKind::Axes:
        return tr("There is no ground where an axis is a label: its numbers are no direction of latent space.");
    case MapKind::Kept:
        return tr("A kept map has no ground: its places follow no directions of latent space.");
    default:
        return tr("A t-SNE map has no ground: its places follow no directions of latent space.");
    }
}

QString DecodedGround::message() const
{
    if (!m_impl->isWanted()) {
        return {};
    }
    if (m_impl->engine.hasGivenUp() && !m_impl->hasPicture) {
        return tr("The ground needs the engine, which is not running. Engine > Restart engine starts it.");
    }
    return m_impl->trouble.isEmpty() && !m_impl->hasPicture ? m_impl->refusal : m_impl->trouble;
}
