"""Manifest and verdict under their earlier name, until its last import is gone. What is not here: anything else."""

from orchestration.release.manifest import (
    MANIFEST_FILE,
    Manifest,
    ReleasedFile,
    ReleasedTable,
    manifest_digest,
    read_manifest,
    write_manifest,
)
from orchestration.release.verdict import (
    CRITICAL,
    DATA_DOCS_FOLDER,
    VERDICT_FILE,
    WARNING,
    Check,
    Verdict,
    read_verdict,
    write_verdict,
)

__all__ = [
    "CRITICAL",
    "DATA_DOCS_FOLDER",
    "MANIFEST_FILE",
    "VERDICT_FILE",
    "WARNING",
    "Check",
    "Manifest",
    "ReleasedFile",
    "ReleasedTable",
    "Verdict",
    "manifest_digest",
    "read_manifest",
    "read_verdict",
    "write_manifest",
    "write_verdict",
]
