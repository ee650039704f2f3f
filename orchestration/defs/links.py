"""Where an asset's release lies: its folder by identifier, its pages, and dbt's page about every model.

The pages are files on the warehouse's machine. Not here: what the pages show.
"""

from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.presentation.site.names import PAGE, SITE
from orchestration.release.verdict import DATA_DOCS_FOLDER
from orchestration.settings import Settings


def release_links(settings: Settings, folder: Path) -> dict[str, dg.MetadataValue[Any] | str]:
    """Metadata of an asset that `folder`, a release or a candidate, holds."""
    return {
        "release_id": folder.name,
        "folder": dg.MetadataValue.path(str(folder)),
        "quality_page": dg.MetadataValue.url((folder / DATA_DOCS_FOLDER / "index.html").as_uri()),
        "site": dg.MetadataValue.url((folder / SITE / PAGE).as_uri()),
        "dbt_docs": docs_link(settings),
    }


def docs_link(settings: Settings) -> dg.MetadataValue[Any] | str:
    page = settings.docs_page
    return dg.MetadataValue.url(page.as_uri()) if page.exists() else "not written yet; run `make docs`"
