"""Names a release, which is kept under its name. The record of acts has the names; nothing else holds them.

Not here: which releases are kept (retention.py).
"""

from __future__ import annotations

import re
from typing import Final

from orchestration.errors import ReleaseError
from orchestration.release.acts import TAG, UNTAG, By, append, new_act
from orchestration.release.history import current_release, released, tags_of
from orchestration.settings import Settings
from orchestration.storage import says_storage_faults

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}", re.ASCII)


@says_storage_faults
def tag_release(settings: Settings, release_id: str | None, *, name: str, by: By) -> str:
    """Name the release, the current one by default, and return a sentence. The same name again changes nothing.

    Raises ReleaseError if the name cannot be used or is that of another release, or if the release is not kept.
    """
    if not _NAME.fullmatch(name):
        raise ReleaseError(
            f"tag: found {name!r}, expected small letters, digits, '.', '_' and '-', such as report-2567; choose a "
            "name of these"
        )
    if name == settings.current.name:
        raise ReleaseError(
            f"tag: found {name}, which is the link to the release of the readers, expected another name; choose one"
        )
    kept, current = released(settings), current_release(settings)
    if current is None:
        raise ReleaseError("tag: nothing is published yet; publish a release first: `make run`")
    release_id = release_id or current.name
    if release_id not in kept:
        raise ReleaseError(f"tag: found no release {release_id}, expected one of {', '.join(kept)}; name one of them")
    holder = tags_of(settings).get(name)
    if holder == release_id:
        return f"release {release_id} has the tag {name} already"
    if holder:
        raise ReleaseError(
            f"tag: {name} is that of release {holder}, expected a free name; choose another, or take it away there "
            f"with `make untag NAME={name}`"
        )
    append(settings, new_act(TAG, by, release_id=release_id, tag=name))
    return f"release {release_id} has the tag {name} and is kept"


@says_storage_faults
def untag_release(settings: Settings, *, name: str, by: By) -> str:
    """Take the name away, and return a sentence. Raises ReleaseError if no release has it."""
    tags = tags_of(settings)
    if name not in tags:
        known = ", ".join(sorted(tags)) or "none is there"
        raise ReleaseError(f"tag: found no tag {name}, expected one of those given ({known}); name one of them")
    append(settings, new_act(UNTAG, by, release_id=tags[name], tag=name))
    return f"release {tags[name]} has the tag {name} no longer"
