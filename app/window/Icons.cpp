// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/Icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

static void initResources() // outside any namespace: what the macro declares is global
{
    Q_INIT_RESOURCE(morphoscope);
}

namespace {
/// Draws the SVG when and as large as it is needed, so that it is crisp on every screen and starting costs nothing.
class SvgTextIcon : public QIconEngine
{
public:
    SvgTextIcon(QString name, const QPalette& palette)
        : m_name(std::move(name))
        , m_palette(palette)
    {
    }
    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State /*state*/) override
    {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(m_name));
        if (!file.open(QIODevice::ReadOnly)) {
            return;
        }
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const QByteArray colour = m_palette.color(group, QPalette::WindowText).name().toLatin1();
        QSvgRenderer(file.readAll().replace("#000", colour)).render(painter, rect);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, {{}, size}, mode, state);
        return pixmap;
    }
    [[nodiscard]] QIconEngine* clone() const override { return new SvgTextIcon(m_name, m_palette); }

private:
    QString m_name;
    QPalette m_palette;
};
} // namespace

QIcon themedIcon(const QString& name, const QPalette& palette)
{
    if (name.isEmpty()) {
        return {};
    }
    initResources();
    return QIcon(new SvgTextIcon(name, palette)); // the icon owns its engine
}

QIcon applicationIcon()
{
    initResources();
    return QIcon(QStringLiteral(":/application/morphoscope-64.png"));
}
