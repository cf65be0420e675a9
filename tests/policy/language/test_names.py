"""Names of people are told from streets, laws, units, places and roles."""

import pytest
from growth import grows_linearly

from communique.policy.language.names import Names
from communique.policy.language.tokens import read
from communique.policy.pack import load_pack


def looks(text: str) -> dict[str, str]:
    """Give what looks like names in a text, by their look; of several the last."""
    reading = read([text])
    matcher = load_pack().speakers[0].matcher("en")
    return {look: " ".join(reading.raw[slice(*span)]) for look, span in Names(reading, matcher.lexicon).find()}


@pytest.mark.parametrize(
    ("text", "look", "name"),
    [
        ("our Chair, Maria Crumb, said", "person", "Maria Crumb"),
        ("with María del Carmen Bizcocho Pérez", "person", "Maria del Carmen Bizcocho Perez"),
        ("avec Jean-Pierre de la Croûte", "person", "Jean Pierre de la Croute"),
        ("vu par Jean FARINE", "person", "Jean FARINE"),
        ("today #MariaCrumb", "person", "MariaCrumb"),
        ("fragt Herr Hefezopf", "titled", "Herr Hefezopf"),
        ("explica la Dra. Bizcocho", "titled", "Dra Bizcocho"),
        ("says J.-P. Farine", "initialled", "J P Farine"),
        ("our Chair Xoco Baguetta opened", "pair", "Xoco Baguetta"),
        ("thank you, Maria!", "first-name", "Maria"),
        ("eine Idee von Kevin aus der Gruppe", "first-name", "Kevin"),
        ("happy birthday, Xoquito!", "called-name", "Xoquito"),
        ("tschüss, Xoquito, bis bald", "called-name", "Xoquito"),
        ("Murió Xoco Baguetta ayer", "pair", "Xoco Baguetta"),
        ("mit Xoco von der Krume", "pair", "Xoco von der Krume"),
    ],
)
def test_names(text: str, look: str, name: str) -> None:
    """A given name, a title, initials or capitals give a name away, in every spelling."""
    assert looks(text).get(look) == name


@pytest.mark.parametrize(
    "text",
    [
        "Lord Kelvin, Blaise Pascal, Isaac Newton, James Watt",
        "in Dorothy Baker Hall, 12 Wellington Street",
        "rue Marie Curie, Saint-Martin, Port Louis",
        "die Robert-Koch-Straße und der Rudolf-Diesel-Preis",
        "the diagramme d'Ishikawa and Annex B. Class A",
        "Our Chair and the Secretary of ISO/TC 400",
        "World Standards Day in Buenos Aires, Costa Rica",
    ],
)
def test_no_names(text: str) -> None:
    """What was named after somebody is no person, nor is a place or a role."""
    assert looks(text) == {}


def test_a_genitive_makes_no_pair() -> None:
    """German nouns with an article between them are no name."""
    assert looks("unser Obmann Vorschlag der Industrie") == {}


def test_the_end_of_a_sentence_ends_a_name() -> None:
    """A sentence that ends in a given name does not give it the next one's first word."""
    assert "person" not in looks("We thank Maria. Crumb cake is served.")


@pytest.mark.parametrize("piece", ["Maria ", "Maria de ", "J. ", "Dr. ", "Maria-Crumb ", "MariaCrumb"])
def test_time_is_linear(piece: str) -> None:
    """Capitals upon capitals are looked through in linear time."""
    matcher = load_pack().speakers[0].matcher("en")
    assert grows_linearly(lambda text: list(Names(read([text]), matcher.lexicon).find()), piece, 200_000)
