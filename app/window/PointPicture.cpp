// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/PointPicture.h"

#include "base/AtomicFile.h"
#include "base/UserError.h"
#include "session/PointText.h"

#include <QBuffer>
#include <QImageReader>
#include <QImageWriter>

namespace {
const QString textKey = QStringLiteral("morphoscope");
}

void writePointPicture(const std::filesystem::path& file, const QImage& image, const SessionState& state)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, "png");
    writer.setText(textKey, QString::fromStdString(pointToText(state)));
    if (!writer.write(image)) {
        throw UserError(file.string() + ": the picture could not be made into a PNG (" +
                        writer.errorString().toStdString() + ").");
    }
    writeFileAtomically(file, std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
}

std::optional<std::string> pointTextOf(const std::filesystem::path& file)
{
    QImageReader reader(QString::fromStdString(file.string()), "png");
    const QString text = reader.text(textKey);
    return text.isEmpty() ? std::nullopt : std::optional(text.toStdString());
}
