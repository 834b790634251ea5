// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/NumberCheck.h"

#include <cerrno>
#include <cmath>
#include <cstdlib>

namespace {

std::string wrongNumber(const std::string& text)
{
    // What is no number at all, CLI11 refuses itself.
    return std::isfinite(std::strtod(text.c_str(), nullptr)) ? std::string() : "`" + text + "` is not a finite number.";
}

std::string wrongCount(const std::string& text)
{
    errno = 0;
    (void)std::strtoull(text.c_str(), nullptr, 0);
    return text.find('-') == std::string::npos && errno == 0
               ? std::string()
               : "`" + text + "` is not a whole number from 0 to 18446744073709551615.";
}

/// CLI11 says of an option what it was added for, behind which stand the checks that it has.
void checkNumber(CLI::Option& option)
{
    const std::string type = option.get_type_name();
    if (type.starts_with("FLOAT")) {
        option.check(wrongNumber);
    } else if (type.starts_with("UINT")) {
        option.check(wrongCount);
    }
}

} // namespace

void refuseWhatIsNoNumber(CLI::App& app)
{
    for (CLI::Option* const option : app.get_options()) {
        checkNumber(*option);
    }
    for (CLI::App* const part : app.get_subcommands([](CLI::App*) { return true; })) { // verbs and groups of options
        refuseWhatIsNoNumber(*part);
    }
}
