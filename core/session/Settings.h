// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "base/Sandbox.h"
#include "space/Space.h"

enum class Theme { System, Dark, Light };

/// What is done where a model from outside could not be walled in.
enum class SandboxPolicy {
    Ask,      ///< before it is opened
    Required, ///< it is not opened
    Off,      ///< nothing is walled in, and nobody asked
};

/// What a user prefers, across sessions: one small JSON file in the configuration folder, written atomically. A damaged
/// file is set aside and reported, never fatal.
struct Settings
{
    std::string device = "auto";
    std::string engine; ///< path of the engine program; empty: the best one
    double deadlineSeconds = 10;
    Theme theme = Theme::System;
    bool smoothScaling = false;
    std::vector<std::string> recentSpaces;   ///< newest first, at most 10
    std::map<std::string, SpaceHints> hints; ///< answers about bare decoders, by content hash
    SandboxPolicy sandbox = SandboxPolicy::Ask;
    double memoryGigabytes = 0;          ///< that a model may fill; 0: three quarters of the machine's
    std::set<std::string> trustedModels; ///< that may run without a wall, by the hash of their files
    bool operator==(const Settings&) const = default;

    [[nodiscard]] SandboxWish sandboxWish() const;
    void addRecent(const std::filesystem::path& space);
};

/// Where settings, sessions and logs live (XDG; a test or `--config-dir` may move them).
struct UserFolders
{
    std::filesystem::path config;
    std::filesystem::path state;
    std::filesystem::path cache;
    static UserFolders ofUser();
};

[[nodiscard]] Settings readSettings(const UserFolders& folders, std::string* problem = nullptr);
void writeSettings(const UserFolders& folders, const Settings& settings);
