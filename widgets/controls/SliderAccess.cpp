// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/SliderAccess.h"

#include "controls/SliderRows.h"

#include <QAccessibleWidget>
#include <QPointer>

#include <map>

namespace {

/// One row: a slider with a name, a value that can be set, and a description.
class RowAccess : public QAccessibleInterface, public QAccessibleValueInterface
{
public:
    RowAccess(SliderRows* view, int row)
        : m_view(view)
        , m_row(row)
    {
    }

    [[nodiscard]] bool isValid() const override { return m_view && m_row < m_view->rowCount(); }
    [[nodiscard]] QObject* object() const override { return nullptr; }
    [[nodiscard]] QWindow* window() const override { return m_view ? m_view->window()->windowHandle() : nullptr; }
    [[nodiscard]] QAccessibleInterface* parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_view);
    }
    [[nodiscard]] QAccessibleInterface* child(int) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::Slider; }

    [[nodiscard]] QRect rect() const override
    {
        if (!isValid()) {
            return {};
        }
        const QRect place = m_view->rowRect(m_row);
        return {m_view->viewport()->mapToGlobal(place.topLeft()), place.size()};
    }

    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        if (!isValid()) {
            return {};
        }
        switch (kind) {
        case QAccessible::Name:
            return m_view->row(m_row).name;
        case QAccessible::Value:
            return m_view->valueText(m_row);
        case QAccessible::Description:
            return m_view->describe(m_row);
        default:
            return {};
        }
    }
    void setText(QAccessible::Text, const QString&) override {}

    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        state.invalid = !isValid();
        if (isValid()) {
            state.focusable = true;
            state.focused = m_view->hasFocus() && m_view->currentRow() == m_row;
            state.readOnly = m_view->row(m_row).isLocked;
            state.offscreen = !m_view->viewport()->rect().intersects(m_view->rowRect(m_row));
        }
        return state;
    }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ValueInterface ? static_cast<QAccessibleValueInterface*>(this) : nullptr;
    }
    [[nodiscard]] QVariant currentValue() const override { return isValid() ? m_view->row(m_row).value : QVariant(); }
    [[nodiscard]] QVariant minimumValue() const override { return isValid() ? m_view->row(m_row).low : QVariant(); }
    [[nodiscard]] QVariant maximumValue() const override { return isValid() ? m_view->row(m_row).high : QVariant(); }
    [[nodiscard]] QVariant minimumStepSize() const override
    {
        constexpr double fineSteps = 1000;
        return isValid() ? m_view->row(m_row).range() / fineSteps : QVariant();
    }
    void setCurrentValue(const QVariant& value) override
    {
        if (isValid()) {
            m_view->stepTo(m_row, value.toDouble());
        }
    }

private:
    QPointer<SliderRows> m_view;
    int m_row;
};

/// The list of them. Rows are made when they are asked for: there may be thousands.
class RowsAccess : public QAccessibleWidget
{
public:
    explicit RowsAccess(SliderRows* view)
        : QAccessibleWidget(view, QAccessible::List)
    {
    }
    ~RowsAccess() override
    {
        for (const auto& [row, id] : m_ids) {
            QAccessible::deleteAccessibleInterface(id);
        }
    }

    [[nodiscard]] int childCount() const override { return view()->rowCount(); }
    [[nodiscard]] QAccessibleInterface* child(int row) const override
    {
        if (row < 0 || row >= childCount()) {
            return nullptr;
        }
        const auto known = m_ids.find(row);
        const QAccessible::Id id =
            known != m_ids.end() ? known->second : QAccessible::registerAccessibleInterface(new RowAccess(view(), row));
        m_ids[row] = id; // the registry owns it until it is deleted above
        return QAccessible::accessibleInterface(id);
    }
    [[nodiscard]] QAccessibleInterface* childAt(int x, int y) const override
    {
        return child(view()->rowAt(view()->viewport()->mapFromGlobal(QPoint(x, y)).y()));
    }
    [[nodiscard]] QAccessibleInterface* focusChild() const override { return child(view()->currentRow()); }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* wanted) const override
    {
        for (const auto& [row, id] : m_ids) {
            if (QAccessible::accessibleInterface(id) == wanted) {
                return row;
            }
        }
        return -1;
    }

private:
    [[nodiscard]] SliderRows* view() const { return static_cast<SliderRows*>(widget()); }

    mutable std::map<int, QAccessible::Id> m_ids;
};

QAccessibleInterface* makeSliderAccess(const QString& className, QObject* object)
{
    auto* view = className == QLatin1String("SliderRows") ? qobject_cast<SliderRows*>(object) : nullptr;
    return view ? new RowsAccess(view) : nullptr;
}

} // namespace

void installSliderAccess()
{
    static const bool once = [] {
        QAccessible::installFactory(makeSliderAccess);
        return true;
    }();
    (void)once;
}
