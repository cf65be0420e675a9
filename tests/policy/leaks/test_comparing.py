"""Ways to hide the words of a paper that must not help, and words that are public because of where they stand."""

from pathlib import Path

import pytest

from communique.policy.leaks import joining
from communique.policy.leaks.folder import Leaks, open_index
from communique.policy.leaks.joining import Known

SECRET = "Rubber overshoes shall stay in place when the ladder is dragged across wet gravel by its pole leg."
TITLE = "Garden ladders — Part 2: Tripod ladders for orchard and hedge work — Safety requirements and test methods"
TABLE = """\
| Height | Preload | Load | Bend |
|---|---|---|---|
| 1,8 m | 45 N | 1 410 N | 22 mm |
| 4.2 m | 60 N | 480 N | 5 % |
"""


def opened(drafts: Path, text: str) -> Leaks:
    """Give the index of a folder with one paper."""
    (drafts / "cd.md").write_text(text)
    return open_index(drafts, drafts.parent / "drafts.index")


@pytest.mark.parametrize(
    "text",
    [
        "Rub ber overs hoes shall stay in place when the lad der is drag ged across wet gra vel",
        "Rub-ber over-sho-es shall stay in pl-ace when the lad-\nder is dra-gged across wet gra-\nvel",
        "R u b b e r o v e r s h o e s shall stay in place when the l a d d e r is d r a g g e d",
        "Rub\u200aber over\u2009shoes sh\u00adall stay when the lad·der is drag_ged across wet gra\u00ad\nvel",
    ],
)
def test_divided_words_are_found(text: str, drafts: Path) -> None:
    """Spaces, hyphens, dots and line ends inside of words change nothing; the span is that of the post."""
    text = f"Look: {text}."
    (overlap,) = opened(drafts, SECRET).compare(text)
    assert text[overlap.start :].startswith("R")
    assert overlap.end == len(text) - 1 or overlap.end == text.rindex(" across")


def test_very_long_words_among_divided_ones(drafts: Path) -> None:
    """A word longer than any that is put together stays as it is, and an empty post is no trouble."""
    leaks = opened(drafts, SECRET)
    long = "x" * (joining.MOST_LETTERS + 1)
    assert leaks.compare(f"Rub ber overs hoes {long} stay in place when the lad der is drag ged")
    assert leaks.compare("") == leaks.compare("-\n-") == leaks.compare("x-\n") == []


def test_a_line_broken_at_a_hyphen_that_belongs_there(drafts: Path) -> None:
    """`contre-` and `flèche` on two lines are the paper's two words, not one that no paper has."""
    leaks = opened(drafts, "Le drone examine la contre-flèche et la demi-couronne.")
    assert leaks.compare("Le drone examine la contre-\nflèche et la demi-\ncouronne")


def test_words_looked_up_are_forgotten_in_time(drafts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many posts are compared, the memory stays bounded and the answer right."""
    monkeypatch.setattr(joining, "MOST_KEPT", 2)
    vocabulary = opened(drafts, SECRET).vocabulary
    assert vocabulary
    known = Known(vocabulary.index)
    assert [known[word] for word in ("gravel", "grave", "pole", "le", "gravel")] == [True, False, True, False, True]
    assert len(known) <= joining.MOST_KEPT


def test_a_word_that_was_put_in(drafts: Path) -> None:
    """One new word in every three does not hide the others, if four of them prove something."""
    leaks = opened(drafts, "Rubber overshoes, wet gravel.")
    assert leaks.compare("Rubber garden overshoes, wet gravel.")
    assert leaks.compare("Rubber overshoes, horribly wet gravel.")
    few = opened(drafts, "Rubber overshoes, wet test.")
    assert few.compare("Rubber overshoes, wet test.")
    assert few.compare("Rubber garden overshoes, wet test.") == []


def test_numbers_of_a_table(drafts: Path) -> None:
    """Four numbers with units in the order of the paper are found among any words, however they are written."""
    leaks = opened(drafts, TABLE)
    (overlap,) = leaks.compare("First 1410 newton... no: 1.8 m, 45N, then 1410 N and it gives by 22 mm!")
    assert overlap.place == "paragraph 1"
    assert leaks.compare("4,2 m, 60 N, then 480N: 5 per cent")
    assert leaks.compare("1,8 m, 45 N and 1 410 N") == []
    assert leaks.compare("45 mixers, 1410 forks, 22 spoons, 60 plates, 480 cups") == []


def test_a_title_page(drafts: Path) -> None:
    """A long title before the first clause is public; the same line in a clause is not, nor is one with values."""
    post = "We work on tripod ladders for orchard and hedge work: safety requirements, test methods."
    front = "ISO/TC 948/SC 3 N 214\nSecretariat: BSI"
    assert opened(drafts, f"# CD 31877-2\n\n{front}\n\n**{TITLE}**\n\n## 1 Scope\n\nNone.").compare(post) == []
    assert opened(
        drafts, f"# CD 31877-2\n\n## 1 Scope\n\nNone.\n\n{TITLE} and more words until it is no heading of two lines"
    ).compare(post)
    assert opened(
        drafts, "# CD\n\nRubber overshoes grip wet gravel at 45 N, the orchard loses no pole leg and its hedge no twig"
    ).compare("Rubber overshoes grip wet gravel, orchard")


def test_a_definition_is_no_heading(drafts: Path) -> None:
    """What follows a term has no full stop and is private all the same."""
    leaks = opened(drafts, "**3.2 clawed foot**: foot with prongs that sink into soil")
    assert leaks.compare("A clawed foot: a foot with prongs that sink into soil.")


def test_the_next_meeting(drafts: Path) -> None:
    """When and where it takes place is public; what will be talked about there is not."""
    when = "The subcommittee accepted the invitation from Kenya to meet in Mombasa harbour from 9 to 11 March 2026."
    what = "The chair proposed that the next meeting devote a whole morning to buried drip tapes."
    german = (
        "Die nächste Sitzung soll vom 21. bis 22. April 2026 im Aarhuser Hafenspeicher stattfinden, Eingang Kranstraße."
    )
    leaks = opened(drafts, f"{when}\n\n{what}\n\n{german}")
    assert leaks.compare(when) == leaks.compare(german) == []
    assert leaks.compare(what)


def test_words_of_papers_that_were_not_read_again(drafts: Path) -> None:
    """A divided word of a paper that the index knew before is still known when another paper comes."""
    opened(drafts, SECRET)
    (drafts / "new.txt").write_text("Nothing of interest is in here.")
    leaks = open_index(drafts, drafts.parent / "drafts.index")
    assert leaks.compare("Rub ber overs hoes shall stay in place when the lad der is drag ged across wet gra vel")
