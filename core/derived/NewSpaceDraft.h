// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "create/NewSpace.h"
#include "create/SpacePlace.h"
#include "engine/EngineChoice.h"
#include "session/Settings.h"

#include <QObject>
#include <QString>

#include <memory>

/// A space to be made, as far as it is known: pieces, what is assumed of them, and a few pictures with what the models
/// make of them. It follows what somebody adds and answers, on a thread of its own; the newest counts.
class NewSpaceDraft : public QObject
{
    Q_OBJECT

public:
    enum class Stage {
        Idle,
        Finding,    ///< what the files are
        Planning,   ///< the models are loaded and probed
        Previewing, ///< a few pictures go through them
    };

    /// `wish` says which engines there are and how they are walled in. Where there is no wall it goes by `settings`
    /// (policy, trusted models, device); what is overdue is waited for.
    NewSpaceDraft(EngineWish wish, const Settings& settings, QObject* parent = nullptr);
    ~NewSpaceDraft() override;

    /// Files and folders that were dropped or chosen, known by their content; each takes the place of the piece of its
    /// kind.
    void take(const std::vector<std::filesystem::path>& paths);
    /// `path` is what somebody says it is.
    void setPiece(PieceKind kind, const std::filesystem::path& path);
    void removePiece(PieceKind kind);
    void setAnswers(const NewSpaceAnswers& answers);
    /// The models may run without a wall. Returns their hash, to be kept in the settings.
    std::string trust();
    void lookAgain(); ///< at pieces that may have changed
    void setPlace(const std::filesystem::path& out);
    /// Nobody looks any more: ends the work and the engines, which never blocks. Pieces and answers stay, and
    /// `lookAgain` goes on.
    void rest();

    [[nodiscard]] Stage stage() const;
    [[nodiscard]] const FoundPieces& pieces() const;
    [[nodiscard]] const NewSpaceAnswers& answers() const;
    /// Of pieces and answers as they are; while Finding or Planning of those before. Null when there is none.
    [[nodiscard]] const NewSpacePlan* plan() const;
    [[nodiscard]] const NewSpacePreview* preview() const; ///< likewise
    [[nodiscard]] const QString& problem() const;         ///< why there is no plan or no preview; else empty
    [[nodiscard]] bool needsTrust() const;                ///< it may be answered: the models would run without a wall
    [[nodiscard]] const QString& overdue() const; ///< a sentence while a model does not answer in time; else empty
    [[nodiscard]] SpacePlace place() const;       ///< of what `setPlace` named last, once it was looked at
    /// All is known and seen that is needed to make the space.
    [[nodiscard]] bool isReady() const;
    /// With which the plan was made: what makes the space takes the same.
    [[nodiscard]] EngineWish wish() const;

Q_SIGNALS:
    void changed(); ///< any of these

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
