"""The limits that rules hold figures to: tolerances, shares and changes as fractions of one, and counts that are known.

Each fills the placeholder of its name in the rules' SQL: RATE_TOLERANCE is `${rate_tolerance}`. So do the limits of the
models that the audit recomputes: variables of dbt, imported under their names. What is not here: what those mean
(dbt_project/dbt_project.yml).
"""

from __future__ import annotations

from typing import Final

from orchestration.published.model_variables import (
    AGENCIES_MOST,
    AGENCY_FEWEST_CASES,
    AGENCY_LONGEST_NAME,
    CANDIDATE_DEVIATIONS,
    CANDIDATE_FEWEST_AREAS,
    CANDIDATE_FEWEST_HOUSEHOLDS,
    FEWEST_HOUSES_LOCATED,
    ON_TRACK_SHARE,
    OPEN_FEWEST_APPLICABLE,
    OPEN_FEWEST_CASES,
    OPEN_FEWEST_CASES_RANKED,
    OPEN_FEWEST_HOUSES,
    OPEN_FEWEST_PASSING,
    OPEN_FEWEST_POOR,
    OPEN_FEWEST_POOR_DETAILED,
    OPEN_FEWEST_SURVEYED,
    PATH_FEWEST_HOUSEHOLDS,
    SDG_DEADLINE,
    WORSENING_SHARE,
)

__all__ = [
    "AGENCIES_MOST",
    "AGENCY_FEWEST_CASES",
    "AGENCY_LONGEST_NAME",
    "CANDIDATE_DEVIATIONS",
    "CANDIDATE_FEWEST_AREAS",
    "CANDIDATE_FEWEST_HOUSEHOLDS",
    "FEWEST_HOUSES_LOCATED",
    "ON_TRACK_SHARE",
    "OPEN_FEWEST_APPLICABLE",
    "OPEN_FEWEST_CASES",
    "OPEN_FEWEST_CASES_RANKED",
    "OPEN_FEWEST_HOUSES",
    "OPEN_FEWEST_PASSING",
    "OPEN_FEWEST_POOR",
    "OPEN_FEWEST_POOR_DETAILED",
    "OPEN_FEWEST_SURVEYED",
    "PATH_FEWEST_HOUSEHOLDS",
    "SDG_DEADLINE",
    "WORSENING_SHARE",
]

# Ratios are DOUBLE quotients of exact counts; scores are means of such quotients times 100.
RATE_TOLERANCE: Final = 1e-9
SCORE_TOLERANCE: Final = 1e-6
WEIGHT_TOLERANCE: Final = 1e-6
# A double is off by at most 2^-53 of itself, and so is the decimal that is made of it again. Of a sum of deprivation
# scores that is less than what any household adds: of a country of a hundred million people, less than a ten-millionth.
SUM_ROUNDING: Final = 4 * 2.0**-53
# dim_area has the middle of an area in degrees with six decimals.
DEGREE_TOLERANCE: Final = 1e-6

# Few houses have several households: a survey finds 1.0 to 1.1 households a house. Half of all houses with
# a second household are a round that was delivered twice.
HOUSEHOLDS_OF_A_HOUSE_LIMIT: Final = 1.5
# Of fewer surveyed houses of a province a large building decides.
FEWEST_HOUSES_SHARED: Final = 25
UNMATCHED_WARNING: Final = 0.05
UNMATCHED_LIMIT: Final = 0.20
# Per year between two rounds: in sixteen years an indicator may well move by 50 points.
ROUND_SHIFT_WARNING: Final = 0.30
# Households do not change this fast: answers were swapped, or an item was read from another column. Between two rounds
# the limit is per year, and of any two rounds a warning says that an indicator moved so far.
SHIFT_LIMIT: Final = 0.50
# Of the households of houses that were visited again so many are found again after a year, the square of it after two
# years. Where half are not, their identifiers changed and not the people: a table program took zeros away, or the
# survey numbered households anew.
FOUND_AGAIN_LIMIT: Final = 0.50
FOUND_AGAIN_WARNING: Final = 0.80
# Two samples share few houses, of which little follows. A rule on houses visited again asks for this share of the
# households of the smaller round, and in a province for so many of them.
REVISITED_SHARE: Final = 0.10
FEWEST_OF_A_PROVINCE: Final = 25
MISDATED_LIMIT: Final = 0.01
IMPOSSIBLE_EVENTS_WARNING: Final = 0.01
# A larger share is no news of villages: the links of a whole delivery are missing.
WITHOUT_ADMINISTRATION_WARNING: Final = 0.05

# A cut-off so little above a score was meant to be that score. Nobody knows how many of the poor hang on it before they
# are counted: of few households on the score, many may be poor or not.
CUTOFF_ABOVE_SCORE: Final = 0.001
# Households drawn for a sample represent others too: their mean weight is the inverse of the share drawn.
# A mean of 1 says that weights sum to the sample; a smaller one that they are shares, or are divided by something.
LOWEST_MEAN_WEIGHT: Final = 1.01
# A pilot of 35 districts may correct the name of one, which is more than a share of them. So many areas of a level may
# always be corrected, but never more than half of the level. Areas that lost their houses are no corrections.
CORRECTED_AREAS: Final = 3
CORRECTED_SHARE: Final = 0.5
# The middle of an area is too far from that of the wider area beyond so many kilometres and beyond so many times the
# median distance of its like. No province of Thailand is beyond both.
FARTHEST_PROVINCE_KM: Final = 250
FARTHEST_SUBDISTRICT_KM: Final = 200
FARTHEST_SPREADS: Final = 3
# A pilot's few provinces have no middle to tell from their edge. Every region of Thailand has five or more.
FEWEST_PROVINCES_OF_A_REGION: Final = 5
# dim_area has no middle of fewer than ten located houses: of so many houses, nine in ten lost their coordinates.
FEWEST_HOUSES_UNLOCATED: Final = 100
# No subdistrict of Thailand is 100 km across.
FARTHEST_HOUSE_KM: Final = 50
ASTRAY_HOUSES_WARNING: Final = 0.01

# Noise of the open zone (dbt_project/seeds/perturbation.csv): a count of households or cases moves by at most 5; its
# variance is 3. Members move by at most 26.
MOST_NOISE: Final = 5
MOST_MEMBERS_NOISE: Final = 26
NOISE_VARIANCE: Final = 3
# Counts from 8 on share one row of noise; a smaller count has its own row.
NOISE_OF_ANY_COUNT_FROM: Final = 8
# The seed leaves no count of 1 or 2 as it is, and 22 to 40 % of the counts of 3 to 7: 19 % of counts of every size. A
# level of threes alone keeps 40 %. A table without noise keeps 100 %. Of 200 counts, of which four are worth one draw
# (below), more than 50 % stay as they are in fewer than one of 100,000 levels with counts of every size.
UNCHANGED_SHARE_LIMIT: Final = 0.50
FEWEST_SMALL_COUNTS: Final = 200
# A column that equals the exact one more often than any noise can explain. Of 500 draws of 40 %, 60 % is nine standard
# errors away.
EXACT_SHARE_LIMIT: Final = 0.60
FEWEST_COUNTS_OF_A_COLUMN: Final = 500
# Mean and variance are looked at in so many counts from 8 on. The same households have the same noise wherever they
# are counted, such as two targets of one indicator, or a subdistrict that is one local administration. Four counts
# are therefore worth one draw.
FEWEST_COUNTS_DRAWN: Final = 1000
COUNTS_OF_A_DRAW: Final = 4
NOISE_STANDARD_ERRORS: Final = 5
LEAST_NOISE_VARIANCE: Final = 2
MOST_NOISE_VARIANCE: Final = 4
# A parent and its children have noise of their own: their sum differs from the parent by at most six standard
# deviations. Noise of members is at most seven times that of households.
NOISE_OF_A_SUM_DEVIATIONS: Final = 6
MEMBERS_NOISE_TIMES: Final = 7
# Noise of the deprivation sum of the poor: so much for each member more, and at most so much besides.
DEPRIVATION_OF_A_MEMBER: Final = 0.3
MOST_DEPRIVATION_NOISE: Final = 2.6

# Attacks on the open zone (docs/disclosure.md): who is so sure of a count claims to know it, such a share of the small
# counts may be known, and the values that linear programmes leave must be so far apart on average.
SURE_OF_A_GUESS: Final = 0.9
GUESSED_LIMIT: Final = 0.005
# Where a district has some fifty households, an open 5 is most likely a 1. In 23 million houses 0.2 % are known.
GUESSED_COUNTS_LIMIT: Final = 0.02
# A count has the same noise in two vintages of a round in 17 of 100 cases.
SAME_COUNTS_LIMIT: Final = 0.4
FEWEST_COUNTS_REDRAWN: Final = 200
# What so many households of a province fail is guessed without any figure.
COMMON_FAILURE: Final = 0.2
MEAN_ROOM_OF_A_COUNT: Final = 5
FEWEST_COUNTS_WITH_ROOM: Final = 50

BUDDHIST_ERA_OFFSET: Final = 543
DAYS_OF_A_YEAR: Final = 365.25


def placeholders() -> dict[str, str]:
    """Name of a limit in small letters -> the limit as SQL writes it."""
    return {name.lower(): repr(value) for name, value in globals().items() if name.isupper()}
