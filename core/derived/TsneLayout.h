// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/LiveEngine.h"
#include "session/Session.h"

#include <functional>
#include <optional>

/// What a t-SNE map is computed with, and whether it may begin now.
struct TsneWish
{
    std::optional<TsneOptions> options; ///< none: there shall be no such map
    bool mayStart = false;              ///< what runs already goes on without
};

/// The samples laid out by t-SNE, in an engine of its own, once the session's map is to be that one. Its places can be
/// watched while they are computed. What the space brings along is taken as it is, and what was computed is kept in the
/// cache; one that is given more iterations goes on from where it is.
class TsneLayout : public QObject
{
    Q_OBJECT

public:
    using Wish = std::function<TsneWish(const SessionState&)>;
    /// `folder` is where computed maps are kept.
    TsneLayout(const Session& session, LiveEngine& engine, std::filesystem::path folder, Wish wish = sessionsMap,
               QObject* parent = nullptr);
    ~TsneLayout() override;

    [[nodiscard]] static TsneWish sessionsMap(const SessionState& state); ///< the map that the session is about
    void refresh(); ///< the wish is another, and the session is not

    enum class Status {
        Idle,    ///< not asked for, or nothing to lay out
        Asking,  ///< it will take long: waits for `start`
        Running, ///< looks into the space and the cache, or computes
        Stopped, ///< by the user, now or another time; the places are those of then
        Failed,
        Done,
    };
    [[nodiscard]] Status status() const;
    [[nodiscard]] const TsneOptions& options() const; ///< of the map that is asked for
    /// n x 2, those of now; null before the first ones.
    [[nodiscard]] std::shared_ptr<const LatentTable> positions() const;
    [[nodiscard]] const TsneProgress& progress() const; ///< without its positions
    [[nodiscard]] const TsneMap& map() const;           ///< how good it is, without its positions; of Done and Stopped
    [[nodiscard]] QString problem() const;              ///< of Failed
    [[nodiscard]] double expectedSeconds() const;       ///< for all that is missing, a guess
    /// For `iterations` of them: there is no map yet, or another one.
    [[nodiscard]] double expectedSeconds(int iterations) const;
    /// Samples were added to those that were laid out before: all of them are laid out anew.
    [[nodiscard]] bool hasGrown() const;

    [[nodiscard]] bool isRunning() const { return status() == Status::Running; }
    void start(); ///< after Asking, Stopped and Failed; goes on from the places that there are
    void stop();  ///< keeps the places

    /// Samples above which it asks before it computes.
    static constexpr std::size_t mostUnasked = 20'000;

Q_SIGNALS:
    void changed(); ///< status or quality
    void moved();   ///< places and progress
    void runningChanged();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
