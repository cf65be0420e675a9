"""A publisher's own way to the database: it can be cut without a word, given back, or reset."""

import contextlib
import socket
import struct
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Lane:
    """Passes on what comes, unless it is cut: then nothing comes through, and nobody hears of it."""

    target: tuple[str, int]
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    pairs: list[tuple[socket.socket, socket.socket]] = field(default_factory=list[tuple[socket.socket, socket.socket]])
    open: threading.Event = field(default_factory=threading.Event)
    ended: bool = False

    def url(self, database: str) -> str:
        """Give the address of a database by this way."""
        return urlsplit(database)._replace(netloc=f"tester@127.0.0.1:{self.listener.getsockname()[1]}").geturl()

    def cut(self) -> None:
        """Let nothing through from now on."""
        self.open.clear()

    def give_back(self) -> None:
        """Let through what was held up, and all that comes."""
        self.open.set()

    def reset(self) -> None:
        """End all that is open with a reset, as a firewall does that has forgotten them."""
        for pair in self.pairs:
            for end in pair:
                with end, contextlib.suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    end.shutdown(socket.SHUT_RD)  # wakes whoever reads
        self.open.set()

    def serve(self) -> None:
        """Take connections until it is ended."""
        while not self.ended:
            with contextlib.suppress(OSError):
                near, _ = self.listener.accept()
                far = socket.create_connection(self.target)
                self.pairs.append((near, far))
                for end in (near, far):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=self.carry, args=ends, daemon=True).start()

    def carry(self, source: socket.socket, target: socket.socket) -> None:
        """Carry what one end says to the other; an end is passed on, too."""
        with contextlib.suppress(OSError, ValueError):
            while True:
                said = source.recv(65536)
                self.open.wait()
                if not said:
                    target.shutdown(socket.SHUT_WR)
                    return
                target.sendall(said)


@contextmanager
def lane(database: str) -> Generator[Lane]:
    """Open a way of its own to a database."""
    place = urlsplit(database)
    made = Lane((place.hostname or "", place.port or 5432))
    made.open.set()
    thread = threading.Thread(target=made.serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.ended = True
        made.listener.shutdown(socket.SHUT_RDWR)
        made.listener.close()
        made.reset()
        thread.join()
