// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/PairFit.h"

#include "derived/PictureImage.h"
#include "jobs/LatestJob.h"
#include "session/AttributeEdits.h"

#include <algorithm>
#include <array>

namespace {

struct EncodedPair
{
    LatentVector before;
    LatentVector after;
    PictureBatch decoded; ///< both
};

/// The pixels of an image without the padding of its lines.
void appendPixels(std::vector<std::uint8_t>& pixels, const QImage& image, const PictureShape& shape)
{
    const QImage plain = image.convertToFormat(shape.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    for (int y = 0; y < shape.height; ++y) {
        const uchar* const line = plain.constScanLine(y);
        pixels.insert(pixels.end(), line,
                      line + static_cast<std::size_t>(shape.width) * static_cast<std::size_t>(shape.channels));
    }
}

EncodedPair encodePair(EngineClient& client, const PictureBatch& pictures, PictureShape encoderShape,
                       const LatentVector& tail, const JobControl& control)
{
    const PictureBatch& fitted = encoderShape == pictures.shape
                                     ? pictures
                                     : client.fitPictures(pictures, encoderShape, PictureFit::Stretch, control);
    const LatentTable latents = client.encode(fitted, control);
    if (!allFinite(latents.values())) {
        throw UserError("The encoder gives NaN or infinite latents for this picture. Paint another one.");
    }
    LatentTable rows(2, latents.columns() + tail.size());
    for (std::size_t i = 0; i < 2; ++i) {
        std::ranges::copy(tail, std::ranges::copy(latents.row(i), rows.row(i).begin()).out);
    }
    return {{latents.row(0).begin(), latents.row(0).end()},
            {latents.row(1).begin(), latents.row(1).end()},
            client.decodeTable(rows, control)};
}

} // namespace

struct PairFit::Impl
{
    PairFit& self;
    Session& session;
    LiveEngine& engine;
    std::shared_ptr<const Space> space; ///< that the pictures are of
    std::array<QImage, 2> pictures;     ///< the newest, before and after
    std::optional<EncodedPair> pair;    ///< of these
    QString problem;
    QImage decodedBefore;
    QImage decodedAfter;
    LatestJob<EncodedPair> job{Supersede::FinishRunning,
                               [this](Outcome<EncodedPair> outcome) { receive(std::move(outcome)); }};

    void receive(Outcome<EncodedPair> outcome)
    {
        if (!isSameOpening(session.state().space, space)) {
            return self.forget();
        }
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            problem = QString::fromStdString(failure->message);
        } else {
            pair = std::get<EncodedPair>(std::move(outcome));
            const PictureBatch& decoded = pair->decoded;
            const std::span pixels(decoded.pixels);
            decodedBefore = imageOf(decoded.shape, pixels.first(decoded.shape.bytes()));
            decodedAfter = imageOf(decoded.shape, pixels.subspan(decoded.shape.bytes()));
        }
        Q_EMIT self.changed();
    }

    [[nodiscard]] LatentVector difference() const
    {
        LatentVector difference = pair ? pair->after : LatentVector();
        if (pair) {
            addScaled(difference, -1, pair->before);
        }
        return difference;
    }
};

PairFit::PairFit(Session& session, LiveEngine& engine, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .engine = engine})
{
    connect(&session, &Session::spaceChanged, this, [this] {
        const bool hadPictures = !m_impl->pictures[0].isNull();
        forget();
        if (hadPictures) {
            Q_EMIT forgotten();
        }
    });
    connect(&engine, &LiveEngine::ready, this, [this] {
        if (!m_impl->pictures[0].isNull()) { // it may have died over them, or not have been there
            encode(m_impl->pictures[0], m_impl->pictures[1]);
        }
    });
    connect(&engine, &LiveEngine::statusChanged, this, &PairFit::changed);
}

PairFit::~PairFit() = default;

QString PairFit::obstacle() const
{
    const auto& space = m_impl->session.state().space;
    const LoadedModel* const model = m_impl->engine.model();
    if (!space) {
        return tr("Open a space first: an edit pair is painted on one of its pictures.");
    }
    if (model == nullptr) {
        return tr("The model of %1 is not loaded. Wait until its picture is there.")
            .arg(QString::fromStdString(space->name()));
    }
    if (!model->hasEncoder) {
        return tr("An edit pair needs an encoder, which turns the two pictures into points, and %1 has none. Name one "
                  "in its space.json, or make the vector from two groups of samples.")
            .arg(QString::fromStdString(space->name()));
    }
    return {};
}

void PairFit::encode(const QImage& before, const QImage& after)
{
    m_impl->pictures = {before, after};
    m_impl->pair.reset();
    m_impl->problem.clear();
    const LoadedModel* const model = m_impl->engine.model();
    const std::shared_ptr<EngineProcess> process = m_impl->engine.process();
    if (!obstacle().isEmpty() || !process || before.isNull()) {
        m_impl->job.cancel();
        Q_EMIT changed();
        return;
    }
    const PictureShape shape = model->picture;
    if (before.size() != QSize(shape.width, shape.height) || after.size() != before.size()) {
        m_impl->job.cancel();
        m_impl->problem =
            tr("These pictures have %1 × %2 pixels, and those of the model %3 × %4. Paint on one of its own.")
                .arg(before.width())
                .arg(before.height())
                .arg(shape.width)
                .arg(shape.height);
        Q_EMIT changed();
        return;
    }
    m_impl->space = m_impl->session.state().space;
    PictureBatch pictures{2, shape, {}, {}};
    appendPixels(pictures.pixels, before, shape);
    appendPixels(pictures.pixels, after, shape);
    const auto& encoder = m_impl->space->manifest.encoder;
    const PictureShape encoderShape = encoder && encoder->picture.channels > 0 ? encoder->picture : shape;
    m_impl->job.request([process, pictures = std::move(pictures), encoderShape,
                         tail = m_impl->session.state().rowTail()](const JobControl& control) {
        return encodePair(process->client(), pictures, encoderShape, tail, control);
    });
    Q_EMIT changed();
}

void PairFit::forget()
{
    m_impl->job.cancel();
    m_impl->pictures = {};
    m_impl->pair.reset();
    m_impl->problem.clear();
    m_impl->decodedBefore = {};
    m_impl->decodedAfter = {};
    Q_EMIT changed();
}

bool PairFit::isBusy() const
{
    return m_impl->job.isBusy();
}

QString PairFit::problem() const
{
    return m_impl->problem;
}

bool PairFit::hasPair() const
{
    return !isBusy() && length() > 0;
}

double PairFit::length() const
{
    return norm(m_impl->difference());
}

const QImage& PairFit::decodedBefore() const
{
    return m_impl->decodedBefore;
}

const QImage& PairFit::decodedAfter() const
{
    return m_impl->decodedAfter;
}

void PairFit::add(const QString& name, const QString& what, bool isNormalised)
{
    if (!hasPair()) {
        return;
    }
    AttributeVector vector;
    vector.vector = m_impl->difference();
    if (isNormalised) {
        const double length = norm(vector.vector);
        std::ranges::for_each(vector.vector,
                              [length](float& x) { x = static_cast<float>(static_cast<double>(x) / length); });
    }
    vector.pair = {m_impl->pair->before, m_impl->pair->after};
    vector.withoutPosition = positionAlong(m_impl->pair->before, vector.vector);
    vector.withPosition = positionAlong(m_impl->pair->after, vector.vector);
    AttributeSlider slider;
    slider.name = name.trimmed().isEmpty() ? "edit pair" : name.trimmed().toStdString();
    slider.vector = std::make_shared<const AttributeVector>(std::move(vector));
    slider.method = isNormalised ? "edit pair, of length 1" : "edit pair";
    slider.with = tr("%1, painted").arg(what).toStdString();
    slider.without = what.toStdString();
    slider.notes = tr("From one picture and what was painted on it: %1").arg(what).toStdString();
    m_impl->session.edit(tr("Add “%1”").arg(QString::fromStdString(slider.name)),
                         [&](SessionState& state) { addAttribute(state, std::move(slider)); });
}
