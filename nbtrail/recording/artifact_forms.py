"""The file that an object becomes when it is logged as an artifact.

`form_of` knows an object by the library that its type comes from and never
imports one for it: a matplotlib figure exists only where matplotlib is imported.
The ending of the artifact's name decides between formats where there are
several; each kind of object has one of its own besides. An object of a library
nobody listed here is kept as it shows itself in a notebook (`_repr_svg_`,
`_repr_png_`, `_repr_html_`), if it does.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import ModuleType
from typing import Any, BinaryIO

from ..values.config_objects import inner_of
from ..values.encode import encode, named
from .array_image import as_image, png

#: Endings of pictures that need a library of their own.
PICTURES = ("png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff")


@dataclass
class Form:
    """One file: how it is named without a name, and what writes it."""

    stem: str
    ending: str
    #: file, model, image, table or text.
    kind: str
    #: Raises whatever the object's library raises.
    write: Callable[[BinaryIO], Any]
    #: For the artifact's metadata; what writes the file may add to it.
    about: dict[str, Any] = field(default_factory=dict)


def form_of(given: Any, ending: str, kind: str | None) -> Form | None:
    """The file of an object, in the format of `ending` where it is not ""; None for no known one."""
    for known in (_figure, _chart, _picture, _frame, _array, _shown):
        found = known(given, ending, kind)
        if found is not None:
            return found
    fields = given if isinstance(given, (list, tuple, set, frozenset)) else inner_of(given)
    if fields is None or isinstance(given, type):
        return None
    return Form("data", "json", "text", lambda file: file.write(as_json(fields).encode()))


def comes_from(given: Any, library: str) -> bool:
    """Whether the object's type or one of its bases is of the library."""
    return any(kind.__module__.partition(".")[0] == library for kind in type(given).__mro__)


def as_json(value: Any) -> str:
    """JSON of anything: keys as text, what JSON has no word for as params have it."""
    return json.dumps(_plain(value, 0), ensure_ascii=False, indent=1)


def _plain(value: Any, depth: int) -> Any:
    if value is None or type(value) in (str, bool, int, float):
        return value
    if depth > 100:
        raise ValueError("it contains itself, or is nested too deeply")
    if isinstance(value, Mapping):
        return {named(key): _plain(entry, depth + 1) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry, depth + 1) for entry in value]
    if hasattr(value, "tolist") and hasattr(value, "dtype"):
        return _plain(value.tolist(), depth + 1)
    return encode(value)


def _figure(given: Any, ending: str, _kind: str | None) -> Form | None:
    """matplotlib's and its relatives': a figure, what is drawn in one, or pyplot with its current one."""
    if isinstance(given, ModuleType):
        if not given.__name__.endswith("pyplot"):
            return None
        given = given.gcf()
    elif comes_from(given, "numpy") and getattr(given, "dtype", "") == "O" and given.size:
        given = given.flat[0]  # the axes that `subplots` gives
    if not callable(getattr(given, "savefig", None)):
        if not comes_from(given, "matplotlib"):
            return None
        given = getattr(given, "figure", None)
        if not callable(getattr(given, "savefig", None)):
            return None
    form = ending or "png"
    return Form("figure", form, "image", lambda file: given.savefig(file, format=form))


def _chart(given: Any, ending: str, _kind: str | None) -> Form | None:
    """plotly's and altair's: a page or a specification, or a picture where their renderer is there."""
    plotly = comes_from(given, "plotly") and hasattr(given, "to_html")
    if not plotly and not (comes_from(given, "altair") and hasattr(given, "to_json")):
        return None
    form = ending or ("html" if plotly else "json")
    if form == "json":
        return Form("figure", "json", "text", lambda file: file.write(given.to_json().encode()))
    if form in ("html", "htm"):
        options = {"include_plotlyjs": "cdn"} if plotly else {}
        return Form(
            "figure", "html", "text", lambda file: file.write(given.to_html(**options).encode())
        )
    if plotly:
        return Form("figure", form, "image", lambda file: file.write(given.to_image(format=form)))
    return Form("figure", form, "image", lambda file: given.save(file, format=form))


def _picture(given: Any, ending: str, _kind: str | None) -> Form | None:
    if not comes_from(given, "PIL") or not callable(getattr(given, "save", None)):
        return None
    form = ending if ending in PICTURES else "png"
    return Form("image", form, "image", lambda file: _save_picture(given, form, file))


def _save_picture(picture: Any, form: str, file: BinaryIO) -> None:
    word = {"jpg": "jpeg", "tif": "tiff"}.get(form, form)
    content = io.BytesIO()
    try:
        picture.save(content, format=word)
    except OSError:  # the format has not the picture's colours
        content = io.BytesIO()
        picture.convert("RGB").save(content, format=word)
    file.write(content.getvalue())


def _frame(given: Any, ending: str, _kind: str | None) -> Form | None:
    """A table of pandas, polars or pyarrow: Parquet with its types, where it can be, else CSV."""
    if comes_from(given, "pandas") and hasattr(given, "to_frame"):
        given = given.to_frame()  # a series, an index
    if comes_from(given, "polars"):
        given = given.collect() if hasattr(given, "collect") else given
        given = given.to_frame() if hasattr(given, "to_frame") else given
    from .artifact_tables import FORMS, library_of_table, write_table

    library = library_of_table(given)
    if not library:
        return None
    form = ending if ending in FORMS else "parquet" if _has_parquet(library == "polars") else "csv"
    about: dict[str, Any] = {}
    return Form("table", form, "table", lambda file: write_table(given, form, file, about), about)


def _has_parquet(polars: bool) -> bool:
    from importlib.util import find_spec

    return polars or "pyarrow" in sys.modules or find_spec("pyarrow") is not None


def _array(given: Any, ending: str, kind: str | None) -> Form | None:
    """An array or tensor: a picture where one is wanted, else numpy's own format."""
    if not hasattr(given, "__array__") or not hasattr(given, "dtype"):
        return None
    import numpy

    if comes_from(given, "torch"):
        given = given.detach().cpu()
    values = numpy.asanyarray(given) if _is_masked(given) else numpy.asarray(given)
    if ending == "png" or (kind == "image" and ending not in PICTURES):
        return Form("image", "png", "image", lambda file: file.write(png(as_image(values))))
    if ending in PICTURES:
        return Form("image", ending, "image", lambda file: _convert(values, ending, file))
    if ending == "csv":
        return Form("array", "csv", "table", lambda file: _save_text(numpy, values, file))
    if _is_masked(values):  # numpy's format has no masks; `numpy.ma.fromflex` reads this one
        values, about = values.toflex(), {"masked": "numpy.ma.fromflex"}
    else:
        about = {}
    return Form("array", "npy", "file", lambda file: _save_array(numpy, values, file), about)


def _is_masked(values: Any) -> bool:
    """Whether it is an array of numpy of which some entries are masked, or fields may be."""
    kind = getattr(sys.modules.get("numpy.ma"), "MaskedArray", None)
    if kind is None or not issubclass(type(values), kind):
        return False
    return values.dtype.names is not None or bool(values.mask.any())


def _convert(values: Any, form: str, file: BinaryIO) -> None:
    from PIL import Image

    picture = Image.open(io.BytesIO(png(as_image(values))))
    picture.load()
    _save_picture(picture, form, file)


def _save_text(numpy: Any, values: Any, file: BinaryIO) -> None:
    """Comma-separated numbers, or texts in quotes where they need them."""
    if values.dtype.kind in "biufc" and not _is_masked(values):
        numpy.savetxt(file, values, "%.17g", ",")
        return
    if values.ndim > 2:
        raise ValueError(f"an array of {values.ndim} dimensions is not a table")
    text = io.StringIO(newline="")
    rows = values.reshape(len(values), -1).tolist() if values.ndim else [[values]]
    cells = [["" if cell is None else named(cell) for cell in row] for row in rows]
    csv.writer(text, lineterminator="\n").writerows(cells)
    file.write(text.getvalue().encode("utf-8", "replace"))


def _save_array(numpy: Any, values: Any, file: BinaryIO) -> None:
    content = io.BytesIO()
    numpy.save(content, values, allow_pickle=values.dtype.hasobject)
    file.write(content.getbuffer())


def _save_bytes(data: bytes, file: BinaryIO) -> None:
    file.write(data)


def _shown(given: Any, ending: str, _kind: str | None) -> Form | None:
    """What the object shows of itself in a notebook."""
    if isinstance(given, type):
        return None
    shows = (("svg", "image"), ("png", "image"), ("html", "text"))
    for form, kind in sorted(shows, key=lambda show: show[0] != ending):
        show = getattr(type(given), f"_repr_{form}_", None)
        content = show(given) if callable(show) else None
        if isinstance(content, tuple):  # with metadata
            content = content[0]
        if isinstance(content, (str, bytes)) and content:
            data = content.encode() if isinstance(content, str) else content
            return Form("figure", form, kind, partial(_save_bytes, data))
    return None
