"""Practices that areas of the synthetic country have registered, as SQL over its villages. No practice is real.

Answers of the survey are drawn independently of the practices. On average a practice has no effect.
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.synthetic.chance import chance
from orchestration.synthetic.survey import Indicator, parse_round

# Level, divisor of a village's code, how many of ten thousand of its areas have registered a practice, and where.
_LEVELS = (
    ("province", 1_000_000, 3000, "true"),
    ("district", 10_000, 500, "true"),
    ("subdistrict", 100, 100, "true"),
    ("village", 1, 10, "next_house > first_house"),
)
_TARGETS = ("1.2", "1.4", "3.8", "4.1", "6.1", "6.2", "14.1")
_GOALS = 17


def practices_query(*, indicators: Sequence[Indicator], rounds: Sequence[str], seed: int) -> str:
    """The practices as the feed delivers them: six of ten for an indicator, two for a target, two for a goal.

    Most start with the latest round. Some start with the first round, before which nothing was measured. Some start a
    year from now.
    """
    areas = " union all ".join(
        f"select distinct '{level}' as area_level, village_code // {divisor} as code, {share} as share"
        f" from place where {where}"
        for level, divisor, share, where in _LEVELS
    )
    ordered = sorted(rounds, key=parse_round)
    year_be, number = parse_round(ordered[-1])
    starts = (ordered[0], *[ordered[-1]] * 6, f"{year_be + 1}-{number}")
    drawn = chance("code", seed=seed, purpose="practices")
    return f"""
        select concat(case area_level when 'province' then 'P' when 'district' then 'D' when 'subdistrict' then 'S'
                      else 'V' end, '-', code) as practice_id,
               concat('Practice of ', area_level, ' ', code) as title, area_level, code::varchar as area_code,
               case when measure < 6 then {_one_of([i.code for i in indicators], bits=20)} end as indicator_code,
               case when measure in (6, 7) then {_one_of(_TARGETS, bits=20)} end as sdg_target,
               case when measure > 7 then 1 + (draw >> 20) % {_GOALS} end as goal,
               {_one_of(starts, bits=40)} as start_round
        from (select *, {drawn} as draw, (draw >> 14) % 10 as measure from ({areas}))
        where draw % 10000 < share order by practice_id
    """


def _one_of(values: Sequence[str], *, bits: int) -> str:
    """One of the texts, drawn with the bits from this one on."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"[{listed}][1 + ((draw >> {bits}) % {len(values)})::integer]"
