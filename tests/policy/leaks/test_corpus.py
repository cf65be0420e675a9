"""Posts about a made-up committee's papers: what tells their content is found, what anybody may say is not."""

from collections.abc import Sequence
from typing import Any

from communique.policy.leaks.folder import Leaks

Posts = Sequence[dict[str, Any]]
MISSED = {28, 56, 211, 228, 356}
"""Few words that prove something: finding these too would cost false alarms. 3xx: of the half that nobody tuned on."""
FALSE_ALARMS = {426}
"""Of the half that nobody tuned on."""


def found(corpus: Leaks, post: dict[str, Any]) -> bool:
    """Say whether some part of a post tells what stands in a paper."""
    return any(corpus.compare(part) for part in post.get("thread") or [post["text"]])


def test_every_paper_is_read(corpus: Leaks) -> None:
    """Markdown, text, HTML, Word, OpenDocument and PDF: none of the papers is unreadable."""
    assert corpus.unreadable == ()


def test_leaks_are_found(corpus: Leaks, posts: Posts) -> None:
    """Copied, disguised, divided, re-ordered or lightly edited words are found; a paraphrase need not be."""
    leaks = [post for post in posts if post["leak"] and post["kind"] != "paraphrase"]
    assert len(leaks) >= 209
    assert {post["id"] for post in leaks if not found(corpus, post)} == MISSED


def test_what_anybody_may_say_is_let_through(corpus: Leaks, posts: Posts) -> None:
    """Titles, stages, dates, scopes, published standards and stock phrases about the same subjects are no leaks."""
    allowed = [post for post in posts if not post["leak"]]
    assert len(allowed) >= 165
    assert {post["id"] for post in allowed if found(corpus, post)} == FALSE_ALARMS


def test_the_words_are_shown_where_they_stand(corpus: Leaks) -> None:
    """An overlap names the words of the post as written, the paper and the place in it."""
    text = "News! 𝐂𝐫𝐞𝐚𝐦 shall not migrаte more than 5 mm into the sponge bene\u200bath it."
    (overlap,) = corpus.compare(text)
    assert text[overlap.start : overlap.end] == text[6:-4]
    assert overlap.document == "cd-33333-layer-cakes.docx"
    assert overlap.place.startswith("paragraph ")
    assert overlap.words == 6


def test_two_papers_in_one_post(corpus: Leaks) -> None:
    """Words from two papers are two overlaps, in the order of the post."""
    first = "Der Teig muss mindestens acht Wochen bei höchstens 12 °C ruhen."
    second = "Le chocolat doit être placé en deux barres parallèles, à 15 mm du bord."
    overlaps = corpus.compare(f"{first} {second}")
    documents = [overlap.document for overlap in overlaps]
    assert documents == ["dis-55555-lebkuchen.pdf", "wd-44444-viennoiserie.odt"]
    assert overlaps[0].place == "page 1"
