"""What is inside of the objects that people keep their configuration in.

Every value is read on its own: one that cannot be read (OmegaConf's `???`, an
interpolation without its variable, a property that raises) is an `Unread` in its
place, and its neighbours are as they are. Libraries are known by what their types
have and are never imported; nothing here raises, and nothing is changed.

`inner_of` is for values among others: what is plainly a configuration is looked
into, anything else stays a value. `mapping_of` is for what was given as the whole
configuration: then an object's, a class's or a module's attributes are meant, too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from types import ModuleType
from typing import Any

#: Entries of one object that are looked at.
MAX_ENTRIES = 100_000
#: A Series with more labels than this is a column of data.
MAX_LABELS = 256
#: Types that have nothing inside.
_PLAIN = (str, bytes, bytearray, int, float, complex, type(None), list, tuple, set, frozenset)
#: What makes an object more than a bundle of attributes.
_ACTIVE = ("__call__", "__iter__", "__next__", "__len__", "__getitem__", "__enter__", "__aenter__")
#: Attributes of traitlets' objects that are about the program, and none of its parameters.
_MACHINERY = frozenset({"parent", "log", "config"})


class Unread(str):
    """Stands where a value could not be read, and says why."""


def unread(error: BaseException) -> Unread:
    """What stands in the place of a value whose reading raised this."""
    try:
        text = str(error).strip().split("\n", 1)[0][:200]
    except Exception:  # it cannot say what it is
        text = ""
    return Unread(f"unreadable: {type(error).__name__}{': ' if text else ''}{text}")


def mapping_of(value: Any) -> dict[str, Any] | None:
    """Names and values of a whole configuration; None for what cannot be one."""
    found = inner_of(value)
    if found is not None:
        return found
    try:
        if isinstance(value, (*_PLAIN, Unread)):
            return None
        if _of(value, "pandas", "Series"):
            return _read(list(value.index), value.__getitem__)
        if isinstance(value, ModuleType):
            return _attributes(value, vars(value)) or None
        if isinstance(value, type):
            return _attributes(value, _class_attributes(value)) or None
        if _has_shape(value):
            return None
        entries = value.to_dict() if callable(getattr(value, "to_dict", None)) else None
        return (
            entries
            if isinstance(entries, dict)
            else _attributes(value, _all_attributes(value)) or None
        )
    except Exception:
        return None


def inner_of(value: Any) -> dict[Any, Any] | None:
    """Names and values of a mapping or configuration object; None for any other value."""
    if type(value) is dict:
        return value
    try:
        if isinstance(value, (*_PLAIN, type)) and not hasattr(type(value), "_asdict"):
            return None
        for reader in _READERS:
            found = reader(value)
            if found is not None:
                return found
    except Exception:
        return None
    return None


def labelled(value: Any) -> dict[Any, Any] | None:
    """Labels and values of a pandas Series whose index has names for them; None for any other value."""
    if not _of(value, "pandas", "Series") or len(value) > MAX_LABELS:
        return None
    index = value.index
    plain = index.nlevels == 1 and getattr(index.dtype, "kind", "O") in "iu" and index.name is None
    return None if plain or not index.is_unique else dict(zip(index, value.tolist(), strict=True))


def entries_of(mapping: Any) -> Iterator[tuple[Any, Any]]:
    """Keys and values of a mapping, each read on its own. Raises what listing the keys raises."""
    if type(mapping) is dict:
        yield from list(mapping.items())
        return
    try:
        keys = list(islice(iter(mapping), MAX_ENTRIES))
    except Exception:
        if not isinstance(mapping, dict):
            raise
        yield from list(dict.items(mapping))
        return
    for key in keys:
        try:
            value = mapping[key]
        except Exception as error:
            value = unread(error)
        yield key, value


def items_of(sequence: Any) -> Iterator[Any]:
    """Entries of a sequence, each read on its own."""
    if isinstance(sequence, (list, tuple)):
        yield from sequence
        return
    for index in range(len(sequence)):
        try:
            value = sequence[index]
        except Exception as error:
            value = unread(error)
        yield value


def _read(names: Iterable[Any], get: Callable[[Any], Any]) -> dict[Any, Any]:
    found = {}
    for name in islice(names, MAX_ENTRIES):
        try:
            found[name] = get(name)
        except Exception as error:
            found[name] = unread(error)
    return found


def _of(value: Any, module: str, kind: str) -> bool:
    """Is it of a type whose module is loaded? Without the module there is no value of it."""
    known = getattr(sys.modules.get(module), kind, None)
    return isinstance(known, type) and isinstance(value, known)


def _has_shape(value: Any) -> bool:
    return (hasattr(type(value), "shape") and hasattr(type(value), "dtype")) or hasattr(
        value, "iloc"
    )


def _mapping(value: Any) -> dict[Any, Any] | None:
    """Also what only behaves as one, such as ml_collections' configurations."""
    if isinstance(value, Mapping):
        return dict(entries_of(value))
    kind = type(value)
    if _has_shape(value) or hasattr(value, "shape") or not hasattr(kind, "__getitem__"):
        return None
    if not callable(getattr(kind, "keys", None)):
        return None
    return _read(list(islice(value.keys(), MAX_ENTRIES)), value.__getitem__)


def _dataclass(value: Any) -> dict[str, Any] | None:
    fields = getattr(type(value), "__dataclass_fields__", None)
    if not isinstance(fields, dict):
        return None
    real = (
        name for name, field in fields.items() if getattr(field._field_type, "name", "") == "_FIELD"
    )
    return _read(real, lambda name: getattr(value, name))


def _attrs(value: Any) -> dict[str, Any] | None:
    fields = getattr(type(value), "__attrs_attrs__", None)
    if fields is None:
        return None
    return _read((field.name for field in fields), lambda name: getattr(value, name))


def _msgspec(value: Any) -> dict[str, Any] | None:
    if not _of(value, "msgspec", "Struct"):
        return None
    return _read(value.__struct_fields__, lambda name: getattr(value, name))


def _pydantic(value: Any) -> dict[str, Any] | None:
    """Models of both versions, with computed and extra fields."""
    kind = type(value)
    if hasattr(kind, "__pydantic_decorators__") and hasattr(kind, "__pydantic_fields__"):
        names = [*kind.__pydantic_fields__, *kind.__pydantic_decorators__.computed_fields]
        more = getattr(value, "__pydantic_extra__", None) or {}
        if names == ["root"]:
            return inner_of(value.root)
        return _read([*names, *more], lambda name: getattr(value, name))
    if any(base.__module__ in ("pydantic.main", "pydantic.v1.main") for base in kind.__mro__):
        fields = getattr(kind, "__fields__", {})
        return _read(
            [*fields, *vars(value).keys() - fields.keys()], lambda name: getattr(value, name)
        )
    return None


def _named_tuple(value: Any) -> dict[str, Any] | None:
    return dict(value._asdict()) if isinstance(value, tuple) and hasattr(value, "_asdict") else None


def _namespace(value: Any) -> dict[str, Any] | None:
    spaces = (("types", "SimpleNamespace"), ("argparse", "Namespace"), ("optparse", "Values"))
    return dict(vars(value)) if any(_of(value, *space) for space in spaces) else None


def _flags(value: Any) -> dict[str, Any] | None:
    """absl's flags, but for its own (verbosity, log_dir, pdb, …)."""
    if not _of(value, "absl.flags", "FlagValues"):
        return None
    modules = value.flags_by_module_dict().items()
    names = [
        flag.name for module, flags in modules if not module.startswith("absl.") for flag in flags
    ]
    flags = value.__flags__ if hasattr(value, "__flags__") else value._flags()
    return _read(sorted(names), lambda name: flags[name].value)


def _traits(value: Any) -> dict[str, Any] | None:
    if not _of(value, "traitlets", "HasTraits"):
        return None
    return _read(sorted(set(value.trait_names()) - _MACHINERY), lambda name: getattr(value, name))


def _estimator(value: Any) -> dict[str, Any] | None:
    """scikit-learn's and its relatives': the class and its parameters; steps by their names."""
    if not callable(getattr(value, "get_params", None)) or not hasattr(type(value), "set_params"):
        return None
    found = {"class": type(value).__name__}
    for name, entry in value.get_params(deep=False).items():
        steps = _steps(entry)
        if steps is None:
            found[name] = entry
        else:
            found.update(steps)
    return found


def _steps(entry: Any) -> dict[str, Any] | None:
    """Name to estimator of a pipeline's steps, a union's or ensemble's members."""
    if not isinstance(entry, list) or not entry:
        return None
    named = all(
        isinstance(part, tuple) and len(part) >= 2 and isinstance(part[0], str) for part in entry
    )
    if not named or not any(hasattr(part[1], "get_params") for part in entry):
        return None
    return {part[0]: part[1] for part in entry}


def _bundle(value: Any) -> dict[str, Any] | None:
    """An object of which nothing is known but its attributes, and which does nothing."""
    kind = type(value)
    if kind.__repr__ is not vars(object)["__repr__"] or _acts(kind):
        return None
    if kind.__module__ in ("builtins", "types", "functools") or hasattr(value, "shape"):
        return None
    return _attributes(value, _all_attributes(value)) or None


def _acts(kind: type) -> bool:
    return any(name in vars(base) for base in kind.__mro__ for name in _ACTIVE)


def _all_attributes(value: Any) -> dict[str, Any]:
    """Of the instance, its slots and its classes; the names alone matter."""
    slots = [getattr(base, "__slots__", ()) for base in type(value).__mro__]
    names = [name for given in slots for name in ([given] if isinstance(given, str) else given)]
    own = {name: None for name in names if hasattr(type(value), name)}
    return {**_class_attributes(type(value)), **own, **getattr(value, "__dict__", {})}


def _class_attributes(kind: type) -> dict[str, Any]:
    """What a class and its bases hold that is no method or other descriptor."""
    found: dict[str, Any] = {}
    for base in reversed(kind.__mro__[:-1]):
        found.update(
            {
                name: entry
                for name, entry in vars(base).items()
                if not hasattr(type(entry), "__get__")
            }
        )
    return found


def _attributes(value: Any, names: Mapping[str, Any]) -> dict[str, Any]:
    """Public attributes that are values: no functions, classes or modules."""
    public = [name for name in names if not name.startswith("_")]
    found = _read(public, lambda name: getattr(value, name))
    return {
        name: entry
        for name, entry in found.items()
        if not (callable(entry) and hasattr(entry, "__qualname__"))
        and not isinstance(entry, ModuleType)
    }


_READERS: tuple[Callable[[Any], dict[Any, Any] | None], ...] = (
    _named_tuple, labelled, _mapping, _dataclass, _attrs, _msgspec, _pydantic, _namespace, _flags, _traits, _estimator, _bundle,
)  # fmt: skip
