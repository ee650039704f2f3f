"""The houses of the synthetic country: villages, sizes, kinds, codes, dates and coordinates, as DuckDB tables.

A house draws its attributes from its province and its number there, independently of every other house. The number
alone therefore gives the attributes of the house that a household may move to. Not here: who lives in the houses
(survey.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

import duckdb

from orchestration.synthetic.area_changes import Change
from orchestration.synthetic.chance import chance
from orchestration.synthetic.geography import Delivery, Province, by_province

KINDS: Final = (
    "residential",
    "government",
    "temple",
    "mosque",
    "other_religious",
    "health_station",
    "school",
    "business",
    "other",
)
# Shares of the kinds, in the order of KINDS. With Bangkok's 2.6 million house numbers the 23 % that nobody lives in
# (4.7 million at scale 1) make the 7-8 million house numbers that the ministry counts as offices, temples and Bangkok.
_SHARES = (0.77, 0.02, 0.015, 0.002, 0.003, 0.005, 0.015, 0.09, 0.08)
_SHARES_OF_MUSLIM_SOUTH = (0.77, 0.02, 0.004, 0.013, 0.003, 0.005, 0.015, 0.09, 0.08)
_SHARES_OF_BANGKOK = (0.85, 0.02, 0.006, 0.001, 0.003, 0.002, 0.008, 0.08, 0.03)
_MUSLIM_SOUTH = frozenset({90, 91, 94, 95, 96})

# Column order of the register.
REGISTER_COLUMNS: Final = (
    "house_code",
    "house_number",
    "village_code",
    "house_kind",
    "register_type",
    "registered_on",
    "longitude",
    "latitude",
)
# An 11-digit house code is a 4-digit office and a serial. Serials below the prime are the province's own houses;
# above it are those entered by the neighbouring office. The last serial is the central register.
SERIALS: Final = 4_999_999
_BORROWED = 20  # of 1024, so 2 %

_PROVINCE = """
create table province (
    province_code integer, villages bigint, houses bigint, municipal_permille bigint, longitude bigint, latitude bigint
)
"""

# One row per village, and per subdistrict seat for the municipal houses (moo 00), with the range of its houses and that
# of the next inhabited one of the province, to which households move.
# Coordinates are in millionths of a degree: whole numbers print the same everywhere.
_PLACE = """
create table place as
with subdistrict as (
    select unnest($subdistricts)::integer as subdistrict_code
), located as (
    select *,
        row_number() over (partition by province_code order by subdistrict_code) - 1 as position,
        count(*) over (partition by province_code) as subdistricts,
        row_number() over (partition by subdistrict_code // 100 order by subdistrict_code) = 1 as is_seat
    from subdistrict join province on province_code = subdistrict_code // 10000
), counted as (
    select *, least(99, villages // subdistricts + (position < villages % subdistricts)::bigint) as village_count
    from located
), listed as (
    select *, unnest(range(village_count + 1)) as moo from counted
), kept as (
    select *, subdistrict_code::bigint * 100 + moo as village_code, moo = 0 and village_count > 0 as is_municipal
    from listed where moo > 0 or village_count = 0 or (is_seat and municipal_permille > 0)
), weighed as (
    select *, 1000 * (40 + {village_size} % 160)::bigint as village_weight from kept
), shared as (
    select *,
        sum(village_weight) filter (where not is_municipal) over (partition by province_code) as village_weights,
        count(*) filter (where is_municipal) over (partition by province_code) as seats
    from weighed
), sized as (
    select *,
        case when is_municipal
            then village_weights * municipal_permille // (1000 - municipal_permille) // seats
            else village_weight
        end::bigint as weight
    from shared
), summed as (
    select *,
        sum(weight) over (partition by province_code order by village_code rows unbounded preceding) as weight_until,
        sum(weight) over (partition by province_code) as weights
    from sized
), laid as (
    select
        province_code,
        village_code,
        case when is_municipal then province_code * 100 + 90 + subdistrict_code // 100 % 10
            else subdistrict_code // 100 end::bigint as office,
        (houses * (weight_until - weight) // weights)::bigint as first_house,
        (houses * weight_until // weights)::bigint as next_house,
        least(105690000, greatest(97310000, longitude + {shift_east}))::bigint as longitude,
        least(20490000, greatest(5610000, latitude + {shift_north}))::bigint as latitude
    from summed
)
select
    *,
    coalesce(lead(office) over inhabited, first_value(office) over inhabited) as other_office,
    coalesce(lead(first_house) over inhabited, first_value(first_house) over inhabited) as other_first_house,
    coalesce(lead(next_house) over inhabited, first_value(next_house) over inhabited) as other_next_house
from laid
window inhabited as (partition by province_code, next_house > first_house order by village_code)
order by village_code
"""

_NUMBERED_HOUSE = """
create or replace temp table numbered_house as
select province_code, village_code, office, first_house, longitude, latitude,
    other_office, other_first_house, other_next_house,
    unnest(range(first_house, next_house)) as house
from place where province_code in ({codes}) and next_house > first_house
"""

# Each chance is 64 random bits, of which every attribute reads its own; other_chance is the other house's.
_HOUSE = """
create or replace temp table house as
with keyed as (
    select *,
        {key} as house_key,
        other_first_house
            + ({chance_of_move} % (other_next_house - other_first_house)::ubigint)::bigint as other_house,
        {neighbour} as neighbour_code
    from numbered_house
), drawn as (
    select *,
        {serial} as serial,
        {chance} as chance,
        {other_chance} as other_chance,
        {chance_of_place} as chance_of_place
    from keyed
)
select
    province_code,
    village_code,
    house_key,
    serial,
    {house_code} as house_code,
    (house - first_house + 1)::varchar
        || case when (chance >> 48) % 5 = 0 then '/' || (1 + (chance >> 51) % 40)::varchar else '' end
        as house_number,
    {kind} as house_kind,
    case when (chance >> 16) & 63 = 0 then 'tr13' else 'tr14' end as register_type,
    date '1956-01-01' + ((((chance >> 22) & 65535) * {days}) >> 16)::integer as registered_on,
    case when (chance_of_place >> 30) & 1023 >= {unplaced}
        then (longitude + {step_east})::decimal(9, 0) * 0.000001 end::decimal(9, 6) as longitude,
    case when (chance_of_place >> 30) & 1023 >= {unplaced}
        then (latitude + {step_north})::decimal(9, 0) * 0.000001 end::decimal(8, 6) as latitude,
    case when {other_kind} = 'residential' then {other_house_code} end as other_house_code
from drawn
"""

# The central register is one entry per province, beside the houses.
_CENTRAL = """
insert into house
select province_code, min(village_code) // 100 * 100, null, null,
    (min(village_code) // 10000 * 10000000 + 9999999)::varchar, null, 'other', 'central', date '1956-01-01',
    null, null, null
from place where province_code in ({codes}) group by province_code order by province_code
"""


def lay_out_country(
    connection: duckdb.DuckDBPyConnection,
    *,
    provinces: Sequence[Province],
    subdistricts: Sequence[int],
    seed: int,
) -> None:
    """Create the tables `province` and `place`: every village with its share of the houses and its position."""
    connection.execute(_PROVINCE)
    connection.execute("insert into province values " + ", ".join(_province_row(province) for province in provinces))
    # Together with the step of the house (0.01) a house lies within 0.3 degrees of its province's centre.
    widths = {"subdistrict_code // 100": 200_000, "subdistrict_code": 60_000, "village_code": 30_000}
    shifts = {
        shift: " + ".join(_swing(chance(area, seed=seed, purpose=shift), width=width) for area, width in widths.items())
        for shift in ("shift_east", "shift_north")
    }
    village_size = chance("village_code", seed=seed, purpose="village size")
    connection.execute(_PLACE.format(village_size=village_size, **shifts), {"subdistricts": list(subdistricts)})


def build_houses(
    connection: duckdb.DuckDBPyConnection, *, delivery: Delivery, provinces: Sequence[Province], seed: int
) -> None:
    """Create the temporary table `house`: the register rows of the delivery's provinces, in code order."""
    codes = ", ".join(str(province.code) for province in delivery.provinces)
    connection.execute(_NUMBERED_HOUSE.format(codes=codes))
    connection.execute(
        _HOUSE.format(
            key=_key("house"),
            chance=chance("house_key", seed=seed, purpose="house"),
            chance_of_place=chance("house_key", seed=seed, purpose="place of house"),
            chance_of_move=chance(_key("house"), seed=seed, purpose="move"),
            other_chance=chance(_key("other_house"), seed=seed, purpose="house"),
            neighbour=by_province(_neighbours(provinces)),
            serial=_serial("house", seed=seed),
            house_code=_house_code("serial", office="office", chance="chance"),
            other_house_code=_house_code(
                _serial("other_house", seed=seed), office="other_office", chance="other_chance"
            ),
            kind=_kind(delivery.provinces, chance="chance"),
            other_kind=_kind(delivery.provinces, chance="other_chance"),
            unplaced=31,  # of 1024, so 3 %
            days=24_472,  # 1956 to 2022: no house is younger than its first survey
            step_east=_swing("(chance_of_place & 32767)", width=10_000),
            step_north=_swing("((chance_of_place >> 15) & 32767)", width=10_000),
        )
    )
    connection.execute(_CENTRAL.format(codes=codes))


def register_query(late: Sequence[Change] = ()) -> str:
    """The rows of the register as the feed delivers them, out of the table `house`.

    A house older than one of the late changes still has the former code of its village.
    """
    columns = ", ".join(
        f"({_delivered_code(late)})::varchar as {column}" if column == "village_code" else column
        for column in REGISTER_COLUMNS
    )
    return f"select {columns} from house"


def _delivered_code(late: Sequence[Change]) -> str:
    code = "village_code"
    for change in late:
        below = 10 ** (8 - len(str(change.code)))
        code = (
            f"case when village_code // {below} = {change.code} and registered_on < date '{change.changed_on}'"
            f" then {change.former} * {below} + village_code % {below} else {code} end"
        )
    return code


def _province_row(province: Province) -> str:
    numbers = (
        province.code,
        province.villages,
        province.houses,
        round(province.municipal_share * 1000),
        round(province.longitude * 1e6),
        round(province.latitude * 1e6),
    )
    return f"({', '.join(map(str, numbers))})"


def _neighbours(provinces: Sequence[Province]) -> dict[int, int | None]:
    """Code of a province -> that of the province before it. The first has no neighbour."""
    codes = [province.code for province in provinces]
    return dict(zip(codes, (None, *codes), strict=False))


def _key(house: str) -> str:
    """SQL for the number of a house in the country, from its number in the province."""
    return f"(province_code::bigint * 10000000 + {house})"


def _serial(house: str, *, seed: int) -> str:
    return f"(({house} * 2654435 + {seed % SERIALS}) % {SERIALS})"


def _house_code(serial: str, *, office: str, chance: str) -> str:
    """SQL for the house code: of the house's own office or, rarely, of the neighbouring province's."""
    is_borrowed = f"neighbour_code is not null and (({chance} >> 38) & 1023)::integer < {_BORROWED}"
    borrowed = f"(neighbour_code * 100 + {office} % 100) * 10000000 + {SERIALS} + {serial}"
    return f"(case when {is_borrowed} then {borrowed} else {office} * 10000000 + {serial} end)::varchar"


def _kind(provinces: Sequence[Province], *, chance: str) -> str:
    """SQL for the kind of a house: the first whose share, with those before it, exceeds the draw."""
    draw = f"({chance} & 65535)::integer"
    until = {province.code: [round(share * 65536) for share in accumulate(_shares(province))] for province in provinces}
    whens = " ".join(
        f"when {draw} < {by_province({code: shares[position] for code, shares in until.items()})} then '{kind}'"
        for position, kind in enumerate(KINDS[:-1])
    )
    return f"case {whens} else '{KINDS[-1]}' end"


def _shares(province: Province) -> tuple[float, ...]:
    if not province.is_surveyed:
        return _SHARES_OF_BANGKOK
    return _SHARES_OF_MUSLIM_SOUTH if province.code in _MUSLIM_SOUTH else _SHARES


def _swing(number: str, *, width: int) -> str:
    """SQL for a random whole number between -width and width, from an unsigned one."""
    return f"(({number} % {2 * width + 1})::bigint - {width})"
