"""Somebody else at a network's address, who always says the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@contextmanager
def stranger(status: int, body: bytes = b"{}", **headers: str) -> Iterator[tuple[str, list[str]]]:
    """Run a server that answers everything the same; gives its address and what was asked."""
    asked: list[str] = []

    class Always(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked.append(self.path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_DELETE = do_POST  # noqa: N815 -- the standard library's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the standard library's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Always) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", asked
        finally:
            server.shutdown()


@contextmanager
def saying(place: Any, status: int, body: bytes = b"{}", **headers: str) -> Iterator[list[str]]:
    """Let a stranger answer at the account's address; gives what was asked."""
    with stranger(status, body, **headers) as (url, asked):
        move(place, url)
        yield asked


def move(place: Any, url: str) -> None:
    """Send the connector somewhere else."""
    place.connector._account = place.connector._account.model_copy(update={"api_url": url})
    for kept in ("_api", "_forum"):
        place.connector.__dict__.pop(kept, None)
