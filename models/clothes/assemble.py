#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts both space folders together: pictures, labels, models, latents and maps (by morphoscope-cli), space.json."""
import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys

import numpy as np

from pictures import CLASSES, HERE, first_of_each_class

sys.path.insert(0, os.path.join(HERE, "../arrows"))
from tiles import write_tiles  # noqa: E402

COLUMNS = 50
OF_EACH_CLASS_2D = 200
LICENCE = ("Pictures from Fashion-MNIST, Copyright 2017 Zalando SE, MIT (ATTRIBUTION.md); weights and scripts "
           "GPL-3.0-or-later")
SPACES = {
    "clothes": {
        "name": "Clothes",
        "trained": "trained",
        "description": "Ten kinds of clothes, 28x28 grey: 5,000 pictures of Fashion-MNIST that the network was not trained on. "
                       "Choose the t-SNE map, colour it by class, and carry the point from the sneakers to the boots.",
    },
    "clothes-2d": {
        "name": "Clothes-2d",
        "trained": "trained-2d",
        "description": "The same clothes with two latents only: the map of principal components is the whole latent space. "
                       "Pictures are blurred, as two numbers cannot say more.",
    },
}


def run(cli, *words):
    done = subprocess.run([cli, *words], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit("%s %s failed." % (cli, words[0]))
    return done.stdout


def write_manifest(folder, space):
    with open(os.path.join(folder, "space.json"), "w", encoding="utf-8") as file:
        file.write(json.dumps(space, indent=2) + "\n")


def manifest(facts, size, count, record):
    image = {"kind": "image", "channels": 1, "height": 28, "width": 28, "range": [0, 1]}
    return {
        "format": 1,
        "name": facts["name"],
        "description": facts["description"],
        "licence": LICENCE,
        "made_by": "models/clothes/make",
        "latent": {"size": size, "shape": "n", "prior": "normal"},
        "decoder": {"file": "decoder.pt", "output": image},
        "encoder": {"file": "encoder.pt", "input": dict(image)},
        "samples": {"count": count, "images": "images.png", "columns": COLUMNS, "latents": "latents.npy",
                    "labels": "labels.csv"},
        "training": record,
    }


def maps_of(cli, folder):
    """The maps of the latents, with what they were made from and how good they are."""
    place = lambda name: os.path.join(folder, name)
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


def assemble(cli, folder, facts, pictures, classes):
    place = lambda name: os.path.join(folder, name)
    trained = os.path.join(HERE, "work", facts["trained"])
    with open(os.path.join(trained, "space.json"), encoding="utf-8") as file:
        made = json.load(file)
    write_tiles(place("images.png"), pictures, COLUMNS)
    with open(place("labels.csv"), "w", encoding="utf-8") as file:
        file.write("class\n" + "".join(CLASSES[label] + "\n" for label in classes))
    for model in ("decoder.pt", "encoder.pt"):
        shutil.copyfile(os.path.join(trained, model), place(model))
    space = manifest(facts, made["latent"]["size"], len(pictures), made["training"])

    samples = space.pop("samples")  # encoded with the program itself, so that they are what it would compute
    write_manifest(folder, space)
    np.save(os.path.join(HERE, "work/pictures.npy"), pictures[..., None])
    for name in ("latents.npy", "pca.npy", "tsne.npy"):
        if os.path.exists(place(name)):
            os.remove(place(name))
    run(cli, "encode", folder, "--pictures", os.path.join(HERE, "work/pictures.npy"), "--out", place("latents.npy"))
    training = space.pop("training")
    space["samples"] = samples
    if space["latent"]["size"] > 2:
        space["maps"] = maps_of(cli, folder)
    space["training"] = training
    write_manifest(folder, space)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cli", required=True)
    cli = parser.parse_args().cli
    pictures, classes = (np.load(os.path.join(HERE, "work", name)) for name in ("samples.npy", "classes.npy"))
    assemble(cli, HERE, SPACES["clothes"], pictures, classes)
    fewer = first_of_each_class(classes, OF_EACH_CLASS_2D)
    assemble(cli, os.path.join(HERE, "../clothes-2d"), SPACES["clothes-2d"], pictures[fewer], classes[fewer])


if __name__ == "__main__":
    main()
