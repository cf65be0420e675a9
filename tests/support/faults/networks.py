"""Networks that forgive nothing: what comes twice is posted twice, and senders die while they are being answered."""

import datetime as dt
import os
import signal
import threading
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

from bakery import SLOT, Bakery
from communique.committee.accounts import XAccount
from communique.connectors.fake import Message
from communique.connectors.manifest import Manifest
from communique.connectors.practice.fake import Posted, Practice
from communique.connectors.practice.server import Mishap, PracticeServer, Reply, Request, Shelf
from communique.connectors.practice.x import Draft, No, XService
from faults.points import Fault
from publisher import Naive

ON_FAKE = (
    Mishap.THROTTLE, Mishap.REFUSE_CREDENTIALS, Mishap.BREAK_BEFORE, Mishap.BREAK_AFTER, Mishap.DROP_BEFORE,
    Mishap.LOSE_ANSWER, Mishap.GARBLE_ANSWER,
)  # fmt: skip
ON_X = (*ON_FAKE, Mishap.CUT_ANSWER, Mishap.LAG)
"""All but `HANG`, which takes half a minute each time."""


@dataclass
class Ambush:
    """Kills a sender while the network has its request, before or after the network keeps it."""

    fault: Fault | None = None
    victim: int = 0
    arrivals: int = 0
    armed: threading.Event = field(default_factory=threading.Event)

    def lay(self, fault: Fault | None) -> None:
        """Wait for the sender that is about to start."""
        self.fault, self.victim, self.arrivals = fault, 0, 0
        self.armed.clear()

    def on(self, victim: int) -> None:
        """Name the sender."""
        self.victim = victim
        self.armed.set()

    def arrive(self) -> Fault | None:
        """Count a request; kill its sender if its time has come, and give the fault that it was."""
        self.arrivals += 1
        if self.fault is None or self.fault.number != self.arrivals:
            return None
        self.armed.wait(10)
        with suppress(ProcessLookupError):
            os.kill(self.victim, signal.SIGKILL)
        return self.fault


@dataclass
class Hostile(Naive):
    """The practice network, which posts every message that comes."""

    ambush: Ambush = field(default_factory=Ambush)

    def keep(self, key: str, message: Message) -> Posted:
        """Post a message, unless its sender was killed before that."""
        fault = self.ambush.arrive()
        if fault and fault.side == "before":
            return Posted("0", key, message)
        return super().keep(key, message)


class Careless(XService):
    """X without its one mercy: the same text again is posted again."""

    ambush: Ambush

    def answer(self, request: Request) -> Reply:
        """Do what X would do, unless the sender was killed before that."""
        fault = self.ambush.arrive() if self.publishes(request) else None
        return Reply.of(503, {}) if fault and fault.side == "before" else super().answer(request)

    def _refuse(self, draft: Draft) -> None:
        """Refuse what X refuses, but no duplicates."""
        try:
            super()._refuse(draft)
        except No as no:
            if b"duplicate content" not in no.reply.body:
                raise


@dataclass
class Networks:
    """The practice network and X, on ports of this machine; emptied for every trial."""

    fake: Practice
    x: PracticeServer
    service: Careless
    ambush: Ambush = field(default_factory=Ambush)

    def open(self) -> None:
        """Take everything away that was posted, and give both servers their ambush."""
        self.ambush.lay(None)
        self.fake.shelf = Hostile(ambush=self.ambush)
        self.service.ambush, self.service.shelf = self.ambush, Shelf()
        self.x.requests.clear()
        self.calm()

    def calm(self) -> None:
        """Let nothing more go wrong."""
        self.fake.shelf.mishaps.clear()
        self.x.mishaps.clear()

    def misbehave(self, fake: Sequence[Mishap], x: Sequence[Mishap]) -> None:
        """Let these happen with the next requests."""
        self.fake.misbehave(*fake)
        self.x.misbehave(*x)

    def at(self, now: dt.datetime) -> None:
        """Set the network's own clock, which is always right."""
        self.service.clock = lambda: now

    @property
    def accounts(self) -> str:
        """Give the accounts for the committee file."""
        blog = "blog: {site: public/, title: Notes on cake}"
        return f'{blog}, fake: {{url: "{self.fake.url}"}}, x: {{handle: ISOTC400, api_url: "{self.x.url}"}}'

    def log(self, bakery: Bakery) -> dict[str, Counter[str]]:
        """Tell how often each network holds each text; the blog tells by its manifest."""
        entries = manifest(bakery).posts
        return {
            "fake": Counter(post.message.text for post in self.fake.posts),
            "x": Counter(post.text for post in self.x.posts),
            "blog": Counter(each.rendering.parts[0].text for each in entries if each.rendering),
        }


def manifest(bakery: Bakery) -> Manifest:
    """Read what the site holds."""
    file = bakery.folder / "public" / "posts.json"
    return Manifest.model_validate_json(file.read_bytes()) if file.exists() else Manifest(committee="")


def untidy(bakery: Bakery) -> list[str]:
    """Name what the public sees of the blog and its manifest does not know, or the other way round."""
    posts, site = manifest(bakery).posts, bakery.folder / "public"
    if not posts:
        return []
    feed, index = ((site / name).read_text() if (site / name).exists() else "" for name in ("feed.xml", "index.html"))
    wrong = [] if feed.count("<entry") == len(posts) else ["the feed differs from the manifest"]
    pages = {each.parent.name for each in site.glob("posts/*/index.html")}
    wrong += [] if pages == {each.slug for each in posts} else ["the pages differ from the manifest"]
    return wrong + [f"{each.slug} is not in the list once" for each in posts if index.count(f"posts/{each.slug}/") != 1]


@contextmanager
def networks() -> Generator[Networks]:
    """Serve both networks while the block lasts."""
    with ExitStack() as stack:
        service = Careless(XAccount(handle="ISOTC400"))
        service.clock = lambda: SLOT
        fake, server = stack.enter_context(Practice()), stack.enter_context(PracticeServer(service))
        for each in (fake, server):
            each.handle_error = lambda *_: None  # type: ignore[method-assign] # a client that was killed is no news
        yield Networks(fake, server, service)
