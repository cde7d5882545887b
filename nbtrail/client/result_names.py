"""What frames of all libraries need to know of an answer's columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .columns import Column


def distinct(names: list[str]) -> list[str]:
    """The names, each once whatever its capitals; one that comes again is numbered: `a`, `a_1`."""
    taken: set[str] = set()
    names_so_far: list[str] = []
    for name in names:
        unique, count = name, 0
        while unique.lower() in taken:
            count += 1
            unique = f"{name}_{count}"
        taken.add(unique.lower())
        names_so_far.append(unique)
    return names_so_far


def entry_names(column: Column) -> list[str]:
    """Names of a struct's entries; places where there are none."""
    if column.is_tuple:
        return [str(place) for place in range(len(column.names))]
    return column.names


def zone_name(column: Column) -> str:
    """The name of the zone that times are shown in."""
    return getattr(column.zone, "key", "UTC")


def infinite(column: Column) -> bool:
    """Whether a date or time lies beyond Python's calendar, or is one of DuckDB's infinities."""
    if column.type == "DATE":
        code, first, last = "i", -719_162, 2_932_896
    elif column.type in _SECOND:
        second = _SECOND[column.type]
        code, first, last = "q", -62_135_596_800 * second, 253_402_300_800 * second - 1
    else:
        return False
    first, last = max(first, 2 - 2**63), min(last, 2**63 - 2)
    try:
        numbers, missing = column.numpy(), column.missing()
        there = numbers if missing is None else numbers[~missing]
        return bool(len(there)) and bool(there.max() > last or there.min() < first)
    except ImportError:
        numbers, present = (
            column.integers(code, 0, len(column)),
            column.there or b"\1" * len(column),
        )
        return any(
            not first <= value <= last for value, is_there in zip(numbers, present) if is_there
        )


#: A second in the units of each type.
_SECOND = {
    "TIMESTAMP": 1_000_000,
    "TIMESTAMP_S": 1,
    "TIMESTAMP_MS": 1_000,
    "TIMESTAMP_NS": 1_000_000_000,
    "TIMESTAMP WITH TIME ZONE": 1_000_000,
}


def within_a_day(column: Column) -> bool:
    """Whether no time of a TIME or TIME_NS is 24:00:00, which frames have no word for."""
    most = 86_400_000_000 if column.type == "TIME" else 86_400_000_000_000
    there = column.there or b"\1" * len(column)
    numbers = column.integers("q", 0, len(column))
    return all(0 <= value < most for value, present in zip(numbers, there) if present)
