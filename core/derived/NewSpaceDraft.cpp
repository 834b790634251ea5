// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/NewSpaceDraft.h"

#include "base/UserError.h"
#include "create/NewSpaceEngines.h"
#include "derived/EngineWait.h"
#include "jobs/LatestJob.h"

#include <algorithm>
#include <atomic>
#include <utility>
#include <variant>

namespace {

using Path = std::filesystem::path;

/// The model would run without a wall, and nobody said that it may.
struct Untrusted
{
    std::string sentence;
    std::string hash;
};
using StageResult = std::variant<std::monostate, FoundPieces, NewSpacePlan, NewSpacePreview, Untrusted>;

/// `found`, with those of `before` whose kind it does not have.
FoundPieces merged(FoundPieces found, const FoundPieces& before)
{
    for (const Piece& piece : before.pieces) {
        if (!found.find(piece.kind)) {
            found.pieces.push_back(piece);
        }
    }
    std::ranges::sort(found.pieces, {}, &Piece::kind);
    return found;
}

/// A line for each; where nothing was found something is said of each file.
std::string allOf(const std::vector<std::string>& notes)
{
    constexpr std::size_t most = 6;
    std::string text;
    for (std::size_t i = 0; i < std::min(most, notes.size()); ++i) {
        text += (text.empty() ? "" : "\n") + notes[i];
    }
    return notes.size() > most ? text + "\n…" : text;
}

/// The models among the pieces, as a space of them would load them.
LoadRequest modelsOf(const FoundPieces& pieces)
{
    LoadRequest request;
    if (const Piece* decoder = pieces.find(PieceKind::Decoder)) {
        request.decoder = decoder->path;
    }
    if (const Piece* encoder = pieces.find(PieceKind::Encoder)) {
        request.encoder = encoder->path;
    }
    return request;
}

} // namespace

struct NewSpaceDraft::Impl
{
    NewSpaceDraft& self;
    FoundPieces pieces;
    NewSpaceAnswers answers;
    std::optional<NewSpacePlan> plan;
    std::optional<NewSpacePreview> preview;
    QString problem;
    std::optional<Untrusted> untrusted;
    SpacePlace place = SpacePlace::Free;
    Stage stage = Stage::Idle;
    SandboxPolicy policy;
    std::set<std::string> trusted;
    /// Whether the models of now may run without a wall; asked on the thread.
    std::shared_ptr<std::atomic<bool>> areTrusted = std::make_shared<std::atomic<bool>>(false);
    EngineWish wish;
    EngineWait wait;
    std::shared_ptr<NewSpaceEngines> engines; ///< the thread's, before it
    LatestJob<SpacePlace> placeJob{Supersede::StopRunning, [this](Outcome<SpacePlace> outcome) {
                                       if (const auto* found = std::get_if<SpacePlace>(&outcome)) {
                                           place = *found;
                                           Q_EMIT self.changed();
                                       }
                                   }};
    LatestJob<StageResult> job{Supersede::StopRunning,
                               [this](Outcome<StageResult> outcome) { receive(std::move(outcome)); }};

    Impl(NewSpaceDraft& draft, EngineWish engineWish, const Settings& settings)
        : self(draft)
        , policy(settings.sandbox)
        , trusted(settings.trustedModels)
        , wish(std::move(engineWish))
    {
        wish.trusts = [answer = areTrusted](const Sandbox&, const LoadRequest&) { return answer->load(); };
        EngineWish waiting = wish;
        wait.apply(waiting);
        engines = std::make_shared<NewSpaceEngines>(std::move(waiting), settings.device);
    }

    void begin(Stage next, LatestJob<StageResult>::Work work)
    {
        stage = next;
        problem.clear();
        untrusted.reset();
        wait.forget();
        job.request(std::move(work));
        Q_EMIT self.changed();
    }

    void find(const std::vector<Path>& paths)
    {
        begin(Stage::Finding, [paths, before = pieces](const JobControl&) -> StageResult {
            FoundPieces found = findPieces(paths);
            if (found.pieces.empty()) {
                throw UserError(allOf(found.notes));
            }
            return merged(std::move(found), before);
        });
    }

    void look()
    {
        if (pieces.pieces.empty()) {
            job.cancel();
            plan.reset();
            preview.reset();
            problem.clear();
            stage = Stage::Idle;
            Q_EMIT self.changed();
            return;
        }
        begin(Stage::Planning,
              [pieces = pieces, answers = answers, models = engines, trust = areTrusted, policy = policy,
               trusted = trusted](const JobControl& control) -> StageResult {
                  const LoadRequest request = modelsOf(pieces);
                  *trust = policy == SandboxPolicy::Off || (!trusted.empty() && trusted.contains(modelHash(request)));
                  try {
                      return planNewSpace(pieces, answers, *models, control);
                  } catch (const ModelError& error) {
                      if (error.problem() == ModelProblem::NeedsTrust && policy == SandboxPolicy::Ask) {
                          return Untrusted{error.what(), modelHash(request)};
                      }
                      throw;
                  }
              });
    }

    void lookThrough()
    {
        begin(Stage::Previewing, [plan = *plan, models = engines](const JobControl& control) -> StageResult {
            return previewNewSpace(plan, *models, 8, control);
        });
    }

    void receive(Outcome<StageResult> outcome)
    {
        const Stage done = std::exchange(stage, Stage::Idle);
        wait.forget();
        if (done == Stage::Idle) {
            return; // it rests
        }
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            problem = QString::fromStdString(failure->message);
            if (done == Stage::Planning) {
                plan.reset();
            }
            if (done != Stage::Finding) { // what could not be added changes nothing
                preview.reset();
            }
            Q_EMIT self.changed();
            return;
        }
        StageResult& result = std::get<StageResult>(outcome);
        if (auto* found = std::get_if<FoundPieces>(&result)) {
            pieces = std::move(*found);
            look();
        } else if (auto* made = std::get_if<NewSpacePlan>(&result)) {
            plan = std::move(*made);
            pieces.notes = plan->pieces.notes;
            if (plan->isComplete()) {
                lookThrough();
            } else {
                preview.reset();
                Q_EMIT self.changed();
            }
        } else if (auto* seen = std::get_if<NewSpacePreview>(&result)) {
            preview = std::move(*seen);
            Q_EMIT self.changed();
        } else {
            untrusted = std::get<Untrusted>(std::move(result));
            problem = QString::fromStdString(untrusted->sentence);
            plan.reset();
            preview.reset();
            Q_EMIT self.changed();
        }
    }
};

NewSpaceDraft::NewSpaceDraft(EngineWish wish, const Settings& settings, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl(*this, std::move(wish), settings))
{
    connect(&m_impl->wait, &EngineWait::changed, this, &NewSpaceDraft::changed);
}

NewSpaceDraft::~NewSpaceDraft() = default;

void NewSpaceDraft::take(const std::vector<Path>& paths)
{
    m_impl->find(paths);
}

void NewSpaceDraft::setPiece(PieceKind kind, const Path& path)
{
    FoundPieces& pieces = m_impl->pieces;
    std::erase_if(pieces.pieces, [kind](const Piece& piece) { return piece.kind == kind; });
    pieces.pieces.push_back(
        {.kind = kind, .path = path, .array = {}, .sentence = path.filename().string() + " is taken as you said."});
    std::ranges::sort(pieces.pieces, {}, &Piece::kind);
    m_impl->look();
}

void NewSpaceDraft::removePiece(PieceKind kind)
{
    if (std::erase_if(m_impl->pieces.pieces, [kind](const Piece& piece) { return piece.kind == kind; }) > 0) {
        m_impl->look();
    }
}

void NewSpaceDraft::setAnswers(const NewSpaceAnswers& answers)
{
    if (std::exchange(m_impl->answers, answers) != answers) {
        m_impl->look();
    }
}

std::string NewSpaceDraft::trust()
{
    if (!m_impl->untrusted) {
        return {};
    }
    const std::string hash = m_impl->untrusted->hash;
    m_impl->trusted.insert(hash);
    m_impl->look();
    return hash;
}

void NewSpaceDraft::lookAgain()
{
    m_impl->look();
}

void NewSpaceDraft::setPlace(const Path& out)
{
    m_impl->placeJob.request([out](const JobControl&) { return lookAtPlace(out); });
}

void NewSpaceDraft::rest()
{
    m_impl->stage = Stage::Idle;
    m_impl->wait.forget();
    m_impl->job.request([engines = m_impl->engines](const JobControl&) -> StageResult {
        engines->finish();
        return std::monostate();
    });
}

NewSpaceDraft::Stage NewSpaceDraft::stage() const
{
    return m_impl->stage;
}

const FoundPieces& NewSpaceDraft::pieces() const
{
    return m_impl->pieces;
}

const NewSpaceAnswers& NewSpaceDraft::answers() const
{
    return m_impl->answers;
}

const NewSpacePlan* NewSpaceDraft::plan() const
{
    return m_impl->plan ? &*m_impl->plan : nullptr;
}

const NewSpacePreview* NewSpaceDraft::preview() const
{
    return m_impl->preview ? &*m_impl->preview : nullptr;
}

const QString& NewSpaceDraft::problem() const
{
    return m_impl->problem;
}

bool NewSpaceDraft::needsTrust() const
{
    return m_impl->untrusted.has_value();
}

const QString& NewSpaceDraft::overdue() const
{
    return m_impl->wait.sentence();
}

SpacePlace NewSpaceDraft::place() const
{
    return m_impl->place;
}

bool NewSpaceDraft::isReady() const
{
    return m_impl->stage == Stage::Idle && m_impl->plan && m_impl->plan->isComplete() && m_impl->preview &&
           !m_impl->placeJob.isBusy();
}

EngineWish NewSpaceDraft::wish() const
{
    return m_impl->wish;
}
