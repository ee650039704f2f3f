"""The kinds of charts, each with the settings that Superset keeps of it and the query that it asks.

A figure of a chart is the metric `one_<column>`. The metric is empty where a group has more than one row: parts of the
open zone do not add up, and rates never do. Not here: the charts themselves (dashboards.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from orchestration.presentation.superset.labels import number_format

Where = Mapping[str, str | bool]
# The latest round, and the areas of one level in it.
LATEST: Final[Where] = {"is_latest_round": True}
_MOST_ROWS: Final = 1000
# From light to dark: high is worse in one map and better in another.
_COLOURS: Final = "schemeBlues"


@dataclass(frozen=True)
class Chart:
    """A chart of one dataset. `width` is in twelfths of the page, `height` in units of 8 pixels."""

    key: str
    th: str
    en: str
    dataset: str
    where: Where
    width: int = 6
    height: int = 50

    @property
    def title(self) -> str:
        return f"{self.th} / {self.en}"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the chart groups by or lists."""
        raise NotImplementedError

    @property
    def figures(self) -> tuple[str, ...]:
        """The columns whose metric the chart shows."""
        return ()

    @property
    def order(self) -> tuple[tuple[str, bool], ...]:
        """Column or metric, and whether its smallest value is first."""
        return ()

    @property
    def limit(self) -> int:
        return _MOST_ROWS

    @property
    def kind(self) -> str:
        """Superset's name of the kind."""
        raise NotImplementedError

    def settings(self) -> dict[str, Any]:
        """What Superset keeps of the chart, beside its filters."""
        raise NotImplementedError

    def query(self) -> dict[str, Any]:
        """The query that the chart asks through Superset's API.

        Superset groups where metrics are named, even none of them. A list of rows names none.
        """
        metrics = [metric(figure) for figure in self.figures]
        return {
            "columns": list(self.columns),
            **({"metrics": metrics} if metrics else {}),
            "filters": [{"col": column, "op": "==", "val": value} for column, value in self.where.items()],
            "orderby": [list(each) for each in self.order],
            "row_limit": self.limit,
        }


@dataclass(frozen=True)
class Number(Chart):
    """One figure, large."""

    figure: str = ""
    width: int = 3
    height: int = 20

    kind = "big_number_total"
    columns = ()

    @property
    def figures(self) -> tuple[str, ...]:
        return (self.figure,)

    def settings(self) -> dict[str, Any]:
        return {
            "metric": metric(self.figure),
            "y_axis_format": number_format(self.figure),
            "subheader": self.en,
            "header_font_size": 0.4,
            "subheader_font_size": 0.2,
        }

    @property
    def title(self) -> str:
        return self.th


@dataclass(frozen=True)
class Table(Chart):
    """Rows as they are in the dataset, in an order."""

    listed: tuple[str, ...] = ()
    by: str = ""
    ascending: bool = False
    most: int = _MOST_ROWS
    height: int = 70

    kind = "table"

    @property
    def columns(self) -> tuple[str, ...]:
        return self.listed

    @property
    def order(self) -> tuple[tuple[str, bool], ...]:
        return ((self.by, self.ascending),) if self.by else ()

    @property
    def limit(self) -> int:
        return self.most

    def settings(self) -> dict[str, Any]:
        numbers = (column for column in self.listed if is_number(column))
        return {
            "query_mode": "raw",
            "all_columns": list(self.listed),
            "order_by_cols": [f'["{column}", {str(ascending).lower()}]' for column, ascending in self.order],
            "column_config": {column: {"d3NumberFormat": number_format(column)} for column in numbers},
            "table_timestamp_format": "%Y-%m-%d",
            "server_pagination": False,
            "show_cell_bars": False,
            "color_pn": False,
        }


@dataclass(frozen=True)
class Bars(Chart):
    """A bar per value of a column: in the order of the column, or the largest figure first."""

    along: str = ""
    shown: tuple[str, ...] = ()
    most: int = _MOST_ROWS
    by_figure: bool = False

    kind = "echarts_timeseries_bar"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.along,)

    @property
    def figures(self) -> tuple[str, ...]:
        return self.shown

    @property
    def order(self) -> tuple[tuple[str, bool], ...]:
        return ((metric(self.shown[0]), False),) if self.by_figure else ((self.along, True),)

    @property
    def limit(self) -> int:
        return self.most

    def settings(self) -> dict[str, Any]:
        return {
            "x_axis": self.along,
            "x_axis_force_categorical": True,
            "x_axis_sort": metric(self.shown[0]) if self.by_figure else self.along,
            # Superset draws lying bars from below.
            "x_axis_sort_asc": self.by_figure,
            "metrics": [metric(figure) for figure in self.shown],
            "groupby": [],
            "orientation": "horizontal",
            "y_axis_format": number_format(self.shown[0]),
            "show_value": True,
            "show_legend": len(self.shown) > 1,
            "legendOrientation": "top",
            "rich_tooltip": True,
        }


@dataclass(frozen=True)
class Lines(Chart):
    """A figure over the survey rounds, with a line per value of a column where one is named."""

    shown: tuple[str, ...] = ()
    per: tuple[str, ...] = ()

    kind = "echarts_timeseries_line"

    @property
    def columns(self) -> tuple[str, ...]:
        return ("survey_round", *self.per)

    @property
    def figures(self) -> tuple[str, ...]:
        return self.shown

    @property
    def order(self) -> tuple[tuple[str, bool], ...]:
        return (("survey_round", True),)

    def settings(self) -> dict[str, Any]:
        return {
            "x_axis": "survey_round",
            "x_axis_force_categorical": True,
            "x_axis_sort": "survey_round",
            "x_axis_sort_asc": True,
            "metrics": [metric(figure) for figure in self.shown],
            "groupby": list(self.per),
            "y_axis_format": number_format(self.shown[0]),
            "markerEnabled": True,
            "show_legend": True,
            "legendOrientation": "top",
            "truncate_metric": True,
            "rich_tooltip": True,
        }


@dataclass(frozen=True)
class Map(Chart):
    """The provinces of Thailand, coloured by a figure. Superset ships the outlines.

    Superset gives this kind no legend, so that the title says what the colours mean.
    """

    figure: str = ""
    width: int = 4
    height: int = 90

    kind = "country_map"

    @property
    def columns(self) -> tuple[str, ...]:
        return ("iso_code",)

    @property
    def figures(self) -> tuple[str, ...]:
        return (self.figure,)

    def settings(self) -> dict[str, Any]:
        return {
            "select_country": "thailand",
            "entity": "iso_code",
            "metric": metric(self.figure),
            "number_format": number_format(self.figure),
            "linear_color_scheme": _COLOURS,
        }

    @property
    def title(self) -> str:
        return f"{self.th} (สีเข้มคือค่าสูง) / {self.en} (darker is higher)"


def metric(column: str) -> str:
    return f"one_{column}"


def expression(column: str) -> str:
    """The SQL of the metric of a column."""
    return f"case when count(*) = 1 then max({column}) end"


def is_number(column: str) -> bool:
    """Whether the column is a figure: a count, a share, a score or a rank. Names and codes are not."""
    return column in _NUMBERS or column.startswith(("households_", "houses_", "cases_", "members"))


_NUMBERS: Final = frozenset(
    {
        *("failing_rate", "score", "headcount_ratio", "intensity", "adjusted_headcount_ratio", "coverage_rate"),
        *("municipal_coverage_rate", "rural_coverage_rate", "gap_rank", "solved_rate", "median_days_to_solution"),
        *("priority_rank", "goal"),
    }
)


def form_of(chart: Chart) -> dict[str, Any]:
    """The settings of the chart with its filters, as Superset keeps them in `params`."""
    filters = [
        {
            "clause": "WHERE",
            "expressionType": "SIMPLE",
            "subject": column,
            "operator": "==",
            "operatorId": "EQUALS",
            "comparator": value,
        }
        for column, value in chart.where.items()
    ]
    return {
        "viz_type": chart.kind,
        "adhoc_filters": filters,
        "row_limit": chart.limit,
        "time_range": "No filter",
        **chart.settings(),
    }
