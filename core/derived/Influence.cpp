// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/Influence.h"

struct Influence::Impl
{
    std::vector<float> values;
};

Influence::Influence(const Session&, LiveEngine&, const DatasetMap&, const SliderStatistics&, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl)
{
}
Influence::~Influence() = default;
const std::vector<float>& Influence::values() const
{
    return m_impl->values;
}
std::vector<std::uint32_t> Influence::order() const
{
    return {};
}
bool Influence::matters(std::size_t) const
{
    return true;
}
std::size_t Influence::mattering() const
{
    return 0;
}
