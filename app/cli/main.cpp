// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/NumberCheck.h"
#include "cli/Verbs.h"

#include <csignal>
#include <iostream>
#include <new>

namespace {

enum ExitCode { exitFailed = 1, exitUsage = 2 };

std::filesystem::path runningProgram()
{
    std::error_code ignored;
    return std::filesystem::read_symlink("/proc/self/exe", ignored);
}

int failed(const std::string& sentence)
{
    std::cerr << "morphoscope-cli: " << sentence << '\n';
    return exitFailed;
}

/// A first word that is no verb, named with the verbs there are; else empty.
std::string unknownVerb(const CLI::App& app, const std::string& word)
{
    std::string verbs;
    for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
        if (verb->get_name() == word) {
            return {};
        }
        verbs += (verbs.empty() ? "" : ", ") + verb->get_name();
    }
    return word.empty() || word.front() == '-' ? std::string()
                                               : "there is no verb `" + word + "`. There are: " + verbs + ".";
}

} // namespace

int main(int argumentCount, char** arguments)
{
    std::signal(SIGXFSZ, SIG_IGN); // a full quota is an error like another, not the end of the process
    std::signal(SIGPIPE, SIG_IGN);

    StopSignal stopSignal;
    CommandLine commandLine{.app = CLI::App("See and steer latent spaces from the command line."),
                            .executable = runningProgram(),
                            .stopSignal = stopSignal};
    commandLine.app.name("morphoscope-cli");
    commandLine.app.require_subcommand(1);
    commandLine.app.set_version_flag("--version", "morphoscope-cli " MORPHOSCOPE_VERSION);
    for (const auto add : {addInfo,    addDecode,  addEncode,    addInvert, addProject,  addMaps,        addNeighbours,
                           addGround,  addCluster, addAttribute, addLabel,  addMorph,    addEdit,        addSheet,
                           addAnalogy, addMean,    addTrain,     addCreate, addGenerate, addExportScript}) {
        add(commandLine);
    }
    refuseWhatIsNoNumber(commandLine.app);
    try {
        commandLine.app.parse(argumentCount, arguments);
        commandLine.work();
        return 0;
    } catch (const CLI::ParseError& error) {
        if (const std::string sentence = unknownVerb(commandLine.app, argumentCount > 1 ? arguments[1] : "");
            !sentence.empty()) {
            failed(sentence);
            return exitUsage;
        }
        return commandLine.app.exit(error) == 0 ? 0 : exitUsage;
    } catch (const std::bad_alloc&) {
        return failed("There is not enough memory for this. Use fewer or smaller pictures, or fewer latents at once.");
    } catch (const std::exception& error) {
        return failed(error.what());
    }
}
