"""Rules on privacy: nothing in the open zone leads to a household, and no zone holds a raw number or a name.

What is not here: rows and exact columns that both zones have alike (hierarchy).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import FEWEST_HOUSES_LOCATED
from expectations.rule import EXACT, Rule, distinct, query_rule, rows_of, view
from expectations.suites.privacy.attack import ATTACK_RULES
from expectations.suites.privacy.derived import DERIVED_RULES
from expectations.suites.privacy.few import FEW_RULES
from expectations.suites.privacy.noise import NOISE_RULES
from expectations.suites.privacy.sums import SUM_RULES
from expectations.suites.shared import WIDEST_FIRST
from orchestration.names import OPEN
from orchestration.published.lists import COMPARED_TABLES, FACT_TABLES
from orchestration.published.tables import TABLES

_LOCATED_LEVELS: Final = "('province', 'district', 'subdistrict', 'village', 'local_administration')"

# What no zone may hold: a person or a house by number, name or address.
_RAW_NAMES: Final = (
    r"(^|_)((house|household|person|member|citizen|national|owner|respondent)_?(code|id|number|no)"
    r"|(first|last|middle|full|family|head|member|person|owner|respondent|head_of_household)_?names?"
    r"|surname|citizen|pid|cid|nid|id_?card|passport|phone|mobile|telephone|email|line_id|address|moo|street|soi"
    r"|birth_?date|date_of_birth|birthday|born_on)(_|$)"
    r"|บัตรประชาชน|เลขประจำตัว|รหัสประจำบ้าน|รหัสบ้าน|บ้านเลขที่|ชื่อ-|ชื่อสกุล|นามสกุล|ชื่อตัว|ที่อยู่|โทรศัพท์"
)
# What, besides, the open zone may not hold: the keys of the tables of households, and sums of their scores.
_KEY_NAMES: Final = r"(^|_)((house|household|person|member)_?keys?|batch(_id|_key)?|deprivation_sum|severity)(_|$)"


def _raw_numbers(zone: str, *, sentence: str, evidence: str = "audit__identifier") -> Rule:
    place = zone.replace("open_database", "open database")
    return query_rule(
        f"privacy__{zone}_holds_no_raw_number",
        table=f"{zone.removesuffix('_database')}__release",
        sentence=sentence,
        file="privacy/no_raw_number",
        parameters={"evidence": evidence, "place": place},
        noun="column",
        examined=rows_of(evidence, where=f"place = '{place}'"),
    )


def _open_levels(table: str) -> Rule:
    """Tables that leave areas out may lack a whole level; the others have every level."""
    part = TABLES[table].in_zone(OPEN)
    administrations = "with" if part.local_administrations else "without"
    is_sparse = part.areas == "some"
    levels = f"no level below the {part.narrowest_level}" if is_sparse else f"every level to the {part.narrowest_level}"
    return query_rule(
        f"privacy__open_{table}_stops_at_the_{part.narrowest_level}",
        table=f"open__{table}",
        sentence=f"{table} of the open zone has {levels}, {administrations} local administrations.",
        file="privacy/no_narrower_level" if is_sparse else "privacy/open_levels",
        parameters={"exact": view(EXACT, table), "levels": ", ".join(f"'{level}'" for level in part.levels)},
        noun="level",
        examined=distinct("area_level", table=f"open__{table}"),
    )


def _keys(table: str) -> Rule:
    """The length of every key is looked at, and the digits of one key in twenty (evidence/facts.py)."""
    return query_rule(
        f"privacy__{table}_keys_are_pseudonyms",
        table=f"restricted__{table}",
        sentence=f"Every key in {table} is a pseudonym of 32 characters; of every twentieth key, all are hexadecimal"
        " digits.",
        file="privacy/keys_are_pseudonyms",
        parameters={"name": table},
        noun="column",
        examined=rows_of("audit__key", where=f"table_name = '{table}'"),
    )


RULES: Final[tuple[Rule, ...]] = (
    query_rule(
        "privacy__open_locates_no_few_houses",
        table="open__dim_area",
        sentence=f"Coordinates of an area are the mean of at least {FEWEST_HOUSES_LOCATED} houses; a local"
        " administration has no coordinates.",
        noun="area",
        examined=rows_of("open__dim_area", where=f"area_level in {_LOCATED_LEVELS}"),
        order="area_code",
    ),
    query_rule(
        "privacy__open_has_no_forbidden_column",
        table="open__release",
        sentence="No column of the open zone is a key of a household or house, a number, a name or an address.",
        parameters={"raw_names": _RAW_NAMES, "key_names": _KEY_NAMES},
        noun="column",
        examined="select (select count(*) from audit__column where zone = 'open')"
        " + (select count(*) from audit__database_column)",
    ),
    query_rule(
        "privacy__restricted_has_no_raw_column",
        table="restricted__release",
        sentence="No column of the restricted zone is a raw number, a name or an address.",
        parameters={"raw_names": _RAW_NAMES},
        noun="column",
        examined=rows_of("audit__column", where="zone = 'restricted'"),
    ),
    _raw_numbers(
        "open",
        sentence="No value in the open files could be a house code (11 digits) or a citizen's number (13 digits).",
    ),
    _raw_numbers(
        "open_database",
        sentence="No value in the open database could be a house code or a citizen's number.",
        evidence="audit__database_identifier",
    ),
    _raw_numbers(
        "restricted",
        sentence="No value in the restricted files, except pseudonyms, could be a house code or a citizen's number.",
    ),
    *(_keys(table) for table in FACT_TABLES),
    *(_open_levels(table) for table in COMPARED_TABLES),
    *FEW_RULES,
    *NOISE_RULES,
    *DERIVED_RULES,
    *SUM_RULES,
    *ATTACK_RULES,
    query_rule(
        "privacy__open_places_are_coarse",
        table="open__dim_area",
        sentence="Coordinates of the open zone have three decimals (about 100 m). Villages have none.",
        noun="area",
        examined=rows_of("open__dim_area"),
        order="area_level, area_code",
    ),
    query_rule(
        "privacy__open_places_are_those_of_the_areas",
        table="open__dim_area",
        sentence="Coordinates of the open zone are those of dim_area in the restricted zone, with fewer decimals.",
        noun="area",
        examined=rows_of("open__dim_area"),
        order="area_level, area_code",
    ),
    query_rule(
        "privacy__open_reasons_name_classes",
        table="open__area_priority",
        sentence="The reason of a rank in the open zone has no number but the bounds of classes.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "privacy__open_ranks_follow_from_open_counts",
        table="open__area_priority",
        sentence="Score and rank of the open zone follow from the counts of the same row.",
        order=WIDEST_FIRST,
    ),
    *(
        query_rule(
            f"privacy__open_{of}medians_are_whole_weeks",
            table=view(OPEN, table),
            sentence=f"Medians of days of {table} in the open zone are whole weeks, at most half a week from the"
            " median.",
            file="privacy/medians_are_whole_weeks",
            parameters={
                "exact": view(EXACT, table),
                "keys": ", ".join(TABLES[table].key),
                "shown_item": "".join(f"{column}," for column in TABLES[table].item),
            },
            order=WIDEST_FIRST,
        )
        for of, table in (("", "area_case_progress"), ("agency_", "area_case_agency"))
    ),
    query_rule(
        "privacy__open_intensity_has_two_decimals",
        table="open__area_poverty",
        sentence="Intensity of the open zone has two decimals.",
        noun="area",
        examined=rows_of("open__area_poverty"),
        order=WIDEST_FIRST,
    ),
)
