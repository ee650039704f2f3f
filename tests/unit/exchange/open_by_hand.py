"""An open database of three areas and two rounds, made by hand, with what the exports for the UN read.

Not here: what the exports make of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration.presentation.exports.release import OpenRelease, Vintage

_TABLES = """
    create table release as
        select '[{"feed": "practices"}, {"feed": "geography"}, {"feed": "practices"}]' as source_batches;
    create table dim_survey_round as
        select '2566-1' as survey_round, 'v1' as framework_version, 2566 as year_be, 1 as round
        union all select '2567-1', 'v1', 2567, 1 union all select '2567-2', 'v1', 2567, 2;
    create table dim_area as
        select 'nation' as area_level, 'TH' as area_code, 'ประเทศไทย' as name_th, 'Thailand' as name_en,
            null::varchar as province_name_th, null::varchar as province_name_en, null::date as valid_to
        union all select 'province', '50', 'เชียงใหม่', 'Chiang Mai', 'เชียงใหม่', 'Chiang Mai', null
        union all select 'province', '58', 'แม่ฮ่องสอน', 'Mae Hong Son', 'แม่ฮ่องสอน', 'Mae Hong Son', null
        union all select 'district', '5001', 'เมือง', 'Mueang', 'เชียงใหม่', 'Chiang Mai', null;
    create table dim_indicator as
        select 'v1' as framework_version, 'TQ23' as indicator_code, 'ไฟฟ้า' as name_th, 'Electricity' as name_en
        union all select 'v1', 'TQ22', 'น้ำสะอาด', 'Clean "safe" water'
        union all select 'v1', 'TQ14', 'รายได้', 'Income'
        union all select 'v1', 'TQ01', 'ฝากครรภ์', 'Antenatal care';
    create table dim_sdg_target as
        select '7.1' as sdg_target, 'Energy for all' as label
        union all select '6.1', 'Water for all' union all select '1.2', 'Less poverty' union all select '3.1', 'Births';
    create table dim_sdg_indicator as
        select '7.1.1' as sdg_indicator, '7.1.1' as canonical_indicator, 'People with electricity' as label, 7 as goal,
            '7.1' as sdg_target, 'EG_ACS_ELEC EG_OTHER' as series
        union all select '6.1.1', '6.1.1', 'People with safe water', 6, '6.1', 'SH_H2O_SAFE'
        union all select '1.2.1', '1.2.1', 'People in poverty', 1, '1.2', 'SI_POV_NAHC'
        union all select '3.1.2', '3.1.2', 'Skilled births', 3, '3.1', 'SH_STA_BRTC'
        union all select '7.9.9', '7.1.1', 'People with electricity', 7, '7.1', 'EG_ACS_ELEC EG_OTHER';
    create table kpi_linkage (sdg_indicator varchar, measurement varchar, local_value_counts varchar,
        indicator_codes varchar, indicators_linked bigint, survey_round varchar, local_value double);
    insert into kpi_linkage values
        ('7.1.1', 'direct', 'passing', 'TQ23', 1, '2567-2', 90),
        ('7.9.9', 'direct', 'passing', 'TQ23', 1, '2567-2', 90),
        ('6.1.1', 'proxy', 'passing', 'TQ22, TQ23', 2, '2567-2', 85),
        ('1.2.1', 'proxy', 'failing', 'TQ14', 1, '2567-2', null),
        ('3.1.2', 'context', 'passing', 'TQ01', 1, '2567-2', 75);
    create table area_indicator (survey_round varchar, area_level varchar, area_code varchar, indicator_code varchar,
        households_applicable_weighted decimal(18, 6), households_failing_weighted decimal(18, 6),
        is_suppressed boolean);
    insert into area_indicator values
        ('2566-1', 'nation', 'TH', 'TQ23', 100, 20, false), ('2567-1', 'nation', 'TH', 'TQ23', 100, 50, false),
        ('2567-2', 'nation', 'TH', 'TQ23', 100, 10, false), ('2567-2', 'nation', 'TH', 'TQ22', 100, 20, false),
        ('2567-2', 'nation', 'TH', 'TQ14', 0, 0, false), ('2567-2', 'nation', 'TH', 'TQ01', 100, 25, false),
        ('2567-2', 'province', '50', 'TQ23', 40, 3, false), ('2567-2', 'province', '58', 'TQ23', null, null, true),
        ('2567-2', 'district', '5001', 'TQ23', 40, 3, false);
    create table area_indicator_breakdown (survey_round varchar, area_level varchar, area_code varchar,
        indicator_code varchar, disaggregation varchar, category varchar, households_applicable_weighted decimal(18, 6),
        households_failing_weighted decimal(18, 6), is_suppressed boolean);
    insert into area_indicator_breakdown values
        ('2567-2', 'nation', 'TH', 'TQ23', 'total', 'total', 100, 10, false),
        ('2567-2', 'nation', 'TH', 'TQ23', 'head_sex', 'female', 60, 6, false),
        ('2567-2', 'nation', 'TH', 'TQ23', 'head_sex', 'male', null, null, true),
        ('2567-2', 'nation', 'TH', 'TQ23', 'size_class', '3-4', 30, 3, false);
    create table practice_effect (survey_round varchar, area_level varchar, area_code varchar, practice_id varchar,
        title varchar, indicator_code varchar, sdg_target varchar, start_round varchar, baseline_round varchar,
        status varchar, goal integer, areas_compared bigint, baseline_failing_rate double, failing_rate double,
        failing_rate_change double, median_failing_rate_change double, effect double, is_suppressed boolean);
    insert into practice_effect values
        ('2567-2', 'province', '50', 'P-1', '=1+1 <b>ไฟฟ้า</b>', 'TQ23', null, '2567-1', '2566-1', 'compared', null, 7,
            0.20, 0.075, -0.125, -0.025, -0.1, false),
        ('2567-2', 'district', '5001', 'P-2', 'น้ำสะอาด', null, '6.1', '2567-1', '2566-1', 'compared', null, 3,
            0.1, 0.2, 0.1, 0.05, 0.05, false),
        ('2567-2', 'district', '5001', 'P-3', 'ปกปิด', 'TQ22', null, '2567-1', '2566-1', 'compared', null, 9,
            0.111, 0.222, 0.111, 0.05, 0.061, true),
        ('2567-2', 'province', '58', 'P-4', 'ยังไม่สำรวจ', null, null, '2568-1', null, 'not yet surveyed', 1, 0,
            null, null, null, null, null, false);
    create table practice_candidate as
        select survey_round, area_level, '58' as area_code, 'TQ14' as indicator_code, baseline_round, areas_compared,
            baseline_failing_rate, failing_rate, failing_rate_change, median_failing_rate_change,
            -0.3::double as effect, is_suppressed
        from practice_effect where practice_id = 'P-1';
    insert into practice_candidate select * replace (true as is_suppressed, 'TQ22' as indicator_code)
        from practice_candidate;
"""


@contextmanager
def open_by_hand(*changes: str, **other: Any) -> Iterator[OpenRelease]:
    """The release after these statements. `other` replaces what is known of it."""
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as open; use open")
        for statement in (_TABLES, *changes):
            connection.execute(statement)
        connection.execute("use memory")
        release = OpenRelease(
            connection=connection,
            open_zone=Path(),  # of tables that are Parquet files alone, which the exchange does not read
            id="20260101T000000Z-0000aaaa",
            proposed_on=date(2026, 1, 1),
            is_synthetic=False,
            vintages=(Vintage("2566-1", "final", None), Vintage("2567-2", "final", None)),
        )
        yield dataclasses.replace(release, **other)
