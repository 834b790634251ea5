// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/DecodedGround.h"

#include <filesystem>

/// The plane of the shown map as one picture, each tile decoded: the manifold, for looking at and for saving. Decoded
/// in an engine of its own while somebody wants it, and anew when map, inputs or wish are others.
class GroundPicture : public QObject
{
    Q_OBJECT

public:
    struct Wish
    {
        int columns = 24;            ///< tiles in a row; the rows follow from the map's proportions
        std::optional<MapRect> part; ///< of the map; none: all samples
        bool isMasked = true;        ///< transparent where no sample is near
        bool operator==(const Wish&) const = default;
    };
    static constexpr int fewestColumns = 2;
    static constexpr int mostColumns = 128;

    GroundPicture(const Session& session, LiveEngine& engine, const ShownMap& shown, const DecodedGround& ground,
                  QObject* parent = nullptr);
    ~GroundPicture() override;

    /// None: nobody looks; what runs is given up, and the picture forgotten.
    void setWish(const std::optional<Wish>& wish);

    [[nodiscard]] const QImage& image() const; ///< null until it is decoded
    [[nodiscard]] QSize tiles() const;         ///< of the picture: columns and rows
    [[nodiscard]] QString message() const;     ///< why there is none, or what is wrong with it; empty when all is well
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] double fraction() const; ///< of what runs
    void stop();                           ///< until `again`, or another wish
    void again();

    /// Writes the picture as PNG, in the background: without alpha where nothing is bare, in grey where the decoder is.
    void save(const std::filesystem::path& file);

Q_SIGNALS:
    void changed(); ///< picture, message or progress
    void written(const QString& line);
    void failed(const QString& message);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
