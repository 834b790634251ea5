# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of the space Avatars. `judge` says what they rest on."""
import numpy as np

import drawing
from reader import GLASSES, MOUTHS, Reader, smiles

FACES = 500  # held-out faces without glasses that get glasses on
LEAST = 0.95
MOST_BYTES = 12_000_000
MOST_CHANGE = 0.5  # outside the glasses, as a share of the error of plain reconstruction
DIFFERENT, GROWN = 0.05, 2  # the region where two drawings differ, in shares of white, and pixels around it
MOUTH_PAIRS = [("calm", "big smile"), ("serious", "big smile"), ("solemn", "small smile"), ("big smile", "calm")]
AMOUNTS = [1, 1.5, 2]
BEARD_FILE = "beard.npy"
# Smiling faces wear beards more often: matched, so that it is the beard alone.
BEARD = ["--method", "balanced", "--balance", "smile,hair,skin"]
# What each method adds to `attribute`: for glasses, and for the smile.
METHODS = [
    ("mean difference", [], []),
    ("balanced mean difference", ["--method", "balanced", "--balance", "hair,skin,hair colour"],
     ["--method", "balanced", "--balance", "hair,skin,beard kind"]),
    ("linear classifier", ["--method", "linear"], ["--method", "linear"]),
    ("mean difference, labels kept fixed", ["--keep-fixed", "smile,beard"], ["--keep-fixed", "glasses,beard"]),
    ("mean difference, vector of the beard kept fixed", ["--keep-fixed", BEARD_FILE], ["--keep-fixed", BEARD_FILE]),
]
KIND_METHODS = METHODS[:2]  # of one kind of glasses the second has to be good
MUST_HOLD = [method for method, _, _ in KIND_METHODS]  # of all glasses


def root_mean_square(values):
    return float(np.sqrt((values.astype(np.float64) ** 2).mean()))


def difference(one, other):
    return (one.astype(np.float32) - other.astype(np.float32)) / 255


def regions(with_glasses, without):
    """n x 64 x 64: where two drawings differ, and two pixels around that."""
    region = (np.abs(difference(with_glasses, without)) > DIFFERENT).any(3)
    wide = np.pad(region, ((0, 0), (GROWN, GROWN), (GROWN, GROWN)))
    side = region.shape[1]
    steps = range(2 * GROWN + 1)
    return np.any([wide[:, y:y + side, x:x + side] for y in steps for x in steps], axis=0)


def distances(one, other, region):
    """The Euclidean distance of each two pictures in the region."""
    return np.sqrt((difference(one, other) ** 2).sum(3, where=region[..., None]).sum((1, 2)))


def percent(right):
    return "%.1f %%" % (100 * float(np.mean(right)))


class Edit:
    """Adds vectors to points, decodes, and has the judge read the pictures."""

    def __init__(self, cli, reader, latents):
        self.cli, self.reader, self.latents = cli, reader, latents

    def pictures(self, vector, amount=1):
        return self.cli.decode(self.latents + np.float32(amount) * vector)

    def read(self, vector, amount=1):
        return self.reader.read(self.pictures(vector, amount))


def measure_shipped(figures, cli, samples):
    """All that needs no drawing anew."""
    reader, unseen = Reader(), samples.held_out
    originals = reader.read(samples.pictures[unseen])
    latents = cli.encode(samples.pictures)
    decoded = cli.decode(latents)
    plain = reader.read(decoded[unseen])
    truth = {name: values[unseen] for name, values in samples.truth.items()}
    for name, what in (("glasses", "kind of glasses, or none"), ("mouth", "mouth, of %d" % len(MOUTHS))):
        figures.share("The judge reads the %s off held-out faces as drawn" % what, originals[name] == truth[name], LEAST)
    figures.share("It reads glasses or none off their reconstructions as off the drawings",
                  (plain["glasses"] > 0) == (originals["glasses"] > 0), LEAST)
    figures.share("the same of the kind of glasses", plain["glasses"] == originals["glasses"], LEAST)
    figures.share("the same of the mouth", plain["mouth"] == originals["mouth"], LEAST)
    for what, chosen in (("training faces", ~unseen), ("held-out faces", unseen)):
        error = root_mean_square(difference(decoded[chosen], samples.pictures[chosen]))
        figures.add("Squared error a value of %s, black 0 and white 1, after encoding and decoding" % what,
                    "%.5f" % error ** 2)
    apart = float(np.abs(latents - samples.latents).max())
    figures.add("Largest difference of a shipped latent to one encoded now", "%.0e" % apart if apart else "0", apart < 1e-3,
                "below 0.001")
    figures.add("The space's files", "%.1f MB" % (samples.bytes / 1e6), samples.bytes <= MOST_BYTES, "at most 12 MB")
    measure_methods(figures, cli, samples, reader, latents)
    for start, end in MOUTH_PAIRS:
        chosen = unseen & (samples.truth["mouth"] == MOUTHS.index(start))
        vector, _ = cli.attribute("mouth=" + end, "mouth=" + start)
        seen = Edit(cli, reader, latents[chosen]).read(vector)["mouth"]
        figures.share("Mouth *%s* to *%s*: the judge sees the new one on held-out faces that are shipped" % (start, end),
                      seen == MOUTHS.index(end), LEAST)


def measure_methods(figures, cli, samples, reader, latents):
    """Glasses and smile by each method, on the held-out faces that lack them."""
    bare, grave = samples.held_out & ~samples.has_glasses, samples.held_out & ~samples.smiles
    onto_bare, onto_grave = Edit(cli, reader, latents[bare]), Edit(cli, reader, latents[grave])
    beard, _ = cli.attribute("beard=yes", "beard=no", *BEARD, out=BEARD_FILE)
    nothing = np.zeros_like(beard)
    glasses_table = [{"glasses": "no vector", **described(nothing), **glasses_columns(samples, bare, onto_bare.read(nothing))}]
    smile_table = [{"smile": "no vector", **described(nothing), **smile_columns(samples, grave, [onto_grave.read(nothing)] * 3)}]
    for method, vector, told in fitted(cli, "glasses", 1):
        seen = onto_bare.read(vector)
        if method in MUST_HOLD:
            figures.share("All glasses, %s, at amount 1: the judge sees glasses" % method, seen["glasses"] > 0, LEAST)
        glasses_table.append({"glasses": method, **described(vector, told, beard), **glasses_columns(samples, bare, seen)})
    for method, vector, told in fitted(cli, "smile", 2):
        smile_table.append({"smile": method, **described(vector, told, beard),
                            **smile_columns(samples, grave, [onto_grave.read(vector, amount) for amount in AMOUNTS])})
    figures.methods += [glasses_table, smile_table]


def fitted(cli, column, place):
    """Method, vector and what the program says of it; the classifier's vector also as long as the mean difference."""
    for method in METHODS:
        vector, told = cli.attribute(column + "=yes", column + "=no", *method[place])
        yield method[0], vector, told
        if method is METHODS[0]:
            length = told["norm"]
        elif "linear" in method[place]:
            yield method[0] + ", as long as the first", vector * np.float32(length / told["norm"]), {**told, "norm": length}


def described(vector, told=None, beard=None):
    if told is None:
        return {"examples": "", "length": "", "held-out AUC": "", "cosine with *beard*": ""}
    cosine = float((vector * beard).sum() / np.sqrt((vector ** 2).sum() * (beard ** 2).sum()))
    return {"examples": "%d, %d" % (told["with"], told["without"]), "length": "%.2f" % told["norm"],
            "held-out AUC": "" if told["auc"] is None else "%.3f" % told["auc"], "cosine with *beard*": "%.2f" % cosine}


def glasses_columns(samples, chosen, seen):
    return {"glasses seen at 1": percent(seen["glasses"] > 0),
            "smile as it was": percent(smiles(seen["mouth"]) == samples.smiles[chosen]),
            "beard as it was": percent((seen["beard"] > 0) == samples.has_beard[chosen])}


def smile_columns(samples, chosen, seen):
    beardless = ~samples.has_beard[chosen]
    columns = {"smile seen at %g" % amount: percent(smiles(each["mouth"])) for amount, each in zip(AMOUNTS, seen)}
    columns.update({"beard grown at %g" % amount: percent(each["beard"][beardless] > 0) for amount, each in zip(AMOUNTS, seen)})
    return columns


def measure_drawings(figures, cli, samples):
    """All that holds edits against the same faces drawn anew."""
    drawing.require_packages()
    reader = Reader()
    figures.share("Shipped faces that are drawn anew from their seeds, pixel by pixel",
                  (drawing.draw(samples.seeds) == samples.pictures).all((1, 2, 3)), 1)
    chosen = np.flatnonzero(samples.held_out & ~samples.has_glasses)[:FACES]
    seeds, faces = samples.seeds[chosen], samples.pictures[chosen]
    latents = cli.encode(faces)
    plain = cli.decode(latents)
    measure_kinds(figures, Edit(cli, reader, latents), seeds, faces, plain)
    for start, end in MOUTH_PAIRS:
        vector, _ = cli.attribute("mouth=" + end, "mouth=" + start)
        edited = Edit(cli, reader, cli.encode(drawing.draw(seeds, mouth=start))).read(vector)
        figures.share("Mouth *%s* to *%s*: the judge sees the new one, the %d faces drawn with the old one" % (start, end, len(seeds)),
                      edited["mouth"] == MOUTHS.index(end), LEAST)


def measure_kinds(figures, edit, seeds, faces, plain):
    """Each kind of glasses by its own vector, and the vector of all of them, against the true drawings."""
    mixed = edit.pictures(edit.cli.attribute("glasses=yes", "glasses=no", *KIND_METHODS[-1][1])[0])
    error = root_mean_square(difference(plain, faces))
    figures.add("Error of plain reconstruction of the %d faces, root mean square" % len(faces), "%.4f" % error)
    tables, last = {method: [] for method, _, _ in KIND_METHODS}, KIND_METHODS[-1][0]
    for kind in GLASSES[1:]:
        truth = drawing.draw(seeds, glasses=kind)
        region = regions(truth, faces)
        is_nearer = lambda pictures: distances(pictures, truth, region) < distances(pictures, faces, region)
        for method, words, _ in KIND_METHODS:
            edited = edit.pictures(edit.cli.attribute("glasses kind=" + kind, "glasses=no", *words)[0])
            nearer, change = is_nearer(edited), root_mean_square(difference(edited, plain)[~region])
            outside = root_mean_square(difference(plain, faces)[~region])
            tables[method].append({
                "one kind, %s" % method: kind, "nearer to the true drawing": percent(nearer),
                "judge sees that kind": percent(edit.reader.read(edited)["glasses"] == GLASSES.index(kind)),
                "change outside": "%.4f" % change, "of the error": "%.2f" % (change / error),
                "of the error outside": "%.2f" % (change / outside), "all glasses instead: nearer": percent(is_nearer(mixed))})
            if method == last:
                figures.share("Glasses *%s*, %s: nearer to the true drawing with them than without" % (kind, method), nearer,
                              LEAST)
                figures.add("change outside these glasses, as a share of the error", "%.2f" % (change / error),
                            change <= MOST_CHANGE * error, "at most %g" % MOST_CHANGE)
    figures.methods += tables.values()
