// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/Settings.h"

#include "base/AtomicFile.h"
#include "base/UserError.h"
#include "session/HintsJson.h"
#include "session/UserFiles.h"
#include "space/JsonReader.h"

#include <QDir>
#include <QtGlobal>

#include <algorithm>
#include <system_error>

using nlohmann::json;

namespace {

constexpr int settingsFormat = 1;
constexpr std::size_t mostRecent = 10;

std::filesystem::path settingsFile(const UserFolders& folders)
{
    return folders.config / "settings.json";
}

std::string themeName(Theme theme)
{
    return theme == Theme::Dark ? "dark" : theme == Theme::Light ? "light" : "system";
}

Theme themeNamed(const std::string& name)
{
    return name == "dark" ? Theme::Dark : name == "light" ? Theme::Light : Theme::System;
}

std::string policyName(SandboxPolicy policy)
{
    return policy == SandboxPolicy::Required ? "required" : policy == SandboxPolicy::Off ? "off" : "ask";
}

SandboxPolicy policyNamed(const std::string& name)
{
    return name == "required" ? SandboxPolicy::Required : name == "off" ? SandboxPolicy::Off : SandboxPolicy::Ask;
}

std::map<std::string, SpaceHints> hintsOf(const JsonReader& object)
{
    std::map<std::string, SpaceHints> hints;
    for (const std::string& hash : object.keys()) {
        hints[hash] = hintsFromJson(object.object(hash));
    }
    return hints;
}

Settings settingsFrom(const JsonReader& file)
{
    if (file.whole("format", 1000000) > settingsFormat) {
        file.fail("format", "is newer than this program", "A newer Morphoscope wrote this.");
    }
    Settings settings; // what the file does not say stays as it is by default
    const auto take = [&file](const char* key, auto& setting, auto read) {
        if (file.has(key)) {
            setting = read(key);
        }
    };
    const auto text = [&file](const char* key) { return file.text(key); };
    take("device", settings.device, text);
    take("engine", settings.engine, text);
    take("deadline_seconds", settings.deadlineSeconds, [&](const char* key) { return file.number(key, 1, 1e6); });
    take("theme", settings.theme, [&](const char* key) { return themeNamed(file.text(key)); });
    take("smooth_scaling", settings.smoothScaling, [&](const char* key) { return file.flag(key); });
    take("recent_spaces", settings.recentSpaces, [&](const char* key) { return file.texts(key); });
    settings.recentSpaces.resize(std::min(settings.recentSpaces.size(), mostRecent));
    take("sandbox", settings.sandbox, [&](const char* key) { return policyNamed(file.text(key)); });
    take("memory_gigabytes", settings.memoryGigabytes, [&](const char* key) { return file.number(key, 0, 1e6); });
    take("trusted_models", settings.trustedModels, [&](const char* key) {
        const std::vector<std::string> hashes = file.texts(key);
        return std::set<std::string>(hashes.begin(), hashes.end());
    });
    take("hints", settings.hints, [&](const char* key) { return hintsOf(file.object(key)); });
    return settings;
}

/// Moves a damaged file out of the way, where its owner can still look at it.
std::string setAside(const std::filesystem::path& file, const std::string& why)
{
    const std::filesystem::path aside = file.string() + ".damaged";
    std::error_code problem;
    std::filesystem::rename(file, aside, problem);
    return why + (problem ? " The settings start afresh."
                          : " The file was set aside as " + aside.filename().string() + "; the settings start afresh.");
}

std::filesystem::path xdgFolder(const char* variable, const QString& inHome)
{
    const QString set = qEnvironmentVariable(variable);
    const QString base = QDir::isAbsolutePath(set) ? set : QDir::home().filePath(inHome); // XDG: relative ones are void
    return std::filesystem::path(base.toStdString()) / "morphoscope";
}

} // namespace

SandboxWish Settings::sandboxWish() const
{
    constexpr double bytesPerGigabyte = 1024.0 * 1024 * 1024;
    return {sandbox == SandboxPolicy::Off ? SandboxLevel::None : SandboxLevel::Bubblewrap,
            static_cast<std::uint64_t>(memoryGigabytes * bytesPerGigabyte)};
}

void Settings::addRecent(const std::filesystem::path& space)
{
    const std::string path = std::filesystem::absolute(space).lexically_normal().string();
    std::erase(recentSpaces, path);
    recentSpaces.insert(recentSpaces.begin(), path);
    recentSpaces.resize(std::min(recentSpaces.size(), mostRecent));
}

UserFolders UserFolders::ofUser()
{
    return {.config = xdgFolder("XDG_CONFIG_HOME", ".config"),
            .state = xdgFolder("XDG_STATE_HOME", ".local/state"),
            .cache = xdgFolder("XDG_CACHE_HOME", ".cache")};
}

Settings readSettings(const UserFolders& folders, std::string* problem)
{
    const std::filesystem::path file = settingsFile(folders);
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        return {};
    }
    try {
        const json parsed = parseJson(readWholeFile(file, mostUserFileBytes), file);
        return settingsFrom(JsonReader(parsed, "", file));
    } catch (const UserError& error) {
        const std::string sentence = setAside(file, error.what());
        if (problem != nullptr) {
            *problem = sentence;
        }
        return {};
    }
}

void writeSettings(const UserFolders& folders, const Settings& settings)
{
    json hints = json::object();
    for (const auto& [hash, hint] : settings.hints) {
        hints[hash] = hintsToJson(hint);
    }
    const json file = {{"format", settingsFormat},
                       {"device", settings.device},
                       {"engine", settings.engine},
                       {"deadline_seconds", settings.deadlineSeconds},
                       {"theme", themeName(settings.theme)},
                       {"smooth_scaling", settings.smoothScaling},
                       {"recent_spaces", settings.recentSpaces},
                       {"sandbox", policyName(settings.sandbox)},
                       {"memory_gigabytes", settings.memoryGigabytes},
                       {"trusted_models", settings.trustedModels},
                       {"hints", std::move(hints)}};
    makeFolder(folders.config);
    writeFileAtomically(settingsFile(folders), file.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}
