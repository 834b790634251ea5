#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the space folder together: pictures, labels, models, latents, maps and the two sliders (by morphoscope-cli)."""
import argparse
import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../arrows"))
from tiles import write_tiles  # noqa: E402

COLUMNS = 50
TRAINING_SAMPLES = 1400
HELD_OUT_BARE = 500  # held-out faces without glasses that are shipped; as many with glasses as lie between them
IMAGE = {"kind": "image", "channels": 3, "height": 64, "width": 64, "range": [0, 1]}
# Name, the groups, and what makes the vector leave other things alone.
SLIDERS = [
    ("glasses", "glasses=yes", "glasses=no", ["--method", "balanced", "--balance", "smile,beard"]),
    ("smile", "smile=yes", "smile=no", ["--method", "balanced", "--balance", "glasses,beard"]),
]


def run(cli, *words):
    done = subprocess.run([cli, *words], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit("%s %s failed." % (cli, words[0]))
    return done.stdout


def drawn(name, last=None):
    """Pictures and labels that make drew, up to a row."""
    with open(os.path.join(HERE, "work", name + ".csv"), newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    return np.load(os.path.join(HERE, "work", name + ".npy"), mmap_mode="r")[:last], rows[0], rows[1:][:last]


def chosen_samples():
    """The samples that are shipped: the first of the training, then held-out ones."""
    training, header, training_rows = drawn("training", TRAINING_SAMPLES)
    pictures, _, rows = drawn("held-out")
    bare = np.flatnonzero([row[header.index("glasses")] == "no" for row in rows])
    count = bare[HELD_OUT_BARE - 1] + 1
    labels = [row[:-1] + [is_held_out] + row[-1:]
              for some, is_held_out in ((training_rows, "no"), (rows[:count], "yes")) for row in some]
    return np.concatenate([training, pictures[:count]]), [header[:-1] + ["held out"] + header[-1:]] + labels


def place(name):
    return os.path.join(HERE, name)


def write_manifest(space):
    with open(place("space.json"), "w", encoding="utf-8") as file:
        file.write(json.dumps(space, indent=2) + "\n")


def maps(cli):
    """The maps of the latents, with what they were made from and how good they are."""
    run(cli, "project", place("latents.npy"), "--method", "pca", "--components", "2", "--out", place("pca.npy"))
    options = {"perplexity": 30, "iterations": 1000, "seed": 1}
    words = [word for name, value in options.items() for word in ("--" + name, str(value))]
    told = json.loads(run(cli, "project", place("latents.npy"), "--method", "tsne", *words, "--out", place("tsne.npy"), "--json"))
    digest = hashlib.sha256(np.load(place("latents.npy")).astype("<f4").tobytes()).hexdigest()
    return [
        {"name": "PCA", "method": "pca", "file": "pca.npy", "latents": digest},
        {"name": "t-SNE", "method": "tsne", "options": options, "file": "tsne.npy", "latents": digest,
         "quality": {key: told[key] for key in ("kl", "neighbours_kept", "perplexity", "iterations")}},
    ]


def slider(cli, name, having, lacking, words):
    vector = place("work/vector.npy")
    told = json.loads(run(cli, "attribute", HERE, "--with", having, "--without", lacking, "--where", "held out=no", *words,
                          "--out", vector, "--json"))
    return {"name": name, "vector": [float("%.6g" % value) for value in np.load(vector).ravel()], "amount": 0,
            "method": told.get("method", "mean difference"), "with": having.replace("=", " = "),
            "without": lacking.replace("=", " = "), "counts": {"with": told["with"], "without": told["without"]},
            "positions": {"with": told["with_position"], "without": told["without_position"]}}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cli", required=True)
    cli = parser.parse_args().cli
    pictures, labels = chosen_samples()
    write_tiles(place("images.png"), pictures, COLUMNS)
    with open(place("labels.csv"), "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(labels)
    for model in ("decoder.pt", "encoder.pt"):
        shutil.copyfile(place("work/trained/" + model), place(model))
    with open(place("work/trained/space.json"), encoding="utf-8") as file:
        record = json.load(file)["training"]

    space = {
        "format": 1,
        "name": "Avatars",
        "description": "Drawn faces: %d of them, %d of them not seen in training, each part labelled. Move the sliders *glasses* and "
                       "*smile*, or make a slider from any other label." % (len(pictures), sum(row[-2] == "yes" for row in labels)),
        "licence": "Drawings: Open Peeps by Pablo Stanley, CC0 1.0 (ATTRIBUTION.md); weights and scripts GPL-3.0-or-later",
        "made_by": "models/avatars/make",
        "latent": {"size": 64, "shape": "n", "prior": "normal"},
        "decoder": {"file": "decoder.pt", "output": IMAGE},
        "encoder": {"file": "encoder.pt", "input": IMAGE},
    }
    write_manifest(space)  # encoded with the program itself, so that they are what it would compute
    np.save(place("work/pictures.npy"), pictures)
    run(cli, "encode", HERE, "--pictures", place("work/pictures.npy"), "--out", place("work/latents.npy"))
    os.replace(place("work/latents.npy"), place("latents.npy"))
    space["samples"] = {"count": len(pictures), "images": "images.png", "columns": COLUMNS, "latents": "latents.npy",
                        "labels": "labels.csv"}
    space["maps"] = maps(cli)
    write_manifest(space)
    space["attributes"] = [slider(cli, *each) for each in SLIDERS]
    space["training"] = record
    write_manifest(space)


if __name__ == "__main__":
    main()
