// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;
using Folders = std::set<std::string>;

namespace {

/// Folder -> folders it may include from. The same arrows as the link lines in CMakeLists.txt.
const std::map<std::string, Folders> mayUse = {
    {"base", {}},
    {"latent", {"base"}},
    {"nn", {"base", "latent"}},
    {"engine", {"base", "latent"}},
    {"wall", {"base"}},
    {"jobs", {"base"}},
    {"space", {"base", "latent"}},
    {"create", {"base", "latent", "space", "engine", "raster"}},
    {"raster", {"base"}},
    {"imaging", {"base"}},
    {"components", {"base", "latent"}},
    {"maps", {"base", "latent", "components"}},
    {"attributes", {"base", "latent", "maps"}},
    {"session", {"base", "latent", "space", "jobs"}},
    {"derived", {"base", "latent", "space", "session", "jobs", "engine", "create", "raster", "components"}},
    {"controls", {"base", "latent", "space", "session", "derived"}},
    {"canvas", {"base", "latent", "space", "session", "derived", "controls"}},
    {"plots", {"base", "latent", "space", "session", "derived", "raster", "controls"}},
    {"dialogs", {"base", "latent", "space", "session", "derived", "engine", "create", "controls", "canvas"}},
    {"app/engine", {"base", "latent", "engine", "nn", "imaging", "maps", "attributes", "wall"}},
    {"app/cli", {"base", "latent", "space", "engine", "create", "raster", "components"}},
    {"app/window",
     {"base", "latent", "space", "engine", "jobs", "session", "derived", "controls", "canvas", "plots", "dialogs",
      "create"}},
};

/// Start of an include -> the only folders that may have it: heavy or forbidden headers stay behind one wall.
const std::vector<std::pair<std::string, Folders>> fencedHeaders = {
    {"torch/", {"nn"}},
    {"ATen/", {"nn"}},
    {"c10/", {"nn"}},
    {"opencv2/", {"imaging"}},
    {"qcustomplot.h", {"plots"}},
    {"Eigen/", {"components", "maps", "attributes"}},
    {"cblas.h", {"maps", "attributes"}},
    {"fftw3.h", {"maps"}},
    {"CLI/", {"app/cli"}},
    {"zlib.h", {"space"}},
    {"libdeflate.h", {"imaging"}},
    {"seccomp.h", {"wall"}},
};

const Folders withoutQt = {"base",    "latent",     "nn",   "engine",     "space", "create",    "raster",
                           "imaging", "components", "maps", "attributes", "wall",  "app/engine"};
const Folders withoutWidgets = {"jobs", "session", "derived", "app/cli"};

std::vector<std::string> includesOf(const fs::path& file)
{
    static const std::regex pattern("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]");
    std::vector<std::string> found;
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        std::smatch match;
        if (std::regex_search(line, match, pattern)) {
            found.push_back(match[1]);
        }
    }
    return found;
}

/// "core/nn/tools/x.cpp" -> "nn", "app/engine/main.cpp" -> "app/engine".
std::string folderOf(const fs::path& relative)
{
    auto part = relative.begin();
    const std::string top = part->string();
    const std::string second = (++part)->string();
    return top == "app" ? "app/" + second : second;
}

} // namespace

/// A folder name alone holds nothing back: every include is read.
class tst_Includes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyIncludeFollowsTheDiagram();
    void heavyHeadersStayBehindTheirWalls();
    void headersThatShowHeavyOnesStayInTheirFolder();
    void filesCompiledForOneProcessorShareNoInlineCode();

private:
    template <class Visit> static void visitSources(Visit&& visit)
    {
        const fs::path root = MORPHOSCOPE_SOURCE_DIR;
        int files = 0;
        for (const char* top : {"core", "widgets", "app"}) {
            for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
                if (const fs::path end = entry.path().extension(); end != ".cpp" && end != ".h" && end != ".inc") {
                    continue;
                }
                ++files;
                const auto relative = fs::relative(entry.path(), root);
                for (const auto& include : includesOf(entry.path())) {
                    visit(folderOf(relative), relative.string(), include);
                }
            }
        }
        QVERIFY2(files > 20, "the sources were not found");
    }
};

void tst_Includes::everyIncludeFollowsTheDiagram()
{
    visitSources([](const std::string& folder, const std::string& file, const std::string& include) {
        const auto allowed = mayUse.find(folder);
        QVERIFY2(allowed != mayUse.end(), ("a folder that the diagram does not know: " + folder).c_str());
        const auto target = include.substr(0, include.find('/'));
        if (include.find('/') == std::string::npos || !mayUse.contains(target) || target == folder) {
            return;
        }
        QVERIFY2(allowed->second.contains(target), (file + " may not include " + include).c_str());
    });
}

void tst_Includes::heavyHeadersStayBehindTheirWalls()
{
    visitSources([](const std::string& folder, const std::string& file, const std::string& include) {
        for (const auto& [start, folders] : fencedHeaders) {
            QVERIFY2(!include.starts_with(start) || folders.contains(folder),
                     (file + " may not include " + include).c_str());
        }
        const bool isQt =
            include.size() > 1 && include[0] == 'Q' && std::isupper(static_cast<unsigned char>(include[1]));
        QVERIFY2(!isQt || !withoutQt.contains(folder),
                 (file + " is built without Qt, but includes " + include).c_str());
        QVERIFY2(!include.starts_with("QWidget") || !withoutWidgets.contains(folder),
                 (file + " may not know widgets").c_str());
    });
}

void tst_Includes::headersThatShowHeavyOnesStayInTheirFolder()
{
    std::map<std::string, std::string> showing; // "nn/Autoencoder.h" -> "nn"
    visitSources([&](const std::string& folder, const std::string& file, const std::string& include) {
        const bool isHeavy = std::any_of(fencedHeaders.begin(), fencedHeaders.end(),
                                         [&](const auto& fence) { return include.starts_with(fence.first); });
        if (isHeavy && file.ends_with(".h")) {
            showing[file.substr(file.find('/') + 1)] = folder;
        }
    });
    visitSources([&](const std::string& folder, const std::string& file, const std::string& include) {
        const auto found = showing.find(include);
        QVERIFY2(found == showing.end() || found->second == folder,
                 (file + " may not include " + include + ", which shows a heavy header").c_str());
    });
}

void tst_Includes::filesCompiledForOneProcessorShareNoInlineCode()
{
    visitSources([](const std::string&, const std::string& file, const std::string& include) {
        const bool isShared = file.ends_with("Kernels.inc"); // their common text
        if (!isShared && (file.find("Avx") == std::string::npos || !file.ends_with(".cpp"))) {
            return;
        }
        const bool plain = include == "immintrin.h" || include == "cstddef" || include == "cstdint" ||
                           include.find("Avx") != std::string::npos || include.ends_with("Kernels.inc") ||
                           (isShared && (include.ends_with("Kernels.h") || include == "cmath")); // plain functions only
        QVERIFY2(plain, (file + " is compiled for one processor: it may not include " + include).c_str());
    });
}

QTEST_APPLESS_MAIN(tst_Includes)
#include "tst_Includes.moc"
