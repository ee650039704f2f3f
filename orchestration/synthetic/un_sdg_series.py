"""Series of the UN in the synthetic country: a handful of invented values, each marked as synthetic in SOURCE_DETAIL.

Not here: the UN's list of KPIs, which is never invented.
"""

from __future__ import annotations

# Series, unit, first value, yearly step. Two are of goals 14 and 15, which no household measures.
_SERIES = (
    ("SI_POV_NAHC", "PT", 10, -1),
    ("EG_ACS_ELEC", "PT", 95, 1),
    ("ER_MRN_MPA", "PT", 4, 1),
    ("AG_LND_FRST", "PT", 38, 0),
)
_YEARS = (2020, 2021, 2022)
_TOTALS = (
    "SEX",
    "AGE",
    "URBANISATION",
    "INCOME_WEALTH_QUANTILE",
    "EDUCATION_LEV",
    "OCCUPATION",
    "CUST_BREAKDOWN",
    "COMPOSITE_BREAKDOWN",
    "DISABILITY_STATUS",
    "ACTIVITY",
    "PRODUCT",
)


def un_sdg_series_query() -> str:
    """The observations as the feed delivers them (SDMX-CSV 2.0)."""
    rows = ", ".join(
        f"('{series}', {year}, {first + step * number}, '{unit}')"
        for series, unit, first, step in _SERIES
        for number, year in enumerate(_YEARS)
    )
    totals = ", ".join(f"'_T' as {dimension}" for dimension in _TOTALS)
    return f"""
        select 'dataflow' as STRUCTURE, 'IAEG-SDGs:DF_SDG_GLC(1.0)' as STRUCTURE_ID, 'I' as ACTION, 'A' as FREQ,
            'G' as REPORTING_TYPE, series as SERIES, '764' as REF_AREA, {totals}, year as TIME_PERIOD,
            value as OBS_VALUE, unit as UNIT_MEASURE, 0 as UNIT_MULT,
            'synthetic: invented, no value of the UN' as SOURCE_DETAIL
        from (values {rows}) as observation (series, year, value, unit)
    """
