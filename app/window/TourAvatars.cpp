// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/Tour.h"

#include "base/UserError.h"
#include "plots/MapCanvas.h"
#include "plots/MapView.h"
#include "space/Space.h"
#include "window/MainWindow.h"
#include "window/SyntheticInput.h"

#include <QAbstractButton>

#include <algorithm>
#include <cstdlib>

namespace {
const QRectF hairOfFace(0, 0, 1, 0.35); // shares of the picture
const QRectF eyesOfFace(0.35, 0.48, 0.6, 0.22);
const QRectF mouthOfFace(0.45, 0.74, 0.45, 0.22);

/// Grey levels that a part of the picture changed by, on average.
double changeIn(const QRectF& part, const QImage& before, const QImage& after)
{
    const QImage from = before.convertToFormat(QImage::Format_Grayscale8);
    const QImage to = after.convertToFormat(QImage::Format_Grayscale8);
    const QRect area = QRectF(part.x() * from.width(), part.y() * from.height(), part.width() * from.width(),
                              part.height() * from.height())
                           .toRect();
    double sum = 0;
    for (int y = area.top(); y <= area.bottom(); ++y) {
        for (int x = area.left(); x <= area.right(); ++x) {
            sum += std::abs(from.constScanLine(y)[x] - to.constScanLine(y)[x]);
        }
    }
    return sum / (area.width() * area.height());
}
} // namespace

/// Amount 1 of a slider that the space brings along changes a part of the face much more than the hair.
Tour::Step Tour::avatarSliderStep(const QString& name, const std::string& slider, QRectF part)
{
    const auto attributes = [this]() -> const auto&
    {
        return m_window.workspace().session.state().attributes;
    };
    const auto found = [attributes, slider] {
        return std::ranges::find(attributes(), slider, &AttributeSlider::name) - attributes().begin();
    };
    return {name, [this, found] { typeAmount(static_cast<std::size_t>(found())); },
            [attributes, found] { return attributes().at(static_cast<std::size_t>(found())).amount == 1.0F; },
            [this, part, slider] {
                const QImage& before = m_shown[m_shown.size() - 2].picture;
                const QImage& after = m_shown.back().picture;
                constexpr double muchMore = 4;
                if (changeIn(part, before, after) < muchMore * changeIn(hairOfFace, before, after)) {
                    throw UserError("amount 1 of " + slider + " did not change its part of the face alone");
                }
            }};
}

/// Faces, whose two sliders are there when the space opens.
std::vector<Tour::Step> Tour::avatarSteps()
{
    Workspace& workspace = m_window.workspace();
    return {{QStringLiteral("avatars"),
             [this, &workspace] {
                 m_window.activateWindow(); // a dialog was
                 if (auto* button = m_window.findChild<QAbstractButton*>(QStringLiteral("forgetOutside"))) {
                     button->click();
                 }
                 workspace.opener.open("avatars");
             },
             [&workspace] {
                 const SessionState& state = workspace.session.state();
                 return state.space && state.space->name() == "Avatars" && state.attributes.size() == 2 &&
                        workspace.map.coordinates() && !workspace.influence.values().empty() &&
                        !workspace.samples.picture(0).isNull();
             },
             [] {}},
            {QStringLiteral("go-to-a-face"),
             [this] {
                 m_sample = sampleToGoTo({{"glasses", "no"}, {"smile", "no"}, {"beard", "no"}, {"held out", "yes"}});
                 click(m_window.mapView().canvas(), dotOf(m_sample));
             },
             [this, &workspace] { return workspace.session.state().sample == m_sample; }, [] {}},
            avatarSliderStep(QStringLiteral("put-glasses-on"), "glasses", eyesOfFace),
            avatarSliderStep(QStringLiteral("make-it-smile"), "smile", mouthOfFace)};
}
