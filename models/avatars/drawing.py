# SPDX-License-Identifier: GPL-3.0-or-later
"""Faces from their seeds, by faces.mjs: Node.js with the packages of package-lock.json."""
import os
import shutil
import subprocess
import tempfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def require_packages():
    """Ends with a sentence where faces.mjs cannot run."""
    if shutil.which("node") is None:
        raise SystemExit("Drawing faces needs Node.js. Install Debian's packages nodejs and npm.")
    if not os.path.isdir(os.path.join(HERE, "node_modules/@dicebear/core")):
        raise SystemExit("Drawing faces needs the packages of models/avatars/package-lock.json. Fetch them: "
                         "npm ci --ignore-scripts --prefix models/avatars")


def draw(seeds, glasses=None, mouth=None):
    """uint8 n x 64 x 64 x 3: the faces of these seeds, with other glasses (a kind, or none) or another mouth if asked for."""
    with tempfile.TemporaryDirectory() as folder:
        listed, out = (os.path.join(folder, name) for name in ("seeds.txt", "faces.npy"))
        np.savetxt(listed, seeds, "%d")
        words = ["node", os.path.join(HERE, "faces.mjs"), "--seeds-file", listed, "--out", out]
        words += ["--glasses", glasses] if glasses else []
        words += ["--mouth", mouth] if mouth else []
        subprocess.run(words, check=True)
        return np.load(out)
