"""The KPIs that households measure, with their values of the nation and the provinces, from the open zone alone.

Not here: the formats that the UN and Open SDG read (sdmx.py, open_sdg.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from orchestration.presentation.exports.release import OpenRelease

State = Literal["withheld", "nothing applicable", "provisional", "measured"]
DECIMALS: Final = 2

# A context says something about the KPI and is no substitute for its value, so that it has no value here.
_KPIS: Final = """
    create or replace temp table kpi as
    select distinct
        own.sdg_indicator, own.label, own.goal, own.sdg_target, own.series,
        linkage.measurement, linkage.local_value_counts as counts, linkage.indicator_codes, linkage.indicators_linked
    from open.kpi_linkage as linkage
    inner join open.dim_sdg_indicator as place on linkage.sdg_indicator = place.sdg_indicator
    inner join open.dim_sdg_indicator as own on place.canonical_indicator = own.sdg_indicator
    where linkage.measurement in ('direct', 'proxy') and linkage.local_value_counts in ('passing', 'failing')
"""
# Of the rounds of a year the last one. A round that lacks one of the KPI's indicators measures something else.
_VALUES: Final = f"""
    with linked as (
        select sdg_indicator, counts, indicators_linked, unnest(string_split(indicator_codes, ', ')) as indicator_code
        from kpi
    ),

    figures as (
        select survey_round, area_level, area_code, '' as disaggregation, '' as category, indicator_code,
            households_applicable_weighted, households_failing_weighted, is_suppressed
        from open.area_indicator where area_level in ('nation', 'province')
        union all
        select survey_round, area_level, area_code, disaggregation, category, indicator_code,
            households_applicable_weighted, households_failing_weighted, is_suppressed
        from open.area_indicator_breakdown where area_level = 'nation' and disaggregation <> 'total'
    ),

    summed as (
        select linked.sdg_indicator, linked.counts, figures.survey_round, figures.area_level, figures.area_code,
            figures.disaggregation, figures.category,
            bool_or(figures.is_suppressed) as is_withheld,
            sum(figures.households_applicable_weighted)::double as applicable,
            sum(figures.households_failing_weighted)::double as failing
        from linked inner join figures on linked.indicator_code = figures.indicator_code
        group by all
        having count(*) = any_value(linked.indicators_linked)
    )

    select
        summed.sdg_indicator, summed.area_level, summed.area_code, summed.disaggregation, summed.category,
        rounds.year_be - 543 as year, summed.survey_round as round, summed.is_withheld,
        case when not summed.is_withheld then round(
            100 * case summed.counts when 'failing' then failing else applicable - failing end / nullif(applicable, 0),
            {DECIMALS}
        ) end as value
    from summed inner join open.dim_survey_round as rounds on summed.survey_round = rounds.survey_round
    qualify row_number() over (
        partition by summed.sdg_indicator, summed.area_level, summed.area_code, summed.disaggregation, summed.category,
            rounds.year_be
        order by rounds.round desc
    ) = 1
    order by all
"""


@dataclass(frozen=True)
class Kpi:
    """An SDG indicator that households measure. `counts` is the side that its name counts, passing or failing.

    `series` is the first of the UN's series of the indicator. `names_th` and `names_en` are those of the local
    indicators in `indicators`.
    """

    sdg_indicator: str
    label: str
    goal: int
    target: str
    target_label: str
    series: str
    measurement: str
    counts: str
    indicators: tuple[str, ...]
    names_th: tuple[str, ...]
    names_en: tuple[str, ...]

    @property
    def is_proxy(self) -> bool:
        return self.measurement != "direct"

    @property
    def file(self) -> str:
        """The code as it is in the names of files, such as 6-1-1."""
        return self.sdg_indicator.replace(".", "-")


@dataclass(frozen=True)
class Value:
    """A value of a KPI in per cent of the applicable results, None where there is none to show.

    `category` and `disaggregation` are empty for all households.
    """

    sdg_indicator: str
    area_level: str
    area_code: str
    disaggregation: str
    category: str
    year: int
    round: str
    state: State
    value: float | None


@dataclass(frozen=True)
class Area:
    """The nation or a province."""

    level: str
    code: str
    name_th: str
    name_en: str


def kpis(release: OpenRelease) -> list[Kpi]:
    """In the order of goals and codes."""
    release.connection.execute(_KPIS)
    rows = _rows(
        release,
        """
        with latest as (select max_by(framework_version, survey_round) as version from open.dim_survey_round),
        named as (
            select indicator_code, name_th, name_en from open.dim_indicator
            where framework_version = (select version from latest)
        )
        select kpi.sdg_indicator, kpi.label, kpi.goal, kpi.sdg_target as target, targets.label as target_label,
            string_split(kpi.series, ' ')[1] as series, kpi.measurement, kpi.counts,
            list(named.indicator_code order by named.indicator_code) as indicators,
            list(named.name_th order by named.indicator_code) as names_th,
            list(named.name_en order by named.indicator_code) as names_en
        from kpi
        inner join open.dim_sdg_target as targets on kpi.sdg_target = targets.sdg_target
        inner join named on list_contains(string_split(kpi.indicator_codes, ', '), named.indicator_code)
        group by all order by kpi.goal, kpi.sdg_indicator
        """,
    )
    return [_kpi(row) for row in rows]


def values(release: OpenRelease) -> list[Value]:
    """The values of `kpis`, which makes the table that the query reads. One per KPI, area, category and year."""
    provisional = {vintage.round for vintage in release.vintages if vintage.kind == "provisional"}
    return [
        Value(**row, state=_state(row["value"], is_withheld=is_withheld, is_provisional=row["round"] in provisional))
        for row in _rows(release, _VALUES)
        for is_withheld in (row.pop("is_withheld"),)
    ]


def areas(release: OpenRelease) -> list[Area]:
    """The nation, then the provinces of today by code."""
    rows = _rows(
        release,
        "select area_level as level, area_code as code, name_th, name_en from open.dim_area "
        "where area_level in ('nation', 'province') and valid_to is null order by all",
    )
    return [Area(**row) for row in rows]


def _kpi(row: dict[str, Any]) -> Kpi:
    """DuckDB gives lists, and a frozen record keeps tuples."""
    return Kpi(**row | {name: tuple(row[name]) for name in ("indicators", "names_th", "names_en")})


def _state(value: float | None, *, is_withheld: bool, is_provisional: bool) -> State:
    if is_withheld:
        return "withheld"
    if value is None:
        return "nothing applicable"
    return "provisional" if is_provisional else "measured"


def _rows(release: OpenRelease, query: str) -> Iterator[dict[str, Any]]:
    relation = release.connection.sql(query)
    names = relation.columns
    return (dict(zip(names, row, strict=True)) for row in relation.fetchall())
