// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/EngineWait.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

namespace {

/// What runs the model, whose author may have meant it to be slow.
constexpr std::array<std::string_view, 3> verbsOfModels = {"load", "encode", "decodeTable"};

} // namespace

void EngineWait::apply(EngineWish& wish)
{
    wish.deadlinePassed = [this](const std::string& verb, double seconds) {
        if (std::ranges::find(verbsOfModels, verb) == verbsOfModels.end()) {
            return EngineClient::AtDeadline::Stop;
        }
        const std::lock_guard lock(m_mutex);
        m_seconds = seconds;
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
        return EngineClient::AtDeadline::KeepWaiting;
    };
}

void EngineWait::customEvent(QEvent* /*event*/)
{
    double seconds = 0;
    {
        const std::lock_guard lock(m_mutex);
        seconds = m_seconds;
    }
    m_sentence = tr("The model has not answered for %1 s; it is waited for.").arg(std::lround(seconds));
    Q_EMIT changed();
}

void EngineWait::forget()
{
    QCoreApplication::removePostedEvents(this, QEvent::User);
    if (!std::exchange(m_sentence, QString()).isEmpty()) {
        Q_EMIT changed();
    }
}
