// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/GroundPicture.h"

#include "base/AtomicFile.h"
#include "base/ShrinkPicture.h"
#include "base/UserError.h"
#include "create/DecodeGround.h"
#include "jobs/LatestJob.h"

#include <QBuffer>
#include <QLocale>

namespace {

constexpr std::size_t mostPixels = std::size_t{1} << 25; ///< of the whole: larger tiles are shrunk
constexpr double secondsApart = 3600;                    ///< a row of a slow decoder; the user stops it

/// What the picture is of.
struct Question
{
    GroundPicture::Wish wish;
    std::shared_ptr<const Space> space;
    std::shared_ptr<const MapPlane> plane;
    std::shared_ptr<const LatentTable> places;
    LatentVector tail;
    bool operator==(const Question& other) const
    {
        const bool isSamePlane = plane == other.plane || (plane && other.plane && *plane == *other.plane);
        return wish == other.wish && isSameOpening(space, other.space) && isSamePlane && places == other.places &&
               tail == other.tail;
    }
};

struct Made
{
    QImage image;
    QSize tiles;
    std::size_t broken = 0; ///< tiles with NaN or infinite values
};

QImage imageOfSheet(const DecodedSheet& sheet, bool isWhole)
{
    const QImage pixels(sheet.rgba.data(), static_cast<int>(sheet.width), static_cast<int>(sheet.height),
                        QImage::Format_RGBA8888);
    const auto plain = sheet.tile.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888;
    return isWhole ? pixels.convertToFormat(plain) : pixels.copy();
}

Made make(const LiveEngine& engine, const LoadRequest& request, const Question& question, const JobControl& control)
{
    const std::unique_ptr<EngineProcess> process = engine.startJobEngine();
    process->client().setDeadline(secondsApart, {});
    const std::stop_callback atOnce(control.stop, [&process] { process->client().abort(); });
    const PictureShape picture = process->client().load(request).picture;
    const GroundSheet sheet = sheetInProportion(*question.plane, *question.places, question.wish.part,
                                                question.wish.columns, picture, question.wish.isMasked);
    const PictureShape tile = shrunkShape(picture, std::max<std::size_t>(1, mostPixels / sheet.count()));
    const DecodedSheet decoded =
        decodeSheet(process->client(), sheet, question.tail, picture, tile, "Choose fewer pictures in a row.", control);
    return {imageOfSheet(decoded, sheet.bareCount() == 0),
            QSize(static_cast<int>(sheet.x.size()), static_cast<int>(sheet.y.size())), decoded.nonFinitePictures};
}

QString writePng(const QImage& image, const std::filesystem::path& file)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!image.save(&buffer, "PNG")) {
        throw UserError(file.string() + ": the picture could not be made into a PNG; there may be too little memory.");
    }
    writeFileAtomically(file, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    return GroundPicture::tr("%1 written: %2 x %3 pixels")
        .arg(QString::fromStdString(file.filename().string()), QLocale().toString(image.width()),
             QLocale().toString(image.height()));
}

} // namespace

struct GroundPicture::Impl
{
    GroundPicture& self;
    const Session& session;
    LiveEngine& engine;
    const ShownMap& shown;
    const DecodedGround& ground;
    std::optional<Wish> wish;
    std::optional<Question> question; ///< that the picture is of, or will be
    Made made;
    QString message;
    double fraction = 0;
    LatestJob<Made> job{Supersede::StopRunning, [this](Outcome<Made> outcome) { receive(std::move(outcome)); },
                        [this](double done) {
                            fraction = done;
                            Q_EMIT self.changed();
                        }};
    LatestJob<QString> writing{Supersede::FinishRunning, [this](const Outcome<QString>& outcome) {
                                   if (const auto* failure = std::get_if<Failure>(&outcome)) {
                                       Q_EMIT self.failed(QString::fromStdString(failure->message));
                                   } else {
                                       Q_EMIT self.written(std::get<QString>(outcome));
                                   }
                               }};

    void forget(const QString& why)
    {
        job.cancel();
        question.reset();
        made = {};
        message = why;
        Q_EMIT self.changed();
    }

    void refresh()
    {
        if (!wish) {
            return;
        }
        const MapContent& content = shown.content();
        const auto request = engine.jobRequest();
        if (!content.plane || !content.positions || content.positions->isEmpty()) {
            return forget(ground.whyNone());
        }
        if (!request) {
            return question ? void() : forget(tr("The decoder is not loaded yet."));
        }
        const SessionState& state = session.state();
        Question next{*wish, state.space, content.plane, content.positions, state.rowTail()};
        if (question == next) {
            return;
        }
        forget({});
        question = std::move(next);
        fraction = 0;
        job.request([&engine = engine, request = *request, question = *question](const JobControl& control) {
            return make(engine, request, question, control);
        });
        Q_EMIT self.changed();
    }

    void receive(Outcome<Made> outcome)
    {
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            message = QString::fromStdString(failure->message);
        } else {
            made = std::get<Made>(std::move(outcome));
            message =
                made.broken == 0 ? QString()
                : made.broken == 1
                    ? tr("1 picture has NaN or infinite values.")
                    : tr("%1 pictures have NaN or infinite values.").arg(QLocale().toString(qulonglong{made.broken}));
        }
        Q_EMIT self.changed();
    }
};

GroundPicture::GroundPicture(const Session& session, LiveEngine& engine, const ShownMap& shown,
                             const DecodedGround& ground, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this,
                      .session = session,
                      .engine = engine,
                      .shown = shown,
                      .ground = ground,
                      .wish = {},
                      .question = {},
                      .made = {},
                      .message = {}})
{
    const auto refresh = [this] { m_impl->refresh(); };
    connect(&session, &Session::spaceChanged, this, refresh);
    connect(&session, &Session::inputsChanged, this, refresh);
    connect(&shown, &ShownMap::changed, this, refresh);
    connect(&engine, &LiveEngine::ready, this, refresh);
}

GroundPicture::~GroundPicture() = default;

void GroundPicture::setWish(const std::optional<Wish>& wish)
{
    if (m_impl->wish == wish) {
        return;
    }
    m_impl->wish = wish;
    if (wish) {
        m_impl->refresh();
    } else {
        m_impl->forget({});
    }
}

const QImage& GroundPicture::image() const
{
    return m_impl->made.image;
}

QSize GroundPicture::tiles() const
{
    return m_impl->made.tiles;
}

QString GroundPicture::message() const
{
    return m_impl->message;
}

bool GroundPicture::isRunning() const
{
    return m_impl->job.isBusy();
}

double GroundPicture::fraction() const
{
    return m_impl->fraction;
}

void GroundPicture::stop()
{
    if (isRunning()) {
        m_impl->job.cancel();
        m_impl->message = tr("Stopped.");
        Q_EMIT changed();
    }
}

void GroundPicture::again()
{
    m_impl->question.reset();
    m_impl->refresh();
}

void GroundPicture::save(const std::filesystem::path& file)
{
    m_impl->writing.request([image = image(), file](const JobControl&) { return writePng(image, file); });
}
