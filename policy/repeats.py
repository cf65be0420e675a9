"""Posts that say again what the committee said not long ago."""

import datetime as dt
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from communique.policy.rule import Rule, Settings
from communique.policy.subject import Hit, Recent, Subject, clip, part_field
from communique.post.likeness import likeness

CHECK = "post-repeated"
"""What rule files call this detector."""


def reach(rules: Iterable[Rule]) -> dt.timedelta:
    """Give how far back the rules look for posts that say the same; nothing if no rule does."""
    return dt.timedelta(days=max((rule.settings.days for rule in rules if rule.check == CHECK), default=0))


def repeated(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find texts that another post has had on the same network within so many days; a correction may have them."""
    if not subject.recent:
        return
    idea, today = subject.idea, subject.now.astimezone(ZoneInfo(subject.committee.timezone)).date()
    found: dict[str, Recent] = {}
    for network in idea.networks:
        same = likeness(idea.parts(network))
        for each in subject.recent:
            old = (today - each.day).days > settings.days
            if (each.network, each.likeness) == (network, same) and not old and not _related(each, subject):
                field = part_field(idea, network, 0, 1)
                found[field] = max(each, found.get(field, each), key=lambda recent: recent.day)
    for field, last in found.items():
        text = next(iter(idea.parts(last.network)))
        yield Hit(field, clip(text), {"post": last.post, "day": str(last.day)})


def _related(recent: Recent, subject: Subject) -> bool:
    """Tell whether it is the same post, or one of the two corrects the other."""
    own = subject.idea.id
    return own in {recent.post, recent.corrects} or recent.post == subject.idea.corrects
