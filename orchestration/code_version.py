"""Names the code that made a release: the product's version and a digest of the files that decide what it holds.

The name does not need git, so a copy of the project and its clone have the same name. Not here: the use of the name
(candidate.py, publish.py).
"""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

_DECIDING = (
    ("orchestration", (".py", ".sql", ".js", ".css", ".html", ".geojson")),
    ("expectations", (".py", ".sql")),
    ("dbt_project/dbt_project.yml", (".yml",)),
    ("dbt_project/models", (".sql", ".yml")),
    ("dbt_project/macros", (".sql",)),
    ("dbt_project/seeds", (".csv",)),
    ("data/contracts", (".yaml",)),
)


def code_version(project: Path) -> str:
    """Version and digest, such as 0.1.0+3fa9c1d2."""
    with (project / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    digest = hashlib.sha256()
    for name, suffixes in _DECIDING:
        root = project / name
        for path in sorted(root.rglob("*")) if root.is_dir() else (root,):
            if path.suffix in suffixes and "__pycache__" not in path.parts:
                digest.update(path.relative_to(project).as_posix().encode())
                digest.update(path.read_bytes())
    return f"{version}+{digest.hexdigest()[:8]}"
