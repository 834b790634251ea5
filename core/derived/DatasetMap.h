// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/LiveEngine.h"
#include "session/Session.h"

/// The samples along their principal components, computed when the space changes: narrow latents in this process, wide
/// ones by an engine.
class DatasetMap : public QObject
{
    Q_OBJECT

public:
    DatasetMap(const Session& session, LiveEngine& engine, QObject* parent = nullptr);
    ~DatasetMap() override;

    /// All d components (null until computed or without samples); shared, so that workers can keep it.
    [[nodiscard]] std::shared_ptr<const PrincipalComponents> components() const;
    /// The samples along the first two, n x 2 (or 1, where there is one component).
    [[nodiscard]] std::shared_ptr<const LatentTable> coordinates() const;
    /// The samples that both are of, or will be; null without two.
    [[nodiscard]] std::shared_ptr<const LatentTable> latents() const;
    [[nodiscard]] QString message() const; ///< why there is none, in one sentence; empty when there is
    void tryAgain();                       ///< after `failed`

    [[nodiscard]] bool isRunning() const;
    void stop(); ///< until the engine is ready again, or another space is opened

Q_SIGNALS:
    void changed();
    void runningChanged();
    void failed(const QString& why); ///< it is not tried again by itself

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
