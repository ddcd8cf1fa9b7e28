"""Listening: finding the address, saying how to open it, stopping in good order."""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

from matchsafe.server import CannotServe, create_app
from matchsafe.server.guards import EVERY_ADDRESS

_WARNING = (
    "Careful: others on your network can reach this address. There is no password: whoever opens it can read "
    "and change what is saved here. Start without --host to keep it to this machine."
)


def run(host: str, port: int, *, database_url: str | None, say: Callable[[str], None] | None) -> None:
    """Serve until Ctrl-C; see ``matchsafe.server.serve``."""
    import uvicorn

    tell = say or _print
    listening = listen(host, port)
    with listening:
        app = create_app(database_url, hosts=(host,))
        tell(f"matchsafe is running. Open {address(host, listening.getsockname()[1])} in your browser.")
        local = app.state.workspace.local
        tell(
            "Nothing leaves this machine." if local else f"Seasons are saved in {app.state.workspace.place}."
        )
        tell("Press Ctrl-C to stop.")
        if not is_loopback(host):
            tell(_WARNING)
        config = uvicorn.Config(
            app,
            access_log=False,  # addresses of pages hold the ids of seasons
            log_level="warning",
            server_header=False,
            date_header=True,
            timeout_graceful_shutdown=5,
            limit_concurrency=200,
        )
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
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
