# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies in the space folder, and morphoscope-cli on it."""
import csv
import json
import os
import subprocess
import sys

import numpy as np

from reader import HERE, numbered

sys.path.append(os.path.join(HERE, "../arrows"))
from tiles import read_tiles  # noqa: E402


class Samples:
    """Pictures, latents and labels as they are shipped."""

    def __init__(self, folder):
        place = lambda name: os.path.join(folder, name)
        with open(place("space.json"), encoding="utf-8") as file:
            self.json = json.load(file)
        facts = self.json["samples"]
        self.pictures = read_tiles(place(facts["images"]), facts["count"], facts["columns"], 64, 64, 3)
        self.latents = np.load(place(facts["latents"]))
        with open(place(facts["labels"]), newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.truth = numbered(rows)
        self.held_out = np.array([row["held out"] == "yes" for row in rows])
        self.seeds = np.array([int(row["seed"]) for row in rows])
        self.has_glasses, self.smiles, self.has_beard = (
            np.array([row[column] == "yes" for row in rows]) for column in ("glasses", "smile", "beard"))
        self.bytes = sum(os.path.getsize(place(name)) for name in os.listdir(folder)
                         if name.endswith((".pt", ".npy", ".npz", ".png", ".csv", ".json")))


class CommandLine:
    """morphoscope-cli on one space, run in a folder of its own, where the .npy files lie."""

    def __init__(self, program, space, folder):
        self.program, self.space, self.folder = os.path.abspath(program), os.path.abspath(space), folder

    def _run(self, *words):
        done = subprocess.run([self.program, *words], cwd=self.folder, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit("%s %s failed: %s" % (self.program, words[0], done.stderr.strip()))
        return done.stdout

    def _array(self, verb, option, array):
        np.save(os.path.join(self.folder, "in.npy"), array)
        self._run(verb, self.space, option, "in.npy", "--out", "out.npy")
        return np.load(os.path.join(self.folder, "out.npy"))

    def encode(self, pictures):
        return self._array("encode", "--pictures", pictures)

    def decode(self, latents):
        return self._array("decode", "--latents", latents.astype("<f4"))

    def attribute(self, having, lacking, *words, out="vector.npy"):
        """The vector, 1 x size, which stays in the file `out` of the folder, and what the program says of it."""
        told = self._run("attribute", self.space, "--with", having, "--without", lacking, "--where", "held out=no", *words,
                         "--out", out, "--json")
        return np.load(os.path.join(self.folder, out)), json.loads(told)
