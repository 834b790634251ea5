// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <utility>

/// A value that never changes once it is in here, so that copies share it. Never null; compares by value.
template <class T> class Shared
{
public:
    Shared(T value) // not explicit: a value is as good as a shared one
        : m_value(std::make_shared<const T>(std::move(value)))
    {
    }

    operator const T&() const { return *m_value; }
    [[nodiscard]] const T& operator*() const { return *m_value; }
    [[nodiscard]] const T* operator->() const { return m_value.get(); }

    friend bool operator==(const Shared& a, const Shared& b)
    {
        return a.m_value == b.m_value || *a.m_value == *b.m_value;
    }

private:
    std::shared_ptr<const T> m_value;
};
