// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/LiveEngine.h"

#include <QImage>

/// Pictures that the live engine decoded behind all that the hand waits for.
struct DecodedRows
{
    std::vector<QImage> pictures; ///< RGB32, one for each row; null where the decoder has none
    std::string refusal;          ///< why, of the last one that it refused; NaN and infinite values are no refusal
    bool isEngineLost = false;
};

/// Decodes rows of the loaded model, one picture each, shrunk to `small` (at most the decoder's own shape). On a
/// worker's thread. Throws nothing that the engine says: a refused row is a null picture.
[[nodiscard]] DecodedRows decodeRows(EngineProcess& process, const LatentTable& rows, PictureShape small,
                                     const JobControl& control);

/// A model that dies or hangs at some point must not take the engine from the hand again and again: remembers which
/// engine was asked, and says when enough were lost.
class EngineLosses
{
public:
    static constexpr int most = 2; ///< for one question

    explicit EngineLosses(const LiveEngine& engine)
        : m_engine(engine)
    {
    }
    void startAfresh() { m_losses = 0; }
    /// `process` is about to be asked.
    void ask(const std::shared_ptr<EngineProcess>& process);
    /// Whether it is one that was lost: another will be ready.
    [[nodiscard]] bool isLost(const std::shared_ptr<EngineProcess>& process) const { return process == m_lost.lock(); }

    enum class Verdict { GoOn, StoppedByUser, TooMany };
    /// The engine that was asked last was lost.
    [[nodiscard]] Verdict lose();

private:
    const LiveEngine& m_engine;
    int m_losses = 0;
    quint64 m_stopsSeen = 0;
    std::weak_ptr<EngineProcess> m_asked;
    std::weak_ptr<EngineProcess> m_lost;
};
