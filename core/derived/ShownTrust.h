// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/ShownMap.h"
#include "latent/MapTrust.h"

/// How far the places on the map that is shown can be trusted, each sample's: measured by an engine of its own while
/// the map is coloured by it and stands still, and kept in the cache.
class ShownTrust : public QObject
{
    Q_OBJECT

public:
    using IsAsked = std::function<bool(const SessionState&)>;
    [[nodiscard]] static bool coloursByTrust(const SessionState& state) { return state.map.coloursByTrust; }

    /// `folder` is where it is kept; `isAsked` says of a state whether the map shows it.
    ShownTrust(const Session& session, LiveEngine& engine, const ShownMap& map, const TsneLayout& tsne,
               std::filesystem::path folder, IsAsked isAsked = coloursByTrust, QObject* parent = nullptr);
    ~ShownTrust() override;

    /// Of each sample, NaN for those without a place; null while it is not asked for or not known yet.
    [[nodiscard]] std::shared_ptr<const MapTrust> trust() const;
    [[nodiscard]] QString message() const; ///< why there is none, in one sentence; empty when there is

    [[nodiscard]] bool isRunning() const;
    void stop(); ///< until another map is shown, or it is asked for anew

Q_SIGNALS:
    void changed();
    void runningChanged();
    void progressed(double fraction);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
