"""A Dask cluster as an executor. Imports `distributed`, an extra of the package, when used."""

from __future__ import annotations

import asyncio
import pkgutil
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from newsbrowse_store.errors import NewsbrowseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

PATIENCE = 20.0
"""Seconds in which the scheduler must answer, and then have a worker."""

AT_LEAST = 8
"""Calls that are sent ahead to the smallest cluster; more workers may join it."""

_NEEDED = "newsbrowse_nlp.batch.batch:analyse_chunk"


class ClusterError(NewsbrowseError):
    """A cluster cannot be used."""


class Cluster(NamedTuple):
    """What has calls done by a cluster, and how many calls keep it busy."""

    executor: Executor
    ahead: int


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """Use the Dask cluster whose scheduler is at `address`, such as `tcp://10.0.0.5:8786`.

    Leaving cancels what is not done. Raises ClusterError when there is none, or none of use.
    """
    try:
        dask: Any = import_module("distributed")  # its types are not complete
    except ImportError as error:
        remedy = "Install it: pip install 'newsbrowse[cluster]'."
        raise ClusterError("A cluster", f"needs Dask ({error})", remedy) from error
    try:
        asyncio.run(_reach(dask, address))
        client = dask.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        reason = f"no scheduler answers ({error})"
        raise ClusterError(address, reason, "Start one with `dask scheduler`.") from error
    with client:
        threads = _usable(client, address)
        executor = client.get_executor(pure=False)  # the same call again is done again
        try:
            yield Cluster(executor, max(AT_LEAST, 2 * threads))
        finally:
            executor.shutdown(wait=False)


async def _reach(dask: Any, address: str) -> None:
    """See whether anybody is there; a client that reaches nobody complains when it is let go."""
    comm = await dask.comm.connect(dask.comm.normalize_address(address), timeout=PATIENCE)
    await comm.close()


def _usable(client: Any, address: str) -> int:
    """How many threads the workers have, which must have our package: else a call ends them."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        reason, remedy = "the scheduler has no workers", f"Start some: dask worker {address}."
        raise ClusterError(address, reason, remedy) from error
    for worker, found in client.run(pkgutil.resolve_name, _NEEDED, on_error="return").items():
        if isinstance(found, Exception):
            raise ClusterError(
                worker,
                f"this worker lacks what is needed ({found})",
                "Install newsbrowse and the pipeline on every worker, the versions that are here.",
            )
    return sum(client.nthreads().values())
