"""What became of every idea of a rehearsal: by the script, by the database and by the site."""

import html
from dataclasses import dataclass
from pathlib import Path

from communique.committee.workspace import Home
from communique.flows.installation import Installation
from communique.flows.script import Line, script
from communique.queue import audit, view


@dataclass(frozen=True, slots=True)
class Became:
    """One idea, as the script tells it and as it is found."""

    idea: str
    shows: str
    becomes: str
    queue: str
    site: str

    @property
    def as_told(self) -> bool:
        """Tell whether database and site say what the script says."""
        expected = "its page" if self.becomes == "published" else "nothing"
        return self.queue == self.becomes and self.site == expected


def compare(installation: Installation, file: Path) -> list[Became]:
    """Look up every idea of the script in the database and on the site."""
    (home,) = installation.homes()
    states = {post.idea_id: ", ".join(sorted(set(post.states.values()))) for post in view.posts(installation.engine)}
    return [
        Became(
            line.idea, line.shows, line.becomes, states.get(line.idea) or unread(installation, line), page(home, line)
        )
        for line in script(file)
    ]


def unread(installation: Installation, line: Line) -> str:
    """Tell from the log whether the file was seen and could not be read."""
    seen = (event for event in audit.export(installation.engine) if line.idea in str(event["subject"]))
    return "unreadable" if any(seen) else "not seen"


def page(home: Home, line: Line) -> str:
    """Tell whether the site has the post's page, with its title on the index."""
    site = home.folder / (home.committee.accounts.blog.site if home.committee.accounts.blog else "")
    found = site / "posts" / line.idea / "index.html"
    index = (site / "index.html").read_text(encoding="utf-8") if (site / "index.html").exists() else ""
    listed = f"posts/{html.escape(line.idea)}/" in index
    if found.exists() and listed:
        return "its page"
    return "only a part" if found.exists() or listed else "nothing"
