"""Whether accounts are alive, and whether they show the right picture."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from communique.policy.standing.standing import Standing
from communique.policy.standing.terms import Terms
from communique.policy.subject import Hit


def inactive(standing: Standing, terms: Terms) -> Iterator[Hit]:
    """Find accounts on which nothing was published for so many days; a new one counts from its opening."""
    if standing.published is None:
        return
    for network in standing.accounts:
        if last := _last(standing, network):
            days = (standing.today - last).days
            if terms.days < days <= (terms.until or days):
                yield Hit(f"accounts.{network}", "", {"network": network, "days": str(days), "last": str(last)})


def unknown(standing: Standing, _: Terms) -> Iterator[Hit]:
    """Find accounts of which nobody can tell when they were last active."""
    for network in standing.accounts:
        if standing.published is None:
            yield Hit(f"accounts.{network}", "", {"network": network, "why": "there is no queue to look into"})
        elif _last(standing, network) is None:
            why = "nothing was published, and nothing says when the account was opened"
            yield Hit(f"accounts.{network}", "", {"network": network, "why": why})


def unread(standing: Standing, terms: Terms) -> Iterator[Hit]:
    """Find accounts, ready to interact, whose comments were last looked through so many days ago."""
    for network, read in _read(standing):
        days = (standing.today - read).days if read else 0
        if days > terms.days:
            words = {"network": network, "days": str(days), "last": str(read)}
            yield Hit(f"accounts.{network}.comments_read", "", words)


def unread_unknown(standing: Standing, _: Terms) -> Iterator[Hit]:
    """Find accounts, ready to interact, of which nobody wrote down when their comments were looked through."""
    for network, read in _read(standing):
        if read is None:
            yield Hit(f"accounts.{network}.comments_read", "", {"network": network})


def picture_differs(standing: Standing, _: Terms) -> Iterator[Hit]:
    """Find accounts whose profile picture is not the one that the committee file names by its digest."""
    for network, account in standing.accounts.items():
        fault = _fault(standing, network, account.picture)
        if fault:
            yield Hit(f"accounts.{network}.picture", account.picture, {"network": network, "fault": fault})


def _read(standing: Standing) -> Iterator[tuple[str, dt.date | None]]:
    """Give the day of the last look at each account's comments, if the committee is ready to interact."""
    if standing.committee.interacts:
        yield from ((network, account.comments_read) for network, account in standing.accounts.items())


def _last(standing: Standing, network: str) -> dt.date | None:
    """Give the day of the last publication, else the day on which the account was opened."""
    moment = (standing.published or {}).get(network)
    if moment:
        return moment.astimezone(ZoneInfo(standing.committee.timezone)).date()
    account = standing.accounts[network]
    return account.opened or account.opened_by_tpm


def _fault(standing: Standing, network: str, picture: str) -> str:
    """Say what is wrong with a profile picture, or nothing."""
    wanted, found = standing.committee.picture_sha256, standing.pictures.get(network, "")
    if not picture:
        return "no profile picture is given"
    if not found:
        return f"the file {picture} can't be read"
    if wanted is None:
        return f"nothing says which picture is the right one; the SHA-256 of {picture} is {found}"
    return "" if found == wanted else f"{picture} is another picture: its SHA-256 is {found}"
