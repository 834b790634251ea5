// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

#include <QObject>

#include <memory>

/// Writes attribute vectors into the space's space.json off the GUI thread: a slow disk must not hold the hand.
class AttributeSave : public QObject
{
    Q_OBJECT

public:
    explicit AttributeSave(QObject* parent = nullptr);
    ~AttributeSave() override;

    /// Adds to those still being written; one of the same name takes the place of the one on disk.
    void save(const std::shared_ptr<const Space>& space, const std::vector<AttributeSlider>& attributes);

Q_SIGNALS:
    void saved(const QString& line);
    void failed(const QString& message);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
