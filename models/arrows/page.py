# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes docs/arrows.md: nobody types a figure."""
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))
TRIED = os.path.join(HERE, "tried.md")


def sentences(figures, space, held_out):
    counts, record = space["drawings"], space["training"]
    training, unseen = counts["training"], counts["held_out"]
    lines = [
        "The space holds %d strips. %d of them (%.0f %%) show the %d drawings of %d icon sets that are held out; the model was "
        "trained on strips of %d drawings of %d other sets. No training drawing is a near-double of a held-out one: their mean "
        "absolute difference at 64x64 is at least 0.04, over all turns and mirrored forms, as the sets draw them and when "
        "fitted to the square." % (len(held_out), held_out.sum(), 100 * held_out.mean(), unseen["drawings"], unseen["sets"],
                                   training["drawings"], training["sets"])]
    last = record["history"][record["best_epoch"] - 1]
    lines.append("How it was trained: " + ", ".join("%s %s" % (key.replace("_", " "), value)
                                                      for key, value in record.items() if key != "history") +
                 "; %.0f minutes on a busy machine. Its validation loss: reconstruction %.1f, KL %.1f nats a strip." % (
                     sum(epoch["seconds"] for epoch in record["history"]) / 60, last["validation_reconstruction"],
                     last["validation_kl"]))
    with open(os.path.join(HERE, "judge.json"), encoding="utf-8") as file:
        judge = json.load(file)
    lines.append("The judge was trained on %d strips of training drawings, not one of which is shipped, and reads %.2f %% of "
                 "%d fresh arrows of held-out drawings right (%.2f %% of those of training drawings)." %
                 (judge["training_strips"], 100 * judge["held_out_arrows_right"], judge["held_out_arrows"],
                  100 * judge["training_arrows_right"]))
    return lines


def changes(more, changes_markdown):
    both = more["two_at_once"]
    return ("## Every change of direction\n\nAll 12 changes, over the five positions: the vector of *arrow k = to* against *arrow k = "
            "from*, added once at amount 1 to each held-out strip whose k-th arrow points there.\n\n" +
            changes_markdown(more["changes"], "change") +
            "\n## Quarter turns\n\nFour vectors one after the other, each at amount 1, on the strips whose k-th arrow points right; the "
            "picture is read after each.\n\n" + changes_markdown(more["quarter_turns"], "quarter turn") +
            "\n## Two arrows at once\n\nThe vector of *arrow 1 = left, arrow 5 = up* against *arrow 1 = right, arrow 5 = down*, on the %d "
            "held-out strips that begin so: both turn in %.1f %%, and the three others keep their direction in %.1f %%.\n" % (
                both["of"], 100 * both["turned"], 100 * both["others_kept"]))


def write(path, figures, space, held_out, drawings, more, changes_markdown):
    below = figures.below("goal")
    with open(path, "w", encoding="utf-8") as file:
        file.write("# Arrows: how well the vectors work\n\nWritten by `models/arrows/judge --page docs/arrows.md`, which repeats every "
                   "figure from the committed files.\n\n")
        file.write("\n\n".join(sentences(figures, space, held_out)) + "\n\n")
        file.write("For position k the vector is the mean of the samples that are not held out and have *arrow k* left, minus the "
                   "mean of those that have it right. Each held-out strip whose k-th arrow points right is encoded from its "
                   "picture, the vector added once at amount 1, decoded and judged. No strip is left out. The goal for an arrow "
                   "that must keep its direction is 95 %, and at most two points below plain reconstruction of the same strips.\n\n")
        file.write(figures.markdown())
        file.write("\n")
        if below:
            file.write("Below its goal: " + "; ".join("%s (%.1f %% for %.1f %%)" % (
                row["what"].replace("*", ""), 100 * row["share"], 100 * row["goal"]) for row in below) + ".\n")
        else:
            file.write("Every goal is met.\n")
        if more:
            file.write("\n" + changes(more, changes_markdown))
        with open(TRIED, encoding="utf-8") as tried:
            file.write("\n" + tried.read())
