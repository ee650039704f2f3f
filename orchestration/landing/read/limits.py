"""The limits of what landing reads and shows, each with its reason.

A limit is far above every sound delivery. A file beyond a limit is refused by itself. Not here: how many rows may
break a contract (the contracts), how much memory a run may use (settings.py).
"""

from __future__ import annotations

from typing import Final

# Messages. A person corrects the first faults and delivers again. A longer list hides the sentence that matters.
FAULTS_SHOWN: Final = 20
ROWS_SHOWN: Final = 5
CHARACTERS_SHOWN: Final = 200

# Folders below a feed. Sources use two: round and province.
FOLDERS_DEEP: Final = 12
