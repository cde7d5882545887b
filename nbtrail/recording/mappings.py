"""`run.params` and `run.summary`: mappings that journal every set.

Reading gives back what the user put in; the journal gets the flattened,
encoded and masked form. Nested mappings are flattened with dots. The last value
wins; every value stays in the run's history. It is a dict, so that whatever
takes one takes it; copied or pickled it is a plain one, which journals nothing.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from ..notices.guard import guarded
from ..notices.notice import notice
from ..notices.printable import fitting
from ..values.config_objects import inner_of, mapping_of
from ..values.encode import by_name, encode, flatten, named
from ..values.portable import portable
from ..values.prepare import prepare_all

#: Entries of one call that are kept.
MAX_ENTRIES = 5000


class Recorded(dict[str, Any]):
    """A dict whose every change is a fact of `kind`.

    Its type called with entries, as libraries make another of a dict's kind
    (`dataclasses.asdict`, collating, trees), gives a plain dict, too.
    """

    def __new__(cls, kind: Any = (), *other: Any, **entries: Any) -> Any:
        return super().__new__(cls) if isinstance(kind, str) else dict(kind, *other, **entries)

    def __init__(self, kind: str, write: Callable[[dict[str, Any]], object]) -> None:
        object.__setattr__(self, "_kind", kind)
        object.__setattr__(self, "_write", write)
        object.__setattr__(self, "_given", {})

    @guarded()
    def _set(self, given: Any) -> None:
        mapping = mapping_of(given)
        mapping = None if mapping is None else by_name(mapping)
        if mapping is None:
            argument, got = self._kind, type(given).__name__
            notice(
                "NT211", f"{argument}{got}", argument=argument, got=got, known="a mapping is wanted"
            )
            return
        if not mapping:
            return
        flat = flatten(mapping, ".", MAX_ENTRIES, inner_of)
        if len(flat) >= MAX_ENTRIES:
            notice("NT215", self._kind, what=self._kind, kept=MAX_ENTRIES)
        self._given.update(mapping)
        dict.update(self, flat)
        self._record(flat)

    def record_again(self) -> None:
        """Journal all of it once more, for a journal that has not heard it."""
        if self:
            self._record(dict(self))

    def _record(self, flat: dict[str, Any]) -> None:
        what = "the parameter" if self._kind == "params" else "the result"
        self._write(prepare_all(what, flat))

    def remember(self, flat: dict[str, Any]) -> None:
        """Hold entries that are in the journal already."""
        dict.update(self, flat)

    @guarded()
    def update(self, given: Any = (), /, **more: Any) -> None:
        """Set several at once, from a mapping, pairs, a dataclass or a namespace, and by name."""
        if isinstance(more.get("allow_val_change"), bool):  # W&B's word; here they always may
            del more["allow_val_change"]
        mapping = mapping_of(given)
        if mapping is None and issubclass(type(given), (list, tuple)):
            try:
                mapping = dict(given)
            except Exception:  # no pairs, or a list of somebody's own
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

    def __ior__(self, given: Any) -> Recorded:  # type: ignore[override, misc]
        self.update(given)
        return self

    def __delitem__(self, key: str) -> None:
        notice("NT214", named(key), key=named(key))

    __delattr__ = __delitem__

    def pop(self, key: str, default: Any = None) -> Any:
        """The value of `key`, which stays: what is recorded is kept."""
        del self[key]
        return self.get(key, default)

    def popitem(self) -> tuple[str, Any]:
        """The last entry, which stays. Raises KeyError where there is none."""
        key = next(reversed(self), None)
        if key is None:
            raise KeyError("there are no entries")
        return key, self.pop(key)

    def clear(self) -> None:
        """Take nothing away: what is recorded is kept."""
        for key in self:
            del self[key]

    def __missing__(self, key: str) -> Any:
        return self._given[key]

    def __contains__(self, key: object) -> bool:
        return dict.__contains__(self, key) or key in self._given

    def get(self, key: str, default: Any = None) -> Any:
        """The value of `key`, else `default`; a group of entries is there under its own name, too."""
        return self[key] if key in self else default  # noqa: SIM401 - that would be this method

    def __getattr__(self, name: str) -> Any:
        try:
            if name.startswith("__"):  # what the language asks for is no entry
                raise KeyError(name)
            return self[name]
        except KeyError:
            raise AttributeError(f"no {self._kind} entry named {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __copy__(self) -> dict[str, Any]:
        return dict(self)

    copy = __copy__
    #: W&B's word.
    as_dict = __copy__

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        return {key: _deep(value, memo) for key, value in self.items()}

    def __reduce_ex__(self, protocol: Any) -> Any:
        plain = portable(dict(self))
        if protocol == 2:  # torch.save's, whose loader by default admits this kind of dict by name
            return OrderedDict, (), None, None, iter(plain.items())
        return dict, (plain,)

    def __repr__(self) -> str:
        try:
            return fitting(repr(dict(self)))
        except Exception:  # of a value's own; it is shown as it is recorded
            entries = (f"{key!r}: {_repr(value)}" for key, value in self.items())
            return fitting(f"{{{', '.join(entries)}}}")


def _repr(value: Any) -> str:
    """What the value shows of itself, or what is recorded of it where it fails to."""
    try:
        return repr(value)
    except Exception:
        return repr(encode(value))


def _deep(value: Any, memo: dict[int, Any]) -> Any:
    """A deep copy; the value itself where it cannot be copied."""
    try:
        return copy.deepcopy(value, memo)
    except Exception:
        return value
