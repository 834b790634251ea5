// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/TsneLayout.h"

#include <QWidget>

class AxesBar;
class DatasetMap;
class KeptMapBar;
class QFrame;
class QTabBar;
class QToolButton;
class TsneStatus;

/// Which map is shown: a tab for each kind; and of the one that is computed while it is watched, where it stands,
/// buttons that start and stop it and give it more steps, and its options.
class ProjectionBar : public QWidget
{
    Q_OBJECT

public:
    ProjectionBar(Session& session, TsneLayout& tsne, const DatasetMap& map, QWidget* parent = nullptr);

    [[nodiscard]] const QString& statusText() const;

Q_SIGNALS:
    void fileAsked(); ///< with a map that was computed elsewhere
    void keptRenameAsked();
    void keptRemovalAsked();

private:
    void buildOptions();
    void showKept();
    void choose(MapKind kind);
    void showState();
    void showMore();
    void showOptions();
    void edit(const QString& text, const std::function<void(MapProjection&)>& change);

    Session& m_session;
    TsneLayout& m_tsne;
    QTabBar* m_kinds;
    QWidget* m_tsneRow; ///< below the tabs, as those of the other kinds
    TsneStatus* m_status;
    QToolButton* m_more;
    QToolButton* m_options;
    AxesBar* m_axes;
    KeptMapBar* m_kept; ///< the maps that lie in the space's folder
    QFrame* m_popup = nullptr;
};
