#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the man pages and the shell completion from what the programs' --help says, so that they stay true.

Also packs the changelog, whose newest entry must be of the version that is built: it dates the pages.
"""

import argparse
import email.utils
import gzip
import os
import pathlib
import re
import subprocess
from dataclasses import dataclass, field

ENTRY = re.compile(r"^ {2,6}(?P<name>\S(?:.*?\S)?)(?: {2,}(?P<text>\S.*))?$")
TEXT_COLUMN = 30  # of CLI11
VALUE = re.compile(r"^(?P<names>\S+)(?: (?P<type>[A-Z]+)(?::(?P<check>\{.*?\}|\S+ in \[.*?\]))?(?:=(?P<default>\S+))?"
                   r"(?P<required> REQUIRED)?(?P<many> \.\.\.)?)?$")


@dataclass(frozen=True)
class Entry:
    """An option, an argument or a verb."""

    names: tuple  # "-h", "--help"; or "SPACE"
    value: str  # what follows the name: "TEXT", "<device>"; or nothing
    check: str  # "{vae,plain}", "INT in [0 - 9]"; or nothing
    default: str
    required: bool
    text: str

    def choices(self):
        return self.check[1:-1].split(",") if self.check.startswith("{") else []

    def sentence(self):
        """The text with what else is known of the value."""
        parts = [self.text.rstrip(".") + "."]
        if limits := re.search(r"in \[(\S+) - (\S+)\]", self.check):
            parts.append(f"From {limits[1]}" + (f" to {limits[2]}." if float(limits[2]) < 1e15 else "."))
        if self.default:
            parts.append(f"Default: {self.default}.")
        if self.required:
            parts.append("Required.")
        return " ".join(parts)


@dataclass
class Help:
    """What one --help says: entries by section, and remarks on groups of options."""

    about: str = ""
    sections: dict = field(default_factory=dict)
    remarks: list = field(default_factory=list)

    def entries(self, *names):
        return [entry for name in names for entry in self.sections.get(name, [])]


def entry_of(names, text):
    """Qt writes `-h, --help` and `--device <device>`; CLI11 `-h,--help` and `--device TEXT:check=default REQUIRED`."""
    if qt := re.match(r"^(?P<names>-\S+(?:, -\S+)*|[a-z]\S*)(?: (?P<value><.*>))?$", names):
        if qt["value"] or not names.startswith("-") or ", " in names:
            return Entry(tuple(qt["names"].split(", ")), qt["value"] or "", "", "", False, text)
    found = VALUE.match(names)
    if not found:  # a form that is new here: the name is what matters
        name, _, value = names.partition(" ")
        return Entry(tuple(name.split(",")), value.partition(" ")[0], "", "", False, text)
    return Entry(tuple(found["names"].split(",")), found["type"] or "", found["check"] or "", found["default"] or "",
                 bool(found["required"]), text)


def read_help(program, *words):
    environment = os.environ | {"LC_ALL": "C.UTF-8", "LANGUAGE": "C", "QT_QPA_PLATFORM": "offscreen",
                                "QT_LOGGING_RULES": "*=false"}
    text = subprocess.run([program, *words, "--help"], env=environment, check=True, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    return parse_help(text)


def parse_help(text):
    result, section, waiting = Help(), None, None

    def finish():
        nonlocal waiting
        if waiting:
            result.sections.setdefault(section, []).append(entry_of(waiting[0], " ".join(waiting[1])))
        waiting = None

    for line in text.splitlines():
        bare = line.strip()
        indent = len(line) - len(line.lstrip())
        if not bare:
            finish()
        elif indent >= 20 and waiting:
            waiting[1].append(bare)
        elif bare.startswith("[Option Group:") or bare == "Options:" and indent:
            finish()
        elif indent == 0 and re.fullmatch(r"[A-Z]\w+:", bare):
            finish()
            section = bare[:-1]
        elif indent == 0:
            if not bare.startswith("Usage:"):
                result.about = bare
        elif bare.startswith("[Exactly"):
            result.remarks[-1] += ": " + bare[1:-1].replace("following options", "last options below") + "."
        elif found := ENTRY.match(line.rstrip()):
            finish()
            if section == "Options" and not bare.startswith("-"):
                result.remarks.append(bare)
            else:
                name, about = found["name"], found["text"]
                if not about and not VALUE.match(name) and line[TEXT_COLUMN - 1 : TEXT_COLUMN] == " ":  # it just fits
                    name, about = line[:TEXT_COLUMN].strip(), line[TEXT_COLUMN:].strip()
                waiting = (name, [about] if about else [])
    finish()
    return result


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in ".'" else text


def roff_entries(entries):
    lines = []
    for entry in entries:
        names = ", ".join(f"\\fB{roff(name)}\\fR" for name in entry.names)
        value = entry.value.strip("<>")
        if entry.choices():
            value = "|".join(entry.choices())
        lines += [".TP", names + (f" \\fI{roff(value)}\\fR" if value else ""), roff(entry.sentence())]
    return lines


def page(name, about, date, version, synopsis, body):
    lines = [f'.TH {name} 1 "{date}" "Morphoscope {version}" "User commands"', ".SH NAME",
             f"{roff(name)} \\- {roff(about)}", ".SH SYNOPSIS", f"\\fB{roff(name)}\\fR {synopsis}", *body]
    return "\n".join(lines) + "\n"


def window_page(help_, date, version):
    body = [".SH DESCRIPTION",
            "Opens a trained decoder: every dimension of its latent space becomes a slider, and the picture follows.",
            "The whole data set lies beside it as a map on which the current point moves.",
            ".SH ARGUMENTS", *roff_entries(help_.entries("Arguments")),
            ".SH OPTIONS", *roff_entries(help_.entries("Options")),
            ".SH ENVIRONMENT", ".TP", "\\fBMORPHOSCOPE_SPACES\\fR",
            "A folder of spaces whose names are valid like those of the embedded ones.",
            ".SH SEE ALSO", ".BR morphoscope\\-cli (1)"]
    return page("morphoscope", "explore latent spaces by hand", date, version,
                "[\\fIoptions\\fR] [\\fIspace\\fR]", body)


def cli_page(help_, verbs, common, date, version):
    body = [".SH DESCRIPTION", "Gives the numbers and pictures of", ".BR morphoscope (1)",
            "to scripts, through the same engine, without a display.",
            ".SH OPTIONS", *roff_entries(help_.entries("Options")), ".SH VERBS"]
    for verb, verb_help in verbs.items():
        entries = verb_help.entries("Positionals", "Options")
        takes_common = all(entry in entries for entry in common)
        arguments = " ".join(f"\\fI{roff(entry.names[0])}\\fR" for entry in verb_help.entries("Positionals"))
        body += [f".SS {roff(verb)} {arguments}".rstrip(), roff(verb_help.about.rstrip(".")) + "."]
        body += [roff(remark) for remark in verb_help.remarks]
        body += roff_entries(entry for entry in entries if not (takes_common and entry in common))
        if takes_common:
            body += [".PP", "Takes the common options too."]
    body += [".SH COMMON OPTIONS", *roff_entries(common),
             ".SH ENVIRONMENT", ".TP", "\\fBMORPHOSCOPE_SPACES\\fR",
             "A folder of spaces whose names are valid like those of the embedded ones.",
             ".SH EXIT STATUS", "0 when all went well; 1, with one sentence on standard error, when it did not; 2 for a",
             "call that is wrong.", ".SH SEE ALSO", ".BR morphoscope (1)"]
    return page("morphoscope-cli", help_.about.rstrip(".").lower(), date, version,
                "\\fIverb\\fR [\\fIoptions\\fR]", body)


def completion(help_, verbs):
    def words(entries):
        return " ".join(name for entry in entries for name in entry.names if name.startswith("-"))

    entries = [entry for verb in verbs.values() for entry in verb.entries("Options")]
    choices = {entry.names[-1]: " ".join(entry.choices()) for entry in entries if entry.choices()}
    choices["--device"] = "auto cpu cuda"
    with_value = sorted({name for entry in entries if entry.value for name in entry.names})
    takes_space = [verb for verb, said in verbs.items()
                   if any("SPACE" in entry.names or "A space" in entry.text for entry in said.entries("Positionals"))]
    verb_cases = "\n".join(f"    {verb}) options='{words(said.entries('Options'))}' ;;"
                           for verb, said in verbs.items())
    choice_cases = "\n".join(f"    {name}) mapfile -t COMPREPLY < <(compgen -W '{values}' -- \"$current\"); return ;;"
                             for name, values in sorted(choices.items()))
    return f"""# SPDX-License-Identifier: GPL-3.0-or-later
# bash completion for morphoscope-cli, written from its --help
_morphoscope_cli() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} verb=${{COMP_WORDS[1]}}
    local options= spaces= program
    COMPREPLY=()
    if [ "$COMP_CWORD" = 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W '{" ".join(verbs)} {words(help_.entries("Options"))}' -- "$current")
        return
    fi
    case $previous in
{choice_cases}
    {"|".join(with_value)})
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
        ;;
    esac
    case $verb in
{verb_cases}
    esac
    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
        return
    fi
    case $verb in
    {"|".join(takes_space)})
        program=$(type -P "$1") && program=$(readlink -f "$program") &&
            spaces=$(cd "${{program%/*}}/../share/morphoscope/spaces" 2>/dev/null && ls)
        ;;
    esac
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -W "$spaces" -- "$current"; compgen -f -- "$current")
}}
complete -F _morphoscope_cli morphoscope-cli
"""


def pack(text, file):
    with open(file, "wb") as stream, gzip.GzipFile("", "wb", 9, stream, mtime=0) as packed:
        packed.write(text.encode())


def date_of(changelog, version):
    newest = re.match(r"\S+ \((\S+)\)", changelog)
    if not newest or newest[1] != version:
        raise SystemExit(f"packaging/changelog: its first entry is not of version {version}. Write one.")
    dated = re.search(r"^ -- .*>  (.*)$", changelog, re.MULTILINE)
    return email.utils.parsedate_to_datetime(dated[1]).strftime("%Y-%m-%d")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ("window", "cli", "changelog", "version", "out"):
        arguments.add_argument("--" + name, required=True)
    given = arguments.parse_args()
    out = pathlib.Path(given.out)
    out.mkdir(parents=True, exist_ok=True)

    changelog = pathlib.Path(given.changelog).read_text(encoding="utf-8")
    date = date_of(changelog, given.version)
    window, cli = read_help(given.window), read_help(given.cli)
    verbs = {entry.names[0]: read_help(given.cli, entry.names[0]) for entry in cli.entries("Subcommands")}
    told = [entry for verb in verbs.values() for entry in verb.entries("Options")]
    common = [entry for entry in dict.fromkeys(told) if told.count(entry) * 2 > len(verbs)]

    pack(changelog, out / "changelog.gz")
    pack(window_page(window, date, given.version), out / "morphoscope.1.gz")
    pack(cli_page(cli, verbs, common, date, given.version), out / "morphoscope-cli.1.gz")
    (out / "morphoscope-cli.bash").write_text(completion(cli, verbs), encoding="utf-8")


if __name__ == "__main__":
    main()
