"""SDMX files of a release: the KPIs that households measure, as SDMX-CSV 2.0 and SDMX-ML 2.1, with their structures.

The nation follows the UN's dataflow, provinces a national one. A proxy has a key, a comment and an origin of its own,
which the official figure does not have. Not here: the values (kpis.py), the structure (orchestration/sdmx/sdg.yaml).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from orchestration.presentation.exports.files import write_text
from orchestration.presentation.exports.kpis import Area, Kpi, State, Value, areas, kpis, values
from orchestration.presentation.exports.release import NOISE, SYNTHETIC, OpenRelease
from orchestration.sdmx.structure import TIME, TOTAL, SdgStructure, sdg_structure

if TYPE_CHECKING:
    from pysdmx.model import Codelist, Component, DataStructureDefinition
    from pysdmx.model.message import Header

PROXY: Final = "C01"
PROXY_LABEL: Final = "Households of the survey, proxy measure"
# A missing value says why it is missing. A proxy without another state says that its definition differs.
_STATES: Final[Mapping[State, str]] = {
    "withheld": "Q",
    "nothing applicable": "M",
    "provisional": "P",
    "measured": "A",
}
_MEASURED_PROXY: Final = "D"
_NATURE: Final = {True: "NA", False: "C"}
_SIDES: Final = {"passing": "pass", "failing": "fail"}
# pysdmx writes this attribute wrong; the schema of SDMX-ML 2.1 knows this value.
_SCOPE: Final = 'ss:dataScope="DataStructure"'


def write(release: OpenRelease, folder: Path) -> None:
    """Write the files. Nothing is written for a nation whose code in REF_AREA is not held."""
    structure, found = sdg_structure(), areas(release)
    nation = next(area for area in found if area.level == "nation")
    if nation.code not in structure.nations:
        return
    measured = [kpi for kpi in kpis(release) if kpi.series not in structure.not_per_cent]
    rows = list(_rows(release, structure, measured, nation=nation))
    at_nation = [row for row in rows if row["REF_AREA"] == structure.nations[nation.code]]
    at_provinces = [row for row in rows if row["REF_AREA"] != structure.nations[nation.code]]
    made = Structures(structure, measured, found, nation=nation)
    header = _header(release, structure)
    write_text(folder / "structures.xml", made.message(header))
    for name, rows_of_file, flow in (
        ("nation", at_nation, made.of_nation),
        ("provinces", at_provinces, made.of_provinces),
    ):
        _write_data(folder / name, rows_of_file, flow, header=header)


def _rows(
    release: OpenRelease, structure: SdgStructure, measured: Sequence[Kpi], *, nation: Area
) -> Iterator[dict[str, Any]]:
    by_code = {kpi.sdg_indicator: kpi for kpi in measured}
    source = f"Household survey of Thailand, release {release.id}. {NOISE['en']}"
    if release.is_synthetic:
        source = f"{SYNTHETIC['en'].rstrip('.')}. Release {release.id}."
    for value in values(release):
        kpi = by_code.get(value.sdg_indicator)
        if kpi and not value.category:
            yield {
                "FREQ": "A",
                "REPORTING_TYPE": "N",
                "SERIES": kpi.series,
                "REF_AREA": ref_area(structure, value.area_level, value.area_code, nation=nation),
                **dict.fromkeys(structure.totals, TOTAL),
                **({"CUST_BREAKDOWN": PROXY, "CUST_BREAKDOWN_LB": PROXY_LABEL} if kpi.is_proxy else {}),
                TIME: str(value.year),
                "OBS_VALUE": value.value,
                "UNIT_MEASURE": "PT",
                "UNIT_MULT": "0",
                "OBS_STATUS": _status(kpi, value),
                "NATURE": _NATURE[kpi.is_proxy],
                "TIME_DETAIL": f"Survey round {value.round}",
                "COMMENT_OBS": _comment(kpi),
                "SOURCE_DETAIL": source,
            }


def ref_area(structure: SdgStructure, level: str, code: str, *, nation: Area) -> str:
    """The code of the area in REF_AREA: M49 of the nation, ISO 3166-2 of a province."""
    return structure.nations[nation.code] if level == "nation" else f"{nation.code}-{code}"


def _status(kpi: Kpi, value: Value) -> str:
    return _MEASURED_PROXY if value.state == "measured" and kpi.is_proxy else _STATES[value.state]


def _comment(kpi: Kpi) -> str:
    share = f"Share of applicable household results that {_SIDES[kpi.counts]} in {', '.join(kpi.indicators)}"
    of = f"{', '.join(kpi.names_en)} (results of households, each with its sampling weight)"
    if kpi.is_proxy:
        return f"PROXY, not the official figure of SDG indicator {kpi.sdg_indicator}. {share}: {of}."
    return f"Direct measure of SDG indicator {kpi.sdg_indicator}. {share}: {of}."


def _header(release: OpenRelease, structure: SdgStructure) -> Header:
    from pysdmx.model import Organisation
    from pysdmx.model.message import Header

    return Header(
        id=release.id,
        test=release.is_synthetic,
        prepared=release.day,
        sender=Organisation(id=structure.extension.agency),
    )


def _write_data(path: Path, rows: Sequence[Mapping[str, Any]], flow: Flow, *, header: Header) -> None:
    import pandas as pd
    from pysdmx.io import write_sdmx
    from pysdmx.io.format import Format
    from pysdmx.io.pd import PandasDataset

    columns = [component.id for component in flow.structure.components]
    frame = pd.DataFrame(rows, columns=columns)
    for column in frame.columns.difference(["OBS_VALUE"]):
        frame[column] = frame[column].fillna("").map(_plain)
    # SDMX-CSV writes NaN where there is no value; an empty cell leaves a value of earlier as it was.
    texts = frame.assign(OBS_VALUE=frame["OBS_VALUE"].map(lambda value: "NaN" if pd.isna(value) else str(value)))
    csv = write_sdmx([PandasDataset(structure=flow.schema(of_text=True), data=texts)], Format.DATA_SDMX_CSV_2_0_0)
    write_text(path.with_suffix(".csv"), str(csv))
    data = [PandasDataset(structure=flow.schema(), data=frame)]
    # One flat observation after another: pysdmx takes several times as long over series.
    xml = write_sdmx(data, Format.DATA_SDMX_ML_2_1_STR, header=header)
    write_text(path.with_suffix(".xml"), str(xml).replace(f'ss:dataScope="{flow.dataflow}"', _SCOPE))


def _plain(text: str) -> str:
    """Without straight quotes, which pysdmx does not escape in XML."""
    return text.replace('"', "”").replace("'", "’")


class Flow:
    """A dataflow and the structure that its data follow."""

    def __init__(self, agency: str, dataflow: str, name: str, structure: DataStructureDefinition) -> None:
        self.agency, self.dataflow, self.name, self.structure = agency, dataflow, name, structure

    def schema(self, *, of_text: bool = False) -> Any:
        """With `of_text` the value is a text too, so that it may be NaN."""
        from msgspec.structs import replace
        from pysdmx.model import DataType
        from pysdmx.model.dataflow import Components, Schema

        components = self.structure.components
        if of_text:
            components = Components(replace(component, local_dtype=DataType.STRING) for component in components)
        return Schema(
            context="dataflow",
            agency=self.agency,
            id=self.dataflow,
            version=self.structure.version,
            components=components,
        )

    def artefact(self) -> Any:
        from pysdmx.model.dataflow import Dataflow

        return Dataflow(
            id=self.dataflow,
            agency=self.agency,
            version=self.structure.version,
            name=self.name,
            structure=self.structure,
        )


class Structures:
    """The structures that the data follow, with the codes that are used: of the UN, and the national extension."""

    def __init__(
        self, structure: SdgStructure, measured: Sequence[Kpi], found: Sequence[Area], *, nation: Area
    ) -> None:
        self._structure = structure
        codes = {ref_area(structure, area.level, area.code, nation=nation): area for area in found}
        lists = {name: self._list(name, codes) for name, codes in structure.lists.items()}
        lists["CL_SERIES"] = self._list("CL_SERIES", {kpi.series: _series_name(kpi) for kpi in measured})
        own = structure.nations[nation.code]
        un_areas = self._list("CL_AREA", {own: codes[own].name_en})
        th_areas = self._areas(codes)
        ext = structure.extension
        un = self._structure_of(
            structure.agency, structure.structure, "SDG indicators", {**lists, "REF_AREA": un_areas}
        )
        th = self._structure_of(
            ext.agency, ext.structure, "SDG indicators with provinces", {**lists, "REF_AREA": th_areas}
        )
        self._lists = [*lists.values(), un_areas, th_areas]
        self.of_nation = Flow(structure.agency, structure.dataflow, "SDG indicators reported by countries", un)
        self.of_provinces = Flow(ext.agency, ext.dataflow, "SDG indicators of provinces of Thailand", th)

    def message(self, header: Header) -> str:
        """All structures as SDMX-ML 2.1."""
        from pysdmx.io import write_sdmx
        from pysdmx.io.format import Format
        from pysdmx.model import ConceptScheme

        concepts = ConceptScheme(
            id=self._structure.concepts,
            agency=self._structure.agency,
            version=self._structure.version,
            name="Concepts of SDG data",
            items=[self._concept(name, title) for name, title in self._structure.titles.items()],
            is_partial=True,
        )
        flows = (self.of_nation, self.of_provinces)
        artefacts = [*self._lists, concepts, *(flow.structure for flow in flows), *(flow.artefact() for flow in flows)]
        return str(write_sdmx(artefacts, Format.STRUCTURE_SDMX_ML_2_1, header=header))

    def _list(self, name: str, codes: Mapping[str, str]) -> Codelist:
        from pysdmx.model import Code, Codelist

        items = [Code(id=code, name=_plain(text)) for code, text in codes.items()]
        of_un = self._structure
        return Codelist(
            id=name, agency=of_un.agency, version=of_un.version, name=f"{name}, part", items=items, is_partial=True
        )

    def _areas(self, found: Mapping[str, Area]) -> Codelist:
        from pysdmx.model import Code, Codelist

        extension = self._structure.extension
        items = [Code(id=code, name=_plain(area.name_en), description=area.name_th) for code, area in found.items()]
        return Codelist(
            id=extension.areas,
            agency=extension.agency,
            version=self._structure.version,
            name="Thailand (M49) and its provinces (ISO 3166-2)",
            items=items,
        )

    def _structure_of(
        self, agency: str, name: str, title: str, lists: Mapping[str, Codelist]
    ) -> DataStructureDefinition:
        from pysdmx.model.dataflow import Components, DataStructureDefinition

        components = Components(list(self._components(lists)))
        return DataStructureDefinition(
            id=name, agency=agency, version=self._structure.version, name=title, components=components
        )

    def _components(self, lists: Mapping[str, Codelist]) -> Iterator[Component]:
        from pysdmx.model import DataType
        from pysdmx.model.dataflow import Component, Role

        of_un = self._structure
        for name, each in of_un.dimensions.items():
            codes = lists.get(name) or lists.get(each.list or "")
            kind = DataType.PERIOD if name == TIME else DataType.STRING
            concept = self._concept(name, each.name)
            yield Component(name, True, Role.DIMENSION, concept, kind, local_codes=codes)
        value = of_un.measure
        yield Component(value.id, False, Role.MEASURE, self._concept(value.id, value.name), DataType.DOUBLE)
        for name, each in of_un.attributes.items():
            codes, concept = lists.get(each.list or ""), self._concept(name, each.name)
            yield Component(
                name, each.required, Role.ATTRIBUTE, concept, DataType.STRING, local_codes=codes, attachment_level="O"
            )

    def _concept(self, name: str, title: str) -> Any:
        from pysdmx.model import Concept

        of_un = self._structure
        scheme = f"{of_un.agency}:{of_un.concepts}({of_un.version})"
        return Concept(name, name=title, urn=f"urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept={scheme}.{name}")


def _series_name(kpi: Kpi) -> str:
    return f"{kpi.label} ({kpi.sdg_indicator})"
