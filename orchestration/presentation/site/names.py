"""Names of the site's folder and pages, which other rooms point to."""

from __future__ import annotations

from typing import Final

SITE: Final = "site"
PAGE: Final = "index.html"
