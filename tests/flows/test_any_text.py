"""Whatever an author writes goes all the way from the file over the desk to both networks, or is refused in words."""

import json
import xml.etree.ElementTree as ET
from functools import partial
from itertools import count

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bakery import SLOT, Bakery, minutes
from communique.connectors.practice.fake import Practice
from communique.flows.page import page
from communique.queue import decisions, desk, intake
from communique.queue.states import State

NUMBERS = count(1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)


def shown(bakery: Bakery, revision: int) -> str:
    """Give the desk of a revision."""
    engine, view = bakery.installation.engine, desk.load(bakery.installation.engine, revision)
    turn = decisions.open_round(engine, revision, "run", seals={"blog": "0"}, findings=view.findings, now=SLOT)
    return page(view, bakery.home.committee, turn, partial(intake.picture, engine))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, title=TEXTS)
@example(text="]]> & <script>", title='"><img src=x>')
@example(text="\u2028\u2029", title="\u00a0")
@example(text="\x85a\x0bb\x0cc", title="\ufffe\uffff")
@example(text="🍰" * 140, title="e\u0301" * 100)
def test_any_text_goes_the_whole_way(bakery: Bakery, practice: Practice, text: str, title: str) -> None:
    """No text and no title brings a traceback anywhere; what is published is published whole."""
    number = next(NUMBERS)
    name = f"cake-{number}"
    bakery.settle(f'blog: {{site: public/, title: Cake}}, fake: {{url: "{practice.url}"}}', per_network=50)
    bakery.save(name, f"text: {json.dumps(text)}\ntitle: {json.dumps(title)}\n")
    (handed,) = [each for each in bakery.collect() if each.file.stem == name]
    if handed.taken is None:
        assert handed.mistakes
        return
    assert handed.taken.revision
    if State.WAITING in bakery.states(name).values():
        assert shown(bakery, handed.taken.revision)
        bakery.approve(name)
        sent = bakery.sender().send_due(SLOT - minutes(number))
        assert {each.state for each in sent} == {State.PUBLISHED}, sent
        ET.parse(bakery.folder / "public" / "feed.xml")  # noqa: S314 - we made it ourselves
    (bakery.folder / "ideas" / f"{name}.yaml").unlink()
