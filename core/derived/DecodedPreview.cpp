// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/DecodedPreview.h"

struct DecodedPreview::Impl
{
    QImage image;
    LatentVector point;
};

DecodedPreview::DecodedPreview(const Session&, LiveEngine&, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl)
{
}
DecodedPreview::~DecodedPreview() = default;
const QImage& DecodedPreview::image() const
{
    return m_impl->image;
}
const LatentVector& DecodedPreview::point() const
{
    return m_impl->point;
}
quint64 DecodedPreview::serial() const
{
    return 0;
}
quint64 DecodedPreview::newestSerial() const
{
    return 0;
}
double DecodedPreview::nonFiniteShare() const
{
    return 0;
}
double DecodedPreview::decodeMs() const
{
    return 0;
}
QString DecodedPreview::message() const
{
    return {};
}
void DecodedPreview::painted(quint64) {}
DecodedPreview::Latency DecodedPreview::latency() const
{
    return {};
}
void DecodedPreview::refresh() {}
