"""The approval as the Secretary does it: in a real browser, on Prefect's real page."""

import os
import shutil
from pathlib import Path

from browser import log_in
from playwright.sync_api import Locator, Page, expect

from office import Office, until

PICTURES = os.environ.get("PICTURES")
"""Where to leave the screenshots that the README shows: `PICTURES=docs/pictures make test`."""

IDEA = """\
text: >-
  ISO 22222, Sponge cakes, is published. It says how to measure height, crumb and softness,
  so that everybody speaks of the same cake.
kind: publication
author: a.baker
link: https://www.iso.org/standard/22222.html
media:
  - file: layer-cake.jpg
    alt: A drawn layer cake with pink icing and one cherry on top.
    credit: ISO/TC 400
    licence: CC0-1.0
"""
HOSTILE = """\
text: |
  Look  here: <img src="https://www.iso.org/tracker-x.png"> ![x](https://www.iso.org/tracker-y.png)
  <script>fetch("https://www.iso.org/tracker-z")</script> ``` ![z](https://www.iso.org/tracker-w.png)
kind: publication
author: a.baker
"""
CAKE = Path(__file__).parent.parent.parent / "examples" / "iso-tc-400" / "ideas" / "layer-cake.jpg"


def keep(page: Page, name: str) -> None:
    """Keep a screenshot where the README's pictures are made."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def open_desk(page: Page, office: Office, run: str) -> Locator:
    """Open the form of a suspended run."""
    page.goto(f"{office.address}/v2/runs/flow-run/{run}")
    page.get_by_role("button", name="Open menu").first.click()
    page.get_by_role("menuitem", name="Resume").click()
    desk = page.get_by_role("dialog")
    expect(desk.get_by_label("One-time code")).to_be_visible()
    return desk


def decide(page: Page, desk: Locator, choice: str, code: str) -> None:
    """Fill the form and send it."""
    desk.get_by_label("Select Decision").click()
    page.get_by_role("option", name=choice, exact=True).click()
    desk.get_by_label("One-time code").fill(code)
    desk.get_by_label("One-time code").scroll_into_view_if_needed()
    keep(page, "approval-decide")
    desk.get_by_role("button", name="Resume").click()
    expect(desk).to_be_hidden()


def test_the_secretary_approves_in_the_browser(page: Page, office: Office) -> None:
    """A wrong code brings the form back with the reason; the right one publishes exactly what was shown."""
    shutil.copy(CAKE, office.folder / "ideas")
    office.hand_in("sponge-cakes.yaml", IDEA)
    run = office.desk("sponge-cakes, revision 1")
    log_in(page, office, "sponge-cakes, revision 1")
    keep(page, "approval-list")
    desk = open_desk(page, office, run["id"])
    expect(desk).to_contain_text("It says how to measure height, crumb and softness,")
    keep(page, "approval-desk")
    decide(page, desk, "approve", "000000")

    office.desk("sponge-cakes, revision 1")
    desk = open_desk(page, office, run["id"])
    expect(desk).to_contain_text("The one-time code was wrong")
    keep(page, "approval-wrong-code")
    decide(page, desk, "approve", office.code())
    until("the approval is recorded", lambda: office.states("sponge-cakes") == {"ready"})

    office.run("publish-week/publish-week", {"workspace": str(office.folder), "committee": "iso-tc-400", "now": True})
    assert office.states("sponge-cakes") == {"published"}
    page.goto((office.folder / "public" / "posts" / "sponge-cakes" / "index.html").as_uri())
    expect(page.get_by_text("It says how to measure height")).to_be_visible()
    keep(page, "approval-published")


def test_a_hostile_text_loads_nothing_on_the_desk(page: Page, office: Office) -> None:
    """Markup in a post is shown as text on the desk: the Secretary's browser fetches nothing for it."""
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    office.hand_in("hostile.yaml", HOSTILE)
    run = office.desk("hostile, revision 1")
    log_in(page, office, "hostile, revision 1")
    desk = open_desk(page, office, run["id"])
    expect(desk).to_contain_text('<img src="https://www.iso.org/tracker-x.png">')
    expect(desk).to_contain_text('<script>fetch("https://www.iso.org/tracker-z")</script>')
    assert not [url for url in fetched if "tracker" in url]
