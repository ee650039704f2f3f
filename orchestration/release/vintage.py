"""Declares a vintage of a survey round. The file of the data folder has the declarations, the record of acts the act.

Not here: reading the file (disclosure/vintages.py), what the next release carries (carry.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from orchestration.disclosure.vintages import (
    FINAL,
    KINDS,
    PROVISIONAL,
    REVISED,
    Declaration,
    file_of,
    read_declarations,
    text_of,
    today_in_thailand,
    vintages_in_force,
)
from orchestration.errors import VintageError
from orchestration.landing.variables import landed_rounds
from orchestration.record import write_whole
from orchestration.release.acts import VINTAGE, By, append, new_act
from orchestration.release.history import current_release
from orchestration.release.manifest import read_manifest
from orchestration.settings import Settings
from orchestration.storage import says_storage_faults

_HEAD: Final = "# Declared vintages of the survey rounds; `make vintage` adds to them.\n"


@says_storage_faults
def declare_vintage(settings: Settings, survey_round: str, *, kind: str, by: By) -> str:
    """Add the vintage of today, and return a sentence.

    Raises VintageError for an unknown kind or round, and for a kind that does not follow on the vintage in force.
    """
    if not survey_round or not kind:
        raise VintageError(
            f"vintage: found no {'kind' if survey_round else 'survey round'}, expected both; name them, such as "
            "`make vintage ROUND=2567-1 KIND=final`"
        )
    if kind not in KINDS:
        raise VintageError(f"vintage: found kind {kind!r}, expected one of {', '.join(KINDS)}; name one of them")
    rounds = landed_rounds(settings)
    if survey_round not in rounds:
        known = ", ".join(sorted(rounds)) or "none has landed"
        raise VintageError(
            f"vintage: found no households of a round {survey_round!r} in landing, expected one of those landed "
            f"({known}); name one of them"
        )
    _refuse_other_than_next(settings, survey_round, kind=kind, rounds=rounds)
    new = Declaration.model_validate({"round": survey_round, "kind": kind, "on": today_in_thailand()})
    # The act first: a figure whose vintage nobody recorded could not be traced back.
    append(settings, new_act(VINTAGE, by, vintage=str(new)))
    write_whole(settings.vintages_file, text_with(settings, (new,)), mode=0o600)
    return f"{new} is declared; the next run publishes it: `make run`"


def text_with(settings: Settings, new: tuple[Declaration, ...]) -> str:
    """The text of the file of vintages with further declarations."""
    return text_of((*read_declarations(settings), *new), before=_present(file_of(settings), settings))


def provisional_rounds(settings: Settings) -> Iterator[str]:
    """What an operator has to know of each round that is provisional in the current release."""
    release = current_release(settings)
    for each in read_manifest(release).vintages if release else ():
        if each.kind == PROVISIONAL:
            yield (
                f"Round {each.round} is provisional: open/ shows nation to district of it. Once its households are "
                f"whole, `make vintage ROUND={each.round} KIND=final` lets the next run show everything."
            )


def _refuse_other_than_next(settings: Settings, survey_round: str, *, kind: str, rounds: dict[str, bool]) -> None:
    (vintage,) = vintages_in_force(settings, {survey_round: rounds[survey_round]})
    has = f"{survey_round} has the vintage {vintage.text}"
    if vintage.kind == KINDS[-1]:
        raise VintageError(
            f"vintage: {has}, which is its last, expected no fourth one: who compares more than three vintages sees "
            "behind the noise; keep to it, and correct the next round"
        )
    following = KINDS[KINDS.index(vintage.kind) + 1]
    if kind == vintage.kind:
        how = "" if vintage.on else " without a declaration"
        raise VintageError(f"vintage: {has} already{how}, expected {following}, which follows it; name that kind")
    if kind != following:
        raise VintageError(f"vintage: {has}, found kind {kind}, expected {following}, which follows it; name that kind")
    if kind == REVISED:
        _refuse_unpublished_final(settings, survey_round)


def _refuse_unpublished_final(settings: Settings, survey_round: str) -> None:
    """Figures by kind of household are drawn with the final vintage, which readers must have had."""
    release = current_release(settings)
    published = (
        {each.round: each.text for each in read_manifest(release).vintages if each.kind == FINAL} if release else {}
    )
    if release and survey_round not in published:
        raise VintageError(
            f"vintage: release {release.name} has no final figures of {survey_round}, expected them before revised "
            "ones: figures by kind of household are drawn with the final vintage alone; publish it first (`make run`)"
        )


def _present(path: Path, settings: Settings) -> str:
    """The operator's own text. The comments of the project's file are about that file."""
    return path.read_text(encoding="utf-8") if path == settings.vintages_file else _HEAD
