"""One account's store of records on its server, as the AT Protocol calls it: the repository.

Source: atproto.com, "HTTP API (XRPC)", and the lexicons `com.atproto.server`, `com.atproto.repo` and
`com.atproto.identity`.
"""

import datetime as dt
import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from atproto_client import models
from atproto_client.client.raw import ClientRaw
from atproto_client.models.utils import get_model_as_dict, get_response_model
from pydantic import BaseModel, ValidationError

from communique.connectors.bluesky_transport import bounded
from communique.connectors.bluesky_verdicts import EXPIRED, error_name, judged, nothing_public
from communique.connectors.errors import ConnectorError, InDoubt, Refused, Unauthorized

POSTS = "app.bsky.feed.post"
PROFILE = "app.bsky.actor.profile"
FRESH = dt.timedelta(hours=1)
"""A session is used for so long; its token ends after two hours."""
_RKEY = re.compile(r"[2-7a-j][2-7a-z]{12}")
_HOME = re.compile(r"https://[^\s/?#@]+/?")


class Service(BaseModel):
    """A service that a DID document names (w3.org, "Decentralized Identifiers", 5.4)."""

    id: str
    serviceEndpoint: str  # noqa: N815 -- the document's own name


class Document(BaseModel):
    """What a DID document says of services."""

    service: list[Service] = []


@dataclass(frozen=True, slots=True)
class Session:
    """What the server gave for the app password; it is kept in memory alone."""

    did: str
    handle: str
    opened: dt.datetime
    client: ClientRaw = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)


@dataclass
class Repository:
    """The records of one account; whatever fails is exactly one `ConnectorError`."""

    address: str
    handle: str
    password: Callable[[], str]
    """Gives the app password when it is needed; raises `Unauthorized` if there is none."""
    clock: Callable[[], dt.datetime]
    moves: bool = True
    """Whether to speak to the server that keeps the account as soon as that is known, as Bluesky's own app does."""
    _session: Session | None = field(default=None, init=False, repr=False)

    @property
    def session(self) -> Session:
        """Give a session, opened anew if there is none or if it is old."""
        if self._session is None or not self._session.opened <= self.clock() < self._session.opened + FRESH:
            self._session = self._open()
        return self._session

    def uri(self, rkey: str) -> str:
        """Give the address of the post under a key."""
        return f"at://{self.session.did}/{POSTS}/{rkey}"

    def rkey(self, uri: str) -> str:
        """Read a post's key from its address; raises `Refused` if it is not in this repository."""
        rkey = uri.removeprefix(self.uri(""))
        if not _RKEY.fullmatch(rkey):
            raise Refused(f"{uri} is no post of @{self.handle}")
        return rkey

    def cid(self, rkey: str) -> str | None:
        """Give the CID of the post under a key; None if there surely is none."""
        found = self._get(POSTS, rkey)
        return None if found is None else str(found.cid)

    def profile(self) -> dict[str, Any]:
        """Give the record of the account's profile; empty if there is none."""
        found = self._get(PROFILE, "self")
        return {} if found is None else get_model_as_dict(found.value)

    def put(self, rkey: str, record: Mapping[str, object]) -> None:
        """Put a post under a key: this makes it public. Raises `InDoubt` unless the answer names that post."""
        session, uri = self.session, self.uri(rkey)
        data = {"repo": session.did, "collection": POSTS, "rkey": rkey, "record": dict(record), "validate_": True}
        with self._judged(session):
            answer = session.client.com.atproto.repo.put_record(cast("Any", data))
        if answer.uri != uri:
            raise InDoubt("Bluesky said yes, but to another post than ours")

    def delete(self, rkey: str) -> None:
        """Take the post under a key away; a second time changes nothing."""
        session = self.session
        with self._judged(session):
            data = {"repo": session.did, "collection": POSTS, "rkey": rkey}
            session.client.com.atproto.repo.delete_record(cast("Any", data))

    def upload(self, body: bytes, mime: str) -> dict[str, Any]:
        """Hand in the bytes of a picture, to be named in a post; by itself it is not public."""
        session = self.session
        with self._judged(session):
            # Not by the library's own method, because that sends bytes in a way which httpx is about to forbid.
            headers = {"Content-Type": mime}
            answer = session.client.invoke_procedure("com.atproto.repo.uploadBlob", content=body, headers=headers)
            uploaded = get_response_model(answer, models.ComAtprotoRepoUploadBlob.Response)
            blob: dict[str, Any] = uploaded.blob.model_dump(by_alias=True, mode="json")
            return blob

    def resolve(self, handle: str) -> str | None:
        """Give the DID behind somebody's handle; None if nobody bears it."""
        session = self.session
        try:
            with self._judged(session):
                return str(session.client.com.atproto.identity.resolve_handle({"handle": handle}).did)
        except Unauthorized:
            raise
        except Refused:
            return None

    def _get(self, collection: str, rkey: str) -> Any:  # noqa: ANN401 -- as the library gives it
        """Give a record with its CID; None if there surely is none."""
        session = self.session
        try:
            with self._judged(session):
                query = {"repo": session.did, "collection": collection, "rkey": rkey}
                return session.client.com.atproto.repo.get_record(cast("Any", query))
        except Refused as no:
            if error_name(no.__cause__) == "RecordNotFound":
                return None
            raise

    def _open(self) -> Session:
        """Ask for a session; nothing can be public yet, so that trying again is always safe."""
        password, now = self.password(), self.clock()
        client = ClientRaw(self.address, bounded())
        with nothing_public(), judged(now, (password,)):
            told = client.com.atproto.server.create_session({"identifier": self.handle, "password": password})
        if told.active is False:
            raise Unauthorized(f"Bluesky has closed the account: {told.status or 'without a reason'}")
        home = _endpoint(cast("Any", told).did_doc) if self.moves else None
        if home:
            client.update_base_url(home)
        client.request.add_additional_header("Authorization", f"Bearer {told.access_jwt}")
        return Session(told.did, told.handle, now, client, (password, told.access_jwt, told.refresh_jwt))

    @contextmanager
    def _judged(self, session: Session) -> Generator[None]:
        """Turn what fails into one error; a session that has ended is forgotten."""
        try:
            with judged(self.clock(), session.secrets):
                yield
        except ConnectorError as error:
            if error_name(error.__cause__) in EXPIRED:
                self._session = None
            raise


def _endpoint(document: Any) -> str | None:  # noqa: ANN401 -- as the library gives it
    """Read from a DID document which server keeps the account; None if it names none that can be trusted."""
    try:
        services = Document.model_validate(document.to_dict()).service
    except (AttributeError, ValidationError):
        return None
    address = next((each.serviceEndpoint for each in services if each.id.endswith("#atproto_pds")), "")
    return address if _HOME.fullmatch(address) else None
