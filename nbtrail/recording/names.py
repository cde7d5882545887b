"""Ids and names of runs: `run_id` is stable and sorts by time, a name is for people.

A run id is ten base-32 characters of milliseconds since the epoch and eight
random ones, so that ids made anywhere never meet and sort as they began.
"""

from __future__ import annotations

import random
import time

_chance = random.SystemRandom()

# Crockford's alphabet in lower case: digits sort before letters, nothing looks like another.
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"

_ADJECTIVES = (
    "amber ample bold brave bright brisk calm clear clever cosy crisp deft eager early easy fair "
    "fine firm fleet fond fresh gentle glad golden grand green happy hardy honest keen kind late "
    "light lively loyal lucid lucky mellow merry mild misty modest neat noble novel patient plain "
    "polite proud quick quiet rapid ready rosy round royal safe sandy sharp shy silent silver "
    "simple sleek smart snowy snug sober solid sound spry steady still sturdy sunny swift tidy "
    "true vivid warm wise witty young"
).split()
_NOUNS = (
    "acorn alder anchor arch aspen badger beacon birch bison boulder breeze bridge brook canyon "
    "cedar cliff cloud clover comet coral cove crane creek dale dawn delta dune eagle ember falcon "
    "fern field finch fjord forest fox garden glacier glade grove gull harbor hare hawk hazel "
    "heron hill horizon island ivy juniper kestrel lagoon lake lark lily linden lynx maple marsh "
    "meadow mesa moon moss oak ocean orbit otter owl peak pebble pine plain pond prairie quail "
    "rain raven reef ridge river robin sage shore sky spring spruce star stone stream summit "
    "swallow thicket tide trail valley wave willow wind wren"
).split()


def new_run_id() -> str:
    """Eighteen lower-case characters that sort by the time they were made."""
    number, text = time.time_ns() // 1_000_000, ""
    for _ in range(10):
        number, digit = divmod(number, 32)
        text = _DIGITS[digit] + text
    return text + "".join(_chance.choice(_DIGITS) for _ in range(8))


def generated_name(number: int, seed: str | None = None) -> str:
    """`adjective-noun-N`, N being the run's number in its session; the same for the same seed."""
    if seed is not None:
        chance = random.Random(seed)
        return f"{chance.choice(_ADJECTIVES)}-{chance.choice(_NOUNS)}-{number}"
    return f"{_chance.choice(_ADJECTIVES)}-{_chance.choice(_NOUNS)}-{number}"
