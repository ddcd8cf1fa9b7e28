"""Write a picture of a page as a small PNG: few colours, packed tightly. Text on paper needs no more."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

COLOURS = 128

PIXELS = """async (png) => {
  const image = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  const drawn = canvas.getContext("2d");
  drawn.drawImage(image, 0, 0);
  const bytes = drawn.getImageData(0, 0, image.width, image.height).data;
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return [image.width, image.height, btoa(text)];
}"""


def small(png: bytes, blank: Any) -> bytes:
    """The same picture in the colours it uses most, every other one replaced by the nearest of them.

    Args:
        png: A picture as the browser writes it.
        blank: An empty page of the browser, which unpacks it.
    """
    width, height, text = blank.evaluate(PIXELS, base64.b64encode(png).decode())
    pixels = np.frombuffer(base64.b64decode(text), np.uint8).reshape(-1, 4)[:, :3].astype(np.int64)
    codes, place, times = np.unique(pixels @ [65536, 256, 1], return_inverse=True, return_counts=True)
    seen = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1)
    palette = seen[np.argsort(-times)[:COLOURS]]
    nearest = ((seen[:, None] - palette[None]) ** 2).sum(axis=2).argmin(axis=1)
    return _packed(nearest[place].reshape(height, width).astype(np.uint8), palette.astype(np.uint8))


def _packed(rows: npt.NDArray[np.uint8], palette: npt.NDArray[np.uint8]) -> bytes:
    height, width = rows.shape
    unfiltered = np.pad(rows, ((0, 0), (1, 0))).tobytes()
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", header),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(unfiltered, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
