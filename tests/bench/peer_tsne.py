# SPDX-License-Identifier: GPL-3.0-or-later
"""openTSNE on X.npy, as bench_tsne measures Morphoscope's own: peer_tsne.py X.npy Y.npy"""
import os
import sys

import numpy
import openTSNE

table = numpy.load(sys.argv[1]).astype(numpy.float64)
positions = openTSNE.TSNE(
    perplexity=30,
    early_exaggeration_iter=250,
    n_iter=750,
    negative_gradient_method="fft",
    initialization="pca",
    neighbors="auto",
    n_jobs=os.cpu_count(),
    random_state=1,
).fit(table)
numpy.save(sys.argv[2], numpy.asarray(positions, dtype=numpy.float32))
