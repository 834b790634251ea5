// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/LiveEngine.h"
#include "latent/GroupSummaries.h"
#include "session/Session.h"
#include "space/LabelAgreement.h"

#include <QImage>

/// What the groups of samples are like that the user sees: the selection, and the values of the label that the map is
/// coloured by (classes, clusters). Computed while somebody wants it.
class GroupOverview : public QObject
{
    Q_OBJECT

public:
    struct Group
    {
        std::string value; ///< of the label; empty: the selection
        GroupSummary summary;
        QImage centre;  ///< its mean, decoded; null while there is no engine
        QString labels; ///< of the selection, in words: "class: 12 Bag, 3 Coat"
        /// How well a label's value lies together and apart from the others; none of the selection, of a label with one
        /// value, and until it was measured.
        std::optional<GroupSilhouette> silhouette;
    };

    /// How far the label at hand says the same as another one.
    struct Agreement
    {
        std::string label;
        LabelAgreement with; ///< the values at hand are its clusters, those of `label` its classes
    };

    GroupOverview(const Session& session, LiveEngine& engine, QObject* parent = nullptr);
    ~GroupOverview() override;

    /// Nothing is computed while nobody looks.
    void setWanted(bool wanted);
    /// The selection first; of what was answered last.
    [[nodiscard]] const std::vector<Group>& groups() const;
    [[nodiscard]] QString message() const; ///< why there are none; empty when there are, or will be
    /// With each other label of 2 to mostGroups values; the one that says most of the same first.
    [[nodiscard]] const std::vector<Agreement>& agreements() const;

    /// Silhouettes are measured in an engine of their own, behind all else.
    [[nodiscard]] bool isRunning() const;
    void stop();                                     ///< there are none then, until other groups are looked at
    [[nodiscard]] QString silhouetteMessage() const; ///< why there are none; empty when there are, or will be

    static constexpr std::size_t mostGroups = 100;

Q_SIGNALS:
    void changed();
    void runningChanged();
    void progressed(double fraction); ///< of measuring silhouettes

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
