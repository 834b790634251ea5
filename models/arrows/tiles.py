# SPDX-License-Identifier: GPL-3.0-or-later
"""Grey pictures as tiles of one PNG, with numpy alone."""
import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def write_tiles(path, pictures, columns):
    """pictures: uint8 n x height x width. Each row of the PNG takes whichever of three filters leaves the least."""
    count, height, width = pictures.shape
    rows = -(-count // columns)
    sheet = np.zeros((rows * columns, height, width), np.uint8)
    sheet[:count] = pictures
    sheet = sheet.reshape(rows, columns, height, width).swapaxes(1, 2).reshape(rows * height, columns * width)
    left, above = np.zeros_like(sheet), np.zeros_like(sheet)
    left[:, 1:], above[1:] = sheet[:, :-1], sheet[:-1]
    filtered = np.stack([sheet, sheet - left, sheet - above])  # PNG's filters None, Sub and Up, modulo 256
    best = np.abs(filtered.view(np.int8).astype(np.int32)).sum(2).argmin(0)
    lines = np.concatenate([best[:, None].astype(np.uint8), filtered[best, np.arange(len(sheet))]], 1)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    with open(path, "wb") as file:
        file.write(SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", sheet.shape[1], sheet.shape[0], 8, 0, 0, 0, 0)))
        file.write(chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)) + chunk(b"IEND", b""))


def read_tiles(path, count, columns, height, width):
    """What write_tiles wrote: uint8 n x height x width."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:8] != SIGNATURE:
        raise SystemExit("%s is not a PNG file. Restore it from the repository." % path)
    packed, position = b"", 8
    while position < len(data):
        size, kind = struct.unpack(">I4s", data[position:position + 8])
        if kind == b"IDAT":
            packed += data[position + 8:position + 8 + size]
        position += 12 + size
    lines = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(-1, columns * width + 1)
    sheet, above = np.empty((len(lines), columns * width), np.uint8), np.uint8(0)
    for i, line in enumerate(lines):
        if line[0] > 2:
            raise SystemExit("%s was not written by models/arrows/make: PNG filter %d. Restore it." % (path, line[0]))
        sheet[i] = line[1:] if line[0] == 0 else np.cumsum(line[1:], dtype=np.uint8) if line[0] == 1 else line[1:] + above
        above = sheet[i]
    tiles = sheet.reshape(-1, height, columns, width).swapaxes(1, 2).reshape(-1, height, width)
    return tiles[:count]
