// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/AxesLayout.h"

#include "base/UserError.h"
#include "jobs/LatestJob.h"
#include "latent/ComponentAcross.h"
#include "session/SliderReadout.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace {

constexpr std::size_t rowsAtATime = 8192; ///< between looks at whether it is still wanted

/// An axis that was found: a direction to read along, or numbers that are there already.
struct FoundAxis
{
    std::optional<PlaneAxis> direction;
    std::optional<Shared<LabelColumn>> numbers;
};

/// What places come of; equal ones give equal places.
struct Order
{
    std::shared_ptr<const LatentTable> table;
    std::shared_ptr<const MapPlane> plane; ///< reads the axes that are directions; null when none is
    std::array<std::optional<Shared<LabelColumn>>, 2> numbers;
    bool operator==(const Order& other) const
    {
        const bool isSamePlane = plane == other.plane || (plane && other.plane && *plane == *other.plane);
        return table == other.table && isSamePlane && numbers == other.numbers;
    }
};

struct Laid
{
    std::shared_ptr<const LatentTable> places;
    bool areAlike = true; ///< in extent
};

/// Whether both coordinates may be of one kind: those of a map from a file are, years and metres are not.
bool haveLikeExtents(const LatentTable& positions)
{
    constexpr float mostUnlike = 4;
    std::array<std::array<float, 2>, 2> ends = {{{1e30F, -1e30F}, {1e30F, -1e30F}}};
    for (std::size_t row = 0; row < positions.rows(); ++row) {
        for (std::size_t k = 0; k < 2; ++k) { // NaN is neither smaller nor larger
            ends[k] = {std::min(ends[k][0], positions.row(row)[k]), std::max(ends[k][1], positions.row(row)[k])};
        }
    }
    const float x = ends[0][1] - ends[0][0];
    const float y = ends[1][1] - ends[1][0];
    return x <= mostUnlike * y && y <= mostUnlike * x;
}

Laid lay(const Order& order, const JobControl& control)
{
    auto places = std::make_shared<LatentTable>(order.table->rows(), 2);
    for (std::size_t row = 0; row < places->rows(); ++row) {
        if (row % rowsAtATime == 0 && control.stop.stop_requested()) {
            return {};
        }
        const PlanePlace place = order.plane ? order.plane->place(order.table->row(row)) : PlanePlace{};
        for (std::size_t k = 0; k < 2; ++k) {
            places->row(row)[k] = order.numbers[k] ? (*order.numbers[k])->numbers[row] : place[k];
        }
    }
    const bool areAlike = haveLikeExtents(*places);
    return {std::move(places), areAlike};
}

} // namespace

struct AxesLayout::Impl
{
    AxesLayout& self;
    const Session& session;
    const DatasetMap& map;
    std::optional<Order> order; ///< that `places` are of, or will be
    std::shared_ptr<const LatentTable> places;
    bool areAlike = true;
    std::shared_ptr<const MapPlane> plane;
    std::array<QString, 2> titles;
    struct Across
    {
        std::shared_ptr<const AttributeVector> vector;
        LatentVector mean; ///< of the components
        LatentVector direction;
    };
    std::vector<Across> acrossKnown;
    QString message;
    LatestJob<Laid> job{Supersede::StopRunning, [this](Outcome<Laid> outcome) { receive(std::move(outcome)); }};

    void refresh()
    {
        const SessionState& state = session.state();
        const auto latents = state.space ? state.space->latents : nullptr;
        if (state.projection.kind != MapKind::Axes) {
            if (order && order->table != latents) { // else it is as good when the map is shown again
                forget({});
            }
            return;
        }
        const auto components = map.components();
        if (!latents || !components || components->mean.size() != latents->columns()) {
            return forget(map.message());
        }
        try {
            request(orderOf(state, *components));
        } catch (const UserError& error) {
            forget(QString::fromUtf8(error.what()));
        }
    }

    [[nodiscard]] Order orderOf(const SessionState& state, const PrincipalComponents& components)
    {
        const std::array found = {find(state, state.projection.axes[0], components),
                                  find(state, state.projection.axes[1], components)};
        Order wanted{.table = state.space->latents, .plane = nullptr, .numbers = {found[0].numbers, found[1].numbers}};
        if (const auto& any = found[0].direction ? found[0].direction : found[1].direction) {
            // Where one axis is a label, the plane serves to read the other one alone.
            wanted.plane = std::make_shared<const MapPlane>(
                planeAlong(components.mean, found[0].direction.value_or(*any), found[1].direction.value_or(*any)));
        }
        titles = {axisTitle(state, state.projection.axes[0]), axisTitle(state, state.projection.axes[1])};
        return wanted;
    }

    /// Computed once: amounts that move ask again and again.
    [[nodiscard]] LatentVector across(const std::shared_ptr<const AttributeVector>& vector,
                                      const PrincipalComponents& components)
    {
        const auto known = std::ranges::find_if(
            acrossKnown, [&](const Across& each) { return each.vector == vector && each.mean == components.mean; });
        if (known != acrossKnown.end()) {
            return known->direction;
        }
        acrossKnown.push_back({vector, components.mean, firstComponentAcross(components, vector->vector)});
        if (acrossKnown.size() > 2) { // as many as there are axes
            acrossKnown.erase(acrossKnown.begin());
        }
        return acrossKnown.back().direction;
    }

    [[nodiscard]] FoundAxis find(const SessionState& state, const MapAxis& axis, const PrincipalComponents& components)
    {
        const auto missing = [&] {
            return UserError(tr("%1, an axis of this map, is not there. Choose another one above.")
                                 .arg(axisTitle(state, axis))
                                 .toStdString());
        };
        const std::size_t size = components.mean.size();
        switch (axis.kind) {
        case MapAxis::Kind::Latent:
            if (axis.index < size) {
                LatentVector direction(size);
                direction[axis.index] = 1;
                return {PlaneAxis::fromZero(std::move(direction), components.mean), {}};
            }
            break;
        case MapAxis::Kind::Component:
            if (!axis.name.empty()) {
                const auto found = std::ranges::find(state.attributes, axis.name, &AttributeSlider::name);
                if (found != state.attributes.end() && found->vector->vector.size() == size) {
                    return {PlaneAxis{across(found->vector, components), 0}, {}};
                }
                break;
            }
            if (axis.index < components.components.rows()) {
                const LatentView row = components.components.row(axis.index);
                return {PlaneAxis{{row.begin(), row.end()}, 0}, {}};
            }
            break;
        case MapAxis::Kind::Attribute:
            for (const AttributeSlider& slider : state.attributes) {
                if (slider.name == axis.name && slider.vector->vector.size() == size) {
                    return {PlaneAxis::fromZero(slider.vector->vector, components.mean), {}};
                }
            }
            break;
        case MapAxis::Kind::Label:
            if (const auto& labels = state.labels(); labels && labels->rows == state.space->latents->rows()) {
                for (const Shared<LabelColumn>& column : labels->columns) {
                    if (column->name == axis.name && column->isNumeric) {
                        return {{}, column};
                    }
                }
            }
            break;
        }
        throw missing();
    }

    void request(Order wanted)
    {
        const bool isTold = message.isEmpty();
        message.clear();
        if (order != wanted) {
            job.cancel();
            order = std::move(wanted);
            places = nullptr;
            plane = nullptr;
            job.request([order = *order](const JobControl& control) { return lay(order, control); });
        } else if (isTold) {
            return;
        }
        Q_EMIT self.changed();
    }

    void receive(Outcome<Laid> outcome)
    {
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            return forget(QString::fromStdString(failure->message));
        }
        Laid& laid = std::get<Laid>(outcome);
        places = std::move(laid.places);
        areAlike = laid.areAlike;
        plane = order->numbers[0] || order->numbers[1] ? nullptr : order->plane;
        Q_EMIT self.changed();
    }

    void forget(const QString& why)
    {
        job.cancel();
        order.reset();
        places = nullptr;
        plane = nullptr;
        message = why;
        Q_EMIT self.changed();
    }
};

AxesLayout::AxesLayout(const Session& session, const DatasetMap& map, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .map = map})
{
    const auto refresh = [this] { m_impl->refresh(); };
    connect(&map, &DatasetMap::changed, this, refresh);
    connect(&session, &Session::spaceChanged, this, refresh);
    connect(&session, &Session::mapChanged, this, refresh);
    connect(&session, &Session::labelsChanged, this, refresh);
    connect(&session, &Session::attributesChanged, this, refresh);
    refresh();
}

AxesLayout::~AxesLayout() = default;

std::shared_ptr<const LatentTable> AxesLayout::positions() const
{
    return m_impl->places;
}

bool AxesLayout::hasEqualUnits() const
{
    return m_impl->plane != nullptr || m_impl->areAlike;
}

std::shared_ptr<const MapPlane> AxesLayout::plane() const
{
    return m_impl->plane;
}

const std::array<QString, 2>& AxesLayout::titles() const
{
    return m_impl->titles;
}

QString AxesLayout::message() const
{
    return m_impl->message;
}

QString axisTitle(const SessionState& state, const MapAxis& axis)
{
    switch (axis.kind) {
    case MapAxis::Kind::Latent:
        return QString::fromStdString(sliderName(state, SliderBasis::Latent, axis.index));
    case MapAxis::Kind::Component:
        if (!axis.name.empty()) {
            return AxesLayout::tr("PC %1 across %2").arg(axis.index + 1).arg(QString::fromStdString(axis.name));
        }
        return QString::fromStdString(sliderName(state, SliderBasis::PrincipalComponents, axis.index));
    case MapAxis::Kind::Attribute:
    case MapAxis::Kind::Label:
        break;
    }
    return QString::fromStdString(axis.name);
}
