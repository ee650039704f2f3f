"""Official counts of houses in the provinces of the synthetic country, as SQL. No count is real.

Not here: the houses of the register (houses.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestration.synthetic.chance import share_of
from orchestration.synthetic.geography import Province
from orchestration.synthetic.survey import Survey

_WITHOUT_SHARE = 0.1  # of the provinces, each year, from which no count came
_LARGEST_DIFFERENCE = 0.02
_TOTALS = """
select 'province' as area_level, area_code, year_be, houses_official
from (values {rows}) as total (area_code, year_be, houses_official)
order by area_code, year_be
"""


def control_totals_query(survey: Survey, *, rounds: Sequence[str]) -> str:
    """The totals of every year with a round: of the first province, and of nine in ten of the other provinces."""
    years = sorted({int(name[:4]) for name in rounds})
    rows = [row for year in years for row in _totals(survey.provinces, year=year, seed=survey.seed)]
    return _TOTALS.format(rows=", ".join(rows))


def _totals(provinces: Sequence[Province], *, year: int, seed: int) -> Iterator[str]:
    for province in provinces:
        if province is provinces[0] or share_of(seed, province.code, f"control total {year}") >= _WITHOUT_SHARE:
            difference = _LARGEST_DIFFERENCE * (2 * share_of(seed, province.code, f"official houses {year}") - 1)
            yield f"('{province.code}', {year}, {round(province.houses * (1 + difference))})"
