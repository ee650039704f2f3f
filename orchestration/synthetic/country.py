"""Writes a synthetic country into the inbox: every feed as its source would deliver it, always the same bytes.

No row describes a real house or person. Codes, names and counts of areas are official. Not here: the rows of each feed
(a module per feed), the defects that can be planted (defects.py).
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from orchestration.errors import WarehouseError
from orchestration.landing.contract_file import feed_names, reference_lists
from orchestration.landing.read.deliveries import synthetic_files
from orchestration.landing.read.inbox import SYNTHETIC_MARK, WRITING, find_files
from orchestration.names import (
    AREA_CHANGES,
    CASE_FOLLOW_UP,
    CHANGE_AGENT_TEAMS,
    GEOGRAPHY,
    HOUSE_REGISTRY,
    HOUSEHOLD_SURVEY,
    INDICATOR_FRAMEWORK,
    LOCAL_ADMINISTRATIONS,
    PLEDGES,
    PRACTICES,
    REGISTER_CONTROL_TOTALS,
    UN_SDG_SERIES,
    VILLAGE_LOCAL_ADMINISTRATION,
)
from orchestration.record import write_json
from orchestration.synthetic.area_changes import (
    Change,
    area_changes,
    area_changes_query,
    late_register_changes,
)
from orchestration.synthetic.cases import add_cases, cases_query, prepare_cases
from orchestration.synthetic.change_agent_teams import change_agent_teams_query
from orchestration.synthetic.control_totals import control_totals_query
from orchestration.synthetic.defects import (
    DEFECTS,
    EMPTY_FILE,
    MISSING_FEED,
    leave_out_province,
    plant,
    statement_defects,
)
from orchestration.synthetic.geography import (
    LEVELS,
    Delivery,
    Province,
    read_provinces,
    read_subdistricts,
    split_deliveries,
    write_geography,
)
from orchestration.synthetic.houses import build_houses, lay_out_country, register_query
from orchestration.synthetic.local_administrations import (
    administrations_query,
    lay_out_local_administrations,
    links_query,
)
from orchestration.synthetic.pledges import pledges_query
from orchestration.synthetic.practices import practices_query
from orchestration.synthetic.survey import (
    Indicator,
    Survey,
    build_households,
    parse_round,
    read_indicators,
    survey_query,
)
from orchestration.synthetic.un_sdg_series import un_sdg_series_query

__all__ = ["DEFECTS", "Country", "CountryError", "write_country"]

LARGEST_SCALE = 1.5  # the serials of Bangkok's house codes would run out at 1.9
_FORMATS = {"csv": "format csv, header true", "parquet": "format parquet"}


class CountryError(WarehouseError, ValueError):
    """The requested country cannot be written."""


@dataclass(frozen=True)
class Country:
    """What to write. A scale of 1 is 23 million houses and 15 million households a round.

    `provinces` are codes of the provinces in it; without one it has all. `whole_provinces` are codes of provinces that
    have all their houses, whatever the scale. The files of a round do not depend on the other rounds. Raises
    CountryError naming every fault.
    """

    scale: float = 0.001
    seed: int = 2567
    rounds: tuple[str, ...] = ("2566-1", "2567-1")
    file_format: str = "csv"
    defects: tuple[str, ...] = ()
    houses_per_file: int = 500_000
    provinces: tuple[int, ...] = ()
    whole_provinces: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if faults := _faults(self):
            raise CountryError("\n".join(faults))

    @property
    def latest_round(self) -> str:
        return max(self.rounds, key=parse_round)


@dataclass(frozen=True)
class _Workshop:
    """The shared values of the steps of one run. `folder` is the unfinished inbox."""

    connection: duckdb.DuckDBPyConnection
    country: Country
    survey: Survey
    folder: Path


def write_country(
    inbox: Path,
    country: Country,
    *,
    seeds: Path,
    memory_limit: str = "4GB",
    threads: int | None = None,
    log: Callable[[str], None] = lambda _: None,
) -> dict[str, int]:
    """Write the country's files into the inbox in place of an earlier synthetic country; return rows per feed.

    Files get their names when all of them are complete. An official geography and a list of indicators in the inbox are
    read and kept. Raises WarehouseError where a feed's folder holds files of another source, or where a province is
    unknown.
    """
    supplied = _check_inbox(inbox)
    inbox.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=inbox, prefix=WRITING))
    try:
        with _connect(country, spill=scratch / "spill", memory_limit=memory_limit, threads=threads) as connection:
            survey = Survey(_asked(inbox, seeds=seeds), _provinces(country, seeds=seeds), country.seed)
            shop = _Workshop(connection, country, survey, scratch / "inbox")
            rows = _write_feeds(shop, supplied=supplied, log=log)
        _install(shop.folder, inbox=inbox, country=country)
    finally:
        shutil.rmtree(scratch)
    return {feed: rows[feed] for feed in feed_names()}


def _provinces(country: Country, *, seeds: Path) -> tuple[Province, ...]:
    return read_provinces(seeds, scale=country.scale, codes=country.provinces, whole=country.whole_provinces)


def _faults(country: Country) -> list[str]:
    faults = []
    if not 0 < country.scale <= LARGEST_SCALE:
        faults.append(
            f"scale: found {country.scale}, expected a number above 0 and at most {LARGEST_SCALE}; correct it"
        )
    if not country.rounds or len(set(country.rounds)) < len(country.rounds):
        faults.append(f"rounds: found {country.rounds}, expected at least one and none twice; correct them")
    for survey_round in country.rounds:
        try:
            parse_round(survey_round)
        except WarehouseError as fault:
            faults.append(str(fault))
    if country.file_format not in _FORMATS:
        faults.append(f"file_format: found {country.file_format!r}, expected one of {', '.join(_FORMATS)}; correct it")
    if unknown := [name for name in country.defects if name not in DEFECTS]:
        faults.append(f"defects: found {', '.join(unknown)}, expected names among {', '.join(DEFECTS)}; correct them")
    if country.houses_per_file < 1:
        faults.append(f"houses_per_file: found {country.houses_per_file}, expected at least 1; correct it")
    return faults


def _check_inbox(inbox: Path) -> Path | None:
    """Folder of the official geography in the inbox, if any. Refuses to write beside files of another source."""
    own = _own_files(inbox)
    found = [path.relative_to(inbox).as_posix() for feed in feed_names() for path in find_files(inbox, feed)]
    lists = [f"{GEOGRAPHY}/{level}.json" for level in LEVELS]
    supplied = [name for name in lists if name in found and name not in own]
    other_lists = tuple(f"{feed}/" for feed in reference_lists() if feed != GEOGRAPHY)
    foreign = [name for name in found if name not in own and not name.startswith(other_lists)]
    if others := [name for name in foreign if name not in lists]:
        raise WarehouseError(
            f"{inbox}: found {', '.join(others[:5])} ({len(others)} files in all), which no synthetic country left "
            "there so, expected no other source beside it; move them away or choose another inbox"
        )
    if supplied and supplied != lists:
        raise WarehouseError(
            f"{inbox}: found only {', '.join(supplied)} of an official geography, expected all three lists or none; "
            "add the missing lists or move these away"
        )
    return inbox / GEOGRAPHY if supplied else None


def _asked(inbox: Path, *, seeds: Path) -> tuple[Indicator, ...]:
    """The indicators of the survey: those of the list in the inbox, or the project's own."""
    lists = find_files(inbox, INDICATOR_FRAMEWORK) or [seeds / "indicators.csv"]
    if len(lists) > 1 or lists[0].suffix.lower() != ".csv":
        found = ", ".join(path.name for path in lists)
        raise WarehouseError(
            f"{inbox}/{INDICATOR_FRAMEWORK}: found {found}, expected one CSV file; a synthetic survey is made after it"
        )
    return read_indicators(lists[0])


def _asked_last(shop: _Workshop) -> tuple[Indicator, ...]:
    return shop.survey.asked_in(shop.country.latest_round)


def _own_files(inbox: Path) -> set[str]:
    """Files of an earlier synthetic country that did not change since."""
    written = synthetic_files(inbox)
    found = {name: (inbox / name).stat().st_size for name in written if (inbox / name).exists()}
    return {name for name, size in found.items() if size == written[name]}


def _connect(country: Country, *, spill: Path, memory_limit: str, threads: int | None) -> duckdb.DuckDBPyConnection:
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "temp_directory": str(spill),
    }
    if country.file_format == "parquet":
        threads = 1  # with more, DuckDB draws the borders of the row groups elsewhere: the same rows, other bytes
    if threads is not None:
        settings["threads"] = threads
    return duckdb.connect(config=settings)


def _write_feeds(shop: _Workshop, *, supplied: Path | None, log: Callable[[str], None]) -> Counter[str]:
    country, provinces, rows = shop.country, shop.survey.provinces, Counter[str]()
    if supplied is None:
        rows[GEOGRAPHY] = write_geography(shop.folder / GEOGRAPHY, provinces=provinces)
    subdistricts = read_subdistricts(supplied or shop.folder / GEOGRAPHY, provinces=provinces)
    lay_out_country(shop.connection, provinces=provinces, subdistricts=subdistricts, seed=country.seed)
    rows[AREA_CHANGES] = _write_area_changes(shop, subdistricts)
    rows.update(_write_local_administrations(shop, subdistricts))
    late = late_register_changes(subdistricts)
    prepare_cases(shop.connection, rounds=country.rounds)
    deliveries = leave_out_province(
        split_deliveries(provinces, houses_per_file=country.houses_per_file), names=country.defects
    )
    for delivery in deliveries:
        rows.update(_write_delivery(shop, delivery, late=late, is_last=delivery == deliveries[-1]))
        so_far = ", ".join(f"{count:,} rows of {feed}" for feed, count in rows.items())
        log(f"{delivery.file_stem}: {len(delivery.provinces)} provinces written; {so_far} so far")
    for survey_round in country.rounds:
        is_last = survey_round == country.latest_round
        query = _with_defects(shop, cases_query(survey_round), feed=CASE_FOLLOW_UP, is_last=is_last)
        rows[CASE_FOLLOW_UP] += _copy(shop, query, f"{CASE_FOLLOW_UP}/{survey_round}")
    rows[PLEDGES] = _copy(
        shop, pledges_query(replace(shop.survey, indicators=_asked_last(shop))), f"{PLEDGES}/{PLEDGES}"
    )
    teams = change_agent_teams_query(seed=country.seed)
    rows[CHANGE_AGENT_TEAMS] = _copy(shop, teams, f"{CHANGE_AGENT_TEAMS}/{CHANGE_AGENT_TEAMS}")
    practices = practices_query(indicators=_asked_last(shop), rounds=country.rounds, seed=country.seed)
    rows[PRACTICES] = _copy(shop, practices, f"{PRACTICES}/{PRACTICES}")
    query = control_totals_query(shop.survey, rounds=country.rounds)
    rows[REGISTER_CONTROL_TOTALS] = _copy(shop, query, f"{REGISTER_CONTROL_TOTALS}/{REGISTER_CONTROL_TOTALS}")
    rows[UN_SDG_SERIES] = _copy(shop, un_sdg_series_query(), f"{UN_SDG_SERIES}/series")
    return rows


def _write_area_changes(shop: _Workshop, subdistricts: Sequence[int]) -> int:
    changes = area_changes(subdistricts)
    return _copy(shop, area_changes_query(changes), f"{AREA_CHANGES}/{AREA_CHANGES}") if changes else 0


def _write_local_administrations(shop: _Workshop, subdistricts: Sequence[int]) -> dict[str, int]:
    seed = shop.country.seed
    lay_out_local_administrations(
        shop.connection, provinces=shop.survey.provinces, subdistricts=subdistricts, seed=seed
    )
    queries = {LOCAL_ADMINISTRATIONS: administrations_query(), VILLAGE_LOCAL_ADMINISTRATION: links_query(seed=seed)}
    return {feed: _copy(shop, query, f"{feed}/{feed}") for feed, query in queries.items()}


def _write_delivery(shop: _Workshop, delivery: Delivery, *, late: Sequence[Change], is_last: bool) -> Counter[str]:
    country, rows = shop.country, Counter[str]()
    build_houses(shop.connection, delivery=delivery, provinces=shop.survey.provinces, seed=country.seed)
    query = _with_defects(shop, register_query(late), feed=HOUSE_REGISTRY, is_last=is_last)
    rows[HOUSE_REGISTRY] += _copy(shop, query, f"{HOUSE_REGISTRY}/{delivery.file_stem}")
    build_households(shop.connection, provinces=delivery.provinces, seed=country.seed)
    for survey_round in country.rounds:
        add_cases(shop.connection, survey=shop.survey, survey_round=survey_round)
        if MISSING_FEED not in country.defects:
            rows[HOUSEHOLD_SURVEY] += _write_survey(shop, delivery, survey_round=survey_round, is_last=is_last)
    return rows


def _write_survey(shop: _Workshop, delivery: Delivery, *, survey_round: str, is_last: bool) -> int:
    query = survey_query(shop.survey, survey_round=survey_round)
    target = f"{HOUSEHOLD_SURVEY}/{survey_round}/{delivery.file_stem}"
    if survey_round != shop.country.latest_round:
        return _copy(shop, query, target)
    if is_last and EMPTY_FILE in shop.country.defects:
        _target(shop, target).write_bytes(b"")
        return 0
    return _copy(shop, _with_defects(shop, query, feed=HOUSEHOLD_SURVEY, is_last=is_last), target)


def _with_defects(shop: _Workshop, query: str, *, feed: str, is_last: bool) -> str:
    names = statement_defects(shop.country.defects, feed=feed, is_last=is_last)
    return plant(shop.connection, query=query, names=names, indicators=_asked_last(shop)) if names else query


def _copy(shop: _Workshop, query: str, target: str) -> int:
    """Write the rows and return their number. Without rows there is no file: a source delivers none either."""
    path = _target(shop, target)
    copy = f"copy ({query}) to $path ({_FORMATS[shop.country.file_format]})"
    row = shop.connection.execute(copy, {"path": str(path)}).fetchone()
    rows = int(row[0]) if row else 0
    if not rows:
        path.unlink()
    return rows


def _target(shop: _Workshop, target: str) -> Path:
    path = shop.folder / f"{target}.{shop.country.file_format}"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _install(folder: Path, *, inbox: Path, country: Country) -> None:
    """Put the complete files in the place of the earlier country's. The mark that names the files comes last."""
    files = {
        path.relative_to(folder).as_posix(): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()
    }
    for name in _own_files(inbox) - files.keys():
        (inbox / name).unlink()
    for name in files:
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).replace(inbox / name)
    mark = {
        "generator": "orchestration.synthetic.country",
        "seed": country.seed,
        "scale": country.scale,
        "provinces": list(country.provinces),
        "whole_provinces": list(country.whole_provinces),
        "rounds": list(country.rounds),
        "files": files,
    }
    write_json(inbox / SYNTHETIC_MARK, mark)
