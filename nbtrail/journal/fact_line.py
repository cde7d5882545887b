"""A fact as one line of JSON.

`JSONEncoder.encode` sets up the standard library's compiled encoder anew for
every call, which is a third of a fact's cost; here it is set up once. Where
Python has none (PyPy), the ordinary way does.
"""

from __future__ import annotations

import json
from json import encoder as _json
from typing import Any

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _prepared() -> Any:
    """The encoder of one value, `(value, indent level) -> parts`; None where Python has none in C."""
    make = getattr(_json, "c_make_encoder", None)
    if make is None:
        return None
    options = (None, _encode.default, _json.encode_basestring, None, ":", ",", False, False, False)
    try:
        return make(*options)
    except TypeError:  # another Python's encoder, made otherwise
        return None


_parts = _prepared()


def to_line(fact: dict[str, Any]) -> bytes:
    """UTF-8 with a line feed at the end; half surrogate pairs, which UTF-8 cannot hold, are replaced.

    Raises ValueError or TypeError for what JSON cannot say, NaN included, and
    RecursionError for what contains itself.
    """
    text = _encode.encode(fact) if _parts is None else "".join(_parts(fact, 0))
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode() + b"\n"
