"""Under which name the public finds an account, and how the account describes itself."""

import re
from collections.abc import Iterator

from communique.committee.accounts import Official
from communique.policy.standing.standing import Standing
from communique.policy.standing.terms import Terms
from communique.policy.standing.words import folded, parts, phrase
from communique.policy.subject import Hit

STEM = 4
"""So many letters tell whether two words are the same: `cake` and `cakes`."""


def number_missing(standing: Standing, _: Terms) -> Iterator[Hit]:
    """Find accounts whose names do not hold the committee's number; that of a subcommittee is another number."""
    number = standing.committee.committee
    for network, account in standing.accounts.items():
        if not any(_numbered(name, number) for name in account.names().values()):
            yield _hit(network, account, {"number": number})


def subject_missing(standing: Standing, terms: Terms) -> Iterator[Hit]:
    """Find accounts whose names say nothing of the committee's subject though there is space."""
    stems = _stems(standing.committee.title, terms)
    for network, account in standing.accounts.items():
        names = folded(" ".join(account.names().values()))
        longest = max(map(len, account.names().values()), default=0)
        space = terms.room is None or longest + 1 + STEM <= terms.room
        if space and stems and not any(stem in names for stem in stems):
            yield _hit(network, account, {"title": standing.committee.title})


def too_small(standing: Standing, terms: Terms) -> Iterator[Hit]:
    """Find names of less than a committee: of a working group, or of one standard."""
    for network, account in standing.accounts.items():
        for field, name in account.names().items():
            found = (re.search(pattern, name, re.IGNORECASE) for pattern in terms.patterns)
            if first := next(filter(None, found), None):
                yield Hit(f"accounts.{network}.{field}", name, {"network": network, "name": name, "part": first[0]})


def personal(standing: Standing, _: Terms) -> Iterator[Hit]:
    """Find accounts that bear the name of somebody with a role in the committee."""
    for network, account in standing.accounts.items():
        for field, name in account.names().items():
            for person in standing.committee.people().values():
                own = " " in person.name and folded(person.name) in folded(name)
                if own or _letters(person.id) == _letters(name):
                    words = {"network": network, "name": name, "person": person.name or person.id}
                    yield Hit(f"accounts.{network}.{field}", name, words)


def phrase_missing(standing: Standing, terms: Terms) -> Iterator[Hit]:
    """Find descriptions without any of the rule's phrases."""
    committee = standing.committee
    for network, account in standing.accounts.items():
        bio = folded(account.bio)
        if not any(phrase(each, committee.committee).search(bio) for each in terms.phrases):
            words = {"network": network, "number": committee.committee, "title": committee.title}
            yield Hit(f"accounts.{network}.bio", account.bio, words)


def title_missing(standing: Standing, terms: Terms) -> Iterator[Hit]:
    """Find descriptions that hold too few words of the committee's title."""
    stems = _stems(standing.committee.title, terms)
    for network, account in standing.accounts.items():
        bio = folded(account.bio)
        if sum(stem in bio for stem in stems) < min(terms.least, len(stems)):
            words = {"network": network, "title": standing.committee.title}
            yield Hit(f"accounts.{network}.bio", account.bio, words)


def _hit(network: str, account: Official, words: dict[str, str]) -> Hit:
    names = account.names()
    given = " and ".join(f"“{name}”" for name in names.values()) or "no name"
    field = next(iter(names), "name")
    return Hit(f"accounts.{network}.{field}", names.get(field, ""), {**words, "network": network, "names": given})


def _numbered(name: str, number: str) -> bool:
    return all(re.search(part, folded(name)) for part in parts(number))


def _stems(title: str, terms: Terms) -> set[str]:
    """Give the beginnings of the words that tell a title's subject."""
    words = set(re.findall(rf"[^\W\d_]{{{STEM},}}", folded(title))) - set(map(folded, terms.besides))
    return {word[:STEM] for word in words}


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", folded(text))
