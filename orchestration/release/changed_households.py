"""Counts the households that changed between two vintages of a round, and refuses a candidate with too few of them.

A reader who has both vintages and knows that one household of a district changed would learn its answers, whatever the
noise. Not here: which rounds are compared with which release (carry.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb

from orchestration.errors import ReleaseError
from orchestration.landing.pseudonym import pseudonym_sql
from orchestration.landing.read.deliveries import sha256_of
from orchestration.names import RESTRICTED
from orchestration.release.former import bind_later_keys
from orchestration.release.history import pruned_releases
from orchestration.release.manifest import RoundVintage, read_manifest
from orchestration.settings import Settings
from orchestration.warehouse import parquet_rows, sql_name, sql_text

# Where fewer households of a district changed, a reader could find out what one of them answered.
FEWEST_CHANGED: Final = 10
_HOUSEHOLDS: Final = "fct_household"
_SHOWN: Final = 20
# Neither an answer nor a member nor the place: identifiers, the delivery, and what follows from answers and lists.
_NOT_COMPARED: Final = frozenset(
    {
        "household_key",
        "house_key",
        "survey_round",
        "batch_id",
        "stratum",
        "cluster_key",
        "indicators_failing",
        "deprivation_score",
        "is_poor",
        "is_residential_house",
        "surveyed_on",
    }
)


def refuse_few_changed(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    candidate: Path,
    *,
    compared: Sequence[RoundVintage],
    log: Callable[[str], None],
) -> None:
    """Raise ReleaseError that names the districts in which 1 to 9 households of a round changed.

    `compared` are the vintages that readers have. A release that a publication removed cannot be compared, which is
    logged. Raises ReleaseError too where a release is lost or its households are not as published.
    """
    faults: list[str] = []
    for vintage in compared:
        earlier = _households_of(settings, vintage, log=log)
        if earlier is None:
            continue
        release, households = earlier
        erased = read_manifest(release).erased.get(vintage.round, {})
        is_former = bind_later_keys(connection, settings, release)
        few = _few(connection, households, candidate, survey_round=vintage.round, erased=erased, is_former=is_former)
        if few:
            more = f" and {len(few) - _SHOWN} more" if len(few) > _SHOWN else ""
            faults.append(
                f"{vintage.round}: 1 to {FEWEST_CHANGED - 1} households changed since {vintage.text} (release "
                f"{vintage.release_id}) in {', '.join(few[:_SHOWN])}{more}"
            )
    if faults:
        raise ReleaseError(
            f"vintages: found districts with few changed households, expected none or at least {FEWEST_CHANGED} in "
            f"each, because a reader could find out what fewer of them answered: {'; '.join(faults)}; deliver the "
            "other corrections of these districts too, or deliver their files again as they were; households that were "
            "erased count as changed ones, and wait for other corrections where fewer than "
            f"{FEWEST_CHANGED} households of the country changed"
        )


def _households_of(
    settings: Settings, vintage: RoundVintage, *, log: Callable[[str], None]
) -> tuple[Path, Path] | None:
    """The release behind the vintage and its households, None where a publication removed the release on purpose."""
    release = settings.releases / vintage.release_id
    if not release.is_dir():
        if vintage.release_id in pruned_releases(settings):
            log(
                f"{vintage.round}: changed households cannot be counted against {vintage.text}, because release "
                f"{vintage.release_id} is not kept any more"
            )
            return None
        raise ReleaseError(
            f"releases/{vintage.release_id}: not found, expected the release with the households of {vintage.text}; "
            "bring it back from a backup"
        )
    (file,) = read_manifest(release).table(RESTRICTED, _HOUSEHOLDS).files
    path = release / file.path
    if not path.is_file() or sha256_of(path) != file.sha256:
        raise ReleaseError(
            f"release {release.name}: found {file.path} other than published, expected the households of "
            f"{vintage.text}; bring the release back from a backup"
        )
    return release, path


def _few(
    connection: duckdb.DuckDBPyConnection,
    earlier: Path,
    candidate: Path,
    *,
    survey_round: str,
    erased: Mapping[str, int],
    is_former: bool,
) -> list[str]:
    """Districts in which a few households changed, each with its name. Those erased are counted with them.

    A district in which households were erased and none changed is one of these only where few households of the country
    changed. Who knows of an erasure would else know that no other household changed.

    `is_former`: the earlier pseudonyms are of a former key, and those of today are made of them. A new key does not
    wait for changes.
    """
    later = candidate / RESTRICTED / f"{_HOUSEHOLDS}.parquet"
    before, now = (_columns(connection, path) for path in (earlier, later))
    # An earlier version of the product may have written the same number in another type, of another hash.
    answers = ", ".join(
        f"cast({sql_name(name)} as {kind})"
        for name, kind in now.items()
        if name in before and name not in _NOT_COMPARED
    )
    earlier_key = f"{pseudonym_sql('household_key')} as household_key" if is_former else "household_key"
    rows = [
        f"select {key}, coalesce(village_code, '') as village_code, hash({answers}) as answers"
        f" from {parquet_rows(path)} where survey_round = {sql_text(survey_round)}"
        for path, key in ((earlier, earlier_key), (later, "household_key"))
    ]
    areas = parquet_rows(candidate / RESTRICTED / "dim_area.parquet")
    fewest = 0 if is_former else FEWEST_CHANGED
    query = _CHANGED.format(
        earlier=rows[0], later=rows[1], areas=areas, erased=_erased(erased), fewest_of_country=fewest
    )
    return list(_named(connection.execute(query).fetchall()))


def _erased(erased: Mapping[str, int]) -> str:
    """A row of its district for each household that was erased: the open figures of the vintage still count it."""
    rows = [f"select {sql_text(code)}, true from range({number})" for code, number in sorted(erased.items())]
    return "".join(f"union all {row} " for row in rows)


def _columns(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """Column -> type."""
    relation = connection.sql(f"from {parquet_rows(path)}")
    return dict(zip(relation.columns, map(str, relation.types), strict=True))


def _named(districts: list[tuple[Any, ...]]) -> Iterator[str]:
    for code, name in districts:
        yield f"district {code}{f' {name}' if name else ''}" if code else "no district (houses outside the register)"


# The village is among the answers, and its first four digits are its district. A household that moved changed in both.
_CHANGED: Final = f"""
with earlier as ({{earlier}}), later as ({{later}}),
changed as (
    select earlier.village_code as village_before, later.village_code as village_now
    from earlier full join later using (household_key)
    where earlier.answers is distinct from later.answers
),
districts as (
    select
        unnest(list_distinct([left(village_before, 4), left(village_now, 4)])) as district_code,
        false as is_erased
    from changed
    {{erased}}
),
of_country as (
    select (select count(*) from changed) + (select count_if(is_erased) from districts) as households
)
select districts.district_code, any_value(coalesce(area.name_en, area.name_th))
from districts
cross join of_country
left join {{areas}} as area on area.area_level = 'district' and area.area_code = districts.district_code
group by districts.district_code
having
    count(*) < {FEWEST_CHANGED}
    and (not bool_and(districts.is_erased) or any_value(of_country.households) < {{fewest_of_country}})
order by districts.district_code
"""
