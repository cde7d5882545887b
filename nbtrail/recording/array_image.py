"""Arrays as pictures: PNG out of numpy's values, with nothing but zlib.

A picture is height × width, or with 1, 3 or 4 channels behind or, as torch has
them, in front. Bytes are taken as they are; booleans are black and white; floats
between 0 and 1 are stretched to 0 … 255, others are taken as 0 … 255 if they lie
there, and else stretched from their smallest to their largest.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

_CHANNELS = {1: 0, 2: 4, 3: 2, 4: 6}


def as_image(values: Any) -> Any:
    """A uint8 array of shape (height, width, channels). Raises ValueError when it is not a picture."""
    import numpy

    shape = values.shape
    while values.ndim > 3 and values.shape[0] == 1:
        values = values[0]
    if values.ndim == 3 and values.shape[2] not in _CHANNELS and values.shape[0] in _CHANNELS:
        values = values.transpose(1, 2, 0)
    if values.ndim == 2:
        values = values[:, :, None]
    if values.ndim != 3 or values.shape[2] not in _CHANNELS or 0 in values.shape:
        raise ValueError(f"an array of shape {tuple(shape)} is not a picture")
    if values.dtype.kind not in "buif":
        raise ValueError(f"an array of {values.dtype} is not a picture")
    if values.dtype == numpy.uint8:
        return values
    if values.dtype.kind == "b":
        return values.astype("u1") * 255
    fractions = values.dtype.kind == "f"
    values = numpy.nan_to_num(values.astype("f8"), posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if low < 0 or high > 255:
        values = (values - low) * (255 / ((high - low) or 1.0))
    elif high <= 1 and fractions:
        values = values * 255
    return values.round().astype("u1")


def png(values: Any) -> bytes:
    """The PNG file of a uint8 array of shape (height, width, channels)."""
    height, width, channels = values.shape
    rows = values.reshape(height, width * channels)
    lines = b"".join(b"\0" + row.tobytes() for row in rows)
    head = struct.pack(">2I5B", width, height, 8, _CHANNELS[channels], 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
