"""`run.params` and `run.summary`: mappings that journal every set.

Reading gives back what the user put in; the journal gets the flattened,
encoded and masked form. Nested mappings are flattened with dots. The last value
wins; every value stays in the run's history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .config_objects import inner_of, mapping_of
from .errors import guarded, notice
from .prepare import prepare_all
from .printable import fitting
from .values import flatten, named

#: Entries of one call that are kept.
ENTRIES_MOST = 5000


class Recorded(Mapping):
    """A mapping whose every change is a fact of `kind`."""

    def __init__(self, kind: str, write: Callable[[dict[str, Any]], object]) -> None:
        object.__setattr__(self, "_kind", kind)
        object.__setattr__(self, "_write", write)
        object.__setattr__(self, "_flat", {})
        object.__setattr__(self, "_given", {})

    @guarded()
    def _set(self, given: Any) -> None:
        mapping = mapping_of(given)
        if mapping is None:
            argument, got = self._kind, type(given).__name__
            notice(
                "NT211", f"{argument}{got}", argument=argument, got=got, known="a mapping is wanted"
            )
            return
        if not mapping:
            return
        flat = flatten(mapping, ".", ENTRIES_MOST, inner_of)
        if len(flat) >= ENTRIES_MOST:
            notice("NT215", self._kind, what=self._kind, kept=ENTRIES_MOST)
        self._given.update({named(key): value for key, value in mapping.items()})
        self._flat.update(flat)
        self._write(prepare_all("the parameter" if self._kind == "params" else "the result", flat))

    @guarded()
    def update(self, given: Any = (), /, **more: Any) -> None:
        """Set several at once, from a mapping, pairs, a dataclass or a namespace, and by name."""
        mapping = mapping_of(given)
        if mapping is None and isinstance(given, (list, tuple)):
            try:
                mapping = dict(given)
            except (TypeError, ValueError):
                mapping = None
        self._set({**mapping, **more} if mapping is not None else given)

    def setdefault(self, key: str, default: Any = None) -> Any:
        """The value of `key`, set to `default` first where there is none."""
        key = named(key)
        if key not in self:
            self[key] = default
        return self.get(key, default)

    def __setitem__(self, key: str, value: Any) -> None:
        self._set({named(key): value})

    def __delitem__(self, key: str) -> None:
        notice("NT214", named(key), key=named(key))

    def __getitem__(self, key: str) -> Any:
        if key in self._flat:
            return self._flat[key]
        return self._given[key]

    def __contains__(self, key: object) -> bool:
        return key in self._flat or key in self._given

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"no {self._kind} entry named {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._flat))

    def __len__(self) -> int:
        return len(self._flat)

    def __repr__(self) -> str:
        return fitting(repr(self._flat))
