"""What the Secretary should know beside the post: rules that the committee changed, and the state of its accounts."""

import datetime as dt

from communique.committee.workspace import Home
from communique.flows.installation import Installation
from communique.flows.markdown import plain
from communique.policy.pack import Change, load_pack
from communique.policy.rule import BrokenPack
from communique.policy.standing.findings import standing_findings
from communique.post.finding import Finding, Severity
from communique.queue.activity import last_published


def beside(installation: Installation, home: Home, *, now: dt.datetime) -> str:
    """Give the Markdown that stands below the findings; empty if there is nothing to know."""
    published = last_published(installation.engine, home.committee.key)
    found = standing_findings(home, installation.homes(), published, now=now)
    return "\n\n".join(section for section in (changed(_changes(home)), accounts(found)) if section)


def changed(changes: tuple[Change, ...]) -> str:
    """List the rules that the committee added or gave another severity."""
    if not changes:
        return ""
    items = [
        f"- {plain(each.rule)}: {each.severity}, " + (f"not {each.before}" if each.before else "the committee's own")
        for each in changes
    ]
    return "### Rules that this committee added or changed\n\n" + "\n".join(items)


def accounts(found: tuple[Finding, ...]) -> str:
    """Say what the account check found that should not wait."""
    weighty = [each for each in found if each.severity in {Severity.BLOCK, Severity.DECIDE}]
    if not weighty:
        return ""
    items = [f"- {plain(each.message)} *{plain(each.cure)}* ({plain(each.rule)})" for each in weighty]
    return "### What is missing around your accounts\n\nIt stops no post.\n\n" + "\n".join(items)


def _changes(home: Home) -> tuple[Change, ...]:
    try:
        return load_pack(home.rules).changes
    except BrokenPack:
        return ()  # a finding blocks the post and says so
