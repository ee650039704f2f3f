"""The SQL that dbt writes for a model, of the warehouse as last built or of a list of indicators without a warehouse.

What is not here: building the models (defs/transform), the page about all of them (dbt_command.write_docs).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from orchestration.dbt_command import DBT_EXECUTABLE, DBT_PROJECT, dbt_environment, variable_arguments
from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.warehouse import open_database, sql_text
from orchestration.zones import private_zone

# What the models are written from: the tables that macros/framework.sql and macros/survey_rounds.sql read.
_LISTS = """
    create schema marts;
    create table marts.dim_indicator as
    with indicators as (from read_csv({indicators}, all_varchar = true)),
    dimensions as (select dimension, count(*) as indicators from indicators group by dimension)
    select framework_version, indicator_code, cast(indicator_number as integer) as indicator_number,
        cast(null as varchar) as first_survey_round, cast(null as varchar) as last_survey_round,
        'not_deprived' as missing_answer_rule, cast({cutoff} as double) as cutoff_k,
        1e0 / ((select count(*) from dimensions) * dimensions.indicators) as weight
    from indicators join dimensions using (dimension);
    create table marts.indicator_sdg_map as
    select indicator_code, sdg_target, cast(split_part(sdg_target, '.', 1) as integer) as goal, fit
    from read_csv({links}, all_varchar = true);
    create table marts.dim_survey_round as
    select unnest(['2566-1', '2567-1']) as survey_round;
"""


def sql_of(settings: Settings, variables: Mapping[str, object], model: str) -> str:
    """The compiled SQL of one model. Where nothing was built yet, it is for our own list of indicators and two rounds.

    Raises WarehouseError if there is no such model, or with what dbt said.
    """
    target = settings.warehouse_dir / "sql"
    if not settings.warehouse_file.exists():
        settings = replace(settings, data_dir=settings.scratch / "own_list")
        write_lists(settings, seeds=settings.seeds)
    compiled = compile_models(settings, variables, target=target, select=model)
    if model not in compiled:
        raise WarehouseError(f"{model}: not a model, expected the name of a file under dbt_project/models")
    return compiled[model].read_text(encoding="utf-8").strip() + "\n"


def write_lists(settings: Settings, *, seeds: Path) -> None:
    """A warehouse that holds only what models are written from: the indicators and links of `seeds`, and two rounds."""
    private_zone(settings.warehouse_dir)
    settings.warehouse_file.unlink(missing_ok=True)
    connection = open_database(settings.warehouse_file, settings)
    try:
        connection.execute(
            _LISTS.format(
                indicators=sql_text(seeds / "indicators.csv"),
                links=sql_text(seeds / "indicator_sdg_links.csv"),
                cutoff=settings.poverty_cutoff,
            )
        )
    finally:
        connection.close()


def compile_models(
    settings: Settings, variables: Mapping[str, object], *, target: Path, select: str | None = None
) -> dict[str, Path]:
    """File of the compiled SQL of every model and test, or of the one selected, by its name.

    Raises WarehouseError with what dbt said.
    """
    result = subprocess.run(
        [
            *(DBT_EXECUTABLE, "--quiet", "compile", "--target-path", str(target)),
            *(("--select", select) if select else ("--exclude", "test_type:unit")),
            *variable_arguments(variables),
        ],
        cwd=DBT_PROJECT,
        env={**os.environ, **dbt_environment(settings)},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise WarehouseError(f"dbt compile failed:\n{result.stdout}{result.stderr}".rstrip())
    return {path.stem: path for path in target.glob("compiled/*/**/*.sql")}
