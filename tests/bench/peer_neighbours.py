# SPDX-License-Identifier: GPL-3.0-or-later
"""hnswlib on X.npy, as bench_graph measures Morphoscope's own: peer_neighbours.py X.npy COUNT EF OUT.npy

Writes the numbers of each row's COUNT nearest others (float32, n x COUNT)."""
import os
import sys

import hnswlib
import numpy

table = numpy.load(sys.argv[1])
count, ef = int(sys.argv[2]), int(sys.argv[3])
index = hnswlib.Index(space="l2", dim=table.shape[1])
index.init_index(max_elements=len(table), M=16, ef_construction=200, random_seed=1)
index.set_num_threads(os.cpu_count())
index.add_items(table, numpy.arange(len(table)))
index.set_ef(ef)
found, _ = index.knn_query(table, k=count + 1)
others = numpy.empty((len(table), count), dtype=numpy.float32)
for row, ids in enumerate(found):
    others[row] = ids[ids != row][:count]
numpy.save(sys.argv[4], others)
