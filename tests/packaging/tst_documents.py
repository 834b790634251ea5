#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is installed beside the programs says what they say, and its parts agree."""

import argparse
import gzip
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


def help_of(program, *words):
    environment = os.environ | {"LC_ALL": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run([given.bin / program, *words, "--help"], env=environment, check=True, text=True,
                          capture_output=True).stdout


def options_in(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text))


def verbs():
    return re.findall(r"^  ([a-z-]+) ", help_of("morphoscope-cli").partition("Subcommands:")[2], re.MULTILINE)


def page(name):
    with gzip.open(given.documents / f"{name}.1.gz", "rt", encoding="utf-8") as text:
        return re.sub(r"\\f[BIR]", "", text.read()).replace("\\-", "-")


def part_of_verb(verb):
    """Its own part of the page, and the common options where it says that it takes them."""
    part = re.search(rf"^\.SS {verb}\b.*?(?=^\.S[SH])", page("morphoscope-cli"), re.MULTILINE | re.DOTALL)[0]
    if "common options too" in part:
        part += page("morphoscope-cli").partition(".SH COMMON OPTIONS")[2]
    return part


def completed(*words):
    """What the shell offers for the last word, with a space `round` installed beside the program."""
    with tempfile.TemporaryDirectory() as folder:
        prefix = pathlib.Path(folder)
        (prefix / "share/morphoscope/spaces/round").mkdir(parents=True)
        (prefix / "bin").mkdir()
        (prefix / "picture.pt").touch()
        program = prefix / "bin/morphoscope-cli"
        program.touch(mode=0o755)
        script = ('. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _morphoscope_cli morphoscope-cli; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        return subprocess.run(["bash", "-c", script, "bash", given.documents / "morphoscope-cli.bash",
                               "morphoscope-cli", *words], check=True, text=True, stdout=subprocess.PIPE, cwd=folder,
                              env=os.environ | {"PATH": f"{prefix}/bin:{os.environ['PATH']}"}).stdout.split()


class Documents(unittest.TestCase):
    def test_the_windows_page_names_every_option(self):
        told = options_in(help_of("morphoscope"))
        self.assertIn("--tour", told)
        self.assertEqual(told, options_in(page("morphoscope")))

    def test_the_command_lines_page_names_every_option_of_every_verb(self):
        self.assertIn("train", verbs())
        for verb in verbs():
            with self.subTest(verb):
                self.assertEqual(options_in(help_of("morphoscope-cli", verb)), options_in(part_of_verb(verb)))

    def test_pages_give_limits_and_defaults_in_words(self):
        self.assertIn("How many. From 1 to 100000. Default: 9.", part_of_verb("morph"))
        self.assertNotRegex(page("morphoscope-cli"), r" in \[|REQUIRED")

    def test_man_has_nothing_to_complain_of(self):
        if not shutil.which("man"):
            self.skipTest("there is no man")
        for name in ("morphoscope", "morphoscope-cli"):
            done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", given.documents / f"{name}.1.gz"],
                                  env=os.environ | {"LC_ALL": "C.UTF-8", "MANWIDTH": "80"}, capture_output=True,
                                  check=True)
            self.assertEqual(b"", done.stderr)

    def test_the_shell_completes_verbs_options_values_spaces_and_files(self):
        self.assertEqual(["info"], completed("inf"))
        self.assertEqual(set(verbs()), {word for word in completed("") if not word.startswith("-")})
        for verb in verbs():
            self.assertEqual(options_in(help_of("morphoscope-cli", verb)), options_in("\n".join(completed(verb, "--"))))
        self.assertEqual(["vae"], completed("train", "--kind", "v"))
        self.assertEqual(["round"], completed("info", "rou"))
        self.assertEqual(["picture.pt"], completed("info", "pic"))
        self.assertEqual(["picture.pt"], completed("decode", "round", "--latents", "pic"))

    def test_the_newest_release_is_the_version_that_is_built(self):
        metainfo = ElementTree.parse(PACKAGING / "org.morphoscope.Morphoscope.metainfo.xml")
        self.assertEqual(given.version, metainfo.find("releases/release").get("version"))
        with gzip.open(given.documents / "changelog.gz", "rt", encoding="utf-8") as changelog:
            self.assertTrue(changelog.read().startswith(f"morphoscope ({given.version})"))

    def test_the_desktop_is_told_of_the_same_types_everywhere(self):
        described = {kind.get("type") for kind in
                     ElementTree.parse(PACKAGING / "org.morphoscope.Morphoscope.mime.xml").iter(MIME + "mime-type")}
        self.assertTrue(described)
        metainfo = ElementTree.parse(PACKAGING / "org.morphoscope.Morphoscope.metainfo.xml")
        self.assertEqual(described, {kind.text for kind in metainfo.iter("mediatype")})
        desktop = (PACKAGING / "org.morphoscope.Morphoscope.desktop").read_text(encoding="utf-8")
        opened = re.search(r"^MimeType=(.*);$", desktop, re.MULTILINE)[1].split(";")
        self.assertLessEqual(described, set(opened))

    def test_every_licence_has_its_text_and_every_space_its_licence(self):
        text = (PACKAGING / "copyright").read_text(encoding="utf-8")
        used = {name for line in re.findall(r"^License: (.*(?: and .*)?)$", text, re.MULTILINE)
                for name in line.split(" and ")}
        told = set(re.findall(r"^License: (\S+)\n ", text, re.MULTILINE))
        self.assertEqual(used, told)
        spaces = {path.name for path in (ROOT / "models").iterdir() if (path / "space.json").exists()}
        self.assertEqual(spaces, set(re.findall(r"^Files: models/(\S+)/\*$", text, re.MULTILINE)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    parser.add_argument("--documents", type=pathlib.Path, required=True)
    parser.add_argument("--version", required=True)
    given, rest = parser.parse_known_args()
    unittest.main(argv=["tst_documents", *rest])
