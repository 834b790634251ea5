# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the judge, a small classifier of single arrows, on fresh strips of the training drawings (PyTorch).

It never sees a held-out drawing or a decoded picture. Writes judge.npz, float16
weights that `judge` runs with numpy, and judge.json, how right it is.
"""
import argparse
import json
import os
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

HERE = os.path.dirname(os.path.abspath(__file__))


def cells(strips):
    """n x 32 x 160 bytes to 5n x 1 x 32 x 32 in [0, 1]."""
    n = len(strips)
    return strips.reshape(n, 32, 5, 32).transpose(0, 2, 1, 3).reshape(n * 5, 1, 32, 32)


class Judge(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.ModuleList([nn.Conv2d(1, 24, 3, 1, 1), nn.Conv2d(24, 32, 3, 2, 1), nn.Conv2d(32, 48, 3, 2, 1),
                                   nn.Conv2d(48, 64, 3, 2, 1)])
        self.last = nn.Linear(64 * 16, 4)

    def forward(self, x):
        mean = x.mean((2, 3), keepdim=True)
        spread = x.std((2, 3), keepdim=True, unbiased=False) + 0.02
        x = (x - mean) / spread  # brightness does not matter
        for conv in self.conv:
            x = F.relu(conv(x))
        return self.last(x.flatten(1))


def disturbed(x):
    """Softer, fainter and noisier than drawn: the judge must also read pictures that are not quite sharp."""
    soft = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    share = torch.rand(len(x), 1, 1, 1)
    x = x + share * (soft - x)
    return x * (0.6 + 0.5 * torch.rand(len(x), 1, 1, 1)) + 0.03 * torch.rand(len(x), 1, 1, 1) * torch.randn_like(x)


def accuracy(model, strips, directions):
    with torch.no_grad():
        x = torch.from_numpy(cells(strips)).float() / 255
        answer = torch.cat([model(part).argmax(1) for part in x.split(1000)]).numpy()
    right = answer.reshape(-1, 5) == directions
    return right.mean(), right.all(1).mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", default=os.path.join(HERE, "work"))
    parser.add_argument("--out", default=os.path.join(HERE, "judge.npz"))
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(5)
    load = lambda name: np.load(os.path.join(arguments.work, name + ".npy"))
    strips, directions = load("judge")[..., 0], load("judge-directions")
    x, y = torch.from_numpy(cells(strips)), torch.from_numpy(directions.reshape(-1).astype(np.int64))
    checks = {name: (load(name)[..., 0], load(name + "-directions")) for name in ("check-training", "check-held-out")}

    model = Judge()
    steps = arguments.epochs * (len(x) // 256)
    optimiser = torch.optim.AdamW(model.parameters(), 2e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, steps)
    for epoch in range(arguments.epochs):
        model.train()
        for batch in torch.randperm(len(x))[:len(x) // 256 * 256].view(-1, 256):
            loss = F.cross_entropy(model(disturbed(x[batch].float() / 255)), y[batch], label_smoothing=0.02)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        model.eval()
        shares = {name: accuracy(model, *check) for name, check in checks.items()}
        text = ", ".join("%s %.4f (all five %.4f)" % ((name,) + both) for name, both in shares.items())
        print("judge, epoch %d: %s" % (epoch + 1, text), file=sys.stderr, flush=True)
    weights = {name.replace(".", "_"): value.numpy().astype(np.float16) for name, value in model.state_dict().items()}
    np.savez_compressed(arguments.out, **weights)
    with open(os.path.splitext(arguments.out)[0] + ".json", "w", encoding="utf-8") as file:
        json.dump({"training_strips": len(strips), "epochs": arguments.epochs,
                   "training_arrows": 5 * len(checks["check-training"][0]),
                   "training_arrows_right": float(shares["check-training"][0]),
                   "held_out_arrows": 5 * len(checks["check-held-out"][0]),
                   "held_out_arrows_right": float(shares["check-held-out"][0])}, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
