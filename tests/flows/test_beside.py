"""What the Secretary should know beside the post."""

import html

from bakery import BEFORE, Bakery
from communique.flows.beside import accounts, beside, changed
from communique.policy.pack import Change
from communique.post.finding import Severity


def test_what_the_committee_changed() -> None:
    """Added rules and other severities are listed; without any there is no section."""
    written = html.unescape(changed((Change("LINK-2", Severity.BLOCK, Severity.WARN), Change("OWN-1", Severity.WARN))))
    assert "LINK-2: block, not warn" in written
    assert "OWN-1: warn, the committee's own" in written
    assert changed(()) == ""


def test_what_is_missing_around_the_accounts(bakery: Bakery) -> None:
    """What the account check finds heavy stands at the desk, with its cure; nothing found, no section."""
    written = html.unescape(beside(bakery.installation, bakery.home, now=BEFORE))
    assert "What is missing around your accounts" in written
    assert "ACCT-10" in written
    assert accounts(()) == ""


def test_own_rules_at_the_desk(bakery: Bakery) -> None:
    """A rule that the committee made heavier is told with every post; a broken file is told by a finding instead."""
    (bakery.folder / "rules.yaml").write_text("family: Ours\nseverity: {LINK-2: block}\n")
    file = bakery.folder / "committee.yaml"
    file.write_text(file.read_text() + "rules: rules.yaml\n")
    assert "LINK-2" in html.unescape(beside(bakery.installation, bakery.home, now=BEFORE))
    (bakery.folder / "rules.yaml").write_text("[")
    assert "LINK-2" not in html.unescape(beside(bakery.installation, bakery.home, now=BEFORE))
