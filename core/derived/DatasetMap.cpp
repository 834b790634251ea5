// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/DatasetMap.h"

struct DatasetMap::Impl
{
};

DatasetMap::DatasetMap(const Session&, LiveEngine&, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl)
{
}
DatasetMap::~DatasetMap() = default;
std::shared_ptr<const PrincipalComponents> DatasetMap::components() const
{
    return nullptr;
}
std::shared_ptr<const LatentTable> DatasetMap::coordinates() const
{
    return nullptr;
}
QString DatasetMap::message() const
{
    return {};
}
