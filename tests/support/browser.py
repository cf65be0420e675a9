"""A real browser for the tests."""

from collections.abc import Generator
from contextlib import contextmanager

from playwright.sync_api import Page, expect, sync_playwright

from office import Office

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


PATIENCE_MS = 60_000
"""How long a page may take, whatever else the machine does."""


@contextmanager
def chromium() -> Generator[Page]:
    """Give a page of a fresh Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        opened = browser.new_page(viewport={"width": 1100, "height": 1000})
        opened.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)  # the page's own does not count for it
        yield opened
        browser.close()


def log_in(page: Page, office: Office, name: str) -> None:
    """Log in as the Secretary, and wait until a run of this name is listed."""
    page.goto(f"{office.address}/v2/runs")
    page.get_by_placeholder("admin:pass").fill(office.login)
    page.get_by_role("button", name="Login").click()
    expect(page.get_by_role("link", name=name)).to_be_visible()
