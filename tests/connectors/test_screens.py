"""The site in a real browser: styled without script, readable in light, in dark and on a phone."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from communique.connectors.blog import Blog
from communique.post.idea import Idea
from communique.post.picture import Picture

# Taken together these keep Chromium from any network and let it run as root.
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAGES = ["index.html", "posts/post-0/index.html", "posts/post-2/index.html", "posts/post-3/index.html"]
WIDTHS = {"desk": 1200, "phone": 390, "small phone": 320}
PAPER = {"light": "rgb(252, 251, 248)", "dark": "rgb(23, 23, 21)"}
CONTRAST = """() => {
  const part = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  const light = s => s.match(/[\\d.]+/g).slice(0, 3).map(Number).map(part)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0)
  const paper = light(getComputedStyle(document.documentElement).backgroundColor)
  return Math.min(...[...document.querySelectorAll('body *')].filter(e => e.innerText).map(e => {
    const pair = [light(getComputedStyle(e).color), paper].sort((a, b) => b - a)
    return (pair[0] + 0.05) / (pair[1] + 0.05)
  }))
}"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start Chromium once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    """Give what the reader prefers."""
    return str(request.param)


@pytest.fixture(params=WIDTHS)
def tab(request: pytest.FixtureRequest, needs: Callable[..., None], scheme: str) -> Iterator[Page]:
    """Open a tab of each width; a word on its console fails the test."""
    needs("chromium", debian="chromium")
    chromium: Browser = request.getfixturevalue("chromium")
    options = {"viewport": {"width": WIDTHS[request.param], "height": 844}, "color_scheme": scheme}
    page = chromium.new_page(**options)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    yield page
    page.close()
    assert said == []


@pytest.fixture
def site(blog: Blog, idea: Callable[..., Idea], draw: Callable[..., Picture], moments: list[dt.datetime]) -> Path:
    """Publish three posts and withdraw a fourth."""
    long = "Lebensmittelverpackungskennzeichnungsverordnungsausschusssitzung https://www.iso.org/" + "x" * 90
    for number, post in enumerate((
        {"text": "The committee welcomes Norway as a participating member. It now has 31."},
        {"text": "ISO/DIS 22222 liegt bis zum 20. Februar vor.", "title": long, "language": "de"},
        {"text": f"Read more.\n\n{long}", "title": "Sponge cakes", "link": "https://www.iso.org/standard/22222.html"},
        {"text": "Gone."},
    )):  # fmt: skip
        moments.append(moments[-1] + dt.timedelta(days=7))
        rendering = blog.render(idea(id=f"post-{number}", **post), (draw(),) if number == 2 else ())
        receipt = blog.publish(rendering, str(number), ())
    blog.retract(receipt)
    return Path(receipt.url.removeprefix("file://")).parents[2]


def test_every_page_is_readable(tab: Page, site: Path, scheme: str, tmp_path: Path) -> None:
    """The colours are the reader's, the contrast is that of WCAG AA, nothing leaves the screen, pictures are there."""
    for name in PAGES:
        tab.goto((site / name).as_uri())
        tab.screenshot(path=tmp_path / f"{name.replace('/', ' ')}.png", full_page=True)
        assert tab.evaluate("getComputedStyle(document.documentElement).backgroundColor") == PAPER[scheme]
        assert tab.evaluate(CONTRAST) >= 4.5, name
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert tab.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)"), name


def test_a_reader_can_click_through(tab: Page, site: Path) -> None:
    """From the list to a post, and back by the site's name."""
    tab.goto((site / "index.html").as_uri())
    tab.get_by_role("link", name="Sponge cakes", exact=True).click()
    assert tab.get_by_role("heading", level=1).inner_text() == "Sponge cakes"
    tab.get_by_role("link", name="Notes on cake").click()
    assert tab.get_by_role("heading", level=1).inner_text() == "Notes on cake"
