#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws strips of five arrows, 160x32 grey, one arrow drawing per strip: the same seed gives the same pixels.

`draw.py training` writes strips of the training drawings, each drawing a little varied (stretched, bent in width,
turned, thickened, mirrored), `draw.py judge` other such strips to train the judge on; `draw.py check` plain strips of both
kinds for checking the judge; `draw.py samples` the plain strips that are shipped, with their labels.
"""
import argparse
import csv
import multiprocessing
import os

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

HERE = os.path.dirname(os.path.abspath(__file__))
DIRECTIONS = ["left", "right", "up", "down"]
QUARTER_TURNS = {"right": 0, "up": 1, "left": 2, "down": 3}  # counter-clockwise, from pointing right
CELL, ARROWS = 32, 5
WIDTH = CELL * ARROWS
SHIPPED, SHIPPED_HELD_OUT = 1984, 496  # multiples of 16, see balanced()


class Drawings:
    """The arrow drawings, 64x64 opacity, pointing right."""

    def __init__(self, path=os.path.join(HERE, "work/drawings.npz")):
        with np.load(path) as file:
            self.names = [str(name) for name in file["names"]]
            self.pictures = (file["fit"] * 255).astype(np.uint8)
            held_out = file["held_out"]
        self.training = np.where(~held_out)[0]
        self.held_out = np.where(held_out)[0]


def background(rng):
    """Clutter: patches, discs and lines over a ramp, blurred. Floats around 0, spread about 1."""
    tone = lambda: int(rng.integers(0, 256))
    image = Image.new("L", (WIDTH + 32, CELL + 32), tone())
    pen = ImageDraw.Draw(image)
    for _ in range(int(rng.integers(12, 30))):
        x, y = rng.uniform(0, image.width), rng.uniform(0, image.height)
        w, h = rng.uniform(4, 40), rng.uniform(4, 24)
        box, kind = (x - w / 2, y - h / 2, x + w / 2, y + h / 2), rng.integers(3)
        if kind == 0:
            pen.rectangle(box, fill=tone())
        elif kind == 1:
            pen.ellipse(box, fill=tone())
        else:
            pen.line(box, fill=tone(), width=int(rng.integers(1, 5)))
    image = image.filter(ImageFilter.GaussianBlur(rng.uniform(2.0, 4.0)))
    cut = np.asarray(image, np.float32)[16:16 + CELL, 16:16 + WIDTH]
    ramp = np.linspace(-1, 1, WIDTH)[None, :] * rng.normal(0, 20) + np.linspace(-1, 1, CELL)[:, None] * rng.normal(0, 20)
    return (cut - 128 + ramp.astype(np.float32)) / 64


def varied(picture, rng):
    """A training drawing, changed a little: thicker or thinner, mirrored, bent in width along and across its axis."""
    image = Image.fromarray(picture)
    thickness = rng.integers(0, 6)
    if thickness in (1, 2):
        image = image.filter(ImageFilter.MaxFilter(3 if thickness == 1 else 5))
    elif thickness == 3:
        thin = image.filter(ImageFilter.MinFilter(3))
        if np.asarray(thin, np.float32).sum() > 0.6 * picture.sum(dtype=np.float64):
            image = thin
    if rng.random() < 0.5:
        image = image.transpose(Image.FLIP_TOP_BOTTOM)
    # A smooth, monotone change of scale along the axis (longer or shorter head) and, symmetrically, across it.
    ticks = np.linspace(0, 1, 9)
    along = ticks + rng.uniform(-0.09, 0.09) * np.sin(np.pi * ticks)
    across = np.linspace(-1, 1, 9)
    across = across * (1 + rng.uniform(-0.25, 0.25) * (1 - np.abs(across)))
    side, mesh = picture.shape[0], []
    xs, ys = along * side, (across + 1) / 2 * side
    to = np.round(ticks * side).astype(int)
    for i in range(8):
        for j in range(8):
            quad = (xs[i], ys[j], xs[i], ys[j + 1], xs[i + 1], ys[j + 1], xs[i + 1], ys[j])
            mesh.append(((to[i], to[j], to[i + 1], to[j + 1]), quad))
    return np.asarray(image.transform(image.size, Image.MESH, mesh, Image.BILINEAR))


def shrunk(picture, size, stretch, degrees):
    """Opacity in [0, 1], CELL x CELL, of a 64x64 drawing at `size` pixels for its longer side."""
    image = Image.fromarray(picture)
    if degrees:
        image = image.rotate(degrees, Image.BICUBIC)
    wide, high = (max(3, round(size * 64 / 60 * factor)) for factor in stretch)
    image = image.resize((wide, high), Image.LANCZOS, reducing_gap=None)
    result = Image.new("L", (CELL, CELL))
    result.paste(image, ((CELL - wide) // 2, (CELL - high) // 2))
    return np.asarray(result, np.float32) / 255


def strip(picture, directions, rng, vary):
    """One strip, uint8 32x160, of five directions (indices into DIRECTIONS)."""
    size = rng.uniform(19, 26)
    stretch, degrees = (1.0, 1.0), 0.0
    if vary:
        picture = varied(picture, rng)
        stretch, degrees = tuple(rng.uniform(0.88, 1.1, 2)), rng.normal(0, 2.5)
    arrow = shrunk(picture, size, stretch, degrees)
    ground = 50 + rng.uniform(-15, 35) + rng.uniform(12, 24) * background(rng)
    light = rng.uniform(165, 250)
    shift = rng.integers(-2, 3, 2)
    layer = np.zeros((CELL, WIDTH), np.float32)
    for k, direction in enumerate(directions):
        turned = np.rot90(arrow, QUARTER_TURNS[DIRECTIONS[direction]])
        down, right = shift + rng.integers(-1, 2, 2)
        layer[:, k * CELL:(k + 1) * CELL] = np.roll(turned, (down, right), (0, 1))
    return np.clip(np.round(ground + (light - ground) * layer), 0, 255).astype(np.uint8)


def balanced(blocks, rng):
    """16 strips' directions a block: an orthogonal array, in which any two positions show each pair of directions once.

    Means over the strips with one direction at a position are then not disturbed by the other positions.
    """
    product = [[0, 0, 0, 0], [0, 1, 2, 3], [0, 2, 3, 1], [0, 3, 1, 2]]  # of the field of four elements
    array = np.array([[a, b] + [a ^ product[m][b] for m in (1, 2, 3)] for a in range(4) for b in range(4)])
    result = []
    for _ in range(blocks):
        result.append(np.stack([rng.permutation(4)[column] for column in array.T], 1)[rng.permutation(16)])
    return np.concatenate(result)


_drawings = None


def _strip_of(job):
    global _drawings
    _drawings = _drawings or Drawings()
    seed, drawing, directions, vary = job
    return strip(_drawings.pictures[drawing], directions, np.random.default_rng(seed), vary)


def strips(jobs):
    """Strips of (seed, drawing, directions, vary) on all cores."""
    with multiprocessing.Pool() as pool:
        return np.stack(pool.map(_strip_of, jobs, chunksize=256))


def random_jobs(count, drawings, seed, vary):
    """Each drawing equally often, directions at random."""
    rng = np.random.default_rng(seed)
    chosen = np.resize(drawings, count)
    rng.shuffle(chosen)
    return [([seed, i], int(chosen[i]), rng.integers(0, 4, ARROWS), vary) for i in range(count)]


def block_jobs(count, drawings, seed):
    """Blocks of 16 balanced strips, each of one drawing, plain."""
    rng = np.random.default_rng(seed)
    chosen = np.concatenate([rng.permutation(drawings) for _ in range(-(-count // 16 // len(drawings)) or 1)])
    chosen = np.repeat(chosen[:count // 16], 16)
    directions = balanced(count // 16, rng)
    return [([seed, i], int(chosen[i]), directions[i], False) for i in range(count)]


def write_strips(folder, name, jobs):
    """name.npy: uint8 n x 32 x 160 x 1; name-directions.npy: n x 5."""
    np.save(os.path.join(folder, name + ".npy"), strips(jobs)[..., None])
    np.save(os.path.join(folder, name + "-directions.npy"), np.array([job[2] for job in jobs], np.uint8))


def write_samples(folder, drawings):
    """samples.npy and labels.csv: the shipped strips, held-out ones and others mixed."""
    jobs = block_jobs(SHIPPED - SHIPPED_HELD_OUT, drawings.training, 20) + \
        block_jobs(SHIPPED_HELD_OUT, drawings.held_out, 21)
    order = np.random.default_rng(22).permutation(len(jobs))
    jobs = [jobs[i] for i in order]
    np.save(os.path.join(folder, "samples.npy"), strips(jobs)[..., None])
    with open(os.path.join(folder, "labels.csv"), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["arrow %d" % (k + 1) for k in range(ARROWS)] + ["drawing", "held out"])
        for _, drawing, directions, _ in jobs:
            writer.writerow([DIRECTIONS[d] for d in directions] +
                            [drawings.names[drawing], "yes" if drawing in drawings.held_out else "no"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["training", "judge", "check", "samples"])
    parser.add_argument("--count", type=int, default=40000, help="strips for training, of the model or the judge")
    parser.add_argument("--out", default=os.path.join(HERE, "work"))
    arguments = parser.parse_args()
    drawings = Drawings()
    if arguments.what in ("training", "judge"):
        jobs = random_jobs(arguments.count, drawings.training, 1 if arguments.what == "training" else 2, True)
        write_strips(arguments.out, arguments.what, jobs)
    elif arguments.what == "check":
        write_strips(arguments.out, "check-training", random_jobs(3000, drawings.training, 10, False))
        write_strips(arguments.out, "check-held-out", random_jobs(3000, drawings.held_out, 11, False))
    else:
        write_samples(arguments.out, drawings)


if __name__ == "__main__":
    main()
