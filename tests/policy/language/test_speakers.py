"""Which languages a text is looked through in: what is not understood is never left out to save time."""

import pytest

from communique.policy.language.speakers import Speakers, vocabulary
from communique.policy.language.tokens import read
from communique.policy.pack import load_pack


@pytest.fixture
def speakers() -> Speakers:
    """Give the matchers of the pack."""
    return load_pack().speakers[0]


@pytest.mark.parametrize(
    ("text", "said", "heard"),
    [
        ("The members are happy with the result.", "en", ("en",)),
        ("Die Mitglieder haben zugestimmt.", "de", ("de",)),
        ("", "fr", ("fr",)),
        ("Gracias a los miembros.", "en", ("en", "es")),
        ("Thank you. Merci à tous ! Vielen Dank.", "es", ("en", "fr", "de", "es")),
        ("Ein Wort.", "it", ("en", "fr", "de", "es")),
        ("Der Entwurf 𝗳𝗼𝗿𝗱𝗲𝗿𝘁 das.", "en", ("en", "de")),
    ],
)
def test_the_language_said_and_every_one_heard(
    speakers: Speakers, text: str, said: str, heard: tuple[str, ...]
) -> None:
    """A text is looked through in its own language, in every one it has a word of, and in all if its own is unknown."""
    assert speakers.heard(read([text]), said) == heard


def test_a_sentence_in_another_language_is_understood(speakers: Speakers) -> None:
    """One French sentence in an English post is judged by the French words."""
    reading = read(["Our meeting was fun. L'AFNOR a voté contre le projet."])
    assert {match.rule for match in speakers.look(reading, "en")} & {"BALLOT-1", "BALLOT-2"}


def test_a_language_is_loaded_when_it_is_heard(speakers: Speakers) -> None:
    """Three of four matchers stay bytes as long as only one language is spoken."""
    fresh = Speakers(speakers.kept, speakers.vocabulary)
    list(fresh.look(read(["The members are happy with the result."]), "en"))
    assert [*fresh._loaded] == ["en"]


def test_without_samples_every_language_is_heard(speakers: Speakers) -> None:
    """A committee's own few rules are looked for in every text."""
    assert Speakers(speakers.kept, {}).heard(read(["Danke."]), "en") == ("en", "fr", "de", "es")


def test_a_word_of_two_languages_tells_of_both() -> None:
    """What English has once beside five times French is quoted there; what all have tells nothing."""
    french, english = ["contre le vote"] * 6, ["the vote", "the vote", "the word contre"]
    told = vocabulary({"en": english, "fr": french})
    assert told == {"contre": ("fr",), "le": ("fr",), "the": ("en",), "word": ("en",)}
