# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes docs/avatars.md: nobody types a figure."""
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))


def training_sentence(record):
    last = record["history"][record["best_epoch"] - 1]
    options = ", ".join("%s %s" % (key.replace("_", " "), value) for key, value in record.items() if key != "history")
    return ("The model was trained so: %s; %.0f minutes on two busy cores. Its validation loss: reconstruction %.1f, KL %.1f nats "
            "a face." % (options, sum(epoch["seconds"] for epoch in record["history"]) / 60, last["validation_reconstruction"],
                         last["validation_kl"]))


def judge_sentence():
    with open(os.path.join(HERE, "judge.json"), encoding="utf-8") as file:
        judge = json.load(file)
    right = ", ".join("%s %.1f %%" % (name, 100 * share) for name, share in judge["right"].items())
    return ("The judge was trained on %d other drawings and reads %d more of them right so: %s. It never saw a decoded picture." %
            (judge["faces"], judge["checked_faces"], right))


EXPLAINED = """\
Vectors are fitted on the faces that are not held out. An edit is: encode the picture, add the vector at amount 1, decode. *Nearer to
the true drawing* compares Euclidean distances in the region where the drawings with and without the glasses differ by more than 0.05,
grown by two pixels; *outside* is all but that region. What changes there is a root mean square over all faces, beside that of the error
of plain reconstruction: of whole pictures, and in the last column but one of the same pixels.

Glasses, smile and all else are drawn independently, with one exception that is there to be found: who smiles wears a beard in 30 %, who
does not in 10 %. The plain mean difference of the smile carries that with it and grows a beard on some faces; matching beards takes that
away. *Cosine with beard* is that with the vector of the beard alone (matched by smile, hair and skin). Keeping the *label* beard fixed
goes too far: the label's own mean difference holds some smile, which then goes as well, so the cosine becomes negative and the vector
weaker. Keeping the matched vector of the beard fixed does not. The classifier's normal tells the groups apart and is the shortest step
between them, not the way that faces go from one to the other.
"""


def write(path, figures, samples):
    unseen = samples.held_out
    bare = unseen & ~samples.has_glasses
    with open(path, "w", encoding="utf-8") as file:
        file.write("# Avatars: how well the vectors work\n\nWritten by `models/avatars/judge --draw --page docs/avatars.md`, which repeats "
                   "every figure from the committed\nfiles, and draws the faces anew from their seeds.\n\n")
        file.write("The space holds %d faces; %d of them are held out: no training saw them. %d of the held-out ones wear no glasses, and "
                   "none is left out.\n\n" % (len(unseen), unseen.sum(), bare.sum()))
        file.write(training_sentence(samples.json["training"]) + "\n\n" + judge_sentence() + "\n\n" + EXPLAINED + "\n")
        file.write(figures.markdown())
        with open(os.path.join(HERE, "tried.md"), encoding="utf-8") as tried:
            file.write("\n" + tried.read())
