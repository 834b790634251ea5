#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the space folder together: pictures, latents (by morphoscope-cli), labels, models, space.json, attribution."""
import argparse
import csv
import json
import os
import shutil
import subprocess

import numpy as np

from tiles import write_tiles

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = 16
ICONS = "@iconify/json"


def used_sets(icons):
    """The icon sets that the shipped drawings and the training came from: prefix to their facts and drawings."""
    with np.load(os.path.join(HERE, "work/drawings.npz")) as file:
        names, held_out = [str(name) for name in file["names"]], file["held_out"]
    sets = {}
    for name, is_held_out in zip(names, held_out):
        prefix = name.split(":")[0]
        if prefix not in sets:
            with open(os.path.join(icons, "json", prefix + ".json"), encoding="utf-8") as file:
                facts = json.load(file)["info"]
            sets[prefix] = {"facts": facts, "drawings": 0, "held_out": bool(is_held_out)}
        sets[prefix]["drawings"] += 1
    return sets


def write_attribution(path, sets, version):
    """Who drew the arrows, under which licence: the notice that the licences ask to keep."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("# Who drew the arrows\n\nWritten by `make`. The drawings come from these icon sets, as packed in the npm "
                   "package %s %s. The licence texts lie in `licences/`.\n\n" % (ICONS, version))
        file.write("| set | name | copyright | licence | drawings | held out |\n| --- | --- | --- | --- | ---: | --- |\n")
        for prefix in sorted(sets):
            facts, licence = sets[prefix]["facts"], sets[prefix]["facts"]["license"]
            author = facts["author"]["name"]
            source = facts["author"].get("url") or licence.get("url")
            file.write("| %s | %s | %s | %s | %d | %s |\n" % (
                prefix, facts["name"], "[%s](%s)" % (author, source) if source else author,
                "[%s](%s)" % (licence["spdx"], licence["url"]) if licence.get("url") else licence["spdx"],
                sets[prefix]["drawings"], "yes" if sets[prefix]["held_out"] else "no"))


def encoded(cli, folder, pictures, latents):
    """Encodes with the program itself, so that the shipped latents are what it would compute."""
    np.save(os.path.join(HERE, "work/pictures.npy"), pictures[..., None])
    subprocess.run([cli, "encode", folder, "--pictures", os.path.join(HERE, "work/pictures.npy"), "--out", latents], check=True)


def manifest(count, record, sets, counts):
    image = {"kind": "image", "channels": 1, "height": 32, "width": 160, "range": [0, 1]}
    licences = sorted({entry["facts"]["license"]["spdx"] for entry in sets.values()})
    space = {
        "format": 1,
        "name": "Arrows",
        "description": "Strips of five arrows, each left, right, up or down, one arrow drawing per strip. Choose arrow 1, "
                       "with left, without right, and turn the first arrow.",
        "licence": "Drawings from icon sets under %s (ATTRIBUTION.md); strips, weights and scripts GPL-3.0-or-later" %
                   ", ".join(licences),
        "made_by": "models/arrows/make",
        "latent": {"size": 64, "shape": "n", "prior": "normal"},
        "decoder": {"file": "decoder.pt", "output": image},
        "encoder": {"file": "encoder.pt", "input": dict(image)},
        "samples": {"count": count, "images": "images.png", "columns": COLUMNS, "latents": "latents.npy",
                    "labels": "labels.csv"},
        "drawings": counts,
        "training": record,
    }
    return json.dumps(space, indent=2) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trained", required=True, help="the space folder that `morphoscope-cli train` wrote")
    parser.add_argument("--cli", required=True)
    parser.add_argument("--icons", default=os.path.join(HERE, "work/icons/node_modules/@iconify/json"))
    parser.add_argument("--out", default=HERE)
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    place = lambda name: os.path.join(arguments.out, name)

    pictures = np.load(os.path.join(HERE, "work/samples.npy"))[..., 0]
    write_tiles(place("images.png"), pictures, COLUMNS)
    shutil.copyfile(os.path.join(HERE, "work/labels.csv"), place("labels.csv"))
    for model in ("decoder.pt", "encoder.pt"):
        shutil.copyfile(os.path.join(arguments.trained, model), place(model))
    with open(place("labels.csv"), newline="", encoding="utf-8") as file:
        held_out = [row["held out"] == "yes" for row in csv.DictReader(file)]
    with open(os.path.join(arguments.icons, "package.json"), encoding="utf-8") as file:
        version = json.load(file)["version"]
    sets = used_sets(arguments.icons)
    counts = {"package": "%s %s" % (ICONS, version)}
    for name, wanted in (("training", False), ("held_out", True)):
        chosen = [entry for entry in sets.values() if entry["held_out"] == wanted]
        counts[name] = {"sets": len(chosen), "drawings": sum(entry["drawings"] for entry in chosen),
                        "samples": held_out.count(wanted)}
    write_attribution(place("ATTRIBUTION.md"), sets, version)
    with open(os.path.join(arguments.trained, "space.json"), encoding="utf-8") as file:
        record = json.load(file)["training"]
    text = manifest(len(pictures), record, sets, counts)
    if os.path.exists(place("latents.npy")):
        os.remove(place("latents.npy"))
    encoded(arguments.cli, bare_space(arguments, text), pictures, place("latents.npy"))
    with open(place("space.json"), "w", encoding="utf-8") as file:
        file.write(text)


def bare_space(arguments, text):
    """The models with a space.json without samples: what is needed to encode them."""
    folder = os.path.join(HERE, "work/bare")
    os.makedirs(folder, exist_ok=True)
    space = json.loads(text)
    del space["samples"]
    with open(os.path.join(folder, "space.json"), "w", encoding="utf-8") as file:
        json.dump(space, file)
    for model in ("decoder.pt", "encoder.pt"):
        shutil.copyfile(os.path.join(arguments.trained, model), os.path.join(folder, model))
    return folder


if __name__ == "__main__":
    main()
