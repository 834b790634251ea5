// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/LiveEngine.h"
#include "session/Session.h"

/// Adds pictures from outside to the space's samples on disk, off the GUI thread, and lets the session have the space
/// as it then is: one step.
class SampleAddition : public QObject
{
    Q_OBJECT

public:
    SampleAddition(Session& session, LiveEngine& engine, QObject* parent = nullptr);
    ~SampleAddition() override;

    /// The picture that the session keeps, with the current point as its latent.
    void addOutside();
    /// Picture files: encoded where there is an encoder, else inverted one after another in an engine of their own.
    void addFiles(std::vector<std::filesystem::path> files);
    /// What is done by then is added.
    void stop();
    [[nodiscard]] bool isRunning() const;

Q_SIGNALS:
    void runningChanged();
    void progressed(double fraction);
    void added(const QString& line);     ///< how many, and what was left out
    void failed(const QString& message); ///< nothing was added

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
