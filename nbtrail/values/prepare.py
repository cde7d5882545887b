"""The last station before the journal: values are encoded, cut to a sane length and masked."""

from __future__ import annotations

import hashlib
from typing import Any

from ..notices.notice import notice
from ..redact import masking_of, redact
from .config_objects import Unread
from .encode import encode, named

#: Characters kept of a single text.
MAX_TEXT = 100_000
#: Characters kept of a name.
MAX_WORD = 500
#: Names of unreadable values that a notice holds.
MAX_NAMED = 5
#: Looked at beyond the cut, so that a credential is not cut into an unknown half.
_MARGIN = 5_000


def prepare_all(what: str, flat: dict[str, Any]) -> dict[str, Any]:
    """Values as they may be written under their keys; `what` names the kind of thing in notices."""
    unread: dict[str, str] = {}
    encoded = {key: _shortened(key, encode(value), unread) for key, value in flat.items()}
    if unread:
        _report_unread(what, unread)
    mask = masking_of(repr(encoded))
    if mask is None:
        return encoded
    return {redact(key)[0]: _masked(what, key, *mask(key, v)) for key, v in encoded.items()}


def prepare_text(what: str, text: object, most: int = MAX_TEXT) -> str:
    """A text of the user's (a note, an error) as it may be written."""
    plain, hit = redact(named(text)[: most + _MARGIN])
    if hit:
        notice("NT209", what, quiet=True, what=f"Part of {what}")
    return plain[:most]


def prepare_word(what: str, given: object, most: int = MAX_WORD) -> str | None:
    """A name or label of the user's as it may be written; None for none and for blanks."""
    text = "" if given is None else prepare_text(what, given, most).strip()
    return text or None


def _shortened(key: str, value: Any, unread: dict[str, str]) -> Any:
    """Texts cut to a sane length; what could not be read is put into `unread` with its reason."""
    if type(value) is Unread:
        unread[key] = value.removeprefix("unreadable: ")
        return str(value)
    if type(value) is str and len(value) > MAX_TEXT:
        notice("NT208", key, key=key, length=len(value), kept=MAX_TEXT)
        digest = hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()
        kept = redact(value[: MAX_TEXT + _MARGIN])[0][:MAX_TEXT]
        return f"{kept}… ({len(value)} characters, sha256 {digest})"
    if type(value) is list:
        return [_shortened(key, entry, unread) for entry in value]
    if type(value) is dict:
        return {name: _shortened(f"{key}.{name}", entry, unread) for name, entry in value.items()}
    return value


def _report_unread(what: str, unread: dict[str, str]) -> None:
    """One line for all of a call, with the first reason."""
    names = list(unread)
    shown = ", ".join(f"'{name[:60]}'" for name in names[:MAX_NAMED])
    if len(names) > MAX_NAMED:
        shown += f" and {len(names) - MAX_NAMED} more"
    what = f"{what}{'' if len(names) == 1 else 's'} {shown}"
    notice("NT219", "\0".join(names), what=what, reason=redact(unread[names[0]])[0])


def _masked(what: str, key: str, safe: Any, hit: bool) -> Any:
    """The masked value, which is told of where something in it was."""
    if hit:
        subject = f"{what} '{redact(key)[0]}'"
        notice("NT209", subject, quiet=True, what=subject[:1].upper() + subject[1:])
    return safe
