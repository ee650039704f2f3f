"""Whether a copy of a release on a server still has rows of households, by the record of acts.

Not here: the copy itself (orchestration/presentation/serving).
"""

from __future__ import annotations

from orchestration.names import RESTRICTED
from orchestration.release.acts import SERVE, read_log
from orchestration.settings import Settings


def where_served(settings: Settings) -> str:
    """A sentence if the last copy has restricted rows, which an erasure here does not reach. Empty otherwise."""
    served = [act for _, act in read_log(settings).acts if act.act == SERVE]
    if not served or RESTRICTED not in served[-1].place:
        return ""
    return f"The copy at {served[-1].place} has the rows of before until `make serve-postgres` has replaced it"
