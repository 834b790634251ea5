# SPDX-License-Identifier: GPL-3.0-or-later
"""The judge's network with numpy: reads glasses, mouth and beard off a face. judge_train.py trains it."""
import os

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
WEIGHTS = os.path.join(HERE, "judge.npz")
GLASSES = ["none", "square", "thin round", "browline", "round"]
SMILING = ["calm", "small smile", "big smile", "laugh", "gap smile", "loving laugh", "loving grin"]
MOUTHS = SMILING + ["blank", "concerned", "contempt", "sleepy", "serious", "solemn", "suspicious", "tired", "angry"]
BEARDS = ["none", "chin strap", "full", "thin moustache", "curled moustache", "moustache"]
READ = {"glasses": ("glasses kind", GLASSES), "mouth": ("mouth", MOUTHS), "beard": ("beard kind", BEARDS)}
FACE = (slice(14, 64), slice(14, 64))  # where glasses, mouth and beard are
STRIDES = (2, 1, 2, 2)


def numbered(rows):
    """The labels of a table's rows (dictionaries by column) as the places in READ's lists: name to n integers."""
    return {name: np.array([values.index(row[column]) for row in rows]) for name, (column, values) in READ.items()}


def convolved(x, weight, bias, stride):
    """3x3 convolution with padding 1 of n x height x width x channels, by im2col."""
    x = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    patches = np.lib.stride_tricks.sliding_window_view(x, (3, 3), (1, 2))[:, ::stride, ::stride]
    n, height, width = patches.shape[:3]
    result = patches.reshape(n * height * width, -1) @ weight.reshape(len(weight), -1).T + bias
    return result.reshape(n, height, width, len(weight))


class Reader:
    """Says of each face which glasses, mouth and beard it shows, as places in the lists above."""

    def __init__(self, path=WEIGHTS):
        with np.load(path) as file:
            self.weights = {name: file[name].astype(np.float32) for name in file.files}

    def _features(self, x):
        x = x[:, FACE[0], FACE[1]].astype(np.float32) / 255 - np.float32(0.5)
        for layer, stride in enumerate(STRIDES):
            x = convolved(x, self.weights["conv_%d_weight" % layer], self.weights["conv_%d_bias" % layer], stride)
            x = np.maximum(x, 0)
        return x.transpose(0, 3, 1, 2).reshape(len(x), -1)

    def read(self, faces):
        """uint8 n x 64 x 64 x 3 to name -> n integers."""
        features = np.concatenate([self._features(faces[i:i + 200]) for i in range(0, len(faces), 200)])
        return {name: (features @ self.weights[name + "_weight"].T + self.weights[name + "_bias"]).argmax(1) for name in READ}


def smiles(mouths):
    return mouths < len(SMILING)
