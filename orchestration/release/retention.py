"""Which releases are kept, and why: the rules of `data/contracts/retention.yaml`.

The days are those of the record of acts, in Thai time; the clock in a release's name decides nothing. A day or a month
without a release takes no place. Not here: what was published when (history.py), removing a release (publish.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import yaml
from pydantic import Field, ValidationError

from orchestration.errors import ContractError
from orchestration.names import TIME_ZONE
from orchestration.record import Record, faults_of
from orchestration.release import acts
from orchestration.release.former import keys_of_release
from orchestration.release.history import History, kept_of, last_first, pruned_releases, read_history, tags_of
from orchestration.release.manifest import MANIFEST_FILE, read_manifest
from orchestration.settings import Settings

RETENTION_FILE: Final = "retention.yaml"


class Always(Record):
    """Releases that are kept however many there are."""

    why: str


class Last(Record):
    """The last release of each of the last days or months that have one."""

    releases: Annotated[int, Field(ge=0)]
    why: str


class Retention(Record):
    """The whole file. Releases of another kind that are always kept get a rule of their own here and in `keep`."""

    current: Always
    before: Always
    tagged: Always
    daily: Last
    monthly: Last
    vintages: Always


def read_retention(settings: Settings) -> Retention:
    """The rules. Raises ContractError with every fault of the file."""
    path = settings.contracts / RETENTION_FILE
    content: Any = None
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Retention.model_validate(content)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise ContractError(f"{path.name}: cannot be read ({fault}); correct it") from None
    except ValidationError as refusal:
        faults = "; ".join(faults_of(refusal, Retention, content))
        raise ContractError(f"{path.name}: {faults}; correct it") from None


def to_prune(settings: Settings, *, new: str) -> dict[str, str]:
    """Release -> why it is removed once `new` is published, oldest first.

    A lost release takes no place of one that is there. It is removed from the record once it would not be kept. None is
    removed while a line of the record is damaged, which may be that of a tag.
    """
    if any(acts.faults_of_chain(acts.read_log(settings))):
        return {}
    history, tags = read_history(settings), tags_of(settings)
    pruned, names = pruned_releases(settings), last_first(history)
    present = [name for name in kept_of(settings, names) if name != new]
    others = [name for name in names if name != new and (name in present or name not in pruned)]
    needed = [*tags.values(), *_behind(settings, [new, *present])]
    kept = keep(settings, history, [new, *present], tagged=needed)
    # The first of those that are present is the one before, to which readers may have to go back.
    spare = [name for name in present[1:] if name not in needed]
    cut = [name for name in spare if name in _cut(settings)]
    keys = _keys(settings.candidates / new)
    former = [name for name in spare if keys and _keys(settings.releases / name) - keys]
    due = keep(settings, history, [new, *others], tagged=[*tags.values(), *_behind(settings, [new, *others])])
    reason = _reason(settings)
    gone = {name: reason for name in history.published if name in present and name not in kept}
    lost = (name for name in history.published if name in others and name not in {*present, *due})
    gone |= dict.fromkeys(cut, "its figures count a household that was erased")
    gone |= dict.fromkeys(former, "its pseudonyms are of a former key")
    return gone | dict.fromkeys(lost, f"{reason}; its folder was not found")


def keep(settings: Settings, history: History, names: Sequence[str], *, tagged: Iterable[str]) -> set[str]:
    """Those of the names that are kept. The first is published now, the second is the one before, and so on.

    The day of a release is that on which readers first had it.
    """
    always = {*names[:2], *tagged}
    if settings.keep_releases is not None:
        return always.union(names[: settings.keep_releases])
    rules = read_retention(settings)
    moments = {switch.release_id: switch.at for switch in reversed(history.switches)}
    days = {name: day for name in names if (day := _day(moments.get(name, acts.now())))}
    always.update(name for name in names if name not in days)  # nobody knows the day of these
    for rule, periods in (
        (rules.daily, {name: day.isoformat() for name, day in days.items()}),
        (rules.monthly, {name: f"{day:%Y-%m}" for name, day in days.items()}),
    ):
        last = {period: name for name, period in reversed(periods.items())}
        always.update(last[period] for period in list(dict.fromkeys(periods.values()))[: rule.releases])
    return always


def _behind(settings: Settings, names: Sequence[str]) -> Iterator[str]:
    """The releases whose households are behind the vintages of the current release and of the one before.

    Also those that carried files come from: the audit compares open figures with the exact ones that they were made of.
    """
    behind = list(names[:2])
    for name in behind:
        for folder in (settings.candidates / name, settings.releases / name):
            if (folder / MANIFEST_FILE).is_file():
                manifest = read_manifest(folder)
                yield from (vintage.release_id for vintage in manifest.vintages)
                carried = {file.carried_from for table in manifest.tables for file in table.files if file.carried_from}
                yield from carried
                behind += sorted(carried - set(behind))


def _cut(settings: Settings) -> set[str]:
    """Releases from which rows of households were erased. Their restricted figures still count these households."""
    return {act.release_id for _, act in acts.read_log(settings).acts if act.act == acts.ERASE and act.release_id}


def _keys(release: Path) -> set[str]:
    return keys_of_release(release) if (release / MANIFEST_FILE).is_file() else set()


def _day(moment: str) -> date | None:
    """The day of the moment, None if a line of an earlier version has no such moment."""
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(ZoneInfo(TIME_ZONE)).date()


def _reason(settings: Settings) -> str:
    if settings.keep_releases is not None:
        return f"the last {settings.keep_releases} that readers had are kept"
    rules = read_retention(settings)
    return (
        f"the last of {rules.daily.releases} days and of {rules.monthly.releases} months are kept, the current one, "
        "the one before, what is behind their vintages, and what has a tag"
    )
