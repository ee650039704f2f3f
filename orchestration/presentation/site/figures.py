"""What the site shows, read from the open database of a release: each area's figures as JSON, and the lists.

Every query skips what `is_suppressed` withholds. Not here: the files that hold the figures (write.py), the queries
themselves (sql/).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import duckdb

SQL: Final = Path(__file__).with_name("sql")
# Part of an area's entry -> the query that gives it.
PARTS: Final = {
    "ind": "indicators",
    "goal": "goals",
    "pov": "poverty",
    "cov": "coverage",
    "why": "contributions",
    "case": "cases",
    "agency": "case_agencies",
    "prio": "priorities",
    "path": "paths",
    "net": "networks",
    "kinds": "poverty_breakdown",
    "split": "indicator_breakdown",
    "pledge": "pledges",
    "prac": "practices",
}
STATUSES: Final = ("achieved", "on track", "progress too slow", "worsening", "no trend", "too few households")
LEVELS: Final = ("nation", "region", "pilot_group", "province", "district", "subdistrict", "local_administration")
# A rate of fewer households is marked.
FEW: Final = 30
_SHOWN: Final = {"priorities": 5, "practices": 8, "gaps": 10}

Rows = list[dict[str, Any]]
# (level, code) -> part -> the area's figures as JSON.
Entries = dict[tuple[str, str], dict[str, str]]


class Figures:
    """The open zone of one release, prepared for the queries of the site."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        connection.execute(_text("prepare"))
        self.rounds = self._rows(
            "select survey_round as round, framework_version as framework, "
            "strftime(first_surveyed_on, '%Y-%m-%d') as first, strftime(last_surveyed_on, '%Y-%m-%d') as last "
            "from shown_round order by place"
        )
        self.indicators = self._rows(
            "select indicator_code as code, indicator_number as number, dimension, name_th as th, name_en as en, unit, "
            "round(weight, 6) as weight, newest as round from shown_indicator order by place"
        )

    def release(self) -> dict[str, Any]:
        (row,) = self._rows(
            "select release_id as id, strftime(published_at at time zone 'UTC', '%Y-%m-%dT%H:%MZ') as at, "
            "code_version as code, rows, is_synthetic as synthetic, vintages, source_batches from open.release"
        )
        for name in ("vintages", "source_batches"):
            row[name] = json.loads(row[name] or "[]")
        return row

    def lists(self) -> dict[str, Any]:
        """Everything that all pages share beside the areas."""
        return {
            "rounds": self.rounds,
            "indicators": self.indicators,
            "goals": self.goals(),
            "links": self.rows_of("links"),
            "gaps": self.rows_of("gaps"),
            "statuses": STATUSES,
            "levels": LEVELS,
            "few": FEW,
            "sample": self._is_sample(),
        }

    def goals(self) -> Rows:
        return self._rows(
            """
            select goals.goal, goals.name_th as th, goals.name_en as en, figures.measurement
            from open.dim_sdg_goal as goals
            left join open.area_sdg_goal as figures
                on figures.goal = goals.goal and figures.area_level = 'nation'
                and figures.survey_round = (select max(survey_round) from shown_round)
            order by goals.goal
            """
        )

    def _is_sample(self) -> bool:
        row = self._connection.execute(
            "select coalesce(bool_or(members_weighted <> members), false) from open.area_poverty"
        ).fetchone()
        return bool(row and row[0])

    def rows_of(self, query: str) -> Rows:
        return self._rows(self._filled(query))

    def areas(self) -> Rows:
        return self._rows(_text("areas"))

    def entries(self) -> Entries:
        """The figures of every area that has some."""
        entries: Entries = defaultdict(dict)
        for part, query in PARTS.items():
            for level, code, figures in self._connection.execute(self._filled(query)).fetchall():
                entries[level, code][part] = figures
        return entries

    def _filled(self, query: str) -> str:
        """The query with its lists over the rounds written out."""
        places = range(len(self.rounds))
        filling: Mapping[str, object] = {
            "rates": ", ".join(f"max(rate) filter (where place = {place})" for place in places),
            "cells": ", ".join(f"any_value(cell) filter (where place = {place})" for place in places),
            "statuses": list(STATUSES),
            "indicators": len(self.indicators),
            "few": FEW,
            **_SHOWN,
        }
        return _text(query).format_map(filling)

    def _rows(self, query: str) -> Rows:
        relation = self._connection.sql(query)
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def _text(query: str) -> str:
    return (SQL / f"{query}.sql").read_text(encoding="utf-8")
