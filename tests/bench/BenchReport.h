// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

/// User and system time of RUSAGE_SELF, RUSAGE_CHILDREN or RUSAGE_THREAD.
inline double usedSeconds(int who)
{
    rusage usage = {};
    ::getrusage(who, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// What a benchmark program prints for bench.py.
class BenchReport
{
public:
    explicit BenchReport(const std::string& title)
        : m_json{{"title", title}, {"figures", nlohmann::json::array()}}
    {
    }

    void add(const std::string& id, const std::string& what, double value, const std::string& unit = "",
             const std::string& goal = "", std::optional<bool> met = {})
    {
        nlohmann::json figure{{"id", id}, {"what", what}, {"value", value}, {"unit", unit}, {"goal", goal}};
        if (met) {
            figure["met"] = *met;
        }
        m_json["figures"].push_back(std::move(figure));
    }
    void print() const { std::cout << m_json.dump(1) << '\n'; }

private:
    nlohmann::json m_json;
};

/// The value that `share` of `values` do not exceed.
inline double quantile(std::vector<double> values, double share)
{
    if (values.empty()) {
        return 0;
    }
    std::sort(values.begin(), values.end());
    const auto last = static_cast<double>(values.size() - 1);
    return values[static_cast<std::size_t>(std::lround(share * last))];
}

class Stopwatch
{
public:
    [[nodiscard]] double ms() const
    {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - m_start).count();
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};
