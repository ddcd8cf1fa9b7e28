"""Reaching a Dask cluster: a scheduler that answers, workers that have what this computer has, or one clear message."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from matchsafe.market.sweep.errors import ClusterError
from matchsafe.market.sweep.versions import versions

_SHOWN: Final = 5
"""Problems of workers shown at once."""


def connect(address: str, timeout: float) -> Any:
    """A client of the scheduler at an address.

    Raises:
        ClusterError: If it is no address, or no scheduler answers in time.
    """
    import distributed

    package: Any = distributed
    try:
        # A client that cannot connect goes on trying in the background: so a bare connection comes first.
        # It has a thread of its own, as the caller may be a notebook, which is inside an event loop already.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, _probe(address, timeout)).result()
        return package.Client(address, timeout=timeout, set_as_default=False, name="matchsafe")
    except (OSError, TimeoutError) as error:
        raise ClusterError(
            f"No Dask scheduler answers at {address} within {timeout:g} seconds. Start one with: dask scheduler"
        ) from error
    except (ValueError, TypeError, RuntimeError) as error:
        raise ClusterError(
            f'"{address}" is no address of a Dask scheduler ({error}). Accepted: such as tcp://10.0.0.5:8786'
        ) from error


async def _probe(address: str, timeout: float) -> None:
    import distributed

    package: Any = distributed
    keys = package.Security().get_connection_args("client")
    connection = await asyncio.wait_for(package.comm.connect(address, timeout, **keys), timeout)
    await connection.close()


def check_cluster(client: Any, name: str, timeout: float) -> None:
    """See that there are workers, and that all parts of the cluster have what this process has.

    Raises:
        ClusterError: If there is none in time; naming each part that differs, and in what.
    """
    try:
        client.wait_for_workers(1, timeout=timeout)
    except TimeoutError as error:
        raise ClusterError(f"{name} has no worker. Start some with: dask worker ADDRESS") from error

    def theirs() -> dict[str, str]:  # pragma: no cover - runs in other processes
        # Sent as code, not by name, so that a worker without matchsafe can run it too.
        try:
            from matchsafe.market.sweep.versions import versions as found
        except ImportError as error:
            return {"matchsafe": f"none ({error})"}
        return found()

    # The scheduler reads the tasks too before it hands them out.
    found = {"the scheduler": client.run_on_scheduler(theirs)}
    found |= sorted(client.run(theirs, on_error="return").items())
    differing = [f"{where}: {told}" for where, v in found.items() if (told := _difference(v))]
    if differing:
        more = [f"... and {len(differing) - _SHOWN:,} more."] if len(differing) > _SHOWN else []
        first = "The scheduler and every worker need the same versions as this computer."
        raise ClusterError("\n".join([first, *differing[:_SHOWN], *more]))


def _difference(found: dict[str, str] | Exception) -> str:
    if isinstance(found, Exception):
        return f"{type(found).__name__}: {found}"
    ours = versions()
    return "; ".join(f"{k} {found[k]}, here {v}" for k, v in ours.items() if found.get(k, v) != v)
