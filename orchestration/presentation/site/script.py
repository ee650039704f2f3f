"""Writes content as a script that a page of the site loads: a page opened from a file may not fetch.

Not here: what the content is (write.py, and the verdict and the changes of orchestration.release).
"""

from __future__ import annotations

import json


def json_of(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def script_of(release_id: str, name: str, content: str) -> str:
    """A script that gives the page the JSON `content` under a name, with the release that the content is of."""
    return f"SDG.take({_in_script(json_of(release_id))},{json_of(name)},{_in_script(content)});\n"


def _in_script(text: str) -> str:
    """JSON that is safe in a script: no text of it ends the script or a line."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
