"""The arguments of `init` and `run`: name, parameters, and what else describes the run.

Whoever begins a run writes what the fingers know, and nothing of it may cost the
run. What is clear is understood: a mapping is parameters wherever it stands, a
keyword that is not about the run is a parameter, another library's word for
ours is ours. A value that cannot be what its argument says is said to be so in
one sentence and becomes a parameter, so that it is not lost.
"""

from __future__ import annotations

import enum
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Set, ValuesView
from itertools import islice
from typing import Any

from ..notices.notice import notice, shown
from ..values.config_objects import mapping_of
from ..values.encode import NotANumber, by_name, named, number
from ..values.prepare import prepare_text

#: What is about the run; every other keyword is a parameter.
ABOUT = (
    "project",
    "experiment",
    "tags",
    "group",
    "job_type",
    "notes",
    "resume",
    "mode",
    "id",
    "total_steps",
)
#: Another library's word for one of ours.
_OTHER_WORDS = {
    "run_name": "name",
    "display_name": "name",
    "experiment_name": "experiment",
    "experiment_id": "experiment",
    "run_id": "id",
    "description": "notes",
}
#: What other libraries want to be told and this one does not, and why.
_UNNEEDED = {
    "reinit": "init finishes the run that it began before by itself",
    "entity": "the store belongs to you, and has no teams",
    "team": "the store belongs to you, and has no teams",
    "dir": "NBTRAIL_HOME says where the store is",
    "settings": "what can be set is set by environment variables such as NBTRAIL_HOME",
    "anonymous": "no account is needed",
    "force": "no account is needed",
    "magic": "params are recorded where they are given",
    "save_code": "the code of the cells is recorded anyway",
    "allow_val_change": "params can always be changed, and every value is kept",
    "config_exclude_keys": "give the params that are to be recorded",
    "config_include_keys": "give the params that are to be recorded",
    "monitor_gym": "videos are not recorded by themselves",
    "sync_tensorboard": "log metrics with run.log({'loss': 0.1})",
    "nested": "a run that begins inside of another one is nested by itself",
    "parent_run_id": "a run that begins inside of another one is nested by itself",
    "log_system_metrics": "processor, memory and GPUs are recorded anyway",
    "tracking_uri": "NBTRAIL_HOME says where the store is",
}
_MODES = {"online": "online", "offline": "offline", "disabled": "disabled"}
_FOREIGN_MODES = {"dryrun": "offline", "run": "online", "shared": "online"}
_RESUMES = {True: "allow", False: "never", "auto": "allow"}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_CALL = 'nbtrail.run("svm", C=1.0)'


class RunArguments:
    """A run as it was asked for."""

    def __init__(self, params: dict[str, Any] | None = None) -> None:
        self.name: str | None = None
        self.params: dict[str, Any] = params or {}
        self.about: dict[str, Any] = {}
        #: Given as `params` or `config` and no mapping: `Recorded.update` says what it makes of it.
        self.unread: list[Any] = []
        #: Keywords of other libraries that nothing here needs, and those that look misspelt with what they mean.
        self.unneeded: dict[str, Any] = {}
        self.misspelt: dict[str, str] = {}


def read_arguments(call: str, unnamed: Iterable[Any], given: Mapping[str, Any]) -> RunArguments:
    """What `call`, which is init or run, was given: without a name, and by name."""
    asked = RunArguments()
    for value in unnamed:
        mapping = _mapping(value)
        if mapping is not None:
            asked.params.update(mapping)
        elif asked.name is None and value is not None:
            _word(asked, "name", value)
        elif value is not None:
            notice("NT230", call, call=f"nbtrail.{call}()", done="the rest was used", right=_CALL,
                   trouble=f"does not know what {shown(value)} is")  # fmt: skip
    for key, value in given.items():
        _take(asked, call, key, value)
    _report(asked, call)
    return asked


def _report(asked: RunArguments, call: str) -> None:
    """One line for what is not needed, and one for what looks misspelt."""
    unneeded = asked.unneeded
    if unneeded:
        names = [f"{key}={shown(value)}" for key, value in unneeded.items()]
        notice("NT231", " ".join(unneeded),
               arguments=f"{_listed(names)} {'is' if len(names) == 1 else 'are'}",
               why=list(dict.fromkeys(_UNNEEDED[key] for key in unneeded)),
               it="it" if len(names) == 1 else "them")  # fmt: skip
    if asked.misspelt:
        notice("NT237", " ".join(asked.misspelt), call=f"nbtrail.{call}", unknown=_listed(list(asked.misspelt)),
               meant=_listed([f"{meant}=" for meant in asked.misspelt.values()]))  # fmt: skip


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _take(asked: RunArguments, call: str, key: str, value: Any) -> None:
    """One keyword."""
    if call == "init":
        key = _OTHER_WORDS.get(key, key)
        if key in _UNNEEDED and type(value) not in (int, float):
            if value is not None:
                asked.unneeded[key] = value
            return
    if key in ("params", "config"):
        _whole(asked, call, key, value)
    elif key == "name" or (key in _WORDS and value is not None):
        _word(asked, key, value)
    elif key == "tags":
        asked.about["tags"] = words((value,))
    elif key == "mode":
        modes = {**_MODES, **(_FOREIGN_MODES if call == "init" else {})}
        _choice(asked, key, value, modes, None)
    elif key == "resume":
        _choice(
            asked,
            key,
            value,
            {**_RESUMES, **{w: w for w in ("never", "allow", "must")}},
            "never, allow, must",
        )
    elif key == "id":
        text = word(value)
        if text is not None and _ID.fullmatch(text):
            asked.about["id"] = text
        elif value is not None:
            _misread(asked, key, value, "letters, digits, . _ -")
    elif key == "total_steps":
        steps = _whole_number(value)
        if steps is not None:
            asked.about[key] = steps
        elif value is not None:
            _misread(asked, key, value, "a whole number is wanted")
    elif key == "notes":
        if value is not None and named(value):
            asked.about["notes"] = value
    else:
        asked.params[key] = value
        meant = meant_argument(key, (*ABOUT, "name", "params", "config"))
        if meant is not None:
            asked.misspelt[key] = meant


def meant_argument(key: str, arguments: Iterable[str]) -> str | None:
    """The argument that the key is a slip of the finger for; None for what can be a parameter's own name.

    What an argument's name is a part of (`model`, `groups`, `fname`) is a word of its own.
    """
    for argument in arguments:
        if len(key) > 3 and key[0] == argument[0] and argument not in key and _near(key, argument):
            return argument
    return None


def _near(key: str, argument: str) -> bool:
    """Whether a letter is left out, added or (in a long word) changed, or two changed places."""
    same = len(os.path.commonprefix([key, argument]))  # noqa: RUF071 - of letters
    rest, wanted = key[same:], argument[same:]
    if rest[1:] == wanted or rest == wanted[1:]:
        return True
    if len(key) == len(argument) and rest[2:] == wanted[2:] and rest[:2] == wanted[1::-1]:
        return True
    return len(key) > 5 and rest[1:] == wanted[1:]


#: Modules of types that hold one thing with a text of its own.
_SCALARS = ("builtins", "datetime", "decimal", "fractions", "uuid", "numpy", "torch", "pandas")
#: Types of values that are no mapping, whatever is in them.
_SINGLE = (str, bytes, int, float)
_WORDS = ("project", "experiment", "group", "job_type")


def _whole(asked: RunArguments, call: str, key: str, value: Any) -> None:
    """`params=` and `config=`: parameters all together; keywords go before them."""
    mapping = _mapping(value)
    if mapping is not None:
        asked.params = {**mapping, **asked.params}
    elif call == "run" and not issubclass(type(value), (list, tuple)):
        asked.params[key] = value
    elif value is not None:
        asked.unread.append(value)


def _word(asked: RunArguments, key: str, value: Any) -> None:
    text, mapping = word(value), _mapping(value)
    if mapping is not None:
        asked.params.update(mapping)
    elif text is None:
        if value is not None and not issubclass(type(value), str):
            _misread(asked, key, value, "a text is wanted")
    elif key != "name":
        asked.about[key] = text
    elif asked.name is None:
        asked.name = text
    else:  # the name stands before it, so this is a parameter
        asked.params[key] = value


def _choice(
    asked: RunArguments, key: str, value: Any, choices: dict[Any, str], known: str | None
) -> None:
    """One of a few words; another one is a parameter, told where `known` says what was wanted."""
    try:
        chosen = choices.get(value)
    except Exception:  # cannot be looked up
        chosen = None
    if chosen is not None:
        asked.about[key] = chosen
    elif value is None:
        return
    elif known is None:
        asked.params[key] = value
    else:
        _misread(asked, key, value, known)


def _misread(asked: RunArguments, key: str, value: Any, known: str) -> None:
    """Say that an argument cannot be what it is called, and keep it as a parameter."""
    notice("NT235", key, argument=key, got=shown(value), known=known)
    asked.params.setdefault(key, value)


def _mapping(value: Any) -> dict[str, Any] | None:
    """Parameters by name, where that is what the value is."""
    try:
        mapped = isinstance(value, Mapping)
        if not mapped and (value is None or isinstance(value, _SINGLE) or word(value) is not None):
            return None
        found = mapping_of(value)
    except Exception:
        return None
    return None if found is None else by_name(found)


def word(value: Any) -> str | None:
    """A name or label: text, or what is clearly meant as such; None for anything else and for blanks."""
    try:
        if isinstance(value, enum.Enum):
            value = value.value
        if isinstance(value, os.PathLike):
            value = os.fsdecode(value)
        if isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        if not isinstance(value, str):
            value = _scalar_text(value)
        text = None if value is None else str.__str__(value).strip()
    except Exception:
        return None
    return text[:500] if text else None


def _scalar_text(value: Any) -> str | None:
    """Numbers, dates, ids and the like have a text of their own; containers and objects have not."""
    kind = type(value)
    if kind.__module__.partition(".")[0] not in _SCALARS or getattr(value, "shape", ()) != ():
        return None
    if value is None or isinstance(value, (bytes, list, tuple, set, frozenset, dict, type)):
        return None
    item = getattr(value, "item", None)
    text = str(item() if callable(item) else value)
    return None if text.startswith("<") else text


def _whole_number(value: Any) -> int | None:
    """A count of steps; None where it is none."""
    try:
        found = number(float(value) if isinstance(value, str) else value)
        return int(found) if found == int(found) and not isinstance(value, bool) else None
    except (NotANumber, ValueError, OverflowError):
        return None
    except Exception:
        return None


#: What holds tags, and how many of them one call can bring.
_SEVERAL = (list, tuple, Set, Iterator, ValuesView)
MAX_TAGS = 1000


def words(tags: Iterable[Any]) -> list[str]:
    """Tags as given one by one, in lists and arrays, by name, or none at all."""
    flat: list[str] = []
    for tag in tags:
        if tag is None:
            continue
        try:
            if isinstance(tag, Mapping):
                flat += [f"{named(key)}:{named(value)}" for key, value in tag.items()]
                continue
            if not isinstance(tag, _SEVERAL) and callable(getattr(tag, "tolist", None)):
                tag = tag.tolist()
            if isinstance(tag, _SEVERAL):
                flat += words(islice(tag, MAX_TAGS))
                continue
        except Exception:  # it cannot be gone through: then it is one tag
            pass
        flat.append(named(tag).strip())
    return [prepare_text("the tag", tag) for tag in dict.fromkeys(flat) if tag]
