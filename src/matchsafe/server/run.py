"""Listening: finding the address, saying how to open it, stopping in good order."""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

from matchsafe.server import CannotServe
from matchsafe.server.app import build
from matchsafe.server.guards import EVERY_ADDRESS
from matchsafe.server.start_token import new_token

_REACHED = (
    "Others on your network can reach this server, but only who has this whole address can open it: they see and "
    "change all that is saved here. Start without --host to keep the server to this machine."
)
_HOSTED = (
    "Each visitor has a space of their own. Put it behind HTTPS, so that nobody on the way reads the key to it; see "
    'the guide "Serve a group".'
)


def run(
    host: str,
    port: int,
    *,
    database_url: str | None,
    workers: int,
    hosted: bool = False,
    say: Callable[[str], None] | None,
) -> None:
    """Serve until Ctrl-C; see ``matchsafe.server.serve``."""
    import uvicorn

    from matchsafe.server.workers import config_of, run_workers, shorten_pauses
    from matchsafe.workspace.store import Workspace

    tell = say or _print
    listening = listen(host, port)
    with Workspace(database_url) as workspace:  # made and brought up to date before several processes open it
        place, alone = workspace.place, workspace.memory
        alone_here = workspace.local and is_loopback(host) and not hosted
        kept = "Nothing leaves this machine." if alone_here else f"Seasons are saved in {place}."
    token = None if is_loopback(host) or hosted else new_token()

    def started() -> None:
        tell(f"matchsafe is running. Open {where} in your browser.")
        tell(kept)
        tell("Press Ctrl-C to stop.")
        if token is not None:
            tell(_REACHED)
        if hosted:
            tell(_HOSTED)

    with listening, suppress(KeyboardInterrupt):
        where = address(host, listening.getsockname()[1]) + (f"?token={token}" if token else "")
        if workers > 1 and not alone:
            run_workers(listening, host, database_url, workers, started, token, hosted)
        else:
            app = build(database_url, hosts=(host,), token=token, hosted=hosted, processes=True)
            shorten_pauses()
            started()
            uvicorn.Server(config_of(app)).run(sockets=[listening])
    tell("matchsafe has stopped. What you saved is still here.")


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at the address.

    Raises:
        CannotServe: With what to try instead.
    """
    if not 0 <= port < 65536:
        raise CannotServe(f"{port} is not a port. Ports go from 1 to 65535; 0 takes any free one.")
    name = host.strip("[]") or "0.0.0.0"
    try:
        family, _, _, _, where = socket.getaddrinfo(
            name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.create_server(where[:2], family=family)
        # connections inherit it; without it an answer's second packet waits 40 ms for the first one's receipt
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except (socket.gaierror, UnicodeError, OverflowError):
        raise CannotServe(
            f"{host!r} with port {port} is not an address of this machine. Try --host 127.0.0.1."
        ) from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotServe(f"Port {port} is in use. Try another one, such as --port {port + 1}.") from None
        if error.errno == errno.EACCES:
            raise CannotServe(
                f"Port {port} needs more rights. Try one above 1023, such as --port 8000."
            ) from None
        raise CannotServe(f"Cannot listen at {host} port {port}: {error.strerror}.") from None


def address(host: str, port: int) -> str:
    """What to type into the browser on this machine."""
    name = "localhost" if host in EVERY_ADDRESS else host
    return f"http://{f'[{name}]' if ':' in name and not name.startswith('[') else name}:{port}/"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
