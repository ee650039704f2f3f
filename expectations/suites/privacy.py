"""Rules on privacy: nothing in the open zone leads to a household, and no zone holds a raw number or a name.

What is not here: suppression of small cells (disclosure control decides it; hierarchy.py compares the zones).
"""

from __future__ import annotations

from typing import Final

from expectations.vocabulary import Rule, finding_rule
from orchestration.names import AREA_LEVELS
from orchestration.published.lists import AREA_TABLES, FACT_TABLES, SPARSE_AREA_TABLES

_OPEN_LEVELS = tuple(level for level in AREA_LEVELS if level != "village")

# What may stand in no zone: a person or a house by number, name or address.
_RAW_NAMES = (
    r"(^|_)((house|household|person|member|citizen|national|owner|respondent)_?(code|id|number|no)"
    r"|(first|last|middle|full|family|head|member|person|owner|respondent|head_of_household)_?names?"
    r"|surname|citizen|pid|cid|nid|id_?card|passport|phone|mobile|telephone|email|line_id|address|moo|street|soi"
    r"|birth_?date|date_of_birth|birthday|born_on)(_|$)"
    r"|บัตรประชาชน|เลขประจำตัว|รหัสประจำบ้าน|รหัสบ้าน|บ้านเลขที่|ชื่อ-|ชื่อสกุล|นามสกุล|ชื่อตัว|ที่อยู่|โทรศัพท์"
)
# What, besides, may not stand in the open zone: the keys of the tables of households.
_KEY_NAMES = r"(^|_)((house|household|person|member)_?keys?|batch(_id|_key)?)(_|$)"
_PUBLISHED_ANYWAY = "table_name = 'release' and column_name = 'source_batches'"


def _forbidden(pattern: str) -> str:
    return f"regexp_matches(lower(column_name), '{pattern}') and not ({_PUBLISHED_ANYWAY})"


def _raw_numbers(name: str, *, table: str, where: str, sentence: str, evidence: str = "audit__identifier") -> Rule:
    """The count alone is shown: the value would be the very thing that must not be shown."""
    return finding_rule(
        name,
        table=table,
        sentence=sentence,
        sql=f'select table_name as "table", column_name as "column", "values" from {evidence}'
        f' where "values" > 0 and {where}',
        noun="column",
        order='"table", "column"',
    )


def _open_levels(table: str) -> Rule:
    return finding_rule(
        f"privacy__open_{table}_stops_at_the_subdistrict",
        table=f"open__{table}",
        sentence=f"In the open zone {table} has every level from the nation to the subdistrict, the local"
        " administrations if there are any, and no village.",
        sql=f"""
            select area_level, 'not expected' as detail from (select distinct area_level from open__{table})
            where coalesce(area_level, 'village') not in {_OPEN_LEVELS}
            union all
            select distinct area_level, 'missing' from open__dim_area
            where area_level in {_OPEN_LEVELS} and area_level not in
              (select area_level from open__{table} where area_level is not null)
        """,
        noun="level",
        order="area_level",
    )


def _no_village(table: str) -> Rule:
    """A table that leaves areas out may lack a whole level."""
    return finding_rule(
        f"privacy__open_{table}_stops_at_the_subdistrict",
        table=f"open__{table}",
        sentence=f"In the open zone {table} has no level below the subdistrict.",
        sql=f"select area_level, count(*) as rows from open__{table}"
        f" where (area_level in ({', '.join(repr(level) for level in _OPEN_LEVELS)})) is not true group by all",
        noun="level",
        order="area_level",
    )


_FEWEST_LOCATED = 10
# The counts are not shown: beside a mean they would help to undo it.
_FEW_HOUSES = f"""
    select area_level, area_code from open__dim_area
    left join audit__located as counted using (area_code)
    where area_level in ('province', 'district', 'subdistrict', 'village', 'local_administration')
      and (longitude is not null or latitude is not null) and coalesce(counted.houses, 0) < {_FEWEST_LOCATED}
"""

RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "privacy__open_locates_no_few_houses",
        table="open__dim_area",
        sentence=f"The coordinates of an area are the mean of at least {_FEWEST_LOCATED} houses, so that none"
        " is found by them; a local administration has none.",
        sql=_FEW_HOUSES,
        noun="area",
        order="area_code",
    ),
    finding_rule(
        "privacy__open_has_no_forbidden_column",
        table="open__release",
        sentence="No column of the open zone, in its files or its database, is a key of a household or a house,"
        " a number, a name or an address.",
        sql=f"""
            select 'files' as place, table_name as "table", column_name as "column" from audit__column
            where zone = 'open' and ({_forbidden(_RAW_NAMES)} or {_forbidden(_KEY_NAMES)})
            union all
            select 'database', table_name, column_name from audit__database_column
            where {_forbidden(_RAW_NAMES)} or {_forbidden(_KEY_NAMES)}
        """,
        noun="column",
        order='place, "table", "column"',
    ),
    finding_rule(
        "privacy__restricted_has_no_raw_column",
        table="restricted__release",
        sentence="No column of the restricted zone is a raw number, a name or an address.",
        sql='select table_name as "table", column_name as "column" from audit__column'
        f" where zone = 'restricted' and {_forbidden(_RAW_NAMES)}",
        noun="column",
        order='"table", "column"',
    ),
    _raw_numbers(
        "privacy__open_holds_no_raw_number",
        table="open__release",
        where="place = 'open'",
        sentence="No text or number in the open files could be a house code (11 digits) or a citizen's (13 digits).",
    ),
    _raw_numbers(
        "privacy__open_database_holds_no_raw_number",
        table="open__release",
        where="place = 'open database'",
        sentence="Nor could any in the open database.",
        evidence="audit__database_identifier",
    ),
    _raw_numbers(
        "privacy__restricted_holds_no_raw_number",
        table="restricted__release",
        where="place = 'restricted'",
        sentence="No text or number in the restricted files, their pseudonyms aside, could be a house code"
        " or a citizen's number.",
    ),
    *(
        finding_rule(
            f"privacy__{table}_keys_are_pseudonyms",
            table=f"restricted__{table}",
            sentence=f"Every key in {table} is a pseudonym of 32 hexadecimal digits"
            " (the length of every key is looked at, and the digits of one key in twenty).",
            sql='select column_name as "column", malformed from audit__key'
            f" where table_name = '{table}' and malformed <> 0",
            noun="column",
            order='"column"',
        )
        for table in FACT_TABLES
    ),
    *((_no_village if table in SPARSE_AREA_TABLES else _open_levels)(table) for table in AREA_TABLES),
)
