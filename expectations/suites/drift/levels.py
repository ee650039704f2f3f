"""How the rules on drift name the areas of a level and leave small ones out. Not here: the rules themselves."""

from __future__ import annotations

from typing import Final

from expectations.drift import Limit
from expectations.needs import Need

# The part of a rule's name that says its level.
OF: Final = {"nation": "", "province": "_of_provinces", "district": "_of_districts"}
OF_EVERY: Final = {"nation": "the nation", "province": "every province", "district": "every district"}
IN_A: Final = {"nation": "the nation", "province": "a province", "district": "a district"}


def enough(limit: Limit, whole: str, *, in_both: bool = False) -> str:
    """SQL: the last release has as many as the limit asks for, or both have. Empty where the limit asks for none.

    A count that fell may be small now. A rate of few households is no rate in either.
    """
    sides = ("before", "now") if in_both else ("before",)
    return "".join(f" and {side}.{whole} >= {limit.fewest}" for side in sides) if limit.fewest else ""


def without_few(level: str, limit: Limit, noun: str, *, in_both: bool = False) -> str:
    """The sentence that says which areas are left out."""
    if not limit.fewest:
        return ""
    return f" A {level} of fewer than {limit.fewest} {noun} {'then or now' if in_both else 'then'} is left out."


def nobody(limit: Limit, noun: str) -> tuple[Need, ...]:
    """What may be absent where a limit asks for a number."""
    return (Need(f"no area of {limit.fewest} {noun} in the previous release"),) if limit.fewest else ()
