// SPDX-License-Identifier: GPL-3.0-or-later
// The floor for G6: a bare Qt window with as many widgets as ours, shown and painted once.
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QMainWindow>
#include <QMenuBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSlider>
#include <QStatusBar>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <chrono>
#include <iostream>

namespace {

/// Says when it has been painted, and ends the program.
class PaintedOnce : public QWidget
{
protected:
    void paintEvent(QPaintEvent*) override
    {
        QTimer::singleShot(0, this, [this] {
            const auto clock = std::chrono::steady_clock::now().time_since_epoch();
            std::cout << std::to_string(std::chrono::duration<double, std::milli>(clock).count()) << ' '
                      << window()->findChildren<QWidget*>().size() << std::endl;
            std::_Exit(0);
        });
    }
};

QWidget* panel(int widgets)
{
    auto* inner = new QWidget;
    auto* layout = new QVBoxLayout(inner);
    for (int i = 0; i < widgets; ++i) {
        switch (i % 5) {
        case 0:
            layout->addWidget(new QLabel(QString::number(i)));
            break;
        case 1:
            layout->addWidget(new QComboBox);
            break;
        case 2:
            layout->addWidget(new QPushButton(QString::number(i)));
            break;
        case 3:
            layout->addWidget(new QToolButton);
            break;
        default:
            layout->addWidget(new QSlider(Qt::Horizontal));
            break;
        }
    }
    auto* area = new QScrollArea;
    area->setWidget(inner);
    return area;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    QApplication::setStyle(QStringLiteral("fusion"));
    const int widgets = argc > 1 ? QByteArray(argv[1]).toInt() : 60;
    QMainWindow window;
    for (int i = 0; i < 3; ++i) {
        auto* dock = new QDockWidget(QStringLiteral("Dock"));
        dock->setWidget(panel(widgets / 3));
        window.addDockWidget(i == 2 ? Qt::BottomDockWidgetArea : Qt::LeftDockWidgetArea, dock);
    }
    for (const char* name : {"File", "Edit", "Point", "View", "Engine", "Help"}) {
        auto* menu = window.menuBar()->addMenu(QString::fromLatin1(name));
        for (int i = 0; i < 8; ++i) {
            menu->addAction(QString::number(i));
        }
    }
    window.statusBar()->showMessage(QStringLiteral("ready"));
    window.setCentralWidget(new PaintedOnce);
    window.resize(1440, 900);
    window.show();
    return QApplication::exec();
}
