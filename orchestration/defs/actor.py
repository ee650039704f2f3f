"""Who acts in a run of Dagster, and why, for the record of acts. Not here: the record (release/acts.py)."""

import dagster as dg

from orchestration.alerts import COMMAND_TAG
from orchestration.release.acts import By, by_account

# A person who starts a run in the UI names himself by this tag: the account is that of the server.
WHO_TAG = "sdg/who"
# Tags that Dagster gives to the runs that it starts.
_STARTERS = {"dagster/schedule_name": "schedule", "dagster/sensor_name": "sensor"}


def by_run(run: dg.DagsterRun, *, why: str = "") -> By:
    """The account, with the person whom the tag `sdg/who` names. The reason, or else the run and what started it."""
    account, person = by_account().who, run.tags.get(WHO_TAG, "")
    started = "a command" if COMMAND_TAG in run.tags else "a person in the UI"
    for tag, word in _STARTERS.items():
        started = f"{word} {run.tags[tag]}" if tag in run.tags else started
    return By(
        f"{person} (account {account})" if person else account,
        why or f"run {run.run_id[:8]} of {run.job_name}, started by {started}",
    )
