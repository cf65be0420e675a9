"""From files to the queue: every file gets an answer, and none stops the others."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from bakery import BEFORE, Bakery
from communique.committee.workspace import Home
from communique.flows import handing
from communique.flows.collect import describe, needs_author
from communique.flows.gate import Draft, Examination, examine
from communique.flows.handing import Handed, hand_in, idea_files
from communique.queue.database import reading
from communique.queue.states import State
from communique.queue.tables import Refusal
from communique.queue.view import posts

CAKE = "text: The cake is out.\n"
WORDS = [
    "text", "thread", "title", "id", "kind", "author", "publish", "after", "before", "priority", "media", "file",
    "alt", "overrides", "blog", "fake", "networks", "link", "language", "publication", "a.baker", "2026-12-01",
    "10:00", "high", "https://iso.org", "cake.png", "no", "on", "~", "1e9", "0x1F", "&a", "*a", "!!binary", "!!set",
    "<<", "|", ">-", "'", '"', "{", "}", "[", "]", ": ", ":", "- ", ", ", "\n", "\n  ", "\n    ", "# ", "\t", "---\n",
    "%YAML", "\\ud83d", "\\0", "\u202e", "\ufeff", "é", "🍰", "\x00",
]  # fmt: skip
VALID = CAKE.encode() + b"kind: publication\nauthor: a.baker\n"
FILES = st.one_of(
    st.binary(max_size=200),
    st.lists(st.sampled_from(WORDS), max_size=40).map(lambda words: "".join(words).encode()),
    st.tuples(st.integers(0, len(VALID)), st.lists(st.sampled_from(WORDS), max_size=6)).map(
        lambda cut: VALID[: cut[0]] + "".join(cut[1]).encode() + VALID[cut[0] :]
    ),
)


def outcomes(handed: list[Handed]) -> dict[str, str]:
    """Tell by file what became of it."""
    return {each.file.name: each.taken.outcome if each.taken else "unreadable" for each in handed}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=FILES)
@example(b'text: "\\ud83d"\nkind: publication\nauthor: a.baker\n')
@example(b'text: "a\\0b"\nkind: publication\nauthor: a.baker\n')
def test_no_file_brings_a_traceback(bakery: Bakery, source: bytes) -> None:
    """Whatever lies in the folder is taken in or refused in words, and the good file beside it is taken in."""
    bakery.save("good", CAKE)
    (bakery.folder / "ideas" / "fuzz.yaml").write_bytes(source)
    answers = {each.file.name: each for each in bakery.collect()}
    assert set(answers) == {"good.yaml", "fuzz.yaml"}
    good, fuzz = answers["good.yaml"], answers["fuzz.yaml"]
    assert good.taken
    assert good.taken.outcome in {"new", "unchanged"}
    assert fuzz.taken or all(fuzz.mistakes)
    assert describe(fuzz)


def test_the_same_folder_again_changes_nothing(bakery: Bakery) -> None:
    """Collected every five minutes, a folder brings news only once, broken files included."""
    bakery.save("cake", CAKE)
    bakery.save("pie", "text: [\n")
    first, second = bakery.collect(), bakery.collect()
    assert outcomes(first) == {"cake.yaml": "new", "pie.yaml": "unreadable"}
    assert [each.news for each in first] == [True, True]
    assert [each.news for each in second] == [False, False]


def test_a_broken_file_is_news_again_when_it_was_changed(bakery: Bakery) -> None:
    """The author who tries again and fails again is told again."""
    bakery.save("pie", "text: [\n")
    bakery.collect()
    bakery.save("pie", "text: {\n")
    assert [each.news for each in bakery.collect()] == [True]


def test_a_file_that_cannot_be_opened(bakery: Bakery) -> None:
    """A disk error, or a file without read permission, is a mistake in words like any other."""
    bakery.save("good", CAKE)
    (bakery.folder / "ideas" / "bad.yaml").symlink_to("/proc/self/mem")
    assert outcomes(bakery.collect()) == {"good.yaml": "new", "bad.yaml": "unreadable"}


def test_a_file_that_vanished(bakery: Bakery) -> None:
    """A file that is removed between the listing and the reading is a mistake in words."""
    home = bakery.home
    (answer,) = hand_in(bakery.installation.engine, home, [bakery.folder / "gone.yaml"], now=BEFORE)
    assert "there is no such file" in answer.mistakes[0]


def test_a_file_name_that_is_no_text(bakery: Bakery) -> None:
    """A name in an old encoding, on a good file and on a broken one, stops nothing."""
    bakery.save("good", CAKE)
    ideas = os.fsencode(bakery.folder / "ideas")
    for name, body in ((b"caf\xe9.yaml", VALID), (b"th\xe9.yaml", b"text: [")):
        Path(os.fsdecode(ideas + b"/" + name)).write_bytes(body)
    assert sorted(outcomes(bakery.collect()).values()) == ["new", "new", "unreadable"]
    assert [each.news for each in bakery.collect()] == [False] * 3


def test_a_huge_file_is_not_kept_whole(bakery: Bakery) -> None:
    """A film that somebody named .yaml does not fill the memory or the database; the file stays where it is."""
    bakery.save("huge", "text: " + "x" * 5_000_000)
    (answer,) = bakery.collect()
    assert answer.mistakes
    with bakery.installation.engine.connect() as connection:
        (kept,) = connection.exec_driver_sql("SELECT length(source) FROM refusal").scalars()
    assert kept < 2_000_000


def test_two_files_with_one_id_far_apart(bakery: Bakery, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two files with the same id one speaks, however many lie between them, and it stays the same one."""
    monkeypatch.setattr(handing, "BATCH", 2)
    for name in ("a", "b", "c"):
        bakery.save(name, CAKE)
    bakery.save("d", "id: a\ntext: Another cake is out.\n")
    expected = {"a.yaml": "new", "b.yaml": "new", "c.yaml": "new", "d.yaml": "unreadable"}
    assert outcomes(bakery.collect()) == expected
    assert [each.news for each in bakery.collect()] == [False] * 4
    assert {post.number for post in posts(bakery.installation.engine)} == {1}


def test_a_copy_far_away_is_no_rival(bakery: Bakery, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second file that says the very same changes nothing."""
    monkeypatch.setattr(handing, "BATCH", 1)
    bakery.save("a", CAKE)
    bakery.save("b", f"id: a\n{CAKE}")
    assert outcomes(bakery.collect()) == {"a.yaml": "new", "b.yaml": "unchanged"}


def test_what_stands_is_not_examined_again(bakery: Bakery, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every five minutes a full folder is looked at: only what is new in it goes through the rules."""
    bakery.save("a", CAKE)
    bakery.save("b", CAKE)
    bakery.collect()
    examined = list[str]()

    def noted(home: Home, draft: Draft, **more: Any) -> Examination:
        examined.append(draft.idea.id)
        return examine(home, draft, **more)

    monkeypatch.setattr(handing, "examine", noted)
    assert outcomes(bakery.collect()) == {"a.yaml": "unchanged", "b.yaml": "unchanged"}
    assert examined == []
    bakery.save("b", "text: Two cakes are out.\n")
    assert outcomes(bakery.collect()) == {"a.yaml": "unchanged", "b.yaml": "revised"}
    assert examined == ["b"]


def test_a_rival_of_what_stands(bakery: Bakery) -> None:
    """A second file with the id of one that stands, and another text, is refused and changes nothing."""
    bakery.save("b", CAKE)
    bakery.collect()
    bakery.save("a", "id: b\ntext: Another cake is out.\n")
    assert outcomes(bakery.collect()) == {"a.yaml": "refused", "b.yaml": "unchanged"}
    assert {post.number for post in posts(bakery.installation.engine)} == {1}


def test_hidden_names_are_left_alone(bakery: Bakery) -> None:
    """What an editor keeps for itself is no idea; sub-folders are looked into."""
    for name in ("cake.yaml", ".cake.yaml", "cake.yaml~", "deep/pie.yml", ".git/config.yaml", "folder.yaml/x.txt"):
        file = bakery.folder / "ideas" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(VALID)
    assert [file.name for file in idea_files(bakery.folder / "ideas")] == ["cake.yaml", "pie.yml"]


def test_no_folder_no_ideas(bakery: Bakery) -> None:
    """A committee whose folder of ideas does not exist yet has none."""
    assert bakery.collect() == []


@pytest.mark.parametrize(
    ("text", "state", "author"),
    [
        (CAKE, State.WAITING, False),
        ("text: Too late.\npublish: {before: 2026-11-01}\n", State.MISSED, True),
        ("text: See http:///x.\nlink: javascript:alert(1)\n", State.BLOCKED, True),
    ],
)
def test_who_must_act(bakery: Bakery, text: str, state: State, *, author: bool) -> None:
    """The author is told of what only the author can cure."""
    bakery.save("cake", text)
    (handed,) = bakery.collect()
    assert bakery.states("cake") == {"blog": state}
    assert needs_author(handed) is author


def test_a_link_among_the_ideas_leads_nowhere_else(bakery: Bakery) -> None:
    """A content creator's link to the keys or to private papers is refused, and nothing of them is kept or told."""
    secret = bakery.folder / ".communique" / "own-login"
    secret.write_text("communique: pl4nted")
    (bakery.folder / "ideas").mkdir(exist_ok=True)
    (bakery.folder / "ideas" / "sneak.yaml").symlink_to(secret)
    bakery.save("fine", CAKE)
    handed = bakery.collect()
    assert outcomes(handed) == {"fine.yaml": "new", "sneak.yaml": "unreadable"}
    (told,) = [each.mistakes for each in handed if each.mistakes]
    assert "it leads out of its folder" in told[0]
    with reading(bakery.installation.engine) as session:
        assert [row.source for row in session.exec(select(Refusal))] == [b""]


def test_a_link_inside_the_ideas_is_followed(bakery: Bakery) -> None:
    """An idea may lie in a sub-folder and be linked from beside."""
    (bakery.folder / "ideas" / "drawer").mkdir(parents=True)
    (bakery.folder / "ideas" / "drawer" / "cake.txt").write_bytes(VALID)
    (bakery.folder / "ideas" / "cake.yaml").symlink_to("drawer/cake.txt")
    assert outcomes(bakery.collect()) == {"cake.yaml": "new"}
