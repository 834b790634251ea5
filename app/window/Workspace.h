// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/AttributeFit.h"
#include "derived/ClusterSearch.h"
#include "derived/DecodedGround.h"
#include "derived/DecodedPreview.h"
#include "derived/DepthInSamples.h"
#include "derived/GroundPicture.h"
#include "derived/GroupOverview.h"
#include "derived/Influence.h"
#include "derived/JobList.h"
#include "derived/LabelSaving.h"
#include "derived/MapFiles.h"
#include "derived/MapSaving.h"
#include "derived/MappedDraw.h"
#include "derived/NearestToPoint.h"
#include "derived/PairFit.h"
#include "derived/PictureInversion.h"
#include "derived/PictureMemory.h"
#include "derived/PointPlacement.h"
#include "derived/SampleAddition.h"
#include "derived/SampleGeneration.h"
#include "derived/SamplePictures.h"
#include "derived/SecondSeed.h"
#include "derived/SelectionGrowth.h"
#include "derived/SelectionProfile.h"
#include "derived/ShownTrust.h"
#include "derived/SlowJob.h"
#include "derived/VariationSave.h"
#include "session/Autosave.h"
#include "window/SpaceOpener.h"
#include "window/StartOptions.h"

#include <optional>

/// Everything of a window but its face: settings, session, engine and what is derived from both. Members stand in the
/// order in which they depend on each other; the opener hears of a new space before those who would decode with it.
class Workspace : public QObject
{
    Q_OBJECT

public:
    explicit Workspace(StartOptions startOptions);
    ~Workspace() override;

    /// Takes new preferences, writes them, and lets engine and views follow.
    void setSettings(const Settings& next);
    /// One step to undo: the space comes back as it was.
    void closeSpace();
    /// The session was saved to `session`: a recent file that looks like the picture of now.
    void remember(const std::filesystem::path& session);
    /// Opens what the command line names, else the last session, else the first embedded space.
    void start();

    const StartOptions options;

private:
    std::string m_settingsProblem;
    Settings m_written; ///< as on disk, without what the command line chose for this run

public:
    Settings settings;
    Session session;
    LiveEngine engine;
    SpaceOpener opener;
    DatasetMap map;
    TsneLayout tsne;
    SecondSeed secondSeed;
    AxesLayout axes;
    ShownMap shownMap;
    ShownTrust trust;
    MapFiles mapFiles;
    PointPlacement placement;
    DecodedGround ground;
    GroundPicture groundPicture;
    SliderStatistics statistics;
    SelectionProfile selectionProfile;
    Influence influence;
    MappedDraw mappedDraw;
    SamplePictures samples;
    NearestToPoint nearest;
    DepthInSamples depth;
    DecodedPreview preview;
    Variations variations;
    VariationSave variationSave;
    PictureMemory pictures;
    PictureInversion inversion;
    PairFit pairFit;
    SampleAddition addition;
    JobList jobs;
    AttributeFit attributeFit;
    SampleGeneration generation;
    ClusterSearch clusters;
    SelectionGrowth growth;
    GroupOverview groups;
    LabelSaving labelSaving;
    MapSaving mapSaving;

Q_SIGNALS:
    void settingsChanged(); ///< how things look, or where models run
    void problem(const QString& message);
    void lastSessionOffered(const QString& file);
    void fileNamed(const QString& file); ///< on the command line: to be taken like one that is dropped

private:
    void writePreferences();
    void keepSession();
    void listOpening();
    void listSlowWork();
    void takeMappedPrior();
    void openFirstSpace();

    std::optional<Autosave> m_autosave;
    std::optional<int> m_openingJob;
};
