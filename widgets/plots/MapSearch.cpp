// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapSearch.h"

#include "controls/ElidedLabel.h"
#include "session/LabelSearch.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>

MapSearch::MapSearch(const Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_text(new QLineEdit)
    , m_count(new ElidedLabel)
{
    setObjectName("mapSearch");
    m_text->setObjectName("mapSearchText");
    m_text->setAccessibleName(tr("Find samples"));
    m_text->setPlaceholderText(tr("Part of a label, label=part, or a number"));
    m_text->setToolTip(tr("Enter selects what was found and shows it, Shift+Enter adds it to the selection, Ctrl+Enter "
                          "takes it away, Esc closes"));
    m_text->setClearButtonEnabled(true);
    m_count->setObjectName("mapSearchCount");
    auto* close = new QToolButton;
    close->setObjectName("mapSearchClose");
    close->setText(QStringLiteral("×"));
    close->setAccessibleName(tr("Close the search"));
    close->setToolTip(tr("Close the search (Esc)"));
    close->setAutoRaise(true);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(m_text, 3);
    row->addWidget(m_count, 1);
    row->addWidget(close);
    connect(m_text, &QLineEdit::textChanged, this, &MapSearch::look);
    connect(&session, &Session::labelsChanged, this, &MapSearch::look);
    connect(&session, &Session::spaceChanged, this, &MapSearch::look);
    connect(close, &QToolButton::clicked, this, [this] {
        hide();
        Q_EMIT closed();
    });
    hide();
}

void MapSearch::ask()
{
    show();
    m_text->setFocus();
    m_text->selectAll();
    look();
}

void MapSearch::look()
{
    if (isHidden()) {
        return;
    }
    const auto& space = m_session.state().space;
    const std::size_t samples = space ? space->sampleCount() : 0;
    m_found = samplesMatching(m_session.state().labels().get(), samples, m_text->text().toStdString());
    const QString count = locale().toString(qulonglong{m_found.size()});
    m_count->setText(m_text->text().trimmed().isEmpty() ? QString()
                     : m_found.empty()                  ? tr("none found")
                     : m_found.size() == 1              ? tr("1 sample")
                                                        : tr("%1 samples").arg(count));
}

void MapSearch::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        hide();
        Q_EMIT closed();
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (!m_found.empty()) {
            Q_EMIT found(m_found, m_text->text().trimmed(),
                         event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier));
        }
    } else {
        QWidget::keyPressEvent(event);
    }
}
