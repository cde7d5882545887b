"""A run's latest values and a few points of its curves, read back from its own journal.

`log` keeps nothing but its last row, so that it stays fast; this reads the
numbers segments when a card is displayed. A short run is read wholly, of a long
one evenly spread windows: the card is a snapshot, exact data comes from the
companion.
"""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any

from ..journal.read_rows import Row, read_rows, rows_in, unpack

if TYPE_CHECKING:
    from .run import Run

MAX_POINTS = 100
#: Runs of up to this many bytes of rows are read wholly.
_WHOLE = 2 * 2**20
_WINDOWS = 200
_WINDOW = 8192

Point = tuple[float, float]


def last_values(run: Run) -> dict[str, dict[str, Any]]:
    """By metric: its latest value and step."""
    latest: dict[str, tuple[float, dict[str, Any]]] = {}
    for shape in run.shapes:
        if shape.last is None:
            continue
        row = unpack(shape.last)
        for key, value in zip(shape.keys, row.values):
            if key not in latest or latest[key][0] <= row.time:
                latest[key] = (row.time, {"last": value, "step": row.step})
    return {key: entry for key, (_, entry) in sorted(latest.items())}


def curves(run: Run, keys: list[str]) -> dict[str, list[Point]]:
    """Up to 100 points of each metric, in the order of their steps; never fails."""
    places: dict[int, list[tuple[int, str]]] = {}
    for shape in run.shapes:
        wanted = [(index, key) for index, key in enumerate(shape.keys) if key in keys]
        if wanted:
            places[shape.series] = wanted
    found: dict[str, list[Point]] = {key: [] for key in keys}
    for row in _some_rows(run):
        for index, key in places.get(row.series, ()):
            if index < len(row.values):
                found[key].append((row.step, row.values[index]))
    return {
        key: thinned(sorted(points, key=lambda p: p[0])) for key, points in found.items() if points
    }


def thinned(points: list[Point], most: int = MAX_POINTS) -> list[Point]:
    """At most `most` points: of each stretch its lowest and its highest, so that peaks stay."""
    if len(points) <= most:
        return points
    kept: list[Point] = []
    stretches = most // 2
    for part in range(stretches):
        piece = points[part * len(points) // stretches : (part + 1) * len(points) // stretches]
        numbers = [point for point in piece if math.isfinite(point[1])]
        if numbers:
            low, high = min(numbers, key=lambda p: p[1]), max(numbers, key=lambda p: p[1])
            kept += sorted({low, high})
    return kept


def _some_rows(run: Run) -> list[Row]:
    numbers = getattr(run.tracker.journal, "numbers", None)
    if numbers is None or run.inherited:
        return []
    first, begin = run.numbers_from
    segments = []
    for number in range(first, numbers.number + 1):
        path = numbers.path(number)
        try:
            size = os.path.getsize(path)
        except OSError:
            continue
        segments.append((path, begin if number == first else 0, size))
    total = sum(size - at for _, at, size in segments)
    rows: list[Row] = []
    for path, at, size in segments:
        if total <= _WHOLE:
            rows += read_rows(path, at)
        else:
            windows = max(2, _WINDOWS * (size - at) // total)
            rows += _windows(path, at, size, windows)
    return rows


def _windows(path: str, at: int, size: int, count: int) -> list[Row]:
    rows: list[Row] = []
    try:
        with open(path, "rb") as file:
            for window in range(count):
                file.seek(at + max(0, size - at - _WINDOW) * window // (count - 1))
                rows += [row for _, row in rows_in(file.read(_WINDOW))]
    except OSError:
        return rows
    return rows
