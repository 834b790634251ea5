#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads Debian's Fashion-MNIST: the pictures for training, and those of the held-out ones that are shipped."""
import gzip
import os
import struct

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = "/usr/share/datasets/fashion-mnist"
CLASSES = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]
OF_EACH_CLASS = 500


def idx(name):
    """A file of IDX, unsigned bytes."""
    with gzip.open(os.path.join(DATA, name)) as file:
        data = file.read()
    dimensions = data[3]
    shape = struct.unpack(">%dI" % dimensions, data[4:4 + 4 * dimensions])
    return np.frombuffer(data, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def first_of_each_class(labels, count):
    """The places of the first `count` of each class, in the order of the file."""
    return np.sort(np.concatenate([np.flatnonzero(labels == label)[:count] for label in range(len(CLASSES))]))


def main():
    place = lambda name: os.path.join(HERE, "work", name)
    pictures, labels = idx("t10k-images-idx3-ubyte.gz"), idx("t10k-labels-idx1-ubyte.gz")
    chosen = first_of_each_class(labels, OF_EACH_CLASS)
    np.save(place("samples.npy"), pictures[chosen])
    np.save(place("classes.npy"), labels[chosen])
    np.save(place("training.npy"), idx("train-images-idx3-ubyte.gz")[..., None])


if __name__ == "__main__":
    main()
