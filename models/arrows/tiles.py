# SPDX-License-Identifier: GPL-3.0-or-later
"""Grey or RGB pictures as tiles of one PNG, with numpy alone."""
import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def write_tiles(path, pictures, columns):
    """pictures: uint8 n x height x width, or n x height x width x 3. Each row of the PNG takes whichever of three filters
    leaves the least, or none does where that packs smaller, as flat drawings do."""
    count, height, width = pictures.shape[:3]
    channels = pictures[0].size // (height * width)
    rows = -(-count // columns)
    sheet = np.zeros((rows * columns, height, width * channels), np.uint8)
    sheet[:count] = pictures.reshape(count, height, width * channels)
    sheet = sheet.reshape(rows, columns, height, width * channels).swapaxes(1, 2).reshape(rows * height, -1)
    left, above = np.zeros_like(sheet), np.zeros_like(sheet)
    left[:, channels:], above[1:] = sheet[:, :-channels], sheet[:-1]
    filtered = np.stack([sheet, sheet - left, sheet - above])  # PNG's filters None, Sub and Up, modulo 256
    best = np.abs(filtered.view(np.int8).astype(np.int32)).sum(2).argmin(0)
    packed = min((zlib.compress(np.concatenate([taken[:, None].astype(np.uint8), filtered[taken, np.arange(len(sheet))]],
                                               1).tobytes(), 9) for taken in (best, np.zeros_like(best))), key=len)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    colour_type = 0 if channels == 1 else 2
    with open(path, "wb") as file:
        file.write(SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", columns * width, len(sheet), 8, colour_type, 0, 0, 0)))
        file.write(chunk(b"IDAT", packed) + chunk(b"IEND", b""))


def read_tiles(path, count, columns, height, width, channels=1):
    """What write_tiles wrote: uint8 n x height x width, with a last axis of 3 for RGB."""
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
    lines = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(-1, columns * width * channels + 1)
    sheet, above = np.empty((len(lines), columns * width * channels), np.uint8), np.uint8(0)
    for i, line in enumerate(lines):
        if line[0] > 2:
            raise SystemExit("%s was not written by tiles.py: PNG filter %d. Restore it from the repository." % (path, line[0]))
        if line[0] == 1:
            sheet[i] = np.cumsum(line[1:].reshape(-1, channels), 0, np.uint8).ravel()
        else:
            sheet[i] = line[1:] if line[0] == 0 else line[1:] + above
        above = sheet[i]
    tiles = sheet.reshape(-1, height, columns, width * channels).swapaxes(1, 2).reshape(-1, height, width, channels)
    return tiles[:count, ..., 0] if channels == 1 else tiles[:count]
