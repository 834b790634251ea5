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
sys.path.append(os.path.join(HERE, "../arrows"))
from tiles import write_tiles  # noqa: E402

COLUMNS = 50
TRAINING_SAMPLES = 1500
HELD_OUT_BARE = 500  # held-out faces without glasses that are shipped; as many with glasses as lie between them
IMAGE = {"kind": "image", "channels": 3, "height": 64, "width": 64, "range": [0, 1]}
# The sliders that the space brings along, and what makes their vectors leave other things alone.
SLIDERS = [
    ("glasses", ["--method", "balanced", "--balance", "hair,skin,hair colour"]),
    ("smile", ["--method", "balanced", "--balance", "hair,skin,beard kind"]),
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


def histograms(vector, groups):
    """How the groups' samples lie along the vector, in amounts: 40 bins."""
    places = [group @ vector / (vector @ vector) for group in groups]
    low, high = float(min(map(np.min, places))), float(max(map(np.max, places)))
    with_counts, without_counts = (np.histogram(each, 40, (low, high))[0].tolist() for each in places)
    return {"low": low, "high": high, "with": with_counts, "without": without_counts}


def slider(cli, labels, name, words):
    """The entry of a ready slider in space.json: NAME=yes against NAME=no."""
    vector_file = place("work/vector.npy")
    told = json.loads(run(cli, "attribute", HERE, "--with", name + "=yes", "--without", name + "=no", "--where", "held out=no",
                          *words, "--out", vector_file, "--json"))
    vector, latents = np.load(vector_file).ravel(), np.load(place("latents.npy"))
    column, held_out = labels[0].index(name), labels[0].index("held out")
    groups = [latents[[row[column] == value and row[held_out] == "no" for row in labels[1:]]] for value in ("yes", "no")]
    trust = {key: told[key] for key in ("tested", "auc", "cohens_d", "random_splits", "random_as_good", "riding")}
    return {"name": name, "vector": [float("%.6g" % value) for value in vector], "amount": 0,
            "method": "mean difference, balanced by " + words[-1].replace(",", ", "),
            "with": name + " = yes", "without": name + " = no", "counts": {"with": told["with"], "without": told["without"]},
            "positions": {"with": told["with_position"], "without": told["without_position"]},
            "trust": {**trust, "histograms": histograms(vector, groups)}}


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
    space["attributes"] = [slider(cli, labels, *each) for each in SLIDERS]
    space["training"] = record
    write_manifest(space)


if __name__ == "__main__":
    main()
