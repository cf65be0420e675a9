"""The credentials of the accounts: from environment variables first, else from the account's block in Prefect."""

import datetime as dt
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pydantic import SecretStr, ValidationError

from communique.committee.workspace import Home
from communique.connectors.credentials import KINDS, Credentials, LinkedInCredentials
from communique.connectors.errors import ConnectorError, Unauthorized, Unreachable
from communique.connectors.renewal import renewable, renewed


class Unfit(ValueError):
    """Values that are no credentials; says which, and never what they are."""


@dataclass(slots=True)
class Held:
    """The credentials of one account, looked up when they are first needed; gives `Keys` for a connector."""

    home: Home
    network: str
    clock: Callable[[], dt.datetime]
    _found: Credentials | None = field(default=None, repr=False)

    def __call__(self) -> Credentials:
        """Give them. Raises `Unauthorized` if there are none, `Unreachable` if nobody can be asked."""
        if self._found is None:
            self._found = load(self.home, self.network, self.clock)
        return self._found

    def said(self, error: Exception) -> str:
        """Say what went wrong, with no secret in it; where the account is refused, also how it is cured."""
        from communique.connectors.transport import masked  # noqa: PLC0415 -- loads requests, and few need it

        known = isinstance(error, ConnectorError)
        words = masked(
            str(error) if known else f"{type(error).__name__}: {error}", self._found.secrets() if self._found else ()
        )
        if isinstance(error, Unauthorized) and self.network in KINDS:
            return (
                f"{words.rstrip('.')}. Nothing more goes out there until somebody runs: {cure(self.home, self.network)}"
            )
        return words


def keys(home: Home, network: str, clock: Callable[[], dt.datetime]) -> Held:
    """Give what looks up an account's credentials, once, and only when something is sent."""
    return Held(home, network, clock)


def name_of(home: Home, network: str) -> str:
    """Name an account's credentials, as in `iso-tc-400-x`: what the committee file says, else committee and network."""
    given = getattr(home.committee.accounts.official()[network], "credentials", "")
    return re.sub(r"[^a-z0-9]+", "-", given.lower()).strip("-") or f"{home.committee.key}-{network}"


def cure(home: Home, network: str) -> str:
    """Name the command that gives an account its credentials."""
    return f"communique accounts connect {network} --committee {home.committee.key}"


def variables(home: Home, network: str) -> dict[str, str]:
    """Name the environment variable of each field."""
    name = re.sub(r"\W", "_", name_of(home, network)).upper()
    return {each: f"COMMUNIQUE_{name}_{each.upper()}" for each in KINDS[network].model_fields}


def in_environment(home: Home, network: str) -> dict[str, str]:
    """Give the fields that environment variables name, in clear."""
    return {each: os.environ[name] for each, name in variables(home, network).items() if os.environ.get(name)}


def load(home: Home, network: str, clock: Callable[[], dt.datetime]) -> Credentials:
    """Look an account's credentials up; a token that ends soon is renewed, where the network does that.

    Raises `Unauthorized` if there are none or they are not whole, `Unreachable` if Prefect does not answer.
    """
    given = in_environment(home, network)
    if given:
        return _whole(
            home, network, given, f"the environment variables {variables(home, network)[min(given)]} and others"
        )
    found = stored(home, network)
    if found is None:
        raise Unauthorized(f"there are no credentials {name_of(home, network)!r}: run `{cure(home, network)}`")
    return _fresh(home, network, _whole(home, network, found, f"the block {name_of(home, network)!r}"), clock)


def stored(home: Home, network: str) -> dict[str, object] | None:
    """Give what an account's block holds, in clear; None if there is none. Raises `Unreachable`."""
    from prefect.settings import PREFECT_API_URL  # noqa: PLC0415 -- costs a second, and only sending needs it

    from communique.flows import blocks  # noqa: PLC0415 -- likewise

    if not PREFECT_API_URL.value():  # Prefect would start a server of its own, with nothing in it
        raise Unreachable("the credentials lie in Prefect, which does not run here: start `communique up`")
    try:
        return blocks.read(network, name_of(home, network))
    except Exception as error:
        raise Unreachable(f"Prefect does not give the credentials: {type(error).__name__}") from error


def store(home: Home, network: str, credentials: Credentials) -> None:
    """Keep an account's credentials, in the place of older ones. Raises `Unreachable`."""
    from communique.flows import blocks  # noqa: PLC0415 -- loads Prefect

    try:
        blocks.write(network, name_of(home, network), dict(credentials))
    except Exception as error:
        trouble = type(error).__name__
    else:
        return
    # Apart from the error itself: Prefect's server quotes what it was sent.
    raise Unreachable(f"Prefect does not keep the credentials: {trouble}")


def fit(network: str, values: Mapping[str, object]) -> Credentials:
    """Make credentials of the values of their fields; what is empty counts as not given. Raises `Unfit`."""
    kind = KINDS[network]
    given = {name: value for name, value in values.items() if value not in {"", None}}
    odd = [name for name, value in given.items() if isinstance(value, str) and not _plain(kind, name, value)]
    if odd:
        raise Unfit(f"{' and '.join(odd)}: there is a character in it that can't be sent; copy it anew")
    try:
        return kind.model_validate(given, strict=False)
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors(include_input=False)]
    # Apart from the error itself, which quotes the values.
    raise Unfit("; ".join(wrong))


def _plain(kind: type[Credentials], name: str, value: str) -> bool:
    """Tell whether a value can stand in a request; a secret is made of ASCII."""
    known = kind.model_fields.get(name)
    return value.isprintable() and (value.isascii() or known is None or known.annotation is not SecretStr)


def _whole(home: Home, network: str, values: Mapping[str, object], where: str) -> Credentials:
    """Make credentials of what was found. Raises `Unauthorized` if something is wrong with it."""
    try:
        return fit(network, values)
    except Unfit as error:
        words = f"the credentials in {where} can't be used: {error}. Put them right, or run `{cure(home, network)}`"
    raise Unauthorized(words)


def _fresh(home: Home, network: str, held: Credentials, clock: Callable[[], dt.datetime]) -> Credentials:
    """Renew a token that ends soon; what is new is stored before it is used. Without an answer the old one is used.

    Raises `ConnectorError` if the old one has ended.
    """
    account = home.committee.accounts.linkedin
    if account is None or not isinstance(held, LinkedInCredentials) or not renewable(held, clock()):
        return held
    try:
        fresh = renewed(account, held, clock)
    except ConnectorError:
        if held.expires and held.expires <= clock().date():
            raise
        return held
    store(home, network, fresh)
    return fresh
