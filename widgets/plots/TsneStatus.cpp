// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/TsneStatus.h"

#include "controls/FlatButton.h"
#include "controls/ShorteningLabel.h"

#include <QHBoxLayout>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace {
constexpr int percent = 100;
using Status = TsneLayout::Status;
} // namespace

QString durationText(double seconds)
{
    const int whole = std::max(1, static_cast<int>(std::lround(seconds)));
    return whole < 90 ? TsneStatus::tr("%1 s").arg(whole) : TsneStatus::tr("%1 min").arg((whole + 30) / 60);
}

TsneStatus::TsneStatus(TsneLayout& tsne, const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_tsne(tsne)
    , m_label(new ShorteningLabel)
    , m_action(makeFlatButton(name + QStringLiteral("Action"), QString(), QString()))
{
    m_label->setObjectName(name + QStringLiteral("Status"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_label, 1);
    row->addWidget(m_action);
    connect(m_action, &QToolButton::clicked, this, [this] { m_tsne.isRunning() ? m_tsne.stop() : m_tsne.start(); });
    connect(&tsne, &TsneLayout::changed, this, &TsneStatus::showStatus);
    connect(&tsne, &TsneLayout::moved, this, &TsneStatus::showStatus);
    showStatus();
}

void TsneStatus::setPrefix(const QString& prefix)
{
    m_prefix = prefix;
    showStatus();
}

const QString& TsneStatus::text() const
{
    return m_label->text();
}

/// In fewer and fewer words; the figures stay.
QStringList TsneStatus::qualityForms() const
{
    const TsneMap& map = m_tsne.map();
    const QString kl = locale().toString(map.divergence, 'f', 2);
    const QString kept = locale().toString(percent * map.neighboursKept, 'f', 0);
    const QString usual = tr("KL %1 · %2 % of neighbours kept").arg(kl, kept);
    QStringList forms = {usual, tr("KL %1 · %2 % kept").arg(kl, kept), tr("KL %1 · %2 %").arg(kl, kept)};
    if (map.neighbourRecall) {
        forms.prepend(tr("%1 · from approximate neighbours").arg(usual));
    }
    return forms;
}

QStringList TsneStatus::statusForms() const
{
    const TsneProgress& progress = m_tsne.progress();
    const TsneMap& map = m_tsne.map();
    const auto after = [](const QString& before, QStringList forms) {
        std::ranges::for_each(forms, [&](QString& form) { form.prepend(before); });
        return forms;
    };
    const QStringList anew =
        m_tsne.hasGrown() ? QStringList(tr("Samples were added: all are laid out anew · ")) : QStringList();
    const auto mayBeAnew = [&](const QString& text) { return after(anew.join(QString()), {text}) + QStringList(text); };
    switch (m_tsne.status()) {
    case Status::Idle:
        return {};
    case Status::Asking:
        return mayBeAnew(tr("Takes about %1").arg(durationText(m_tsne.expectedSeconds())));
    case Status::Running: {
        if (progress.iteration == 0) {
            return mayBeAnew(tr("Looking for neighbours…"));
        }
        const QString kl = tr("KL %1").arg(locale().toString(progress.divergence, 'f', 2));
        const QString done =
            tr("%1 of %2 · %3")
                .arg(locale().toString(progress.iteration), locale().toString(m_tsne.options().iterations), kl);
        const QString left =
            progress.secondsLeft >= 0 ? tr(" · %1 left").arg(durationText(progress.secondsLeft)) : QString();
        return {done + left, done, kl};
    }
    case Status::Stopped:
        return map.iterations > 0
                   ? after(tr("Stopped at %1 · ").arg(locale().toString(map.iterations)), qualityForms()) +
                         qualityForms().last(1)
                   : QStringList(tr("Stopped"));
    case Status::Failed:
        return QStringList(m_tsne.problem());
    case Status::Done:
        return qualityForms();
    }
    return {};
}

QString TsneStatus::actionText() const
{
    const bool hasPlaces = m_tsne.map().iterations > 0;
    switch (m_tsne.status()) {
    case Status::Running:
        return tr("Stop");
    case Status::Asking:
        return tr("Compute");
    case Status::Stopped:
        return hasPlaces ? tr("Go on") : tr("Compute");
    case Status::Failed:
        return hasPlaces ? tr("Go on") : tr("Compute anew");
    case Status::Idle:
    case Status::Done:
        return {};
    }
    return {};
}

QString TsneStatus::actionTip() const
{
    if (m_tsne.isRunning()) {
        return tr("Stop; the map stays as it is now, and can go on from there");
    }
    if (const int done = m_tsne.map().iterations; done > 0) {
        return tr("Go on from iteration %1 to %2, in the background; takes about %3")
            .arg(locale().toString(done), locale().toString(m_tsne.options().iterations),
                 durationText(m_tsne.expectedSeconds()));
    }
    return tr("Compute the t-SNE map, in the background");
}

/// What approximate neighbours are, and how good. With many samples only.
QString TsneStatus::recallText() const
{
    const auto& recall = m_tsne.map().neighbourRecall;
    return recall ? tr("\nApproximate neighbours: of those that the map was made from, %1 % are the true nearest ones, "
                       "measured on 1,000 samples")
                        .arg(locale().toString(percent * *recall, 'f', 1))
                  : QString();
}

void TsneStatus::showStatus()
{
    QStringList forms = statusForms();
    if (!m_prefix.isEmpty()) {
        std::ranges::for_each(forms, [this](QString& form) { form.prepend(m_prefix + QStringLiteral(" · ")); });
        forms = forms.isEmpty() ? QStringList(m_prefix) : forms;
    }
    m_label->setForms(forms);
    const QString& text = m_label->text();
    m_label->setToolTip(
        text.isEmpty() ? QString()
                       : tr("%1\n%2 iterations done; KL: how far the map's neighbourhoods are from those in latent "
                            "space, 0 is best; neighbours kept: of each sample's 10 nearest, the share that is among "
                            "its 10 nearest on the map")
                                 .arg(text, locale().toString(m_tsne.isRunning() ? m_tsne.progress().iteration
                                                                                 : m_tsne.map().iterations)) +
                             recallText());
    const QString action = actionText();
    m_action->setText(action);
    m_action->setAccessibleName(action);
    m_action->setToolTip(actionTip());
    m_action->setVisible(!action.isEmpty());
}
