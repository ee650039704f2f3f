"""Records in files: frozen pydantic models that refuse an unknown name, and the words for every fault.

Not here: the records themselves (landing/contract_file.py, landing/receipt.py, release/manifest.py,
release/verdict.py, waivers.py).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orchestration.errors import WarehouseError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_Entry = TypeVar("_Entry")
_Record = TypeVar("_Record", bound="Record")
_Sealed = TypeVar("_Sealed", bound="SealedRecord")

# JSON and YAML have lists alone; a frozen record keeps a tuple.
Many = Annotated[tuple[_Entry, ...], Field(strict=False)]

# End of the name of a file that is being written.
HALF_MADE = ".part"
_FAULTS_SHOWN = 5
_FOUND = {
    bool: "true or false",
    dict: "an object",
    float: "a number",
    int: "a whole number",
    list: "a list",
    str: "a text",
    type(None): "null",
}
# pydantic's name for a value of the wrong kind -> the kind that was expected.
_EXPECTED = {
    "bool_type": "true or false",
    "dict_type": "an object",
    "float_type": "a number",
    "int_type": "a whole number",
    "list_type": "a list",
    "model_type": "an object",
    "string_type": "a text",
    "tuple_type": "a list",
}


class Record(BaseModel):
    """One object of a file. Values are not converted: the text "1" is not a number."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SealedRecord(Record):
    """A record that names the SHA-256 of the rest of itself, in the field `SEAL`: a damaged value is noticed.

    The field is None in records of earlier versions.
    """

    SEAL: ClassVar[str]

    @property
    def unsealed(self) -> dict[str, Any]:
        """What was read or set: fields of later versions are not added."""
        return self.model_dump(exclude_unset=True, exclude={self.SEAL})

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(self.unsealed, sort_keys=True).encode()).hexdigest()


def read_sealed(kind: type[_Sealed], path: Path, *, error: type[WarehouseError], remedy: str) -> _Sealed:
    """As `read_record`, without the digest. It is an error too if the record is not as it was written."""
    record = read_record(kind, path, error=error, remedy=remedy)
    named = getattr(record, kind.SEAL)
    if named not in (None, record.digest):
        raise error(f"{path}: found SHA-256 {record.digest}, expected the {named} that it names; {remedy}")
    return record.model_copy(update={kind.SEAL: None})


def write_sealed(path: Path, record: SealedRecord) -> None:
    """Write the record as JSON with its digest, whole or not at all."""
    write_json(path, {**record.unsealed, record.SEAL: record.digest})


def read_record(kind: type[_Record], path: Path, *, error: type[WarehouseError], remedy: str) -> _Record:
    """The JSON file as a record. Raises `error` with the file, every fault of its content and the remedy."""
    try:
        content = json.loads(read_bytes(path, error=error, remedy=remedy))
    except ValueError as fault:  # no JSON, or no UTF-8
        raise error(f"{path}: not readable as JSON ({fault}); {remedy}") from None
    try:
        return kind.model_validate(content)
    except ValidationError as refusal:
        faults = faults_of(refusal, kind, content)
        more = f"; and {len(faults) - _FAULTS_SHOWN} more" if len(faults) > _FAULTS_SHOWN else ""
        raise error(f"{path}: {'; '.join(faults[:_FAULTS_SHOWN])}{more}; {remedy}") from None


def read_bytes(path: Path, *, error: type[WarehouseError], remedy: str) -> bytes:
    """The file as bytes. Raises `error` if the file is missing or cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise error(f"{path}: not found, expected it in {path.parent.name}; {remedy}") from None
    except OSError as fault:
        raise error(f"{path}: cannot be read ({fault.strerror}); correct that or {remedy}") from None


def faults_of(refusal: ValidationError, kind: type[Record], content: object) -> list[str]:
    """A line per fault: the part of the record, what was found there, what was expected. `content` was read."""
    lines = []
    for fault in refusal.errors(include_url=False):
        *parents, last = fault["loc"] or ("",)
        if fault["type"] == "missing":
            lines.append(f"{_place(kind, content, parents)}: {last} is missing")
        elif fault["type"] == "extra_forbidden":
            known = ", ".join(_names(kind, parents))
            lines.append(f"{_place(kind, content, parents)}: {last} is not known here (known: {known})")
        else:
            lines.append(f"{_place(kind, content, fault['loc'])}: {_difference(fault)}")
    return lines


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write the record as JSON, whole or not at all."""
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def write_whole(path: Path, text: str, *, mode: int = 0o666) -> None:
    """Write so that a reader sees the old file or the whole new file, never a part, even after a power cut.

    `mode` are the permissions of a new file, from which the umask takes away.
    """
    half_made = half_made_of(path)
    half_made.unlink(missing_ok=True)
    descriptor = os.open(half_made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    half_made.replace(path)
    sync(path.parent)


def half_made_of(path: Path) -> Path:
    """The temporary name under which `write_whole` writes the file."""
    return path.with_name(f".{path.name}{HALF_MADE}")


def sync(path: Path) -> None:
    """Let a file, or the names in a folder, reach the disk: a rename is otherwise lost with the power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _difference(fault: ErrorDetails) -> str:
    found = fault["input"]
    if fault["type"] in _EXPECTED:
        return f"found {_FOUND.get(type(found), type(found).__name__)}, expected {_EXPECTED[fault['type']]}"
    if fault["type"] == "literal_error":
        return f"found {found!r}, expected {fault['ctx']['expected']}"
    return f"found {found!r}, expected {fault['msg'].removeprefix('Value error, ')}"


def _place(kind: type[Record], content: object, steps: Iterable[int | str]) -> str:
    """The part in words, counted from 1 and with its name where it has one: `manifest: tables 2: files 1`."""
    parts = [kind.__name__.lower()]
    for step in steps:
        content = _within(content, step)
        if isinstance(step, str):
            parts.append(step)
        else:
            name = _within(content, "name") or _within(content, "rule")
            parts[-1] += f" {step + 1}" + (f" ({name})" if name else "")
    return ": ".join(parts)


def _within(content: object, step: int | str) -> object:
    if isinstance(content, dict):
        return content.get(step)
    return content[step] if isinstance(content, list) and isinstance(step, int) else None


def _names(kind: type[Record], steps: Iterable[int | str]) -> Iterator[str]:
    """The names that the part of the record may have."""
    for step in steps:
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        if isinstance(step, str):
            kind = next(_records_in(fields[step].annotation))
    yield from (field.alias or name for name, field in kind.model_fields.items())


def _records_in(annotation: object) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for part in get_args(annotation):
        yield from _records_in(part)
