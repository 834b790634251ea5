// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/SamplePictures.h"
#include "derived/SecondSeed.h"

#include <QWidget>

class ShorteningLabel;
class MapView;
class TsneStatus;

/// The t-SNE map of another seed beside the first one, with what both have in common. Colours, selection and point are
/// the session's, so they are the same on both.
class BesideMap : public QWidget
{
    Q_OBJECT

public:
    BesideMap(Session& session, SecondSeed& second, const DatasetMap& basis, const SamplePictures& pictures,
              QWidget* parent = nullptr);

    [[nodiscard]] MapView& view() const { return *m_view; }

private:
    void showState();
    void showAgreement();

    Session& m_session;
    SecondSeed& m_second;
    TsneStatus* m_status;
    ShorteningLabel* m_agreement;
    MapView* m_view;
};
