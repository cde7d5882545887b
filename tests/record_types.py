"""The shapes of facts as server/src/records declares them, to check what Python writes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

RECORDS = Path(__file__).resolve().parent.parent / "server" / "src" / "records"

_SIMPLE: dict[str, Any] = {"string": str, "boolean": bool, "number": (int, float)}


@cache
def kinds() -> dict[str, dict[str, tuple[bool, str]]]:
    """By kind: each field, whether it may be missing, and its TypeScript type."""
    declared = "\n".join(path.read_text() for path in sorted(RECORDS.glob("*.ts")))
    text = re.sub(r"/\*\*.*?\*/", "", declared, flags=re.S)
    found = {}
    for body in re.findall(
        r"export interface I\w+ extends IFactBase \{(.*?)\n\}", text, flags=re.S
    ):
        fields = {
            name: (optional == "?", " ".join(kind.split()))
            for name, optional, kind in re.findall(
                r"^  (\w+)(\??): ((?:.|\n    )+?);$", body, flags=re.M
            )
        }
        kind = fields.pop("k")[1].strip("'")
        found[kind] = fields
    return found


def faults(fact: dict) -> list[str]:
    """What is wrong with a fact; empty when nothing is."""
    told = []
    fields = kinds().get(fact["k"])
    if fields is None:
        return [f"unknown kind {fact['k']}"]
    for name, (optional, kind) in fields.items():
        if name not in fact:
            if not optional:
                told.append(f"{fact['k']}.{name} is missing")
        elif not _fits(fact[name], kind):
            told.append(f"{fact['k']}.{name} is {fact[name]!r}, not {kind}")
    told += [
        f"{fact['k']}.{name} is not declared"
        for name in fact
        if name not in fields and name not in "v seq t k".split()
    ]
    return told


def _fits(value: object, kind: str) -> bool:
    if kind.endswith("[]") and not kind.startswith("{"):
        return isinstance(value, list) and all(_fits(entry, kind[:-2]) for entry in value)
    if kind.startswith("{"):
        return isinstance(value, (dict, list))
    for option in (part.strip() for part in kind.lstrip("| ").split("|")):
        if option == "null" and value is None:
            return True
        if (
            option in _SIMPLE
            and isinstance(value, _SIMPLE[option])
            and (option == "boolean" or value is not True)
        ):
            return True
        if option.startswith("'") and value == option.strip("'"):
            return True
        if option.startswith("Exclude<RunStatus") and value in (
            "finished",
            "failed",
            "killed",
            "interrupted",
        ):
            return True
    return False
