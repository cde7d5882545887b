"""Integers of thousands of digits, which Python refuses to print while its limit of digits stands."""

from __future__ import annotations

#: Integers of up to so many bits are within the lowest limit that Python takes, 640 digits.
_PRINTED = 2000
#: Digits that are written out.
MAX_DIGITS = 100_000
_DIGITS_OF_A_BIT = 0.30102999566398120


def digits_of(value: int) -> str | None:
    """All decimal digits, behind a minus for a negative one; None beyond `MAX_DIGITS`."""
    size = abs(value)
    if size.bit_length() * _DIGITS_OF_A_BIT > MAX_DIGITS:
        return None
    return ("-" if value < 0 else "") + _digits(size)


def account_of(value: int) -> str:
    """What is said of one that is not written out; two that differ have accounts that differ."""
    from hashlib import sha256

    count = int(value.bit_length() * _DIGITS_OF_A_BIT) + 1
    digest = sha256(hex(value).encode()).hexdigest()
    return f"an integer of about {count:,} digits (sha256 of its hexadecimal ones {digest})"


def _digits(size: int) -> str:
    bits = size.bit_length()
    if bits <= _PRINTED:
        return str(size)
    low = int(bits * _DIGITS_OF_A_BIT) // 2
    above, below = divmod(size, 10**low)
    return _digits(above) + _digits(below).zfill(low)
