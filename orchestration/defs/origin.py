"""The origin of a job that a command runs in its own process: the code location that the UI loads.

Timeline and Jobs show the runs of a job by this origin, and a re-execution finds the job by it. Dagster gives a run its
origin only where a server launches the run, so the origin is made from workspace.yaml, as the server makes it.
"""

from functools import partial

import dagster as dg
from dagster._core.definitions.repository_definition import SINGLETON_REPOSITORY_NAME
from dagster._core.remote_origin import RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.workspace.load import location_origins_from_yaml_paths

from orchestration.settings import PROJECT_ROOT


def job_origin(job: str) -> RemoteJobOrigin:
    (location,) = location_origins_from_yaml_paths([str(PROJECT_ROOT / "workspace.yaml")])
    return RemoteRepositoryOrigin(location, SINGLETON_REPOSITORY_NAME).get_job_origin(job)


def give_origin(instance: dg.DagsterInstance, job: str) -> None:
    """Let the runs that this instance creates have the origin of the job. Running in process takes no origin."""
    vars(instance)["create_run_for_job"] = partial(instance.create_run_for_job, remote_job_origin=job_origin(job))
