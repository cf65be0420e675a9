"""Whether an account is the committee's, may publish, and shows the public what the guidelines ask for."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol, cast

from communique.committee.accounts import LinkedInAccount, Networked, Official
from communique.committee.workspace import Home
from communique.connectors.credentials import KINDS
from communique.connectors.errors import Unauthorized
from communique.connectors.identity import Identity
from communique.connectors.registry import connect
from communique.flows.gate import no_pictures
from communique.flows.keys import Held, cure
from communique.policy.standing.findings import apply
from communique.policy.standing.pack import load_demands
from communique.policy.standing.standing import Standing
from communique.post.finding import Finding, Severity

FEW = 10
"""With fewer days left, a token is to be renewed."""
ONLY_TO_LOOK = frozenset({"rw_organization_admin"})
"""What a token needs only to tell name and description; posts go out without it."""
SHOWN = ("name", "handle", "bio", "picture")
"""What the public sees of an account."""


class Known(Protocol):
    """A connector that can ask its network who we are."""

    def identity(self) -> Identity:
        """Ask who we are. Raises `ConnectorError`."""
        ...


class Silent(Exception):
    """A network did not tell who we are; says why, with no secret in it."""

    def __init__(self, words: str, *, refused: bool) -> None:
        """Keep whether the credentials were refused, or are missing."""
        super().__init__(words)
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found of one account."""

    committee: str
    network: str
    identity: Identity | None = None
    """None if the network did not tell."""
    days: int | None = None
    """Whole days until the token ends; None if it does not end, or nobody knows when."""
    wrong: tuple[str, ...] = ()
    """What keeps posts from going out, or breaks a guideline."""
    warnings: tuple[str, ...] = ()
    """What somebody should look at."""


def wanting(home: Home) -> tuple[str, ...]:
    """Name the networks on which the committee has an account that needs credentials."""
    return tuple(network for network in home.committee.accounts.networks() if network in KINDS)


def ask(home: Home, network: str, held: Held) -> Identity:
    """Ask a network whose credentials these are. Raises `Silent`."""
    connector = cast("Known", connect(home, network, no_pictures, held))
    try:
        return connector.identity()
    except Exception as error:
        silent = Silent(held.said(error), refused=isinstance(error, Unauthorized))
    # Apart from the error itself, which may quote what was sent.
    raise silent


def verify(home: Home, network: str, held: Held, now: dt.datetime) -> Verified:
    """Look at one account; changes nothing."""
    key, account = home.committee.key, home.committee.accounts.official()[network]
    outdated = _outdated(account, now)
    try:
        identity = ask(home, network, held)
    except Silent as error:
        return Verified(key, network, wrong=(str(error),), warnings=outdated)
    findings, days = seen(home, network, identity, now), days_left(identity, now)
    blocking = [each for each in findings if each.severity is Severity.BLOCK and not _is_picture(each)]
    return Verified(
        key, network, identity, days,
        wrong=(*foreign(account, identity), *unable(home, network, identity), *map(_line, blocking)),
        warnings=(
            *_ending(home, network, days), *outdated, *identity.remarks, *_unseen(identity),
            *_differing(account, identity), *(_line(each) for each in findings if each not in blocking),
        ),
    )  # fmt: skip


def foreign(account: Official, identity: Identity) -> list[str]:
    """Say that the credentials are another account's: by the number, or by the handle where there is no number."""
    ours, told = _number(account), identity.number
    if not (ours and told):
        ours, told = _handle(account.handle), _handle(identity.handle)
    if not (ours and told) or ours.casefold() == told.casefold():
        return []
    cured = "make them anew while you are logged in as the committee's account, or put the committee file right"
    return [f"the credentials are those of {told}, and the committee's account is {ours}: {cured}"]


def unable(home: Home, network: str, identity: Identity) -> list[str]:
    """Say what the token may not do, though publishing needs it."""
    lacking = [each for each in identity.missing if each not in ONLY_TO_LOOK]
    if not lacking:
        return []
    return [
        f"the token lacks the permission {', '.join(lacking)}: make a new one with it, and run `{cure(home, network)}`"
    ]


def days_left(identity: Identity, now: dt.datetime) -> int | None:
    """Count the whole days until the token ends."""
    return (identity.expires - now).days if identity.expires else None


def seen(home: Home, network: str, identity: Identity, now: dt.datetime) -> list[Finding]:
    """Hold name, description and picture, as far as the network tells them, against the account rules."""
    told = {field: value for field in SHOWN if (value := getattr(identity, field))}
    committee = home.committee
    account = committee.accounts.official()[network].model_copy(
        update={**told, "picture": f"the one shown on {network}"}
    )
    accounts = committee.accounts.model_copy(update={network: account})
    there = Home(committee.model_copy(update={"accounts": accounts}), home.file)
    findings = apply(load_demands(), Standing(there, now, pictures={network: identity.picture}))
    fields = {f"accounts.{network}.{field}" for field in told}
    return [each for each in findings if each.field in fields]


def _line(finding: Finding) -> str:
    """Say what an account rule found, on one line."""
    if _is_picture(finding):
        return f"{finding.message} Networks make pictures anew, so look at it yourself. [{finding.rule}]"
    return f"{finding.message} {finding.cure} [{finding.rule}]"


def _is_picture(finding: Finding) -> bool:
    """Tell whether a finding is about the picture: networks make it anew, so other bytes prove nothing."""
    return finding.field.endswith(".picture")


def _ending(home: Home, network: str, days: int | None) -> list[str]:
    """Say that the token ends soon."""
    if days is None or days >= FEW:
        return []
    return [f"the token ends in {days} {'day' if days == 1 else 'days'}: run `{cure(home, network)}`"]


def _outdated(account: Official, now: dt.datetime) -> tuple[str, ...]:
    """Say that a version of a network's interface is about to end."""
    if not isinstance(account, LinkedInAccount):
        return ()
    from communique.connectors.linkedin import version_warning  # noqa: PLC0415 -- only where there is a page

    warning = version_warning(account, now.date())
    return (warning,) if warning else ()


def _unseen(identity: Identity) -> list[str]:
    """Say what could not be looked at for want of a permission."""
    lacking = ", ".join(each for each in identity.missing if each in ONLY_TO_LOOK)
    return [f"name and description could not be looked at: that needs the permission {lacking}"] if lacking else []


def _differing(account: Official, identity: Identity) -> list[str]:
    """Say where the public reads something else than stands in the committee file."""
    pairs = [
        ("name", account.name, identity.name),
        ("handle", _handle(account.handle).casefold(), _handle(identity.handle).casefold()),
        ("description", account.bio, identity.bio),
    ]
    return [
        f"the {what} shown there is “{told}”, and the committee file says “{ours}”"
        for what, ours, told in pairs
        if ours and told and " ".join(ours.split()) != " ".join(told.split())
    ]


def _number(account: Official) -> str:
    """Give the number by which a network knows an account; the address of a site is none."""
    number = account.number() if isinstance(account, Networked) else ""
    return "" if "/" in number else number


def _handle(name: str) -> str:
    """Give a handle without what may stand around it, as in `@isotc400@mastodon.example`."""
    return name.strip().lstrip("@").partition("@")[0]
