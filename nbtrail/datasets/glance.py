"""A quick look at data, to tell afterwards whether somebody changed it meanwhile.

Some rows of some pieces are hashed, in a few milliseconds. Most ways to change
data change most of it (scaling, shuffling, filling gaps), and are seen; a change of
one value in the moment of the reading may not be, and then counts as before or after.
"""

from __future__ import annotations

import hashlib
from typing import Any

from .column import Made, Piece
from .columns import columns_of, library_of
from .content import values_hash
from .sparse import is_sparse

MAX_PIECES = 40
MAX_ROWS = 100
#: Of what is inside of a column's objects.
MAX_BYTES = 2**20


def glance(pieces: list[Piece]) -> bytes:
    """A digest of some rows; never raises."""
    digest = hashlib.sha256(str(len(pieces)).encode())
    for name, holder in pieces[:: -(-len(pieces) // MAX_PIECES) or 1]:
        try:
            for column in columns_of(name, _some(holder)):
                if column.problem is None:
                    digest.update(values_hash(column, MAX_BYTES)[0].encode())
        except Exception:  # what cannot be glanced at cannot be told from what changed
            continue
    return digest.digest()


def _some(holder: Any) -> Any:
    library = library_of(holder)
    if library in ("polars", "pyarrow") or isinstance(holder, Made):  # these do not change
        return []
    if is_sparse(holder):
        holder = getattr(holder, "data", [])
    step = -(-len(holder) // MAX_ROWS) or 1
    return holder.iloc[::step] if library == "pandas" else holder[::step]
