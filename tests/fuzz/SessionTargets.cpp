// SPDX-License-Identifier: GPL-3.0-or-later
#include "Feed.h"
#include "Targets.h"

#include "session/AttributeFiles.h"
#include "session/HintsJson.h"
#include "session/OutsidePicture.h"
#include "session/SessionFile.h"
#include "session/Settings.h"

namespace {

/// A space folder that sessions may name: its decoder is never run.
class SmallSpace : public OwnFolder
{
public:
    SmallSpace()
    {
        write("decoder.pt", "no decoder");
        write("labels.csv", "arrow\nleft\nright\nleft\n");
        write("space.json",
              R"({"format": 1, "name": "Small", "latent": {"size": 4}, "decoder": {"file": "decoder.pt",
                  "output": {"kind": "image", "channels": 1, "height": 2, "width": 2, "range": [0, 1]}},
                  "inputs": [{"name": "digit", "kind": "class", "count": 3}],
                  "samples": {"count": 3, "labels": "labels.csv"}})");
    }
};

const std::filesystem::path& smallSpace()
{
    static const SmallSpace folder;
    return folder.path();
}

/// A session reads and writes the same again, but for what it says of its space's place. SPACE stands for the folder of
/// a space that is there.
void session(Bytes bytes)
{
    std::string text(textOf(bytes));
    constexpr std::string_view mark = "SPACE";
    if (const std::size_t at = text.find(mark); at != std::string::npos) {
        text.replace(at, mark.size(), smallSpace().string());
    }
    const MemoryFile file(std::as_bytes(std::span(text)));
    tolerant([&] {
        const ReadSession read = readSession(file.path());
        static const OwnFolder folder;
        const std::filesystem::path written = folder.path() / "session.json";
        writeSession(written, read.state, read.view);
        const ReadSession again = readAgain([&] { return readSession(written); });
        if (again.state.base != read.state.base || again.state.attributes != read.state.attributes ||
            again.state.inputs != read.state.inputs || again.state.map != read.state.map) {
            fault("a session is another one after it was written and read");
        }
        return 0;
    });
}

void settings(Bytes bytes)
{
    static const OwnFolder folder;
    const UserFolders folders{.config = folder.path(), .state = folder.path(), .cache = folder.path()};
    folder.write("settings.json", textOf(bytes));
    std::string problem;
    const Settings read = readSettings(folders, &problem);
    (void)read.sandboxWish();
    if (problem.empty()) {
        writeSettings(folders, read);
        if (readSettings(folders, &problem) != read || !problem.empty()) {
            fault("settings are others after they were written and read: " + problem);
        }
    }
}

/// Pasted into a session of the small space, and into one that has an attribute.
void pointText(Bytes bytes)
{
    static const std::shared_ptr<const Space> space = openSpace(smallSpace());
    SessionState state{.space = space, .base = LatentVector(4), .inputs = {1}};
    AttributeVector vector;
    vector.vector = {1, 2, 3, 4};
    state.attributes.push_back({.name = "a", .vector = std::make_shared<const AttributeVector>(vector)});
    std::string text(textOf(bytes));
    constexpr std::string_view mark = "HASH";
    if (const std::size_t at = text.find(mark); at != std::string::npos) {
        text.replace(at, mark.size(), space->hash);
    }
    tolerant([&] {
        pointFromText(state, text);
        if (!allFinite(state.base)) {
            fault("a point that is not finite was taken");
        }
        SessionState again = state;
        readAgain([&] { return pointFromText(again, pointToText(state)), 0; });
        if (again.currentPoint() != state.currentPoint()) {
            fault("a point is another one after it was copied and pasted");
        }
        return 0;
    });
}

void attributeFile(Bytes bytes)
{
    const MemoryFile file(bytes);
    tolerant([&] { return readAttributeFile(file.path(), 4); });
}

void hints(Bytes bytes)
{
    tolerant([&] {
        const nlohmann::json parsed = parseJson(textOf(bytes), "hints.json");
        const SpaceHints read = hintsFromJson(JsonReader(parsed, "", "hints.json"));
        const nlohmann::json written = parseJson(hintsToJson(read).dump(), "hints.json");
        if (readAgain([&] { return hintsFromJson(JsonReader(written, "", "hints.json")); }) != read) {
            fault("answers are others after they were written and read");
        }
        return 0;
    });
}

/// The picture from outside, which lies in a session as a PNG.
void outsidePicture(Bytes bytes)
{
    if (const std::optional<Picture> picture = pictureFromPng(textOf(bytes))) {
        if (picture->pixels.size() != picture->shape.bytes() || pictureFromPng(pngOf(*picture)) != picture) {
            fault("a picture is another one after it was written and read");
        }
    }
}

} // namespace

FuzzTargets sessionTargets()
{
    return {{"session", session},      {"settings", settings},
            {"point-text", pointText}, {"attribute-file", attributeFile},
            {"hints", hints},          {"outside-picture", outsidePicture}};
}
