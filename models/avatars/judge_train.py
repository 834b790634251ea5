# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the judge's network, which reads glasses, mouth and beard off a face, on real drawings (PyTorch).

It never sees a decoded picture, nor a face that the model was trained on or that is shipped. Writes judge.npz, float16
weights that `judge` runs with numpy, and judge.json, how right it is.
"""
import argparse
import csv
import json
import os
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from reader import FACE, HERE, READ, STRIDES, numbered


class Judge(nn.Module):
    def __init__(self):
        super().__init__()
        maps = (3, 24, 32, 48, 64)
        self.conv = nn.ModuleList(nn.Conv2d(maps[i], maps[i + 1], 3, stride, 1) for i, stride in enumerate(STRIDES))
        self.heads = nn.ModuleDict({name: nn.Linear(64 * 7 * 7, len(values)) for name, (_, values) in READ.items()})

    def forward(self, x):
        x = x - 0.5
        for conv in self.conv:
            x = F.relu(conv(x))
        x = F.dropout(x.flatten(1), 0.3, self.training)
        return {name: head(x) for name, head in self.heads.items()}


def disturbed(x):
    """Softer, fainter and noisier than drawn: the judge must also read pictures that are not quite sharp."""
    soft = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    share = torch.rand(len(x), 1, 1, 1)
    x = x + share * (soft - x)
    return x * (0.8 + 0.3 * torch.rand(len(x), 1, 1, 1)) + 0.05 * torch.rand(len(x), 1, 1, 1) * torch.randn_like(x)


def loaded(work, name):
    faces = np.load(os.path.join(work, name + ".npy"))[:, FACE[0], FACE[1]]
    with open(os.path.join(work, name + ".csv"), newline="", encoding="utf-8") as file:
        labels = numbered(list(csv.DictReader(file)))
    pictures = torch.from_numpy(np.ascontiguousarray(faces.transpose(0, 3, 1, 2)))
    return pictures, {name: torch.from_numpy(values) for name, values in labels.items()}


def shares_right(model, pictures, labels):
    model.eval()
    with torch.no_grad():
        answers = [model(part.float() / 255) for part in pictures.split(500)]
    return {name: float((torch.cat([answer[name] for answer in answers]).argmax(1) == truth).float().mean())
            for name, truth in labels.items()}


def as_numpy_runs_it(state):
    """As float16, under the names that reader.py asks for."""
    weights = {}
    for name, value in state.items():
        weights[name.replace("heads.", "").replace(".", "_")] = value.numpy().astype(np.float16)
    return weights


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", default=os.path.join(HERE, "work"))
    parser.add_argument("--out", default=os.path.join(HERE, "judge.npz"))
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(5)
    pictures, labels = loaded(arguments.work, "judge")
    check = loaded(arguments.work, "check")

    model = Judge()
    steps = arguments.epochs * (len(pictures) // 128)
    optimiser = torch.optim.AdamW(model.parameters(), 2e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, steps)
    for epoch in range(arguments.epochs):
        model.train()
        for batch in torch.randperm(len(pictures))[:len(pictures) // 128 * 128].view(-1, 128):
            answers = model(disturbed(pictures[batch].float() / 255))
            loss = sum(F.cross_entropy(answers[name], labels[name][batch], label_smoothing=0.02) for name in READ)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        shares = shares_right(model, *check)
        print("judge, epoch %d: %s" % (epoch + 1, shares), file=sys.stderr, flush=True)
    np.savez_compressed(arguments.out, **as_numpy_runs_it(model.state_dict()))
    with open(os.path.splitext(arguments.out)[0] + ".json", "w", encoding="utf-8") as file:
        json.dump({"faces": len(pictures), "epochs": arguments.epochs, "checked_faces": len(check[0]), "right": shares}, file,
                  indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
