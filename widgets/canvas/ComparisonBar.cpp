// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/ComparisonBar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>

namespace {

QToolButton* makeButton(QWidget* parent, const char* name, const QString& text, const QString& tip)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(QLatin1String(name));
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(text);
    button->setAccessibleDescription(tip);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

QString errorText(double error)
{
    return ComparisonBar::tr("%1 %").arg(QLocale().toString(100 * error, 'f', 1));
}

ComparisonBar::ComparisonBar(const Session& session, PictureInversion& inversion, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_inversion(inversion)
    , m_text(new QLabel(this))
    , m_search(makeButton(this, "searchPoint", tr("Refine"),
                          tr("Search from the point at hand for one whose picture is nearer")))
    , m_anew(makeButton(this, "searchAnew", tr("Search anew"),
                        tr("Look for the point of this picture from the best of other random points")))
    , m_add(makeButton(this, "addToSamples", tr("Add to samples"),
                       tr("Write this picture and its point to the space's samples")))
    , m_forget(makeButton(this, "forgetOutside", QStringLiteral("×"), tr("Put this picture away")))
{
    setObjectName(QStringLiteral("comparisonBar"));
    m_text->setObjectName(QStringLiteral("comparisonText"));
    m_text->setForegroundRole(QPalette::WindowText);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_forget->setAccessibleName(tr("Put the picture away"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(8);
    layout->addWidget(m_text, 1);
    for (QToolButton* button : {m_search, m_anew, m_add, m_forget}) {
        layout->addWidget(button);
    }
    connect(m_search, &QToolButton::clicked, this, [this] {
        if (m_inversion.isRunning()) {
            m_inversion.stop();
        } else {
            m_inversion.search(PictureInversion::Start::Here);
        }
    });
    connect(m_anew, &QToolButton::clicked, this, [this] { m_inversion.search(PictureInversion::Start::Anywhere); });
    connect(m_add, &QToolButton::clicked, this, &ComparisonBar::addToSamplesAsked);
    connect(m_forget, &QToolButton::clicked, &m_inversion, &PictureInversion::forget);
    connect(&m_inversion, &PictureInversion::changed, this, &ComparisonBar::tell);
    tell();
}

void ComparisonBar::setError(std::optional<double> error)
{
    if (error != m_error) {
        m_error = error;
        tell();
    }
}

QString ComparisonBar::text() const
{
    return m_text->text();
}

/// Where the search is.
QString ComparisonBar::standing() const
{
    switch (m_inversion.status()) {
    case PictureInversion::Status::Reading:
        return tr("reading");
    case PictureInversion::Status::Searching:
        return m_inversion.step() > 0 ? tr("searching, step %1 of %2").arg(m_inversion.step()).arg(m_inversion.steps())
                                      : tr("searching");
    case PictureInversion::Status::Stopped:
        return m_inversion.step() > 0 ? tr("stopped at step %1").arg(m_inversion.step()) : QString();
    case PictureInversion::Status::Idle:
    case PictureInversion::Status::Done:
        break;
    }
    return {};
}

void ComparisonBar::tell()
{
    const auto& outside = m_session.view().outside;
    setVisible(outside != nullptr);
    if (!outside) {
        return;
    }
    QStringList parts{QString::fromStdString(outside->name)};
    if (m_error) {
        parts << tr("error %1").arg(errorText(*m_error));
    } else if (!m_inversion.canSearch() && !m_inversion.isRunning()) {
        parts << tr("of another size than this decoder's pictures");
    }
    if (const QString now = standing(); !now.isEmpty()) {
        parts << now;
    }
    m_text->setText(parts.join(tr(" · ")));
    const bool runs = m_inversion.isRunning();
    const bool wasStopped = m_inversion.status() == PictureInversion::Status::Stopped;
    const QString label = runs ? tr("Stop") : wasStopped ? tr("Go on") : tr("Refine");
    const QString tip = runs         ? tr("Stop the search where it is (Esc)")
                        : wasStopped ? tr("Go on with the search from the point at hand")
                                     : tr("Search from the point at hand for one whose picture is nearer");
    m_search->setText(label);
    m_search->setAccessibleName(label);
    m_search->setToolTip(tip);
    m_search->setAccessibleDescription(tip);
    m_search->setEnabled(runs || m_inversion.canSearch());
    m_anew->setEnabled(!runs && m_inversion.canSearch());
    m_add->setEnabled(!runs && m_inversion.canSearch() && m_error.has_value());
}
