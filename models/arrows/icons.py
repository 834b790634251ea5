#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collects plain arrow icons from permissively licensed icon sets as 64x64 opacity pictures, all pointing right.

Writes work/drawings.npz (all candidates that pass the rules) and, with --sheet, numbered contact sheets to look at.
"""
import argparse
import concurrent.futures
import glob
import io
import json
import os
import re
import subprocess

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

HERE = os.path.dirname(os.path.abspath(__file__))
LICENCES = {"MIT", "Apache-2.0", "ISC", "CC0-1.0"}
DIRECTIONS = {"right": 0, "up": 3, "left": 2, "down": 1}  # quarter turns counter-clockwise (np.rot90) to point right
STYLE_WORDS = set(
    """arrow arrows left right up down bold fill filled outline outlined thin light duotone line linear round rounded
    sharp long solid regular short small large big fat thick wide narrow medium bolder straight basic alt stroke
    12 16 20 24 28 32 48 16px 24px sm lg xs md xl 1 2 3 01 02""".split())
SIDE = 64

# Whole sets kept out of training: a fifth of all, chosen before any training by a random search for sets that leave as
# many training drawings as possible once those that look like a held-out one are gone.
HELD_OUT = set("""at-icons charm famicons foundation ix jam material-symbols mdi meteor-icons mi nimbus tdesign topcoat
    vaadin""".split())
NEAR = 0.04  # mean absolute difference of two drawings, below which they are near-doubles
SAME = 0.012  # below this they count as one drawing, so that a shape that all sets copy is not drawn more often

# What the rules let through and the eye does not, by looking at the contact sheets: bars, halves, doubles, bare heads.
NOT_PLAIN = re.compile(
    r"""(ph:arrow-(fat-)?line|boxicons:arrow-big-\w+-line|tabler:arrow-big-\w+-line|tabler:arrows-|reicon:arrows-|.*-bar-|
    ant-design:|ri:arrow-\w+-wide|pixelarticons:arrow-\w+$|iconmind:arrow-\w+-duotone|keyline-icons:arrows-)""", re.VERBOSE)


def icon_body(icon_set, name):
    """The SVG text of an icon, with an alias followed; None when it is not square or is turned by its alias."""
    icon = icon_set["icons"].get(name)
    if icon is None or icon.get("hidden"):
        return None
    width = icon.get("width", icon_set.get("width", 16))
    height = icon.get("height", icon_set.get("height", 16))
    if width != height or "<animate" in icon["body"] or "<set" in icon["body"]:
        return None
    box = (icon.get("left", icon_set.get("left", 0)), icon.get("top", icon_set.get("top", 0)), width, height)
    return ('<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="%d" height="%d" '
            'viewBox="%g %g %g %g">%s</svg>' % ((SIDE, SIDE) + box + (icon["body"].replace("currentColor", "#000"),)))


def candidates(folder):
    """(set, name, direction, svg) of every icon whose name says it is a plain arrow."""
    for path in sorted(glob.glob(os.path.join(folder, "*.json"))):
        with open(path, encoding="utf-8") as file:
            icon_set = json.load(file)
        facts = icon_set["info"]
        if facts["license"].get("spdx") not in LICENCES or facts.get("palette"):
            continue
        for name in sorted(icon_set["icons"]):
            words = name.split("-")
            directions = [word for word in words if word in DIRECTIONS]
            if "arrow" not in name or len(directions) != 1 or not set(words) <= STYLE_WORDS:
                continue
            svg = icon_body(icon_set, name)
            if svg and not NOT_PLAIN.match(icon_set["prefix"] + ":" + name):
                yield icon_set["prefix"], name, directions[0], svg


def opacity(svg):
    """Opacity in [0, 1], 64x64, of an icon in its own view box."""
    png = subprocess.run(["rsvg-convert", "-w", str(SIDE), "-h", str(SIDE)], input=svg.encode(), capture_output=True)
    if png.returncode:
        return np.zeros((SIDE, SIDE), np.float32)
    return np.asarray(Image.open(io.BytesIO(png.stdout)).convert("RGBA"), np.float32)[:, :, 3] / 255


def fitted(drawing):
    """The drawing cut to its bounding box and scaled, aspect kept, so that its longer side fills 60 of 64 pixels."""
    rows, columns = np.where(drawing.max(1) > 0.1)[0], np.where(drawing.max(0) > 0.1)[0]
    if not len(rows):
        return drawing
    cut = drawing[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]
    scale = 60 / max(cut.shape)
    size = [max(1, round(side * scale)) for side in cut.shape]
    image = Image.fromarray((cut * 255).astype(np.uint8)).resize((size[1], size[0]), Image.BICUBIC)
    result = np.zeros((SIDE, SIDE), np.float32)
    top, left = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    result[top:top + size[0], left:left + size[1]] = np.asarray(image, np.float32) / 255
    return result


def is_plain(drawing):
    """Ink enough, mirror-symmetric about the axis it points along, and widest ahead of its middle."""
    ink = drawing.mean()
    if not 0.01 < ink < 0.6:
        return False
    soft = np.asarray(Image.fromarray((drawing * 255).astype(np.uint8)).filter(ImageFilter.BoxBlur(2)), np.float32)
    upside = min(np.abs(soft - np.roll(soft[::-1], shift, 0)).sum() for shift in range(-3, 4)) / soft.sum()
    backwards = np.abs(soft - soft[:, ::-1]).sum() / soft.sum()
    heights = np.array([np.ptp(np.where(column > 0.3)[0]) if (column > 0.3).any() else 0 for column in drawing.T])
    return upside < 0.25 and backwards > 0.25 and heights.argmax() > SIDE * 0.35


def forms(drawing):
    """The drawing turned and mirrored in all eight ways."""
    turned = [np.rot90(drawing, quarter) for quarter in range(4)]
    return turned + [form[::-1] for form in turned]


def nearest(drawing, others):
    """Smallest mean absolute difference of a drawing, in any of its eight forms, to some (n x 64 x 64) others."""
    if not len(others):
        return 1.0
    return min(float(np.abs(others - form).mean((1, 2)).min()) for form in forms(drawing))


def distinct(indices, fit):
    """Indices with those left out whose drawing is the same as one before."""
    kept = []
    for i in indices:
        if not kept or np.abs(fit[kept] - fit[i]).mean((1, 2)).min() >= SAME:
            kept.append(i)
    return kept


def split(names, raw, fit):
    """(training, held out): indices. A drawing is compared as its set draws it and fitted to the square."""
    held_out = [i for i, name in enumerate(names) if name.split(":")[0] in HELD_OUT]
    training = [i for i, name in enumerate(names) if name.split(":")[0] not in HELD_OUT]
    training = [i for i in training
                if min(nearest(raw[i], raw[held_out]), nearest(fit[i], fit[held_out])) >= NEAR + 0.0005]
    return distinct(training, fit), distinct(held_out, fit)


def sheet(drawings, names, path, columns=24):
    """A numbered contact sheet."""
    rows = -(-len(drawings) // columns)
    canvas = Image.new("L", (columns * 68, rows * 80), 255)
    pen = ImageDraw.Draw(canvas)
    for i, drawing in enumerate(drawings):
        x, y = i % columns * 68, i // columns * 80
        canvas.paste(Image.fromarray((255 - drawing * 255).astype(np.uint8)), (x, y))
        pen.text((x, y + 65), names[i], fill=0)
    canvas.save(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--icons", default=os.path.join(HERE, "work/icons/node_modules/@iconify/json/json"))
    parser.add_argument("--out", default=os.path.join(HERE, "work/drawings.npz"))
    parser.add_argument("--sheet", help="folder for contact sheets")
    arguments = parser.parse_args()

    found = list(candidates(arguments.icons))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        raw = list(pool.map(lambda icon: opacity(icon[3]), found))
    raw = [np.rot90(drawing, DIRECTIONS[icon[2]]) for drawing, icon in zip(raw, found)]
    fit = [fitted(drawing) for drawing in raw]
    keep = [i for i in range(len(found)) if is_plain(fit[i])]
    names = ["%s:%s" % found[i][:2] for i in range(len(found))]
    kept_names = [names[i] for i in keep]
    raw_kept, fit_kept = (np.array([some[i] for i in keep], np.float32) for some in (raw, fit))
    training, held_out = split(kept_names, raw_kept, fit_kept)
    both = training + held_out
    np.savez_compressed(arguments.out, names=np.array([kept_names[i] for i in both]), raw=raw_kept[both],
                        fit=fit_kept[both], held_out=np.arange(len(both)) >= len(training))
    sets = lambda some: len({kept_names[i].split(":")[0] for i in some})
    print("%d icons are named as plain arrows, %d drawn as such, by %d sets. Different drawings: %d of %d sets for "
          "training, %d of %d sets held out." % (len(found), len(keep), sets(range(len(keep))), len(training),
                                                 sets(training), len(held_out), sets(held_out)))
    if arguments.sheet:
        os.makedirs(arguments.sheet, exist_ok=True)
        dropped = sorted(set(range(len(found))) - set(keep))
        groups = (("kept", keep), ("dropped", dropped), ("training", [keep[i] for i in training]),
                  ("held-out", [keep[i] for i in held_out]))
        for title, some in groups:
            for page in range(0, len(some), 288):
                part = some[page:page + 288]
                sheet([fit[i] for i in part], [str(page + j) for j in range(len(part))],
                      os.path.join(arguments.sheet, "%s-%d.png" % (title, page)))
            with open(os.path.join(arguments.sheet, title + ".txt"), "w") as file:
                file.writelines("%d %s\n" % (j, names[i]) for j, i in enumerate(some))


if __name__ == "__main__":
    main()
