// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/BesideMap.h"

#include "controls/FlatButton.h"
#include "controls/ShorteningLabel.h"
#include "plots/MapCanvas.h"
#include "plots/MapView.h"
#include "plots/TrustLine.h"
#include "plots/TsneStatus.h"
#include "session/TsneEdits.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QVBoxLayout>

namespace {
constexpr int percent = 100;
} // namespace

BesideMap::BesideMap(Session& session, SecondSeed& second, const DatasetMap& basis, const SamplePictures& pictures,
                     QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_second(second)
    , m_status(new TsneStatus(second.tsne, QStringLiteral("beside")))
    , m_agreement(new ShorteningLabel)
    , m_view(new MapView(session, second.shown, basis, second.placement, pictures))
{
    setObjectName("besideMap");
    m_view->setObjectName("besideMapView");
    m_view->canvas().setAccessibleName(tr("t-SNE map of another seed"));
    m_agreement->setObjectName("besideAgreement");
    auto* const next = makeFlatButton(QStringLiteral("besideNext"), tr("Next seed"),
                                      tr("Compute the map beside from yet another seed"));
    auto* const close = makeFlatButton(QStringLiteral("besideClose"), tr("Close"),
                                       tr("Close the map beside; the first one has the place to itself again"));
    auto* const rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(4);
    auto* const row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(m_status, 1);
    row->addWidget(next);
    row->addWidget(close);
    rows->addLayout(row);
    rows->addWidget(m_agreement);
    rows->addWidget(m_view, 1);
    connect(next, &QToolButton::clicked, this, [this] {
        m_session.edit(tr("Another seed beside the map"),
                       [](SessionState& state) { showAnotherSeed(state.projection); });
    });
    connect(close, &QToolButton::clicked, this, [this] {
        m_session.edit(tr("Close the map beside"), [](SessionState& state) { state.projection.besideSeed.reset(); });
    });
    connect(&session, &Session::mapChanged, this, &BesideMap::showState);
    connect(&session, &Session::mapChanged, this, &BesideMap::showAgreement);
    connect(&second.agreement, &SeedAgreement::changed, this, &BesideMap::showAgreement);
    connect(&second.tsne, &TsneLayout::changed, this, &BesideMap::showAgreement);
    connect(&second.trust, &ShownTrust::changed, this, &BesideMap::showAgreement);
    showState();
    showAgreement();
}

void BesideMap::showState()
{
    if (const auto& seed = m_session.state().projection.besideSeed) {
        m_status->setPrefix(tr("Seed %1").arg(locale().toString(qulonglong{*seed})));
    }
}

void BesideMap::showAgreement()
{
    const std::optional<double> share = m_second.agreement.share();
    const bool isWaiting = m_second.tsne.status() == TsneLayout::Status::Idle;
    const QString figure = share ? locale().toString(percent * *share, 'f', 0) : QString();
    const QStringList common =
        share       ? QStringList{tr("%1 % of neighbours are the same").arg(figure), tr("%1 % the same").arg(figure)}
        : isWaiting ? QStringList(tr("Waits for the first map"))
                    : QStringList{tr("What both have in common is said when both are at rest"), tr("Not at rest yet")};
    const QString trust = m_session.state().map.coloursByTrust ? trustLine(m_second.trust) : QString();
    const QString before = trust.isEmpty() ? QString() : trust + QStringLiteral(" · ");
    const QString figures = m_second.trust.trust() ? before : QString();
    m_agreement->setForms({before + common.front(), before + common.back(), figures + common.back()});
    m_agreement->setToolTip(
        tr("%1\nOf each sample's %2 nearest on one map, the share that is among its %2 nearest on the other (mean of "
           "%3 samples). Groups that both maps show are hardly chance.")
            .arg(m_agreement->text(), locale().toString(qulonglong{SeedAgreement::neighbours}),
                 locale().toString(qulonglong{m_second.agreement.asked()})));
}
