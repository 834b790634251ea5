// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/LiveEngine.h"
#include "session/Session.h"

#include <QByteArray>

/// Takes a picture from outside into the space: the session keeps it, and the current point goes where its picture is
/// like it. With an encoder that is one step; without one the point is looked for in an engine of its own, and the
/// current point follows the search, all of it one step to undo.
class PictureInversion : public QObject
{
    Q_OBJECT

public:
    PictureInversion(Session& session, LiveEngine& engine, QObject* parent = nullptr);
    ~PictureInversion() override;

    enum class Status {
        Idle,
        Reading,   ///< and encoding, where there is an encoder
        Searching, ///< the point follows
        Stopped,   ///< by the user, by a move of the hand, or by an error: can go on
        Done       ///< nothing is gained any more
    };
    [[nodiscard]] Status status() const;
    [[nodiscard]] bool isRunning() const; ///< Reading or Searching
    [[nodiscard]] int step() const;       ///< of the search
    [[nodiscard]] int steps() const;      ///< at most
    [[nodiscard]] bool canSearch() const; ///< there is a picture that fits the decoder that is loaded

    /// A picture file, of any size.
    void take(const std::filesystem::path& file);
    /// The bytes of one, from the clipboard; `name` is what it is called.
    void take(const QByteArray& file, const QString& name);

    enum class Start {
        Here,    ///< at the current point: go on, or refine
        Anywhere ///< at the best of many draws and samples, others than the last time
    };
    void search(Start start);
    void stop();   ///< the point stays where the search is
    void forget(); ///< the picture

Q_SIGNALS:
    void changed();
    void runningChanged();
    void failed(const QString& message);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
