// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowFixture.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QButtonGroup>
#include <QMenu>
#include <QMenuBar>

#include <set>

/// Everything can be found, named and reached without a mouse.
class tst_Reachability : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_window.reset(); }
    void everyActionOfTheMenusHasNameAndTip();
    void noTwoActionsShareAKey();
    void everyControlHasAnAccessibleName();
    void everyControlHasATooltipAndAnObjectName();
    void tabVisitsEveryControl();

private:
    [[nodiscard]] std::vector<QWidget*> controls() const;
    static void collectActions(const QMenu& menu, std::vector<QAction*>& actions);
    [[nodiscard]] std::vector<QAction*> actions() const;

    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;
};

void tst_Reachability::initTestCase()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_window = m_fixture->openWindow();
    QTRY_VERIFY(isAtRest(*m_window));
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    LatentTable vector(1, 3);
    vector.values()[1] = 1;
    writeLatents(m_fixture->folder() / "up.npy", vector);
    m_window->attributePanel().loadFile(QString::fromStdString((m_fixture->folder() / "up.npy").string()));
    QTRY_COMPARE(m_window->workspace().session.state().attributes.size(), std::size_t{1});
    m_window->messages().say(
        {.key = QStringLiteral("a"), .text = QStringLiteral("b"), .choices = {{QStringLiteral("Do"), [] {}}}});
}

void tst_Reachability::collectActions(const QMenu& menu, std::vector<QAction*>& actions)
{
    for (QAction* action : menu.actions()) {
        if (!action->isSeparator()) {
            actions.push_back(action);
        }
        if (const QMenu* submenu = action->menu()) {
            collectActions(*submenu, actions);
        }
    }
}

std::vector<QAction*> tst_Reachability::actions() const
{
    std::vector<QAction*> all;
    const auto* bar = m_window->findChild<QMenuBar*>();
    for (const QAction* top : bar->actions()) {
        collectActions(*top->menu(), all);
    }
    return all;
}

void tst_Reachability::everyActionOfTheMenusHasNameAndTip()
{
    QVERIFY(actions().size() > 25);
    for (const QAction* action : actions()) {
        QVERIFY2(!action->objectName().isEmpty(), qPrintable(action->text()));
        QVERIFY2(!action->text().isEmpty(), qPrintable(action->objectName()));
        QVERIFY2(!action->statusTip().isEmpty(), qPrintable(action->objectName()));
        const QString plain = QString(action->text()).remove(QLatin1Char('&'));
        QVERIFY2(action->toolTip() != plain.chopped(plain.endsWith(QChar(0x2026)) ? 1 : 0),
                 qPrintable(action->objectName() + QStringLiteral(" has no tooltip of its own")));
    }
}

void tst_Reachability::noTwoActionsShareAKey()
{
    std::set<QString> keys;
    for (const QAction* action : m_window->findChildren<QAction*>()) {
        if (!action->shortcut().isEmpty()) {
            const QString key = action->shortcut().toString();
            QVERIFY2(keys.insert(key).second, qPrintable(key + QLatin1Char(' ') + action->objectName()));
        }
    }
    QVERIFY(keys.size() > 15);
}

/// One of several that exclude each other: Tab goes to the one that is on, arrow keys to the others.
static bool isReachedByArrows(const QWidget* widget)
{
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    const bool excludes = button && ((button->group() && button->group()->exclusive()) || button->autoExclusive());
    return excludes && !button->isChecked();
}

std::vector<QWidget*> tst_Reachability::controls() const
{
    std::vector<QWidget*> found;
    for (QWidget* widget : m_window->findChildren<QWidget*>()) {
        if (widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) &&
            !widget->focusProxy() && widget->window() == m_window.get()) {
            found.push_back(widget);
        }
    }
    return found;
}

void tst_Reachability::everyControlHasAnAccessibleName()
{
    QVERIFY(controls().size() > 15);
    for (QWidget* widget : controls()) {
        QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(widget);
        QVERIFY(interface);
        QVERIFY2(!interface->text(QAccessible::Name).isEmpty(),
                 qPrintable(QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ') +
                            widget->objectName()));
    }
}

void tst_Reachability::everyControlHasATooltipAndAnObjectName()
{
    for (const QWidget* widget : controls()) {
        const QString name =
            QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ') + widget->objectName();
        QVERIFY2(!widget->objectName().isEmpty(), qPrintable(name));
        const bool tellsPerItem = name.contains(QStringLiteral("Slider")) || name.contains(QStringLiteral("Canvas")) ||
                                  name.contains(QStringLiteral("Legend"));
        QVERIFY2(!widget->toolTip().isEmpty() || tellsPerItem, qPrintable(name));
    }
}

void tst_Reachability::tabVisitsEveryControl()
{
    std::set<QWidget*> missing;
    for (QWidget* widget : controls()) {
        if (!isReachedByArrows(widget)) {
            missing.insert(widget);
        }
    }
    const std::size_t all = missing.size();
    m_window->sliderPanel().setFocus();
    QStringList visited;
    for (std::size_t i = 0; i < 3 * all && !missing.empty(); ++i) {
        if (QWidget* focused = QApplication::focusWidget()) {
            missing.erase(focused);
            visited << focused->objectName();
            QTest::keyClick(focused, Qt::Key_Tab);
        } else {
            QTest::keyClick(m_window.get(), Qt::Key_Tab);
        }
    }
    QStringList names;
    for (const QWidget* widget : missing) {
        names << QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ') + widget->objectName();
    }
    QVERIFY2(missing.empty(), qPrintable(names.join(QStringLiteral(", ")) + QStringLiteral(" not among ") +
                                         visited.join(QStringLiteral(", "))));
}

QTEST_MAIN(tst_Reachability)
#include "tst_Reachability.moc"
