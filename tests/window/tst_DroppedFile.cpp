// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/DroppedFile.h"
#include "window/PointPicture.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

#include <sys/stat.h>

class tst_DroppedFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsFilesByTheirContent_data();
    void knowsFilesByTheirContent();
    void doesNotReadFromAPipe();
    void aPictureCarriesItsPoint();
};

void tst_DroppedFile::knowsFilesByTheirContent_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("kind");
    const auto row = [](const char* name, const QByteArray& content, DroppedKind kind) {
        QTest::newRow(name) << content << static_cast<int>(kind);
    };
    row("zip under any name", "PK\x03\x04 more", DroppedKind::Decoder);
    row("npy", "\x93NUMPY\x01", DroppedKind::Direction);
    row("json", "  \n{\"format\": 1}", DroppedKind::Session);
    row("json list", "[1, 2]", DroppedKind::Unknown);
    row("text", "hello", DroppedKind::Unknown);
    row("empty", "", DroppedKind::Unknown);
    row("the start of a png", "\x89PNG\r\n\x1a\n", DroppedKind::Picture);
    row("jpeg", "\xff\xd8\xff\xe0", DroppedKind::Picture);
    row("bitmap", "BM1234", DroppedKind::Picture);
    row("tiff", "II*", DroppedKind::Picture);
    row("gif", "GIF89a1234", DroppedKind::Picture);
    row("old gif", "GIF87a1234", DroppedKind::Picture);
    row("webp", "RIFF1234WEBP", DroppedKind::Picture);
}

void tst_DroppedFile::knowsFilesByTheirContent()
{
    QFETCH(QByteArray, content);
    QFETCH(int, kind);
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath(QStringLiteral("file.bin")).toStdString();
    std::ofstream(file, std::ios::binary).write(content.constData(), content.size());
    QCOMPARE(static_cast<int>(kindOfFile(file)), kind);
}

void tst_DroppedFile::doesNotReadFromAPipe()
{
    const QTemporaryDir folder;
    const std::filesystem::path pipe = folder.filePath(QStringLiteral("pipe")).toStdString();
    QCOMPARE(mkfifo(pipe.c_str(), 0600), 0);
    QCOMPARE(kindOfFile(pipe), DroppedKind::Unknown); // returns at all
}

void tst_DroppedFile::aPictureCarriesItsPoint()
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath(QStringLiteral("picture.png")).toStdString();
    QImage image(3, 2, QImage::Format_Grayscale8);
    image.fill(90);
    SessionState state;
    state.base = {0.1F, -2.5e-7F};
    writePointPicture(file, image, state);
    QCOMPARE(kindOfFile(file), DroppedKind::PointPicture);
    QCOMPARE(QImage(QString::fromStdString(file.string())).convertToFormat(QImage::Format_Grayscale8), image);
    image.save(QString::fromStdString(file.string()), "png");
    QCOMPARE(kindOfFile(file), DroppedKind::Picture);
}

QTEST_MAIN(tst_DroppedFile)
#include "tst_DroppedFile.moc"
