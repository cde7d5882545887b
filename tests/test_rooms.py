"""The rooms of the package: what each may import stands in pyproject.toml."""

from __future__ import annotations

from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def test_a_room_imports_only_from_rooms_below_it_and_nothing_in_a_circle():
    assert lint_imports(config_filename=str(PROJECT), no_cache=True) == EXIT_STATUS_SUCCESS
