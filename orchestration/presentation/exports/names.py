"""The name of the folder of the exports, which other rooms point to."""

from __future__ import annotations

from typing import Final

EXPORTS_FOLDER: Final = "exports"
