"""Takes a file of the UN that a person downloaded, and delivers its rows about the nation to the feed un_sdg_series.

SDMX-ML 2.1 (generic or structure-specific) and SDMX-CSV become SDMX-CSV 2.0. Nothing is read from a network. Not here:
landing the delivery (orchestration.landing), what a release has for the UN (orchestration.presentation.exports.sdmx).
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from orchestration.errors import LandingError
from orchestration.names import UN_SDG_SERIES
from orchestration.record import write_whole
from orchestration.sdmx.structure import TIME, SdgStructure, sdg_structure
from orchestration.settings import Settings
from orchestration.storage import says_storage_faults
from orchestration.zones import private_zone

_KINDS: Final = "SDMX-ML 2.1 (generic or structure-specific) or SDMX-CSV 1.0 or 2.0"
_AGAIN: Final = "download the data of the SDG dataflow again, and name that file"
# Structure or dataflow of the UN, in any version: Dataflow=IAEG-SDGs:DF_SDG_GLC(1.20).
_REFERENCE: Final = re.compile(r"(Dataflow|DataStructure)=([^:]+):([^(]+)\(([^)]+)\)")
_SHOWN: Final = 3
# Columns of the contract that are no dimension. The two last are notes, which landing passes over.
_DETAILS: Final = ("UNIT_MEASURE", "UNIT_MULT", "SOURCE_DETAIL")
_NOTES: Final = ("DOWNLOADED_FILE", "DOWNLOADED_SHA256")
_MISSING: Final = ("", "NaN", "nan")

Row = Mapping[str, str]


@dataclass(frozen=True)
class Fetched:
    """What was delivered: the file in the inbox, its rows, and the rows of other areas that were left out."""

    delivery: Path
    sha256: str
    structure: str
    rows: int
    series: int
    others: int
    other_areas: int
    unlisted: tuple[str, ...]

    def __str__(self) -> str:
        listed = f"; no SDG indicator lists {', '.join(self.unlisted)}" if self.unlisted else ""
        return (
            f"{self.delivery.parent.name}/{self.delivery.name}: {self.rows:,} rows in {self.series:,} series of the "
            f"nation are in the inbox; {self.others:,} rows of {self.other_areas:,} other areas were left out{listed}\n"
            f"The file follows {self.structure}, SHA-256 {self.sha256}. `make run` lands it."
        )


@says_storage_faults
def fetch_un(settings: Settings, file: Path, *, nation: str = "764") -> Fetched:
    """Deliver the file's rows whose REF_AREA is `nation` to the inbox, under the name of the file.

    A later download under the same name takes the place of the earlier one. Raises LandingError if the file is not
    SDMX or does not follow the UN's structure. It is an error too if a code is not in its list, or if the nation has no
    row.
    """
    structure = sdg_structure()
    content = _content(file)
    followed, rows = _observations(file, content, structure)
    _refuse_faults(file, rows, structure)
    own = [row for row in rows if row["REF_AREA"] == nation]
    if not own:
        found = _some({row["REF_AREA"] for row in rows})
        raise LandingError(f"{file.name}: found no row of REF_AREA {nation} (areas: {found}), expected some; {_AGAIN}")
    digest = hashlib.sha256(content).hexdigest()
    notes = dict(zip(_NOTES, (file.name, digest), strict=True))
    delivery = settings.inbox / UN_SDG_SERIES / f"{_plain_name(file)}.csv"
    if not settings.inbox.exists():
        private_zone(settings.inbox)
    delivery.parent.mkdir(exist_ok=True)
    write_whole(delivery, _delivered(own, structure, followed=followed, notes=notes))
    series = {row["SERIES"] for row in own}
    return Fetched(
        delivery=delivery,
        sha256=digest,
        structure=followed,
        rows=len(own),
        series=len(series),
        others=len(rows) - len(own),
        other_areas=len({row["REF_AREA"] for row in rows} - {nation}),
        unlisted=tuple(sorted(series - _listed_series(settings))),
    )


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise LandingError(f"{file}: cannot be read ({fault.strerror}), expected {_KINDS}; name the file") from None


def _observations(file: Path, content: bytes, structure: SdgStructure) -> tuple[str, list[dict[str, str]]]:
    """The reference to the structure, and every observation with its dimensions and attributes as texts."""
    from pysdmx.errors import PysdmxError
    from pysdmx.io import read_sdmx

    try:
        text = content.decode("utf-8-sig")
        message = read_sdmx(io.BytesIO(text.encode()))
    except UnicodeDecodeError:
        raise LandingError(f"{file.name}: found no UTF-8 text, expected {_KINDS}; {_AGAIN}") from None
    except (PysdmxError, ValueError, SyntaxError, KeyError, TypeError) as fault:
        line = str(fault).strip().partition("\n")[0][:200]
        raise LandingError(f"{file.name}: cannot be read as SDMX ({line}), expected {_KINDS}; {_AGAIN}") from None
    datasets = list(message.data or ())
    if not datasets:
        raise LandingError(f"{file.name}: found no data set, expected observations in {_KINDS}; {_AGAIN}")
    followed = {_refuse_stranger(file, dataset.short_urn, structure) for dataset in datasets}
    rows = [row for dataset in datasets for row in _rows(file, dataset, structure)]
    return min(followed), rows


def _refuse_stranger(file: Path, reference: str, structure: SdgStructure) -> str:
    """The reference without its kind, if it is to a dataflow or structure of the UN's SDG data."""
    found = _REFERENCE.search(reference)
    known = {
        "Dataflow": (structure.dataflow, structure.global_dataflow),
        "DataStructure": (structure.structure,),
    }
    if found and found[2] == structure.agency and found[3] in known[found[1]]:
        return f"{found[2]}:{found[3]}({found[4]})"
    flows = f"{structure.agency}:{structure.dataflow} or {structure.agency}:{structure.global_dataflow}"
    raise LandingError(f"{file.name}: follows {reference}, expected {flows}; {_AGAIN}")


def _rows(file: Path, dataset: Any, structure: SdgStructure) -> Iterator[dict[str, str]]:
    """One row per observation. Attributes of the whole data set are in each of its rows."""
    frame = dataset.data.astype(object).where(dataset.data.notna(), "")
    shared = {name: str(value) for name, value in dataset.attributes.items() if value is not None}
    present = {*frame.columns, *shared}
    lacking = [name for name in structure.dimensions if name not in present]
    if lacking:
        expected = ", ".join(structure.dimensions)
        raise LandingError(f"{file.name}: found no dimension {', '.join(lacking)}, expected {expected}; {_AGAIN}")
    names = [str(name) for name in frame.columns]
    for values in frame.itertuples(index=False, name=None):
        yield {**shared, **{name: str(value).strip() for name, value in zip(names, values, strict=True)}}


def _refuse_faults(file: Path, rows: Sequence[Row], structure: SdgStructure) -> None:
    """Raises LandingError with the first codes that their lists do not have, and wrong values."""
    faults = [fault for name in structure.dimensions if (fault := _fault_of_codes(rows, structure, name))]
    years = sorted({row[TIME] for row in rows if not re.fullmatch(r"(19|20)\d\d", row[TIME])})
    if years:
        faults.append(f"{TIME} {_some(years)}, expected a year such as 2022")
    measure = structure.measure.id
    wrong = sorted({value for row in rows if not _is_number(value := row.get(measure, ""))})
    if wrong:
        faults.append(f"{measure} {_some(wrong)}, expected a number or NaN")
    units = [row for row in rows if not row.get("UNIT_MEASURE")]
    if units:
        faults.append(f"{len(units):,} rows without UNIT_MEASURE, expected the unit of each value")
    if faults:
        raise LandingError(f"{file.name}: found {'; found '.join(faults)}; {_AGAIN}")


def _fault_of_codes(rows: Sequence[Row], structure: SdgStructure, name: str) -> str:
    held, found = structure.codes(name), {row[name] for row in rows}
    strange = sorted(found - held) if held else sorted(found & {""})
    if not strange:
        return ""
    expected = f"expected one of {', '.join(sorted(held))}" if held else "expected a code"
    return f"{name} {_some(strange)}, {expected}"


def _is_number(value: str) -> bool:
    if value in _MISSING:
        return True
    return re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d{1,3})?", value) is not None


def _delivered(rows: Sequence[Row], structure: SdgStructure, *, followed: str, notes: Mapping[str, str]) -> str:
    """The rows in the columns of the contract, as SDMX-CSV 2.0 has them."""
    text = io.StringIO()
    measure = structure.measure.id
    columns = (*structure.dimensions, measure, *_DETAILS)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *columns, *notes])
    kind = "datastructure" if f":{structure.structure}(" in followed else "dataflow"
    for row in rows:
        values = {**row, measure: "NaN" if row.get(measure, "") in _MISSING else row[measure]}
        writer.writerow([kind, followed, "I", *(values.get(name, "") for name in columns), *notes.values()])
    return text.getvalue()


def _listed_series(settings: Settings) -> set[str]:
    with (settings.seeds / "sdg_indicators.csv").open(encoding="utf-8", newline="") as file:
        return {series for row in csv.DictReader(file) for series in row["series"].split()}


def _plain_name(file: Path) -> str:
    """The name of the file without what a name in the inbox may not have."""
    return re.sub(r"[^\w-]+", "_", file.stem, flags=re.ASCII).strip("_") or "un"


def _some(values: Sequence[str] | set[str]) -> str:
    shown = ", ".join(repr(value) for value in sorted(values)[:_SHOWN])
    return f"{shown} and {len(values) - _SHOWN:,} more" if len(values) > _SHOWN else shown
