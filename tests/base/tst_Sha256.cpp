// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/Sha256.h"

#include <QCryptographicHash>
#include <QTest>

class tst_Sha256 : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithAnotherImplementationAtEveryLength();
    void doesNotCareHowTheBytesArrive();
};

namespace {

std::string digestOf(const QByteArray& bytes, qsizetype step)
{
    Sha256 hash;
    for (qsizetype i = 0; i < bytes.size(); i += step) {
        const QByteArray part = bytes.mid(i, step);
        hash.update(std::as_bytes(std::span(part.constData(), static_cast<std::size_t>(part.size()))));
    }
    return hash.hexDigest();
}

std::string expectedDigest(const QByteArray& bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toStdString();
}

} // namespace

void tst_Sha256::agreesWithAnotherImplementationAtEveryLength()
{
    QByteArray bytes;
    for (int length = 0; length < 300; ++length) {
        QCOMPARE(digestOf(bytes, 1000), expectedDigest(bytes));
        bytes.append(static_cast<char>(length * 37));
    }
}

void tst_Sha256::doesNotCareHowTheBytesArrive()
{
    const QByteArray bytes = QByteArray("morphoscope").repeated(100);
    for (const qsizetype step : {1, 7, 63, 64, 65, 200}) {
        QCOMPARE(digestOf(bytes, step), expectedDigest(bytes));
    }
}

QTEST_GUILESS_MAIN(tst_Sha256)
#include "tst_Sha256.moc"
