// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/LiveEngine.h"
#include "jobs/LatestJob.h"
#include "session/Session.h"
#include "session/SessionFile.h"
#include "session/Settings.h"

/// Brings spaces and saved sessions into the session: reads in the background, loads the model, and only then edits.
/// What fails leaves the session as it is. It also keeps the engine at the session's space when that changes by undo.
class SpaceOpener : public QObject
{
    Q_OBJECT

public:
    /// `settings` gives device and answers about bare decoders, and takes new answers and recent spaces.
    SpaceOpener(Session& session, LiveEngine& engine, Settings& settings, std::filesystem::path executable,
                QObject* parent = nullptr);

    /// A space folder, a bare decoder or an embedded space's name. One undo step when all went well; the first space of
    /// a session is where its history begins.
    void open(const std::filesystem::path& space);
    enum class SessionOf { User, Program };
    /// Replaces the session and its history by a saved one. What the program keeps for itself is no recent file.
    void openSession(const std::filesystem::path& file, SessionOf whose = SessionOf::User);
    /// Where generated samples are kept, for sessions that have some.
    void setGeneratedFolder(const std::filesystem::path& folder) { m_generatedFolder = folder; }
    /// Loads the session's model again: another device was chosen, or the engine had given up.
    void reload();

    /// Asks about the session's bare decoder again; false when the session has none.
    bool askAgain();
    /// The user's answer to `asked`; or none.
    void answer(const SpaceHints& hints);
    void dismiss();
    /// The user's answer to `trustAsked`: it is remembered by what is in the model's files.
    void trust();
    /// Stops whatever is being opened; the session's own model comes back.
    void cancel();

    [[nodiscard]] bool isOpening() const { return m_reading.isBusy() || m_readingSession.isBusy() || m_pending; }

Q_SIGNALS:
    void began(const QString& name);
    void ended(); ///< well, badly or by a question
    void opened(const QString& name);
    void sessionOpened(const QString& warning); ///< empty: all is as it was
    void userSessionOpened(const std::filesystem::path& file);
    /// The session that is now open had generated samples, which have to be made again; `lost` has what belongs to
    /// them.
    void samplesLost(const GenerationRecipe& recipe, const SessionState& lost);
    void failed(const QString& message);
    void asked(ModelProblem problem, const QString& model, const QString& reason, const SpaceHints& known);
    void trustAsked(const QString& reason); ///< the model would run without a wall
    void settingsChanged();

private:
    void receive(std::shared_ptr<const Space> space);
    void loadModelOf(const std::shared_ptr<const Space>& space);
    void finish();
    void followSession();
    void explainFailure(ModelProblem problem, const QString& reason);
    void fail(const QString& message);
    [[nodiscard]] LoadRequest requestFor(const Space& space) const;

    Session& m_session;
    LiveEngine& m_engine;
    Settings& m_settings;
    std::filesystem::path m_executable;
    std::filesystem::path m_generatedFolder;
    std::shared_ptr<const Space> m_pending; ///< read, its model being loaded; the session does not have it yet
    std::optional<SpaceHints> m_hints;      ///< answers for `m_pending`, kept when it has loaded with them
    std::shared_ptr<const Space> m_loaded;  ///< what the engine was last asked for
    LatestJob<std::string> m_hashing;       ///< of a model that the user trusts
    LatestJob<std::shared_ptr<const Space>> m_reading;
    std::filesystem::path m_sessionFile; ///< being read, when it is one of the user's
    LatestJob<ReadSession> m_readingSession;
};

/// What the engine needs to know of `space`.
[[nodiscard]] LoadRequest loadRequestOf(const Space& space, const std::string& device);
/// The state in which a space opens: at its first sample, so that the first picture is one of its own.
[[nodiscard]] SessionState firstStateOf(std::shared_ptr<const Space> space);
