// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/Variations.h"

/// Writes what the panel Variations shows as pictures of the decoder's full size: decoded once more, behind the hand.
class VariationSave : public QObject
{
    Q_OBJECT

public:
    VariationSave(const Variations& variations, LiveEngine& engine, QObject* parent = nullptr);
    ~VariationSave() override;

    /// A name that ends in .png: one sheet, `columns` pictures a row. Any other: a folder of one PNG each, 000000.png
    /// and so on. A sample without and with the edits is two pictures.
    void save(const std::filesystem::path& target, int columns);
    [[nodiscard]] bool isRunning() const;
    void stop(); ///< nothing is written

Q_SIGNALS:
    void saved(const QString& line);
    void failed(const QString& message);
    void runningChanged();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
