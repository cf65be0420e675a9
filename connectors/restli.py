"""LinkedIn's own client, over our session; it never raises, so every answer is looked at here.

Sources: learn.microsoft.com/linkedin/shared/api-guide/concepts and …/shared/authentication/token-introspection
"""

import datetime as dt
import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from communique.committee.accounts import LinkedInAccount
from communique.connectors.credentials import LinkedInCredentials
from communique.connectors.errors import ConnectorError, InDoubt, Refused, Throttled, Unauthorized, Unreachable
from communique.connectors.linkedin_post import URN, address
from communique.connectors.transport import Transport, masked
from communique.connectors.verdicts import by_status, judge
from communique.connectors.wire import said_json

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

PUBLIC = "https://api.linkedin.com"
INTROSPECTION = "https://www.linkedin.com/oauth/v2/introspectToken"
HOSTS = re.compile(r"(^|\.)(linkedin|licdn)\.com$")
CURE = (
    "the token must be valid, with the scopes w_organization_social and r_organization_social, and its member an "
    "administrator of the page; run `communique accounts connect linkedin`"
)
PREPARING: Mapping[type[ConnectorError], type[ConnectorError]] = {InDoubt: Unreachable}
"""Before anything is public, a doubt means: again."""
LOOKING: Mapping[type[ConnectorError], type[ConnectorError]] = {
    InDoubt: Unreachable, Throttled: Unreachable, Refused: InDoubt, Unauthorized: InDoubt,
}  # fmt: skip
"""While looking, what may pass is asked again, and what a person must cure is a doubt."""


class Missing(Refused):
    """LinkedIn itself says that what was named is not there."""


class Restli:
    """The interface of one page, with one token."""

    def __init__(self, account: LinkedInAccount, keys: LinkedInCredentials, clock: Callable[[], dt.datetime]) -> None:
        """Open a session; the clock gives the time in UTC. Raises `Refused` where LinkedIn's client can't be used."""
        self._account, self._keys, self._clock = account, keys, clock
        self._token = keys.access_token.get_secret_value()
        self._transport = Transport(PUBLIC, account.api_url)
        self._client = own_client()
        self._client.session = _Line(self._transport, self._check)

    def ask(self, method: str, path: str, **request: object) -> Any:  # noqa: ANN401 -- the client's classes have no types
        """Make one call by the client's method of that name, and give its answer if that is a clean yes.

        Raises exactly one `ConnectorError` otherwise.
        """
        bearing = {"access_token": self._token, "version_string": self._account.version}
        try:
            return getattr(self._client, method)(resource_path=path, **bearing, **request)
        except Exception as trouble:
            raise judge(trouble, self._clock(), self._keys.secrets()) from trouble

    def read(self, path: str, name: str) -> dict[str, Any]:
        """Give one thing by its name; raises exactly one `ConnectorError` if it is not told."""
        told = self.ask("get", path, path_keys={"id": name}).entity
        if not isinstance(told, dict):
            raise InDoubt("LinkedIn said yes in words that can't be read")
        return cast("dict[str, Any]", told)

    def upload(self, url: str, body: bytes, mime: str) -> None:
        """Send the bytes of a picture to where the interface said; the client can't."""
        self._direct("PUT", url, data=body, headers={"Authorization": f"Bearer {self._token}", "Content-Type": mime})

    def introspect(self) -> dict[str, Any]:
        """Ask what the token may do and when it ends; empty without the app's own credentials."""
        secret = self._keys.client_secret.get_secret_value()
        if not (self._keys.client_id and secret):
            return {}
        form = {"client_id": self._keys.client_id, "client_secret": secret, "token": self._token}
        return said_json(self._direct("POST", INTROSPECTION, data=form))

    def through(self, url: str) -> str:
        """Give an address that LinkedIn named, by way of `api_url` where there is one.

        Raises `Refused` for an address that is not LinkedIn's: the token goes nowhere else.
        """
        parts, root = urlsplit(url), self._transport.root
        if self._account.api_url:
            below = f"{parts.path}?{parts.query}" if parts.query else parts.path
            return url if url.startswith(f"{root}/") else root + below
        if parts.scheme != "https" or not HOSTS.search(parts.hostname or ""):
            raise Refused(f"LinkedIn named the host {parts.hostname}, which is not its own; no picture was sent there")
        return url

    def _direct(self, method: str, url: str, **request: Any) -> "Response":  # noqa: ANN401 -- as requests takes it
        """Send what is no Rest.li call."""
        from requests import RequestException  # noqa: PLC0415 -- `communique check` never sends anything

        try:
            response = self._transport.request(method, self.through(url), **request)
        except RequestException as trouble:
            raise judge(trouble, self._clock(), self._keys.secrets()) from trouble
        return self._check(response)

    def _check(self, response: "Response") -> "Response":
        """Give an answer back if it is a clean yes; raises what it comes to otherwise."""
        said = f"{response.status_code} {' '.join(response.text.split())[:300]}".strip()
        said = masked(said, self._keys.secrets())
        if error := verdict(response, said, self._clock(), self._account.version):
            raise error
        return response


@dataclass(frozen=True, slots=True)
class _Line:
    """What the client takes for its session: one call, whose answer is looked at before the client reads it."""

    transport: Transport
    check: Callable[["Response"], "Response"]

    def send(self, request: "PreparedRequest") -> "Response":
        """Send a request and give its answer if that is a clean yes."""
        return self.check(self.transport.send(request))


def own_client() -> Any:  # noqa: ANN401 -- the client's classes have no types
    """Give LinkedIn's own client; raises `Refused` where it is missing, or mixed up with the unofficial one."""
    if installed("linkedin-api"):
        raise Refused(
            "the unofficial package `linkedin-api` is installed, which overwrites files of LinkedIn's own client: run "
            "`pip uninstall linkedin-api linkedin-api-client`, then `pip install 'communique[linkedin]'`"
        )
    if not installed("linkedin-api-client"):
        raise Refused("LinkedIn's own client is not installed: run `pip install 'communique[linkedin]'`")
    try:
        from linkedin_api.clients.restli.client import RestliClient  # noqa: PLC0415 -- an extra, and only for sending
    except ImportError as broken:
        raise Refused(
            "LinkedIn's own client is damaged: run "
            "`pip install --force-reinstall --no-deps 'linkedin-api-client>=0.3,<0.4'`"
        ) from broken
    return RestliClient()


def installed(name: str) -> bool:
    """Tell whether a distribution of that name is installed."""
    from importlib.metadata import PackageNotFoundError, distribution  # noqa: PLC0415 -- only for sending

    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def verdict(response: "Response", said: str, now: dt.datetime, version: str) -> ConnectorError | None:
    """Say what LinkedIn's answer comes to; None for a clean yes."""
    status = response.status_code
    if status == HTTPStatus.UPGRADE_REQUIRED:
        return Refused(
            f"LinkedIn no longer takes version {version} of its interface: set a newer version under "
            f"`accounts: linkedin: version:` in the committee file ({said})"
        )
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Throttled(f"LinkedIn takes no more from us today: {said}", midnight(now))
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return Unauthorized(f"LinkedIn did not accept our credentials: {said}; {CURE}")
    if status == HTTPStatus.UNPROCESSABLE_ENTITY and "DUPLICATE_POST" in response.text:
        return InDoubt(duplicate(response.text))
    if status == HTTPStatus.NOT_FOUND and _own_words(response):
        return Missing(f"LinkedIn says that it is not there: {said}")
    return by_status(status, response.headers, said, now)


def duplicate(told: str) -> str:
    """Say what LinkedIn's refusal of a duplicate means; it may name a post that was taken back a day or two ago."""
    live = URN.search(told)
    where = f"as {live.group()}: look at {address(live.group())}" if live else "without naming it: look at the page"
    return (
        f"LinkedIn has a post with the same words already, {where}. It may be our own earlier try, "
        "or a post that was taken back a day or two ago"
    )


def midnight(now: dt.datetime) -> dt.datetime:
    """Give the next midnight in UTC, when LinkedIn begins to count anew."""
    return dt.datetime.combine(now.astimezone(dt.UTC).date() + dt.timedelta(days=1), dt.time(), dt.UTC)


@contextmanager
def meaning(verdicts: Mapping[type[ConnectorError], type[ConnectorError]], what: str) -> Generator[None]:
    """Let an error mean something else, because of what was being done."""
    try:
        yield
    except ConnectorError as error:
        kind = Refused if isinstance(error, Missing) else type(error)
        if kind not in verdicts:
            raise
        raise verdicts[kind](f"{what}: {error}") from error


def _own_words(response: "Response") -> bool:
    """Tell whether a "not found" is LinkedIn's; a bare one could come from anywhere."""
    try:
        told = said_json(response)
    except InDoubt:
        return False
    return told.get("status") == HTTPStatus.NOT_FOUND
