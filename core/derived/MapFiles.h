// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/ShownMap.h"
#include "space/MapTable.h"

/// Maps that come from files and go to files, read and written in the background.
class MapFiles : public QObject
{
    Q_OBJECT

public:
    /// `beside` is the map of another seed, `executable` the running program: the spaces that came with it are nobody's
    /// to write to.
    MapFiles(Session& session, const ShownMap& map, const ShownMap& beside, const TsneLayout& tsne,
             std::filesystem::path executable, QObject* parent = nullptr);
    ~MapFiles() override;

    /// A map that was computed elsewhere, for the samples that are shown; `read` tells what is in it.
    void readFrom(const std::filesystem::path& file);
    [[nodiscard]] bool isRunning() const; ///< it is being read
    void stop();                          ///< that file is not read then
    /// Two columns of a table become labels, and the map's axes: one step to undo. `name` is the table's.
    void show(const MapTable& table, std::size_t x, std::size_t y, const QString& name);

    enum class What { Table, Places, Latents };
    /// Of `samples` (ascending): their labels and places as CSV, or places or latents as .npy; places on both maps
    /// where another seed stands beside the first.
    void write(What what, SampleSet samples, const std::filesystem::path& file);
    /// The places of the map that is shown become two labels called "`name` x" and "`name` y"; one step to undo.
    void keepAsLabels(const QString& name);
    /// The map that is shown becomes one of those that the space keeps, in place of one that has the name, and is shown
    /// as that. One step to undo, as the two below; MapSaving writes the folder.
    void keepInSpace(const QString& name);
    /// The kept map that is chosen is taken from those that the space keeps, or called `name` from now on.
    void removeKept();
    void renameKept(const QString& name);
    [[nodiscard]] QString whyKeptMapStays() const; ///< empty: it can be removed and renamed
    /// What it may be called: "t-SNE", "PCA", or the axes.
    [[nodiscard]] QString proposedName() const;

Q_SIGNALS:
    void read(const std::shared_ptr<const MapTable>& table, const QString& name);
    void runningChanged();
    void progressed(double fraction); ///< of reading
    void written(const QString& line);
    void failed(const QString& message);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
